"""robots.txt, delays and pauses: each case is one host, all are crawled together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.crawler.world import Answer, Cases, Host, Site, World, page

cases = Cases()


def pace(host: Host) -> float:
    """Seconds between two of the host's requests on average, robots.txt among them."""
    times = [seen.at for seen in host.world.seen if seen.host == host.name]
    return (times[-1] - times[0]) / (len(times) - 1)


@cases
def robots_disallow_holds_for_the_first_burst_too(host: Host) -> Iterator[None]:
    host["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
    paths = [f"/private/feed{n}" for n in range(8)]
    for path in paths:
        host.feed("/1", at=path)
    host.has(feeds=tuple(host.base + path for path in paths))
    yield
    assert host.asked == []
    assert host.failures == {"robots": 8}


@cases
def robots_rule_for_our_name_beats_the_general_one(host: Host) -> Iterator[None]:
    host["/robots.txt"] = "User-agent: *\nDisallow: /\n\nUser-agent: Reportedly\nDisallow: /no/\n"
    host.feed("/yes/1", "/no/1")
    yield
    assert host.delivered == ["/yes/1"]
    assert host.outcome("/no/1") == ("failed", "robots")


@cases
def robots_server_error_closes_the_host(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"", 503)
    host.feed("/1")
    yield
    assert host.asked == []
    assert host.failures == {"robots-unreachable": 1}


@cases
def robots_too_many_requests_closes_the_host(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"", 429)
    host.feed("/1")
    yield
    assert host.asked == []


@cases
def robots_missing_allows_everything(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"", 404)
    host.feed("/1")
    yield
    assert host.delivered == ["/1"]


@cases
def robots_forbidden_allows_everything(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"", 403)
    host.feed("/1")
    yield
    assert host.delivered == ["/1"]


@cases
def robots_behind_a_redirect_is_obeyed(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"", 301, {"Location": "/rules/robots.txt"})
    host["/rules/robots.txt"] = "User-agent: *\nDisallow: /1\n"
    host.feed("/1", "/2")
    yield
    assert host.delivered == ["/2"]


@cases
def robots_that_is_garbage_allows_everything(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(bytes(range(256)) * 100)
    host.feed("/1")
    yield
    assert host.delivered == ["/1"]


@cases
def robots_of_a_megabyte_is_obeyed_by_its_first_half(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /1\n" + b"# filler\n" * 100_000)
    host.feed("/1", "/2")
    yield
    assert host.delivered == ["/2"]


@cases
def robots_without_end_closes_the_host(host: Host) -> Iterator[None]:
    host["/robots.txt"] = Answer(b"# filler\n" * 600_000)
    host.feed("/1")
    yield
    assert host.asked == []
    assert host.failures == {"too-large": 1}


@cases
def robots_is_asked_for_once_in_a_crawl(host: Host) -> Iterator[None]:
    host.feed("/1", "/2", "/3")
    yield
    assert host.world.asked(host.name, robots=True).count("/robots.txt") == 1


@cases
def robots_holds_for_where_a_redirect_leads(host: Host) -> Iterator[None]:
    host["/robots.txt"] = "User-agent: *\nDisallow: /secret\n"
    host["/1"] = Answer(b"", 302, {"Location": "/secret"})
    host["/secret"] = page("GPT secret")
    host.feed("/1")
    yield
    assert "/secret" not in host.asked
    assert host.failures == {"robots": 1}


@cases
def crawl_delay_is_kept(host: Host) -> Iterator[None]:
    host["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.4\n"
    host.feed("/1", "/2", "/3")
    yield
    assert len(host.delivered) == 3
    assert pace(host) >= 0.7 * 0.4


@cases
def delay_of_the_entry_is_kept(host: Host) -> Iterator[None]:
    host.feed("/1", "/2", "/3")
    host.has(delay=0.3)
    yield
    assert len(host.delivered) == 3
    assert pace(host) >= 0.7 * 0.3


@cases
def one_connection_per_host(host: Host) -> Iterator[None]:
    under_way: list[int] = []
    most: list[int] = []

    def answer(handler: Any) -> Answer:
        import time

        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.pop()
        return Answer(page("GPT").encode())

    for number in range(6):
        host[f"/{number}"] = answer
    host.feed(*(f"/{number}" for number in range(6)))
    yield
    assert len(host.delivered) == 6
    assert max(most) == 1


@cases
def retry_after_in_seconds_is_waited_for(host: Host) -> Iterator[None]:
    answers = iter([Answer(b"", 429, {"Retry-After": "1"})])
    host["/1"] = lambda handler: next(answers, Answer(page("GPT").encode()))
    host.feed("/1")
    yield
    assert host.delivered == ["/1"]
    tries = [seen.at for seen in host.world.seen if seen.path == "/1" and seen.host == host.name]
    assert tries[1] - tries[0] >= 0.99


@cases
def retry_after_too_long_leaves_the_host_to_a_later_crawl(host: Host) -> Iterator[None]:
    host["/1"] = Answer(b"", 503, {"Retry-After": "3600"})
    host.feed("/1", "/2", "/3", "/4", "/5", "/6")
    yield
    assert host.asked.count("/1") == 1
    assert "/6" not in host.asked
    assert host.failures["retry-later"] >= 1
    assert host.site.rows("select next_visit from pages where url = ?", host.base + "/6") != [(None,)]
    yield
    assert "/6" in host.delivered, "what was never asked for is due in the next crawl"
    assert "/1" not in host.asked


@cases
def retry_after_on_a_feed_sets_its_next_poll(host: Host) -> Iterator[None]:
    host["/feed"] = Answer(b"", 429, {"Retry-After": "7200"})
    yield
    assert host.failures == {"http-429": 1}
    yield
    assert host.asked == []


@cases
def server_errors_are_tried_again_then_left_for_later(host: Host) -> Iterator[None]:
    host["/1"] = Answer(b"", 500)
    host.feed("/1")
    yield
    assert host.asked.count("/1") == 3
    assert host.outcome("/1") == ("failed", "http-500")
    host["/1"] = page("GPT")
    yield
    assert "/1" not in host.asked, "not before its time"
    host.site.run("update pages set next_visit = '2000-01-01T00:00:00Z' where url = ?", host.base + "/1")
    yield
    assert host.delivered == ["/1"]


@cases
def requests_say_who_asks(host: Host) -> Iterator[None]:
    host.feed("/1")
    host.has(language="fa")
    yield
    for seen in host.world.seen:
        if seen.host == host.name:
            assert seen.headers["User-Agent"].startswith("Reportedly/")
            assert "ops@example.org" in seen.headers["User-Agent"]
            assert seen.headers["Accept-Encoding"] == "gzip, deflate"
            assert "Cookie" not in seen.headers and "Referer" not in seen.headers
    pages = [seen for seen in host.world.seen if seen.host == host.name and seen.path == "/1"]
    assert pages[0].headers["Accept-Language"].startswith("fa")


@cases
def cookies_are_not_kept(host: Host) -> Iterator[None]:
    host.feed("/1", "/2", headers={"Set-Cookie": "id=1"})
    yield
    assert all("Cookie" not in seen.headers for seen in host.world.seen if seen.host == host.name)


@cases
def budget_ends_a_source_and_the_next_crawl_goes_on(host: Host) -> Iterator[None]:
    host.feed("/1", "/2", "/3", "/4", "/5")
    host.has(budget=2)
    yield
    assert len(host.delivered) == 2
    yield
    assert len(host.delivered) == 4
    yield
    assert len(host.delivered) == 5


@cases
def dead_host_is_left_to_the_next_crawl(host: Host) -> Iterator[None]:
    host.feed(*(f"/{n}" for n in range(20)))
    for number in range(20):
        host[f"/{number}"] = Answer(b"", 301, {"Location": f"http://dead.{host.name}/{number}"})
    host.world[f"dead.{host.name}/robots.txt"] = Answer(b"", 503)
    yield
    assert host.failures["robots-unreachable"] < 10
    due = "select count(*) from pages where source = ? and next_visit is not null and failures = 0"
    assert host.site.rows(due, host.source.id)[0][0] > 10, "pages that were not asked for stay due as they are"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Exception | None]]:
    world = World()
    yield cases.run(Site(tmp_path_factory.mktemp("polite")), world, contact="ops@example.org")
    world.close()


@pytest.mark.parametrize("name", cases.scripts)
def test_polite(outcome: dict[str, Exception | None], name: str) -> None:
    error = outcome[name]
    if error:
        raise error

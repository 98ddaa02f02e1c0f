"""What a crawl asks when it has been there before: each case is one host, all are crawled together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawler.world import Answer, Cases, Host, Site, World, page, rss

cases = Cases()

MONDAY = "Mon, 05 Jan 2026 08:00:00 GMT"


def _later(host: Host) -> None:
    """Let the time of every page's next visit come."""
    host.site.run(
        "update pages set next_visit = '2000-01-01T00:00:00Z' where next_visit is not null and source = ?",
        host.source.id,
    )


def _sent(host: Host, path: str) -> dict[str, str]:
    """The headers of the last request for a path."""
    return dict([s for s in host.world.seen if s.host == host.name and s.path == path][-1].headers)


@cases
def etag_is_sent_back_and_nothing_else(host: Host) -> Iterator[None]:
    host.feed("/1", etag='"v1"', last_modified=MONDAY)
    yield
    assert "If-None-Match" not in _sent(host, "/feed")
    yield
    assert _sent(host, "/feed")["If-None-Match"] == '"v1"'
    assert "If-Modified-Since" not in _sent(host, "/feed")


@cases
def last_modified_is_sent_back_as_it_came(host: Host) -> Iterator[None]:
    host.feed("/1", last_modified=MONDAY)
    yield
    yield
    assert _sent(host, "/feed")["If-Modified-Since"] == MONDAY


@cases
def server_that_ignores_validators_costs_one_request(host: Host) -> Iterator[None]:
    host.feed("/1", "/2")
    yield
    yield
    assert host.asked == ["/feed"]
    assert len(host.delivered) == 2


@cases
def server_that_always_says_unchanged_is_read_whole_once_a_day(host: Host) -> Iterator[None]:
    host.feed("/1", etag='"same"')
    yield
    host.feed("/1", "/2", etag='"same"')
    yield
    assert host.delivered == ["/1"]
    host.site.run("update feeds set last_read = '2000-01-01T00:00:00Z' where url = ?", host.base + "/feed")
    yield
    assert host.delivered == ["/1", "/2"]


@cases
def article_is_looked_at_again_when_its_time_comes(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/1"] = Answer(page("GPT one").encode(), etag='"a"')
    yield
    yield
    assert "/1" not in host.asked, "an hour has not passed"
    _later(host)
    yield
    assert _sent(host, "/1")["If-None-Match"] == '"a"'
    assert len(host.captures) == 1
    assert host.tally.unchanged == 1
    assert (host.base + "/1") in [url for url, _ in host.site.seen]


@cases
def edited_article_is_another_capture(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/1"] = Answer(page("GPT costs $1").encode(), etag='"a"')
    yield
    host["/1"] = Answer(page("GPT costs $2").encode(), etag='"b"')
    _later(host)
    yield
    assert [b"$2" in capture.body for capture in host.captures] == [False, True]
    assert host.captures[0].archive != host.captures[1].archive


@cases
def revisits_follow_the_schedule(host: Host) -> Iterator[None]:
    host.feed("/1")
    yield
    first = host.site.rows("select first_fetched, next_visit from pages where url = ?", host.base + "/1")[0]
    assert first[1] > first[0]
    # Nine days later the next look is the one at thirty days, whatever was missed.
    host.site.run(
        "update pages set first_fetched = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-9 days'),"
        " next_visit = '2000-01-01T00:00:00Z' where url = ?",
        host.base + "/1",
    )
    yield
    days = host.site.rows("select julianday(next_visit) - julianday('now') from pages where url = ?", host.base + "/1")
    assert 20.9 < days[0][0] < 21.1
    host.site.run(
        "update pages set first_fetched = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-31 days'),"
        " next_visit = '2000-01-01T00:00:00Z' where url = ?",
        host.base + "/1",
    )
    yield
    assert host.site.rows("select next_visit from pages where url = ?", host.base + "/1") == [(None,)]


@cases
def page_that_is_gone_is_told(host: Host) -> Iterator[None]:
    host.feed("/1", "/2")
    yield
    host["/1"] = Answer(b"gone", 410)
    _later(host)
    yield
    assert host.outcome("/1") == ("gone", "http-410")
    assert host.tally.gone == 1
    assert (host.base + "/1") in [url for url, _ in host.site.gone]
    archived = host.site.rows(
        "select archive from fetches where outcome = 'gone' and requested_url = ?", host.base + "/1"
    )
    assert archived[0][0] is not None, "the answer is evidence"
    _later(host)
    yield
    assert "/1" not in host.asked


@cases
def page_that_comes_back_after_a_404_is_captured_again(host: Host) -> Iterator[None]:
    host.feed("/1")
    yield
    del host["/1"]
    _later(host)
    yield
    assert host.outcome("/1") == ("gone", "http-404")
    host["/1"] = page("GPT is back")
    _later(host)
    yield
    assert len(host.captures) == 2
    assert host.site.rows("select outcome, gone_at from pages where url = ?", host.base + "/1") == [("article", None)]


@cases
def article_that_is_sent_to_the_front_page_is_gone(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/"] = page("Front")
    yield
    host["/1"] = Answer(b"", 302, {"Location": "/"})
    _later(host)
    yield
    assert host.outcome("/1") == ("gone", "redirected-home")
    assert len(host.captures) == 1


@cases
def address_that_never_was_there_is_not_told(host: Host) -> Iterator[None]:
    host["/feed"] = rss((host.base + "/1", "GPT"))
    yield
    assert host.outcome("/1") == ("gone", "http-404")
    assert host.tally.gone == 0
    assert (host.base + "/1") not in [url for url, _ in host.site.gone]


@cases
def redirect_keeps_all_addresses_apart(host: Host) -> Iterator[None]:
    host.feed("/short")
    host["/short"] = Answer(b"", 301, {"Location": "/articles/long-name?utm_source=x"})
    host["/articles/long-name?utm_source=x"] = page("GPT")
    yield
    capture = host.captures[0]
    assert capture.requested_url == host.base + "/short"
    assert capture.url == host.base + "/articles/long-name?utm_source=x"
    keys = host.site.rows("select key, outcome from pages where source = ? order by key", host.source.id)
    assert keys == [(host.base + "/articles/long-name", "article"), (host.base + "/short", "moved")]
    _later(host)
    yield
    assert "/short" not in host.asked, "the page is asked for where it is"


@cases
def failing_feed_is_asked_ever_more_rarely_and_may_return(host: Host) -> Iterator[None]:
    host["/feed"] = Answer(b"", 404)
    yield
    waits = "select (julianday(next_poll) - julianday(polled_at)) * 24 from feeds where url = ?"
    assert round(host.site.rows(waits, host.base + "/feed")[0][0]) == 1
    host.site.run("update feeds set next_poll = '' where url = ?", host.base + "/feed")
    yield
    assert round(host.site.rows(waits, host.base + "/feed")[0][0]) == 2
    host.site.run("update feeds set next_poll = '', failures = 5000 where url = ?", host.base + "/feed")
    yield
    assert round(host.site.rows(waits, host.base + "/feed")[0][0]) == 7 * 24
    host.feed("/1")
    host.site.run("update feeds set next_poll = '' where url = ?", host.base + "/feed")
    yield
    assert host.delivered == ["/1"]
    assert host.site.rows("select failures, reason from feeds where url = ?", host.base + "/feed") == [(0, None)]


@cases
def quiet_feed_is_asked_more_rarely(host: Host) -> Iterator[None]:
    host.feed("/1")
    yield
    host.site.run(
        "update feeds set last_new = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-5 days') where url = ?",
        host.base + "/feed",
    )
    yield
    waits = "select (julianday(next_poll) - julianday(polled_at)) * 24 from feeds where url = ?"
    assert round(host.site.rows(waits, host.base + "/feed")[0][0]) == 12
    yield
    assert host.asked == []


@cases
def file_that_is_no_page_is_noted_and_not_archived(host: Host) -> Iterator[None]:
    host.feed("/report.pdf")
    host["/report.pdf"] = Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    yield
    assert host.outcome("/report.pdf") == ("not-article", "not-html")
    assert host.captures == []


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Exception | None]]:
    world = World()
    yield cases.run(Site(tmp_path_factory.mktemp("incremental")), world)
    world.close()


@pytest.mark.parametrize("name", cases.scripts)
def test_incremental(outcome: dict[str, Exception | None], name: str) -> None:
    error = outcome[name]
    if error:
        raise error

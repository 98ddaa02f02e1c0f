"""Servers that mean harm or are broken: each case is one host, all are crawled together."""

from __future__ import annotations

import gzip
import re
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

import crawler.run
from pipeline.store.archive import read_body
from tests.crawler.world import Answer, Cases, Host, Site, World, page, rss

cases = Cases()

#: Smaller than in a crawl, so that the cases are quick.
TIMEOUT = 3.0
MAX_BODY = 2 << 20


@cases
def page_larger_than_the_limit_is_not_read(host: Host) -> Iterator[None]:
    host.feed("/1", "/2")
    host["/1"] = b"x" * (MAX_BODY + 1)
    yield
    assert host.delivered == ["/2"]
    assert host.outcome("/1") == ("failed", "too-large")


@cases
def compression_bomb_is_not_unpacked(host: Host) -> Iterator[None]:
    host.feed("/1", "/2")
    host["/1"] = Answer(gzip.compress(b"\0" * (40 << 20)), headers={"Content-Encoding": "gzip"})
    yield
    assert host.delivered == ["/2"]
    assert host.outcome("/1") == ("failed", "too-large")


@cases
def bomb_in_a_bomb_is_not_unpacked(host: Host) -> Iterator[None]:
    host.feed("/1")
    body = gzip.compress(gzip.compress(b"\0" * (30 << 20)))
    host["/1"] = Answer(body, headers={"Content-Encoding": "gzip, gzip"})
    yield
    assert host.outcome("/1") == ("failed", "too-large")


@cases
def endless_body_is_cut_off(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        block = b"y" * (1 << 20)
        for _ in range(4):
            handler.wfile.write(block)

    host.feed("/1")
    host["/1"] = answer
    yield
    assert host.outcome("/1") == ("failed", "too-large")


@cases
def slow_drip_times_out(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(20):
            time.sleep(0.3)
            handler.wfile.write(b"z")

    host.feed("/1")
    host["/1"] = answer
    yield
    assert host.outcome("/1") == ("failed", "timeout")


@cases
def silent_server_times_out(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/1"] = lambda handler: time.sleep(TIMEOUT * 1.5)
    yield
    assert host.outcome("/1") == ("failed", "timeout")


@cases
def body_shorter_than_announced_is_not_taken(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    host.feed("/1")
    host["/1"] = answer
    yield
    assert host.outcome("/1") == ("failed", "cut-off")
    assert host.captures == []


@cases
def server_that_hangs_up_is_a_failure(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        handler.close_connection = True

    host.feed("/1", "/2")
    host["/1"] = answer
    yield
    assert host.outcome("/1") == ("failed", "broken-answer")
    assert host.delivered == ["/2"]


@cases
def answer_that_is_no_http_is_a_failure(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        handler.close_connection = True

    host.feed("/1")
    host["/1"] = answer
    yield
    assert host.outcome("/1") == ("failed", "broken-answer")


@cases
def broken_gzip_is_a_failure(host: Host) -> Iterator[None]:
    host.feed("/1", "/2")
    host["/1"] = Answer(b"\x1f\x8b\x08\x00garbage garbage", headers={"Content-Encoding": "gzip"})
    yield
    assert host.delivered == ["/2"]
    assert host.outcome("/1") == ("failed", "broken-answer")


@cases
def unchanged_answer_that_says_gzip_is_understood(host: Host) -> Iterator[None]:
    body = gzip.compress(rss((host.base + "/1", "GPT")).encode())
    host["/feed"] = Answer(body, headers={"Content-Encoding": "gzip"}, etag='"z"')
    host["/1"] = page("GPT")
    yield
    yield
    assert host.failures == {}
    assert host.asked == ["/feed"]


@cases
def endless_redirects_are_given_up(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/1"] = Answer(b"", 302, {"Location": "/1"})
    yield
    assert host.outcome("/1") == ("failed", "redirects")
    assert len(host.asked) <= 7


@cases
def redirects_that_never_repeat_are_given_up(host: Host) -> Iterator[None]:
    for number in range(20):
        host[f"/r/{number}"] = Answer(b"", 302, {"Location": f"/r/{number + 1}"})
    host.feed("/r/0")
    yield
    assert host.outcome("/r/0") == ("failed", "redirects")


@cases
def meta_refresh_is_a_redirect_and_bounded(host: Host) -> Iterator[None]:
    host["/1"] = '<meta http-equiv="refresh" content="0;url=/2">'
    host["/3"] = '<meta http-equiv="refresh" content="0;url=/3">'
    host.feed("/1", "/3")
    host["/2"] = page("GPT")
    yield
    assert host.delivered == ["/2"]
    assert host.outcome("/3") == ("failed", "redirects")


@cases
def page_that_reloads_itself_now_and_then_is_a_page(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/1"] = '<meta http-equiv="refresh" content="60;url=/1">' + page("GPT")
    yield
    assert host.delivered == ["/1"]


@cases
def spider_trap_stays_within_the_budget(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> Answer:
        here = handler.path.rstrip("/")
        links = "".join(f'<a href="{here}/{n}">GPT</a>' for n in range(50))
        return Answer(f'{links}<a rel="next" href="{here}/next">next</a>'.encode())

    world = host.world
    real = world.answers
    paths = [""]
    for _ in range(12):
        paths.append(paths[-1] + "/next")
    for path in paths:
        real[host.name, "/trap" + path] = answer
    host.has(listings=(host.base + "/trap",), articles=(re.compile(r"/trap/.*\d$"),), budget=15)
    yield
    assert len(host.asked) <= 25


@cases
def two_hundred_thousand_nested_tags_do_no_harm(host: Host) -> Iterator[None]:
    host["/list"] = "<div>" * 200_000 + '<a href="/a/1">GPT</a>'
    host["/map"] = page("GPT")
    host.feed("/2")
    host["/2"] = "<div>" * 200_000 + "GPT"
    host.has(feeds=(host.base + "/feed",), listings=(host.base + "/list",), articles=(re.compile(r"/(?:a/)?\d"),))
    started = time.monotonic()
    yield
    assert "/2" in host.delivered
    assert time.monotonic() - started < 60


@cases
def nested_links_and_entries_are_not_read_again_and_again(host: Host) -> Iterator[None]:
    filler = "".join(f"<b>{n}</b>" for n in range(60_000))
    host["/list"] = "<span><a href='/a/1'>GPT" * 120 + filler
    host["/feed"] = f"<rss><channel>{'<item>' * 120}<link>{host.base}/a/2</link>{filler}"
    host["/a/1"] = host["/a/2"] = page("GPT")
    host.has(feeds=(host.base + "/feed",), listings=(host.base + "/list",), articles=(re.compile(r"/a/\d"),))
    before = time.process_time()
    yield
    assert time.process_time() - before < 20
    assert host.delivered == ["/a/1", "/a/2"]


@cases
def headers_that_are_no_utf_8_are_archived_as_they_came(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        body = page("GPT").encode()
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nX-Name: \xb1\xea\xcc\xe2 caf\xe9\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
            b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )

    host.feed("/1")
    host["/1"] = answer
    yield
    assert host.delivered == ["/1"]
    raw = (host.site.folder / "archive").glob("*.warc.gz")
    members = b"".join(_members(path.read_bytes()) for path in raw)
    assert b"X-Name: \xb1\xea\xcc\xe2 caf\xe9" in members
    assert b"Set-Cookie: a=1\r\nSet-Cookie: b=2" in members


def _members(data: bytes) -> bytes:
    """All gzip members of a file, unpacked."""
    out = b""
    while data:
        unpack = zlib.decompressobj(31)
        out += unpack.decompress(data)
        data = unpack.unused_data
    return out


@cases
def compressed_pages_are_archived_as_they_came(host: Host) -> Iterator[None]:
    plain = page("GPT " * 500).encode()
    host.feed("/gzip", "/deflate")
    host["/gzip"] = Answer(gzip.compress(plain), headers={"Content-Encoding": "gzip"})
    host["/deflate"] = Answer(zlib.compress(plain), headers={"Content-Encoding": "deflate"})
    yield
    for capture in host.captures:
        assert capture.body == plain
        assert capture.archive is not None
        assert read_body(host.site.folder / "archive", capture.archive) == plain
        assert capture.archive.length < 1500


@cases
def empty_page_is_taken_over_for_the_reader_to_judge(host: Host) -> Iterator[None]:
    host.feed("/1")
    host["/1"] = b""
    yield
    assert [capture.body for capture in host.captures] == [b""]


@cases
def chunked_page_reads_back_whole(host: Host) -> Iterator[None]:
    def answer(handler: Any) -> None:
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
            b"6\r\n<p>GPT\r\n5\r\n-5 is\r\n0\r\n\r\n"
        )

    host.feed("/1")
    host["/1"] = answer
    yield
    assert host.captures[0].body == b"<p>GPT-5 is"
    assert host.captures[0].archive is not None
    assert read_body(host.site.folder / "archive", host.captures[0].archive) == b"<p>GPT-5 is"


@cases
def feed_of_five_thousand_entries_is_read_in_time(host: Host) -> Iterator[None]:
    host["/feed"] = rss(*((f"{host.base}/{n}", "GPT " + "&lt;b&gt;" * 10) for n in range(5_000)))
    host.has(budget=1)
    yield
    assert host.site.rows("select count(*) from pages where source = ?", host.source.id) == [(1000,)]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Exception | None]]:
    usual = crawler.run.settings

    def hasty(*arguments: Any) -> dict[str, Any]:
        return {**usual(*arguments), "DOWNLOAD_TIMEOUT": TIMEOUT, "DOWNLOAD_MAXSIZE": MAX_BODY, "RETRY_TIMES": 1}

    world = World()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crawler.run, "settings", hasty)
        yield cases.run(Site(tmp_path_factory.mktemp("hostile")), world)
    world.close()


@pytest.mark.parametrize("name", cases.scripts)
def test_hostile(outcome: dict[str, Exception | None], name: str) -> None:
    error = outcome[name]
    if error:
        raise error

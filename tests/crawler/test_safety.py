"""What a crawl leaves behind when it is stopped, starved or run twice."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import archive as warc
from crawler.lock import Locked, hold
from crawler.run import CrawlError
from pipeline.capture import Capture
from pipeline.store.archive import read_body
from tests.crawler.world import Answer, Site, Stored, World, page, rss, source


def _publish(world: World, number: int, host: str = "a.example") -> None:
    world[f"{host}/feed"] = rss(*((f"http://{host}/{n}", f"GPT {n}") for n in range(number)))
    for n in range(number):
        world[f"{host}/{n}"] = page(f"GPT-{n} costs ${n} per million tokens")


def test_a_second_run_is_told_to_wait(site: Site, world: World) -> None:
    with hold(site.folder / "test.db"), pytest.raises(Locked, match="another run is writing"):
        site.crawl(source("a.example"), world=world)
    assert world.seen == []


def test_a_full_disk_ends_the_crawl_and_keeps_what_there_is(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(world, 10)
    room = [4000]
    write = os.pwrite

    def starved(descriptor: int, data: bytes, offset: int) -> int:
        if len(data) > room[0]:
            write(descriptor, data[: room[0]], offset)
            raise OSError(errno.ENOSPC, "No space left on device")
        room[0] -= len(data)
        return write(descriptor, data, offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", starved)
        summary = site.crawl(source("a.example"), world=world)
    assert summary.reason == "error"
    assert "there is no room left" in summary.error and "\n" not in summary.error
    before = len(site.captures)
    assert 0 < before < 10
    records = [r for path in warc.files(site.folder / "archive") for r in warc.records(path)]
    assert len(records) == before, "no torn record is left"
    site.crawl(source("a.example"), world=world)
    assert len(site.urls) == len(set(site.urls)) == 10


def test_an_archive_that_cannot_be_written_ends_the_crawl(site: Site, world: World) -> None:
    _publish(world, 3)
    (site.folder / "archive").write_text("a file stands here")
    summary = site.crawl(source("a.example"), world=world)
    assert str(site.folder / "archive") in summary.error
    assert site.captures == []


def test_a_catalogue_that_fails_ends_the_crawl_and_nothing_is_lost(site: Site, world: World) -> None:
    _publish(world, 6)
    taken: list[Capture] = []

    def deliver(capture: Capture) -> Stored:
        if len(taken) == 3:
            raise sqlite3.OperationalError("database or disk is full")
        taken.append(capture)
        return Stored("article")

    summary = site.crawl(source("a.example"), world=world, deliver=deliver)
    assert "there is no room left" in summary.error
    site.crawl(source("a.example"), world=world)
    urls = {capture.url for capture in (*taken, *site.captures)}
    assert len(urls) == 6


def test_a_page_on_which_the_rules_break_breaks_no_crawl(site: Site, world: World) -> None:
    _publish(world, 5)

    def deliver(capture: Capture) -> Stored:
        if capture.url.endswith("/2"):
            raise ZeroDivisionError("a bug")
        return site.deliver(capture)

    summary = site.crawl(source("a.example"), world=world, deliver=deliver)
    assert (summary.reason, summary.error) == ("finished", "")
    assert len(site.captures) == 4
    assert dict(summary.sources[0].failures) == {"fault": 1}
    assert summary.sources[0].notes == ["http://a.example/2: fault: ZeroDivisionError: a bug"]
    # Nor does it when the crawl after must take it over from the archive.
    site.run("update crawls set finished = null")
    site.run("delete from fetches where outcome = 'failed'")
    again = site.crawl(source("a.example"), world=world, deliver=deliver)
    assert (again.reason, again.error) == ("finished", "")


def test_a_damaged_database_is_told_in_one_line(site: Site, world: World) -> None:
    (site.folder / "test.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(CrawlError, match=r"test\.db: file is not a database"):
        site.crawl(source("a.example"), world=world)


def test_a_clock_set_back_is_told_and_nothing_is_asked(site: Site, world: World) -> None:
    _publish(world, 1)
    site.crawl(source("a.example"), world=world)
    site.run("update crawls set started = '2100-01-01T00:00:00Z'")
    world.seen.clear()
    with pytest.raises(CrawlError, match=r"the clock says .* but the last crawl began at 2100"):
        site.crawl(source("a.example"), world=world)
    assert world.seen == []


def test_an_unfinished_crawl_is_taken_over_with_its_torn_tail(site: Site, world: World) -> None:
    _publish(world, 5)
    summary = site.crawl(source("a.example"), world=world)
    assert summary.archive
    path = site.folder / "archive" / summary.archive
    whole = path.read_bytes()
    path.rename(path.with_name(path.name + ".open"))
    path.with_name(path.name + ".open").write_bytes(whole + whole[:200])
    # As a kill would leave it: two pages written down, the crawl not ended.
    site.run("update crawls set finished = null")
    site.run("delete from fetches where archive is not null and fetch_id > (select min(fetch_id) + 2 from fetches)")
    site.run(
        "update pages set visits = 0, next_visit = '2000-01-01T00:00:00Z' where key not in (select url from fetches)"
    )
    site.captures.clear()
    world.seen.clear()
    again = site.crawl(source("a.example"), world=world)
    assert again.recovered == 3
    assert len(site.captures) == 3
    assert world.asked("a.example") == ["/feed"], "what lies in the archive is not fetched again"
    assert path.read_bytes() == whole, "the torn tail is cut off"
    assert site.rows("select reason from crawls order by crawl_id") == [("recovered",), ("finished",)]


def test_a_killed_crawl_is_taken_over(tmp_path: Path) -> None:
    """Kill -9 while pages are coming in; the next crawl loses and repeats nothing."""
    world = World()
    _publish(world, 200)
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.crawler.world import Site, source\n"
        "site = Site(Path(sys.argv[1]))\n"
        "site.crawl(source('a.example'), allow_hosts=frozenset(sys.argv[2:]))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), *world.allow()]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    deadline = time.monotonic() + 30
    while len(world.seen) < 60 and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    world.seen.clear()
    site = Site(tmp_path)
    site.crawl(source("a.example"), world=world)
    archived = [r.capture for path in warc.files(tmp_path / "archive") for r in warc.records(path)]
    assert len({capture.url for capture in archived}) == 200
    assert len(archived) <= 201, "only a page whose record was torn may be fetched twice"
    assert site.rows("select count(*) from fetches where outcome = 'article'") == [(len(archived),)]
    assert site.rows("pragma integrity_check") == [("ok",)]
    world.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_crawl_that_is_asked_to_end_ends_in_order(tmp_path: Path, how: signal.Signals) -> None:
    world = World()
    _publish(world, 50)
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.crawler.world import Site, source\n"
        "site = Site(Path(sys.argv[1]))\n"
        "summary = site.crawl(source('a.example', delay=0.3), allow_hosts=frozenset(sys.argv[2:]))\n"
        "print(summary.reason, len(site.captures), summary.failures)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), *world.allow()]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while len(world.seen) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(how)
    asked = len(world.seen)
    output, _ = process.communicate(timeout=60)
    assert len(world.seen) - asked <= 2, "what waits for its turn is not waited for"
    reason, captured, failures = output.split()
    assert (process.returncode, reason, failures) == (0, "shutdown", "0")
    assert 0 < int(captured) < 50
    site = Site(tmp_path)
    assert site.rows("select reason from crawls") == [("shutdown",)]
    assert not list((tmp_path / "archive").glob("*.open"))
    assert site.rows("select count(*) from pages where next_visit is not null and visits = 0")[0][0] == 50 - int(
        captured
    )
    world.close()


def test_a_crawl_ends_at_its_time_limit_and_leaves_the_rest(site: Site, world: World) -> None:
    _publish(world, 30)
    summary = site.crawl(source("a.example", delay=0.4), world=world, time_limit=1.0)
    assert summary.reason == "closespider_timeout"
    assert summary.error == ""
    assert 0 < len(site.captures) < 10
    site.crawl(source("a.example"), world=world)
    assert len(site.urls) == len(set(site.urls)) == 30


def test_the_archive_alone_brings_everything_back(site: Site, world: World, tmp_path: Path) -> None:
    _publish(world, 3)
    world["a.example/moved"] = Answer(b"", 301, {"Location": "/there"})
    world["a.example/there"] = page("GPT there")
    world["a.example/feed"] = rss(
        *((f"http://a.example/{n}", "GPT") for n in (0, 1, 2, "moved")),
        dates={"http://a.example/0": "۱۵ مهر ۱۴۰۵"},
    )
    entry = source("a.example", encoding="cp1256")
    site.crawl(entry, world=world)
    world["a.example/1"] = page("GPT edited")
    del world["a.example/2"]
    site.run("update pages set next_visit = '2000-01-01T00:00:00Z' where next_visit is not null")
    site.crawl(entry, world=world)
    assert len(site.captures) == 5 and len(site.gone) == 1
    other = Site(tmp_path / "other")
    other.folder.mkdir()
    world.seen.clear()
    other.crawl(entry, from_archive=site.folder / "archive")
    assert world.seen == []
    assert other.captures == site.captures
    assert other.gone == site.gone
    kept = (
        "select requested_url, url, fetched_at, status, outcome, reason, archive, offset, length, digest"
        " from fetches where archive is not null order by archive, offset"
    )
    assert other.rows(kept) == site.rows(kept)
    memory = (
        "select key, url, source, feed_date, first_fetched, visits > 0, digest, outcome, gone_at"
        " from pages order by key"
    )
    assert other.rows(memory) == site.rows(memory)
    again = other.crawl(entry, from_archive=site.folder / "archive")
    assert again.total("pages") == 0
    assert len(other.captures) == 5


def test_an_archive_of_another_tool_is_replayed(site: Site, tmp_path: Path) -> None:
    """Redirects, errors, requests and name look-ups stand in it too; only pages are taken."""
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        answers = [
            ("http://a.example/1", "200 OK", page("GPT one")),
            ("http://a.example/2", "301 Moved", ""),
            ("http://a.example/3", "500 Oops", "broken"),
            ("http://a.example/4", "410 Gone", ""),
        ]
        for url, status, body in answers:
            head = StatusAndHeaders(status, [("Content-Type", "text/html")], "HTTP/1.1")
            payload = BytesIO(body.encode())
            writer.write_record(
                writer.create_warc_record(url, "request", http_headers=StatusAndHeaders("GET / HTTP/1.1", []))
            )
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=head))
        writer.write_record(writer.create_warc_record("dns:a.example", "response", payload=BytesIO(b"x")))
    site.crawl(from_archive=path)
    assert site.urls == ["http://a.example/1"]
    assert site.captures[0].archive is not None
    assert read_body(site.folder / "archive", site.captures[0].archive) == page("GPT one").encode()
    assert site.gone == [], "what was never seen there is not told"


def test_a_replay_of_what_is_no_archive_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"something else")
    with pytest.raises(CrawlError, match=r"x\.warc\.gz: is not a WARC file"):
        site.crawl(source("a.example"), from_archive=tmp_path / "x.warc.gz")


def test_archives_are_sound_for_other_tools(site: Site, world: World) -> None:
    _publish(world, 3)
    summary = site.crawl(source("a.example"), world=world)
    assert summary.archive
    with (site.folder / "archive" / summary.archive).open("rb") as file:
        iterator = ArchiveIterator(file, check_digests="raise")
        kinds = []
        for record in iterator:
            kinds.append(record.rec_type)
            record.raw_stream.read()
    assert kinds == ["warcinfo", "response", "response", "response"]


def test_a_capture_is_archived_before_it_is_delivered(site: Site, world: World) -> None:
    _publish(world, 2)
    bodies: list[Any] = []

    def deliver(capture: Capture) -> Stored:
        assert capture.archive is not None
        bodies.append(read_body(site.folder / "archive", capture.archive) == capture.body)
        return Stored("article")

    site.crawl(source("a.example"), world=world, deliver=deliver)
    assert bodies == [True, True]


def _listening() -> set[str]:
    """Where this process takes connections."""
    inodes = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()}
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    return {line[1] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in inodes}


def test_a_crawl_opens_no_port(site: Site, world: World) -> None:
    _publish(world, 1)
    before, during = _listening(), set()

    def deliver(capture: Capture) -> Stored:
        during.update(_listening())
        return Stored("article")

    site.crawl(source("a.example"), world=world, deliver=deliver)
    assert len(before) == 1, "the world's own"
    assert during == before


def test_proxies_of_the_environment_are_not_used(site: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(world, 1)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.crawl(source("a.example"), world=world)
    assert site.urls == ["http://a.example/0"]


def test_two_crawls_in_one_process_share_nothing(site: Site, tmp_path: Path) -> None:
    for number in range(2):
        world = World()
        _publish(world, 1, f"h{number}.example")
        site.crawl(source(f"h{number}.example"), world=world)
        world.close()
    assert site.urls == ["http://h0.example/0", "http://h1.example/0"]

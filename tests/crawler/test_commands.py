"""`reportedly crawl`, `reportedly sources`: what they print and how they exit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from crawler.health import health
from crawler.lock import hold
from crawler.sources import parse_sources
from pipeline.cli import cli
from tests.crawler.world import Answer, World, page, rss, sitemap

ARTICLE = (
    "DeepSeek said on Monday that the price of DeepSeek-V3.2-Exp falls to $0.28 per million input tokens. "
    "The company announced the change in a statement and said that developers will pay less from now on."
)


class Desk:
    """A working folder, a list of sources and the commands in it."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder, self.world = folder, world

    def list(self, *hosts: str, **fields: object) -> None:
        """Write a `sources.yml` with one entry for each host."""
        entries = [
            {"id": host.partition(".")[0], "name": host, "home": f"http://{host}/", "language": "en",
             "country": "US", "kind": "news", "feeds": [f"http://{host}/feed"], **fields}
            for host in hosts
        ]  # fmt: skip
        (self.folder / "sources.yml").write_text(yaml.safe_dump({"sources": entries}))

    def run(self, *arguments: str, loopback: bool = True) -> Result:
        words: Sequence[str] = arguments
        if arguments[0] == "crawl":
            words = [*arguments, "--db", str(self.folder / "t.db")]
        if arguments[0] == "crawl" or arguments[1] == "check":
            words = [*words, "--sources", str(self.folder / "sources.yml")]
        if loopback:
            words = [*words, *(word for name in self.world.allow() for word in ("--allow-loopback", name))]
        return CliRunner().invoke(cli, words)


@pytest.fixture
def desk(tmp_path: Path, world: World) -> Iterator[Desk]:
    world["a.example/feed"] = rss(("http://a.example/1", "DeepSeek cuts prices"))
    world["a.example/1"] = page("DeepSeek cuts prices", ARTICLE)
    yield Desk(tmp_path, world)


def test_crawl_tells_each_source_in_a_line(desk: Desk) -> None:
    desk.list("a.example")
    result = desk.run("crawl")
    assert result.exit_code == 0, result.output
    (line,) = result.output.splitlines()
    assert line.startswith("a: 1 new or edited articles, ")
    with sqlite3.connect(desk.folder / "t.db") as db:
        assert db.execute("select title from articles").fetchall() == [("DeepSeek cuts prices",)]
        assert db.execute("select finished is not null, pages, articles, reason from crawls").fetchall() == [
            (1, 1, 1, "finished")
        ]
    assert desk.run("crawl").output == "a: 0 new or edited articles, 0 claims; 2 requests\n"


def test_quiet_crawl_is_silent_when_all_is_well(desk: Desk) -> None:
    desk.list("a.example")
    result = desk.run("crawl", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_a_source_that_cannot_be_asked_is_told_on_stderr(desk: Desk) -> None:
    desk.world["b.example/feed"] = Answer(b"", 404)
    desk.list("a.example", "b.example")
    result = desk.run("crawl", "--quiet")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "http://b.example/feed: http-404" in result.stderr
    with sqlite3.connect(desk.folder / "t.db") as db:
        assert db.execute("select count(*) from articles").fetchone() == (1,), "the others are crawled all the same"


def test_named_sources_alone_are_crawled(desk: Desk) -> None:
    desk.world["b.example/feed"] = rss()
    desk.list("a.example", "b.example")
    assert desk.run("crawl", "b").exit_code == 0
    assert desk.world.asked("a.example") == []
    result = desk.run("crawl", "c")
    assert result.exit_code == 1 and "has no source c" in result.output


def test_a_second_crawl_exits_75_with_one_line(desk: Desk) -> None:
    desk.list("a.example")
    with hold(desk.folder / "t.db"):
        result = desk.run("crawl")
    assert result.exit_code == 75
    assert result.output.count("\n") == 1 and "another run" in result.output


def test_wrong_use_exits_2(desk: Desk) -> None:
    assert CliRunner().invoke(cli, ["crawl", "--no-such-option"]).exit_code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("sources: [", "not valid YAML"), ("sources:\n- {id: a}", "line 2: source 'a': 'name' is missing")],
)
def test_faults_of_the_list_are_told_by_line(desk: Desk, text: str, words: str) -> None:
    (desk.folder / "sources.yml").write_text(text)
    for command in (["crawl"], ["sources", "check"]):
        result = desk.run(*command)
        assert result.exit_code == 1
        assert words in result.output
        assert "Traceback" not in result.output


def test_a_missing_list_is_told(desk: Desk) -> None:
    result = desk.run("crawl")
    assert result.exit_code == 1
    assert "sources.yml: cannot be read" in result.output


def test_nothing_on_loopback_is_asked_without_leave(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.list("a.example")
    port = desk.world.address.rpartition(":")[2]
    text = (desk.folder / "sources.yml").read_text().replace("a.example", f"127.0.0.1:{port}")
    (desk.folder / "sources.yml").write_text(text.replace("id: a", "id: a"))
    result = desk.run("crawl", loopback=False)
    assert result.exit_code == 1
    assert "guard-address" in result.output
    assert desk.world.seen == []


def test_check_online_asks_feeds_and_stores_nothing(desk: Desk) -> None:
    desk.world["b.example/feed"] = page("no feed here")
    desk.world["c.example/feed"] = rss(("http://elsewhere.example/1", "x"))
    desk.list("a.example", "b.example", "c.example")
    result = desk.run("sources", "check", "--online")
    assert result.exit_code == 1
    assert "a: well; 1 read, 1 articles offered" in result.output
    assert "b: 1 of 1 cannot be read" in result.output
    assert "http://b.example/feed: not-a-feed: an HTML page instead of a feed" in result.output
    assert "c: offers no address that its patterns and hosts let through" in result.output
    assert desk.world.asked("a.example") == ["/feed"]
    assert [path.name for path in desk.folder.iterdir()] == ["sources.yml"]


def test_add_proposes_an_entry_that_can_be_crawled(desk: Desk) -> None:
    titles = [
        "نموذج لغوي جديد",
        "سعر الواجهة البرمجية ينخفض",
        "إطلاق نسخة محدثة",
        "تمويل جديد للشركة",
        "أخبار التقنية اليوم",
    ]
    items = [(f"http://akhbar.example/2026/01/{n}", title) for n, title in enumerate(titles)]
    desk.world["akhbar.example/"] = (
        '<html lang="ar"><head><title>أخبار التقنية | الرئيسية</title>'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">'
        '<link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
    )
    desk.world["akhbar.example/rss"] = rss(*items)
    desk.world["akhbar.example/robots.txt"] = "User-agent: *\nAllow: /\nSitemap: http://akhbar.example/map.xml\n"
    desk.world["akhbar.example/map.xml"] = sitemap(*(url for url, _ in items))
    result = desk.run("sources", "add", "http://akhbar.example/")
    assert result.exit_code == 0, result.output
    (entry,) = parse_sources("sources:\n" + result.output)
    assert (entry.language, entry.name) == ("ar", "أخبار التقنية")
    assert entry.feeds == ("http://akhbar.example/rss",)
    assert entry.sitemaps == ("http://akhbar.example/map.xml",)
    assert entry.is_article(items[0][0]) and not entry.is_article("http://akhbar.example/about")


def test_add_tries_the_usual_places(desk: Desk) -> None:
    desk.world["a.example/"] = "<title>A</title>"
    result = desk.run("sources", "add", "http://a.example/")
    assert "http://a.example/feed" in result.output


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Answer(b"", 500), "http-500"), (Answer(b"<title>x</title>"), "no feed and no sitemap")],
)
def test_add_tells_why_nothing_can_be_proposed(desk: Desk, answer: Answer, words: str) -> None:
    desk.world["b.example/"] = answer
    result = desk.run("sources", "add", "http://b.example/")
    assert result.exit_code == 1
    assert words in result.output and result.output.count("\n") == 1


def test_status_tells_the_troubles_of_a_source(desk: Desk) -> None:
    desk.world["b.example/feed"] = Answer(b"", 404)
    desk.list("a.example", "b.example")
    desk.run("crawl")
    result = CliRunner().invoke(cli, ["status", "--db", str(desk.folder / "t.db")])
    assert "b: feed http://b.example/feed fails: http-404 (1 in a row, never read)" in result.output


def test_health_tells_what_is_wrong_with_a_source(desk: Desk) -> None:
    for number in range(8):
        desk.world[f"b.example/{number}"] = Answer(b"", 500) if number == 7 else page("x")
    desk.world["b.example/feed"] = Answer(b"", 301, {"Location": "/rss"})
    desk.world["b.example/rss"] = rss(*((f"http://b.example/{n}", "GPT") for n in range(8)))
    desk.world["c.example/feed"] = Answer(b"", 404)
    desk.list("a.example", "b.example", "c.example")
    desk.run("crawl")
    with sqlite3.connect(desk.folder / "t.db") as db:
        a, b, c = health(db, time.time())
        assert (a.source, a.articles_week, a.failures, a.troubles) == ("a", 1, {}, [])
        assert b.failures == {"http-500": 1}
        assert "feed http://b.example/feed moved to http://b.example/rss" in b.troubles[0]
        assert "7 of the last 7 pages held no article" in b.troubles[1]
        assert "fails: http-404 (1 in a row, never read)" in c.troubles[0]
        db.execute("update feeds set failures = 20 where source = 'c'")
        db.execute("update pages set discovered_at = '2020-01-01T00:00:00Z' where source = 'b'")
        _, b, c = health(db, time.time())
        assert "is dead" in c.troubles[0]
        assert any("nothing new since 2020-01-01" in trouble for trouble in b.troubles)
        db.execute("insert into sources (source, name, language) values ('d', 'd', 'fa')")
        db.execute(
            "insert into feeds (url, source, kind, polled_at) values ('http://d/', 'd', 'feed', '2026-01-01T00:00:00Z')"
        )
        columns = [
            row[1] for row in db.execute("pragma table_info(articles)") if row[1] not in ("article_id", "url", "source")
        ]
        for number in range(6):
            db.execute(
                f"insert into articles (article_id, url, source, {', '.join(columns)})"
                f" select {number}, 'http://d/{number}', 'd', {', '.join(columns)}"
                " from articles where source = 'a'"
            )
        d = next(entry for entry in health(db, time.time()) if entry.source == "d")
        assert d.troubles == ["6 of the last 6 articles are in 'en'; its entry says 'fa'"]

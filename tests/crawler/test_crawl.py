"""A crawl as its user sees it: what is fetched, what is delivered, what a second run costs."""

from __future__ import annotations

import re

from pipeline.store.archive import read_body
from tests.crawler.world import Answer, Site, World, page, rss, sitemap, source


def test_feed_sitemap_and_listing_are_delivered_from_the_archive(site: Site, world: World) -> None:
    world["a.example/feed"] = rss(("http://a.example/1", "One"), ("http://a.example/2", "Two"))
    world["b.example/map.xml"] = sitemap("http://b.example/3", "http://b.example/4")
    world["c.example/list"] = '<a href="/news/5">Five</a> <a href="/about">About</a> <a href="/news/6">Six</a>'
    for url in (
        "a.example/1",
        "a.example/2",
        "b.example/3",
        "b.example/4",
        "c.example/news/5",
        "c.example/news/6",
    ):
        world[url] = page(url)
    summary = site.crawl(
        source("a.example"),
        source("b.example", sitemaps=("http://b.example/map.xml",)),
        source("c.example", listings=("http://c.example/list",), articles=(re.compile(r"/news/\d+"),)),
        world=world,
    )
    assert summary.reason == "finished"
    assert site.urls == [
        "http://a.example/1", "http://a.example/2", "http://b.example/3", "http://b.example/4",
        "http://c.example/news/5", "http://c.example/news/6",
    ]  # fmt: skip
    assert summary.archive is not None
    for capture in site.captures:
        assert capture.archive is not None and capture.archive.file == summary.archive
        assert read_body(site.folder / "archive", capture.archive) == capture.body


def test_a_second_crawl_asks_only_whether_the_feed_changed(site: Site, world: World) -> None:
    world["a.example/feed"] = Answer(rss(("http://a.example/1", "One")).encode(), etag='"v1"')
    world["a.example/1"] = page("One")
    site.crawl(source("a.example"), world=world)
    world.seen.clear()
    again = site.crawl(source("a.example"), world=world)
    assert world.asked("a.example") == ["/feed"]
    assert len(site.captures) == 1
    assert again.archive is None
    world["a.example/feed"] = Answer(
        rss(("http://a.example/2", "Two"), ("http://a.example/1", "One")).encode(), etag='"v2"'
    )
    world["a.example/2"] = page("Two")
    site.crawl(source("a.example"), world=world)
    assert site.urls == ["http://a.example/1", "http://a.example/2"]

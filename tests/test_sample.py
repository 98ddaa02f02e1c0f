"""The sample sites answer as real servers do, and change between two visits."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from email.message import Message

import pytest

from crawler.sources import load_sources
from pipeline import sample
from pipeline.resources import bundled

SITES = bundled("data/sample")
PRICE_THREAD = "/thread-2311-1-1.html"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with sample.serve(sample.load(SITES)) as port:
        yield port


def get(port: int, host: str, path: str, **headers: str) -> tuple[int, Message, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"{host}.localhost:8700"} | headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_every_site_of_the_list_is_served_with_its_entrances(port: int) -> None:
    sources = load_sources(SITES / "sources.yml")
    assert sorted(s.language for s in sources) == ["ar", "ar", "en", "en", "fa", "fa", "zh", "zh"]
    for source in sources:
        for url in (source.home, *source.feeds, *source.sitemaps, *source.listings):
            path = "/" + url.split("/", 3)[3]
            assert get(port, source.id, path)[0] == 200, url
        assert get(port, source.id, "/robots.txt")[2].startswith(b"User-agent: *")


def test_each_site_has_articles_that_its_entry_recognises() -> None:
    sites = sample.load(SITES)
    for source in load_sources(SITES / "sources.yml"):
        articles = [path for path in sites[f"{source.id}.localhost"] if source.is_article(source.home[:-1] + path)]
        assert 4 <= len(articles) <= 8, (source.id, articles)


def test_a_page_is_sent_again_only_if_it_has_changed(port: int) -> None:
    status, headers, body = get(port, "meridian", "/ai/rss.xml")
    assert (status, body[:5]) == (200, b"<?xml")
    assert get(port, "meridian", "/ai/rss.xml", **{"If-None-Match": headers["ETag"]})[::2] == (304, b"")
    assert get(port, "meridian", "/ai/rss.xml", **{"If-None-Match": '"another"'})[0] == 200
    _, headers, _ = get(port, "fanavaran", "/archive/ai")
    assert "ETag" not in headers
    since = {"If-Modified-Since": headers["Last-Modified"]}
    assert get(port, "fanavaran", "/archive/ai", **since)[0] == 304
    assert get(port, "fanavaran", "/archive/ai", **{"If-Modified-Since": "nonsense"})[0] == 200


def test_the_forum_sends_no_validators_and_its_clock_stands_still(port: int) -> None:
    _, headers, body = get(port, "chaguan", PRICE_THREAD)
    assert not {"ETag", "Last-Modified"} & set(headers)
    page = body.decode()
    assert "发表于 12 小时前" in page and "GMT+8, 2026-4-25 14:31" in page


def test_the_portal_is_gb18030_and_says_gbk_in_the_page_only(port: int) -> None:
    _, headers, body = get(port, "yuanwang", "/dy/article/KRT3M1VD05119734.html")
    assert headers["Content-Type"] == "text/html"
    assert b"charset=gbk" in body
    assert "深度求索发布DeepSeek-V4预览版" in body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gbk")  # the copyright sign has four bytes, as on the real portal


def test_bodies_are_compressed_for_those_who_ask(port: int) -> None:
    _, headers, body = get(port, "hooshnevesht", "/feed/", **{"Accept-Encoding": "gzip, deflate"})
    assert headers["Content-Encoding"] == "gzip"
    assert "هوش‌نوشت" in gzip.decompress(body).decode()


def test_the_exchange_shows_a_body_twice(port: int) -> None:
    page = get(port, "rafid", "/ar/post/status/17859314")[2].decode()
    assert page.count("تبلغ حصة DeepSeek السوقية 89%") == 2


def test_unknown_pages_and_hosts_are_not_found(port: int) -> None:
    assert get(port, "meridian", "/ai/nothing/")[0] == 404
    assert get(port, "elsewhere", "/")[0] == 404


def test_between_two_visits_pages_change_vanish_and_appear() -> None:
    first, second = sample.load(SITES, visit=1), sample.load(SITES, visit=2)
    prices = "/changelog/deepseek-v4"
    before, after = (sites["halyard.localhost"][prices] for sites in (first, second))
    assert b"$1.74" in before.body and b"$0.435" in after.body and b"$1.74" not in after.body
    assert before.headers["ETag"] != after.headers["ETag"]
    gone = "/ar/post/status/17861127"
    assert [sites["rafid.localhost"][gone].status for sites in (first, second)] == [200, 404]
    assert gone.encode() not in second["rafid.localhost"]["/ar/post"].body
    new = "/ai/2026/05/28/anthropic-series-h/"
    assert [new in sites["meridian.localhost"] for sites in (first, second)] == [False, True]
    assert new.encode() in second["meridian.localhost"]["/ai/rss.xml"].body

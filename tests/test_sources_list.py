"""The list of real sources recognises articles that these sites have really published, and nothing else of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sources import load_sources

SOURCES = {source.id: source for source in load_sources(Path(__file__).parents[1] / "data" / "sources.yml")}

ARTICLES = [
    ("geekalerts", "https://geekalerts.org/deepseek-v32-exp-ai-cost-reduction"),
    ("geekalerts", "https://geekalerts.org/?p=58331"),
    ("zoomit", "https://www.zoomit.ir/tech-iran/440753-part-ai-event"),
    ("mehrnews", "https://www.mehrnews.com/news/6591736/"),
    ("gate-ar", "https://www.gate.com/ar/post/status/17859020"),
    ("aitnews", "https://aitnews.com/2025/09/19/%D9%83%D9%8A%D9%81-%D8%A3%D8%B9%D8%A7%D8%AF%D8%AA-deepseek/"),
    ("arabhardware", "https://arabhardware.net/news/deepseek-r1-training-cost"),
    (
        "aljazeera",
        "https://www.aljazeera.net/tech/2026/1/14/%D9%85%D8%A7%D9%8A%D9%83%D8%B1%D9%88%D8%B3%D9%88%D9%81%D8%AA",
    ),
    ("netease-163", "https://www.163.com/dy/article/KLSPI85R0553G8MA.html"),
    ("36kr", "https://36kr.com/p/3546817290843266"),
    ("ithome", "https://www.ithome.com/0/889/123.htm"),
    ("qbitai", "https://www.qbitai.com/2025/09/336541.html"),
    ("openai", "https://openai.com/index/introducing-gpt-5/"),
    ("anthropic", "https://www.anthropic.com/news/claude-opus-4-5"),
    ("deepseek-en", "https://api-docs.deepseek.com/news/news250929"),
    ("deepseek-zh", "https://api-docs.deepseek.com/zh-cn/news/news250929"),
    ("techcrunch", "https://techcrunch.com/2025/09/29/deepseek-releases-sparse-attention-model/"),
    ("the-register", "https://www.theregister.com/2025/09/30/deepseek_v32_exp/"),
    ("simonwillison", "https://simonwillison.net/2025/Sep/29/deepseek-v32-exp/"),
]


@pytest.mark.parametrize(("source", "url"), ARTICLES)
def test_an_article_is_recognised_by_its_own_source_only(source: str, url: str) -> None:
    assert [other.id for other in SOURCES.values() if other.is_article(url)] == [source]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_front_pages_feeds_and_listings_are_no_articles(source) -> None:  # type: ignore[no-untyped-def]
    addresses = (source.home, *source.listings) if source.articles else ()
    assert [url for url in addresses if source.is_article(url)] == []


def test_a_general_site_is_filtered_by_topic() -> None:
    general = [source.id for source in SOURCES.values() if source.kind in ("agency", "news", "portal", "exchange")]
    assert [name for name in general if not SOURCES[name].topic] == ["qbitai", "the-decoder"]

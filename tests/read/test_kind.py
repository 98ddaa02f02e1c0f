"""What is no article is recorded as such; what an article says about itself is kept."""

from __future__ import annotations

import json

import pytest

from pipeline.article import Article, NotAnArticle
from tests.read.pages import PROSE, TITLES, article, outcome, page, texts


def simple(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


LINKS = "".join(
    f'<div><h3><a href="/{n}">The model number {n} is released and costs less than the one before</a></h3>'
    f"<p>A short summary of story {n}, which goes on behind the link.</p></div>"
    for n in range(12)
)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (simple("Page not found", "<p>Sorry, we could not find what you were looking for.</p>"), "soft-404"),
        (simple("404", "<p>الصفحة غير موجودة، عد إلى الرئيسية من فضلك.</p>"), "soft-404"),
        (simple("خطا", "<p>صفحه مورد نظر یافت نشد؛ لطفاً نشانی را بررسی کنید.</p>"), "soft-404"),
        (simple("提示信息", "<p>抱歉，您访问的页面不存在或者已经被删除。</p>"), "soft-404"),
        (
            simple("Before you continue", "<p>We and our partners use cookies to deliver our services.</p>"),
            "consent-wall",
        ),
        (
            simple("Just a moment...", "<p>Checking your browser before accessing the site. Enable JavaScript.</p>"),
            "consent-wall",
        ),
        (simple("Latest news", LINKS), "listing"),
        (simple("", ""), "empty"),
    ],
)
def test_not_an_article(html: str, reason: str) -> None:
    found = outcome(html)
    assert isinstance(found, NotAnArticle)
    assert found.reason == reason


def test_paywalled_beginning() -> None:
    html = simple(
        "Model prices",
        f"<article><p>{PROSE['en'][0]}</p></article><p>Subscribe to continue reading this story.</p>",
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>',
    )
    found = outcome(html)
    assert isinstance(found, NotAnArticle)
    assert found.reason == "paywall"


def test_empty_capture_and_bare_text() -> None:
    assert isinstance(outcome(b""), NotAnArticle)
    assert isinstance(outcome(b"\x00\x01\x02"), NotAnArticle)


@pytest.mark.parametrize("language", ["en", "ar", "fa", "zh"])
def test_article_with_a_list_of_links_below_is_an_article(language: str) -> None:
    assert isinstance(outcome(page("", language=language, below=LINKS)), Article)


def test_what_the_head_says() -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": TITLES["en"],
                "author": [{"@type": "Person", "name": "Dana Whitlock"}],
            },
            {"@type": "Organization", "name": "Example News"},
        ],
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    head += '<link rel="canonical" href="/ai/model-price?id=7&utm_source=feed&fbclid=x#top">'
    found = article(page("", head=head), url="https://News.example/amp/model?ref=home")
    assert found.url == "https://news.example/ai/model-price?id=7"
    assert (found.author, found.site_name) == ("Dana Whitlock", "Example News")
    assert found.fetched_url == "https://News.example/amp/model?ref=home"


def test_canonical_address_that_is_the_home_page_is_not_believed() -> None:
    found = article(
        page("", head='<link rel="canonical" href="https://news.example/">'),
        url="https://news.example/a?utm_medium=x&b=1",
    )
    assert found.url == "https://news.example/a?b=1"


def test_article_in_json_ld() -> None:
    body = "\n".join(PROSE["en"] * 2)
    data = {"@type": "NewsArticle", "headline": TITLES["en"], "articleBody": body}
    html = simple(
        TITLES["en"], '<div id="root"></div>', f'<script type="application/ld+json">{json.dumps(data)}</script>'
    )
    assert texts(article(html))[1:3] == PROSE["en"]


def test_article_in_a_framework_s_state() -> None:
    markup = (
        "".join(f"<p>{text}</p>" for text in PROSE["zh"]) * 1
        + "<ul><li>输入：2 元</li></ul>"
        + f"<p>{PROSE['zh'][0]}又及。</p>" * 3
    )
    state = {
        "props": {
            "pageProps": {
                "post": {"title": TITLES["zh"], "content": markup},
                "related": [{"title": "别的文章", "content": "<p>" + "别的内容。" * 300 + "</p>"}],
            }
        }
    }
    html = simple(
        TITLES["zh"],
        f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>',
    )
    found = article(html)
    assert found.title == TITLES["zh"]
    assert texts(found)[1:3] == PROSE["zh"]
    assert ("item", "输入：2 元") in [(b.kind, b.text) for b in found.blocks]


def test_article_as_a_list_of_blocks() -> None:
    blocks = [
        {"type": "paragraph", "children": [{"text": "Model "}, {"text": "prices fall. "}, {"text": text}]}
        for text in PROSE["en"] * 2
    ]
    html = simple(
        TITLES["en"],
        f"<script>window.__STATE__ = {json.dumps({'article': {'title': TITLES['en'], 'body': blocks}})};</script>",
    )
    assert texts(article(html))[1] == "Model prices fall. " + PROSE["en"][0]

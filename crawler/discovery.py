"""Listing pages and forum boards: the links that they offer, and the page behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from lxml import etree, html

from crawler.addresses import host_of
from crawler.feeds import TITLE, Entry
from crawler.text import one_line

#: Links read from one page.
_MAX_LINKS: Final = 5_000

#: What the link to the next page is called, without arrows.
_NEXT: Final = frozenset(
    {
        *("", "next", "next page", "older", "older posts", "older entries"),
        *("التالي", "التالية", "الصفحة التالية", "المقالات الأقدم"),
        *("بعدی", "بعد", "صفحه بعد", "صفحهٔ بعد", "صفحه بعدی", "صفحهٔ بعدی", "قدیمی‌تر", "نوشته‌های قدیمی‌تر"),
        *("下一页", "下一頁", "下页", "后一页", "更早的文章"),
    }
)
_ARROWS: Final = " \u00a0›»→>⟩❯"
_NEXT_CLASSES: Final = frozenset(
    {"next", "nxt", "nextpage", "next-page", "older-posts", "pagination-next", "nav-previous"}
)


def parse_page(text: str) -> html.HtmlElement | None:
    """The tree of an HTML page, None if there is nothing to make one of."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def lead_of(element: html.HtmlElement, length: int) -> str:
    """The beginning of an element's text, `length` characters of it and their white space: elements nest, and each
    would be read whole again."""
    parts: list[str] = []
    room = 10 * length
    for part in element.itertext():
        parts.append(part[:room])
        room -= len(part)
        if room <= 0:
            break
    return "".join(parts)


def links(page: html.HtmlElement, base: str) -> Iterator[Entry]:
    """The page's links to web addresses, each once, with their longest text as the title."""
    base = _base(page, base)
    titles: dict[str, str] = {}
    for anchor in page.iter("a"):
        url = _address(base, anchor.get("href"))
        if url:
            text = one_line(lead_of(anchor, TITLE) or anchor.get("title") or "", TITLE)
            if len(text) >= len(titles.setdefault(url, "")):
                titles[url] = text
        if len(titles) >= _MAX_LINKS:
            break
    for url, title in titles.items():
        yield Entry(url, title)


def next_page(page: html.HtmlElement, base: str) -> str | None:
    """The address of the listing's next page, if the page links to one."""
    base = _base(page, base)
    for element in page.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            return _address(base, element.get("href"))
    for anchor in page.iter("a"):
        words = one_line(lead_of(anchor, 100), 100).lower()
        named = words.strip(_ARROWS) in _NEXT and words != ""
        if named or _NEXT_CLASSES & set((anchor.get("class") or "").lower().split()):
            url = _address(base, anchor.get("href"))
            if url:
                return url
    return None


def feeds_of(page: html.HtmlElement, base: str) -> list[tuple[str, str]]:
    """(address, title) of the feeds that a page announces in its head."""
    base = _base(page, base)
    found: dict[str, str] = {}
    for element in page.iter("link"):
        if "alternate" in (element.get("rel") or "").lower().split() and re.fullmatch(
            r"application/(?:rss|atom|rdf)\+xml", (element.get("type") or "").strip().lower()
        ):
            url = _address(base, element.get("href"))
            if url:
                found.setdefault(url, one_line(element.get("title") or "", TITLE))
    return list(found.items())


def _base(page: html.HtmlElement, base: str) -> str:
    element = next(page.iter("base"), None)
    return (_address(base, element.get("href")) if element is not None else None) or base


def _address(base: str, href: str | None) -> str | None:
    try:
        url = urljoin(base, (href or "").strip()).partition("#")[0]
    except ValueError:
        return None
    return url if href and url.lower().startswith(("http://", "https://")) and host_of(url) else None

"""A first entry for `sources.yml` from a site's address: its feeds, sitemaps, language and kind of article address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import yaml
from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.addresses import host_of
from crawler.discovery import feeds_of, parse_page
from crawler.feeds import Entry, NotAFeed, parse_feed
from crawler.process import run_spider
from crawler.reasons import reason_of
from crawler.settings import settings
from crawler.sources import LANGUAGES, Source
from crawler.text import decode, one_line
from pipeline.text.script import identify

#: Where sites keep their feeds and sitemaps when they do not say.
_FEED_PATHS: Final = ("/feed", "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_SITEMAP_PATHS: Final = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/wp-sitemap.xml")
#: Documents that a site announces and that are looked at.
_MAX_ANNOUNCED: Final = 8
_SITEMAP_LINE: Final = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

#: Country codes that are used as plain endings.
_WORDS: Final = frozenset({"ai", "io", "co", "me", "tv", "fm", "ly", "cc", "ws", "to", "gg", "so", "eu", "uk"})
_COUNTRIES: Final = {"fa": "IR", "zh": "CN", "ar": "AE", "en": "US"}


class NoProposal(Exception):
    """Nothing can be proposed for the address; the message says why."""


@dataclass(slots=True)
class Finding:
    """What was found at a site."""

    home: str
    title: str = ""
    declared_language: str = ""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    failure: str = ""


def propose(url: str, allow_hosts: frozenset[str] = frozenset(), contact: str = "") -> str:
    """An entry for the site at `url` as YAML, with what should be checked in comments.

    Obeys robots.txt and the guard like a crawl. Raises NoProposal where the site cannot be asked or offers
    neither feeds nor sitemaps.
    """
    finding = Finding(url)
    run_spider(_Scout, settings(allow_hosts, contact, 120.0, False), finding=finding)
    if finding.failure:
        raise NoProposal(f"{url}: cannot be asked ({finding.failure})")
    if not finding.feeds and not finding.sitemaps:
        raise NoProposal(f"{url}: no feed and no sitemap found; write an entry with 'listings' by hand")
    return _entry(finding)


class _Scout(Spider):
    """Looks at a site's front page and robots.txt, then at each place where a feed or sitemap may be."""

    name = "scout"

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        self.site = _site_of(finding.home)

    async def start(self) -> AsyncIterator[Request]:
        yield self._request(self.finding.home, self.on_home, self.on_no_home)

    def _request(self, url: str, callback: Any, errback: Any = None, **meta: Any) -> Request:
        return Request(url, callback, errback=errback or self.on_nothing, meta={"source": self.site, **meta})

    def on_no_home(self, failure: Failure) -> None:
        self.finding.failure = reason_of(failure.value)

    def on_nothing(self, failure: Failure) -> None:
        """A place that holds nothing."""

    def on_home(self, response: Response) -> Iterator[Request]:
        if response.status != 200:
            self.finding.failure = f"http-{response.status}"
            return
        self.finding.home = response.url
        self.site = _site_of(response.url)
        page = parse_page(decode(response.body, _type(response)))
        announced: list[str] = []
        if page is not None:
            self.finding.title = one_line(page.findtext(".//title") or "", 200)
            self.finding.declared_language = (page.get("lang") or "")[:2].lower()
            announced = [url for url, title in feeds_of(page, response.url) if "comment" not in (url + title).lower()]
        rules = urljoin(response.url, "/robots.txt")
        yield self._request(rules, self.on_robots, dont_obey_robotstxt=True)
        places = announced[:_MAX_ANNOUNCED] or [urljoin(response.url, path) for path in _FEED_PATHS]
        for url in dict.fromkeys(places):
            yield self._request(url, self.on_document)

    def on_robots(self, response: Response) -> Iterator[Request]:
        text = decode(response.body, _type(response)) if response.status == 200 else ""
        announced = [urljoin(response.url, match[1]) for match in _SITEMAP_LINE.finditer(text)]
        places = announced[:_MAX_ANNOUNCED] or [urljoin(response.url, path) for path in _SITEMAP_PATHS]
        for url in dict.fromkeys(places):
            yield self._request(url, self.on_document)

    def on_document(self, response: Response) -> None:
        if response.status != 200:
            return
        try:
            document = parse_feed(response.body, response.url, _type(response))
        except NotAFeed:
            return
        if document.entries:
            found = self.finding.feeds if document.kind == "feed" else self.finding.sitemaps
            if response.url not in found:
                found.append(response.url)
            if document.kind != "index":
                self.finding.entries += document.entries[:200]


def _site_of(url: str) -> Source:
    """A source that stands for the site while it is looked at."""
    return Source("scout", "scout", url, "en", "US", "news", feeds=(url,))


def _type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def _entry(finding: Finding) -> str:
    host = host_of(finding.home).removeprefix("www.")
    titles = "\n".join(entry.title for entry in finding.entries[:50])
    spoken = identify(f"{finding.title}\n{titles}", finding.declared_language)
    language = next((code for code in (spoken, finding.declared_language) if code in LANGUAGES), "en")
    ending = host.rpartition(".")[2]
    country = ending.upper() if len(ending) == 2 and ending not in _WORDS else _COUNTRIES[language]
    entry: dict[str, Any] = {
        "id": re.sub(r"[^a-z0-9]+", "-", host.rpartition(".")[0] or host).strip("-") or "site",
        "name": re.split(r"\s+[|–—-]\s+", finding.title)[0] or host,
        "home": finding.home,
        "language": language,
        "country": country,
        "kind": "news",
    }
    if finding.feeds:
        entry["feeds"] = finding.feeds
    if finding.sitemaps:
        entry["sitemaps"] = finding.sitemaps
    pattern = article_pattern([item.url for item in finding.entries])
    if pattern:
        entry["articles"] = [pattern]
    entry["topic"] = True
    text = yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=110)
    guessed = "language, country, kind and topic" + (", and the pattern of articles" if pattern else "")
    return f"# Guessed, please check: {guessed}.\n{text}"


def article_pattern(urls: Sequence[str]) -> str:
    """A pattern that at least nine in ten of the addresses match: dates in the path, a first folder that they
    share, or long numbers; "" if there is none."""
    paths = [urlsplit(url).path for url in urls]
    if len(paths) < 5:
        return ""
    candidates = [r"/20\d\d/\d{1,2}/"]
    folders = [path.split("/")[1] for path in paths if path.count("/") > 1]
    if folders:
        candidates.append(f"/{re.escape(max(set(folders), key=folders.count))}/.")
    candidates.append(r"\d{4,}")
    for candidate in candidates:
        if sum(1 for path in paths if re.search(candidate, path)) >= 0.9 * len(paths):
            return candidate
    return ""

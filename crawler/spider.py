"""The one spider for all sources: feeds, sitemaps and listings first, then the pages that are due."""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.addresses import canonical
from crawler.archive import ArchiveWriter
from crawler.clock import Clock
from crawler.discovery import links, next_page, parse_page
from crawler.feeds import Entry, NotAFeed, decode, parse_feed
from crawler.guard import Refused
from crawler.intake import Intake, Tally
from crawler.politeness import retry_after
from crawler.sources import Source
from crawler.state import DAY, DueFeed, DuePage, Fetch, Validators
from crawler.topic import LEAD, about_models
from pipeline.capture import Capture

#: Requests of one source under way at once; each host is still asked by one connection at a time.
_WIDTH: Final = 4
#: Addresses noted from one feed or sitemap at a time, the newest.
_MAX_NEW: Final = 1_000
#: Sitemaps followed from one index in one crawl, the newest.
_MAX_CHILDREN: Final = 6
#: Pages of one listing followed in one crawl.
_MAX_LISTING_PAGES: Final = 10

_BINARY: Final = (
    "application/pdf",
    "application/zip",
    "application/octet-stream",
    "image/",
    "video/",
    "audio/",
    "font/",
)
_LASTING_REDIRECTS: Final = {301, 308}


@dataclass(slots=True)
class Visit:
    """What is going on at one source: discovery requests not yet answered, then the pages still to ask for."""

    source: Source
    tally: Tally
    waiting: int = 0
    pages: deque[DuePage] = field(default_factory=deque)


@dataclass(slots=True)
class Job:
    """All that the spider works with. `error` is what ended the crawl before its time."""

    visits: Sequence[Visit]
    intake: Intake
    archive: ArchiveWriter
    clock: Clock
    recheck: bool = False
    progress: Callable[[Tally], None] = lambda tally: None
    error: Exception | None = None


class SourcesSpider(Spider):
    """Asks each source's feeds whose turn it is, notes what they offer, then fetches what is due within its budget."""

    name = "reportedly"

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self.state = job.intake.state

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_downloaded, signals.response_downloaded)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for visit in self.job.visits:
            due = self.state.due_feeds(visit.source, self.job.clock.stamp(), all_of_them=self.job.recheck)
            visit.waiting = len(due)
            for feed in due:
                yield self._feed_request(visit, feed)
            if not due:
                for request in self._start_pages(visit):
                    yield request

    def on_downloaded(self, response: Response, request: Request) -> None:
        """Count what came over the wire, and keep a page's bytes as they came for the archive."""
        visit: Visit | None = request.meta.get("visit")
        if visit:
            visit.tally.requests += 1
            visit.tally.bytes += len(response.body)
            request.meta["raw"] = response

    # Discovery

    def _feed_request(self, visit: Visit, feed: DueFeed, depth: int = 0) -> Request:
        headers = {"Accept-Language": visit.source.accept_language, **feed.validators.headers()}
        meta = {"visit": visit, "source": visit.source, "feed": feed, "depth_of_listing": depth}
        return Request(
            feed.url, self.on_feed, headers=headers, meta=meta, errback=self.on_feed_error, priority=10
        )

    def on_feed(self, response: Response) -> Iterator[Request]:
        visit: Visit = response.meta["visit"]
        with self._ending_on_error():
            further = self._read_feed(visit, response.meta["feed"], response)
            visit.waiting += len(further) - 1
            yield from further
            if visit.waiting == 0:
                yield from self._start_pages(visit)

    def on_feed_error(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.meta["visit"]
        with self._ending_on_error():
            self._feed_failed(visit, request.meta["feed"], reason_of(failure.value))
            visit.waiting -= 1
            if visit.waiting == 0:
                yield from self._start_pages(visit)

    def _read_feed(self, visit: Visit, feed: DueFeed, response: Response) -> list[Request]:
        source, now = visit.source, self.job.clock.stamp()
        if response.status != 200 and response.status != 304:
            self._feed_failed(visit, feed, f"http-{response.status}", retry_after(response), response)
            return []
        visit.tally.feeds += 1
        validators = _validators(response) if response.status == 200 else feed.validators
        moved_to = _moved_to(response)
        if response.status == 304 or validators.digest == feed.validators.digest:
            self.state.feed_read(source, feed, now, validators, (), moved_to)
            return []
        content_type = _header(response, "Content-Type")
        further: list[Request] = []
        try:
            if feed.kind == "listing":
                entries, following = self._read_listing(visit, response, content_type)
                if following:
                    further.append(
                        self._feed_request(visit, following, response.meta["depth_of_listing"] + 1)
                    )
            else:
                document = parse_feed(response.body, response.url, content_type, source.encoding)
                entries = document.entries
                if document.kind == "index":
                    further = self._children(visit, entries)
                    entries = ()
        except NotAFeed as error:
            self._feed_failed(visit, feed, f"not-a-feed: {error}", None, response)
            return []
        wanted = self._wanted(visit, entries)
        new = self.state.feed_read(source, feed, now, validators, wanted, moved_to)
        visit.tally.discovered += new
        if new:
            self.state.note_fetch(
                self.job.intake.crawl,
                Fetch(
                    source.id,
                    feed.url,
                    response.url,
                    now,
                    "feed",
                    response.status,
                    len(response.body),
                    f"{new} new",
                ),
            )
        return further

    def _read_listing(
        self, visit: Visit, response: Response, content_type: str
    ) -> tuple[tuple[Entry, ...], DueFeed | None]:
        page = parse_page(decode(response.body, content_type, visit.source.encoding))
        if page is None:
            raise NotAFeed("an empty page")
        entries = tuple(e for e in links(page, response.url) if visit.source.is_article(e.url))
        keys = [key for entry in entries if (key := self._key(visit.source, entry.url))]
        known = self.state.known(keys)
        following = next_page(page, response.url)
        if (
            following is None
            or not keys
            or 2 * len(known) > len(set(keys))
            or response.meta["depth_of_listing"] + 1 >= _MAX_LISTING_PAGES
            or not visit.source.owns(following)
        ):
            return entries, None
        return entries, DueFeed(following, "listing-page", Validators())

    def _children(self, visit: Visit, entries: Sequence[Entry]) -> list[Request]:
        """The sitemaps of an index whose turn it is, the newest of them."""
        now = self.job.clock.stamp()
        newest = sorted((e for e in entries if visit.source.owns(e.url)), key=lambda e: e.date, reverse=True)
        due = (self.state.feed_if_due(e.url, "sitemap", now, anyway=self.job.recheck) for e in newest)
        return [
            self._feed_request(visit, feed)
            for feed, _ in zip(filter(None, due), range(_MAX_CHILDREN), strict=False)
        ]

    def _wanted(self, visit: Visit, entries: Sequence[Entry]) -> list[tuple[str, Entry, str]]:
        """(key, entry, outcome) of the entries that may be articles, the newest last so that ties fall to them."""
        source = visit.source
        found: dict[str, tuple[str, Entry, str]] = {}
        for entry in sorted(entries, key=lambda e: e.date, reverse=True):
            if len(found) >= _MAX_NEW:
                break
            key = self._key(source, entry.url) if source.is_article(entry.url) else None
            if key is None or key in found:
                continue
            words = f"{entry.title}\n{entry.summary}".strip()
            off_topic = source.topic and words and not about_models(words, source.language)
            found[key] = (key, entry, "off-topic" if off_topic else "pending")
        known = self.state.known(list(found))
        visit.tally.off_topic += sum(
            1 for key, (_, _, outcome) in found.items() if outcome == "off-topic" and key not in known
        )
        return [item for key, item in found.items() if key not in known]

    def _feed_failed(
        self,
        visit: Visit,
        feed: DueFeed,
        reason: str,
        wait: float | None = None,
        response: Response | None = None,
    ) -> None:
        now = self.job.clock.stamp()
        visit.tally.feeds_failed += 1
        visit.tally.failures[reason.partition(":")[0]] += 1
        visit.tally.notes.append(f"{feed.url}: {reason}")
        if reason == "retry-later":
            return
        self.state.feed_failed(visit.source, feed, now, reason, wait)
        answered = (response.url, response.status, len(response.body)) if response else (feed.url, None, None)
        self.state.note_fetch(
            self.job.intake.crawl,
            Fetch(visit.source.id, feed.url, answered[0], now, "failed", answered[1], answered[2], reason),
        )

    # Pages

    def _start_pages(self, visit: Visit) -> Iterator[Request]:
        now = self.job.clock.stamp()
        due = self.state.due_pages(visit.source, now, visit.source.budget, all_of_them=self.job.recheck)
        visit.pages.extend(due)
        for _ in range(_WIDTH):
            yield from self._next_page(visit)

    def _next_page(self, visit: Visit) -> Iterator[Request]:
        if visit.pages:
            page = visit.pages.popleft()
            headers = {"Accept-Language": visit.source.accept_language, **page.validators.headers()}
            meta = {"visit": visit, "source": visit.source, "page": page}
            yield Request(page.url, self.on_page, headers=headers, meta=meta, errback=self.on_page_error)

    def on_page(self, response: Response) -> Iterator[Request]:
        visit: Visit = response.meta["visit"]
        with self._ending_on_error():
            self._take_page(visit, response.meta["page"], response)
            self.job.progress(visit.tally)
            yield from self._next_page(visit)

    def on_page_error(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.meta["visit"]
        page: DuePage = request.meta["page"]
        with self._ending_on_error():
            reason = reason_of(failure.value)
            visit.tally.failures[reason] += 1
            if reason != "retry-later":  # then it stays due
                fetch = Fetch(
                    visit.source.id, page.url, request.url, self.job.clock.stamp(), "failed", reason=reason
                )
                wait = DAY if reason.startswith("robots") else None
                self.state.page_failed(
                    self.job.intake.crawl, fetch, page, wait, never=reason.startswith(("guard", "other-host"))
                )
            self.job.progress(visit.tally)
            yield from self._next_page(visit)

    def _take_page(self, visit: Visit, page: DuePage, response: Response) -> None:
        source, tally, intake = visit.source, visit.tally, self.job.intake
        now = self.job.clock.stamp()
        raw: Response = response.meta["raw"]
        fetch = Fetch(source.id, page.url, response.url, now, "unchanged", response.status, len(raw.body))
        key = self._key(source, response.url) or page.key
        if response.status in (404, 410):
            capture = Capture(page.url, response.url, now, response.body, source=source.id)
            ref = self.job.archive.write(raw, capture) if page.visits else None
            intake.gone(
                tally, page, replace(fetch, outcome="gone", reason=f"http-{response.status}", archive=ref)
            )
            return
        if response.status not in (200, 304):
            tally.failures[f"http-{response.status}"] += 1
            failed = replace(fetch, outcome="failed", reason=f"http-{response.status}")
            self.state.page_failed(intake.crawl, failed, page, retry_after(response))
            return
        validators = page.validators if response.status == 304 else _validators(response)
        if page.visits and (response.status == 304 or validators.digest == page.validators.digest):
            tally.unchanged += 1
            intake.desk.seen(response.url, now)
            self.state.fetched(intake.crawl, fetch, page, key, validators)
            return
        content_type = _header(response, "Content-Type")
        reason = "not-html" if content_type.lower().startswith(_BINARY) else None
        if (
            reason is None
            and source.topic
            and not page.visits
            and not page.title
            and not self._on_topic(source, response)
        ):
            reason = "off-topic"
        if reason:
            tally.off_topic += reason == "off-topic"
            tally.not_articles += reason == "not-html"
            outcome = "not-article" if reason == "not-html" else reason
            self.state.fetched(
                intake.crawl, replace(fetch, outcome=outcome, reason=reason), page, key, validators
            )
            return
        capture = Capture(
            page.url,
            response.url,
            now,
            response.body,
            content_type,
            source.id,
            None,
            source.encoding,
            page.feed_date,
        )
        ref = self.job.archive.write(raw, capture)
        intake.page(tally, page, key, replace(capture, archive=ref), validators, size=len(raw.body))

    def _on_topic(self, source: Source, response: Response) -> bool:
        page = parse_page(decode(response.body, _header(response, "Content-Type"), source.encoding))
        if page is None:
            return False
        for element in page.iter("script", "style", "nav", "header", "footer", "aside"):
            element.text = ""
        title = page.findtext(".//title") or ""
        words = " ".join(
            text
            for element in page.iter("h1", "h2", "p", "li", "td")
            if (text := element.text_content().strip())
        )
        return about_models(f"{title}\n{words}"[:LEAD], source.language)

    def _key(self, source: Source, url: str) -> str | None:
        try:
            return canonical(url, source.keep_parameters)
        except ValueError:
            return None

    def _ending_on_error(self) -> Ending:
        return Ending(self.job)


class Ending:
    """Ends the crawl in order when something is wrong that no other page will do better with: disk, database, a bug."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __enter__(self) -> None:
        if self._job.error:
            raise CloseSpider("error")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, CloseSpider):
            self._job.error = self._job.error or error
            raise CloseSpider("error") from error


def reason_of(error: BaseException) -> str:
    """One word for what went wrong with a request."""
    if isinstance(error, Refused):
        return error.reason
    if isinstance(error, IgnoreRequest):
        return "redirects" if "redirections" in str(error) else "too-large"
    if isinstance(error, DownloadCancelledError):
        return "too-large"
    if isinstance(error, DownloadTimeoutError):
        return "timeout"
    if isinstance(error, CannotResolveHostError):
        return "dns"
    if isinstance(error, DownloadConnectionRefusedError):
        return (
            "tls"
            if isinstance(error.__cause__, ssl.SSLError | ssl.CertificateError) or "ssl" in str(error).lower()
            else "connection"
        )
    if isinstance(error, ResponseDataLossError):
        return "cut-off"
    return "broken-answer"


def _validators(response: Response) -> Validators:
    return Validators.of(_header(response, "ETag"), _header(response, "Last-Modified"), response.body)


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()


def _moved_to(response: Response) -> str | None:
    """Where a feed moved for good, if all redirects on the way were lasting ones."""
    reasons: Mapping[str, Any] | list[Any] = response.meta.get("redirect_reasons", [])
    return response.url if reasons and all(reason in _LASTING_REDIRECTS for reason in reasons) else None

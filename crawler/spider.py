"""The one spider for all sources: feeds, sitemaps and listings first, then the pages that are due."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import ArchiveWriter
from crawler.clock import Clock
from crawler.discovery import links, next_page, parse_page
from crawler.feeds import Entry, NotAFeed, parse_feed
from crawler.intake import Intake, Tally, ends_crawl, fault
from crawler.politeness import retry_after
from crawler.reasons import reason_of
from crawler.selection import key_of, newest_first, page_on_topic, wanted
from crawler.sources import Source
from crawler.state import DAY, DueFeed, DuePage, Fetch, Validators
from crawler.text import decode
from crawler.topic import Relevance
from pipeline.capture import Capture

#: Requests of one source under way at once; each host is still asked by one connection at a time.
_WIDTH: Final = 4
#: Sitemaps followed from one index in one crawl, the newest.
_MAX_CHILDREN: Final = 6
#: Pages of one listing followed in one crawl.
_MAX_LISTING_PAGES: Final = 10

#: Failures that are the host's and not the page's; after so many in a row the source is left to the next crawl.
_HOST_FAILURES: Final = frozenset({"timeout", "dns", "connection", "tls", "robots-unreachable"})
_MAX_HOST_FAILURES: Final = 3

#: Refusals after which an address stays due as it is: nothing was learned about it.
_POSTPONED: Final = frozenset({"retry-later", "shutdown"})

_BINARY: Final = (
    *("image/", "video/", "audio/", "font/"),
    *("application/pdf", "application/zip", "application/gzip", "application/octet-stream"),
)
#: How an address is noted in the queue, by whether its title is on topic.
_QUEUED: Final[Mapping[Relevance, str]] = {"yes": "pending", "maybe": "unsure", "no": "off-topic"}

_LASTING_REDIRECTS: Final = frozenset({301, 308})


@dataclass(slots=True)
class Visit:
    """What goes on at one source: discovery requests not yet answered, then the pages still to ask for."""

    source: Source
    tally: Tally
    waiting: int = 0
    pages: deque[DuePage] = field(default_factory=deque)
    host_failures: int = 0


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

    def __enter__(self) -> None:
        """What is done within the job ends the crawl, in order, if it fails."""
        if self.error:
            raise CloseSpider("error")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, CloseSpider):
            self.error = self.error or error
            raise CloseSpider("error") from error


class SourcesSpider(Spider):
    """Asks each source's feeds whose turn it is, notes what they offer, then fetches what is due in its budget."""

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
            due = self.state.due_feeds(visit.source, self.job.clock.stamp(), anyway=self.job.recheck)
            visit.waiting = len(due)
            for feed in due:
                yield self._feed_request(visit, feed)
            if not due:
                for request in self._start_pages(visit):
                    yield request

    def on_downloaded(self, response: Response, request: Request) -> None:
        """Count what came over the wire, and keep a page's bytes as they came, for the archive."""
        visit: Visit | None = request.meta.get("visit")
        if visit:
            visit.tally.requests += 1
            visit.tally.bytes += len(response.body)
            # Scrapy takes Content-Encoding out of the headers when it decompresses the body.
            request.meta["raw"] = response.replace(headers=response.headers.copy())

    # --- feeds, sitemaps and listings

    def _feed_request(self, visit: Visit, feed: DueFeed, depth: int = 0) -> Request:
        headers = {"Accept-Language": visit.source.accept_language, **feed.validators.headers()}
        meta = {"visit": visit, "source": visit.source, "feed": feed, "listing_depth": depth, "any_host": True}
        return Request(feed.url, self.on_feed, headers=headers, meta=meta, errback=self.on_feed_error, priority=10)

    def on_feed(self, response: Response) -> Iterator[Request]:
        """Note what a feed offers; the last of a source's feeds begins with its pages."""
        visit: Visit = response.meta["visit"]
        with self.job:
            further: list[Request] = []
            try:
                further = self._read_feed(visit, response.meta["feed"], response)
            except Exception as error:
                if ends_crawl(error):
                    raise
                self._feed_failed(visit, response.meta["feed"], fault(error), None, response)
            visit.waiting += len(further) - 1
            yield from further
            if visit.waiting == 0:
                yield from self._start_pages(visit)

    def on_feed_error(self, failure: Failure) -> Iterator[Request]:
        """Note why a feed could not be asked, and go on."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.meta["visit"]
        with self.job:
            self._feed_failed(visit, request.meta["feed"], reason_of(failure.value))
            visit.waiting -= 1
            if visit.waiting == 0:
                yield from self._start_pages(visit)

    def _read_feed(self, visit: Visit, feed: DueFeed, response: Response) -> list[Request]:
        source, now = visit.source, self.job.clock.stamp()
        if response.status not in (200, 304):
            self._feed_failed(visit, feed, f"http-{response.status}", retry_after(response), response)
            return []
        moved_to = _moved_to(response)
        validators = _validators(response) if response.status == 200 else feed.validators
        if response.status == 304 or validators.digest == feed.validators.digest:
            visit.tally.feeds += 1
            whole = response.status == 200
            self.state.feed_read(source, feed, now, validators, (), whole=whole, moved_to=moved_to)
            return []
        try:
            entries, further = self._offers(visit, feed, response)
        except NotAFeed as error:
            self._feed_failed(visit, feed, f"not-a-feed: {error}", None, response)
            return []
        visit.tally.feeds += 1
        found = wanted(source, entries)
        known = self.state.known(list(found))
        offered = [(key, entry, _QUEUED[on_topic]) for key, (entry, on_topic) in found.items() if key not in known]
        visit.tally.off_topic += sum(1 for *_, outcome in offered if outcome == "off-topic")
        new = self.state.feed_read(source, feed, now, validators, offered, moved_to=moved_to)
        visit.tally.discovered += new
        if new:
            size = len(response.body)
            fetch = Fetch(source.id, feed.url, response.url, now, "feed", response.status, size, f"{new} new")
            self.state.note_fetch(self.job.intake.crawl, fetch)
        return further

    def _offers(self, visit: Visit, feed: DueFeed, response: Response) -> tuple[Sequence[Entry], list[Request]]:
        """The entries of a document and the requests for the documents that it leads to. Raises NotAFeed."""
        source, content_type = visit.source, _header(response, "Content-Type")
        if feed.kind in ("listing", "listing-page"):
            page = parse_page(decode(response.body, content_type, source.encoding))
            if page is None:
                raise NotAFeed("an empty page")
            entries = [entry for entry in links(page, response.url) if source.is_article(entry.url)]
            following = next_page(page, response.url)
            depth = response.meta["listing_depth"] + 1
            if following and depth < _MAX_LISTING_PAGES and source.owns(following) and self._is_new(source, entries):
                return entries, [self._feed_request(visit, DueFeed(following, "listing-page"), depth)]
            return entries, []
        document = parse_feed(response.body, response.url, content_type, source.encoding)
        if document.kind == "index":
            return (), self._children(visit, newest_first(document.entries))
        return newest_first(document.entries) if document.kind == "sitemap" else document.entries, []

    def _is_new(self, source: Source, entries: Sequence[Entry]) -> bool:
        """Whether at least half of a listing's articles are news, so that the page behind it may hold more."""
        keys = {key for entry in entries if (key := key_of(source, entry.url))}
        return bool(keys) and 2 * len(self.state.known(list(keys))) <= len(keys)

    def _children(self, visit: Visit, entries: Sequence[Entry]) -> list[Request]:
        """The sitemaps of an index whose turn it is, the newest of them."""
        now = self.job.clock.stamp()
        requests: list[Request] = []
        for entry in entries:
            feed = self.state.due_feed(entry.url, "sitemap", now, anyway=self.job.recheck)
            if feed and visit.source.owns(entry.url):
                requests.append(self._feed_request(visit, feed))
            if len(requests) == _MAX_CHILDREN:
                break
        return requests

    def _feed_failed(
        self,
        visit: Visit,
        feed: DueFeed,
        reason: str,
        wait: float | None = None,
        response: Response | None = None,
    ) -> None:
        if reason == "shutdown":
            return
        now = self.job.clock.stamp()
        visit.tally.feeds_failed += 1
        visit.tally.failures[reason.partition(":")[0]] += 1
        visit.tally.notes.append(f"{feed.url}: {reason}")
        if reason not in _POSTPONED:
            self.state.feed_failed(visit.source, feed, now, reason, wait)
        url, status, size = (response.url, response.status, len(response.body)) if response else (feed.url, None, None)
        fetch = Fetch(visit.source.id, feed.url, url, now, "failed", status, size, reason)
        self.state.note_fetch(self.job.intake.crawl, fetch)

    # --- pages

    def _start_pages(self, visit: Visit) -> Iterator[Request]:
        now, source = self.job.clock.stamp(), visit.source
        visit.pages.extend(self.state.due_pages(source, now, source.budget, anyway=self.job.recheck))
        for _ in range(_WIDTH):
            yield from self._next_page(visit)

    def _next_page(self, visit: Visit) -> Iterator[Request]:
        if visit.pages:
            page = visit.pages.popleft()
            headers = {"Accept-Language": visit.source.accept_language, **page.validators.headers()}
            meta = {"visit": visit, "source": visit.source, "page": page}
            yield Request(page.url, self.on_page, headers=headers, meta=meta, errback=self.on_page_error)

    def on_page(self, response: Response) -> Iterator[Request]:
        """Take over what a page answered, then ask for the source's next."""
        visit: Visit = response.meta["visit"]
        with self.job:
            try:
                self._take_page(visit, response.meta["page"], response)
            except Exception as error:
                if ends_crawl(error):
                    raise
                self._page_failed(visit, response.meta["page"], response.url, fault(error))
            self.job.progress(visit.tally)
            yield from self._next_page(visit)

    def on_page_error(self, failure: Failure) -> Iterator[Request]:
        """Note why a page could not be had, then ask for the source's next."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.meta["visit"]
        with self.job:
            self._page_failed(visit, request.meta["page"], request.url, reason_of(failure.value))
            self.job.progress(visit.tally)
            yield from self._next_page(visit)

    def _page_failed(self, visit: Visit, page: DuePage, url: str, reason: str) -> None:
        if reason != "shutdown":
            visit.tally.failures[reason.partition(":")[0]] += 1
        visit.host_failures = visit.host_failures + 1 if reason in _HOST_FAILURES else 0
        if visit.host_failures >= _MAX_HOST_FAILURES and visit.pages:
            visit.tally.notes.append(f"{len(visit.pages)} pages left to the next crawl: {reason}")
            visit.pages.clear()
        if reason in _POSTPONED:
            return
        fetch = Fetch(visit.source.id, page.url, url, self.job.clock.stamp(), "failed", reason=reason)
        wait = 7 * DAY if reason == "robots" else None
        never = reason.startswith("guard") or reason == "other-host"
        self.state.page_failed(self.job.intake.crawl, fetch, page, wait=wait, never=never)

    def _take_page(self, visit: Visit, page: DuePage, response: Response) -> None:
        source, tally, intake = visit.source, visit.tally, self.job.intake
        visit.host_failures = 0
        now, raw = self.job.clock.stamp(), response.meta["raw"]
        fetch = Fetch(source.id, page.url, response.url, now, "unchanged", response.status, len(raw.body))
        key = key_of(source, response.url) or page.key
        missing = _missing(page, response)
        if missing:
            capture = Capture(page.url, response.url, now, response.body, source=source.id)
            ref = self.job.archive.write(raw, capture, missing) if page.visits else None
            intake.gone(tally, page, replace(fetch, outcome="gone", reason=missing, archive=ref))
            return
        if response.status not in (200, 304):
            tally.failures[f"http-{response.status}"] += 1
            failed = replace(fetch, outcome="failed", reason=f"http-{response.status}")
            self.state.page_failed(intake.crawl, failed, page, wait=retry_after(response))
            return
        validators = page.validators if response.status == 304 else _validators(response)
        if page.visits and (response.status == 304 or validators.digest == page.validators.digest):
            tally.unchanged += 1
            intake.desk.seen(response.url, now)
            self.state.fetched(intake.crawl, fetch, page, key, validators)
            return
        content_type = _header(response, "Content-Type")
        if content_type.lower().startswith(_BINARY):
            tally.not_articles += 1
            fetch = replace(fetch, outcome="not-article", reason="not-html")
            self.state.fetched(intake.crawl, fetch, page, key, validators)
            return
        if page.unsure and not page_on_topic(source, response.body, content_type):
            tally.off_topic += 1
            self.state.fetched(intake.crawl, replace(fetch, outcome="off-topic"), page, key, validators)
            return
        capture = Capture(
            *(page.url, response.url, now, response.body, content_type, source.id),
            encoding=source.encoding,
            feed_date=page.feed_date,
        )
        capture = replace(capture, archive=self.job.archive.write(raw, capture))
        intake.page(tally, page, key, capture, validators, size=len(raw.body))


def _missing(page: DuePage, response: Response) -> str | None:
    """Why there is nothing at a page's address any more; sites that send visitors to their front page count."""
    if response.status in (404, 410):
        return f"http-{response.status}"
    sent_home = urlsplit(response.url).path in ("", "/") and not urlsplit(response.url).query
    if response.status == 200 and sent_home and urlsplit(page.url).path not in ("", "/"):
        return "redirected-home"
    return None


def _validators(response: Response) -> Validators:
    return Validators.of(_header(response, "ETag"), _header(response, "Last-Modified"), response.body)


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()


def _moved_to(response: Response) -> str | None:
    """Where a feed moved for good, if all redirects on the way were lasting ones."""
    reasons: list[Any] = response.meta.get("redirect_reasons", [])
    return response.url if reasons and _LASTING_REDIRECTS.issuperset(reasons) else None

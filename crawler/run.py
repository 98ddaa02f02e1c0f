"""A crawl from start to end: lock, recovery of what an earlier one left, the spider, the record of the run."""

from __future__ import annotations

import logging
import shutil
import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crawler import archive as warc
from crawler.addresses import canonical
from crawler.clock import Clock, seconds
from crawler.intake import Desk, Intake, Outcome, Tally
from crawler.lock import Locked, hold
from crawler.settings import settings
from crawler.sources import Source
from crawler.state import Fetch, State, Validators
from pipeline.capture import Capture

__all__ = ["CrawlError", "CrawlSummary", "Locked", "crawl"]

#: How far the clock may stand behind the start of the last crawl, in seconds.
_CLOCK_TOLERANCE: Final = 300.0


class CrawlError(Exception):
    """The crawl could not be done or had to end; one line that says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a crawl did. `reason` is "finished", "shutdown" (asked to end) or "error".

    `archive` is the name of the WARC file, None if nothing new was fetched; `recovered` counts pages taken over from
    an earlier crawl that did not come to its end; `error` says why it ended early.
    """

    crawl_id: int
    started: str
    finished: str
    reason: str
    archive: str | None
    sources: tuple[Tally, ...]
    recovered: int = 0
    error: str = ""

    def total(self, count: str) -> int:
        """The sum of one of `Tally`'s counts over the sources."""
        return sum(getattr(tally, count) for tally in self.sources)

    @property
    def failures(self) -> int:
        return sum(sum(tally.failures.values()) for tally in self.sources)


def crawl(
    sources: Sequence[Source],
    *,
    database: Path,
    archive: Path,
    deliver: Callable[[Capture], Outcome],
    seen: Callable[[str, str], None] = lambda url, when: None,
    gone: Callable[[str, str], None] = lambda url, when: None,
    allow_hosts: frozenset[str] = frozenset(),
    from_archive: Path | None = None,
    recheck: bool = False,
    contact: str = "",
    verbose: bool = False,
    progress: Callable[[Tally], None] = lambda tally: None,
) -> CrawlSummary:
    """Fetch what is new from `sources` into WARC files in the folder `archive` and deliver it.

    `deliver` is called with each capture after it is in the archive; `seen` and `gone` with address and time of pages
    found unchanged or missing. `allow_hosts` lets loopback servers through (see `crawler.guard.Guard`).
    `from_archive` is a WARC file or a folder of them to replay in place of the network. `recheck` asks every feed
    and looks at every page again, whatever their schedule. May be called more than once in a process.

    Raises Locked if another run is at work on the database, CrawlError where the crawl cannot start.
    """
    clock = Clock()
    database.parent.mkdir(parents=True, exist_ok=True)
    with hold(database):
        state = State(database)
        try:
            _check_clock(state, clock)
            state.note_sources(sources)
            desk = Desk(deliver, seen, gone)
            recovered = _recover(state, desk, archive, clock)
            if from_archive:
                return _replay(sources, state, desk, archive, from_archive, clock, recovered)
            return _crawl(
                sources,
                state,
                desk,
                archive,
                clock,
                recovered,
                recheck,
                progress,
                settings(allow_hosts, contact, verbose),
            )
        finally:
            state.close()


def _crawl(
    sources: Sequence[Source],
    state: State,
    desk: Desk,
    archive: Path,
    clock: Clock,
    recovered: int,
    recheck: bool,
    progress: Callable[[Tally], None],
    scrapy_settings: dict[str, Any],
) -> CrawlSummary:
    # Scrapy takes half a second to import: only a crawl needs it.
    from crawler.spider import Job, SourcesSpider, Visit

    started = clock.stamp()
    writer = warc.ArchiveWriter(archive, started)
    crawl_id = state.begin_crawl(started, writer.name)
    tallies = tuple(Tally(source.id) for source in sources)
    visits = [Visit(source, tally) for source, tally in zip(sources, tallies, strict=True)]
    job = Job(visits, Intake(state, desk, crawl_id), writer, clock, recheck, progress)
    reason = _run_scrapy(SourcesSpider, job, scrapy_settings)
    writer.close()
    name = writer.name if (archive / writer.name).exists() else None
    error = _explain(job.error) if job.error else ""
    summary = CrawlSummary(
        crawl_id, started, clock.stamp(), "error" if error else reason, name, tallies, recovered, error
    )
    _finish(state, summary)
    return summary


def _run_scrapy(spider: type[Any], job: Any, scrapy_settings: dict[str, Any]) -> str:
    from scrapy.crawler import AsyncCrawlerProcess

    verbose = scrapy_settings["LOG_ENABLED"]
    logger = logging.getLogger("scrapy")
    level = logger.level
    if not verbose:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            process = AsyncCrawlerProcess(scrapy_settings, install_root_handler=verbose)
            crawler = process.create_crawler(spider)
            process.crawl(crawler, job=job)
            process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
    finally:
        logger.setLevel(level)
    reason: str = crawler.stats.get_value("finish_reason", "error")
    return reason


def _finish(state: State, summary: CrawlSummary) -> None:
    totals = {name: summary.total(name) for name in ("pages", "articles", "claims")}
    totals["failures"] = summary.failures
    state.end_crawl(
        summary.crawl_id,
        summary.finished,
        summary.reason,
        totals,
        [tally.as_dict() for tally in summary.sources],
    )


def _check_clock(state: State, clock: Clock) -> None:
    latest = state.latest_start()
    if latest and clock.now() < seconds(latest) - _CLOCK_TOLERANCE:
        raise CrawlError(
            f"the clock says {clock.stamp()}, but the last crawl began at {latest}; set the clock and run again"
        )


def _explain(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _recover(state: State, desk: Desk, archive: Path, clock: Clock) -> int:
    """Deliver what crawls that did not come to their end left in the archive, and close them."""
    count = 0
    for crawl_id, name in state.unfinished():
        path = warc.locate(archive, name) if name else archive
        if name and path.is_file():
            tallies = _take_records(path, Intake(state, desk, crawl_id), {})
            count += sum(tally.pages + tally.gone for tally in tallies)
            if path.name.endswith(".open"):
                warc.finish(path)
        state.end_crawl(
            crawl_id, clock.stamp(), "recovered", {"pages": 0, "articles": 0, "claims": 0, "failures": 0}, []
        )
    return count


def _replay(
    sources: Sequence[Source],
    state: State,
    desk: Desk,
    archive: Path,
    origin: Path,
    clock: Clock,
    recovered: int,
) -> CrawlSummary:
    if not origin.exists():
        raise CrawlError(f"{origin}: there is no such file or folder")
    started = clock.stamp()
    crawl_id = state.begin_crawl(started, None)
    intake = Intake(state, desk, crawl_id)
    totals: dict[str, Tally] = {source.id: Tally(source.id) for source in sources}
    for path in warc.files(origin):
        lasting = archive / path.name.removesuffix(".open")
        if path.parent.resolve() != archive.resolve() and not lasting.exists():
            archive.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, lasting)
        _take_records(path, intake, totals)
    summary = CrawlSummary(
        crawl_id, started, clock.stamp(), "finished", None, tuple(totals.values()), recovered
    )
    _finish(state, summary)
    return summary


def _take_records(path: Path, intake: Intake, tallies: dict[str, Tally]) -> list[Tally]:
    """Settle the records of a WARC file that are not yet, in their order."""
    for record in warc.records(path):
        capture = record.capture
        ref = capture.archive
        assert ref is not None
        if intake.state.has_record(ref.file, ref.offset):
            continue
        tally = tallies.setdefault(capture.source, Tally(capture.source))
        page = intake.state.page_of(canonical(capture.requested_url), capture)
        if record.status == 200:
            validators = Validators.of(record.etag, record.last_modified, capture.body)
            intake.page(tally, page, canonical(capture.url), capture, validators)
        elif record.status in (404, 410):
            fetch = Fetch(
                capture.source, capture.requested_url, capture.url, capture.fetched_at, "gone", record.status,
                reason=f"http-{record.status}", archive=ref,
            )  # fmt: skip
            intake.gone(tally, page, fetch)
    return list(tallies.values())

"""A crawl from start to end: lock, recovery of what an earlier one left, the spider, the record of the run."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from crawler import archive as warc
from crawler.addresses import canonical
from crawler.clock import Clock, seconds
from crawler.intake import Desk, Intake, Outcome, Tally
from crawler.lock import Locked, hold
from crawler.settings import settings
from crawler.sources import Source
from crawler.state import HOUR, Fetch, State, Validators
from pipeline.capture import Capture

__all__ = ["CrawlError", "CrawlSummary", "Locked", "crawl"]

#: How far the clock may stand behind the start of the last crawl, in seconds.
_CLOCK_TOLERANCE: Final = 300.0


class CrawlError(Exception):
    """The crawl could not be done or had to end; one line that says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a crawl did. `reason` is "finished", "shutdown" (asked to end), "closespider_timeout" (out of
    time) or "error".

    `archive` is the name of the WARC file, None if nothing new was fetched; `recovered` counts pages taken
    over from an earlier crawl that did not come to its end; `error` says why it ended early.
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
    time_limit: float = HOUR,
    verbose: bool = False,
    progress: Callable[[Tally], None] = lambda tally: None,
) -> CrawlSummary:
    """Fetch what is new from `sources` into WARC files in the folder `archive` and deliver it.

    `deliver` is called with each capture after it is in the archive; `seen` and `gone` with address and time
    of pages found unchanged or missing. `allow_hosts` lets loopback servers through (see
    `crawler.guard.Guard`). `from_archive` is a WARC file or a folder of them to replay in place of the
    network. `recheck` asks every feed and looks at every page again, whatever their schedule. After
    `time_limit` seconds the crawl ends in order and leaves the rest to the next. May be called more than once
    in a process.

    Raises Locked if another run is at work on the database, CrawlError where the crawl cannot start or its
    end cannot be written down.
    """
    clock = Clock()
    desk = Desk(deliver, seen, gone)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with hold(database), closing(State(database)) as state:
            _check_clock(state, clock)
            state.note_sources(sources)
            recovered = _recover(sources, state, desk, archive, clock)
            if from_archive:
                summary = _replay(sources, state, desk, archive, from_archive, clock)
            else:
                options = settings(allow_hosts, contact, time_limit, verbose)
                summary = _crawl(sources, state, desk, archive, clock, recheck, progress, options)
            summary = replace(summary, recovered=recovered)
            _finish(state, summary)
            return summary
    except warc.ArchiveError as error:
        raise CrawlError(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise CrawlError(_explain(error, database)) from error


def _crawl(
    sources: Sequence[Source],
    state: State,
    desk: Desk,
    archive: Path,
    clock: Clock,
    recheck: bool,
    progress: Callable[[Tally], None],
    options: dict[str, Any],
) -> CrawlSummary:
    # Scrapy takes half a second to import, and only a crawl needs it.
    from crawler.process import run_spider
    from crawler.spider import Job, SourcesSpider, Visit

    started = clock.stamp()
    writer = warc.ArchiveWriter(archive, clock.now())
    crawl_id = state.begin_crawl(started, writer.name)
    visits = [Visit(source, Tally(source.id)) for source in sources]
    job = Job(visits, Intake(state, desk, crawl_id), writer, clock, recheck, progress)
    reason = run_spider(SourcesSpider, options, job=job)
    writer.close()
    name = writer.name if (archive / writer.name).exists() else None
    error = _explain(job.error, archive) if job.error else ""
    tallies = tuple(visit.tally for visit in visits)
    return CrawlSummary(crawl_id, started, clock.stamp(), "error" if error else reason, name, tallies, 0, error)


def _finish(state: State, summary: CrawlSummary) -> None:
    totals = {name: summary.total(name) for name in ("pages", "articles", "claims")}
    totals["failures"] = summary.failures
    log = [tally.as_dict() for tally in summary.sources]
    state.end_crawl(summary.crawl_id, summary.finished, summary.reason, totals, log, summary.archive)


def _check_clock(state: State, clock: Clock) -> None:
    latest = state.latest_start()
    if latest and clock.now() < seconds(latest) - _CLOCK_TOLERANCE:
        now = clock.stamp()
        raise CrawlError(f"the clock says {now}, but the last crawl began at {latest}: set the clock and run again")


def _explain(error: BaseException, place: Path) -> str:
    """A fault in one line: where, what, what to do."""
    words = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, OSError) and error.errno is not None:
        place = Path(str(error.filename)) if error.filename else place
        words = error.strerror or words
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    elif isinstance(error, sqlite3.Error):
        full = "full" in words
    else:
        return (
            words if type(error).__module__.startswith(("crawler", "pipeline")) else f"{type(error).__name__}: {words}"
        )
    if full:
        return f"{place}: there is no room left; free some and run again, what was stored is kept"
    return f"{place}: {words}; mend this and run again, what was stored is kept"


def _recover(sources: Sequence[Source], state: State, desk: Desk, archive: Path, clock: Clock) -> int:
    """Deliver what crawls that did not come to their end left in the archive, and close them."""
    count = 0
    for crawl_id, name in state.unfinished():
        tallies: dict[str, Tally] = {}
        path = warc.locate(archive, name) if name else None
        if path and path.is_file():
            _take_records(path, Intake(state, desk, crawl_id), tallies, sources)
            count += sum(tally.pages + tally.gone for tally in tallies.values())
            warc.finish(path)
        totals = state.totals_of(crawl_id)
        log = [tally.as_dict() for tally in tallies.values()]
        kept = name if name and (archive / name).exists() else None
        state.end_crawl(crawl_id, clock.stamp(), "recovered", totals, log, kept)
    return count


def _replay(
    sources: Sequence[Source], state: State, desk: Desk, archive: Path, origin: Path, clock: Clock
) -> CrawlSummary:
    started = clock.stamp()
    crawl_id = state.begin_crawl(started, None)
    tallies = {source.id: Tally(source.id) for source in sources}
    archive.mkdir(parents=True, exist_ok=True)
    for path in warc.files(origin):
        lasting = archive / warc.lasting_name(path)
        if path.parent.resolve() != archive.resolve() and not lasting.exists():
            shutil.copy2(path, lasting)
        _take_records(path, Intake(state, desk, crawl_id), tallies, sources)
    return CrawlSummary(crawl_id, started, clock.stamp(), "finished", None, tuple(tallies.values()))


def _take_records(path: Path, intake: Intake, tallies: dict[str, Tally], sources: Sequence[Source]) -> None:
    """Settle the records of a WARC file that are not yet, in their order."""
    kept = {source.id: source.keep_parameters for source in sources}
    for record in warc.records(path):
        capture, ref = record.capture, record.capture.archive
        if ref is None or intake.state.has_record(ref.file, ref.offset):
            continue
        tally = tallies.setdefault(capture.source, Tally(capture.source))
        keep = kept.get(capture.source, frozenset())
        page = intake.state.page_of(canonical(capture.requested_url, keep), capture)
        if record.status == 200 and not record.missing:
            validators = Validators.of(record.etag, record.last_modified, capture.body)
            intake.page(tally, page, canonical(capture.url, keep), capture, validators)
        elif record.missing or record.status in (404, 410):
            asked, answered, when = capture.requested_url, capture.url, capture.fetched_at
            reason = record.missing or f"http-{record.status}"
            fetch = Fetch(capture.source, asked, answered, when, "gone", record.status, reason=reason, archive=ref)
            intake.gone(tally, page, fetch)

"""What the crawler remembers between runs, in tables of its own beside the catalogue's.

`pages` is the queue as well as the memory: an address is noted there, due at once, in the transaction that notes
that its feed was read, so that nothing is lost if the crawl ends in between; `next_visit` says when it is due again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from crawler.clock import seconds, stamp
from crawler.feeds import Entry
from crawler.sources import Source
from pipeline.capture import ArchiveRef, Capture

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR

#: When an article is looked at again for edits, in seconds after its first capture.
REVISITS: Final = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
#: When a page that failed is tried again, in seconds after the failure; then never.
RETRIES: Final = (HOUR, 6 * HOUR, DAY, 3 * DAY)
#: A feed is left alone for this share of the time that it has brought nothing new, a day at most.
_QUIET_SHARE: Final = 0.1
_LONGEST_QUIET: Final = DAY
#: A failing feed is tried later by this much for each failure in a row, a week at most: dead feeds do come back.
_FAILURE_STEP: Final = HOUR
_LONGEST_FAILURE: Final = 7 * DAY

_SCHEMA: Final = """
create table if not exists sources (
    source text primary key, name text not null, home text not null, language text not null,
    country text not null, kind text not null);
create table if not exists crawls (
    crawl_id integer primary key, started text not null, finished text, reason text, archive text,
    pages integer not null default 0, articles integer not null default 0, claims integer not null default 0,
    failures integer not null default 0, summary text);
create table if not exists fetches (
    fetch_id integer primary key, crawl_id integer not null references crawls, source text not null,
    requested_url text not null, url text not null, fetched_at text not null, status integer, bytes integer,
    outcome text not null, reason text, archive text, offset integer, length integer, digest text);
create unique index if not exists fetches_record on fetches (archive, offset) where archive is not null;
create index if not exists fetches_source on fetches (source, fetched_at);
create table if not exists feeds (
    url text primary key, source text not null, kind text not null, etag text, last_modified text, digest text,
    polled_at text, next_poll text, last_success text, last_read text, last_new text, failures integer not null default 0,
    reason text, moved_to text);
create table if not exists pages (
    key text primary key, url text not null, source text not null, title text not null default '',
    feed_date text not null default '', discovered_at text not null, first_fetched text, fetched_at text,
    next_visit text, visits integer not null default 0, failures integer not null default 0,
    etag text, last_modified text, digest text, outcome text not null, reason text, gone_at text);
create index if not exists pages_due on pages (source, next_visit) where next_visit is not null;
"""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said a page was, to ask whether it changed. Only one is ever sent: the ETag if there is one."""

    etag: str = ""
    last_modified: str = ""
    digest: str = ""

    @classmethod
    def of(cls, etag: str, last_modified: str, body: bytes) -> Validators:
        """The validators of an answer; `digest` is the SHA-256 of its body without Content-Encoding."""
        return cls(etag, last_modified, sha256(body).hexdigest())

    def headers(self) -> dict[str, str]:
        """The request headers that ask for the page only if it changed."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.last_modified} if self.last_modified else {}


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed, sitemap or listing whose turn it is."""

    url: str
    kind: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page whose turn it is. `visits` is how often it was fetched before."""

    key: str
    url: str
    title: str
    feed_date: str
    visits: int
    validators: Validators


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and what came of it: a row of `fetches`."""

    source: str
    requested_url: str
    url: str
    fetched_at: str
    outcome: str
    status: int | None = None
    bytes: int | None = None
    reason: str | None = None
    archive: ArchiveRef | None = None


def create(db: sqlite3.Connection) -> None:
    """Make the crawler's tables where they are missing."""
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)


class State:
    """The crawler's tables in one database. One process writes at a time (see `crawler.lock`)."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        with self.transaction():
            create(self._db)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; takes the write lock first, so that nothing read here can be out of date."""
        self._db.execute("begin immediate")
        try:
            yield self._db
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    # Crawls

    def note_sources(self, sources: Iterable[Source]) -> None:
        """Write the sources' descriptions; sources no longer listed stay, their articles are still there."""
        rows = [(s.id, s.name, s.home, s.language, s.country, s.kind) for s in sources]
        with self.transaction() as db:
            db.executemany(
                "insert into sources values (?, ?, ?, ?, ?, ?) on conflict (source) do update set name = excluded.name,"
                " home = excluded.home, language = excluded.language, country = excluded.country, kind = excluded.kind",
                rows,
            )

    def begin_crawl(self, started: str, archive: str | None) -> int:
        with self.transaction() as db:
            cursor = db.execute("insert into crawls (started, archive) values (?, ?)", (started, archive))
            return int(cursor.lastrowid or 0)

    def end_crawl(self, crawl: int, finished: str, reason: str, totals: dict[str, int], summary: Any) -> None:
        with self.transaction() as db:
            db.execute(
                "update crawls set finished = ?, reason = ?, pages = ?, articles = ?, claims = ?, failures = ?, summary = ?"
                " where crawl_id = ?",
                (
                    finished, reason, totals["pages"], totals["articles"], totals["claims"], totals["failures"],
                    json.dumps(summary, ensure_ascii=False), crawl,
                ),
            )  # fmt: skip

    def latest_start(self) -> str | None:
        row = self._db.execute("select max(started) from crawls").fetchone()
        return row[0] if row else None

    def unfinished(self) -> list[tuple[int, str | None]]:
        """(crawl_id, archive) of the crawls that did not come to their end."""
        return self._db.execute(
            "select crawl_id, archive from crawls where finished is null order by crawl_id"
        ).fetchall()

    def has_record(self, archive: str, offset: int) -> bool:
        """Whether the fetch whose WARC record stands there was written down."""
        query = "select 1 from fetches where archive = ? and offset = ?"
        return self._db.execute(query, (archive, offset)).fetchone() is not None

    # Feeds, sitemaps and listings

    def due_feeds(self, source: Source, now: str, *, all_of_them: bool = False) -> list[DueFeed]:
        """Those of the source's entry that may be asked now, and the sitemaps that its indexes named."""
        named = [(u, "feed") for u in source.feeds]
        named += [(u, "sitemap") for u in source.sitemaps] + [(u, "listing") for u in source.listings]
        due = [
            DueFeed(url, kind, row[1])
            for url, kind in named
            if (row := self._feed(url))[0] <= now or all_of_them
        ]
        return due

    def feed_if_due(self, url: str, kind: str, now: str, *, anyway: bool = False) -> DueFeed | None:
        """A feed found on the way, like the children of a sitemap index; None if it is not its turn."""
        next_poll, validators = self._feed(url)
        return DueFeed(url, kind, validators) if next_poll <= now or anyway else None

    def _feed(self, url: str) -> tuple[str, Validators]:
        row = self._db.execute(
            "select next_poll, etag, last_modified, digest from feeds where url = ?", (url,)
        ).fetchone()
        return (
            (row[0] or "", Validators(row[1] or "", row[2] or "", row[3] or ""))
            if row
            else ("", Validators())
        )

    def feed_read(
        self,
        source: Source,
        feed: DueFeed,
        now: str,
        validators: Validators,
        entries: Sequence[tuple[str, Entry, str]],
        moved_to: str | None = None,
    ) -> int:
        """Note that a feed was read and what it offers, in one transaction. Returns how many addresses are new.

        `entries` are (key, entry, outcome): outcome "pending" makes the page due, any other only remembers it.
        """
        with self.transaction() as db:
            new = 0
            for key, entry, outcome in entries:
                due = now if outcome == "pending" else None
                cursor = db.execute(
                    "insert into pages (key, url, source, title, feed_date, discovered_at, next_visit, outcome)"
                    " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
                    (key, entry.url, source.id, entry.title, entry.date, now, due, outcome),
                )
                new += cursor.rowcount
            row = db.execute("select last_new from feeds where url = ?", (feed.url,)).fetchone()
            last_new = now if new or not row or not row[0] else row[0]
            quiet = min((seconds(now) - seconds(last_new)) * _QUIET_SHARE, _LONGEST_QUIET)
            db.execute(
                "insert or replace into feeds (url, source, kind, etag, last_modified, digest, polled_at, next_poll,"
                " last_success, last_new, failures, reason, moved_to) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, null, ?)",
                (
                    feed.url, source.id, feed.kind, validators.etag, validators.last_modified, validators.digest, now,
                    stamp(seconds(now) + quiet), now, last_new, moved_to,
                ),
            )  # fmt: skip
        return new

    def feed_failed(
        self, source: Source, feed: DueFeed, now: str, reason: str, wait: float | None = None
    ) -> None:
        """Note a failure; the feed is tried again ever later, or after `wait` seconds if the server said so."""
        with self.transaction() as db:
            db.execute(
                "insert into feeds (url, source, kind, polled_at, failures, reason) values (?, ?, ?, ?, 1, ?)"
                " on conflict (url) do update set polled_at = excluded.polled_at, reason = excluded.reason,"
                " failures = failures + 1",
                (feed.url, source.id, feed.kind, now, reason),
            )
            failures = db.execute("select failures from feeds where url = ?", (feed.url,)).fetchone()[0]
            pause = min(failures * _FAILURE_STEP, _LONGEST_FAILURE) if wait is None else wait
            db.execute(
                "update feeds set next_poll = ? where url = ?", (stamp(seconds(now) + pause), feed.url)
            )

    # Pages

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that were met before."""
        found: set[str] = set()
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            found.update(
                row[0] for row in self._db.execute(f"select key from pages where key in ({marks})", part)
            )
        return found

    def due_pages(self, source: Source, now: str, limit: int, *, all_of_them: bool = False) -> list[DuePage]:
        """The pages whose turn it is, new ones first and the newest of them first. With `all_of_them` also those
        captured before whose turn has not come."""
        due = (
            "next_visit <= :now"
            if not all_of_them
            else "(next_visit <= :now or first_fetched is not null and gone_at is null)"
        )
        rows = self._db.execute(
            f"select {_PAGE} from pages"
            f" where source = :source and {due}"
            " order by visits > 0, discovered_at desc, rowid limit :limit",
            {"source": source.id, "now": now, "limit": limit},
        )
        return [_due_page(row) for row in rows]

    def fetched(self, crawl: int, fetch: Fetch, page: DuePage, key: str, validators: Validators) -> None:
        """Write down what came of fetching `page`; `key` is the canonical address of what answered.

        Idempotent for a fetch that has a WARC record: a second time changes nothing.
        """
        with self.transaction() as db:
            if not _insert_fetch(db, crawl, fetch):
                return
            if key != page.key:
                db.execute(
                    "update pages set outcome = 'moved', reason = ?, next_visit = null where key = ?",
                    (key, page.key),
                )
            db.execute(
                "insert into pages (key, url, source, title, feed_date, discovered_at, outcome)"
                " values (?, ?, ?, ?, ?, ?, 'pending') on conflict (key) do nothing",
                (key, fetch.url, fetch.source, page.title, page.feed_date, fetch.fetched_at),
            )
            first, visits = db.execute(
                "select first_fetched, visits from pages where key = ?", (key,)
            ).fetchone()
            first = first or fetch.fetched_at
            again = fetch.outcome in ("article", "unchanged")
            db.execute(
                "update pages set first_fetched = ?, fetched_at = ?, next_visit = ?, visits = ?, failures = 0, etag = ?,"
                " last_modified = ?, digest = ?, outcome = case ? when 'unchanged' then outcome else ? end, reason = ?,"
                " gone_at = null where key = ?",
                (
                    first, fetch.fetched_at, _next_visit(first, fetch.fetched_at) if again else None, visits + 1,
                    validators.etag, validators.last_modified, validators.digest, fetch.outcome, fetch.outcome,
                    fetch.reason, key,
                ),
            )  # fmt: skip

    def page_of(self, key: str, capture: Capture) -> DuePage:
        """The page that an archived capture was of, noted now if the database does not know it."""
        with self.transaction() as db:
            db.execute(
                "insert into pages (key, url, source, feed_date, discovered_at, outcome) values (?, ?, ?, ?, ?, 'pending')"
                " on conflict (key) do nothing",
                (key, capture.requested_url, capture.source, capture.feed_date, capture.fetched_at),
            )
            row = db.execute(f"select {_PAGE} from pages where key = ?", (key,)).fetchone()
        return _due_page(row)

    def page_failed(
        self, crawl: int, fetch: Fetch, page: DuePage, wait: float | None = None, *, never: bool = False
    ) -> None:
        """Write down a failure; the page is due again later, a few times, or after `wait` seconds, or `never`."""
        with self.transaction() as db:
            _insert_fetch(db, crawl, fetch)
            failures = db.execute("select failures from pages where key = ?", (page.key,)).fetchone()[0]
            pause = wait
            if pause is None and failures < len(RETRIES):
                pause = RETRIES[failures]
            due = None if pause is None or never else stamp(seconds(fetch.fetched_at) + pause)
            outcome = "failed" if page.visits == 0 else None
            db.execute(
                "update pages set failures = failures + 1, reason = ?, next_visit = ?, outcome = coalesce(?, outcome)"
                " where key = ?",
                (fetch.reason, due, outcome, page.key),
            )

    def page_gone(self, crawl: int, fetch: Fetch, page: DuePage) -> None:
        """Write down that the page is no longer there (404, 410)."""
        with self.transaction() as db:
            _insert_fetch(db, crawl, fetch)
            db.execute(
                "update pages set outcome = 'gone', reason = ?, gone_at = ?, fetched_at = ?, next_visit = null where key = ?",
                (fetch.reason, fetch.fetched_at, fetch.fetched_at, page.key),
            )

    def note_fetch(self, crawl: int, fetch: Fetch) -> None:
        """Write down a request that is no page's."""
        with self.transaction() as db:
            _insert_fetch(db, crawl, fetch)


_PAGE: Final = "key, url, title, feed_date, visits, etag, last_modified, digest"


def _due_page(row: Sequence[Any]) -> DuePage:
    return DuePage(*row[:5], Validators(row[5] or "", row[6] or "", row[7] or ""))


def _insert_fetch(db: sqlite3.Connection, crawl: int, fetch: Fetch) -> bool:
    ref = fetch.archive
    cursor = db.execute(
        "insert into fetches (crawl_id, source, requested_url, url, fetched_at, status, bytes, outcome, reason,"
        " archive, offset, length, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        (
            crawl, fetch.source, fetch.requested_url, fetch.url, fetch.fetched_at, fetch.status, fetch.bytes,
            fetch.outcome, fetch.reason, *((ref.file, ref.offset, ref.length, ref.digest) if ref else (None,) * 4),
        ),
    )  # fmt: skip
    return bool(cursor.rowcount)


def _next_visit(first: str, now: str) -> str | None:
    start, elapsed = seconds(first), seconds(now) - seconds(first)
    return next((stamp(start + after) for after in REVISITS if after > elapsed), None)

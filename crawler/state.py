"""What the crawler remembers between runs, in tables of its own beside the catalogue's.

`pages` is the queue as well as the memory: an address is noted there, due at once, in the transaction that
notes that its feed was read, so that nothing is lost if the crawl ends in between; `next_visit` says when it
is due again. Times are stamps (ISO 8601 in UTC with seconds).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
#: After this time a feed is read whole, whatever it says: some answer "unchanged" when they did change.
_VALIDATORS_HOLD: Final = DAY

TABLES: Final = {
    "sources": """
        source text primary key, name text not null, home text not null default '',
        language text not null default '', country text not null default '', kind text not null default ''""",
    "crawls": """
        crawl_id integer primary key, started text not null, finished text, reason text, archive text,
        pages integer not null default 0, articles integer not null default 0,
        claims integer not null default 0, failures integer not null default 0, summary text""",
    "fetches": """
        fetch_id integer primary key, crawl_id integer not null references crawls, source text not null,
        requested_url text not null, url text not null, fetched_at text not null, status integer,
        bytes integer, outcome text not null, reason text, archive text, offset integer, length integer,
        digest text""",
    "feeds": """
        url text primary key, source text not null, kind text not null, etag text not null default '',
        last_modified text not null default '', digest text not null default '', polled_at text not null,
        next_poll text not null default '', last_read text not null default '', last_success text,
        last_new text, failures integer not null default 0, reason text, moved_to text""",
    "pages": """
        key text primary key, url text not null, source text not null, title text not null default '',
        feed_date text not null default '', discovered_at text not null, first_fetched text, fetched_at text,
        next_visit text, visits integer not null default 0, failures integer not null default 0,
        etag text not null default '', last_modified text not null default '',
        digest text not null default '', outcome text not null, reason text, gone_at text""",
}
_INDEXES: Final = (
    "create unique index if not exists fetches_record on fetches (archive, offset) where archive is not null",
    "create index if not exists fetches_source on fetches (source, fetched_at)",
    "create index if not exists fetches_crawl on fetches (crawl_id)",
    "create index if not exists pages_due on pages (source, next_visit) where next_visit is not null",
)


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
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page whose turn it is. `visits` is how often it was fetched before; an `unsure` one is kept only if its text
    turns out to be on topic."""

    key: str
    url: str
    title: str
    feed_date: str
    visits: int
    unsure: bool
    validators: Validators


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and what came of it: a row of `fetches`.

    `outcome` is article, not-article, unchanged, off-topic, gone, failed, or feed for a document that brought
    new addresses; `bytes` is the size as sent.
    """

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
    for name, columns in TABLES.items():
        db.execute(f"create table if not exists {name} ({columns})")
    for index in _INDEXES:
        db.execute(index)


class State:
    """The crawler's tables in one database. One process writes at a time (see `crawler.lock`).

    Raises sqlite3.Error where the database cannot be opened, read or written.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            with self.transaction() as db:
                create(db)
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; takes the write lock first, so that nothing read inside can be out of date."""
        self._db.execute("begin immediate")
        try:
            yield self._db
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    # --- crawls

    def note_sources(self, sources: Iterable[Source]) -> None:
        """Write the sources' descriptions; sources no longer listed stay: their articles are still there."""
        columns = ("name", "home", "language", "country", "kind")
        renew = ", ".join(f"{column} = excluded.{column}" for column in columns)
        with self.transaction() as db:
            db.executemany(
                f"insert into sources (source, {', '.join(columns)}) values (?, ?, ?, ?, ?, ?)"
                f" on conflict (source) do update set {renew}",
                [(s.id, *(getattr(s, column) for column in columns)) for s in sources],
            )

    def begin_crawl(self, started: str, archive: str | None) -> int:
        """Note that a crawl begins; returns its id."""
        with self.transaction() as db:
            cursor = db.execute("insert into crawls (started, archive) values (?, ?)", (started, archive))
            return int(cursor.lastrowid or 0)

    def end_crawl(
        self,
        crawl: int,
        finished: str,
        reason: str,
        totals: Mapping[str, int],
        log: Any,
        archive: str | None,
    ) -> None:
        """Note that a crawl ended. `totals` has pages, articles, claims and failures; `log` is kept as JSON."""
        summary = json.dumps(log, ensure_ascii=False)
        row = {"crawl": crawl, "finished": finished, "reason": reason, "summary": summary, "archive": archive}
        with self.transaction() as db:
            db.execute(
                "update crawls set finished = :finished, reason = :reason, pages = :pages,"
                " articles = :articles, claims = :claims, failures = :failures, summary = :summary,"
                " archive = :archive where crawl_id = :crawl",
                {**row, **totals},
            )

    def latest_start(self) -> str | None:
        """When the last crawl began."""
        found: str | None = self._db.execute("select max(started) from crawls").fetchone()[0]
        return found

    def unfinished(self) -> list[tuple[int, str | None]]:
        """(crawl_id, archive) of the crawls that did not come to their end."""
        query = "select crawl_id, archive from crawls where finished is null order by crawl_id"
        return self._db.execute(query).fetchall()

    def totals_of(self, crawl: int) -> dict[str, int]:
        """The counts of a crawl from its fetches; claims are not among them."""
        query = (
            "select count(*) filter (where archive is not null and outcome <> 'gone') as pages,"
            " count(*) filter (where outcome = 'article') as articles, 0 as claims,"
            " count(*) filter (where outcome = 'failed') as failures from fetches where crawl_id = ?"
        )
        names = ("pages", "articles", "claims", "failures")
        return dict(zip(names, self._db.execute(query, (crawl,)).fetchone(), strict=True))

    def has_record(self, archive: str, offset: int) -> bool:
        """Whether the fetch whose WARC record stands there was written down."""
        query = "select 1 from fetches where archive = ? and offset = ?"
        return self._db.execute(query, (archive, offset)).fetchone() is not None

    # --- feeds, sitemaps and listings

    def due_feeds(self, source: Source, now: str, *, anyway: bool = False) -> list[DueFeed]:
        """What the source's entry names and may be asked now; with `anyway` all of it."""
        named = dict.fromkeys(source.feeds, "feed")
        named |= dict.fromkeys(source.sitemaps, "sitemap") | dict.fromkeys(source.listings, "listing")
        due = (self.due_feed(url, kind, now, anyway=anyway) for url, kind in named.items())
        return [feed for feed in due if feed]

    def due_feed(self, url: str, kind: str, now: str, *, anyway: bool = False) -> DueFeed | None:
        """A feed by its address; None if it is not its turn."""
        query = "select next_poll, last_read, etag, last_modified, digest from feeds where url = ?"
        row = self._db.execute(query, (url,)).fetchone()
        if row is None:
            return DueFeed(url, kind)
        next_poll, last_read, *validators = row
        if next_poll > now and not anyway:
            return None
        if not last_read or seconds(now) - seconds(last_read) > _VALIDATORS_HOLD:
            validators[:2] = "", ""
        return DueFeed(url, kind, Validators(*validators))

    def feed_read(
        self,
        source: Source,
        feed: DueFeed,
        now: str,
        validators: Validators,
        entries: Sequence[tuple[str, Entry, str]],
        *,
        whole: bool = True,
        moved_to: str | None = None,
    ) -> int:
        """Note that a feed was read and what it offers, in one transaction. Returns how many addresses are
        new.

        `entries` are (key, entry, outcome): outcome "pending" makes the page due, any other only remembers
        it. `whole` tells an answer with content from one that said "unchanged".
        """
        with self.transaction() as db:
            new = sum(_note_page(db, source.id, key, entry, now, outcome) for key, entry, outcome in entries)
            if feed.kind == "listing-page":
                return new
            known = db.execute("select last_new, last_read from feeds where url = ?", (feed.url,)).fetchone()
            last_new, last_read = known or (None, "")
            last_new = now if new or not last_new else last_new
            quiet = min((seconds(now) - seconds(last_new)) * _QUIET_SHARE, _LONGEST_QUIET)
            row = {
                "url": feed.url,
                "source": source.id,
                "kind": feed.kind,
                "etag": validators.etag,
                "last_modified": validators.last_modified,
                "digest": validators.digest,
                "polled_at": now,
                "next_poll": stamp(seconds(now) + quiet),
                "last_read": now if whole else last_read,
                "last_success": now,
                "last_new": last_new,
                "moved_to": moved_to,
            }
            db.execute(
                f"insert or replace into feeds ({', '.join(row)}) values ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )
        return new

    def feed_failed(self, source: Source, feed: DueFeed, now: str, reason: str, wait: float | None = None) -> None:
        """Note a failure; the feed is tried again ever later, or after `wait` seconds if the server said so."""
        if feed.kind == "listing-page":
            return
        with self.transaction() as db:
            db.execute(
                "insert into feeds (url, source, kind, polled_at, failures, reason) values (?, ?, ?, ?, 1, ?)"
                " on conflict (url) do update set polled_at = excluded.polled_at, reason = excluded.reason,"
                " failures = failures + 1",
                (feed.url, source.id, feed.kind, now, reason),
            )
            failures = db.execute("select failures from feeds where url = ?", (feed.url,)).fetchone()[0]
            pause = min(failures * _FAILURE_STEP, _LONGEST_FAILURE) if wait is None else wait
            db.execute("update feeds set next_poll = ? where url = ?", (stamp(seconds(now) + pause), feed.url))

    # --- pages

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that were met before."""
        found: set[str] = set()
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            found.update(row[0] for row in self._db.execute(f"select key from pages where key in ({marks})", part))
        return found

    def due_pages(self, source: Source, now: str, limit: int, *, anyway: bool = False) -> list[DuePage]:
        """The pages whose turn it is: new ones before revisits, the latest found first. With `anyway` also
        what was captured before and is not due."""
        due = "next_visit <= :now"
        if anyway:
            due = f"({due} or first_fetched is not null and outcome in ('article', 'gone'))"
        rows = self._db.execute(
            f"select {_DUE_PAGE} from pages where source = :source and {due}"
            " order by visits > 0, discovered_at desc, rowid limit :limit",
            {"source": source.id, "now": now, "limit": limit},
        )
        return [_due_page(row) for row in rows]

    def page_of(self, key: str, capture: Capture) -> DuePage:
        """The page that an archived capture was of, noted now if the database does not know it."""
        with self.transaction() as db:
            entry = Entry(capture.requested_url, date=capture.feed_date)
            _note_page(db, capture.source, key, entry, capture.fetched_at, "pending")
            return _due_page(db.execute(f"select {_DUE_PAGE} from pages where key = ?", (key,)).fetchone())

    def fetched(self, crawl: int, fetch: Fetch, page: DuePage, key: str, validators: Validators) -> None:
        """Write down what came of fetching `page`; `key` is the canonical address of what answered.

        Idempotent for a fetch that has a WARC record: a second time changes nothing.
        """
        with self.transaction() as db:
            if not _insert_fetch(db, crawl, fetch):
                return
            if key != page.key:
                moved = "update pages set outcome = 'moved', reason = ?, next_visit = null where key = ?"
                db.execute(moved, (key, page.key))
                entry = Entry(fetch.url, page.title, page.feed_date)
                _note_page(db, fetch.source, key, entry, fetch.fetched_at, "pending")
            query = "select first_fetched, outcome from pages where key = ?"
            first, before = db.execute(query, (key,)).fetchone()
            first = first or fetch.fetched_at
            outcome = fetch.outcome
            if outcome == "unchanged":
                outcome = "article" if before in ("pending", "gone", "failed", "moved") else before
            again = _next_visit(first, fetch.fetched_at) if outcome == "article" else None
            db.execute(
                "update pages set first_fetched = ?, fetched_at = ?, next_visit = ?, visits = visits + 1,"
                " failures = 0, etag = ?, last_modified = ?, digest = ?, outcome = ?, reason = ?,"
                " gone_at = null where key = ?",
                (
                    *(first, fetch.fetched_at, again),
                    *(validators.etag, validators.last_modified, validators.digest),
                    *(outcome, fetch.reason, key),
                ),
            )

    def page_failed(
        self, crawl: int, fetch: Fetch, page: DuePage, *, wait: float | None = None, never: bool = False
    ) -> None:
        """Write down a failure; the page is due again later a few times, after `wait` seconds if the server
        said so, or `never`."""
        with self.transaction() as db:
            _insert_fetch(db, crawl, fetch)
            failures = db.execute("select failures from pages where key = ?", (page.key,)).fetchone()[0]
            pause = wait if wait is not None else RETRIES[failures] if failures < len(RETRIES) else None
            due = None if pause is None or never else stamp(seconds(fetch.fetched_at) + pause)
            db.execute(
                "update pages set failures = failures + ?, reason = ?, next_visit = ?,"
                " outcome = case outcome when 'pending' then 'failed' else outcome end where key = ?",
                (int(wait is None), fetch.reason, due, page.key),
            )

    def page_gone(self, crawl: int, fetch: Fetch, page: DuePage) -> None:
        """Write down that the page is not there (404, 410). After a 404 it is looked for again a few times."""
        with self.transaction() as db:
            _insert_fetch(db, crawl, fetch)
            first = db.execute("select first_fetched from pages where key = ?", (page.key,)).fetchone()[0]
            again = _next_visit(first, fetch.fetched_at) if first and fetch.status == 404 else None
            db.execute(
                "update pages set outcome = 'gone', reason = ?, gone_at = coalesce(gone_at, ?),"
                " fetched_at = ?, next_visit = ?, etag = '', last_modified = '', digest = '' where key = ?",
                (fetch.reason, fetch.fetched_at, fetch.fetched_at, again, page.key),
            )

    def note_fetch(self, crawl: int, fetch: Fetch) -> None:
        """Write down a request that is no page's."""
        with self.transaction() as db:
            _insert_fetch(db, crawl, fetch)


_DUE_PAGE: Final = "key, url, title, feed_date, visits, outcome = 'unsure', etag, last_modified, digest"


def _due_page(row: Sequence[Any]) -> DuePage:
    key, url, title, feed_date, visits, unsure, *validators = row
    return DuePage(key, url, title, feed_date, visits, bool(unsure), Validators(*validators))


def _note_page(db: sqlite3.Connection, source: str, key: str, entry: Entry, now: str, outcome: str) -> int:
    """Remember an address; returns 1 if it is new."""
    due = now if outcome in ("pending", "unsure") else None
    cursor = db.execute(
        "insert into pages (key, url, source, title, feed_date, discovered_at, next_visit, outcome)"
        " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
        (key, entry.url, source, entry.title, entry.date, now, due, outcome),
    )
    return cursor.rowcount


def _insert_fetch(db: sqlite3.Connection, crawl: int, fetch: Fetch) -> bool:
    ref = fetch.archive
    place = (ref.file, ref.offset, ref.length, ref.digest) if ref else (None,) * 4
    cursor = db.execute(
        "insert into fetches (crawl_id, source, requested_url, url, fetched_at, status, bytes, outcome,"
        " reason, archive, offset, length, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " on conflict do nothing",
        (
            *(crawl, fetch.source, fetch.requested_url, fetch.url, fetch.fetched_at),
            *(fetch.status, fetch.bytes, fetch.outcome, fetch.reason, *place),
        ),
    )
    return bool(cursor.rowcount)


def _next_visit(first: str, now: str) -> str | None:
    start, elapsed = seconds(first), seconds(now) - seconds(first)
    return next((stamp(start + after) for after in REVISITS if after > elapsed), None)

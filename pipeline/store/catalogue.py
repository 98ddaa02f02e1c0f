"""The catalogue: the only writer of articles and claims, one transaction per article or for several.

An article's claims are what its newest capture says, with the memory of earlier ones: a claim that an edit
took away gets `gone_at`; one that today's rules no longer find on the same text moves to `retired_claims`.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from sqlite_utils import Database

from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.store import copies, schema
from pipeline.store.corrections import Correction, apply_correction, load_corrections, undo_correction
from pipeline.store.errors import CatalogueError, told
from pipeline.store.history import Changes, Known, earlier_text, first_capture, new_text, same_text
from pipeline.store.ids import article_id
from pipeline.store.reading import EXTRACTOR, FAULT, Reading, body_hash, process, reading_of, text_sha256
from pipeline.store.rows import Row, article_row, claim_rows, source_of, with_days
from pipeline.store.sql import insert, update
from pipeline.store.subjects import maker_and_family
from pipeline.store.views import LOST_CORRECTIONS

#: How many articles whose pages can be read again are stored in one transaction. A commit writes each page of the
#: indexes that was touched, and ids and keys touch them all over, so fewer make a large catalogue slower; a run that is
#: killed has as many to store again.
TOGETHER: Final = 64

NOT_FOUND_BY_RULES: Final = "today's rules no longer find it on the same text"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a capture.

    "article": stored, with `claims` claims; "unchanged": known already, only `last_seen` moved;
    "not-article": kept as a capture with the `reason` (a word of `NotAnArticle`, or "fault") and `detail`.
    """

    kind: Literal["article", "not-article", "unchanged"]
    article_id: str | None = None
    claims: int = 0
    reason: str = ""
    detail: str = ""


class Catalogue:
    """The working database, open for writing. A context manager; not to be shared between threads.

    >>> with Catalogue.open(Path("reportedly.db")) as catalogue:    # doctest: +SKIP
    ...     outcome = catalogue.add(capture)                        # one capture: read, extract, store
    ...     catalogue.seen("https://example.com/a", "2026-01-02T03:04:05Z")    # 304: unchanged
    ...     catalogue.gone("https://example.com/b", "2026-01-02T03:04:05Z")    # 404 or 410

    Reading can be done elsewhere and in parallel: `catalogue.write(process(capture))` is the same as `add`.
    """

    def __init__(self, path: Path, db: Database, corrections: Mapping[str, Correction]) -> None:
        self.path: Final = path
        self.db: Final = db
        self._corrections: Final = corrections

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the database at `path`, making it and its folder if `create`, and apply `corrections.yml`
        beside it.

        Raises CatalogueError (one line for people) if the database is missing, unreadable, read-only or none,
        or the corrections are not valid.
        """
        if not create and not path.is_file():
            raise CatalogueError(
                f"{path}: there is no such database; make one with `reportedly crawl` or `reportedly import`"
            )
        corrections = load_corrections(path.parent / "corrections.yml")
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            try:
                connection.execute("pragma journal_mode = wal")
                connection.execute("pragma synchronous = normal")
                connection.execute("pragma foreign_keys = on")
                connection.execute("pragma cache_size = -65536")
                connection.execute("pragma wal_autocheckpoint = 8192")
                catalogue = cls(path, Database(connection), corrections)
                with catalogue.transaction():
                    schema.create(catalogue.db)
                    _create_crawler_tables(connection)
                    catalogue._take_corrections()
            except ValueError as fault:
                connection.close()
                raise CatalogueError(f"{path}: {fault}") from fault
            except BaseException:
                connection.close()
                raise
        return catalogue

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; what was stored is safe already."""
        self.db.conn.close()

    @property
    def archive(self) -> Path:
        """The folder of the WARC files that captures point into: `archive` beside the database."""
        return self.path.parent / "archive"

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Takes the write lock at the start, waiting up to 30 s for another writer. Inside another
        transaction it is a part of that one."""
        connection = self.db.conn
        if connection.in_transaction:
            yield connection
            return
        with told(self.path):
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    # Captures

    def add(self, capture: Capture) -> Outcome:
        """Read, extract and store one capture. One that is known already is only noted as seen."""
        return self.known(capture) or self.write(process(capture, hint=self.hint(capture.source)))

    def known(self, capture: Capture) -> Outcome | None:
        """What is stored of `capture` if its address, body and the rules are those of last time, which is
        noted; None if there is something new to read."""
        row = self.first(
            "select article_id, body_sha256, reason, detail, extractor from captures "
            "where fetched_url = ? order by fetched_at desc limit 1",
            capture.url,
        )
        if row is None or row["body_sha256"] != body_hash(capture):
            return None
        if row["extractor"] != EXTRACTOR or row["reason"] == FAULT:
            return None
        if row["reason"]:
            return Outcome("not-article", None, 0, row["reason"], row["detail"])
        with self.transaction() as connection:
            _touch(connection, row["article_id"], capture.fetched_at)
        count = self.first(
            "select count(*) as n from claims where article_id = ? and gone_at is null", row["article_id"]
        )
        return Outcome("unchanged", row["article_id"], count["n"] if count else 0)

    def write(self, reading: Reading) -> Outcome:
        """Store what `process` made of a capture, in one transaction."""
        with self.transaction() as connection:
            return self._write(connection, reading)

    def write_all(self, readings: Iterable[Reading]) -> list[Outcome]:
        """Store many readings in one transaction, all or none: quicker where they can be had again, as from files
        that a pool or a cluster made."""
        with self.transaction() as connection:
            return [self._write(connection, reading) for reading in readings]

    def store_article(self, article: Article, claims: Sequence[Claim], capture: Capture) -> Outcome:
        """Store an article and its claims that were made elsewhere."""
        return self.write(reading_of(article, claims, capture))

    def seen(self, url: str, when: str) -> None:
        """The page at `url` (as asked for, as fetched, or canonical) was found unchanged at `when`."""
        with self.transaction() as connection:
            for article in self._articles_at(url):
                _touch(connection, article, when)

    def gone(self, url: str, when: str) -> None:
        """The page at `url` was gone at `when`. Its article gets `gone_at`; article and claims stay."""
        with self.transaction() as connection:
            connection.executemany(
                "update articles set gone_at = ? where article_id = ? and gone_at is null and last_seen <= ?",
                [(when, article, when) for article in self._articles_at(url)],
            )

    def hint(self, source: str) -> str:
        """The language of a source, "" if unknown: what `process` takes as hint."""
        row = self.first("select language from sources where source = ?", source) if source else None
        return str(row["language"]) if row else ""

    # One article

    def _write(self, connection: sqlite3.Connection, reading: Reading) -> Outcome:
        if isinstance(reading.article, NotAnArticle):
            _put_capture(connection, reading, None, "")
            return Outcome("not-article", None, 0, reading.article.reason, reading.article.detail)
        return self._store(connection, reading, reading.article)

    def _store(self, connection: sqlite3.Connection, reading: Reading, article: Article) -> Outcome:
        key = article_id(article.url)
        when = reading.capture.fetched_at
        known = self._known(key)
        text = article.text
        text_hash = text_sha256(text)
        if known and known.text_sha256 == text_hash:
            capture_id = known.capture_id
            update(connection, "captures", "capture_id", {"capture_id": capture_id, "extractor": reading.extractor})
        else:
            connection.execute("insert or ignore into texts values (?, ?)", (text_hash, text))
            capture_id = _put_capture(connection, reading, key, text_hash)
        made_by = {"article_id": key, "capture_id": capture_id, "extractor": reading.extractor}
        rows = claim_rows(article, reading.claims, made_by)
        row = {**article_row(article), "article_id": key, "capture_id": capture_id}
        if known is None:
            self._put_article(connection, row, reading)
            changes = first_capture(rows, article, when)
        elif known.text_sha256 == text_hash:
            if when >= known.fetched_at:
                update(connection, "articles", "article_id", row)
                _touch(connection, key, when)
            else:
                update(connection, "articles", "article_id", {"article_id": key, "first_seen": min(when, known.start)})
            changes = same_text(known, rows, article, when)
        elif when >= known.fetched_at:
            update(connection, "articles", "article_id", {**row, "edited_at": when})
            _touch(connection, key, when)
            self.settle(connection, key, reading)
            changes = new_text(known, rows, article, when, reading.extractor)
        else:
            until = self._following(key, when)
            times = {"first_seen": min(when, known.start), "edited_at": known.edited_at or until}
            update(connection, "articles", "article_id", {"article_id": key, **times})
            changes = earlier_text(known, rows, article, when, until)
        self._apply(connection, changes, when)
        unchanged = known and known.text_sha256 == text_hash and not changes.any(known)
        return Outcome("unchanged" if unchanged else "article", key, len(rows))

    def _known(self, key: str) -> Known | None:
        row = self.first(
            "select a.first_seen as start, a.last_seen, a.edited_at, p.capture_id, p.fetched_at, p.text_sha256, "
            "p.extractor from articles a join captures p on p.capture_id = a.capture_id where a.article_id = ?",
            key,
        )
        if row is None:
            return None
        claims = self.rows("select * from claims where article_id = ?", key)
        return Known(**row, claims={claim["claim_id"]: undo_correction(claim) for claim in claims})

    def _following(self, key: str, when: str) -> str:
        """The time of the capture of an article that followed `when`."""
        row = self.first(
            "select min(fetched_at) as at from captures where article_id = ? and fetched_at > ?", key, when
        )
        return str(row["at"]) if row else when

    def _apply(self, connection: sqlite3.Connection, changes: Changes, when: str) -> None:
        self.put_claims(connection, [*changes.gone, *changes.put])
        if changes.retired:
            retire(connection, changes.retired, NOT_FOUND_BY_RULES, when)

    def _put_article(self, connection: sqlite3.Connection, row: Row, reading: Reading) -> None:
        when = reading.capture.fetched_at
        article = reading.article
        assert isinstance(article, Article) and reading.fingerprint is not None
        source = source_of(article, reading.capture.source)
        connection.execute(
            "insert or ignore into sources (source, name, home, language, country, kind) values (?, ?, '', ?, '', '')",
            (source, article.site_name or source, article.language),
        )
        near = copies.neighbours(connection, reading.fingerprint)
        home = copies.find_home(connection, row["article_id"], source, reading.fingerprint, near)
        connection.execute("insert or ignore into clusters (cluster, first_seen) values (?, ?)", (home.cluster, when))
        copies.merge(connection, home)
        insert(
            connection,
            "articles",
            [{**row, "source": source, "cluster": home.cluster, "first_seen": when, "last_seen": when}],
        )
        copies.remember(connection, row["article_id"], reading.fingerprint, near)

    def settle(self, connection: sqlite3.Connection, key: str, reading: Reading) -> None:
        """Look for copies of an edited article again; once among copies it stays there."""
        assert reading.fingerprint is not None
        copies.forget(connection, key)
        near = copies.neighbours(connection, reading.fingerprint)
        copies.remember(connection, key, reading.fingerprint, near)
        source, others = connection.execute(
            "select source, (select count(*) - 1 from articles b where b.cluster = a.cluster) "
            "from articles a where article_id = ?",
            (key,),
        ).fetchone()
        if not others:
            home = copies.find_home(connection, key, source, reading.fingerprint, near)
            if home.cluster != key:
                connection.execute("update articles set cluster = ? where article_id = ?", (home.cluster, key))
                connection.execute("update clusters set merged_into = ? where cluster = ?", (home.cluster, key))
                copies.merge(connection, home)

    def put_claims(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
        """Insert or renew claims as corrected; rows hold what the machine read, with their history."""
        stored = [apply_correction(with_days(row), self._corrections.get(row["claim_id"])) for row in rows]
        connection.executemany(
            "insert into subjects (subject, subject_type, maker, family) values (?, ?, ?, ?) "
            "on conflict (subject) do update set maker = excluded.maker, family = excluded.family",
            sorted({(row["subject"], row["subject_type"], *maker_and_family(row["subject"])) for row in stored}),
        )
        # Those that were never stored have no columns for a correction, nor need them.
        for _, alike in groupby(stored, key=len):
            insert(connection, "claims", list(alike), replace_on="claim_id")
        connection.executemany("delete from retired_claims where claim_id = ?", [(row["claim_id"],) for row in stored])

    # Corrections

    def _take_corrections(self) -> None:
        """Bring the stored claims in line with the file of corrections, where it changed since last time."""
        connection = self.db.conn
        stored = {row[0]: tuple(row) for row in connection.execute("select * from corrections")}
        wanted = {key: correction.row() for key, correction in self._corrections.items()}
        changed = {key for key in stored.keys() | wanted.keys() if stored.get(key) != wanted.get(key)}
        connection.executemany("delete from corrections where claim_id = ?", [(key,) for key in changed])
        connection.executemany(
            "insert into corrections values (?, ?, ?, ?, ?, ?)",
            [wanted[key] for key in sorted(changed & wanted.keys())],
        )
        for key in sorted(changed):
            row = self.first("select * from claims where claim_id = ?", key)
            if row is not None:
                self.put_claims(connection, [undo_correction(row)])

    def lost_corrections(self) -> list[str]:
        """The ids in the file of corrections that name no stored claim."""
        return [row["claim_id"] for row in self.rows(LOST_CORRECTIONS)]

    # Reading

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        """The result of a query as dicts."""
        with told(self.path):
            cursor = self.db.conn.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def first(self, sql: str, *parameters: object) -> Row | None:
        """The first row of a query's result."""
        rows = self.rows(sql, *parameters)
        return rows[0] if rows else None

    def _articles_at(self, url: str) -> list[str]:
        rows = self.db.conn.execute(
            "select article_id from articles where url = :url union "
            "select article_id from captures where article_id is not null and fetched_url = :url union "
            "select article_id from captures where article_id is not null and requested_url = :url",
            {"url": url},
        )
        return [row[0] for row in rows]


def retire(connection: sqlite3.Connection, rows: Sequence[Row], reason: str, when: str) -> None:
    """Move claims to `retired_claims`, where their ids are still found, with the reason and version."""
    names = {row[1] for row in connection.execute("pragma table_info(retired_claims)")}
    end = {"retired_at": when, "retired_by": EXTRACTOR, "reason": reason}
    insert(
        connection,
        "retired_claims",
        [{**{key: value for key, value in row.items() if key in names}, **end} for row in rows],
        replace_on="claim_id",
    )
    connection.executemany("delete from claims where claim_id = ?", [(row["claim_id"],) for row in rows])


def _put_capture(connection: sqlite3.Connection, reading: Reading, key: str | None, text_hash: str) -> int:
    capture, ref = reading.capture, reading.capture.archive
    why = reading.article if isinstance(reading.article, NotAnArticle) else None
    row = {
        "article_id": key,
        "requested_url": capture.requested_url,
        "fetched_url": capture.url,
        "fetched_at": capture.fetched_at,
        "source": capture.source,
        "content_type": capture.content_type,
        "encoding": capture.encoding,
        "feed_date": capture.feed_date,
        "warc_file": ref and ref.file,
        "warc_offset": ref and ref.offset,
        "warc_length": ref and ref.length,
        "digest": ref and ref.digest,
        "body_sha256": reading.body_sha256,
        "text_sha256": text_hash or None,
        "reason": why.reason if why else "",
        "detail": why.detail if why else "",
        "extractor": reading.extractor,
    }
    insert(connection, "captures", [row], replace_on="fetched_url, fetched_at, body_sha256")
    found = connection.execute(
        "select capture_id from captures where fetched_url = ? and fetched_at = ? and body_sha256 = ?",
        (capture.url, capture.fetched_at, reading.body_sha256),
    ).fetchone()
    return int(found[0])


def _touch(connection: sqlite3.Connection, article: str, when: str) -> None:
    connection.execute(
        "update articles set last_seen = ?, gone_at = null where article_id = ? and last_seen <= ?",
        (when, article, when),
    )


def _create_crawler_tables(connection: sqlite3.Connection) -> None:
    """The crawler's own tables, so that every view and command finds them whether or not a crawl was made."""
    importlib.import_module("crawler.state").create(connection)

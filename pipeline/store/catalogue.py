"""The catalogue: the only writer of articles and claims, one transaction per article.

An article's claims are what its newest capture says, with the memory of earlier ones: a claim that an edit
took away gets `gone_at`; one that today's rules no longer find on the same text moves to `retired_claims`.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

from sqlite_utils import Database

from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.store import schema
from pipeline.store.errors import CatalogueError, told
from pipeline.store.ids import article_id, claim_ids
from pipeline.store.periods import days, holds
from pipeline.store.reading import EXTRACTOR, Reading, process
from pipeline.text.fold import fold

Row = dict[str, Any]


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
    ...     catalogue.gone("https://example.com/a", "2026-01-02T03:04:05Z")
    """

    def __init__(self, path: Path, db: Database) -> None:
        self.path: Final = path
        self.db: Final = db

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the database at `path`, making it and its folder if `create`.

        Raises CatalogueError (one line for people) if it is missing, unreadable, no SQLite database or
        read-only.
        """
        if not create and not path.is_file():
            raise CatalogueError(
                f"{path}: there is no such database; make one with `reportedly crawl` or `reportedly import`"
            )
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            try:
                connection.execute("pragma journal_mode = wal")
                connection.execute("pragma synchronous = normal")
                connection.execute("pragma foreign_keys = on")
                catalogue = cls(path, Database(connection))
                with catalogue._transaction():
                    schema.create(catalogue.db)
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
        self.db.conn.close()

    @property
    def archive(self) -> Path:
        """The folder of the WARC files that captures point into: `archive` beside the database."""
        return self.path.parent / "archive"

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Takes the write lock at the start, waiting up to 30 s for another writer."""
        connection = self.db.conn
        with told(self.path):
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    # --- sources

    def put_sources(self, sources: Iterable[Mapping[str, str]]) -> None:
        """Store what is known of the sources: mappings with `id`, `name`, `home`, `language`, `country`, `kind`."""
        columns = ("id", "name", "home", "language", "country", "kind")
        with self._transaction() as connection:
            connection.executemany(
                "insert into sources (source, name, home, language, country, kind) values (?, ?, ?, ?, ?, ?) "
                "on conflict do update set name = excluded.name, home = excluded.home, "
                "language = excluded.language, country = excluded.country, kind = excluded.kind",
                [[source.get(column) or "" for column in columns] for source in sources],
            )

    # --- captures

    def add(self, capture: Capture) -> Outcome:
        """Read, extract and store one capture. A body that was stored last time from this address is only noted as seen."""
        known = self.known(capture)
        if known is not None:
            return known
        return self.write(process(capture, hint=self._hint(capture.source)))

    def known(self, capture: Capture) -> Outcome | None:
        """Note that `capture` is what is stored already (same address, body and rules); None if it is something new."""
        row = self._first(
            "select capture_id, article_id, body_sha256, reason, detail, extractor from captures "
            "where fetched_url = ? order by fetched_at desc limit 1",
            capture.url,
        )
        if (
            row is None
            or row["body_sha256"] != sha256(capture.body).hexdigest()
            or row["extractor"] != EXTRACTOR
        ):
            return None
        if row["reason"]:
            return Outcome("not-article", None, 0, row["reason"], row["detail"])
        with self._transaction() as connection:
            self._touch(connection, row["article_id"], capture.fetched_at)
        return Outcome("unchanged", row["article_id"], self._live(row["article_id"]))

    def write(self, reading: Reading) -> Outcome:
        """Store what `process` made of a capture, in one transaction."""
        if isinstance(reading.article, NotAnArticle):
            with self._transaction() as connection:
                self._put_capture(connection, reading.capture, None, None, reading.article, reading.extractor)
            return Outcome("not-article", None, 0, reading.article.reason, reading.article.detail)
        return self.store_article(
            reading.article, reading.claims, reading.capture, extractor=reading.extractor
        )

    def seen(self, url: str, when: str) -> None:
        """The page at `url` (asked for, fetched or canonical) was found unchanged at `when` (a 304 answer)."""
        with self._transaction() as connection:
            for article in self._articles_at(url):
                self._touch(connection, article, when)

    def gone(self, url: str, when: str) -> None:
        """The page at `url` answered 404 or 410 at `when`. Its article and claims stay and get `gone_at`."""
        with self._transaction() as connection:
            connection.executemany(
                "update articles set gone_at = ? where article_id = ? and gone_at is null and last_seen <= ?",
                [(when, article, when) for article in self._articles_at(url)],
            )

    # --- articles

    def store_article(
        self, article: Article, claims: Sequence[Claim], capture: Capture, *, extractor: str = EXTRACTOR
    ) -> Outcome:
        """Store an article and its claims in one transaction; what `add` and `write` do after reading and extracting."""
        key = article_id(article.url)
        text = article.text
        text_hash = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        with self._transaction() as connection:
            before = self._first(
                "select a.*, p.text_sha256, p.extractor, p.fetched_at from articles a "
                "join captures p on p.capture_id = a.capture_id where a.article_id = ?",
                key,
            )
            late = before is not None and capture.fetched_at < before["fetched_at"]
            same = before is not None and before["text_sha256"] == text_hash
            if before is not None and same:
                capture_id = before["capture_id"]
                connection.execute(
                    "update captures set extractor = ? where capture_id = ?", (extractor, capture_id)
                )
            else:
                connection.execute("insert or ignore into texts values (?, ?)", (text_hash, text))
                capture_id = self._put_capture(connection, capture, key, text_hash, None, extractor)
            if before is None:
                self._put_article(connection, key, article, capture, capture_id)
            elif not late:
                self._update_article(connection, key, article, capture, capture_id, edited=not same)
            rows = self._claim_rows(key, article, claims, capture, capture_id, extractor)
            changed = self._reconcile(
                connection, key, rows, before, capture, text, same=same, late=late, extractor=extractor
            )
        kind: Literal["unchanged", "article"] = "unchanged" if same and not changed else "article"
        return Outcome(kind, key, len(rows))

    def _put_article(
        self, connection: sqlite3.Connection, key: str, article: Article, capture: Capture, capture_id: int
    ) -> None:
        source = capture.source or _host(article.url)
        connection.execute(
            "insert or ignore into sources (source, name, language) values (?, ?, ?)",
            (source, article.site_name or source, article.language),
        )
        connection.execute(
            "insert into clusters (cluster, first_seen) values (?, ?)", (key, capture.fetched_at)
        )
        row = {
            "article_id": key,
            "url": article.url,
            **_said_of(article),
            "source": source,
            "cluster": key,
            "capture_id": capture_id,
            "first_seen": capture.fetched_at,
            "last_seen": capture.fetched_at,
        }
        _insert(connection, "articles", [row])

    def _update_article(
        self,
        connection: sqlite3.Connection,
        key: str,
        article: Article,
        capture: Capture,
        capture_id: int,
        *,
        edited: bool,
    ) -> None:
        row = {
            **_said_of(article),
            "capture_id": capture_id,
            "last_seen": capture.fetched_at,
            "gone_at": None,
        }
        if edited:
            row["edited_at"] = capture.fetched_at
        assignments = ", ".join(f"{column} = :{column}" for column in row)
        connection.execute(f"update articles set {assignments} where article_id = :key", {**row, "key": key})

    def _put_capture(
        self,
        connection: sqlite3.Connection,
        capture: Capture,
        article: str | None,
        text_hash: str | None,
        refused: NotAnArticle | None,
        extractor: str,
    ) -> int:
        ref = capture.archive
        row = {
            "article_id": article,
            "requested_url": capture.requested_url,
            "fetched_url": capture.url,
            "fetched_at": capture.fetched_at,
            "source": capture.source,
            "content_type": capture.content_type,
            "warc_file": ref and ref.file,
            "warc_offset": ref and ref.offset,
            "warc_length": ref and ref.length,
            "digest": ref and ref.digest,
            "body_sha256": sha256(capture.body).hexdigest(),
            "text_sha256": text_hash,
            "reason": refused.reason if refused else "",
            "detail": refused.detail if refused else "",
            "extractor": extractor,
        }
        columns = ", ".join(row)
        found = connection.execute(
            f"insert into captures ({columns}) values ({', '.join(f':{column}' for column in row)}) "
            "on conflict (fetched_url, fetched_at, body_sha256) do update set article_id = excluded.article_id, "
            "text_sha256 = excluded.text_sha256, reason = excluded.reason, detail = excluded.detail, "
            "extractor = excluded.extractor returning capture_id",
            row,
        ).fetchone()
        return int(found[0])

    # --- claims

    def _claim_rows(
        self,
        key: str,
        article: Article,
        claims: Sequence[Claim],
        capture: Capture,
        capture_id: int,
        extractor: str,
    ) -> list[Row]:
        starts = [block.start for block in article.blocks]
        reported = (article.published or capture.fetched_at)[:10]
        rows = []
        for identifier, claim in zip(claim_ids(article.url, claims), claims, strict=True):
            block = article.blocks[max(bisect_right(starts, claim.quote_start) - 1, 0)]
            row = {
                "claim_id": identifier,
                "article_id": key,
                "claim_type": claim.claim_type,
                "subject": claim.subject,
                "subject_type": claim.subject_type,
                "aspect": claim.aspect,
                "value": claim.value,
                "value_max": claim.value_max,
                "text_value": claim.text_value,
                "unit": claim.unit,
                "bound": claim.bound,
                "value_text": claim.value_text,
                "value_start": claim.value_start,
                "value_end": claim.value_end,
                "quote": claim.quote,
                "quote_start": claim.quote_start,
                "quote_end": claim.quote_end,
                "about_date": claim.about_date,
                "about_text": claim.about_text,
                "calendar": claim.calendar,
                "status": claim.status,
                "status_cue": claim.status_cue,
                "attributed_to": claim.attributed_to,
                "language": article.language if block.language == "other" else block.language,
                "rule": claim.rule,
                "extractor": extractor,
                "capture_id": capture_id,
                "reported": reported,
                "first_seen": capture.fetched_at,
                "last_seen": None,
                "gone_at": None,
            }
            rows.append(with_days(row))
        return rows

    def _reconcile(
        self,
        connection: sqlite3.Connection,
        key: str,
        rows: list[Row],
        before: Row | None,
        capture: Capture,
        text: str,
        *,
        same: bool,
        late: bool,
        extractor: str,
    ) -> bool:
        """Bring the article's stored claims in line with `rows`; True if any came or went."""
        old = {row["claim_id"]: row for row in self._rows("select * from claims where article_id = ?", key)}
        new = {row["claim_id"]: row for row in rows}
        if before is not None and late:
            return self._add_earlier(connection, key, rows, old, capture)
        lost = [row for name, row in old.items() if name not in new and row["gone_at"] is None]
        folded = fold(text)
        by_rules = [
            row for row in lost if same or (row["extractor"] != extractor and fold(row["quote"]) in folded)
        ]
        retired = {row["claim_id"] for row in by_rules}
        if before is not None:
            self._retire(
                connection, by_rules, "today's rules no longer find it", extractor, capture.fetched_at
            )
            connection.executemany(
                "update claims set gone_at = ?, last_seen = ? where claim_id = ?",
                [
                    (capture.fetched_at, before["last_seen"], row["claim_id"])
                    for row in lost
                    if row["claim_id"] not in retired
                ],
            )
        _upsert_claims(connection, rows)
        connection.executemany("delete from retired_claims where claim_id = ?", [(name,) for name in new])
        return bool(lost) or any(name not in old or old[name]["gone_at"] for name in new)

    def _add_earlier(
        self, connection: sqlite3.Connection, key: str, rows: list[Row], old: dict[str, Row], capture: Capture
    ) -> bool:
        """Claims of a capture that is older than what is stored: they lived until the capture that followed it."""
        following = self._first(
            "select min(fetched_at) as at from captures where article_id = ? and fetched_at > ?",
            key,
            capture.fetched_at,
        )
        gone_at = following["at"] if following else None
        fresh = [
            {**row, "last_seen": capture.fetched_at, "gone_at": gone_at}
            for row in rows
            if row["claim_id"] not in old
        ]
        _insert(connection, "claims", fresh)
        connection.executemany(
            "update claims set first_seen = min(first_seen, ?) where claim_id = ?",
            [(capture.fetched_at, row["claim_id"]) for row in rows if row["claim_id"] in old],
        )
        connection.execute(
            "update articles set first_seen = min(first_seen, ?) where article_id = ?",
            (capture.fetched_at, key),
        )
        return bool(fresh)

    def _retire(
        self, connection: sqlite3.Connection, rows: Sequence[Row], reason: str, extractor: str, when: str
    ) -> None:
        columns = [column for column in _columns(connection, "retired_claims") if column not in _RETIREMENT]
        _insert(
            connection,
            "retired_claims",
            [
                {
                    **{column: row[column] for column in columns},
                    "retired_at": when,
                    "retired_by": extractor,
                    "reason": reason,
                }
                for row in rows
            ],
        )
        connection.executemany("delete from claims where claim_id = ?", [(row["claim_id"],) for row in rows])

    # --- small helpers

    def _touch(self, connection: sqlite3.Connection, article: str, when: str) -> None:
        connection.execute(
            "update articles set last_seen = max(last_seen, ?), gone_at = null where article_id = ? and last_seen <= ?",
            (when, article, when),
        )

    def _articles_at(self, url: str) -> list[str]:
        rows = self.db.conn.execute(
            "select article_id from articles where url = :url union "
            "select article_id from captures where article_id is not null and fetched_url = :url union "
            "select article_id from captures where article_id is not null and requested_url = :url",
            {"url": url},
        )
        return [row[0] for row in rows]

    def _live(self, article: str) -> int:
        count = self.db.conn.execute(
            "select count(*) from claims where article_id = ? and gone_at is null", (article,)
        ).fetchone()
        return int(count[0])

    def _hint(self, source: str) -> str:
        row = self._first("select language from sources where source = ?", source) if source else None
        return str(row["language"]) if row else ""

    def _rows(self, sql: str, *parameters: object) -> list[Row]:
        cursor = self.db.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _first(self, sql: str, *parameters: object) -> Row | None:
        rows = self._rows(sql, *parameters)
        return rows[0] if rows else None


_RETIREMENT: Final = ("retired_at", "retired_by", "reason")


def with_days(row: Row) -> Row:
    """`row` with the days that follow from its `about_date`."""
    about_from, about_to = days(row["about_date"])
    holds_from, holds_to = holds(row["claim_type"], row["about_date"], row["reported"])
    return {
        **row,
        "about_from": about_from,
        "about_to": about_to,
        "holds_from": holds_from,
        "holds_to": holds_to,
    }


def _said_of(article: Article) -> Row:
    return {
        "title": article.title,
        "language": article.language,
        "script": article.script,
        "author": article.author,
        "site_name": article.site_name,
        "published": article.published,
        "published_basis": article.published_basis,
        "published_text": article.published_text,
        "modified": article.modified,
    }


def _host(url: str) -> str:
    """The source of a page that came without one: its host, or "imported" for a file."""
    return (urlsplit(url).hostname or "imported").removeprefix("www.")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"pragma table_info({table})")]


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row], conflict: str = "") -> None:
    """Insert rows that all have the columns of the first, by one prepared statement."""
    if rows:
        columns = list(rows[0])
        connection.executemany(
            f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))}) {conflict}",
            [[row[column] for column in columns] for row in rows],
        )


def _upsert_claims(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Insert or renew claims; a known claim keeps its `first_seen`."""
    if rows:
        renewed = [column for column in rows[0] if column not in ("claim_id", "first_seen")]
        conflict = "on conflict (claim_id) do update set " + ", ".join(f"{c} = excluded.{c}" for c in renewed)
        _insert(connection, "claims", rows, conflict)

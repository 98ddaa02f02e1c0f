"""Fill the file of a snapshot from the working database, in three threads.

SQLite works without the interpreter's lock. So one thread has it copy, sort and index, and two others do meanwhile what
goes into other files: what sources agree on, the search index, and what the caller wants read. There are three so that
two processors are at work to the end, whichever of them takes longest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

from pipeline import __version__
from pipeline.publish.agreement import write_agreement
from pipeline.publish.aliases import aliases, maker_of, search_words
from pipeline.publish.readable import any_text, decoded, opened
from pipeline.publish.search import TOKENIZER, index_text
from pipeline.publish.tables import COPIED, NEWEST_FIRST, PUBLIC_TABLES, VIEWS, make, make_indexes
from pipeline.publish.wording import Slugs

R = TypeVar("R")

#: How often `build` reports progress: after each table, before the first, after the search index.
BUILD_STEPS: Final = len(PUBLIC_TABLES) + 2

#: The tables that the other threads read while the rest are made: what is exported, and the subjects.
_READ: Final = PUBLIC_TABLES[:3]

#: Bytes of a page. Four claims fit into SQLite's usual page, with a tenth of it left empty.
_PAGE: Final = 16_384

#: KiB of pages that SQLite keeps while it builds; its own default of 2 MB reads a large file over and over.
_CACHE: Final = 262_144

#: Bytes of a file that are read where they lie in the system's memory, and not copied first: the most that SQLite can.
_MAPPED: Final = 0x7FFF_0000

#: Bytes of words that the search index gathers before it writes them.
_WORDS_KEPT: Final = 1 << 26

_SEARCH_TABLE: Final = f"""
    create virtual table claims_flat_fts using fts5(quote, subject, claim_type, article_title,
        content="claims_flat", content_rowid="rowid", columnsize=0, tokenize="{TOKENIZER}")"""


@contextmanager
def build(
    database: Path,
    file: Path,
    published_at: str,
    read: Callable[[sqlite3.Connection], R],
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Future[R]]:
    """Fill the new `file` from the working `database`, which is done when the block begins.

    `read` is given a connection to `file` in another thread, when claims_flat and articles_flat stand in it, and may
    still be at work then: the block is given what it will give. `progress` is told of each step done, BUILD_STEPS in
    all. Raises sqlite3.Error if the working database lacks a table, or the disk is full.
    """
    with ExitStack() as stack:
        parts = Path(stack.enter_context(TemporaryDirectory(dir=file.parent)))
        site = stack.enter_context(closing(_created(file)))
        working = stack.enter_context(closing(opened(database)))
        readers = stack.enter_context(ExitStack())
        others = ThreadPoolExecutor(2, "publish")
        stack.callback(others.shutdown, cancel_futures=True)

        site.text_factory = decoded
        site.execute("attach ? as working", [f"{database.resolve().as_uri()}?mode=ro"])
        site.execute(f"pragma working.cache_size = -{_CACHE}")
        site.execute(f"pragma mmap_size = {_MAPPED}")
        working.execute(f"pragma mmap_size = {_MAPPED}")
        pin = _begin_together(site, working)
        agreement = others.submit(any_text, working, lambda rows: _agreement(rows, parts / "agreement"))
        parameters = {"published_at": published_at, "generator": f"reportedly {__version__}"}
        _prepare(site)
        progress(1)
        for table in _READ:
            make(site, table, parameters)
            progress(1)
        _make_aliases(site)
        site.execute("commit")
        searched, exported = (readers.enter_context(closing(_reader(file))) for _ in range(2))
        search = others.submit(any_text, searched, lambda rows: _search(rows, parts / "search"))
        result = others.submit(read, exported)

        site.execute("begin")
        for table in _READ:
            make_indexes(site, table)
        for table in PUBLIC_TABLES[len(_READ) :]:
            if table.name == "agreement":
                agreement.result()
                site.execute("attach ? as agreement", [str(parts / "agreement")])
            make(site, table, parameters)
            make_indexes(site, table)
            progress(1)
        for view in VIEWS:
            site.execute(view)
        site.execute("analyze main")
        search.result()
        site.execute("attach ? as search", [str(parts / "search")])
        _take_search(site)
        progress(1)
        pin.close()
        site.execute("commit")
        yield result


def _created(file: Path) -> sqlite3.Connection:
    """A connection to a new file. Nothing protects it from a crash: it is named only when it is whole."""
    connection = sqlite3.connect(file.resolve().as_uri(), uri=True, isolation_level=None)
    connection.executescript(
        f"""pragma page_size = {_PAGE}; pragma journal_mode = off; pragma synchronous = off;
        pragma cache_size = -{_CACHE}; pragma temp.cache_size = -{_CACHE}"""
    )
    return connection


def _begin_together(site: sqlite3.Connection, working: sqlite3.Connection) -> sqlite3.Cursor:
    """Begin a transaction on both connections, so that they read the same state of the working database.

    The cursor that it gives is to be kept until nothing more is read from there: as long as it has rows to give, a
    commit on `site` leaves the state of the working database as it is.
    """
    while True:
        before = _version(site)
        for connection, schema in ((working, "main"), (site, "working")):
            connection.execute("begin")
            pin = connection.execute(f"select name from {schema}.sqlite_master")
            pin.fetchone()
        if _version(site) == before:
            return pin
        pin.close()
        for connection in (working, site):
            connection.execute("rollback")


def _version(site: sqlite3.Connection) -> Any:
    """Changes when another connection has written to the working database."""
    return site.execute("pragma working.data_version").fetchone()[0]


def _reader(file: Path) -> sqlite3.Connection:
    """A connection that sees the tables that stand in `file` now. They stay as they are: only others are added."""
    reader = opened(file, immutable=True)
    reader.execute(f"pragma mmap_size = {_MAPPED}")
    reader.execute("begin")
    reader.execute("select 1 from claims_flat").fetchone()
    return reader


def _prepare(site: sqlite3.Connection) -> None:
    """Make what the tables are filled with the help of."""
    _add_function(site, "unique_slug", Slugs())
    _add_function(site, "known_maker", maker_of)
    site.execute(NEWEST_FIRST)
    site.execute("create temp table copied (cluster text primary key, copies integer) without rowid")
    site.execute(COPIED)


def _add_function(connection: sqlite3.Connection, name: str, function: Callable[[str], str]) -> None:
    """Give SQL a function of a text as a blob: Python cannot take text that is no UTF-8 from SQLite, which can hold
    it.
    """

    def of_blob(raw: bytes | None) -> str:
        return function((raw or b"").decode("utf-8", "replace"))

    connection.create_function(name, 1, of_blob, deterministic=True)


def _agreement(working: sqlite3.Connection, file: Path) -> None:
    with closing(_created(file)) as part:
        part.execute("begin")
        write_agreement(working, part)
        part.execute("commit")


def _search(reader: sqlite3.Connection, file: Path) -> None:
    """Make the full-text index in a file of its own: folded quote, subject with all its names, type and aspect,
    article's title.
    """
    subjects = dict(_subject_words(reader))
    title, kind = lru_cache(1000)(index_text), lru_cache(10_000)(_kind_words)
    rows = reader.execute("select rowid, quote, subject, claim_type, aspect, article_title from claims_flat")
    file.unlink(missing_ok=True)
    with closing(_created(file)) as part:
        part.execute("begin")
        part.execute(_SEARCH_TABLE)
        part.execute("insert into claims_flat_fts(claims_flat_fts, rank) values ('hashsize', ?)", [_WORDS_KEPT])
        part.executemany(
            "insert into claims_flat_fts(rowid, quote, subject, claim_type, article_title) values (?, ?, ?, ?, ?)",
            (
                (claim, index_text(quote), subjects.get(subject), kind(claim_type, aspect), title(article_title))
                for claim, quote, subject, claim_type, aspect, article_title in rows
            ),
        )
        part.execute("insert into claims_flat_fts(claims_flat_fts) values ('optimize')")
        part.execute("commit")


def _kind_words(claim_type: str, aspect: str) -> str:
    return index_text(f"{claim_type.replace('_', ' ')} {aspect}")


def _make_aliases(site: sqlite3.Connection) -> None:
    """Fill `subject_aliases` with every name under which a subject is found."""
    site.execute("create table subject_aliases (subject text, alias text, primary key (subject, alias)) without rowid")
    rows = site.execute("select subject, maker, family from subjects").fetchall()
    site.executemany(
        "insert or ignore into subject_aliases values (?, ?)",
        ((subject, alias) for subject, maker, family in rows for alias in aliases(subject, maker, family)),
    )


def _take_search(site: sqlite3.Connection) -> None:
    """Copy the full-text index from where `_search` made it, by the tables in which FTS5 keeps it."""
    site.execute(_SEARCH_TABLE)
    for table in ("claims_flat_fts_data", "claims_flat_fts_idx"):
        site.execute(f"delete from {table}")
        site.execute(f"insert into {table} select * from search.{table}")


def _subject_words(reader: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    names: dict[str, list[str]] = {}
    for subject, alias in reader.execute("select subject, alias from subject_aliases"):
        names.setdefault(subject, []).append(alias)
    for subject, known in names.items():
        yield subject, index_text(search_words(known))

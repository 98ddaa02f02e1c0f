"""The tables of a snapshot: what of the working database is public, and how it is laid out to be read
quickly.

`metadata.yml` is the list of what is published: a table or column that it does not describe does not leave
the working database. What people page through are real tables with indexes; views with joins are too slow at
a million claims and have no keys.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from pipeline import __version__
from pipeline.publish.aliases import aliases, maker_of, search_words
from pipeline.publish.search import TOKENIZER, index_text
from pipeline.publish.wording import slug
from pipeline.resources import bundled
from pipeline.store.views import VIEWS

_CONTEXT: Final = 160

#: KiB of pages that SQLite keeps while it builds; its own default of 2 MB reads a large file over and over.
_CACHE: Final = 262_144

#: Longer texts are cut in the snapshot.
LONGEST: Final = 5_000
_JSON: Final = frozenset({"reported_values", "fields"})
_LONGEST_JSON: Final = 500_000


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table of the snapshot: the select that fills it, its key, the columns of its indexes."""

    name: str
    select: str
    key: str = ""
    indexes: tuple[tuple[str, ...], ...] = ()


_CLAIMS: Final = f"""
    select f.*,
        cast(substr(coalesce(f.about_from, f.reported), 1, 4) as integer) as year,
        (select count(*) - 1 from working.articles a where a.cluster = f.cluster) as copies,
        substr(t.text, max(1, f.quote_start + 1 - {_CONTEXT}), min({_CONTEXT}, f.quote_start))
            as context_before,
        substr(t.text, f.quote_end + 1, {_CONTEXT}) as context_after,
        n.rowid as recency
    from newest_first n cross join working.claims_flat f on f.claim_id = n.claim_id
    left join working.texts t on t.text_sha256 = f.text_sha256
    order by n.rowid"""

#: Put in order by themselves first: sorting the whole rows of a million claims takes longer than finding them again.
_NEWEST_FIRST: Final = """
    create temp table newest_first as select claim_id from working.claims where rejected = 0
    order by reported desc, first_seen desc, article_id, value_start, claim_id"""

_SUBJECTS: Final = """
    with counted as (
        select subject, min(subject_type) as subject_type, count(*) as claims,
            count(distinct cluster) as reports, max(reported) as last_reported
        from claims_flat group by subject)
    select c.subject, coalesce(s.subject_type, c.subject_type) as subject_type,
        coalesce(nullif(s.maker, ''), known_maker(cast(c.subject as blob))) as maker,
        coalesce(s.family, '') as family, unique_slug(cast(c.subject as blob)) as slug,
        c.claims, c.reports, c.last_reported
    from counted c left join working.subjects s on s.subject = c.subject
    order by c.claims desc, c.subject"""

_SOURCES: Final = """
    select s.source, s.name, s.home, s.language, s.country, s.kind,
        count(a.article_id) as articles, coalesce(sum(a.claims), 0) as claims,
        max(a.published) as last_published, max(a.fetched_at) as last_fetched,
        (select max(f.last_success) from working.feeds f where f.source = s.source) as feed_read,
        (select min(f.failures) from working.feeds f where f.source = s.source) as feed_failures
    from working.sources s left join articles_flat a on a.source = s.source
    group by s.source order by s.name"""

_AGREEMENT: Final = f"""
    select a.*, unique_slug(cast(a.agreement_id as blob)) as slug
    from ({VIEWS["agreement"]}) a where length(reported_values) < {_LONGEST_JSON}"""

_AGREEMENT_CLAIMS: Final = """
    select agreement_id, answer, claim_id from agreement_reports
    where agreement_id in (select agreement_id from agreement where "values" > 1)
    order by agreement_id, answer"""

_SNAPSHOT: Final = """
    select :published_at as published_at, (select count(*) from claims_flat) as claims,
        (select count(*) from articles_flat) as articles,
        (select count(distinct cluster) from articles_flat) as reports,
        (select min(reported) from claims_flat) as first_reported,
        (select max(reported) from claims_flat) as last_reported, :generator as generator"""

#: What the list of claims is narrowed by, counted ahead for every combination: without and with the subjects that
#: have the most claims. Counting a million rows for each page would take seconds.
_COUNTS: Final = """
    select language, claim_type, status, year, source, count(*) as claims
    from claims_flat group by 1, 2, 3, 4, 5"""
_COUNTED_SUBJECTS: Final = 200
_SUBJECT_COUNTS: Final = f"""
    select language, claim_type, status, year, subject, count(*) as claims
    from claims_flat
    where subject in (select subject from subjects order by claims desc limit {_COUNTED_SUBJECTS})
    group by 1, 2, 3, 4, 5"""

#: Monday of the week in which the claim was reported, where the day is known.
_WEEKS: Final = """
    select date(reported, '-6 days', 'weekday 1') as week, language, count(*) as claims,
        count(distinct cluster) as reports
    from claims_flat where length(reported) = 10 group by 1, 2 order by 1, 2"""

#: In the order in which they are made: later ones are filled from earlier ones. The rows of claims_flat lie in the
#: order of `recency`, so that "newest first" is the order of the rowid, which every index and the full-text index
#: share.
PUBLIC_TABLES: Final = (
    PublicTable(
        "claims_flat",
        _CLAIMS,
        key="claim_id",
        indexes=(
            ("recency",),
            ("subject", "claim_type"),
            ("subject",),
            ("claim_type",),
            ("language",),
            ("source",),
            ("status",),
            ("year",),
            ("article_id", "value_start"),
            ("cluster",),
            ("value",),
            ("about_from",),
            ("published",),
            ("first_seen",),
        ),
    ),
    PublicTable(
        "articles_flat",
        "select * from working.articles_flat order by published desc",
        key="article_id",
        indexes=(("source", "published"), ("published",), ("cluster",), ("fetched_at",), ("claims",)),
    ),
    PublicTable("sources", _SOURCES, key="source"),
    PublicTable("subjects", _SUBJECTS, key="subject", indexes=(("slug",), ("claims",), ("last_reported",))),
    PublicTable(
        "claim_types",
        """select t.claim_type, t.description, count(c.claim_id) as claims
        from working.claim_types t left join claims_flat c on c.claim_type = t.claim_type
        group by t.claim_type order by claims desc""",
        key="claim_type",
    ),
    PublicTable(
        "agreement",
        _AGREEMENT,
        key="agreement_id",
        indexes=(("slug",), ("subject", "claim_type"), ("differ", "last_reported"), ("last_reported",)),
    ),
    PublicTable("agreement_claims", _AGREEMENT_CLAIMS, indexes=(("agreement_id",), ("claim_id",))),
    PublicTable(
        "conflicts",
        "select * from agreement where differ = 1 order by last_reported desc",
        key="agreement_id",
        indexes=(("subject", "last_reported"), ("claim_type", "last_reported"), ("last_reported",)),
    ),
    PublicTable(
        "claim_changes",
        "select * from working.claim_changes order by changed_at desc",
        indexes=(("changed_at",), ("subject",), ("new_claim_id",), ("old_claim_id",)),
    ),
    PublicTable(
        "expectations",
        "select * from working.expectations",
        indexes=(("subject", "claim_type"), ("outcome", "about_date"), ("claim_id",), ("later_claim_id",)),
    ),
    PublicTable("retired_claims", "select * from working.retired_claims", key="claim_id"),
    PublicTable("corrections_flat", "select * from working.corrections_flat", key="claim_id"),
    PublicTable(
        "captures",
        """select article_id, fetched_at, fetched_url, text_sha256 from working.captures
        where article_id is not null order by article_id, fetched_at""",
        indexes=(("article_id", "fetched_at"),),
    ),
    PublicTable("crawls", "select * from working.crawls order by crawl_id desc", key="crawl_id"),
    PublicTable("weeks", _WEEKS),
    PublicTable("claim_counts", _COUNTS),
    PublicTable("subject_counts", _SUBJECT_COUNTS),
    PublicTable("snapshot", _SNAPSHOT),
)

#: A view and not a table: it would be a second copy of all claims.
_TIMELINE: Final = """
    create view timeline as
    select subject, claim_type, aspect, unit, coalesce(about_from, reported) as at, about_date, about_from,
    about_to,
        value, value_max, text_value, bound, value_text, status, reported, language, source, cluster,
        claim_id, article_url, gone_at
    from claims_flat"""


@cache
def described() -> dict[str, dict[str, str]]:
    """table -> column -> description, for every public table, from the project's `metadata.yml`."""
    metadata = yaml.safe_load(bundled("metadata.yml").read_text("utf-8"))
    tables = metadata["databases"]["reportedly"]["tables"]
    return {name: dict(table.get("columns", {})) for name, table in tables.items()}


#: How often `build` reports progress: after each table, after what several need, after the search index.
BUILD_STEPS: Final = len(PUBLIC_TABLES) + 2


def build(
    connection: sqlite3.Connection,
    published_at: str,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Fill the empty database of `connection` from the database attached to it as `working`.

    `progress` is told of each step done, BUILD_STEPS in all. Raises sqlite3.Error if the working database lacks
    a table, or the disk is full.
    """
    connection.executescript(
        f"""pragma main.journal_mode = off; pragma main.synchronous = off;
        pragma main.cache_size = -{_CACHE}; pragma temp.cache_size = -{_CACHE}; pragma working.cache_size = -{_CACHE}"""
    )
    _add_function(connection, "index_text", index_text)
    _add_function(connection, "unique_slug", _Slugs())
    _add_function(connection, "known_maker", maker_of)
    connection.execute("begin")
    _keep_agreement(connection)
    connection.execute(_NEWEST_FIRST)
    progress(1)
    parameters = {"published_at": published_at, "generator": f"reportedly {__version__}"}
    for table in PUBLIC_TABLES:
        _make(connection, table, parameters)
        progress(1)
    connection.execute(_TIMELINE)
    _make_aliases(connection)
    _make_search(connection)
    progress(1)
    connection.execute("commit")
    connection.executescript("analyze main; detach working")


def _add_function(connection: sqlite3.Connection, name: str, function: Callable[[str], str]) -> None:
    """Give SQL a function of a text as a blob: Python cannot take text that is no UTF-8 from SQLite, which can hold
    it.
    """

    def of_blob(raw: bytes | None) -> str:
        return function((raw or b"").decode("utf-8", "replace"))

    connection.create_function(name, 1, of_blob, deterministic=True)


def _keep_agreement(connection: sqlite3.Connection) -> None:
    """Work out once what the views of agreement, which build on each other, would each work out again."""
    connection.execute("create temp table agreement_reports as select * from working.agreement_reports")
    connection.execute("create index temp.agreement_reports_id on agreement_reports (agreement_id, answer)")
    connection.execute(f"create temp table agreement_values as {VIEWS['agreement_values']}")


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of rows of every public table."""
    names = [
        name
        for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")
        if name in described()
    ]
    return {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for name in names}


class _Slugs:
    """Gives each name its own slug: the second that would have the same gets a number."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        base, number = slug(name), 1
        candidate = base
        while self._taken.setdefault(candidate, name) != name:
            number += 1
            candidate = f"{base}-{number}"
        return candidate


def column_type(column: str) -> str:
    """The SQLite type of a public column: text, integer or real."""
    return _TYPES.get(column, "text")


def _make(connection: sqlite3.Connection, table: PublicTable, parameters: dict[str, Any]) -> None:
    """Create and fill one table with the columns that are described."""
    wanted = described()[table.name]
    cursor = connection.execute(f"select * from ({table.select}) limit 0", parameters)
    offered = [column[0] for column in cursor.description]
    columns = [column for column in wanted if column in offered]
    definitions = [
        f'"{column}" {column_type(column)}{" primary key" if column == table.key else ""}' for column in columns
    ]
    connection.execute(f"create table {table.name} ({', '.join(definitions)})")
    connection.execute(
        f"insert into {table.name} select {', '.join(map(_cut, columns))} from ({table.select})",
        parameters,
    )
    for index in table.indexes:
        connection.execute(f"create index {table.name}_{'_'.join(index)} on {table.name} ({', '.join(index)})")


_TYPES: Final = dict.fromkeys(("value", "value_max", "old_value", "new_value", "later_value"), "real") | dict.fromkeys(
    (
        *("quote_start", "quote_end", "value_start", "value_end", "year", "copies", "recency"),
        *("claims", "articles", "reports", "clusters", "sources", "values", "language_count", "differ"),
        *("crawl_id", "pages", "failures", "feed_failures"),
    ),
    "integer",
)


def _quoted(column: str) -> str:
    return f'"{column}"'


def _cut(column: str) -> str:
    """The column as it is copied: text of more than LONGEST characters is cut, JSON and numbers stay.

    A quotation is short; a word of a megabyte would make a row that the site refuses to read. What is short is
    copied as it is, for SQLite's `substr` ends at a NUL.
    """
    if column_type(column) != "text" or column in _JSON:
        return _quoted(column)
    name = _quoted(column)
    return f"case when length(cast({name} as blob)) > {4 * LONGEST} then substr({name}, 1, {LONGEST}) else {name} end"


def _make_aliases(connection: sqlite3.Connection) -> None:
    """Fill `subject_aliases` with every name under which a subject is found."""
    connection.execute(
        "create table subject_aliases (subject text, alias text, primary key (subject, alias)) without rowid"
    )
    rows = connection.execute("select subject, maker, family from subjects").fetchall()
    connection.executemany(
        "insert or ignore into subject_aliases values (?, ?)",
        ((subject, alias) for subject, maker, family in rows for alias in aliases(subject, maker, family)),
    )


def _make_search(connection: sqlite3.Connection) -> None:
    """Fill the full-text index: folded quote, subject with all its names, type and aspect, article's
    title.
    """
    connection.execute(
        f"""create virtual table claims_flat_fts using fts5(quote, subject, claim_type, article_title,
            content="claims_flat", content_rowid="rowid", tokenize="{TOKENIZER}")"""
    )
    connection.execute("create temp table subject_words (subject text primary key, words text)")
    connection.executemany("insert into subject_words values (?, ?)", _subject_words(connection))
    connection.execute(
        """create temp table title_words as
        select article_id, index_text(cast(title as blob)) as words from articles_flat"""
    )
    connection.execute("create unique index temp.title_words_article on title_words (article_id)")
    connection.execute(
        """insert into claims_flat_fts(rowid, quote, subject, claim_type, article_title)
        select c.rowid, index_text(cast(c.quote as blob)), s.words,
            index_text(cast(replace(c.claim_type, '_', ' ') || ' ' || c.aspect as blob)), t.words
        from claims_flat c
        left join subject_words s on s.subject = c.subject
        left join title_words t on t.article_id = c.article_id
        order by c.rowid"""
    )
    connection.execute("insert into claims_flat_fts(claims_flat_fts) values ('optimize')")


def _subject_words(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    names: dict[str, list[str]] = {}
    for subject, alias in connection.execute("select subject, alias from subject_aliases"):
        names.setdefault(subject, []).append(alias)
    for subject, known in names.items():
        yield subject, index_text(search_words(known))

"""The tables of a snapshot: what of the working database is public, and how it is laid out to be read
quickly.

`metadata.yml` is the list of what is published: a table or column that it does not describe does not leave
the working database. What people page through are real tables with indexes; views with joins are too slow at
a million claims and have no keys.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from pipeline.resources import bundled

_CONTEXT: Final = 160

#: Longer texts are cut in the snapshot.
LONGEST: Final = 5_000
#: What is copied as it is: JSON, what is cut by its definition, ids, hashes and times, which are ours.
_NEVER_CUT: Final = frozenset(
    (
        *("reported_values", "fields", "context_before", "context_after"),
        *("claim_id", "article_id", "cluster", "text_sha256"),
        *("published", "reported", "first_seen", "last_seen", "gone_at", "first_reported", "last_reported"),
    )
)


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
        coalesce((select k.copies from copied k where k.cluster = f.cluster), 0) as copies,
        substr(t.text, max(1, f.quote_start + 1 - {_CONTEXT}), min({_CONTEXT}, f.quote_start))
            as context_before,
        substr(t.text, f.quote_end + 1, {_CONTEXT}) as context_after,
        n.rowid as recency
    from newest_first n cross join working.claims_flat f on f.claim_id = n.claim_id
    left join working.texts t on t.text_sha256 = f.text_sha256
    order by n.rowid"""

#: Put in order by themselves first: sorting the whole rows of a million claims takes longer than finding them again.
NEWEST_FIRST: Final = """
    create temp table newest_first as select claim_id from working.claims where rejected = 0
    order by reported desc, first_seen desc, article_id, value_start, claim_id"""

#: The clusters with more than one article: few, so that asking here for each claim costs little.
COPIED: Final = """
    insert into temp.copied select cluster, count(*) - 1 from working.articles group by cluster having count(*) > 1"""

#: Not by an index on subject: it would fetch each claim by itself.
_SUBJECTS: Final = """
    with counted as (
        select subject, min(subject_type) as subject_type, count(*) as claims,
            count(distinct cluster) as reports, max(reported) as last_reported
        from claims_flat not indexed group by subject)
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

_SNAPSHOT: Final = """
    select :published_at as published_at, (select count(*) from claims_flat) as claims,
        (select count(*) from articles_flat) as articles,
        (select count(distinct cluster) from articles_flat) as reports,
        (select reported from claims_flat order by rowid desc limit 1) as first_reported,
        (select reported from claims_flat order by rowid limit 1) as last_reported, :generator as generator"""

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

#: In the order in which they are made: later ones are filled from earlier ones, those of agreement from a file of its
#: own (see `build`). The rows of claims_flat lie in the
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
    PublicTable("subjects", _SUBJECTS, key="subject", indexes=(("slug",), ("claims",))),
    PublicTable("sources", _SOURCES, key="source"),
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
    PublicTable(
        "agreement",
        "select * from agreement.agreement",
        key="agreement_id",
        indexes=(("slug",), ("subject", "claim_type"), ("last_reported",)),
    ),
    PublicTable(
        "agreement_claims",
        "select * from agreement.agreement_claims",
        indexes=(("agreement_id",), ("claim_id",)),
    ),
    PublicTable("weeks", _WEEKS),
    PublicTable("claim_counts", _COUNTS),
    PublicTable(
        "claim_types",
        """select t.claim_type, t.description, coalesce(sum(c.claims), 0) as claims
        from working.claim_types t left join claim_counts c on c.claim_type = t.claim_type
        group by t.claim_type order by claims desc""",
        key="claim_type",
    ),
    PublicTable("subject_counts", _SUBJECT_COUNTS),
    PublicTable("snapshot", _SNAPSHOT),
)

#: Views and not tables: they would be second copies of what stands in one table. Few of many questions are conflicts,
#: so these have indexes of their own.
VIEWS: Final = (
    """create view timeline as
    select subject, claim_type, aspect, unit, coalesce(about_from, reported) as at, about_date, about_from,
    about_to,
        value, value_max, text_value, bound, value_text, status, reported, language, source, cluster,
        claim_id, article_url, gone_at
    from claims_flat""",
    """create view conflicts as
    select agreement_id, subject, claim_type, aspect, unit, holds_from, holds_to, "values", clusters, sources,
        language_count, languages, first_reported, last_reported, reported_values, slug
    from agreement where differ = 1""",
    "create index conflicts_last_reported on agreement (last_reported) where differ = 1",
    "create index conflicts_subject on agreement (subject, last_reported) where differ = 1",
    "create index conflicts_claim_type on agreement (claim_type, last_reported) where differ = 1",
)


@cache
def described() -> dict[str, dict[str, str]]:
    """table -> column -> description, for every public table, from the project's `metadata.yml`."""
    metadata = yaml.safe_load(bundled("metadata.yml").read_text("utf-8"))
    tables = metadata["databases"]["reportedly"]["tables"]
    return {name: dict(table.get("columns", {})) for name, table in tables.items()}


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of rows of every public table."""
    names = [
        name
        for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")
        if name in described()
    ]
    return {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for name in names}


def column_type(column: str) -> str:
    """The SQLite type of a public column: text, integer or real."""
    return _TYPES.get(column, "text")


def make(connection: sqlite3.Connection, table: PublicTable, parameters: dict[str, Any]) -> None:
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
        f"insert into {table.name} select {', '.join(map(_quoted, columns))} from ({table.select})",
        parameters,
    )
    _cut(connection, table.name, [name for name in columns if column_type(name) == "text" and name not in _NEVER_CUT])


def make_indexes(connection: sqlite3.Connection, table: PublicTable) -> None:
    """Create the indexes of a table that is filled: quicker than to fill them with it."""
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


def _cut(connection: sqlite3.Connection, table: str, columns: list[str]) -> None:
    """Cut the text in `columns` that has more than LONGEST characters.

    A quotation is short; a word of a megabyte would make a row that the site refuses to read. What is short stays as
    it is, for SQLite's `substr` ends at a NUL. Done when the table is filled: to ask while it is takes four times as
    long.
    """
    long = {name: f"length(cast({name} as blob)) > {4 * LONGEST}" for name in map(_quoted, columns)}
    cuts = (
        f"{name} = case when {is_long} then substr({name}, 1, {LONGEST}) else {name} end"
        for name, is_long in long.items()
    )
    if long:
        connection.execute(f"update {table} set {', '.join(cuts)} where {' or '.join(long.values())}")

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

from pipeline import __version__
from pipeline.publish.search import TOKENIZER, index_text
from pipeline.publish.wording import slug
from pipeline.resources import bundled

_CONTEXT: Final = 160


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
        substr(t.text, max(1, f.quote_start + 1 - {_CONTEXT}), min({_CONTEXT}, f.quote_start)) as
        context_before, substr(t.text, f.quote_end + 1, {_CONTEXT}) as context_after,
        row_number() over (order by f.reported desc, f.first_seen desc, f.article_id, f.value_start,
        f.claim_id) as recency
    from working.claims_flat f left join working.texts t on t.text_sha256 = f.text_sha256
    order by recency"""

_SUBJECTS: Final = """
    with counted as (
        select subject, min(subject_type) as subject_type, count(*) as claims,
            count(distinct cluster) as reports, max(reported) as last_reported
        from claims_flat group by subject)
    select coalesce(s.subject, c.subject) as subject, coalesce(s.subject_type, c.subject_type) as
    subject_type,
        coalesce(s.maker, '') as maker, coalesce(s.family, '') as family,
        subject_slug(coalesce(s.subject, c.subject)) as slug,
        coalesce(c.claims, 0) as claims, coalesce(c.reports, 0) as reports, c.last_reported
    from counted c left join working.subjects s on s.subject = c.subject
    order by subject"""

_SOURCES: Final = """
    select s.source, s.name, s.home, s.language, s.country, s.kind,
        count(a.article_id) as articles, coalesce(sum(a.claims), 0) as claims,
        max(a.published) as last_published, max(a.fetched_at) as last_fetched
    from working.sources s left join articles_flat a on a.source = s.source
    group by s.source order by s.name"""

_SNAPSHOT: Final = """
    select :published_at as published_at, (select count(*) from claims_flat) as claims,
        (select count(*) from articles_flat) as articles, (select count(distinct cluster) from articles_flat)
        as reports, (select min(reported) from claims_flat) as first_reported,
        (select max(reported) from claims_flat) as last_reported, :generator as generator"""

#: In the order in which they are made: later ones are filled from earlier ones.
PUBLIC_TABLES: Final = (
    PublicTable(
        "claims_flat",
        _CLAIMS,
        key="claim_id",
        indexes=(
            ("recency",),
            ("subject", "claim_type", "recency"),
            ("claim_type", "recency"),
            ("language", "recency"),
            ("source", "recency"),
            ("status", "recency"),
            ("year", "recency"),
            ("article_id", "value_start"),
            ("cluster",),
            ("value",),
            ("about_from",),
            ("published",),
            ("first_seen",),
            ("gone_at",),
        ),
    ),
    PublicTable(
        "articles_flat",
        "select * from working.articles_flat order by published desc",
        key="article_id",
        indexes=(
            ("source", "published"),
            ("published",),
            ("cluster",),
            ("language",),
            ("fetched_at",),
            ("claims",),
        ),
    ),
    PublicTable("sources", _SOURCES, key="source"),
    PublicTable("subjects", _SUBJECTS, key="subject", indexes=(("slug",), ("claims",))),
    PublicTable(
        "claim_types",
        """select t.claim_type, t.description, count(c.claim_id) as claims
        from working.claim_types t left join claims_flat c on c.claim_type = t.claim_type
        group by t.claim_type order by claims desc""",
        key="claim_type",
    ),
    PublicTable("snapshot", _SNAPSHOT),
)


@cache
def described() -> dict[str, dict[str, str]]:
    """table -> column -> description, for every public table, from the project's `metadata.yml`."""
    metadata = yaml.safe_load(bundled("metadata.yml").read_text("utf-8"))
    tables = metadata["databases"]["reportedly"]["tables"]
    return {name: dict(table.get("columns", {})) for name, table in tables.items()}


def build(connection: sqlite3.Connection, published_at: str) -> None:
    """Fill the empty database of `connection` from the database attached to it as `working`.

    Raises sqlite3.Error if the working database lacks a table, or the disk is full.
    """
    connection.executescript("pragma main.journal_mode = off; pragma main.synchronous = off")
    connection.create_function("index_text", 1, index_text, deterministic=True)
    connection.create_function("subject_slug", 1, _Slugs(), deterministic=True)
    connection.execute("begin")
    parameters = {"published_at": published_at, "generator": f"reportedly {__version__}"}
    for table in PUBLIC_TABLES:
        _make(connection, table, parameters)
    _make_aliases(connection)
    _make_search(connection)
    connection.execute("commit")
    connection.executescript("analyze main; detach working")


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


def _make(connection: sqlite3.Connection, table: PublicTable, parameters: dict[str, Any]) -> None:
    """Create and fill one table with the columns that are described."""
    wanted = described()[table.name]
    cursor = connection.execute(f"select * from ({table.select}) limit 0", parameters)
    offered = [column[0] for column in cursor.description]
    columns = [column for column in wanted if column in offered]
    definitions = [f"{column} {_TYPES.get(column, 'text')}" for column in columns]
    definitions = [f"{d} primary key" if d.split()[0] == table.key else d for d in definitions]
    connection.execute(f"create table {table.name} ({', '.join(definitions)})")
    connection.execute(
        f"insert into {table.name} select {', '.join(columns)} from ({table.select})", parameters
    )
    for index in table.indexes:
        connection.execute(
            f"create index {table.name}_{'_'.join(index)} on {table.name} ({', '.join(index)})"
        )


_TYPES: Final = dict.fromkeys(("value", "value_max"), "real") | dict.fromkeys(
    (
        *("quote_start", "quote_end", "value_start", "value_end", "year", "copies", "recency"),
        *("claims", "articles", "reports"),
    ),
    "integer",
)


def _make_aliases(connection: sqlite3.Connection) -> None:
    connection.execute(
        "create table subject_aliases (subject text, alias text, primary key (subject, alias))"
    )


def _make_search(connection: sqlite3.Connection) -> None:
    """Fill the full-text index: folded quote, subject with all its names, type and aspect, article's
    title.
    """
    connection.execute(
        f"""create virtual table claims_flat_fts using fts5(quote, subject, claim_type, article_title,
            content="claims_flat", content_rowid="rowid", tokenize="{TOKENIZER}")"""
    )
    connection.execute(
        """insert into claims_flat_fts(rowid, quote, subject, claim_type, article_title)
        select c.rowid, index_text(c.quote), index_text(c.subject),
            index_text(replace(c.claim_type, '_', ' ') || ' ' || c.aspect), index_text(c.article_title)
        from claims_flat c"""
    )
    connection.execute("insert into claims_flat_fts(claims_flat_fts) values ('optimize')")

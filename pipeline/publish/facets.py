"""The counts beside the list of claims, by which a reader narrows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import Filters
from datasette.utils import path_with_replaced_args

from pipeline.publish.database import NAME, SnapshotDatabase
from pipeline.publish.wording import LANGUAGE_NAMES, STATUS_WORDS, TYPE_NAMES

#: column -> (heading, the names of its values)
_FACETS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "language": ("Language", LANGUAGE_NAMES),
    "claim_type": ("Type", TYPE_NAMES),
    "status": ("Status", STATUS_WORDS),
    "year": ("Year", {}),
    "subject": ("Subject", {}),
    "source": ("Source", {}),
}
#: Keys of addresses that arrange a list and do not narrow it.
_ARRANGING: Final = frozenset({"_sort", "_sort_desc", "_next", "_layout", "_size", "_nocount"})
_SHOWN: Final = 10
_COUNTED: Final = {
    "claim_counts": {"language", "claim_type", "status", "year", "source"},
    "subject_counts": {"language", "claim_type", "status", "year", "subject"},
}

#: Of other lists (a search, a range of values) so many of the newest claims are counted.
COUNTED_CLAIMS: Final = 2_000
_TIME_LIMIT_MS: Final = 400
_MOST_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its name, how many claims have it, and the address of the list narrowed to it."""

    name: str
    claims: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading with the commonest values of a column."""

    column: str
    heading: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of a list.

    `partial` tells that only the newest COUNTED_CLAIMS were counted, or that it took too long. `total` is the
    number of claims of the list, None if counting them would take long.
    """

    facets: list[Facet]
    partial: bool
    total: int | None


async def claim_facets(datasette: Datasette, request: Any) -> Facets:
    """The facets of the list of claims that `request` asks for, in bounded time."""
    chosen = {column: request.args.get(column) for column in _FACETS if column in request.args}
    counts: dict[str, list[tuple[Any, int]]] = {}
    if _is_plain(request):
        for column in _FACETS:
            table = _table_for({column, *chosen})
            if table and column not in chosen and "subject" not in chosen:
                found = await _counted(datasette, table, column, chosen)
                if found is not None:
                    counts[column] = found
    missing = [column for column in _FACETS if column not in counts and column not in chosen]
    counted: int | None = 0
    if missing:
        newest, counted = await _count_newest(datasette, request, missing)
        counts |= newest
    partial = counted in (None, COUNTED_CLAIMS)
    return Facets(
        [_facet(request, column, chosen.get(column), counts.get(column, [])) for column in _FACETS],
        partial,
        counted if missing and not partial else await _total(datasette, request, chosen),
    )


def counts_itself(keys: Iterable[str]) -> bool:
    """Whether the page knows the number of claims of a list with these keys in its address without Datasette's
    count.
    """
    return set(keys) <= {*_FACETS, *_ARRANGING, "_search"}


def _is_plain(request: Any) -> bool:
    """Whether the list is narrowed by single values of facets alone."""
    return all(key in _ARRANGING or (key in _FACETS and len(request.args.getlist(key)) == 1) for key in request.args)


async def _total(datasette: Datasette, request: Any, chosen: dict[str, str]) -> int | None:
    """The number of claims of a list that is narrowed by facets or a search but not by both; else None."""
    database: SnapshotDatabase = datasette.get_database(NAME)
    if "_search" in request.args:
        sql = "select count(*) from claims_flat_fts where claims_flat_fts match escape_fts(:search)"
        parameters = {"search": request.args.get("_search") or ""}
        if chosen:
            return None
    elif not _is_plain(request):
        return None
    elif not chosen:
        return database.snapshot.tables["claims_flat"]
    elif chosen.keys() <= {"subject", "claim_type"} and "subject" in chosen:
        parameters = chosen
        sql = f"select count(*) from claims_flat where {_equal(chosen)}"
    elif chosen.keys() <= _COUNTED["claim_counts"]:
        parameters = chosen
        sql = f"select coalesce(sum(claims), 0) from claim_counts where {_equal(chosen)}"
    else:
        return None
    try:
        return int((await database.execute(sql, parameters)).single_value())
    except QueryInterrupted:
        return None


def _equal(chosen: dict[str, str]) -> str:
    return " and ".join(f"{name} = :{name}" for name in chosen) or "1"


def _table_for(columns: set[str]) -> str | None:
    """The table of counts that knows all these columns, if one does."""
    return next((table for table, known in _COUNTED.items() if columns <= known), None)


async def _counted(
    datasette: Datasette, table: str, column: str, chosen: dict[str, str]
) -> list[tuple[Any, int]] | None:
    """The commonest values of `column` with their claims, counted ahead; None if even adding these up took too long."""
    database: SnapshotDatabase = datasette.get_database(NAME)
    key = (column, *sorted(chosen.items()))
    if key not in database.counted:
        sql = (
            f"select {column}, sum(claims) from {table} where {_equal(chosen)} "
            f"group by 1 order by 2 desc, 1 limit {_SHOWN}"
        )
        try:
            rows = await database.execute(sql, chosen, custom_time_limit=_TIME_LIMIT_MS)
        except QueryInterrupted:
            return None
        if len(database.counted) >= _MOST_KEPT:
            database.counted.clear()
        database.counted[key] = [(value, claims) for value, claims in rows.rows]
    return database.counted[key]


async def _count_newest(
    datasette: Datasette, request: Any, columns: list[str]
) -> tuple[dict[str, list[tuple[Any, int]]], int | None]:
    """The commonest values of `columns` among the newest claims of the list, and how many these are.

    All in one pass over them; the number is None if it took too long.
    """
    where, parameters = _condition(request)
    parts = " union all ".join(
        f"select * from (select '{column}', {column}, count(*) from hits group by 2 order by 3 desc, 2 limit {_SHOWN})"
        for column in columns
    )
    sql = (
        f"with hits as materialized (select {', '.join(_FACETS)} from claims_flat {where} "
        f"order by rowid limit {COUNTED_CLAIMS}) {parts} union all select '', null, count(*) from hits"
    )
    try:
        rows = await datasette.get_database(NAME).execute(sql, parameters, custom_time_limit=_TIME_LIMIT_MS)
    except QueryInterrupted:
        return {}, None
    counts: dict[str, list[tuple[Any, int]]] = {}
    for column, value, claims in rows.rows:
        counts.setdefault(column, []).append((value, claims))
    return counts, counts.pop("")[0][1]


def _condition(request: Any) -> tuple[str, dict[str, Any]]:
    """The WHERE clause of the filters and the search in the address, as Datasette's own table view makes it."""
    pairs = [
        (key, value)
        for key in request.args
        if "__" in key or not key.startswith("_")
        for value in request.args.getlist(key)
    ]
    clauses, parameters = Filters(sorted(pairs)).build_where_clauses("claims_flat")
    if search := request.args.get("_search"):
        clauses.append("rowid in (select rowid from claims_flat_fts where claims_flat_fts match escape_fts(:search))")
        parameters["search"] = search
    return (f"where {' and '.join(clauses)}" if clauses else ""), parameters


def _facet(request: Any, column: str, chosen: str | None, counts: list[tuple[Any, int]]) -> Facet:
    heading, names = _FACETS[column]

    def narrowed(value: str | None) -> str:
        return str(path_with_replaced_args(request, {column: value, "_next": None}))

    if chosen is not None:
        return Facet(column, heading, [Choice(names.get(chosen, chosen), -1, narrowed(None), chosen=True)])
    return Facet(
        column,
        heading,
        [
            Choice(names.get(value, str(value)), claims, narrowed(str(value)), chosen=False)
            for value, claims in counts
            if value is not None
        ],
    )

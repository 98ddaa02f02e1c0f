"""The counts beside the list of claims, by which a reader narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import Filters
from datasette.utils import path_with_replaced_args

from pipeline.publish.database import NAME
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
_SHOWN: Final = 10
_COUNTED: Final = {
    "claim_counts": {"language", "claim_type", "status", "year", "source"},
    "subject_counts": {"language", "claim_type", "status", "year", "subject"},
}

#: Of other lists (a search, a range of values) so many of the newest claims are counted.
COUNTED_CLAIMS: Final = 5_000
_TIME_LIMIT_MS: Final = 400


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
    """All facets of a list. `partial` tells that only the newest COUNTED_CLAIMS were counted, or that it took too
    long.
    """

    facets: list[Facet]
    partial: bool


async def claim_facets(datasette: Datasette, request: Any) -> Facets:
    """The facets of the list of claims that `request` asks for, in bounded time."""
    chosen = {column: request.args.get(column) for column in _FACETS if column in request.args}
    counts: dict[str, list[tuple[Any, int]]] = {}
    partial = False
    if _is_plain(request):
        for column in _FACETS:
            table = _table_for({column, *chosen})
            if table and column not in chosen and "subject" not in chosen:
                counts[column] = await _counted(datasette, table, column, chosen)
    missing = [column for column in _FACETS if column not in counts and column not in chosen]
    if missing:
        found, partial = await _count_newest(datasette, request, missing)
        counts |= found
    return Facets([_facet(request, column, chosen.get(column), counts.get(column, [])) for column in _FACETS], partial)


def _is_plain(request: Any) -> bool:
    """Whether the list is narrowed by single values of facets alone."""
    return all(
        key in ("_sort", "_sort_desc", "_next", "_layout", "_size", "_nocount")
        or (key in _FACETS and len(request.args.getlist(key)) == 1)
        for key in request.args
    )


def _table_for(columns: set[str]) -> str | None:
    """The table of counts that knows all these columns, if one does."""
    return next((table for table, known in _COUNTED.items() if columns <= known), None)


async def _counted(datasette: Datasette, table: str, column: str, chosen: dict[str, str]) -> list[tuple[Any, int]]:
    where = " and ".join(f"{name} = :{name}" for name in chosen) or "1"
    sql = f"select {column}, sum(claims) from {table} where {where} group by 1 order by 2 desc, 1 limit {_SHOWN}"
    rows = await datasette.get_database(NAME).execute(sql, chosen)
    return [(value, claims) for value, claims in rows.rows]


async def _count_newest(
    datasette: Datasette, request: Any, columns: list[str]
) -> tuple[dict[str, list[tuple[Any, int]]], bool]:
    """The commonest values of `columns` among the newest claims of the list, all in one pass over them."""
    where, parameters = _condition(request)
    parts = " union all ".join(
        f"select * from (select '{column}', {column}, count(*) from hits group by 2 order by 3 desc, 2 limit {_SHOWN})"
        for column in columns
    )
    sql = (
        f"with hits as materialized (select {', '.join(_FACETS)} from claims_flat {where} "
        f"order by recency limit {COUNTED_CLAIMS}) {parts} union all select '', null, count(*) from hits"
    )
    try:
        rows = await datasette.get_database(NAME).execute(sql, parameters, custom_time_limit=_TIME_LIMIT_MS)
    except QueryInterrupted:
        return {}, True
    counts: dict[str, list[tuple[Any, int]]] = {}
    for column, value, claims in rows.rows:
        counts.setdefault(column, []).append((value, claims))
    return counts, counts.pop("")[0][1] == COUNTED_CLAIMS


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

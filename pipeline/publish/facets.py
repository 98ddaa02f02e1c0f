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
    """A heading with its commonest values; `choices` is None if counting took too long."""

    column: str
    heading: str
    choices: list[Choice] | None


async def claim_facets(datasette: Datasette, request: Any) -> list[Facet]:
    """The facets of the list of claims that `request` asks for, each counted within a time limit."""
    where, parameters = _condition(request)
    return [
        await _facet(datasette, request, column, heading, names, where, parameters)
        for column, (heading, names) in _FACETS.items()
    ]


def _condition(request: Any) -> tuple[str, dict[str, Any]]:
    """The WHERE clause of the filters and the search in the address, as Datasette's own table view makes
    it.
    """
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


async def _facet(
    datasette: Datasette,
    request: Any,
    column: str,
    heading: str,
    names: dict[str, str],
    where: str,
    parameters: dict[str, Any],
) -> Facet:
    if (value := request.args.get(column)) is not None:
        address = path_with_replaced_args(request, {column: None, "_next": None})
        return Facet(column, heading, [Choice(names.get(value, value), -1, address, chosen=True)])
    sql = f"select {column}, count(*) from claims_flat {where} group by {column} order by 2 desc, 1 limit {_SHOWN}"
    try:
        rows = await datasette.get_database(NAME).execute(sql, parameters, custom_time_limit=_TIME_LIMIT_MS)
    except QueryInterrupted:
        return Facet(column, heading, None)
    return Facet(
        column,
        heading,
        [
            Choice(
                name=names.get(value, str(value)),
                claims=claims,
                address=path_with_replaced_args(request, {column: str(value), "_next": None}),
                chosen=False,
            )
            for value, claims in rows.rows
            if value is not None
        ],
    )

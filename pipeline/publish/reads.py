"""What the pages read from the snapshot: each function one question, its answer plain rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.views.base import DatasetteError

from pipeline.publish.database import NAME

Row = Mapping[str, Any]

#: More dots than this make a chart slow to load and no clearer.
MOST_DOTS: Final = 36


async def select(datasette: Datasette, sql: str, **parameters: Any) -> list[Row]:
    """The rows of `sql` on the snapshot, as mappings. Raises DatasetteError (503) if it takes too long."""
    try:
        results = await datasette.get_database(NAME).execute(sql, parameters)
    except QueryInterrupted:
        raise DatasetteError("The server is busy: try again in a minute.", title="Too slow", status=503) from None
    return [dict(zip(row.keys(), row, strict=True)) for row in results.rows]


async def one(datasette: Datasette, sql: str, **parameters: Any) -> Row | None:
    """The first row of `sql`, or None."""
    rows = await select(datasette, sql, **parameters)
    return rows[0] if rows else None


async def newest_claims(datasette: Datasette, count: int, where: str = "", **parameters: Any) -> list[Row]:
    """The claims that were reported last, of those for which `where` (an SQL condition) holds."""
    condition = f"where {where}" if where else ""
    return await select(datasette, f"select * from claims_flat {condition} order by rowid limit {count}", **parameters)


async def newest_by_article(datasette: Datasette, count: int) -> list[Row]:
    """The newest claim of each of the articles that were reported last."""
    rows = await newest_claims(datasette, 40 * count)
    return list({row["article_id"]: row for row in reversed(rows)}.values())[::-1][:count]


async def newest_conflicts(
    datasette: Datasette, count: int, offset: int = 0, *, where: str = "1", **parameters: Any
) -> list[Row]:
    """The disagreements that were reported on last, with their values read from JSON."""
    rows = await select(
        datasette,
        f"select * from conflicts where {where} order by last_reported desc, agreement_id "
        f"limit {count} offset {offset}",
        **parameters,
    )
    return [with_values(row) for row in rows]


def with_values(row: Row) -> Row:
    """A row of `agreement` or `conflicts` with `reported` as a list of mappings in place of JSON text."""
    return {**row, "reported": json.loads(row["reported_values"])}


async def claims_of_question(datasette: Datasette, agreement_id: str) -> dict[str, list[Row]]:
    """answer -> its claims in the order of their reports, at most 60 in all."""
    rows = await select(
        datasette,
        "select a.answer, c.* from agreement_claims a join claims_flat c on c.claim_id = a.claim_id "
        "where a.agreement_id = :id order by c.reported, c.first_seen limit 60",
        id=agreement_id,
    )
    return grouped(rows, "answer")


def grouped(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    """Rows by the value of one column, or the tuple of the values of several."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[column] for column in columns)
        groups[key if len(columns) > 1 else key[0]].append(row)
    return dict(groups)


#: What a chart needs of a claim.
_DOTS: Final = """subject, claim_type, aspect, unit, coalesce(about_from, reported) as at, about_date, about_from,
    value, value_max, text_value, bound, value_text, status, reported, language, source, claim_id, gone_at"""


async def timelines_of(datasette: Datasette, subject: str) -> dict[tuple[str, str, str], list[Row]]:
    """(type, aspect, unit) -> what is charted of a subject's newest claims, at most `MOST_DOTS` each, in time order."""
    rows = await select(
        datasette,
        f"""select * from (
            select *, row_number() over (partition by claim_type, aspect, unit) as place
            from (select {_DOTS} from claims_flat where subject = :subject order by rowid limit 1500))
        where place <= {MOST_DOTS} order by claim_type, aspect, unit, at""",
        subject=subject,
    )
    return grouped(rows, "claim_type", "aspect", "unit")


async def shares(datasette: Datasette, where: str = "1", **parameters: Any) -> dict[str, dict[str, list[Row]]]:
    """market -> subject -> its newest reported shares; the markets most reported on first, twelve at most."""
    rows = await select(
        datasette,
        f"""with newest as materialized (
            select {_DOTS} from claims_flat where claim_type = 'market_share' and {where}
            order by rowid limit 2000),
        markets as (select aspect, count(*) as n from newest group by aspect order by n desc limit 12)
        select t.* from newest t join markets m on m.aspect = t.aspect
        order by m.n desc, t.aspect, t.value desc limit 200""",
        **parameters,
    )
    return {market: grouped(found, "subject") for market, found in grouped(rows, "aspect").items()}


async def beside_claim(datasette: Datasette, claim_id: str) -> dict[str, Any]:
    """What else is known about a claim: the question it answers among others, edits, corrections, what came
    of it.
    """
    question = await one(
        datasette,
        "select g.* from agreement_claims a join conflicts g on g.agreement_id = a.agreement_id where a.claim_id = :id",
        id=claim_id,
    )
    return {
        "question": with_values(question) if question else None,
        "correction": await one(
            datasette,
            "select * from corrections_flat where claim_id = :id and state = 'applied'",
            id=claim_id,
        ),
        "changes": await select(
            datasette, "select * from claim_changes where new_claim_id = :id or old_claim_id = :id", id=claim_id
        ),
        "chains": await select(
            datasette,
            "select * from expectations where claim_id = :id or later_claim_id = :id limit 5",
            id=claim_id,
        ),
    }

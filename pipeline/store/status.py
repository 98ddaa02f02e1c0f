"""How the catalogue and its sources do; read-only."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from crawler.health import SourceHealth, health
from pipeline.store.errors import CatalogueError, told
from pipeline.store.views import LOST_CORRECTIONS

Row = dict[str, Any]

#: A source that brought nothing new for so many days is called quiet.
QUIET_DAYS: Final = 14

_TOTALS: Final = """
select (select count(*) from claims where rejected = 0) as claims,
    (select count(*) from articles) as articles,
    (select count(distinct cluster) from articles) as clusters, (select count(*) from sources) as sources,
    (select max(substr(published, 1, 10)) from articles) as newest
"""

_SOURCES: Final = f"""
with stored as (
    select a.source, count(*) as articles, max(substr(a.published, 1, 10)) as newest,
        max(a.last_seen) as last_seen,
        sum((select count(*) from claims c where c.article_id = a.article_id and c.rejected = 0)) as claims
    from articles a group by a.source
), asked as (
    select source, max(last_new) as last_new, max(polled_at) as polled_at,
        sum(failures > 0) as failing, count(*) as feeds,
        group_concat(case when failures > 0 then reason end, '; ') as reason
    from feeds group by source
)
select s.source, s.name, s.language,
    case
        when f.feeds is null then case when t.articles is null then 'never fetched' else 'imported' end
        when f.failing = f.feeds then 'failing'
        when f.failing > 0 then 'partly failing'
        when coalesce(julianday(f.polled_at) - julianday(f.last_new), 0) > {QUIET_DAYS} then 'quiet'
        else 'well'
    end as health,
    coalesce(t.articles, 0) as articles, coalesce(t.claims, 0) as claims, t.newest,
    max(coalesce(t.last_seen, ''), coalesce(f.polled_at, '')) as last_fetched,
    coalesce(f.reason, '') as reason
from sources s left join stored t on t.source = s.source left join asked f on f.source = s.source
order by s.source
"""


_LANGUAGES: Final = "select language, count(*) from claims where rejected = 0 group by language order by 2 desc"

_REFUSED: Final = "select reason, count(*) from captures where reason <> '' group by reason order by 2 desc"


@dataclass(frozen=True, slots=True)
class Status:
    """Totals; claims by language; pages without an article by reason; sources; how the crawler finds them; the last
    crawls, newest first; the ids of corrections that meet no claim."""

    totals: Row
    languages: dict[str, int]
    refused: dict[str, int]
    sources: list[Row]
    health: list[SourceHealth]
    crawls: list[Row]
    lost_corrections: list[str]

    def as_dict(self) -> Row:
        return asdict(self)


def read_status(path: Path, *, crawls: int = 5) -> Status:
    """The status of the database at `path`. Raises CatalogueError if it is missing or cannot be read."""
    if not path.is_file():
        raise CatalogueError(
            f"{path}: there is no such database; make one with `reportedly crawl` or `reportedly import`"
        )
    with told(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
        try:
            if not connection.execute("select 1 from sqlite_master where name = 'claims_flat'").fetchone():
                raise CatalogueError(f"{path}: is no database of reportedly")
            return Status(
                _rows(connection, _TOTALS)[0],
                dict(connection.execute(_LANGUAGES).fetchall()),
                dict(connection.execute(_REFUSED).fetchall()),
                _rows(connection, _SOURCES),
                health(connection, time.time()),
                _rows(connection, "select * from crawls order by crawl_id desc limit ?", crawls),
                [claim for (claim,) in connection.execute(LOST_CORRECTIONS)],
            )
        finally:
            connection.close()


def _rows(connection: sqlite3.Connection, sql: str, *parameters: object) -> list[Row]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]

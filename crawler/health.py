"""How the sources do: when each was last read, what it brings, what is wrong with it and since when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from crawler.clock import seconds, stamp
from crawler.state import DAY

#: A feed that failed this often in a row is called dead rather than failing.
_DEAD: Final = 10
#: What is looked at to judge a source now, and before, in days.
_WEEK: Final = 7
_BEFORE: Final = 35
#: From how many pages on a share says something.
_ENOUGH: Final = 5


@dataclass(slots=True)
class SourceHealth:
    """One source's state. `failures` counts the reasons of the last seven days; `troubles` are sentences for
    people, empty if all is well; times are stamps."""

    source: str
    last_success: str | None = None
    articles_week: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


def health(db: sqlite3.Connection, now: float) -> list[SourceHealth]:
    """The health of every source that was ever asked, by id. `now` is seconds since 1970; reads only."""
    found: dict[str, SourceHealth] = {}
    week, before = stamp(now - _WEEK * DAY), stamp(now - _BEFORE * DAY)
    for source, success in db.execute("select source, max(last_success) from feeds group by source order by source"):
        found[source] = SourceHealth(source, success)
    for source, number in db.execute(
        "select source, count(*) from pages where outcome = 'article' and first_fetched >= ? group by source",
        (week,),
    ):
        if source in found:
            found[source].articles_week = number
    for source, reason, number in db.execute(
        "select source, coalesce(reason, 'unknown'), count(*) from fetches"
        " where outcome = 'failed' and fetched_at >= ? group by 1, 2 order by 3 desc",
        (week,),
    ):
        if source in found:
            word = reason.partition(":")[0]
            found[source].failures[word] = found[source].failures.get(word, 0) + number
    for source, trouble in (
        *_feed_troubles(db),
        *_silence(db, now),
        *_unread(db, week, before),
        *_drift(db, week),
    ):
        if source in found:
            found[source].troubles.append(trouble)
    return list(found.values())


def _feed_troubles(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    query = "select source, kind, url, failures, reason, last_success, moved_to from feeds order by url"
    for source, kind, url, failures, reason, success, moved_to in db.execute(query):
        if failures:
            state = "is dead" if failures >= _DEAD else "fails"
            since = f"last read {success}" if success else "never read"
            yield source, f"{kind} {url} {state}: {reason} ({failures} in a row, {since})"
        elif moved_to:
            yield source, f"{kind} {url} moved to {moved_to}: change its entry"


def _silence(db: sqlite3.Connection, now: float) -> Iterator[tuple[str, str]]:
    """Sources that bring nothing new for much longer than they used to."""
    query = (
        "select source, count(*), min(discovered_at), max(discovered_at) from pages"
        " where outcome <> 'moved' group by source having count(*) >= ?"
    )
    for source, number, first, last in db.execute(query, (_ENOUGH,)):
        usual = max((seconds(last) - seconds(first)) / number, DAY)
        silent = now - seconds(last)
        if silent > max(7 * usual, _WEEK * DAY):
            yield source, f"nothing new since {last}, where {number} addresses had come since {first}"


def _unread(db: sqlite3.Connection, week: str, before: str) -> Iterator[tuple[str, str]]:
    """Sources whose pages no longer yield articles: usually a redesign."""
    query = (
        "select source,"
        " count(*) filter (where fetched_at >= :week and outcome = 'article') as read_now,"
        " count(*) filter (where fetched_at >= :week) as all_now,"
        " count(*) filter (where fetched_at < :week and outcome = 'article') as read_before,"
        " count(*) filter (where fetched_at < :week) as all_before"
        " from fetches where outcome in ('article', 'not-article') and fetched_at >= :before group by source"
    )
    for source, read, seen, read_before, seen_before in db.execute(query, {"week": week, "before": before}):
        usual = read_before / seen_before if seen_before >= _ENOUGH else 1.0
        if seen >= _ENOUGH and read / seen < 0.5 * usual:
            yield source, f"{seen - read} of the last {seen} pages held no article (before: {1 - usual:.0%})"


def _drift(db: sqlite3.Connection, week: str) -> Iterator[tuple[str, str]]:
    """Sources whose articles come in another language than their entry says."""
    if not db.execute("select 1 from sqlite_master where name = 'articles'").fetchone():
        return
    query: Any = (
        "select a.source, s.language, a.language, count(*) from articles a"
        " join sources s on s.source = a.source where a.first_seen >= ? and s.language <> '' group by 1, 2, 3"
    )
    languages: dict[tuple[str, str], dict[str, int]] = {}
    for source, expected, language, number in db.execute(query, (week,)):
        languages.setdefault((source, expected), {})[language] = number
    for (source, expected), counts in languages.items():
        total, foreign = sum(counts.values()), {k: n for k, n in counts.items() if k != expected}
        if total >= _ENOUGH and sum(foreign.values()) > total / 2:
            most = max(foreign, key=lambda language: foreign[language])
            yield (
                source,
                f"{foreign[most]} of the last {total} articles are in {most!r}; its entry says {expected!r}",
            )

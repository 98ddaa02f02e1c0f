"""From the dates of claims to days: when a claim holds, as a first and a last day."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import Final

_PART: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?", re.ASCII)

#: What is true of its subject without a date, or whose value is the date itself.
TIMELESS: Final = frozenset(
    {
        "release_date",
        "retirement_date",
        "parameter_count",
        "context_length",
        "training_cost",
        "training_data",
        "benchmark_score",
        "license",
    }
)


def _edge(part: str, last: bool) -> str | None:
    match = _PART.fullmatch(part[:10])
    if match is None:
        return None
    year, quarter, month, day = match.groups()
    if quarter:
        month = f"{3 * int(quarter) - (0 if last else 2):02d}"
    month = month or ("12" if last else "01")
    if not 1 <= int(month) <= 12 or int(year) == 0:
        return None
    days = monthrange(int(year), int(month))[1]
    day = day or (f"{days:02d}" if last else "01")
    return f"{year}-{month}-{day}" if 1 <= int(day) <= days else None


@lru_cache(4096)
def days(date: str | None) -> tuple[str | None, str | None]:
    """First and last day (ISO) of a date, month, quarter, year or interval `a/b`; (None, None) if it is none
    of these.

    >>> days("2025-Q3")
    ('2025-07-01', '2025-09-30')
    """
    if not date:
        return None, None
    first, _, last = date.partition("/")
    start, end = _edge(first, False), _edge(last or first, True)
    return (start, end) if start and end and start <= end else (None, None)


def holds(claim_type: str, about_date: str | None, reported: str) -> tuple[str | None, str | None]:
    """The days for which a claim is compared with others.

    None for what does not depend on time (`TIMELESS`); the days of its own date; else the month of the
    report, for a price without a date is the price of the time when it is told.
    """
    if claim_type in TIMELESS:
        return None, None
    start, end = days(about_date)
    return (start, end) if start else days(reported[:7])

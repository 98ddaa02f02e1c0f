from __future__ import annotations

import pytest

from pipeline.store.periods import days, holds


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2025-10-15", "2025-10-15", "2025-10-15"),
        ("2025-10-15T08:00:00Z", "2025-10-15", "2025-10-15"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-Q3", "2025-07-01", "2025-09-30"),
        ("2026-02-11/2026-02-20", "2026-02-11", "2026-02-20"),
        ("2025-01/2025-06", "2025-01-01", "2025-06-30"),
    ],
)
def test_a_date_of_any_precision_has_a_first_and_a_last_day(date: str, first: str, last: str) -> None:
    assert days(date) == (first, last)


@pytest.mark.parametrize("date", [None, "", "soon", "2025-13", "2025-02-30", "2025-05/2025-01", "0000", "20251"])
def test_what_is_no_date_has_no_days(date: str | None) -> None:
    assert days(date) == (None, None)


def test_claims_are_compared_over_their_own_days_or_the_month_of_the_report() -> None:
    assert holds("price", "2025-09", "2025-10-03") == ("2025-09-01", "2025-09-30")
    assert holds("price", None, "2025-10-03") == ("2025-10-01", "2025-10-31")
    assert holds("parameter_count", "2025", "2025-10-03") == (None, None)

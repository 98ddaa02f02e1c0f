"""Jalali, Hijri and ROC dates as Gregorian days, and the first and last day of a date string."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

from pipeline.extract.mentions import Calendar

#: The years that each calendar's own numbers may have in a news text.
YEARS: Final[dict[Calendar, range]] = {
    "gregorian": range(1900, 2101),
    "jalali": range(1300, 1480),
    "hijri": range(1343, 1501),
    "roc": range(1, 190),
}
#: What an ROC year and its Gregorian year differ by.
ROC_OFFSET: Final = 1911


def to_day(calendar_name: Calendar, year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a day in a calendar; None if there is no such day or the year is out of range."""
    if year not in YEARS[calendar_name]:
        return None
    try:
        if calendar_name == "jalali":
            return date.fromisoformat(JalaliDate(year, month, day).to_gregorian().isoformat())  # type: ignore[no-untyped-call]
        if calendar_name == "hijri":
            return date(*Hijri(year, month, day).to_gregorian().datetuple())
        if calendar_name == "roc":
            year += ROC_OFFSET
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def year_and_month(calendar_name: Calendar, day: date) -> tuple[int, int]:
    """The year and month of a Gregorian day in a calendar; raises OverflowError outside of its tables."""
    if calendar_name == "jalali":
        jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
        return jalali.year, jalali.month
    if calendar_name == "hijri":
        hijri = Gregorian.fromdate(day).to_hijri()
        return hijri.year, hijri.month
    if calendar_name == "roc":
        return day.year - ROC_OFFSET, day.month
    return day.year, day.month


def month_days(calendar_name: Calendar, year: int, month: int) -> tuple[date, date] | None:
    """The first and last Gregorian day of a month in a calendar."""
    first = to_day(calendar_name, year, month, 1)
    following = to_day(calendar_name, year + month // 12, month % 12 + 1, 1)
    return (first, following - timedelta(1)) if first and following else None


def year_days(calendar_name: Calendar, year: int) -> tuple[date, date] | None:
    """The first and last Gregorian day of a year in a calendar."""
    first, following = to_day(calendar_name, year, 1, 1), to_day(calendar_name, year + 1, 1, 1)
    return (first, following - timedelta(1)) if first and following else None


def day_range(text: str) -> tuple[date, date]:
    """The first and last day of a date string: `2025-10-15`, `2025-10`, `2025`, `2025-Q3`, or two: `a/b`.

    Raises ValueError if `text` has none of these forms.
    """
    first, slash, last = text.partition("/")
    if slash:
        days = day_range(first)[0], day_range(last)[1]
        if "/" in last or days[0] > days[1]:
            raise ValueError(f"not a date interval: {text!r}")
        return days
    year, _, rest = text.partition("-")
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if rest.startswith("Q"):
        end = 3 * int(rest[1:])
        return date(int(year), end - 2, 1), month_end(int(year), end)
    if "-" not in rest:
        return date(int(year), int(rest), 1), month_end(int(year), int(rest))
    day = date.fromisoformat(text)
    return day, day


def month_end(year: int, month: int) -> date:
    """The last day of a Gregorian month."""
    return date(year, month, calendar.monthrange(year, month)[1])

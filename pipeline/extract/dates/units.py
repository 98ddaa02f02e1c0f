"""Days, weeks, months, quarters and years that hold a day, their parts, and those before and after them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from pipeline.extract.dates.calendars import (
    YEARS,
    day_range,
    month_days,
    year_and_month,
    year_days,
)
from pipeline.extract.dates.context import Context, Found
from pipeline.extract.dates.fields import Fields
from pipeline.extract.mentions import Calendar, DateMention, Precision
from pipeline.extract.sentences import ROUGH_END

PRECISIONS: Final[dict[str, Precision]] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}

#: What "the same period" can be.
PERIODS: Final[tuple[Precision, ...]] = ("quarter", "half", "interval", "month", "season")


def span_of(fields: Fields, context: Context) -> Found:
    """This, last, next or the same day, week, month, quarter or year."""
    unit = fields.unit or ""
    precision: Precision = PRECISIONS.get(unit, "interval")
    if fields.which == "same":
        return _same(unit, fields, context)
    calendar: Calendar = "gregorian"
    if unit in ("month", "year"):
        calendar = fields.calendar or context.year_calendar
    if context.reference is None and unit == "quarter" and fields.which == 0:
        return _same(unit, fields, context)  # in a company's results, of the quarter that they are of
    if context.reference is None or not isinstance(fields.which, int):
        return Found(None, precision, calendar, True)
    if unit == "quarter" and fields.which == 0 and _is_reported(context):
        return _same(unit, fields, context)
    return unit_at(unit, context.reference, fields.which, fields, calendar, precision)


def _is_reported(context: Context) -> bool:
    """Whether the text is about the quarter that ended last, which "this quarter" then is in a company's results."""
    previous, reference = context.previous, context.reference
    if previous is None or previous.date is None or previous.precision != "quarter" or reference is None:
        return False
    return unit_at("quarter", reference, -1, Fields(), "gregorian", "quarter").date == previous.date


def _is_present(span: str, context: Context) -> bool:
    return context.reference is not None and day_range(span)[0] <= context.reference <= day_range(span)[1]


def _is_year_beside(previous: DateMention | None, context: Context) -> bool:
    """Whether the sentence itself has told a year, which "the same period" is: "X lost 3 last year, Y in the same
    period 5"."""
    if previous is None or previous.precision != "year" or not context.told_here:
        return False
    return ROUGH_END.search(context.text, previous.end, context.start) is None


def _same(unit: str, fields: Fields, context: Context) -> Found:
    """The unit that holds the previous mention, if one unit holds all of it."""
    precision: Precision = PRECISIONS.get(unit, "interval")
    previous = context.previous
    if unit == "period" and not _is_year_beside(previous, context):
        previous = context.period(*PERIODS)
    elif unit == "quarter" and (previous is None or previous.precision != "quarter"):
        previous = context.period("quarter")
    elif unit == "day" and not context.told_here:
        previous = context.day()  # "at the close of that day", in a new paragraph
    if previous is None or previous.date is None:
        return Found(None, precision, relative=True)
    whole = not (fields.part or fields.half or fields.opening_days)
    if unit == "period" or (unit == previous.precision and whole):
        return Found(previous.date, previous.precision, previous.calendar, True)
    calendar = previous.calendar if unit in ("month", "year") and previous.calendar != "roc" else "gregorian"
    first, last = day_range(previous.date)
    holding = unit_at(unit, first, 0, Fields(), calendar, precision)
    if holding.date is None or day_range(holding.date)[1] < last:
        return Found(None, precision, relative=True)
    if unit == "quarter" and previous.precision in ("day", "week") and _is_present(holding.date, context):
        return Found(None, precision, relative=True)  # a day of the report is in no quarter that it tells of
    return unit_at(unit, first, 0, fields, calendar, precision)


def unit_at(unit: str, base: date, shift: int, fields: Fields, calendar: Calendar, precision: Precision) -> Found:
    """The unit that holds `base`, moved by `shift` units."""
    if unit == "day":
        return Found((base + timedelta(shift)).isoformat(), "day", relative=True)
    if unit == "week":
        monday = base - timedelta(base.weekday()) + timedelta(7 * shift)
        return Found(interval(monday, monday + timedelta(6)), "week", relative=True)
    if unit == "quarter":
        index = base.year * 4 + (base.month - 1) // 3 + shift
        return Found(f"{index // 4}-Q{index % 4 + 1}", "quarter", relative=True)
    year, month = year_and_month(calendar, base)
    if unit == "month":
        index = year * 12 + month - 1 + shift
        days = month_days(calendar, index // 12, index % 12 + 1)
        if days is None:
            return Found(None, precision, calendar, True)
        if fields.part or fields.half or fields.opening_days:
            return Found(interval(*part_of_month(days, fields)), "part", calendar, True)
        text = days[0].isoformat()[:7] if calendar == "gregorian" else interval(*days)
        return Found(text, "month", calendar, True)
    if unit == "year":
        return year_of(calendar, year + shift, fields, relative=True)
    return Found(None, precision, calendar, True)


def part_of_month(days: tuple[date, date], fields: Fields) -> tuple[date, date]:
    """The days of a part of a month: thirds (early, mid, late), halves, or its first days."""
    first, last = days
    if fields.opening_days:
        return _opening_days(days, fields)
    if fields.half:
        return (first, first + timedelta(14)) if fields.half == 1 else (first + timedelta(15), last)
    if fields.part in ("beginning", "early"):
        return first, first + timedelta(9)
    if fields.part in ("mid", "mid_late"):
        return first + timedelta(10), first + timedelta(19) if fields.part == "mid" else last
    if fields.part == "early_mid":
        return first, first + timedelta(19)
    return first + timedelta(20), last


def _opening_days(days: tuple[date, date], fields: Fields) -> tuple[date, date]:
    """The first days of a month or year, or its nth week: its days 8 to 14 are the second one."""
    first, last = days
    length = timedelta((fields.opening_days or 1) - 1)
    if fields.skipped_days < 0:
        return last - length, last
    begin = min(first + timedelta(fields.skipped_days), last)
    return begin, min(last, begin + length)


def year_of(calendar: Calendar, year: int, fields: Fields, *, relative: bool) -> Found:
    """A year or a part of it: its beginning is its first month, its end the last; early, mid, late are thirds."""
    if year not in YEARS[calendar]:
        return Found(None, "year", calendar, relative)
    months = {"beginning": (1, 1), "early": (1, 4), "mid": (5, 8), "late": (9, 12), "end": (12, 12)}
    if fields.opening_days:
        days = year_days(calendar, year)
        return Found(interval(*_opening_days(days, fields)) if days else None, "part", calendar, relative)
    if fields.part:
        return Found(months_of(calendar, year, *months[fields.part], quarter=False), "part", calendar, relative)
    if calendar == "gregorian":
        return Found(str(year), "year", calendar, relative)
    days = year_days(calendar, year)
    return Found(interval(*days) if days else None, "year", calendar, relative)


def months_of(calendar: Calendar, year: int, first: int, last: int, *, quarter: bool) -> str | None:
    """A run of months of one year as a date string."""
    if calendar == "gregorian":
        if first == last:
            return f"{year}-{first:02}"
        return f"{year}-Q{last // 3}" if quarter else f"{year}-{first:02}/{year}-{last:02}"
    begin, end = month_days(calendar, year, first), month_days(calendar, year, last)
    return interval(begin[0], end[1]) if begin and end else None


def interval(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"

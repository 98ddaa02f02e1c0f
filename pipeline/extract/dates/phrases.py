"""What a date phrase without counts or ranges means, from its fields: months, quarters, weekdays, parts of a year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pipeline.extract.dates.calendars import (
    YEARS,
    day_range,
    month_days,
    to_day,
    year_and_month,
)
from pipeline.extract.dates.context import Context, Found, calendar_of_year
from pipeline.extract.dates.fields import Fields
from pipeline.extract.dates.units import interval, months_of, part_of_month, span_of, year_of
from pipeline.extract.mentions import Calendar, Precision

_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
_JALALI_SEASONS: Final = {"spring": (1, 3), "summer": (4, 6), "autumn": (7, 9), "winter": (10, 12)}

#: What ends a sentence or a statement of it.
_STOP: Final = re.compile(r"[.!?。！？;；؛](?!\d)")

#: The months of a year.
_YEAR: Final = 12

#: "This" season, so many months and more away, is the one that is over.
_NEXT_SEASON: Final = 6
#: Up to this month firms report the year before.
_RESULTS: Final = 3

#: After so many months of a year firms report.
_REPORTED: Final = (3, 6, 9)

_NEAR_FUTURE: Final = timedelta(45)

#: A day so shortly past is meant even by "will": by "after July 4" in a letter of July 6, not a day a year ahead.
_JUST_PAST: Final = timedelta(10)
_HALF_A_YEAR: Final = timedelta(183)


def of_fields(fields: Fields, context: Context) -> Found:
    """What a phrase without counts or ranges means, from the most telling of its fields."""
    if fields.calendar == "roc":  # its year is a Gregorian one since it was read
        return replace(of_fields(replace(fields, calendar="gregorian"), context), calendar="roc")
    reference = context.reference
    if fields.clash:
        return Found(None, "month")
    if fields.month is not None:
        return _month(fields, context) if fields.ended is None else _ended(fields, fields.ended, context)
    if fields.count and fields.unit in ("day", "week", "month") and fields.year is not None and not fields.closing:
        return _months_of_results(fields, context)
    halved = fields.half and fields.unit != "month"
    if fields.quarter or halved or fields.season or fields.opening or fields.closing:
        return _part_of_year(fields, context)
    if fields.ended == _YEAR and fields.part == "end":
        fields = replace(fields, part=None)  # 截至去年底止全年: the year that ended then
    if fields.whole and fields.year is None and fields.which is None:
        return _whole_year(context)
    if fields.offset is not None and fields.which is None:
        day = reference + timedelta(fields.offset) if reference else None
        if day and fields.day and fields.day != day.day:
            near = [day + timedelta(n) for n in (-1, 1, -2, 2)]
            day = next((other for other in near if other.day == fields.day), None)
        return Found(day.isoformat() if day else None, "day", relative=True)
    if fields.day is not None:
        return _day_of_month(fields, context)
    if fields.weekday is not None:
        return _weekday(fields, context)
    if fields.year is not None:
        calendar = fields.calendar or calendar_of_year(fields.year, context)
        return year_of(calendar, fields.year, fields, relative=False)
    return span_of(fields, context)


def _months_of_results(fields: Fields, context: Context) -> Found:
    """So many months of a year, as tables of results head them: "9 months 2025"."""
    if fields.unit != "month" or fields.count not in _REPORTED:
        return Found(None, "interval", relative=True)
    return _part_of_year(replace(fields, opening=fields.count, count=None, unit=None, day=None), context)


def _whole_year(context: Context) -> Found:
    """ "The full year": that of the quarter or half-year told before, else the present one unless it has just begun."""
    told = context.period("quarter", "half")
    if told is not None and told.date is not None and told.precision in ("quarter", "half"):
        return Found(told.date[:4], "year", relative=True)
    reference = context.reference
    if reference is None:
        return Found(None, "year", relative=True)
    if reference.month <= _RESULTS and not context.future():
        last = str(reference.year - 1)
        known = any(m.precision == "year" and m.date == last for m in context.earlier)
        return Found(last if known else None, "year", relative=True)
    return Found(str(reference.year), "year", relative=True)


def base_year(fields: Fields, calendar: Calendar, context: Context) -> int | None:
    """The year that the words themselves give: written, or "last year" in the calendar of the language."""
    if fields.year is not None:
        return fields.year
    if fields.unit != "year" or fields.which is None:
        return None
    base = context.reference
    shift = fields.which
    if shift == "same":
        base, shift = (
            (day_range(context.previous.date)[0], 0) if context.previous and context.previous.date else (None, 0)
        )
    return year_and_month(calendar, base)[0] + int(shift) if base else None


def _month(fields: Fields, context: Context) -> Found:
    calendar = fields.calendar or "gregorian"
    assert fields.month is not None
    if fields.year is not None and fields.year in YEARS["gregorian"] and calendar in ("jalali", "hijri"):
        return Found(None, "day" if fields.day else "month", calendar)
    year = base_year(fields, calendar, context)
    relative = fields.year is None
    precision: Precision = "day" if fields.day else "part" if fields.part or fields.half else "month"
    if year is not None or context.reference is None:
        return Found(_in_month(fields, calendar, year), precision, calendar, relative)
    told = context.previous.date if fields.which == "same" and context.previous else None
    if told is not None:  # "in March 2023, and in July of that year": "that July"
        year = year_and_month(calendar, day_range(told)[0])[0]
        return Found(_in_month(fields, calendar, year), precision, calendar, relative)
    year = nearest_year(fields, calendar, context)
    found = Found(_in_month(fields, calendar, year), precision, calendar, relative)
    if year is None or found.date is None or fields.which is not None:
        return found
    other = year - 1 if day_range(found.date)[0] > context.reference else year + 1
    return replace(found, otherwise=_in_month(fields, calendar, other))


def _in_month(fields: Fields, calendar: Calendar, year: int | None) -> str | None:
    """The month, its part or its day in a year, as a date of the guide's form."""
    if year is None or fields.month is None:
        return None
    if fields.day:
        day = to_day(calendar, year, fields.month, fields.day)
        return day.isoformat() if day else None
    days = month_days(calendar, year, fields.month)
    if days is None:
        return None
    if fields.part or fields.half or fields.opening_days:
        return interval(*part_of_month(days, fields))
    return days[0].isoformat()[:7] if calendar == "gregorian" else interval(*days)


def _ended(fields: Fields, length: int, context: Context) -> Found:
    """The months up to one told: "the quarter that ended in June", "the three months to September 30"."""
    last = _month(_of_end(fields, context), context)
    calendar = last.calendar
    if last.date is None or last.precision != "month" or calendar not in ("gregorian", "jalali"):
        return last
    year, month = year_and_month(calendar, day_range(last.date)[0])
    if length == month == _YEAR:
        return year_of(calendar, year, Fields(), relative=last.relative)
    first = month - length + 1
    if first < 1:
        begin = months_of(calendar, year - 1, _YEAR + first, _YEAR + first, quarter=False)
        if begin is None:
            return Found(None, "interval", calendar, last.relative)
        return replace(last, date=f"{begin.partition('/')[0]}/{last.date.rpartition('/')[2]}", precision="interval")
    quarter = length == 3 and month % 3 == 0 and calendar == "gregorian"
    run = months_of(calendar, year, first, month, quarter=quarter)
    return replace(last, date=run, precision="quarter" if quarter else "interval")


def _of_end(fields: Fields, context: Context) -> Fields:
    """The month in which a stretch of time ended: the last such one that is over, unless the words look ahead."""
    month = replace(fields, day=None, part=None, ended=None)
    calendar = fields.calendar or "gregorian"
    if fields.year is None and base_year(fields, calendar, context) is None and context.reference is not None:
        now, this = year_and_month(calendar, context.reference)
        if not context.future():
            month.year = now if (fields.month or 0) <= this else now - 1
    return month


def nearest_year(fields: Fields, calendar: Calendar, context: Context) -> int | None:
    """The year of a month or day told without one: the last such before publication, unless the words say else.

    A language that always says "last year" (`days_ahead` in its lexicon) means this year's, also a while ahead.
    """
    reference = context.reference
    assert reference is not None and fields.month is not None
    now = year_and_month(calendar, reference)[0]
    if fields.which == 0 and fields.unit in (None, "month"):
        return now
    if fields.which is None and calendar == "gregorian" and (told := _year_of_run(fields.month, context)) is not None:
        return told
    options = {}
    for year in (now - 1, now, now + 1):
        day = to_day(calendar, year, fields.month, fields.day or 1)
        if day is not None:
            options[year] = day
    if fields.weekday is not None and fields.day is not None:
        fitting = {year: day for year, day in options.items() if day.isoweekday() == fields.weekday}
        options = fitting or options
    start = reference if fields.day else _first_of_month(calendar, reference)
    if fields.which == -1:
        past = [year for year, day in options.items() if day < start]
        return max(past, default=None)
    past = [year for year, day in options.items() if day <= reference]
    ahead = [year for year, day in options.items() if day >= start]
    if ahead and (fields.which == 1 or not past):
        return min(ahead)
    if ahead and fields.day and options[min(ahead)] - reference <= _NEAR_FUTURE:
        return min(ahead)
    just_past = fields.day and past and reference - options[max(past)] <= _JUST_PAST
    if ahead and context.future() and not (just_past and options[min(ahead)] - reference > _HALF_A_YEAR):
        return min(ahead)
    near = now in ahead and options[now] - reference <= timedelta(context.words.days_ahead)
    if near and not (context.done() or context.past()):
        return now
    return max(past, default=None)


def _year_of_run(month: int, context: Context) -> int | None:
    """The year of a month that a sentence tells behind an earlier month of a year gone by: "2023年3月发布，7月推出"."""
    assert context.reference is not None
    if context.run is None or context.run[0] >= context.reference.year or context.run[1] >= month:
        return None
    between = context.text[context.run[2] : context.start]
    apart = _STOP.search(between) or context.words.another_year.search(between)
    return None if apart else context.run[0]


def _first_of_month(calendar: Calendar, day: date) -> date:
    year, month = year_and_month(calendar, day)
    return to_day(calendar, year, month, 1) or day


def _part_of_year(fields: Fields, context: Context) -> Found:
    """Quarters, halves, seasons and "the first nine months"."""
    season = fields.season
    calendar = fields.calendar
    if calendar is None and fields.year is not None:
        calendar = calendar_of_year(fields.year, context)
    if calendar is None:
        calendar = context.year_calendar if season or fields.unit == "year" else "gregorian"
    precision: Precision = (
        "quarter" if fields.quarter else "half" if fields.half else "season" if season else "interval"
    )
    if fields.quarter:
        months = 3 * fields.quarter - 2, 3 * fields.quarter
    elif fields.half:
        months = 6 * fields.half - 5, 6 * fields.half
    elif fields.opening:
        months = 1, fields.opening
    elif fields.closing:
        months = 13 - fields.closing, 12
    else:
        seasons = _JALALI_SEASONS if calendar == "jalali" else _SEASONS
        if season is None or season not in seasons:
            return Found(None, precision, calendar, True)
        months = seasons[season]
    year = base_year(fields, calendar, context)
    relative = fields.year is None
    if year is None and season and isinstance(fields.which, int) and context.reference is not None:
        # "Next summer" is to begin, "last summer" is over, "this summer" is that of the year.
        year, month = year_and_month(calendar, context.reference)
        year += (fields.which == 1 and months[0] <= month) - (fields.which == -1 and months[1] >= month)
        year -= (
            fields.which == 0 and months[0] > month + _NEXT_SEASON and not context.future()
        )  # "this autumn", in January
    elif year is None and context.reference is not None:
        year, month = year_and_month(calendar, context.reference)
        begun = months[1] if fields.opening else months[0]  # "the first nine months" are told when they are over
        if (begun > month or (fields.half == 1 and month <= _RESULTS)) and not context.future():
            year -= 1  # "the first half", told in January, is over
        elif fields.quarter and months[1] >= month and calendar == "gregorian":
            # Beside quarters of a year it is one of that year: "in the third ..., in the first ...", told in January.
            told = context.period("quarter")
            if told is not None and told.date is not None and told.precision == "quarter" and not context.future():
                year = int(told.date[:4])
    if year is None or year not in YEARS[calendar] or not 1 <= months[0] <= months[1] <= 12:
        return Found(None, precision, calendar, relative)
    if fields.part in ("beginning", "end"):
        months = (months[0], months[0]) if fields.part == "beginning" else (months[1], months[1])
    elif fields.part:
        return Found(None, precision, calendar, relative)
    return Found(months_of(calendar, year, *months, quarter=bool(fields.quarter)), precision, calendar, relative)


def _weekday(fields: Fields, context: Context) -> Found:
    """A weekday: in the week told, else the last one on or before publication unless the clause looks ahead."""
    reference = context.reference
    assert fields.weekday is not None
    if reference is None:
        return Found(None, "day", relative=True)
    back = (reference.isoweekday() - fields.weekday) % 7
    monday = reference - timedelta(reference.weekday())
    if fields.unit == "week" and isinstance(fields.which, int):
        day = monday + timedelta(7 * fields.which + fields.weekday - 1)
    elif fields.which == -1:
        day = reference - timedelta(back or 7)
    elif fields.which == 1:
        day = reference + timedelta((-back) % 7 or 7)
    elif fields.which == 0:
        day = monday + timedelta(fields.weekday - 1)
    elif fields.which is not None:
        return Found(None, "day", relative=True)
    elif back and context.future():
        day = reference + timedelta(7 - back)
    else:
        day = reference - timedelta(back)
    return Found(day.isoformat(), "day", relative=True)


def _day_of_month(fields: Fields, context: Context) -> Found:
    """A day without a month: in the month told with it, else the last such day on or before publication."""
    calendar: Calendar = "gregorian"
    assert fields.day is not None
    reference = context.reference
    if fields.unit == "month" and fields.which is not None:
        base = span_of(Fields(unit="month", which=fields.which), context)
        if base.date is None:
            return Found(None, "day", relative=True)
        first, last = day_range(base.date)
        day = first + timedelta(fields.day - 1)
        return Found(day.isoformat() if day <= last else None, "day", base.calendar, True)
    if reference is None:
        return Found(None, "day", relative=True)
    if fields.weekday is not None:
        near = sorted((reference + timedelta(n) for n in range(-92, 93)), key=lambda day: abs(day - reference))
        fitting = (d for d in near if (d.day, d.isoweekday()) == (fields.day, fields.weekday))
        found = next(fitting, None)
        return Found(found.isoformat() if found else None, "day", relative=True)
    year, month = reference.year, reference.month
    if fields.day > reference.day and not context.future():
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    made = to_day(calendar, year, month, fields.day)
    return Found(made.isoformat() if made else None, "day", calendar, True)

"""From what a phrase says to the date it means, resolved against the day of publication and earlier mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Literal

from pipeline.claim import Bound
from pipeline.extract.calendars import (
    YEARS,
    day_range,
    month_days,
    month_end,
    to_day,
    year_and_month,
    year_days,
)
from pipeline.extract.date_fields import Fields, length, read_fields
from pipeline.extract.date_words import AND, OPEN, SLASH, TO, Atom, DateWords
from pipeline.extract.mentions import Calendar, DateMention, Precision

_CLAUSE: Final = re.compile(r"[.;!?。；！？؟؛,،，\n](?!\d)")
_CLAUSE_LENGTH: Final = 100
_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
_JALALI_SEASONS: Final = {"spring": (1, 3), "summer": (4, 6), "autumn": (7, 9), "winter": (10, 12)}
_PRECISIONS: Final[dict[str, Precision]] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}
#: What "the same period" can be.
_PERIODS: Final[tuple[Precision, ...]] = ("quarter", "half", "interval", "month", "season")
#: Up to this month firms report the year before.
_RESULTS: Final = 3
#: A number alone in its cell that is larger than this is no year: "2046" is a score.
_LATEST: Final = 2035
_NEAR_FUTURE: Final = timedelta(45)
#: A day so shortly past is meant even by "will": by "after July 4" in a letter of July 6, not a day a year ahead.
_JUST_PAST: Final = timedelta(10)
_HALF_A_YEAR: Final = timedelta(183)
_BOUNDS: Final[tuple[Literal["at_least", "at_most"], ...]] = ("at_least", "at_most")
_NEAR: Final = 24
_ORDERS: Final = {"US": "mdy", "PH": "mdy"}


@dataclass(frozen=True, slots=True)
class Found:
    """A resolved phrase: `date` in the guide's form or None."""

    date: str | None
    precision: Precision
    calendar: Calendar = "gregorian"
    relative: bool = False
    bound: Bound = "exact"


@dataclass(slots=True)
class Context:
    """What a phrase is resolved against."""

    words: DateWords
    text: str
    reference: date | None
    previous: DateMention | None
    country: str
    start: int = 0
    end: int = 0
    earlier: list[DateMention] = field(default_factory=list)

    def period(self, *precisions: Precision) -> DateMention | None:
        """The last stretch of time told, which "the same period" is: not the day of the report, nor "a year ago"."""
        told = [m for m in self.earlier if m.precision in precisions and not m.elapsed]
        return told[-1] if told else self.previous

    def future(self) -> bool:
        """Whether the clause speaks of what is to come: a cue before the words, or one after them.

        A weak cue in front ("by May") looks back where the verb behind is in the past; a cue behind counts only if no
        verb in the past stands between ("on Thursday it said it will ...").
        """
        before = _CLAUSE.split(self.text[max(0, self.start - _CLAUSE_LENGTH) : self.start])[-1]
        after = _CLAUSE.split(self.text[self.end : self.end + _CLAUSE_LENGTH])[0]
        ahead, past = self.words.future_after.search(after), self.words.future_past.search(after)
        if ahead and (past is None or ahead.start() < past.start()):
            return True
        cues = list(self.words.future_before.finditer(before))
        if not cues or self.words.future_unless.search(before, cues[-1].end()):
            return False
        return past is None

    def done(self) -> bool:
        """Whether a verb behind the words in their clause tells that the day has passed."""
        return self.words.done.search(_CLAUSE.split(self.text[self.end : self.end + _CLAUSE_LENGTH])[0]) is not None


def resolve(sense: str, atoms: list[Atom], gaps: list[str], context: Context) -> list[tuple[int, int, Found]]:
    """What a phrase means: a place in the folded text and a date for each thing named; nothing if it is no date."""
    words = context.words
    before = context.text[max(0, context.start - _NEAR) : context.start]
    start, end = context.start, context.end
    if sense == "age":
        return []
    after = context.text[context.end : context.end + _NEAR]
    if sense == "between" and not (words.before["range"].search(before) or words.after["range"].match(after)):
        return _both(atoms, gaps, context)
    if sense == "licensed" and not _licensed(context, before, after):
        return []
    if sense == "licensed" and read_fields(atoms).calendar == "hijri":
        return []  # names of people too
    year = atoms[-1].number if "plain_year" in atoms[-1].kinds else None
    if (
        len(atoms) == 1
        and year is not None
        and _calendar_of_year(year, context) not in ("gregorian", words.year_calendar)
    ):
        return []  # a score of 1417 is no year of the Hijra
    if year is not None and len(atoms) <= 2 and words.after["counted"].match(after):
        return []  # "from 2000 to 2048 tokens"
    if len(atoms) == 1 and "relative" in atoms[0].kinds and words.before["never"].search(before):
        return []
    bound = _bound(context, before)
    if sense == "numeric":
        numeric = next(atom for atom in atoms if "numeric" in atom.kinds)
        found = _numeric(context.text[numeric.start : numeric.end], context)
    elif sense == "numeric_range":
        found = _numeric_range(atoms, context)
        bound = "range"
    elif sense in ("shifted", "year_ago"):
        found = _shifted(read_fields(atoms), context)
    elif sense == "unknown":
        found = Found(None, "day")
    elif sense in ("to_date", "weekend"):
        found = _of_days(sense, atoms, context)
    elif sense in ("range", "between"):
        cut = next(i for i, gap in enumerate(gaps, 1) if gap in (TO, AND))
        found = _range(read_fields(atoms[:cut]), read_fields(atoms[cut:]), context)
        bound = "range" if sense == "between" or found.precision == "day" else "exact"
        found = replace(found, precision="interval")
    elif sense in ("ago", "apart", "following", "past", "coming"):
        found = _counted(sense, atoms, context)
    elif sense == "dual":
        cut = next(i for i, gap in enumerate(gaps, 1) if OPEN in gap or SLASH in gap)
        found = _dual(atoms[:cut], atoms[cut:], context)
    else:
        fields = read_fields(atoms)
        if fields.part and fields.unit and fields.which is None:
            fields.which = 0  # "the end of the year"
        if bound == "at_most" and fields.part == "end" and fields.day is None:
            fields.part = None  # "by the end of 2026" is 2026
        found = _calendar(fields, context)
        if sense == "week" and found.date is not None:
            found = _unit("week", day_range(found.date)[0], 0, Fields(), "gregorian", "week")
    return [(start, end, replace(found, bound=bound))]


def _of_days(sense: str, atoms: list[Atom], context: Context) -> Found:
    """The year to date; the weekend of this or the last week, or the last one that began ("over the weekend")."""
    reference = context.reference
    if reference is None:
        return Found(None, "interval", relative=True)
    if sense == "to_date":
        return Found(_interval(reference.replace(month=1, day=1), reference), "interval", relative=True)
    monday = reference - timedelta(reference.weekday())
    which = next(str(atom.kinds["weekend"]) for atom in atoms if "weekend" in atom.kinds)
    this = which == "0" or (which == "latest" and (reference.weekday() > 4 or context.future()))
    saturday = monday + timedelta(5 if this else -2)
    return Found(_interval(saturday, saturday + timedelta(1)), "interval", relative=True)


def _licensed(context: Context, before: str, after: str) -> bool:
    """Whether a common word or a bare number is a date here: after a preposition, or alone in its text."""
    rest = len(context.text) - (context.end - context.start)
    lone = context.text[context.start : context.end]
    alone = rest < _NEAR and context.text.strip() == lone and not (lone.isdigit() and int(lone) > _LATEST)
    if context.words.after["counted"].match(after):
        return False
    return alone or context.words.before["licence"].search(before) is not None


def _bound(context: Context, before: str) -> Bound:
    """What the words around a date make of it: by, before, until; since, not before."""
    after = context.text[context.end : context.end + _NEAR]
    for bound in _BOUNDS:
        if context.words.before[bound].search(before) or context.words.after[bound].match(after):
            return bound
    return "exact"


def _both(atoms: list[Atom], gaps: list[str], context: Context) -> list[tuple[int, int, Found]]:
    """ "In June and July 2025": two dates; the first takes from the second what it leaves out."""
    cut = next(i for i, gap in enumerate(gaps, 1) if gap == AND)
    first, last = read_fields(atoms[:cut]), read_fields(atoms[cut:])
    if all("plain_year" in atom.kinds for atom in atoms):
        around = (
            context.text[max(0, context.start - _NEAR) : context.start],
            context.text[context.end : context.end + _NEAR],
        )
        if not _licensed(context, *around):
            return []
    _complete(first, last, ("year", "month", "calendar", "unit", "which"))
    places = (context.start, atoms[cut - 1].end), (atoms[cut].start, context.end)
    return [(*place, _calendar(fields, context)) for place, fields in zip(places, (first, last), strict=True)]


def _complete(fields: Fields, other: Fields, names: tuple[str, ...]) -> None:
    """Take from the other side of a pair what one side leaves out."""
    if fields.day and not fields.month and other.month and not other.day:
        fields.month, fields.day = fields.day, None  # "1-9月"
    for name in names:
        if getattr(fields, name) is None:
            setattr(fields, name, getattr(other, name))


def _numeric(text: str, context: Context) -> Found:
    """2025-09-30, 2025/9/30, 1404/07/07, 30.09.2025, 2025-09."""
    numbers = [int(part) for part in re.split(r"\D", text) if part]
    if mark := re.search("[qh]", text):
        year, part = (numbers[0], numbers[1]) if numbers[0] > 4 else (numbers[1], numbers[0])
        year += 2000 if year < 100 else 0
        if mark[0] == "q":
            return Found(f"{year}-Q{part}", "quarter")
        return Found(_months("gregorian", year, 6 * part - 5, 6 * part, quarter=False) if part < 3 else None, "half")
    if len(numbers) == 2:
        return Found(f"{numbers[0]}-{numbers[1]:02}", "month")
    if numbers[0] > 31:
        year, month, day = numbers
    else:
        order = context.words.numeric_order or _ORDERS.get(context.country, "dmy" if context.country else "")
        first, second, year = numbers
        if first > 12 or order == "dmy":
            day, month = first, second
        elif second > 12 or order == "mdy":
            month, day = first, second
        elif first == second:
            day = month = first
        else:
            return Found(None, "day")
    calendar = _calendar_of_year(year, context)
    made = to_day(calendar, year, month, day)
    return Found(made.isoformat() if made else None, "day", calendar)


def _numeric_range(atoms: list[Atom], context: Context) -> Found:
    first, last = (_numeric(context.text[atom.start : atom.end], context) for atom in atoms)
    if first.date is None or last.date is None or first.precision != last.precision:
        return Found(None, last.precision, last.calendar)
    if day_range(first.date)[0] > day_range(last.date)[0]:
        return Found(None, last.precision, last.calendar)
    return replace(last, date=f"{first.date}/{last.date}", precision="interval")


def _calendar_of_year(year: int, context: Context) -> Calendar:
    """A year that no other calendar could have tells its calendar; 13xx-14xx follow the language."""
    if year in YEARS["gregorian"]:
        return "gregorian"
    return "jalali" if context.words.year_calendar == "jalali" else "hijri"


def _calendar(fields: Fields, context: Context) -> Found:
    """What a phrase without counts or ranges means, from the most telling of its fields."""
    if fields.calendar == "roc":  # its year is a Gregorian one since it was read
        return replace(_calendar(replace(fields, calendar="gregorian"), context), calendar="roc")
    reference = context.reference
    if fields.clash:
        return Found(None, "month")
    if fields.month is not None:
        return _month(fields, context) if fields.ended is None else _ended(fields, fields.ended, context)
    halved = fields.half and fields.unit != "month"
    if fields.quarter or halved or fields.season or fields.opening or fields.closing:
        return _part_of_year(fields, context)
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
        calendar = fields.calendar or _calendar_of_year(fields.year, context)
        return _year(calendar, fields.year, fields, relative=False)
    return _span(fields, context)


def _whole_year(context: Context) -> Found:
    """ "The full year": that of the quarter or half-year told before, else the present one unless it has just begun."""
    told = context.period("quarter", "half")
    if told is not None and told.date is not None and told.precision in ("quarter", "half"):
        return Found(told.date[:4], "year", relative=True)
    reference = context.reference
    if reference is None or (reference.month <= _RESULTS and not context.future()):
        return Found(None, "year", relative=True)
    return Found(str(reference.year), "year", relative=True)


def _base_year(fields: Fields, calendar: Calendar, context: Context) -> int | None:
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
    year = _base_year(fields, calendar, context)
    relative = fields.year is None
    precision: Precision = "day" if fields.day else "part" if fields.part or fields.half else "month"
    if year is None and context.reference is not None:
        year = _nearest_year(fields, calendar, context)
    if year is None:
        return Found(None, precision, calendar, relative)
    if fields.day:
        day = to_day(calendar, year, fields.month, fields.day)
        return Found(day.isoformat() if day else None, "day", calendar, relative)
    days = month_days(calendar, year, fields.month)
    if days is None:
        return Found(None, precision, calendar, relative)
    if fields.part or fields.half or fields.opening_days:
        days = _part_of_month(days, fields)
        return Found(_interval(*days), "part", calendar, relative)
    if calendar == "gregorian":
        return Found(days[0].isoformat()[:7], "month", calendar, relative)
    return Found(_interval(*days), "month", calendar, relative)


def _ended(fields: Fields, length: int, context: Context) -> Found:
    """The months up to one told: "the quarter that ended in June", "the three months to September 30"."""
    last = _month(replace(fields, day=None, part=None, ended=None), context)
    if last.date is None or last.precision != "month" or last.calendar != "gregorian":
        return last
    year, month = map(int, last.date.split("-"))
    if length == month == 12:
        return replace(last, date=str(year), precision="year")
    first = month - length + 1
    if first < 1:
        return replace(last, date=f"{year - 1}-{12 + first:02}/{last.date}", precision="interval")
    quarter = length == 3 and month % 3 == 0
    run = _months("gregorian", year, first, month, quarter=quarter)
    return replace(last, date=run, precision="quarter" if quarter else "interval")


def _part_of_month(days: tuple[date, date], fields: Fields) -> tuple[date, date]:
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


def _nearest_year(fields: Fields, calendar: Calendar, context: Context) -> int | None:
    """The year of a month or day told without one: the last such before publication, unless the words say else.

    A language that always says "last year" (`days_ahead` in its lexicon) means this year's, also a while ahead.
    """
    reference = context.reference
    assert reference is not None and fields.month is not None
    now = year_and_month(calendar, reference)[0]
    if fields.which == 0 and fields.unit in (None, "month"):
        return now
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
    if now in ahead and options[now] - reference <= timedelta(context.words.days_ahead) and not context.done():
        return now
    return max(past, default=None)


def _first_of_month(calendar: Calendar, day: date) -> date:
    year, month = year_and_month(calendar, day)
    return to_day(calendar, year, month, 1) or day


def _part_of_year(fields: Fields, context: Context) -> Found:
    """Quarters, halves, seasons and "the first nine months"."""
    season = fields.season
    calendar = fields.calendar
    if calendar is None and fields.year is not None:
        calendar = _calendar_of_year(fields.year, context)
    if calendar is None:
        calendar = context.words.year_calendar if season or fields.unit == "year" else "gregorian"
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
    year = _base_year(fields, calendar, context)
    relative = fields.year is None
    if year is None and context.reference is not None:
        year, month = year_and_month(calendar, context.reference)
        begun = months[1] if fields.opening else months[0]  # "the first nine months" are told when they are over
        if begun > month and not context.future():
            year -= 1
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
    return Found(_months(calendar, year, *months, quarter=bool(fields.quarter)), precision, calendar, relative)


def _months(calendar: Calendar, year: int, first: int, last: int, *, quarter: bool) -> str | None:
    """A run of months of one year as a date string."""
    if calendar == "gregorian":
        if first == last:
            return f"{year}-{first:02}"
        return f"{year}-Q{last // 3}" if quarter else f"{year}-{first:02}/{year}-{last:02}"
    begin, end = month_days(calendar, year, first), month_days(calendar, year, last)
    return _interval(begin[0], end[1]) if begin and end else None


def _year(calendar: Calendar, year: int, fields: Fields, *, relative: bool) -> Found:
    """A year or a part of it: its beginning is its first month, its end the last; early, mid, late are thirds."""
    if year not in YEARS[calendar]:
        return Found(None, "year", calendar, relative)
    months = {"beginning": (1, 1), "early": (1, 4), "mid": (5, 8), "late": (9, 12), "end": (12, 12)}
    if fields.opening_days:
        days = year_days(calendar, year)
        return Found(_interval(*_opening_days(days, fields)) if days else None, "part", calendar, relative)
    if fields.part:
        return Found(_months(calendar, year, *months[fields.part], quarter=False), "part", calendar, relative)
    if calendar == "gregorian":
        return Found(str(year), "year", calendar, relative)
    days = year_days(calendar, year)
    return Found(_interval(*days) if days else None, "year", calendar, relative)


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
        base = _span(Fields(unit="month", which=fields.which), context)
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


def _span(fields: Fields, context: Context) -> Found:
    """This, last, next or the same day, week, month, quarter or year."""
    unit = fields.unit or ""
    precision: Precision = _PRECISIONS.get(unit, "interval")
    if fields.which == "same":
        return _same(unit, fields, context)
    calendar: Calendar = "gregorian"
    if unit in ("month", "year"):
        calendar = fields.calendar or context.words.year_calendar
    if context.reference is None or not isinstance(fields.which, int):
        return Found(None, precision, calendar, True)
    if unit == "quarter" and fields.which == 0 and _is_reported(context):
        return _same(unit, fields, context)
    return _unit(unit, context.reference, fields.which, fields, calendar, precision)


def _is_reported(context: Context) -> bool:
    """Whether the text is about the quarter that ended last, which "this quarter" then is in a company's results."""
    previous, reference = context.previous, context.reference
    if previous is None or previous.date is None or previous.precision != "quarter" or reference is None:
        return False
    return _unit("quarter", reference, -1, Fields(), "gregorian", "quarter").date == previous.date


def _same(unit: str, fields: Fields, context: Context) -> Found:
    """The unit that holds the previous mention, if one unit holds all of it."""
    precision: Precision = _PRECISIONS.get(unit, "interval")
    previous = context.previous
    if unit == "period":
        previous = context.period(*_PERIODS)
    elif unit == "quarter" and (previous is None or previous.precision != "quarter"):
        previous = context.period("quarter")
    if previous is None or previous.date is None:
        return Found(None, precision, relative=True)
    whole = not (fields.part or fields.half or fields.opening_days)
    if unit == "period" or (unit == previous.precision and whole):
        return Found(previous.date, previous.precision, previous.calendar, True)
    calendar = previous.calendar if unit in ("month", "year") and previous.calendar != "roc" else "gregorian"
    first, last = day_range(previous.date)
    holding = _unit(unit, first, 0, Fields(), calendar, precision)
    if holding.date is None or day_range(holding.date)[1] < last:
        return Found(None, precision, relative=True)
    return _unit(unit, first, 0, fields, calendar, precision)


def _unit(unit: str, base: date, shift: int, fields: Fields, calendar: Calendar, precision: Precision) -> Found:
    """The unit that holds `base`, moved by `shift` units."""
    if unit == "day":
        return Found((base + timedelta(shift)).isoformat(), "day", relative=True)
    if unit == "week":
        monday = base - timedelta(base.weekday()) + timedelta(7 * shift)
        return Found(_interval(monday, monday + timedelta(6)), "week", relative=True)
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
            return Found(_interval(*_part_of_month(days, fields)), "part", calendar, True)
        text = days[0].isoformat()[:7] if calendar == "gregorian" else _interval(*days)
        return Found(text, "month", calendar, True)
    if unit == "year":
        return _year(calendar, year + shift, fields, relative=True)
    return Found(None, precision, calendar, True)


def _counted(sense: str, atoms: list[Atom], context: Context) -> Found:
    """A length of time from the reference day ("three days ago") or the previous mention ("a day later")."""
    unit, count = length(sense, atoms)
    precision: Precision = _PRECISIONS.get(unit, "interval")
    base = context.reference
    if sense == "coming" and any(atom.kinds.get("which") == "same" for atom in atoms):
        return _same_length(unit, abs(count), context)
    if sense in ("apart", "following"):
        previous = context.previous
        if previous is None or previous.date is None:
            return Found(None, precision, relative=True)
        base, last = day_range(previous.date)
        if unit == "day" and base != last:
            return Found(None, precision, relative=True)
        if unit == "year" and previous.precision != "day":
            return _shifted(Fields(year=int(previous.date[:4]) + count), context)
    if base is None or not unit or not count or sense == "coming":
        return Found(None, precision, relative=True)
    if sense == "past" and unit == "quarter":
        last = _moved(base.replace(month=base.month - (base.month - 1) % 3, day=1), "day", -1) or base
        first = _moved(last + timedelta(1), unit, count)
        return Found(_interval(first, last) if first else None, "interval", relative=True)
    if sense == "past":
        first = _moved(base, unit, count)
        return Found(_interval(first, base) if first else None, "interval", relative=True)
    if unit == "year" and abs(count) == 1:
        moved = _moved(base, "year", count)
        return Found(moved.isoformat()[:7] if moved else None, "month", relative=True)
    return _unit(unit, base, count, Fields(), "gregorian", precision)


def _shifted(fields: Fields, context: Context) -> Found:
    """ "The same quarter last year": the previous mention, in another year."""
    previous = (
        context.previous if context.previous and context.previous.precision != "day" else context.period(*_PERIODS)
    )
    if previous is None or previous.date is None or previous.calendar not in ("gregorian", "roc"):
        return Found(None, "interval", relative=True)
    year = _base_year(fields, "gregorian", context) or int(previous.date[:4]) - 1
    if year not in YEARS["gregorian"]:
        return Found(None, "interval", relative=True)
    shift = year - int(previous.date[:4])
    sides = [f"{int(side[:4]) + shift}{side[4:]}" for side in previous.date.split("/")]
    leap = any(side.endswith("-02-29") for side in sides)
    return Found(None if leap else "/".join(sides), previous.precision, relative=True)


def _same_length(unit: str, count: int, context: Context) -> Found:
    """ "Those six months": the previous mention, if it is that long."""
    previous = context.previous
    if previous is not None and previous.date is not None:
        first, last = day_range(previous.date)
        if _moved(first, unit, count) == last + timedelta(1):
            return Found(previous.date, previous.precision, previous.calendar, True)
    return Found(None, "interval", relative=True)


def _moved(day: date, unit: str, count: int) -> date | None:
    """The day `count` units later (earlier if negative); a month's last day where that month is shorter."""
    if unit in ("day", "week"):
        return day + timedelta(count * (7 if unit == "week" else 1))
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return None
    index = day.year * 12 + day.month - 1 + count * months
    if not 1900 * 12 <= index < 2100 * 12:
        return None
    end = month_end(index // 12, index % 12 + 1)
    return end if end.day < day.day else end.replace(day=day.day)


def _range(first: Fields, last: Fields, context: Context) -> Found:
    """From one date to another; what one side leaves out is taken from the other."""
    if first.month and last.month and first.year is last.year is None and context.reference and context.future():
        # "Between January and March", told in February of what is to come: the end tells the year.
        last.year = _nearest_year(replace(last, day=last.day or first.day), last.calendar or "gregorian", context)
        if last.year is not None:
            first.year = last.year - (first.month > last.month)
    _complete(first, last, ("month", "calendar"))
    _complete(last, first, ("month", "calendar", "unit", "which"))
    if last.year is not None and first.year is None:
        crosses = first.month and last.month and first.month > last.month
        first.year = last.year - 1 if crosses else last.year
    if last.which is not None and first.which is None and first.year is None:
        first.unit, first.which = last.unit, last.which
    if first.month and last.month and last.part == "end" and not (first.day or first.part):
        last.part = None  # "from April until the end of June"
    if first.month and last.month and first.year is None and last.which is None and context.future():
        goal = _calendar(last, context)
        if goal.date is not None and goal.calendar == "gregorian":
            first.year = int(goal.date[:4]) - (first.month > last.month)
    begin = _calendar(first, context)
    if last.year is None and begin.date is not None and last.which is None and last.month:
        calendar = "gregorian" if begin.calendar == "roc" else begin.calendar
        last.year = year_and_month(calendar, day_range(begin.date)[0])[0]
        if first.month and first.month > last.month:
            last.year += 1
    end = _calendar(last, context)
    if begin.date is None or end.date is None or begin.precision != end.precision:
        return Found(None, end.precision, end.calendar, end.relative)
    if day_range(begin.date)[0] > day_range(end.date)[1]:
        return Found(None, end.precision, end.calendar, end.relative)
    if "/" in begin.date or "/" in end.date:
        text = _interval(day_range(begin.date)[0], day_range(end.date)[1])
    else:
        text = f"{begin.date}/{end.date}"
    return Found(text, end.precision, end.calendar, begin.relative)


def _dual(first: list[Atom], second: list[Atom], context: Context) -> Found:
    """One day in two calendars: the side that has its year decides the other's; they agree within a day."""
    sides = []
    for atoms in (first, second):
        numeric = next((atom for atom in atoms if "numeric" in atom.kinds), None)
        if numeric is not None:
            sides.append((True, _numeric(context.text[numeric.start : numeric.end], context)))
        else:
            fields = read_fields(atoms)
            sides.append((fields.year is not None, _calendar(fields, context)))
    (first_sure, one), (second_sure, other) = sides
    if second_sure and not first_sure:
        one = Found(other.date, "day", one.calendar, False)
    if not second_sure or one.date is None or other.date is None:
        return one if one.date else Found(other.date, "day", one.calendar, other.relative)
    apart = abs(day_range(one.date)[0] - day_range(other.date)[0])
    return one if apart <= timedelta(1) else Found(None, "day", one.calendar, one.relative)


def _interval(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"

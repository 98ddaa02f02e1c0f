"""From what a phrase says to the date it means, resolved against the day of publication and earlier mentions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final, Literal

from pipeline.claim import Bound
from pipeline.extract.dates.calendars import (
    day_range,
    to_day,
    year_and_month,
)
from pipeline.extract.dates.context import Context, Found, calendar_of_year
from pipeline.extract.dates.fields import Fields, read_fields
from pipeline.extract.dates.grammar import AND, OPEN, SLASH, TO
from pipeline.extract.dates.lengths import counted, shifted
from pipeline.extract.dates.phrases import nearest_year, of_fields
from pipeline.extract.dates.units import interval, months_of, unit_at
from pipeline.extract.dates.words import Atom

#: A number alone in its cell that is larger than this is no year: "2046" is a score.
_LATEST: Final = 2035
_BOUNDS: Final[tuple[Literal["at_least", "at_most"], ...]] = ("at_least", "at_most")

#: The years that accounts write with two digits.
_SHORT_YEARS: Final = range(21, 40)
_NEAR: Final = 24
_ORDERS: Final = {"US": "mdy", "PH": "mdy"}


#: From which month on "it ended the year with" can be said of the running year.
_YEAR_NEARLY_OVER: Final = 11


def resolve(sense: str, atoms: list[Atom], gaps: list[str], context: Context) -> list[tuple[int, int, Found]]:
    """What a phrase means: a place in the folded text and a date for each thing named; nothing if it is no date."""
    words = context.words
    before = context.text[max(0, context.start - _NEAR) : context.start]
    after = context.text[context.end : context.end + _NEAR]
    if sense == "between" and not (words.before["range"].search(before) or words.after["range"].match(after)):
        return _both(atoms, gaps, context)
    if _is_no_date(sense, atoms, context, before, after):
        return []
    if sense in ("range", "between", "numeric_range"):
        found = _stretch(sense, atoms, gaps, context)
    else:
        bound = _bound(context, before)
        found = replace(_point(sense, atoms, gaps, bound, context), bound=bound)
    return [(context.start, context.end, found)]


def _is_no_date(sense: str, atoms: list[Atom], context: Context, before: str, after: str) -> bool:
    """Whether a phrase only looks like a date: an age, a name, a score, a count of tokens, "not today"."""
    words = context.words
    if sense == "age":
        return True
    if sense == "after_news" and words.before["news"].search(before) is None:
        return True  # "X came out ten days after Y" counts from X, "the deal comes ten days after Y" from today
    if "short_year" in atoms[-1].kinds and sense == "licensed":  # "25年营收预测", not "25年来"
        return atoms[-1].number not in _SHORT_YEARS or words.after["accounts"].match(after) is None
    if sense == "licensed" and (not _licensed(context, before, after) or read_fields(atoms).calendar == "hijri"):
        return True  # the months of the Hijra are names of people too
    year = atoms[-1].number if "plain_year" in atoms[-1].kinds else None
    alone = len(atoms) == 1
    if alone and year is not None and calendar_of_year(year, context) not in ("gregorian", words.year_calendar):
        return True  # a score of 1417 is no year of the Hijra
    if year is not None and len(atoms) <= 2 and words.after["counted"].match(after):
        return True  # "from 2000 to 2048 tokens"
    return alone and "relative" in atoms[0].kinds and words.before["never"].search(before) is not None


def _stretch(sense: str, atoms: list[Atom], gaps: list[str], context: Context) -> Found:
    """From one date to another: in digits, with a word for the range, or "between ... and ..."."""
    if sense == "numeric_range":
        return replace(_numeric_range(atoms, context), bound="range")
    cut = next(i for i, gap in enumerate(gaps, 1) if gap in (TO, AND))
    found = _range(read_fields(atoms[:cut]), read_fields(atoms[cut:]), context)
    bound: Bound = "range" if sense == "between" or found.precision == "day" else "exact"
    return replace(found, precision="interval", bound=bound)


def _point(sense: str, atoms: list[Atom], gaps: list[str], bound: Bound, context: Context) -> Found:
    """One date, by the sense of its phrase."""
    if sense == "numeric":
        numeric = next(atom for atom in atoms if "numeric" in atom.kinds)
        return _numeric(context.text[numeric.start : numeric.end], context)
    if sense in ("shifted", "year_ago"):
        return shifted(read_fields([atom for atom in atoms if "same_unit" not in atom.kinds]), context)
    if sense == "unknown":
        return Found(None, "day")
    if sense == "first":
        return Found(None, "interval", relative=True)  # only what it begins with dates it
    if sense in ("to_date", "weekend"):
        return _of_days(sense, atoms, context)
    if sense in ("ago", "apart", "following", "past", "coming", "after_news"):
        return counted("ago" if sense == "after_news" else sense, atoms, context)
    if sense == "dual":
        parted = (i for i, gap in enumerate(gaps, 1) if OPEN in gap or SLASH in gap)
        # Papers also print both calendars with nothing between them: "2 رمضان 1447هـ 19 فبراير 2026م".
        cut = next(parted, 0) or next(i for i, atom in enumerate(atoms, 1) if "year" in atom.kinds)
        return _dual(atoms[:cut], atoms[cut:], context)
    fields = read_fields(atoms)
    if sense == "month_quarter" and fields.unit == "quarter":
        fields.unit, fields.ended = None, 3  # "the December quarter" ended in December
    if fields.part and fields.unit and fields.which is None:
        fields.which = 0  # "the end of the year"
    if fields.part == "past end":
        early = context.reference is not None and context.reference.month < _YEAR_NEARLY_OVER
        fields.part, fields.which = "end", -1 if early else 0  # "it ended the year with", told in January
    if bound == "at_most" and fields.part == "end" and fields.day is None:
        fields.part = None  # "by the end of 2026" is 2026
    if fields.part == "end" and (fields.month or fields.unit == "month"):
        before = context.text[max(0, context.start - _NEAR) : context.start]
        if context.words.before["as_of"].search(before):
            fields.part = None  # what holds as of the end of a month, 截至2月底, is dated to the month
    found = of_fields(fields, context)
    if sense == "week" and found.date is not None:
        return unit_at("week", day_range(found.date)[0], 0, Fields(), "gregorian", "week")
    return found


def _of_days(sense: str, atoms: list[Atom], context: Context) -> Found:
    """The year to date; the weekend of this or the last week, or the last one that began ("over the weekend")."""
    reference = context.reference
    if reference is None:
        return Found(None, "interval", relative=True)
    if sense == "to_date":
        return Found(interval(reference.replace(month=1, day=1), reference), "interval", relative=True)
    monday = reference - timedelta(reference.weekday())
    which = next(str(atom.kinds["weekend"]) for atom in atoms if "weekend" in atom.kinds)
    this = which == "0" or (which == "latest" and (reference.weekday() > 4 or context.future()))
    saturday = monday + timedelta(5 if this else -2)
    return Found(interval(saturday, saturday + timedelta(1)), "interval", relative=True)


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
    return [(*place, of_fields(fields, context)) for place, fields in zip(places, (first, last), strict=True)]


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
        return Found(months_of("gregorian", year, 6 * part - 5, 6 * part, quarter=False) if part < 3 else None, "half")
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
    calendar = calendar_of_year(year, context)
    made = to_day(calendar, year, month, day)
    return Found(made.isoformat() if made else None, "day", calendar)


def _numeric_range(atoms: list[Atom], context: Context) -> Found:
    first, last = (_numeric(context.text[atom.start : atom.end], context) for atom in atoms)
    if first.date is None or last.date is None or first.precision != last.precision:
        return Found(None, last.precision, last.calendar)
    if day_range(first.date)[0] > day_range(last.date)[0]:
        return Found(None, last.precision, last.calendar)
    return replace(last, date=f"{first.date}/{last.date}", precision="interval")


def _range(first: Fields, last: Fields, context: Context) -> Found:
    """From one date to another; what one side leaves out is taken from the other."""
    if first.month and last.month and first.year is last.year is None and context.reference and context.future():
        # "Between January and March", told in February of what is to come: the end tells the year.
        last.year = nearest_year(replace(last, day=last.day or first.day), last.calendar or "gregorian", context)
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
        goal = of_fields(last, context)
        if goal.date is not None and goal.calendar == "gregorian":
            first.year = int(goal.date[:4]) - (first.month > last.month)
    begin = of_fields(first, context)
    if last.year is None and begin.date is not None and last.which is None and last.month:
        calendar = "gregorian" if begin.calendar == "roc" else begin.calendar
        last.year = year_and_month(calendar, day_range(begin.date)[0])[0]
        if first.month and first.month > last.month:
            last.year += 1
    end = of_fields(last, context)
    if begin.date is None or end.date is None:
        return Found(None, end.precision, end.calendar, end.relative)
    if begin.precision == "year" and end.precision in ("half", "quarter") and begin.calendar == "gregorian":
        months = f"{begin.date}-01/{day_range(end.date)[1]:%Y-%m}"  # "2022年至2025年上半年"
        return Found(months, end.precision, end.calendar, begin.relative)
    if begin.precision != end.precision:
        return Found(None, end.precision, end.calendar, end.relative)
    if day_range(begin.date)[0] > day_range(end.date)[1]:
        return Found(None, end.precision, end.calendar, end.relative)
    if "/" in begin.date or "/" in end.date:
        text = interval(day_range(begin.date)[0], day_range(end.date)[1])
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
            sides.append((fields.year is not None, of_fields(fields, context)))
    (first_sure, one), (second_sure, other) = sides
    if second_sure and not first_sure:
        one = Found(other.date, "day", one.calendar, False)
    if not second_sure or one.date is None or other.date is None:
        return one if one.date else Found(other.date, "day", one.calendar, other.relative)
    apart = abs(day_range(one.date)[0] - day_range(other.date)[0])
    if apart > timedelta(1):
        return Found(None, "day", one.calendar, one.relative)
    # A Hijri month begins where the moon is seen: of two days next to each other the Gregorian one is meant.
    return other if one.calendar == "hijri" and other.calendar == "gregorian" else one

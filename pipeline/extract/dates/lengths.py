"""Lengths of time: "three days ago", "the past six months", "a year earlier"."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.extract.dates.calendars import (
    YEARS,
    day_range,
    month_end,
)
from pipeline.extract.dates.context import Context, Found
from pipeline.extract.dates.fields import Fields, length, read_fields
from pipeline.extract.dates.phrases import base_year
from pipeline.extract.dates.units import PERIODS, PRECISIONS, interval, span_of, unit_at
from pipeline.extract.dates.words import Atom
from pipeline.extract.mentions import Precision


def counted(sense: str, atoms: list[Atom], context: Context) -> Found:
    """A length of time from the reference day ("three days ago") or the previous mention ("a day later")."""
    unit, count = length(sense, atoms)
    precision: Precision = PRECISIONS.get(unit, "interval")
    base = context.reference
    if sense == "coming" and any(atom.kinds.get("which") == "same" for atom in atoms):
        return _same_length(unit, abs(count), context)
    if sense in ("apart", "following"):
        previous = context.previous
        if sense == "following" and any("span" in atom.kinds for atom in atoms) and not _is_told_by(unit, context):
            return span_of(read_fields(atoms), context)  # 上季度 beside no quarter: the last one
        if previous is None or previous.date is None:
            return Found(None, precision, relative=True)
        base, last = day_range(previous.date)
        if unit == "day" and base != last:
            return Found(None, precision, relative=True)
        if unit == "year" and previous.precision != "day":
            return shifted(Fields(year=int(previous.date[:4]) + count), context)
    if base is None or not unit or not count or sense == "coming":
        return Found(None, precision, relative=True)
    if sense == "past" and unit == "quarter":
        last = _moved(base.replace(month=base.month - (base.month - 1) % 3, day=1), "day", -1) or base
        first = _moved(last + timedelta(1), unit, count)
        return Found(interval(first, last) if first else None, "interval", relative=True)
    if sense == "past":
        first = _moved(base, unit, count)
        return Found(interval(first, base) if first else None, "interval", relative=True)
    if unit == "year" and abs(count) == 1:
        moved = _moved(base, "year", count)
        return Found(moved.isoformat()[:7] if moved else None, "month", relative=True)
    return unit_at(unit, base, count, Fields(), "gregorian", precision)


def _is_told_by(unit: str, context: Context) -> bool:
    """Whether the text itself has told a unit that "the previous one" can be the one before."""
    previous = context.previous
    return previous is not None and context.told_here and previous.precision in (unit, "day")


def shifted(fields: Fields, context: Context) -> Found:
    """ "The same quarter last year": the previous mention, in another year."""
    previous = (
        context.previous
        if context.previous and context.previous.precision != "day"
        else context.period(*PERIODS, "year")
    )
    if previous is None or previous.date is None or previous.calendar not in ("gregorian", "roc"):
        return Found(None, "interval", relative=True)
    told = int(previous.date[:4])
    year = base_year(fields, "gregorian", context) or told - 1
    if fields.which == -1 and year >= told:
        year = told - 1  # "the same quarter last year" of a quarter that was last year itself
    if year not in YEARS["gregorian"]:
        return Found(None, "interval", relative=True)
    shift = year - told
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

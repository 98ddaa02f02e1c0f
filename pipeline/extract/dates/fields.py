"""What one phrase of date words says, before it is resolved: its fields."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.dates.calendars import ROC_OFFSET
from pipeline.extract.dates.words import Atom, Value
from pipeline.extract.mentions import Calendar


@dataclass(slots=True)
class Fields:
    """What one phrase says, before it is resolved."""

    calendar: Calendar | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    opening: int | None = None
    opening_days: int | None = None
    skipped_days: int = 0  # how many stand before them; -1 if they are the last ones
    closing: int | None = None
    ended: int | None = None
    part: str | None = None
    unit: str | None = None
    which: Value | None = None
    count: int | None = None
    offset: int | None = None
    clash: bool = False
    whole: bool = False


def read_fields(atoms: list[Atom]) -> Fields:
    """The fields of one phrase (or one side of a range)."""
    fields = Fields()
    for atom in atoms:
        for kind, value in atom.kinds.items():
            _take(fields, kind, value, atom.number)
    return fields


def _take(fields: Fields, kind: str, value: Value, number: int) -> None:
    if kind in ("month", "weak_month", "verb_month"):
        calendar, _, month = str(value).rpartition(" ")
        named = {"": "gregorian", "jalali": "jalali", "hijri": "hijri"}[calendar]
        if fields.month is not None:
            fields.clash |= fields.month != int(month)
            return
        fields.month = int(month)
        if fields.calendar != "roc":
            fields.calendar = named  # type: ignore[assignment]
    elif kind in ("weekday", "weak_weekday"):
        fields.weekday = int(value)
    elif kind in ("day", "weak_day", "han_day"):
        fields.day = number or int(value)
    elif kind in ("number", "number_word"):
        if fields.day is None:
            fields.day = number
        fields.count = number
    elif kind == "plain_year":
        fields.year = number
    elif kind in ("year", "short_year"):
        fields.year = number + (ROC_OFFSET if value == "roc" else 0 if number >= 100 else 2000)
        if value in ("roc", "hijri", "gregorian"):
            fields.calendar = value  # type: ignore[assignment]
    elif kind == "era":
        fields.calendar = str(value)  # type: ignore[assignment]
    elif kind == "span":
        unit, _, which = str(value).rpartition(" ")
        fields.unit, fields.which = unit, which if which == "same" else int(which)
    elif kind == "one":
        fields.unit, fields.count = str(value), 1
    elif kind in ("count", "clock_count", "just_now") or (kind == "past" and value):
        unit, _, count = str(value).rpartition(" ")
        fields.unit, fields.count = unit, int(count) or number
    elif kind == "unit":
        fields.unit = str(value)
    elif kind == "which":
        fields.which = value
    elif kind == "whole":
        fields.whole = True
    elif kind == "relative":
        fields.offset = int(value)
        if number:
            fields.day = number
    elif kind == "quarter":
        fields.quarter = int(value) or number
    elif kind in ("half", "half_month"):
        fields.half = int(value)
        if kind == "half_month" and fields.unit is None:
            fields.unit, fields.which = "month", 0
    elif kind == "closing":
        fields.closing = number
    elif kind == "ended":
        fields.ended = int(value)
    elif kind == "season":
        fields.season = str(value)
    elif kind == "opening":
        length, _, count = str(value).partition(" ")
        number = int(count or number)
        if length in ("weeks", "days"):
            fields.opening_days = number * (7 if length == "weeks" else 1)
        else:
            fields.opening = number * (3 if length == "quarters" else 1)
    elif kind == "nth_week":
        fields.opening_days, nth = 7, int(value) or number
        fields.skipped_days = 7 * (nth - 1) if nth > 0 else -1
    elif kind in ("part", "closed", "year_part", "month_part"):
        fields.part = str(value)
        if fields.unit is None and kind in ("year_part", "month_part"):
            fields.unit, fields.which = kind.removesuffix("_part"), 0


def length(sense: str, atoms: list[Atom]) -> tuple[str, int]:
    """The unit and the signed number of units that a phrase tells: ("day", -3) for "three days ago"."""
    if sense == "first":
        unit, _, count = str(atoms[0].kinds["first"]).rpartition(" ")
        return unit, int(count) or atoms[0].number
    fields, sign = Fields(), -1
    for atom in atoms:
        for kind in ("clock_count", "just_now", "count", "number", "number_word", "unit", "one", "past"):
            if kind in atom.kinds:
                _take(fields, kind, atom.kinds[kind], atom.number)
        if sense == "apart" and "apart" in atom.kinds:
            sign = int(atom.kinds["apart"])
        if sense == "following" and "following" in atom.kinds:
            unit, _, count = str(atom.kinds["following"]).rpartition(" ")
            return unit, int(count)
    if sense == "past" and fields.unit and not fields.count:
        return fields.unit, -1
    return fields.unit or "", sign * (fields.count or 0)

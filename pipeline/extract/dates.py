"""Dates and intervals in running text, resolved against the publication day, in every language of the project.

The words are data (`languages/<lang>/dates.yml`, compiled by `date_words`). A text's atoms and the gaps between them
become a string with one character each; the lexicon's phrases are one regex over that string; each phrase found is
read into fields and resolved. What cannot be resolved keeps its place with a date of None: a wrong date is worse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

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
from pipeline.extract.date_words import AND, BREAK, CLOSE, OPEN, SLASH, TO, Atom, DateWords, Value, date_words
from pipeline.extract.mentions import Calendar, DateMention, Precision
from pipeline.text.fold import Folded, fold

__all__ = ["Age", "day_range", "find_ages", "find_dates", "publication_date"]

_CLAUSE: Final = re.compile(r"[.;!?。；！？؟؛,،，\n](?!\d)")
_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
_JALALI_SEASONS: Final = {"spring": (1, 3), "summer": (4, 6), "autumn": (7, 9), "winter": (10, 12)}
_PRECISIONS: Final[dict[str, Precision]] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}
_UNITS: Final = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(1),
    "week": timedelta(7),
    "month": timedelta(30),
    "year": timedelta(365),
}
_NEAR_FUTURE: Final = timedelta(45)
_CLAUSE_LENGTH: Final = 100
_LONGEST_GAP: Final = 24


@dataclass(slots=True)
class _Fields:
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
    part: str | None = None
    unit: str | None = None
    which: Value | None = None
    count: int | None = None
    offset: int | None = None
    clash: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A resolved phrase: `date` in the guide's form or None."""

    date: str | None
    precision: Precision
    calendar: Calendar = "gregorian"
    relative: bool = False
    bound: Bound = "exact"


@dataclass(slots=True)
class _Context:
    """What a phrase is resolved against."""

    words: DateWords
    text: str
    reference: date | None
    previous: DateMention | None
    country: str
    start: int = 0
    end: int = 0
    ends: bool = field(default=False)

    def future(self) -> bool:
        """Whether the clause speaks of what is to come: a cue before the words, or one after them."""
        before = _CLAUSE.split(self.text[max(0, self.start - _CLAUSE_LENGTH) : self.start])[-1]
        after = _CLAUSE.split(self.text[self.end : self.end + _CLAUSE_LENGTH])[0]
        cues = list(self.words.future_before.finditer(before))
        if cues and not self.words.future_unless.search(before, cues[-1].end()):
            return True
        return self.words.future_after.search(after) is not None


def find_dates(
    text: str | Folded,
    language: str,
    reference: date | None,
    *,
    previous: DateMention | None = None,
    country: str = "",
) -> list[DateMention]:
    """The dates, months, quarters, years and intervals in a text, in order, without overlaps.

    `reference` is the day of publication; without it relative words get the date None. `previous` is the last
    resolved mention before this text, for "the same month" and its like. `country` (ISO 2) tells 09/10/2025 and
    local years. Offsets count code points of the original text. Raises FileNotFoundError for an unknown language.
    """
    folded = text if isinstance(text, Folded) else Folded(text)
    words = date_words(language)
    context = _Context(words, folded.text, reference, previous, country)
    mentions: list[DateMention] = []
    for sense, atoms, gaps, end in _phrases(folded, words):
        context.start, context.end = atoms[0].start, end
        found = _resolve(sense, atoms, gaps, context)
        if found is None:
            continue
        mention = DateMention(
            *_span_of(folded, context.start, context.end),
            found.date,
            found.precision,
            found.calendar,
            found.bound,
            found.relative,
        )
        mentions.append(mention)
        if mention.date is not None:
            context.previous = mention
    return mentions


def _span_of(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """The span in the original, with the tatweel and marks that belong to its last letter."""
    first, last = folded.span(start, end)
    original = folded.original
    while last < len(original) and (original[last] == "ـ" or unicodedata.combining(original[last])):
        last += 1
    return first, last


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago something was, as a page tells it at `start:end` of its text ("3 hours ago").

    `elapsed` counts a month as 30 and a year as 365 days; `unit` (minute, hour, day, week, month, year) is the
    precision.
    """

    start: int
    end: int
    elapsed: timedelta
    unit: str


def find_ages(text: str | Folded, language: str) -> list[Age]:
    """The ages told in a text, in order: "3 hours ago", "منذ 6 ساعات", "۵ ساعت پیش", "12 小时前"."""
    folded = text if isinstance(text, Folded) else Folded(text)
    ages = []
    for sense, atoms, _, end in _phrases(folded, date_words(language)):
        if sense in ("age", "ago"):
            unit, count = _length(sense, atoms)
            if unit in _UNITS and count:
                ages.append(Age(*folded.span(atoms[0].start, end), -count * _UNITS[unit], unit))
    return ages


def publication_date(
    text: str, language: str, clock: datetime | None, *, country: str = ""
) -> tuple[str, str, str] | None:
    """The day of publication told in a visible text near a title: ISO date, basis and the words it came from.

    The basis is "visible" (Gregorian and ROC dates), "jalali", "hijri", or "relative" (ages and words like yesterday,
    told from `clock`, the page's or the fetch's own time). A day told without its year also needs the clock. Only
    whole days count, none after the clock's day; where the same day is told in two calendars the Gregorian one
    is taken, and a day of last change only if there is no other. None if nothing is told.
    """
    folded = Folded(text)
    words = date_words(language)
    found: list[tuple[int, int, date, str]] = []
    for mention in find_dates(folded, language, clock.date() if clock else None, country=country):
        if mention.precision == "day" and mention.date is not None:
            told = mention.relative and not any(c.isdigit() for c in text[mention.start : mention.end])
            basis = "relative" if told else _BASES.get(mention.calendar, "visible")
            found.append((mention.start, mention.end, date.fromisoformat(mention.date), basis))
    if clock is not None:
        for age in find_ages(folded, language):
            if age.unit in ("minute", "hour", "day", "week"):
                found.append((age.start, age.end, (clock - age.elapsed).date(), "relative"))
        for short in _SHORT.finditer(folded.text):
            day = _last_on(int(short[1]), int(short[2]), clock.date())
            if day is not None:
                found.append((*folded.span(short.start(), short.end(2)), day, "visible"))
    latest = clock.date() if clock else date.max
    known = sorted(
        (words.updated.search(fold(text[max(0, start - 24) : start])) is not None, start, end, day, basis)
        for start, end, day, basis in found
        if day <= latest
    )
    if not known:
        return None
    _, start, end, day, basis = known[0]
    for _, other_start, other_end, other_day, other_basis in known[1:]:
        if basis == "hijri" and other_basis == "visible" and abs(other_day - day) <= timedelta(2):
            start, end, day, basis = other_start, other_end, other_day, other_basis
    return day.isoformat(), basis, text[start:end]


def _last_on(month: int, day: int, latest: date) -> date | None:
    """The last day with this month and day that is not after `latest`."""
    options = (to_day("gregorian", year, month, day) for year in (latest.year, latest.year - 1))
    return next((option for option in options if option and option <= latest), None)


_BASES: Final = {"jalali": "jalali", "hijri": "hijri"}
_SHORT: Final = re.compile(r"(?<![\d/:.-])(\d{2})-(\d{2}) +(?=\d{2}:\d{2})")


# --- from text to phrases ------------------------------------------------------------------------------------------


def _phrases(folded: Folded, words: DateWords) -> Iterator[tuple[str, list[Atom], list[str], int]]:
    """Each phrase of a text: its sense, its atoms, the gap before each atom but the first, and its end."""
    text = folded.text
    codes: list[
        tuple[str, Atom | None, int]
    ] = []  # one character, the atom it stands for, and where that ends
    last = 0
    for atom in words.scan(text):
        if words.cased and _uncapitalised(atom, folded):
            continue
        for code, end in _gap(text, last, atom.start, words):
            if code == BREAK:
                yield from _stretch(codes, words)
                codes = []
            else:
                codes.append((code, None, end))
        codes.append((words.phrases.codes[frozenset(atom.kinds)], atom, atom.end))
        last = atom.end
    if codes and text[last : last + 1] in (")", "）"):
        codes.append((CLOSE, None, last + 1))
    yield from _stretch(codes, words)


def _stretch(
    codes: list[tuple[str, Atom | None, int]], words: DateWords
) -> Iterator[tuple[str, list[Atom], list[str], int]]:
    """The phrases of atoms that stand together."""
    for start, end, sense in words.phrases.find("".join(code for code, _, _ in codes)):
        picked: list[Atom] = []
        gaps = [""]
        for code, atom, _ in codes[start:end]:
            if atom is None:
                gaps[-1] += code
            else:
                picked.append(atom)
                gaps.append("")
        yield sense, picked, gaps[1:-1], codes[end - 1][2]


def _uncapitalised(atom: Atom, folded: Folded) -> bool:
    if "weak_month" not in atom.kinds and "weak_weekday" not in atom.kinds:
        return False
    return not folded.original[folded.origin(atom.start)].isupper()


def _gap(text: str, start: int, end: int, words: DateWords) -> Iterator[tuple[str, int]]:
    """The characters that stand for a gap in the code string, each with its end; none where the atoms join."""
    if end - start > _LONGEST_GAP:
        if text[start] in ")）":
            yield CLOSE, start + 1
        yield BREAK, end
        return
    between = text[start:end]
    if between == " ":
        return
    bare = between.lstrip(" ")
    if bare[:1] in (")", "）"):
        yield CLOSE, end - len(bare) + 1
        between = bare[1:]
    if words.gap.fullmatch(between):
        return
    if words.to.fullmatch(between):
        yield TO, end
    elif words.conjunction.fullmatch(between):
        yield AND, end
    else:
        yield _BRACKETS.get(between.strip(), BREAK), end


_BRACKETS: Final = {"(": OPEN, "（": OPEN, "/": SLASH}


# --- from phrases to fields ----------------------------------------------------------------------------------------


def _read(atoms: list[Atom], words: DateWords) -> _Fields:
    """The fields of one phrase (or one side of a range)."""
    fields = _Fields()
    for atom in atoms:
        for kind, value in atom.kinds.items():
            _take(fields, kind, value, atom.number)
    return fields


def _take(fields: _Fields, kind: str, value: Value, number: int) -> None:
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
    elif kind in ("day", "weak_day"):
        fields.day = number or int(value)
    elif kind == "number":
        if fields.day is None:
            fields.day = number
        fields.count = number
    elif kind == "plain_year":
        fields.year = number
    elif kind in ("year", "short_year"):
        fields.year = number + 2000 if value in ("short", 0) and number < 100 else number
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
    elif kind == "relative":
        fields.offset = int(value)
        if number:
            fields.day = number
    elif kind == "quarter":
        fields.quarter = int(value) or number
    elif kind in ("half", "half_month"):
        fields.half = int(value)
    elif kind == "season":
        fields.season = str(value)
    elif kind == "opening":
        length, _, count = str(value).partition(" ")
        number = int(count or number)
        if length in ("weeks", "days"):
            fields.opening_days = number * (7 if length == "weeks" else 1)
        else:
            fields.opening = number * (3 if length == "quarters" else 1)
    elif kind in ("part", "year_part", "month_part"):
        fields.part = str(value)
        if fields.unit is None and kind != "part":
            fields.unit, fields.which = kind.removesuffix("_part"), 0


# --- from fields to dates ------------------------------------------------------------------------------------------


def _resolve(sense: str, atoms: list[Atom], gaps: list[str], context: _Context) -> _Found | None:
    """What a phrase means, or None if it is no date after all."""
    words = context.words
    before = context.text[max(0, context.start - 24) : context.start]
    if sense == "age":
        return None
    if sense == "licensed":
        alone = context.text.strip() == context.text[context.start : context.end]
        if not alone and not words.before["licence"].search(before):
            return None
    bound: Bound = "exact"
    after = context.text[context.end : context.end + 24]
    if words.before["at_least"].search(before) or words.after["at_least"].match(after):
        bound = "at_least"
    elif words.before["at_most"].search(before) or words.after["at_most"].match(after):
        bound = "at_most"
    if sense == "numeric":
        found = _numeric(context.text[atoms[0].start : atoms[0].end], context)
    elif sense in ("range", "between"):
        cut = next(i for i, gap in enumerate(gaps, 1) if gap in (TO, AND))
        found = _range(_read(atoms[:cut], words), _read(atoms[cut:], words), context)
        bound = "range" if words.before["range"].search(before) or found.precision == "day" else "exact"
        if sense == "between" and not words.before["range"].search(before):
            return None
    elif sense in ("ago", "ahead", "apart", "following", "past", "coming"):
        found = _counted(sense, atoms, context)
    elif sense == "dual":
        cut = next(i for i, gap in enumerate(gaps, 1) if OPEN in gap or SLASH in gap)
        found = _dual(atoms[:cut], atoms[cut:], context)
    else:
        fields = _read(atoms, words)
        if bound == "at_most" and fields.part == "end" and fields.month is None:
            fields.part = None
        found = _calendar(fields, context)
    return _Found(found.date, found.precision, found.calendar, found.relative, bound)


_ORDERS: Final = {"US": "mdy", "PH": "mdy"}


def _numeric(text: str, context: _Context) -> _Found:
    """2025-09-30, 2025/9/30, 1404/07/07, 30.09.2025, 2025-09."""
    numbers = [int(part) for part in re.split(r"\D", text) if part]
    if mark := re.search("[qh]", text):
        year, part = (numbers[0], numbers[1]) if numbers[0] > 4 else (2000 + numbers[1], numbers[0])
        if mark[0] == "q":
            return _Found(f"{year}-Q{part}", "quarter")
        return _Found(
            _months("gregorian", year, 6 * part - 5, 6 * part, quarter=False) if part < 3 else None, "half"
        )
    if len(numbers) == 2:
        return _Found(f"{numbers[0]}-{numbers[1]:02}", "month")
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
            return _Found(None, "day")
    calendar = _calendar_of_year(year, context)
    made = to_day(calendar, year, month, day)
    return _Found(made.isoformat() if made else None, "day", calendar)


def _calendar_of_year(year: int, context: _Context) -> Calendar:
    """A year that no other calendar could have tells its calendar; 13xx-14xx follow the language."""
    if year in YEARS["gregorian"]:
        return "gregorian"
    return "jalali" if context.words.year_calendar == "jalali" else "hijri"


def _calendar(fields: _Fields, context: _Context) -> _Found:
    reference = context.reference
    if fields.clash:
        return _Found(None, "month")
    if fields.month is not None:
        return _month(fields, context)
    if fields.quarter or fields.half or fields.season or fields.opening:
        return _part_of_year(fields, context)
    if fields.offset is not None and fields.which is None:
        day = reference + timedelta(fields.offset) if reference else None
        if day and fields.day and fields.day != day.day:
            near = [day + timedelta(n) for n in (-1, 1, -2, 2)]
            day = next((other for other in near if other.day == fields.day), None)
        return _Found(day.isoformat() if day else None, "day", relative=True)
    if fields.day is not None:
        return _day_of_month(fields, context)
    if fields.weekday is not None:
        return _weekday(fields, context)
    if fields.year is not None:
        calendar = fields.calendar or _calendar_of_year(fields.year, context)
        return _year(calendar, fields.year, fields.part, relative=False)
    return _span(fields, context)


def _base_year(fields: _Fields, calendar: Calendar, context: _Context) -> int | None:
    """The year that the words themselves give: written, or "last year" in the calendar of the language."""
    if fields.year is not None:
        return fields.year
    if fields.unit != "year" or fields.which is None:
        return None
    base = context.reference
    shift = fields.which
    if shift == "same":
        base, shift = (
            (day_range(context.previous.date)[0], 0)
            if context.previous and context.previous.date
            else (None, 0)
        )
    return year_and_month(calendar, base)[0] + int(shift) if base else None


def _month(fields: _Fields, context: _Context) -> _Found:
    calendar = fields.calendar or "gregorian"
    assert fields.month is not None
    if fields.year is not None and calendar == "roc" and fields.year > 1000:
        calendar = "gregorian"
    if fields.year is not None and fields.year in YEARS["gregorian"] and calendar in ("jalali", "hijri"):
        return _Found(None, "day" if fields.day else "month", calendar)
    year = _base_year(fields, calendar, context)
    relative = fields.year is None
    precision: Precision = "day" if fields.day else "part" if fields.part or fields.half else "month"
    if year is None and context.reference is not None:
        year = _nearest_year(fields, calendar, context)
    if year is None:
        return _Found(None, precision, calendar, relative)
    if fields.day:
        day = to_day(calendar, year, fields.month, fields.day)
        return _Found(day.isoformat() if day else None, "day", calendar, relative)
    days = month_days(calendar, year, fields.month)
    if days is None:
        return _Found(None, precision, calendar, relative)
    if fields.part or fields.half or fields.opening_days:
        days = _part_of_month(days, fields)
        return _Found(_interval(*days), "part", calendar, relative)
    if calendar in ("gregorian", "roc"):
        return _Found(days[0].isoformat()[:7], "month", calendar, relative)
    return _Found(_interval(*days), "month", calendar, relative)


def _part_of_month(days: tuple[date, date], fields: _Fields) -> tuple[date, date]:
    """The days of a part of a month: thirds (early, mid, late), halves, or its first days."""
    first, last = days
    if fields.opening_days:
        return first, min(last, first + timedelta(fields.opening_days - 1))
    if fields.half:
        return (first, first + timedelta(14)) if fields.half == 1 else (first + timedelta(15), last)
    if fields.part in ("beginning", "early"):
        return first, first + timedelta(9)
    if fields.part == "mid":
        return first + timedelta(10), first + timedelta(19)
    return first + timedelta(20), last


def _nearest_year(fields: _Fields, calendar: Calendar, context: _Context) -> int | None:
    """The year of a month or day told without one: the last such before publication, unless something else is said."""
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
    if ahead and context.future():
        return min(ahead)
    return max(past, default=None)


def _first_of_month(calendar: Calendar, day: date) -> date:
    year, month = year_and_month(calendar, day)
    return to_day(calendar, year, month, 1) or day


def _part_of_year(fields: _Fields, context: _Context) -> _Found:
    """Quarters, halves, seasons and "the first nine months"."""
    season = fields.season
    calendar = fields.calendar
    if calendar is None and fields.year is not None:
        calendar = _calendar_of_year(fields.year, context)
    if calendar is None:
        calendar = context.words.year_calendar if season or fields.unit == "year" else "gregorian"
    if calendar == "roc":
        calendar = "gregorian"
    precision: Precision = (
        "quarter" if fields.quarter else "half" if fields.half else "season" if season else "interval"
    )
    if fields.quarter:
        months = 3 * fields.quarter - 2, 3 * fields.quarter
    elif fields.half:
        months = 6 * fields.half - 5, 6 * fields.half
    elif fields.opening:
        months = 1, fields.opening
    else:
        seasons = _JALALI_SEASONS if calendar == "jalali" else _SEASONS
        if season not in seasons:
            return _Found(None, precision, calendar, True)
        months = seasons[season]
    year = _base_year(fields, calendar, context)
    relative = fields.year is None
    if year is None and context.reference is not None:
        year, month = year_and_month(calendar, context.reference)
        if months[0] > month and not context.future():
            year -= 1
    if year is None or not 1 <= months[1] <= 12:
        return _Found(None, precision, calendar, relative)
    if fields.part in ("beginning", "end"):
        months = (months[0], months[0]) if fields.part == "beginning" else (months[1], months[1])
    elif fields.part:
        return _Found(None, precision, calendar, relative)
    return _Found(
        _months(calendar, year, *months, quarter=bool(fields.quarter)), precision, calendar, relative
    )


def _months(calendar: Calendar, year: int, first: int, last: int, *, quarter: bool) -> str | None:
    """A run of months of one year as a date string."""
    if calendar == "gregorian":
        if first == last:
            return f"{year}-{first:02}"
        return f"{year}-Q{last // 3}" if quarter else f"{year}-{first:02}/{year}-{last:02}"
    begin, end = month_days(calendar, year, first), month_days(calendar, year, last)
    return _interval(begin[0], end[1]) if begin and end else None


def _year(calendar: Calendar, year: int, part: str | None, *, relative: bool) -> _Found:
    """A year or a part of it: its beginning is its first month, its end the last; early, mid and late are thirds."""
    if year not in YEARS[calendar]:
        return _Found(None, "year", calendar, relative)
    months = {"beginning": (1, 1), "early": (1, 4), "mid": (5, 8), "late": (9, 12), "end": (12, 12)}
    if part:
        return _Found(_months(calendar, year, *months[part], quarter=False), "part", calendar, relative)
    if calendar == "gregorian":
        return _Found(str(year), "year", calendar, relative)
    if calendar == "roc":
        return _Found(str(year + 1911), "year", calendar, relative)
    days = year_days(calendar, year)
    return _Found(_interval(*days) if days else None, "year", calendar, relative)


def _weekday(fields: _Fields, context: _Context) -> _Found:
    """A weekday: in the week that is told, else the last one on or before publication unless the clause looks ahead."""
    reference = context.reference
    assert fields.weekday is not None
    if reference is None:
        return _Found(None, "day", relative=True)
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
        return _Found(None, "day", relative=True)
    elif back and context.future():
        day = reference + timedelta(7 - back)
    else:
        day = reference - timedelta(back)
    return _Found(day.isoformat(), "day", relative=True)


def _day_of_month(fields: _Fields, context: _Context) -> _Found:
    """A day told without its month: in the month told with it, else the last such day on or before publication."""
    calendar: Calendar = "gregorian"
    assert fields.day is not None
    reference = context.reference
    if fields.unit == "month" and fields.which is not None:
        base = _span(_Fields(unit="month", which=fields.which), context)
        if base.date is None:
            return _Found(None, "day", relative=True)
        first, last = day_range(base.date)
        day = first + timedelta(fields.day - 1)
        return _Found(day.isoformat() if day <= last else None, "day", base.calendar, True)
    if reference is None:
        return _Found(None, "day", relative=True)
    year, month = reference.year, reference.month
    if fields.day > reference.day and not context.future():
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    made = to_day(calendar, year, month, fields.day)
    return _Found(made.isoformat() if made else None, "day", calendar, True)


def _span(fields: _Fields, context: _Context) -> _Found:
    """This, last, next or the same day, week, month, quarter or year."""
    unit, which = fields.unit, fields.which
    precision: Precision = _PRECISIONS.get(unit or "", "interval")
    base = context.reference
    calendar: Calendar = "gregorian"
    if which == "same":
        previous = context.previous
        if previous is None or previous.date is None:
            return _Found(None, precision, relative=True)
        if unit == "period" or (unit == previous.precision and not fields.part and not fields.opening_days):
            return _Found(previous.date, previous.precision, previous.calendar, True)
        first, last = day_range(previous.date)
        if unit in ("month", "year"):
            calendar = previous.calendar if previous.calendar in ("jalali", "hijri") else "gregorian"
        one = {"day": first == last, "week": (last - first).days < 7}
        if not one.get(unit or "", year_and_month(calendar, first)[0] == year_and_month(calendar, last)[0]):
            return _Found(None, precision, relative=True)
        base, which = first, 0
    elif unit in ("month", "year"):
        calendar = fields.calendar or context.words.year_calendar
    if base is None or not isinstance(which, int) or unit is None:
        return _Found(None, precision, calendar, True)
    return _unit(unit, base, which, fields, calendar, precision)


def _unit(
    unit: str, base: date, shift: int, fields: _Fields, calendar: Calendar, precision: Precision
) -> _Found:
    """The unit that holds `base`, moved by `shift` units."""
    if unit == "day":
        return _Found((base + timedelta(shift)).isoformat(), "day", relative=True)
    if unit == "week":
        monday = base - timedelta(base.weekday()) + timedelta(7 * shift)
        return _Found(_interval(monday, monday + timedelta(6)), "week", relative=True)
    if unit == "quarter":
        index = base.year * 4 + (base.month - 1) // 3 + shift
        return _Found(f"{index // 4}-Q{index % 4 + 1}", "quarter", relative=True)
    year, month = year_and_month(calendar, base)
    if unit == "month":
        index = year * 12 + month - 1 + shift
        days = month_days(calendar, index // 12, index % 12 + 1)
        if days is None:
            return _Found(None, precision, calendar, True)
        if fields.part or fields.half or fields.opening_days:
            return _Found(_interval(*_part_of_month(days, fields)), "part", calendar, True)
        text = days[0].isoformat()[:7] if calendar == "gregorian" else _interval(*days)
        return _Found(text, "month", calendar, True)
    if unit == "year":
        return _year(calendar, year + shift, fields.part, relative=True)
    return _Found(None, precision, calendar, True)


def _length(sense: str, atoms: list[Atom]) -> tuple[str, int]:
    """The unit and the signed number of units that a phrase tells: ("day", -3) for "three days ago"."""
    fields, sign = _Fields(), -1
    for atom in atoms:
        for kind in ("clock_count", "just_now", "count", "number", "unit", "one", "past"):
            if kind in atom.kinds:
                _take(fields, kind, atom.kinds[kind], atom.number)
        if sense == "apart" and "apart" in atom.kinds:
            sign = int(atom.kinds["apart"])
        if sense == "following" and "following" in atom.kinds:
            unit, _, count = str(atom.kinds["following"]).rpartition(" ")
            return unit, int(count)
    return fields.unit or "", sign * (fields.count or 0)


def _counted(sense: str, atoms: list[Atom], context: _Context) -> _Found:
    """A length of time from the reference day ("three days ago") or from the previous mention ("a day later")."""
    unit, count = _length(sense, atoms)
    precision: Precision = _PRECISIONS.get(unit, "interval")
    base = context.reference
    if sense == "coming" and any(atom.kinds.get("which") == "same" for atom in atoms):
        return _same_length(unit, abs(count), context)
    if sense in ("apart", "following"):
        previous = context.previous
        if previous is None or previous.date is None:
            return _Found(None, precision, relative=True)
        base, last = day_range(previous.date)
        if unit == "day" and base != last:
            return _Found(None, precision, relative=True)
        if unit == "year" and previous.precision == "year":
            return _unit("year", base, count, _Fields(), "gregorian", "year")
    if base is None or not unit or not count or sense == "coming":
        return _Found(None, precision, relative=True)
    if sense == "past":
        first = _moved(base, unit, count)
        return _Found(_interval(first, base) if first else None, "interval", relative=True)
    if unit == "year" and abs(count) == 1:
        moved = _moved(base, "year", count)
        return _Found(moved.isoformat()[:7] if moved else None, "month", relative=True)
    return _unit(unit, base, count, _Fields(), "gregorian", precision)


def _same_length(unit: str, count: int, context: _Context) -> _Found:
    """ "Those six months": the previous mention, if it is that long."""
    previous = context.previous
    if previous is not None and previous.date is not None:
        first, last = day_range(previous.date)
        if _moved(first, unit, count) == last + timedelta(1):
            return _Found(previous.date, previous.precision, previous.calendar, True)
    return _Found(None, "interval", relative=True)


def _moved(day: date, unit: str, count: int) -> date | None:
    """The day `count` units later (earlier if negative); the last of the month where that month is shorter."""
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


def _range(first: _Fields, last: _Fields, context: _Context) -> _Found:
    """From one date to another; what one side leaves out is taken from the other."""
    for name in ("year", "month", "calendar", "unit", "which"):
        if getattr(last, name) is None:
            setattr(last, name, getattr(first, name))
        elif getattr(first, name) is None and name in ("month", "calendar"):
            setattr(first, name, getattr(last, name))
    end = _calendar(last, context)
    if end.date is None:
        return end
    if first.year is None:
        calendar = end.calendar
        first.year = year_and_month(calendar, day_range(end.date)[0])[0]
        if first.month and last.month and first.month > last.month:
            first.year -= 1
    begin = _calendar(first, context)
    if begin.date is None or begin.precision != end.precision:
        return _Found(None, end.precision, end.calendar, end.relative)
    if day_range(begin.date)[0] > day_range(end.date)[1]:
        return _Found(None, end.precision, end.calendar, end.relative)
    if "/" in begin.date or "/" in end.date:
        text = _interval(day_range(begin.date)[0], day_range(end.date)[1])
    else:
        text = f"{begin.date}/{end.date}"
    return _Found(text, end.precision, end.calendar, end.relative)


def _dual(first: list[Atom], second: list[Atom], context: _Context) -> _Found:
    """One day told in two calendars: the side that has its year decides the other's; they must agree within a day."""
    sides = []
    for atoms in (first, second):
        numeric = next((atom for atom in atoms if "numeric" in atom.kinds), None)
        if numeric is not None:
            sides.append((True, _numeric(context.text[numeric.start : numeric.end], context)))
        else:
            fields = _read(atoms, context.words)
            sides.append((fields.year is not None, _calendar(fields, context)))
    (first_sure, one), (second_sure, other) = sides
    if second_sure and not first_sure:
        one = _Found(other.date, "day", one.calendar, False)
    if not second_sure or one.date is None or other.date is None:
        return one if one.date else _Found(other.date, "day", one.calendar, other.relative)
    apart = abs(day_range(one.date)[0] - day_range(other.date)[0])
    return one if apart <= timedelta(1) else _Found(None, "day", one.calendar, one.relative)


def _interval(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"

"""Dates and intervals in running text, resolved against the day of publication, in every language.

The words are data (`languages/<lang>/dates.yml`, compiled by `date_words`). A text's atoms and the gaps between
them become a string with one character each; the lexicon's phrases are one regex over that string; each phrase
found is read into fields (`fields`) and resolved (`values`). What cannot be resolved keeps its place
with a date of None: a wrong date is worse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from pipeline.claim import Bound
from pipeline.extract.dates.calendars import day_range, to_day
from pipeline.extract.dates.context import Context, Found
from pipeline.extract.dates.fields import length
from pipeline.extract.dates.grammar import AND, BREAK, CLOSE, OPEN, SLASH, TO
from pipeline.extract.dates.values import resolve
from pipeline.extract.dates.words import Atom, DateWords, date_words
from pipeline.extract.mentions import DateMention
from pipeline.extract.spans import overlaps
from pipeline.text.fold import Folded, fold

__all__ = ["Age", "day_range", "find_ages", "find_dates", "limit_of", "publication_date"]

_LIMITS: Final[tuple[Bound, ...]] = ("at_least", "at_most")
_UNITS: Final = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(1),
    "week": timedelta(7),
    "month": timedelta(30),
    "year": timedelta(365),
}
_LONGEST_GAP: Final = 24
_REFERENCES: Final = range(1990, 2077)  # the years that every calendar's table has


def find_dates(
    text: str | Folded,
    language: str,
    reference: date | None,
    *,
    previous: DateMention | None = None,
    earlier: Sequence[DateMention] = (),
    country: str = "",
) -> list[DateMention]:
    """The dates, months, quarters, years and intervals in a text, in order, without overlaps.

    `reference` is the day of publication; without it relative words get the date None. `previous` is the last
    resolved mention before this text, for "the same month" and its like, and `earlier` those before it, for "the
    same quarter" where a day was told last. `country` (ISO 2) tells 09/10/2025.
    Offsets count code points of the original text. Raises FileNotFoundError for an unknown language.
    """
    folded = text if isinstance(text, Folded) else Folded(text)
    words = date_words(language)
    if reference is not None and reference.year not in _REFERENCES:
        reference = None  # 0001-01-01 and its like are defaults of programs, not days of publication
    context = Context(words, folded.text, reference, previous, country, earlier=list(earlier))
    mentions: list[DateMention] = []
    for sense, atoms, gaps, end in _phrases(folded, words):
        context.start, context.end = atoms[0].start, end
        for start, stop, found in resolve(sense, atoms, gaps, context):
            mention = DateMention(
                *_span_of(folded, start, stop),
                found.date,
                found.precision,
                found.calendar,
                found.bound,
                found.relative,
                sense in ("shifted", "year_ago") or (sense == "apart" and _is_earlier(found, context.previous)),
                sense == "ago" and length(sense, atoms) == ("year", -1),
                words.fiscal.search(folded.text, start, stop) is not None
                or any(m.fiscal and m.date == found.date for m in context.earlier),
                any(str(atom.kinds.get("span", "")).endswith(" same") for atom in atoms),
                length(sense, atoms) if sense == "first" else None,
                _abroad(sense, atoms, gaps, context) if found.relative and found.calendar == "jalali" else None,
                found.otherwise,
            )
            mentions.append(mention)
            if mention.date is not None and not (mention.compared or mention.elapsed):
                context.previous, context.told_here = mention, True
                if mention.precision in ("day", "month", "part") and mention.calendar == "gregorian":
                    year, month = int(mention.date[:4]), int(mention.date[5:7])
                    own = not mention.relative or (context.run is not None and context.run[0] == year)
                    context.run = (year, month, end) if own else None
                context.earlier.append(mention)
    return mentions


def _abroad(sense: str, atoms: list[Atom], gaps: list[str], context: Context) -> str | None:
    """What "this year", "last month" are in the Gregorian calendar, told without a month of another one."""
    if any("month" in atom.kinds or "weak_month" in atom.kinds for atom in atoms):
        return None
    context.year_calendar = "gregorian"
    read = resolve(sense, atoms, gaps, context)
    context.year_calendar = context.words.year_calendar
    return read[0][2].date if len(read) == 1 else None


def limit_of(text: str, language: str) -> Bound:
    """What the end of a text makes of a date behind it: at least, for a column "Retirement not before"."""
    ending = fold(text)
    words = date_words(language)
    return next((bound for bound in _LIMITS if words.before[bound].search(ending)), "exact")


def _is_earlier(found: Found, previous: DateMention | None) -> bool:
    """Whether a stretch is the one before another that it is compared with: "up from 5 a year earlier"."""
    if found.date is None or previous is None or previous.date is None or found.precision in ("day", "week"):
        return False
    return found.precision == previous.precision and found.date < previous.date


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

    `elapsed` counts a month as 30 and a year as 365 days; `unit` (minute, hour, day, week, month, year) is
    the precision.
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
            unit, count = length(sense, atoms)
            if unit in _UNITS and count:
                ages.append(Age(*folded.span(atoms[0].start, end), -count * _UNITS[unit], unit))
    return ages


def publication_date(
    text: str, language: str, clock: datetime | None, *, country: str = ""
) -> tuple[str, str, str] | None:
    """The day of publication told in a visible text near a title: ISO date, basis and the words it came from.

    The basis is "visible" (Gregorian and ROC dates), "jalali", "hijri", or "relative": ages and words like
    yesterday, told from `clock`, the page's or the fetch's own time. A day told without its year also needs the
    clock. Only whole days count, none after the clock's day; where one day is told in two calendars the Gregorian
    is taken, and a day of last change only if there is no other. None if nothing is told.
    """
    folded = Folded(text)
    words = date_words(language)
    found: list[tuple[int, int, date, str]] = []
    ages = find_ages(folded, language) if clock is not None else []
    for mention in find_dates(folded, language, clock.date() if clock else None, country=country):
        if any(overlaps(age, mention) for age in ages):
            continue
        if mention.precision == "day" and mention.date is not None and "/" not in mention.date:
            told = mention.relative and not any(c.isdigit() for c in text[mention.start : mention.end])
            basis = "relative" if told else _BASES.get(mention.calendar, "visible")
            day = date.fromisoformat(mention.date)
            if clock and mention.relative and not told and day > clock.date():  # no year stands there
                day = _last_on(day.month, day.day, clock.date()) or day
            found.append((mention.start, mention.end, day, basis))
    if clock is not None:
        for age in ages:
            if age.unit in ("minute", "hour", "day", "week"):
                found.append((age.start, age.end, (clock - age.elapsed).date(), "relative"))
        for short in _SHORT.finditer(folded.text):
            last = _last_on(int(short[1]), int(short[2]), clock.date())
            if last is not None:
                found.append((*folded.span(short.start(), short.end(2)), last, "visible"))
    latest = clock.date() if clock else date.max
    known = sorted(
        (
            words.updated.search(fold(text[max(0, start - 24) : start])) is not None,
            basis == "relative",  # the weekday before a full date is no second date
            start,
            end,
            day,
            basis,
        )
        for start, end, day, basis in found
        if day <= latest
    )
    if not known:
        return None
    *_, start, end, day, basis = known[0]
    for *_, other_start, other_end, other_day, other_basis in known[1:]:
        if basis == "hijri" and other_basis == "visible" and abs(other_day - day) <= timedelta(2):
            start, end, day, basis = other_start, other_end, other_day, other_basis
    return day.isoformat(), basis, text[start:end]


def _last_on(month: int, day: int, latest: date) -> date | None:
    """The last day with this month and day that is not after `latest`."""
    options = (to_day("gregorian", year, month, day) for year in (latest.year, latest.year - 1))
    return next((option for option in options if option and option <= latest), None)


_BASES: Final = {"jalali": "jalali", "hijri": "hijri"}
_SHORT: Final = re.compile(r"(?<![\d/:.-])(\d{2})-(\d{2}) +(?=\d{2}:\d{2})")


def _phrases(folded: Folded, words: DateWords) -> Iterator[tuple[str, list[Atom], list[str], int]]:
    """Each phrase of a text: its sense, its atoms, the gap before each atom but the first, and its end."""
    text = folded.text
    codes: list[tuple[str, Atom | None, int]] = []  # one character, the atom it stands for, and where that ends
    last, pointing, a_day = 0, False, False
    for atom in words.scan(text):
        if words.cased and _uncapitalised(atom, folded):
            continue
        parted = pointing and _COMMA.search(text, last, atom.start)  # "before that, in May, 2024"
        parted = parted or (a_day and words.gap_not_behind_day.fullmatch(text, last, atom.start))
        pointing, a_day = atom.kinds.keys() == {"which"}, "day" in atom.kinds
        for code, end in [(BREAK, atom.start)] if parted else _gap(text, last, atom.start, words):
            if code == BREAK:
                yield from _stretch(codes, words)
                codes = []
            else:
                codes.append((code, None, end))
        codes.append((words.grammar.codes[frozenset(atom.kinds)], atom, atom.end))
        last = atom.end
    if codes and text[last : last + 1] in (")", "）"):
        codes.append((CLOSE, None, last + 1))
    yield from _stretch(codes, words)


def _stretch(
    codes: list[tuple[str, Atom | None, int]], words: DateWords
) -> Iterator[tuple[str, list[Atom], list[str], int]]:
    """The phrases of atoms that stand together."""
    for start, end, sense in words.grammar.find("".join(code for code, _, _ in codes)):
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
    """The characters that stand for a gap in the code string, each with its end; none where atoms join."""
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


_COMMA: Final = re.compile("[,،，]")
_BRACKETS: Final = {"(": OPEN, "（": OPEN, "/": SLASH}

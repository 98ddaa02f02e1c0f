"""What the layers below claims find in a text: quantities, dates and subjects, each at its place.

All offsets here count code points of the *original* text that was given to the layer (one block, sentence or cell).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.claim import Bound
from pipeline.extract.spans import Placed, Span

QuantityKind = Literal["money", "percent", "count", "ordinal"]
Calendar = Literal["gregorian", "jalali", "hijri", "roc"]
Precision = Literal["day", "week", "part", "month", "quarter", "half", "season", "year", "interval"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    `start:end` is the value as the text has it, with the unit words that belong to it ("۰٫۲۸ دلار", "$5.576
    million", "16 مليون تنزيل", "2.5 折"); `cue_start` is where a bound word in front begins (else `start`), so that
    "more than $1" is covered from `cue_start`. `number_start:number_end` is the bare number.

    `kind`/`unit`: money with an ISO 4217 code (or IRT; "" where the symbol is not known), percent with "%", count with
    what is counted: "tokens", "parameters", "users", "downloads", "points", "s", "ms", "tokens/s", "times", or ""
    for a bare number, ordinal with "rank". `per` is what a price buys in the form of the guide: "1M_tokens" (the
    value is already scaled to it), "month", "year", "image", "second", "hour", "request", ... or "".
    `value_max` is the upper end of a range. `elided` tells that the unit was taken from a neighbouring quantity.
    `change` is -1 for forms that are a cut by themselves (打2.5折 -> value 75, halved -> 50), +1 for a rise
    (doubled -> 100), 0 for plain quantities.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    cue_start: int
    kind: QuantityKind
    value: float
    value_max: float | None
    bound: Bound
    unit: str
    per: str = ""
    elided: bool = False
    change: int = 0


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, month, quarter, half-year, year or interval in a text.

    `date` is in the form of the guide (ISO, `YYYY-Qn`, or `a/b`), None where the words cannot be resolved. `bound` is
    "at_most" for by/before/until, "at_least" for not before/since, "range" for between A and B. `relative` tells that
    it was resolved against the reference day or an earlier mention; `compared` that it is the same period of an
    earlier year, which later words ("in that quarter") do not point back to; `elapsed` that it is told as a year
    before the reference day ("a year ago"), `fiscal` that it is one of a firm's own years, which may be over before the
    plain year that it is written as begins, `again` that it only points back ("in the same period"). `first` is the
    length of what begins with something that the text dates elsewhere: ("day", 5) for "in its first five days".
    `abroad` is what "this year" or "last month" of another calendar are in the Gregorian one; `otherwise` is what a
    month or day told without a year is on the other side of the reference day.
    """

    start: int
    end: int
    date: str | None
    precision: Precision
    calendar: Calendar
    bound: Bound
    relative: bool = False
    compared: bool = False
    elapsed: bool = False
    fiscal: bool = False
    again: bool = False
    first: tuple[str, int] | None = None
    abroad: str | None = None
    otherwise: str | None = None


SubjectType = Literal["model", "family", "product", "company", "benchmark"]
NameKind = Literal["media", "analyst", "person", "company", "place", "list"]


@dataclass(frozen=True, slots=True)
class SubjectMention:
    """A named model, family, product, company or benchmark at a place.

    `name` is the usual English name ("DeepSeek-V3.2-Exp"), `maker` the company behind it ("DeepSeek"; for a company
    itself), `family` the model family or product line it belongs to ("DeepSeek-V3", "Claude Opus"), "" if none.
    `short` tells that the surface form is a short form that was completed from the article ("R1", "Opus 4.5").
    """

    start: int
    end: int
    name: str
    type: SubjectType
    maker: str
    family: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True)
class NameMention:
    """A person, medium, analyst or company that may be quoted, a country or region, or a list or shop, by its
    usual English name; offsets as in `SubjectMention`.
    """

    start: int
    end: int
    name: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found in one text; `about_ai` tells whether it was taken to be about AI."""

    subjects: list[SubjectMention] = field(default_factory=list)
    benchmarks: list[SubjectMention] = field(default_factory=list)
    voices: list[NameMention] = field(default_factory=list)
    places: list[NameMention] = field(default_factory=list)
    lists: list[NameMention] = field(default_factory=list)
    about_ai: bool = False

    @property
    def taken(self) -> list[Span]:
        """Where something known stands."""
        named: tuple[Placed, ...] = (*self.subjects, *self.benchmarks, *self.voices, *self.places, *self.lists)
        return [(m.start, m.end) for m in named]


#: A name and what it stands for.
Named = tuple[str, SubjectMention]


def merged(
    first: Sequence[SubjectMention], second: Iterable[SubjectMention], together: bool = False
) -> list[SubjectMention]:
    """Both lists in order of the text, without those of `second` that overlap one already there.

    `first` must be in order and without overlaps. `together`: several of `second` may stand for one word ("both").
    """
    kept = list(first)
    starts = [mention.start for mention in kept]
    taken: tuple[int, int] | None = None
    for mention in second:
        at = bisect_right(starts, mention.start)
        if together and taken == (mention.start, mention.end):
            kept.insert(at, mention)
            starts.insert(at, mention.start)
            continue
        if (at and kept[at - 1].end > mention.start) or (at < len(kept) and kept[at].start < mention.end):
            continue
        kept.insert(at, mention)
        starts.insert(at, mention.start)
        taken = (mention.start, mention.end)
    return kept

"""What a date phrase is resolved against, the day of publication, words around it, earlier mentions; what is found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pipeline.claim import Bound
from pipeline.extract.dates.calendars import (
    YEARS,
)
from pipeline.extract.dates.words import DateWords
from pipeline.extract.mentions import Calendar, DateMention, Precision

_CLAUSE: Final = re.compile(r"[.;!?。；！？؟؛,،，\n](?!\d)")
_CLAUSE_LENGTH: Final = 100

#: What may stand in front of a date that opens its clause, in characters: "And in early".
_PREPOSITION: Final = 12

#: A comma right behind a date in front of its clause: "4月，X完成…".
_FRONTED: Final = re.compile(r"^ ?[，,،] ?")


@dataclass(frozen=True, slots=True)
class Found:
    """A resolved phrase: `date` in the guide's form or None; `otherwise` is what a month or day told without a year is
    on the other side of the day of publication.
    """

    date: str | None
    precision: Precision
    calendar: Calendar = "gregorian"
    relative: bool = False
    bound: Bound = "exact"
    otherwise: str | None = None


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
    told_here: bool = False  # whether `previous` stands in this text
    run: tuple[int, int, int] | None = None  # year, month and end of the last day or month told with its year
    year_calendar: Calendar = "gregorian"  # whose "this year" and "last month" are

    def __post_init__(self) -> None:
        self.year_calendar = self.words.year_calendar

    def period(self, *precisions: Precision) -> DateMention | None:
        """The last stretch of time told, which "the same period" is: not the day of the report, nor "a year ago"."""
        told = [m for m in self.earlier if m.precision in precisions and not m.elapsed]
        return told[-1] if told else self.previous

    def day(self) -> DateMention | None:
        """The last day told, which "that day" is: before a verb in the past one that has come."""
        told = [m for m in self.earlier if m.precision == "day" and not m.elapsed]
        if self.reference is not None and self.past():
            told = [m for m in told if m.date is not None and m.date <= self.reference.isoformat()] or told
        return told[-1] if told else self.previous

    def past(self) -> bool:
        """Whether a verb in the past stands behind the words in their clause."""
        return self.words.future_past.search(self._clause_behind()) is not None

    def _clause_behind(self) -> str:
        behind = self.text[self.end : self.end + _CLAUSE_LENGTH]
        ahead = _CLAUSE.split(self.text[max(0, self.start - _CLAUSE_LENGTH) : self.start])[-1]
        if len(ahead.strip()) <= _PREPOSITION:
            behind = _FRONTED.sub("", behind, count=1)
        return _CLAUSE.split(behind)[0]

    def future(self) -> bool:
        """Whether the clause speaks of what is to come: a cue before the words, or one after them.

        A weak cue in front ("by May") looks back where the verb behind is in the past; a cue behind counts only if no
        verb in the past stands between ("on Thursday it said it will ...").
        """
        before = _CLAUSE.split(self.text[max(0, self.start - _CLAUSE_LENGTH) : self.start])[-1]
        after = self._clause_behind()
        ahead, past = self.words.future_after.search(after), self.words.future_past.search(after)
        if ahead and (past is None or ahead.start() < past.start()):
            return not self.done()  # 将 is "will" and, before what a verb acts on, no word of time: "将模型交到了"
        cues = list(self.words.future_before.finditer(before))
        if not cues or self.words.future_unless.search(before, cues[-1].end()):
            return False
        return past is None

    def done(self) -> bool:
        """Whether a verb behind the words in their clause tells that the day has passed."""
        return self.words.done.search(self._clause_behind()) is not None


def calendar_of_year(year: int, context: Context) -> Calendar:
    """A year that no other calendar could have tells its calendar; 13xx-14xx follow the language."""
    if year in YEARS["gregorian"]:
        return "gregorian"
    return "jalali" if context.words.year_calendar == "jalali" else "hijri"

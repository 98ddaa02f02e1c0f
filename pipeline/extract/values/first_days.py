"""The first days of something that the text dates: "out on May 2; in its first week a million people got it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from pipeline.extract.dates.units import interval
from pipeline.extract.draft import Draft
from pipeline.extract.mentions import DateMention
from pipeline.extract.sentence import Sentence

#: What is counted over the days after a launch.
_COUNTED: Final = frozenset(["user_count", "download_count", "revenue"])

_DAYS: Final = {"day": 1, "week": 7, "month": 30}


def take_first_days(draft: Draft, sentence: Sentence, events: Sequence[Draft]) -> None:
    """Date a count of the first days of what it is told of, where the text has dated its launch.

    `events` are the releases that the sentence itself tells.
    """
    if draft.type not in _COUNTED:
        return
    told = [d for d in sentence.in_clause(list(sentence.dates), draft.value_span[0]) if d.first is not None]
    if not told:
        return
    begin = _launch(draft, (*reversed(events), *reversed(sentence.history)))
    if begin is None:
        draft.first = told[0]
    else:
        _count_from(begin, told[0], draft)


def date_by_later_launches(drafts: Sequence[Draft]) -> None:
    """Date the counts of first days of what the article only later tells the launch of."""
    for place, draft in enumerate(drafts):
        if draft.first is not None and draft.about is None:
            begin = _launch(draft, drafts[place:])
            if begin is not None:
                _count_from(begin, draft.first, draft)


def _count_from(begin: date, mention: DateMention, draft: Draft) -> None:
    draft.date(mention)
    unit, count = mention.first or ("day", 1)
    days = _DAYS[unit] * count
    draft.about = begin.isoformat() if days == 1 else interval(begin, begin + timedelta(days - 1))


def _launch(draft: Draft, told: Sequence[Draft]) -> date | None:
    """The day on which what a claim is about came out, by the first release of it among other claims."""
    for event in told:
        related = event.subject.startswith(draft.subject) or draft.subject.startswith(event.subject)
        if event.type == "release_date" and related and event.aspect != "announcement" and event.status == "stated":
            try:
                return date.fromisoformat(event.about or "")
            except ValueError:
                return None
    return None

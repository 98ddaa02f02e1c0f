"""Whether what happens on a day or in a month told without a year is over or to come: the word for it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.dates.dates import day_range
from pipeline.extract.mentions import DateMention
from pipeline.extract.sentence import Sentence

#: How far, in letters, a plan stands from the word for what is planned: "plan to publish", "خواهد شد".
_PLANNED: Final = 16


def on_its_side(mention: DateMention, cue: Cue, sentence: Sentence, reference: date | None) -> DateMention:
    """The mention, turned to the other side of the day of publication if the event's own words say so.

    What was planned for a month has had its month; what leaves in May, is planned, moved or denied, has it ahead.
    """
    moved = is_moved_to(mention, sentence)
    if moved and mention.date is not None and mention.precision == "interval":
        mention = replace(mention, date=mention.date.partition("/")[2] or mention.date)  # "from January to March"
    other = mention.otherwise or mention.abroad
    if moved and mention.date is not None and reference is not None and day_range(mention.date)[1] < reference:
        return replace(mention, date=other or f"{int(mention.date[:4]) + 1}{mention.date[4:]}")
    if other is None or mention.date is None or reference is None:
        return mention
    first, last = day_range(mention.date)
    over = last < reference
    planned = any(not sentence.apart(c, mention) for c in sentence.named("status.was_expected"))
    turned = (
        first > reference
        if planned
        else over and (_is_to_come(cue, sentence) or (_is_nearer(mention, reference) and _is_denied(cue, sentence)))
    )
    if turned and mention.otherwise is None and day_range(other)[1] < reference:
        return mention  # "in the first quarter of this year" is over in both calendars
    return replace(mention, date=other) if turned else mention


def is_moved_to(mention: DateMention, sentence: Sentence) -> bool:
    """Whether something that was planned goes to a day: "pushed back to March", «تا مارس عقب افتاد»."""
    text = sentence.scan.text
    before = sentence.pattern("moved_to").search(text, sentence.start, mention.start)
    if before is not None:
        return mention.precision == "interval" or not (before.groupdict().get("origin"))
    behind = sentence.pattern("moved_to.behind").match(text, mention.end)
    return (
        behind is not None and sentence.pattern("moved_to.mark").search(text, sentence.start, mention.start) is not None
    )


def is_moved_from(mention: DateMention, dates: Sequence[DateMention], sentence: Sentence) -> bool:
    """Whether an event was moved from a day to another one: «از ۱۳ ژانویه به ۱۳ فوریه عقب افتاد»."""
    text, left_for = sentence.scan.text, sentence.pattern("day.left_for")
    if sentence.pattern("day.left").search(text, sentence.start, mention.start) is None:
        return False
    return any(left_for.fullmatch(text, mention.end, d.start) for d in dates if d.start >= mention.end)


def _is_to_come(cue: Cue, sentence: Sentence) -> bool:
    """Whether the word for an event tells of one to come: in its tense or as a plan."""
    text = sentence.scan.text
    if any(c.start == cue.start for c in sentence.named("release_date.moved")):
        return True  # what was put off to a day has it ahead
    if sentence.pattern("event.subordinate").search(text, sentence.start, cue.start):
        return False  # «قبل أن تُخرج»: the verb in front has the tense
    if sentence.pattern("event.to_come").match(text, cue.start):
        return True
    if sentence.pattern("event.over").match(text, cue.start):
        return False
    plans = sentence.named("status.expected", "status.will", "status.coming")
    return any(
        not sentence.apart(c, cue)
        and sentence.distance(c, cue) <= _PLANNED
        and (c.start <= cue.start or sentence.traits.verb == "last")
        for c in plans
    )


def _is_nearer(mention: DateMention, reference: date) -> bool:
    """Whether the day on the other side is nearer to that of publication."""
    if mention.date is None or mention.otherwise is None:
        return False
    return day_range(mention.otherwise)[0] - reference < reference - day_range(mention.date)[1]


def _is_denied(cue: Cue, sentence: Sentence) -> bool:
    """Whether somebody denies that it will happen: "a launch in May, as the forum has it, is not planned"."""
    return sentence.has("status.denied") and sentence.pattern("event.over").match(sentence.scan.text, cue.start) is None

"""Periods that values share, or that lie a year apart: the two ends of a time, results of a quarter, "a year ago"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.dates.dates import day_range
from pipeline.extract.mentions import DateMention, Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.values.dating.kinds import NEAR, PERIODS
from pipeline.extract.values.dating.old_values import is_old_value, is_origin_behind


def of_both_ends(
    values: Sequence[Quantity], dates: list[DateMention | None], sentence: Sentence
) -> list[DateMention | None]:
    """What a share fell from is of the beginning of the time told, what it fell to of its end: "from 69 to 45 % between
    January and June"; where that only points back, "to 21 % from 5 over the same period", it was told before.
    """
    for i, value in enumerate(values[:-1]):
        told = dates[i] or dates[i + 1]
        if told is None or not is_old_value(value, values[i + 1], sentence):
            continue
        if told.date is not None and told.precision == "interval" and (told.again or not told.relative):
            first, _, last = told.date.partition("/")
            dates[i], dates[i + 1] = replace(told, date=first), replace(told, date=last or first)
    for i, told in enumerate(dates):
        if told is not None and told.again and told.precision != "interval" and is_origin_behind(i, values, sentence):
            dates[i] = None
    return dates


def of_one_period(
    values: Sequence[Quantity], dates: Sequence[DateMention | None], sentence: Sentence
) -> list[DateMention | None]:
    """Results that a sentence tells together are of one period: "sales of 5 in the second quarter, yet a loss of 1"."""
    shared: list[DateMention | None] = []
    period: DateMention | None = None
    for i, (value, told) in enumerate(zip(values, dates, strict=True)):
        if told is None and i and is_old_value(values[i - 1], value, sentence):
            period = None  # «از ۴ میلیون در ژانویه به ۳۵ میلیون رسید»
        if told is not None and told.precision in PERIODS and not (told.compared or told.elapsed):
            period = told
        elsewhere = _is_set_against(value, sentence) or sentence.in_clause(sentence.named("now"), value.start)
        shared.append(told if told is not None or elsewhere else period)
    return shared


def of_one_list(
    values: Sequence[Quantity], dates: Sequence[DateMention | None], sentence: Sentence
) -> list[DateMention | None]:
    """Shares and ranks that a sentence lists for one thing after the other are of one time: "in May A had 60 %, against
    21 % for B, and C came third".
    """
    if dates[0] is None or (len(values) > 1 and is_old_value(values[0], values[1], sentence)):
        return list(dates)
    elsewhere = ("now", "was", "already", "still")
    others = [bool(sentence.in_clause(sentence.named(*elsewhere), v.start)) for v in values]
    return [told if told is not None or other else dates[0] for told, other in zip(dates, others, strict=True)]


def _is_set_against(value: Quantity, sentence: Sentence) -> bool:
    """Whether a value is only what another one is compared with, or came from."""
    words = sentence.in_clause(sentence.named("against", "change.from", "than", "was"), value.start)
    return any(c.end <= value.start and sentence.distance(c, value) <= NEAR for c in words)


def a_year_before(ago: DateMention, dates: Sequence[DateMention], kind: str, sentence: Sentence) -> DateMention:
    """ "A year ago" beside a value with a period is that period of the year before: "3 in the third quarter, against 2
    a year ago"; else it stays what it is.
    """
    told = [d.date for d in dates if not d.elapsed and not d.compared and d.precision in PERIODS]
    if not told:
        before = next(sentence.before(), None)
        claims = before.claims if before is not None and before.block == sentence.block else []
        same = [d.about for d in claims if d.type == kind and d.about is not None and len(d.about) > len("2025")]
        told = [*sorted(same, key=day_range, reverse=True)]
    if not told or told[0] is None or ago.precision != "month":
        return ago
    sides = told[0].split("/")
    if any(len(side) > len("2025-Q1") for side in sides):
        return ago  # a day: the month a year before it
    return replace(ago, date="/".join(f"{int(side[:4]) - 1}{side[4:]}" for side in sides))

"""Values that only were before: what another one rose or fell from, a former price, what it cost until now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import DateMention, Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed
from pipeline.extract.values.dating.kinds import RIGHT_BEFORE

#: How far in front of a value the word stands for what it is the origin of: "from its $5m".
_POSSESSIVE: Final = 5

#: How far, in letters, the date of a value stands right behind it: "from $44m the year before".
_ARTICLE: Final = 5


def is_old_value(value: Quantity, following: Quantity, sentence: Sentence) -> bool:
    """Whether `value` is what something rose or fell from, and `following` what it came to."""
    goals = sentence.named("change.to")
    froms = [
        c for c in sentence.named("change.from")
        if c.end <= value.start and not any(c.end <= to.start < value.start for to in goals)
    ]  # fmt: skip
    # "从 2023 年的 50% 降到 27%": a date may stand between.
    dated = [d for d in sentence.dates if d.end <= value.start and value.start - d.end <= RIGHT_BEFORE]
    origin = [
        c for c in froms
        if sentence.distance(c, value) <= 14 or any(0 <= d.start - c.end <= RIGHT_BEFORE for d in dated)
    ]  # fmt: skip
    goal = [c for c in goals if value.end <= c.start and c.end <= following.start + 1]
    return bool(origin and goal) and sentence.part_of(value.start) == sentence.part_of(following.start)


def origins_of(
    kind: str, values: Sequence[Quantity], dates: Sequence[DateMention], sentence: Sentence
) -> dict[int, DateMention | None]:
    """The dates of the values that others rose or fell from, by their index."""
    compared = range(len(values) - 1) if kind != "price_change" else ()
    old = [i for i in compared if is_old_value(values[i], values[i + 1], sentence)]
    origins = {i: _origin_date(values[i], dates, sentence) or _date_behind(values[i], dates, sentence) for i in old}
    own = {i: _own_past(v, values, dates, sentence) for i, v in enumerate(values) if i not in origins}
    return origins | {i: d for i, d in own.items() if d is not None or is_origin_behind(i, values, sentence)}


def in_order(
    values: Sequence[Quantity], dates: Sequence[DateMention | None], sentence: Sentence
) -> list[DateMention | None]:
    """The dates of values, where that of an old one comes before that of the new one: "up from 650m in December",
    told of a number of April, is the December before.
    """
    result = list(dates)
    for old, new in old_and_new(values, sentence):
        was, now = dates[old], dates[new]
        if was is None or now is None or was.otherwise is None or not (was.date and now.date and was.date > now.date):
            continue
        result[old] = replace(was, date=f"{int(was.date[:4]) - 1}{was.date[4:]}", otherwise=None)
    return result


def old_and_new(values: Sequence[Quantity], sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The numbers of neighbours of which one is what the other rose or fell from, the old one first."""
    for first, second in pairwise(range(len(values))):
        if is_old_value(values[first], values[second], sentence):
            yield first, second
            continue
        said = sentence.in_clause(sentence.named("change.from", "against", "was"), values[second].start)
        if any(c.start >= values[first].end for c in said):
            yield second, first


def is_origin_behind(index: int, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a value is what the one before it came from: "doubled to $107m in the third quarter from $53m"."""
    value, goals = values[index], sentence.named("change.to")
    origin = any(0 <= value.start - c.end <= RIGHT_BEFORE for c in sentence.named("change.from"))
    came = index > 0 and any(0 <= values[index - 1].start - c.end <= RIGHT_BEFORE for c in goals)
    return origin and came and not sentence.apart(values[index - 1], value)


def _origin_date(value: Quantity, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date of an old value: "由去年同期的 5 亿降至 4 亿", "from 5 in May to 4"."""
    cues = [c for c in sentence.named("change.from") if c.end <= value.start]
    return next((d for d in dates if cues and cues[-1].end <= d.start and d.end <= value.start), None)


def _date_behind(value: Quantity, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date right behind an old value, before what it came to: «از ۴ میلیون در ژانویه به ۳۵ میلیون رسید»."""
    dated, text = sentence.pattern("dated"), sentence.scan.text
    behind = [d for d in dates if d.start >= value.end]
    return next(
        (d for d in behind if text[value.end : d.start] == " " or dated.fullmatch(text, value.end, d.start)), None
    )


def _own_past(
    value: Quantity, values: Sequence[Quantity], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date right behind the value that another one came from: "to $110m from $360m a year earlier", "5, against 3
    the year before".
    """
    if len(values) < 2 or not any(
        0 <= value.start - c.end <= _POSSESSIVE for c in sentence.named("change.from", "against")
    ):
        return None
    dated, text = sentence.pattern("dated"), sentence.scan.text
    behind = [d for d in dates if d.start >= value.end]
    return next(
        (
            d
            for d in behind
            if d.start - value.end <= _ARTICLE
            or dated.fullmatch(text, value.end, d.start)
            or (d is behind[0] and d.relative and not sentence.apart(value, d))  # "from half of it two years ago"
        ),
        None,
    )


def is_of_unsaid_origin(mention: DateMention, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date is of what a value came from, which is told in words: "slid from its high of May to 25 %"."""
    if sentence.traits.from_is_of:
        return False
    clause = sentence.clause_of(mention.start)
    froms = [c for c in sentence.in_clause(sentence.named("change.from"), mention.start) if c.end <= mention.start]
    goals = [c for c in sentence.in_clause(sentence.named("change.to"), mention.start) if c.start >= mention.end]
    if not froms or not goals or mention.start - froms[-1].end > RIGHT_BEFORE:
        return False
    told = [v.start for v in values if clause[0] <= v.start < clause[1]]
    return any(v >= goals[-1].end for v in told) and not any(froms[-1].end <= v < goals[-1].start for v in told)


def is_past(value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a value is only what was before another one: "at 5, where its predecessor had cost 15"."""
    first, _ = sentence.clause_of(value.start)
    was = any(c.end <= value.start for c in sentence.in_clause(sentence.named("was"), value.start))
    return was and any(v.end <= first for v in values)


def follows_earlier(value: Placed, sentence: Sentence) -> bool:
    """Whether a value is of something earlier that is only told by how long ago it was: "five months after a $900
    million round"."""
    return sentence.pattern("after_earlier").search(sentence.scan.text, sentence.start, value.start) is not None


def is_former(value: Quantity, sentence: Sentence) -> bool:
    """Whether a price is told as the one of before: "原价每月 399 卢比"."""
    return any(0 <= value.start - c.end <= RIGHT_BEFORE for c in sentence.named("former"))


def is_unchanged(value: Quantity, mention: DateMention | None, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a price is what something else costs, or goes on costing, beside the one that a date tells: "on Tuesday
    A came out at 5, against 9 for B", "... while B still costs 9".
    """
    if mention is None or mention.end > value.start:
        return False
    between = [v for v in values if mention.end <= v.start and v.end <= value.start]
    against = [c for c in sentence.named("against") if between and between[-1].end <= c.start and c.end <= value.start]
    if against or (between and sentence.part_of(value.start) != sentence.part_of(between[-1].start)):
        return True
    still = [c for c in sentence.in_clause(sentence.named("still"), value.start) if c.end <= value.start]
    return bool(still) and (sentence.apart(mention, value) > 0 or still[-1].start > mention.end)

"""The date of each value that a sentence gives for a claim type."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.mentions import DateMention, Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, Span
from pipeline.extract.values.dating.candidates import candidate_dates
from pipeline.extract.values.dating.choice import date_of, is_of_remark, is_over
from pipeline.extract.values.dating.kinds import ANNOUNCED, DATED, GAUGED, LARGE, MEASURED, RANKED
from pipeline.extract.values.dating.old_values import (
    in_order,
    is_former,
    is_of_unsaid_origin,
    is_past,
    is_unchanged,
    old_and_new,
    origins_of,
)
from pipeline.extract.values.dating.periods import a_year_before, of_both_ends, of_one_list, of_one_period
from pipeline.extract.values.restated import restated


def dates_of(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention | None]:
    """The date of each value: none for lasting properties and for the old value of "from A to B".

    `taken` are the dates of releases and retirements.
    """
    repeats = restated(values, sentence)
    own = [i for i in range(len(values)) if i not in repeats]
    told = _own_dates(kind, [values[i] for i in own], sentence, taken)
    dates = dict(zip(own, told, strict=True))
    return [dates.get(repeats.get(i, i)) for i in range(len(values))]


def _own_dates(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention | None]:
    """The date of each of the values that are told only once."""
    if kind not in DATED:
        return [_when_measured(sentence) if kind in MEASURED else None] * len(values)
    dates = candidate_dates(kind, values, sentence, taken)
    above = _of_lead_in(kind, sentence)
    if not dates:
        return [above] * len(values)
    result = _each_by_itself(kind, values, dates, sentence)
    if above is not None and all(d.elapsed or d.compared for d in dates):
        # "- Revenue: 57 billion, up from 35 a year ago", below a line on results of a quarter.
        result, dates = [d or above for d in result], [*dates, above]
    if kind == "market_share":
        result = of_both_ends(values, result, sentence)
    if kind == "revenue":
        result = of_one_period(values, result, sentence)
    if kind in RANKED and len([d for d in dates if not (d.elapsed or d.compared)]) == 1:
        result = of_one_list(values, result, sentence)
    elsewhere = [
        d and (is_of_remark(d, v, sentence) or is_over(d, v, sentence)) for d, v in zip(result, values, strict=True)
    ]
    result = [None if other else d for other, d in zip(elsewhere, result, strict=True)]
    if len(dates) == 1 and not any(result) and _is_when_said(kind, dates[0], sentence):
        return [dates[0]] * len(values)
    result = _of_data(values, result, dates, sentence)
    result = [
        None if i and _is_before_former(d, values[i - 1], values[i], sentence) else d for i, d in enumerate(result)
    ]
    result = [a_year_before(d, dates, kind, sentence) if d and d.elapsed else d for d in result]
    return in_order(values, result, sentence)


def _of_data(
    values: Sequence[Quantity],
    result: list[DateMention | None],
    dates: Sequence[DateMention],
    sentence: Sentence,
) -> list[DateMention | None]:
    """The dates of values, with that of the data they are from where they have none of their own: "61 % and 18 %, X's
    figures for December show"; what a value came from is older."""
    data, text = sentence.pattern("data_for"), sentence.scan.text
    told = [d for d in dates if data.search(text, sentence.start, d.start)]
    old = {first for first, _ in old_and_new(values, sentence)}
    return [d or told[0] if i not in old else d for i, d in enumerate(result)] if len(told) == 1 else result


def _each_by_itself(
    kind: str, values: Sequence[Quantity], dates: list[DateMention], sentence: Sentence
) -> list[DateMention | None]:
    """The date of each value, apart from what the others have: an old value has that of its origin."""
    origins = origins_of(kind, values, dates, sentence)
    rest = [d for d in dates if d not in origins.values()]
    if kind in GAUGED:
        rest = [d for d in rest if not is_of_unsaid_origin(d, values, sentence)]
    undated = [value for i, value in enumerate(values) if origins.get(i) is None]
    several = undated if len(rest) > 1 else values  # as many dates as values pair up, without what has its own
    result = [date_of(value, several, rest, sentence) if rest and value in several else None for value in values]
    for i, value in enumerate(values):
        if kind == "price" and (is_former(value, sentence) or is_unchanged(value, result[i], values, sentence)):
            result[i] = None
        if i in origins and (origins[i] is not None or len(dates) < len(values) or kind == "price"):
            result[i] = origins[i]
        if sentence.in_clause(sentence.named("now", "already"), value.start) and _is_told_of_another(
            result[i], value, sentence
        ):
            result[i] = None
        if is_past(value, values, sentence) and result[i] not in sentence.in_clause(dates, value.start):
            result[i] = None
    return result


def _is_before_former(mention: DateMention | None, before: Quantity, value: Quantity, sentence: Sentence) -> bool:
    """Whether a date is of the value that rose or fell from this one: "18% in December, up from 12%"."""
    origin = [c for c in sentence.named("origin") if before.end <= c.start and c.end <= value.start]
    return bool(origin) and mention is not None and mention.end <= origin[-1].start


def _when_measured(sentence: Sentence) -> DateMention | None:
    """When somebody timed or tested a model: "we ran it last night: 18 tokens a second"."""
    words = sentence.named("measured")
    days = [d for d in sentence.dates if d.date and any(not sentence.apart(c, d) for c in words)]
    return days[0] if len(days) == 1 and not sentence.has("release_date", "retirement_date") else None


def _of_lead_in(kind: str, sentence: Sentence) -> DateMention | None:
    """The one date of the line that leads in a list, which its items share; of results their period, not their day."""
    lead = sentence.lead_in
    told = {d.value_span for d in lead.claims} if lead is not None else set()
    common = [d for d in lead.dates if d.date and (d.start, d.end) not in told] if lead is not None else []
    if kind == "revenue":
        common = [d for d in common if d.precision not in ("day", "week")]
    return common[0] if len(common) == 1 else None


def _is_when_said(kind: str, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date stands in a clause that only says who told all of it, and when: "40 % for A and 27 % for B, by an
    estimate of C in December", "..., it announced on Wednesday".
    """
    if sentence.in_clause(sentence.quantities, mention.start):
        return False
    said = sentence.in_clause(sentence.named("said.before"), mention.start)
    return bool(said or (kind in ANNOUNCED and sentence.in_clause(sentence.named("said.after"), mention.start)))


def _is_told_of_another(mention: DateMention | None, value: Placed, sentence: Sentence) -> bool:
    """Whether a date stands with another number in a clause before: "5 月融资 9 亿，年化收入已经超过 5 亿"."""
    if mention is None or sentence.apart(mention, value) == 0:
        return False
    if (
        mention.relative
        and mention.precision == "day"
        and sentence.in_clause(sentence.named("said.after"), mention.start)
    ):
        return False  # "it said yesterday that it raised 5 and is now worth 9"
    own = sentence.clause_of(value.start)[0]
    others = [q for q in sentence.quantities if sentence.clause_of(mention.start)[0] <= q.start < own]
    return any(q.kind == "money" or q.value >= LARGE for q in others)

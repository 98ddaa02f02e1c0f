"""Which date of a sentence holds for which of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.dates.dates import day_range
from pipeline.extract.mentions import DateMention, Quantity
from pipeline.extract.pairing import STRONG, pair
from pipeline.extract.scan import Placed
from pipeline.extract.sentence import Sentence
from pipeline.extract.sentences import Span
from pipeline.extract.values.restated import restated

#: Types whose claims take the date that their sentence gives.
DATED: Final = frozenset(
    [
        "price",
        "price_change",
        "market_share",
        "funding",
        "valuation",
        "revenue",
        "user_count",
        "download_count",
        "ranking",
        "training_cost",
    ]
)

#: How far, in characters, a word stands right before a number.
_RIGHT_BEFORE: Final = 4

#: How far, in letters, the date of a value stands right behind it: "from $44m the year before".
_ARTICLE: Final = 5

#: A bare number from here on tells of something by itself.
_LARGE: Final = 1000.0

#: What a value can be compared with a year later.
_PERIODS: Final = ("month", "quarter", "half", "year", "interval")

#: What holds for a model for good, unless somebody says when it was measured.
MEASURED: Final = frozenset(["speed", "benchmark_score"])

#: What is counted up from a launch on.
_COUNTED: Final = frozenset(["user_count", "download_count", "market_share", "ranking"])

#: What is told to have come from one number to another.
_GAUGED: Final = frozenset(["market_share", "user_count", "revenue", "valuation"])

#: What holds from the day on which it was announced.
_ANNOUNCED: Final = frozenset(["funding", "valuation", "user_count", "price", "price_change", "training_cost"])

_PRICED: Final = frozenset(["price", "price_change"])

#: How near, in letters, the date of a launch stands to the word for it.
_LAUNCHED: Final = 25

#: Languages whose word for "from" is that for "of", too: it compares where its number or the date itself follows.
_FROM_IS_OF: Final = ("ar", "fa")


def dates_of(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention | None]:
    """The date of each value: none for lasting properties and for the old value of "from A to B".

    `taken` are the dates of releases and retirements.
    """
    repeats = restated(values, sentence.scan.text)
    own = [i for i in range(len(values)) if i not in repeats]
    told = _own_dates(kind, [values[i] for i in own], sentence, taken)
    dates = dict(zip(own, told, strict=True))
    return [dates.get(repeats.get(i, i)) for i in range(len(values))]


def _own_dates(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention | None]:
    """The date of each of the values that are told only once."""
    if kind not in DATED:
        return [_when_measured(sentence) if kind in MEASURED else None] * len(values)
    dates = _dates_for(kind, values, sentence, taken)
    if not dates:
        return [_of_lead_in(sentence)] * len(values)
    origins = _origins(kind, values, dates, sentence)
    rest = [d for d in dates if d not in origins.values()]
    if kind in _GAUGED:
        rest = [d for d in rest if not _is_of_unsaid_origin(d, values, sentence)]
    result = [date_of(value, values, rest, sentence) if rest else None for value in values]
    for i, value in enumerate(values):
        if kind == "price" and (_is_former(value, sentence) or _is_unchanged(value, result[i], values, sentence)):
            result[i] = None
        if i in origins and (origins[i] is not None or len(dates) < len(values) or kind == "price"):
            result[i] = origins[i]
        if sentence.in_clause(sentence.named("now", "already"), value.start) and _is_told_of_another(
            result[i], value, sentence
        ):
            result[i] = None
        if _is_past(value, values, sentence) and result[i] not in sentence.in_clause(dates, value.start):
            result[i] = None
    if kind == "market_share":
        result = _of_both_ends(values, result, sentence)
    if kind == "revenue":
        result = _of_one_period(values, result, sentence)
    if len(dates) == 1 and not any(result) and _is_when_said(kind, dates[0], sentence):
        return [dates[0]] * len(values)
    return [_a_year_before(d, dates, kind, sentence) if d and d.elapsed else d for d in result]


def _when_measured(sentence: Sentence) -> DateMention | None:
    """When somebody timed or tested a model: "we ran it last night: 18 tokens a second"."""
    words = sentence.named("measured")
    days = [d for d in sentence.dates if d.date and any(not sentence.apart(c, d) for c in words)]
    return days[0] if len(days) == 1 and not sentence.has("release_date", "retirement_date") else None


def _of_both_ends(
    values: Sequence[Quantity], dates: list[DateMention | None], sentence: Sentence
) -> list[DateMention | None]:
    """What a share fell from is of the beginning of the time told, what it fell to of its end: "from 69 to 45 % between
    January and June".
    """
    for i, value in enumerate(values[:-1]):
        told = dates[i] or dates[i + 1]
        if told is None or not is_old_value(value, values[i + 1], sentence):
            continue
        if told.date is not None and told.precision == "interval" and (told.again or not told.relative):
            first, _, last = told.date.partition("/")
            dates[i], dates[i + 1] = replace(told, date=first), replace(told, date=last or first)
    return dates


def _of_one_period(
    values: Sequence[Quantity], dates: Sequence[DateMention | None], sentence: Sentence
) -> list[DateMention | None]:
    """Results that a sentence tells together are of one period: "sales of 5 in the second quarter, yet a loss of 1"."""
    shared: list[DateMention | None] = []
    period: DateMention | None = None
    for value, told in zip(values, dates, strict=True):
        if told is not None and told.precision in _PERIODS and not (told.compared or told.elapsed):
            period = told
        elsewhere = _is_set_against(value, sentence) or sentence.in_clause(sentence.named("now"), value.start)
        shared.append(told if told is not None or elsewhere else period)
    return shared


def _is_set_against(value: Quantity, sentence: Sentence) -> bool:
    """Whether a value is only what another one is compared with, or came from."""
    words = sentence.in_clause(sentence.named("against", "change.from", "than", "was"), value.start)
    return any(c.end <= value.start and sentence.distance(c, value) <= _LAUNCHED for c in words)


def _dates_for(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention]:
    """The dates of a sentence that can be those of its values."""
    clauses = {sentence.clause_index(v.start) for v in values}
    dates = [
        d
        for d in sentence.dates
        if d.date is not None
        and not is_of_report(d, sentence)
        and not (kind in _COUNTED | {"revenue"} and _is_attributive(d, sentence))
        and not _is_of_founding(d, sentence)
        and ((d.start, d.end) not in taken or sentence.clause_index(d.start) in clauses or kind == "price")
    ]
    if kind == "revenue":
        # The day when results came out is no date of theirs, but one on which a run rate was told is.
        dates = [d for d in dates if d.precision not in ("day", "week") or _is_of_rate(d, values, sentence)]
        near = [d for d in dates if any(sentence.apart(d, value) == 0 or d.end <= value.start for value in values)]
        return near or dates
    papers = [d for d in dates if _is_of_paper(d, sentence)]
    dates = [d for d in dates if d not in papers] or dates
    if kind in _COUNTED:
        return [d for d in dates if not _is_of_launch(d, values, sentence)]
    if kind in _PRICED:
        dates = [d for d in dates if not _is_term(d)]
    if kind == "price":
        dates = [d for d in dates if not _is_aside(d, values, sentence)]
        return [d for d in dates if not _is_since(d, values, sentence, taken)]
    return dates


def _is_of_founding(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells how old a firm is: "it has raised 5 since it was founded in 2022"."""
    near = [c for c in sentence.named("founding") if not sentence.apart(c, mention)]
    return any(sentence.distance(c, mention) <= _LAUNCHED for c in near)


def _is_of_rate(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a day is that of a run rate: "on May 3 it disclosed an annualised revenue of 5"."""
    rates = [c for c in sentence.named("revenue.annualized_revenue") if mention.end <= c.start]
    sums = [q for q in sentence.in_clause(sentence.quantities, mention.start) if q.kind == "money"]
    if any(all(q.start != v.start for v in values) for q in sums):
        return False  # a round of that day
    return any(not sentence.apart(c, v) for c in rates for v in values)


def _is_since(mention: DateMention, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> bool:
    """Whether a date behind a price only tells since when the thing is there: "it is $8 and out since May 2"."""
    if mention.bound != "at_least":
        return False
    behind = all(v.end <= mention.start for v in values)
    aside = all(sentence.apart(mention, v) for v in values)
    return behind if (mention.start, mention.end) in taken else behind and aside


def _is_unchanged(value: Quantity, mention: DateMention | None, values: Sequence[Quantity], sentence: Sentence) -> bool:
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


def _of_lead_in(sentence: Sentence) -> DateMention | None:
    """The one date of the line that leads in a list, which its items share."""
    lead = sentence.lead_in
    told = {d.value_span for d in lead.claims} if lead is not None else set()
    common = [d for d in lead.dates if d.date and (d.start, d.end) not in told] if lead is not None else []
    return common[0] if len(common) == 1 else None


def _origins(
    kind: str, values: Sequence[Quantity], dates: Sequence[DateMention], sentence: Sentence
) -> dict[int, DateMention | None]:
    """The dates of the values that others rose or fell from, by their index."""
    compared = range(len(values) - 1) if kind != "price_change" else ()
    old = [i for i in compared if is_old_value(values[i], values[i + 1], sentence)]
    origins = {i: _origin_date(values[i], dates, sentence) for i in old}
    own = {i: _own_past(v, values, dates, sentence) for i, v in enumerate(values) if i not in origins}
    return origins | {i: d for i, d in own.items() if d is not None}


def _is_of_unsaid_origin(mention: DateMention, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date is of what a value came from, which is told in words: "slid from its high of May to 25 %"."""
    if sentence.language in _FROM_IS_OF:
        return False
    clause = sentence.clause_of(mention.start)
    froms = [c for c in sentence.in_clause(sentence.named("change.from"), mention.start) if c.end <= mention.start]
    goals = [c for c in sentence.in_clause(sentence.named("change.to"), mention.start) if c.start >= mention.end]
    if not froms or not goals or mention.start - froms[-1].end > _RIGHT_BEFORE:
        return False
    told = [v.start for v in values if clause[0] <= v.start < clause[1]]
    return any(v >= goals[-1].end for v in told) and not any(froms[-1].end <= v < goals[-1].start for v in told)


def _is_when_said(kind: str, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date stands in a clause that only says who told all of it, and when: "40 % for A and 27 % for B, by an
    estimate of C in December", "..., it announced on Wednesday".
    """
    if sentence.in_clause(sentence.quantities, mention.start):
        return False
    said = sentence.in_clause(sentence.named("said.before"), mention.start)
    return bool(said or (kind in _ANNOUNCED and sentence.in_clause(sentence.named("said.after"), mention.start)))


def _is_of_launch(mention: DateMention, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date only tells when something came out: "10 million downloads since its launch in May", "launched in
    May, it has 5 million users".
    """
    aside = all(sentence.apart(mention, v) for v in values)
    out = sentence.in_clause(sentence.named("release_date"), mention.start)
    if aside and out and not sentence.in_clause(sentence.quantities, mention.start):
        return True
    return any(
        0 <= mention.start - c.end <= _LAUNCHED and not sentence.apart(c, mention)
        for c in sentence.named("release_date.since")
    )


def _is_term(mention: DateMention) -> bool:
    """Whether months only tell how long an offer lasts: "$5 for the first three months"."""
    return mention.relative and mention.precision == "interval" and not mention.again


def _is_of_paper(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date tells when a paper came out that a statement is from: "a filing last month implied that ..."."""
    return any(0 <= mention.start - c.end <= 1 for c in sentence.named("document"))


def _is_attributive(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells which thing is meant, in Chinese before its name: "去年12月上市的某某"."""
    named = [m for m in sentence.in_clause(sentence.subjects, mention.start) if m.start >= mention.end]
    between = sentence.scan.text[mention.end : named[0].start] if named else ""
    told: list[Placed] = [*sentence.quantities, *sentence.named("said.after")]
    if sentence.language != "zh" or not between.rstrip("「“《 ").endswith("的"):
        return False
    return not any(mention.end <= t.start < named[0].start for t in told)


def _is_aside(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a date stands in a remark about what is sold: "the plan, which came out in May, costs 8"."""
    if any(not sentence.apart(mention, v) for v in values):
        return False
    clause = sentence.clause_of(mention.start)
    return sentence.is_attached(clause) and clause[0] > sentence.start and any(v.start > clause[1] for v in values)


def _a_year_before(ago: DateMention, dates: Sequence[DateMention], kind: str, sentence: Sentence) -> DateMention:
    """ "A year ago" beside a value with a period is that period of the year before: "3 in the third quarter, against 2
    a year ago"; else it stays what it is.
    """
    told = [d.date for d in dates if not d.elapsed and not d.compared and d.precision in _PERIODS]
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


def is_of_report(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a day is only that of the report that a statement is from: "上周发布的报告指出，…"."""
    if sentence.in_clause(sentence.quantities, mention.start):
        return False
    out = [c for c in sentence.in_clause(sentence.named("release_date"), mention.start) if c.start >= mention.end]
    return any(c.start >= out[0].end for c in sentence.in_clause(sentence.named("document"), mention.start) if out)


def _is_told_of_another(mention: DateMention | None, value: Placed, sentence: Sentence) -> bool:
    """Whether a date stands with another number in a clause before: "5 月融资 9 亿，年化收入已经超过 5 亿"."""
    if mention is None or sentence.apart(mention, value) == 0:
        return False
    own = sentence.clause_of(value.start)[0]
    others = [q for q in sentence.quantities if sentence.clause_of(mention.start)[0] <= q.start < own]
    return any(q.kind == "money" or q.value >= _LARGE for q in others)


def _is_past(value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a value is only what was before another one: "at 5, where its predecessor had cost 15"."""
    first, _ = sentence.clause_of(value.start)
    was = any(c.end <= value.start for c in sentence.in_clause(sentence.named("was"), value.start))
    return was and any(v.end <= first for v in values)


def _is_former(value: Quantity, sentence: Sentence) -> bool:
    """Whether a price is told as the one of before: "原价每月 399 卢比"."""
    return any(0 <= value.start - c.end <= _RIGHT_BEFORE for c in sentence.named("former"))


def _origin_date(value: Quantity, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date of an old value: "由去年同期的 5 亿降至 4 亿", "from 5 in May to 4"."""
    cues = [c for c in sentence.named("change.from") if c.end <= value.start]
    return next((d for d in dates if cues and cues[-1].end <= d.start and d.end <= value.start), None)


def _own_past(
    value: Quantity, values: Sequence[Quantity], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date right behind the value that another one came from: "to $110m from $360m a year earlier", "5, against 3
    the year before".
    """
    if len(values) < 2 or not any(0 <= value.start - c.end <= 2 for c in sentence.named("change.from", "against")):
        return None
    return next((d for d in dates if 0 <= d.start - value.end <= _ARTICLE), None)


def is_old_value(value: Quantity, following: Quantity, sentence: Sentence) -> bool:
    """Whether `value` is what something rose or fell from, and `following` what it came to."""
    froms = [c for c in sentence.named("change.from") if c.end <= value.start]
    # "从 2023 年的 50% 降到 27%": a date may stand between.
    dated = [d for d in sentence.dates if d.end <= value.start and value.start - d.end <= _RIGHT_BEFORE]
    origin = [
        c for c in froms
        if sentence.distance(c, value) <= 14 or any(0 <= d.start - c.end <= _RIGHT_BEFORE for d in dated)
    ]  # fmt: skip
    goal = [c for c in sentence.named("change.to") if value.end <= c.start and c.end <= following.start + 1]
    return bool(origin and goal) and sentence.part_of(value.start) == sentence.part_of(following.start)


def date_of(
    value: Placed, values: Sequence[Placed], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date that holds for a value: in its clause, else one that stands before it and speaks for the sentence."""
    if len(dates) == len(values) > 1 and not any(d.elapsed for d in dates):
        index = pair(values, dates, sentence.scan.text, sentence.clause_of)[list(values).index(value)]
        if index is None or _is_of_other_subject(dates[index], value, sentence):
            return None
        return dates[index]
    then = next(
        (
            d
            for d in dates
            if d.compared and d.start >= value.end and not sentence.scan.text[value.end : d.start].strip()
        ),
        None,
    )
    if then is not None:
        return then  # "valued at 7 three months before"
    near = _dates_beside(value, dates, sentence)
    behind = [d for d in near if _dates_behind(value, d, sentence)]
    if behind and len(near) > 1:
        return behind[0]
    if near:
        before = [d for d in near if d.end <= value.start]
        return before[-1] if before else near[0]
    now = [c for c in sentence.in_clause(sentence.named("now"), value.start) if c.end <= value.start]
    if any(d.end <= q.start and q.end <= c.start for c in now for d in dates for q in sentence.quantities):
        return None  # "which in 2023 had 50, now has 27"
    opening = sentence.clause_of(value.start)[0]
    if any(c.start - opening <= 1 for c in sentence.in_clause(sentence.named("when"), value.start)):
        return next((d for d in reversed(dates) if d.end <= value.start), None)
    told = {id(v): _when(v, dates, sentence) for v in values}
    if told.get(id(value)) is not None:
        return told[id(value)]
    ahead = [
        d
        for d in dates
        if d.end <= value.start
        and d not in told.values()
        and (not _compares(d, sentence) or _frames(d, sentence))
        and not d.elapsed
        and not _is_genitive(d, sentence)
        and not _is_spoken_for(d, value, values, sentence)
        and not _is_of_other_subject(d, value, sentence)
    ]
    return _date_ahead(value, values, ahead, sentence) if ahead else _only_date(value, values, dates, sentence)


def _frames(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date opens its sentence and so speaks for all of it: "上年同期，…", "Two years earlier A had ..."."""
    return not sentence.scan.text[sentence.start : mention.start].strip()


def _dates_beside(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> list[DateMention]:
    """The dates in a value's clause that are not of what it is compared with."""
    return [
        d
        for d in sentence.in_clause(list(dates), value.start)
        if (d.end <= value.start or not (d.compared and _compares(d, sentence)))
        and not _is_behind_than(value, d, sentence)
    ]


def _date_ahead(
    value: Placed, values: Sequence[Placed], ahead: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """Of the dates before a value: one in front of all values speaks for the whole sentence, another one only up to
    the next strong stop."""
    opening = [d for d in ahead if all(d.end <= v.start for v in values)]
    parted = STRONG.search(sentence.scan.text, ahead[-1].end, value.start)
    if not (parted and opening):
        return ahead[-1]
    said = sentence.in_clause(sentence.named("said.after"), opening[0].start)
    return None if said else opening[0]  # "A said in May that ...; B puts it at 5 %": the day when A said so


def _only_date(
    value: Placed, values: Sequence[Placed], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The one date of a sentence with one value, behind it; none where it opens another statement."""
    if len(values) > 1 or len(dates) > 1 or _compares(dates[0], sentence) or _leads_another(dates[0], value, sentence):
        return None
    if sentence.apart(dates[0], value) and _is_genitive(dates[0], sentence):
        return None
    if dates[0].bound == "at_most" and sentence.apart(value, dates[0]) and dates[0].start >= value.end:
        return None  # "at 5, and nothing is added to it until the end of the year"
    return None if STRONG.search(sentence.scan.text, value.end, dates[0].start) else dates[0]


def _leads_another(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a date behind a value opens what a later clause tells of another number: "用户 1 亿，去年收入 2 亿"."""
    if sentence.apart(mention, value) == 0:
        return False
    others = sentence.in_clause(sentence.quantities, mention.start)
    return any(q.start >= mention.end and (q.unit or q.value >= _LARGE) for q in others)


def _when(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date in a clause of time right behind a value's clause: "less than 1 percent when it began in March"."""
    index = sentence.clause_index(value.start) + 1
    first, last = sentence.clauses[index] if index < len(sentence.clauses) else (0, 0)
    opens = any(0 <= c.start - first <= 1 for c in sentence.in_clause(sentence.named("when"), first))
    return next((d for d in dates if opens and first <= d.start and d.end <= last), None)


def _is_of_other_subject(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a date is part of what is said of one thing, and the value of another one that is named after it: "X made
    its first profit in May; Y has 5 million users".

    A date that opens the statement speaks for all, one beside a number for other numbers ("X had 5 in May, Y 3"), and
    one of an announcement for what was announced.
    """
    text = sentence.scan.text
    begin = max((m.end() for m in STRONG.finditer(text, sentence.start, mention.start)), default=sentence.start)
    ahead = [m for m in sentence.subjects if begin <= m.start < mention.start]
    told: list[Placed] = [*(q for q in sentence.quantities if q.kind != "ordinal"), *sentence.named("said.after")]
    if not ahead or sentence.in_clause(told, mention.start):
        return False
    later = [m for m in sentence.subjects if mention.end <= m.start < value.start and sentence.apart(m, mention)]
    return any(m.name != ahead[-1].name and m.maker != ahead[-1].maker for m in later)


def _is_behind_than(value: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date behind a number belongs to a comparison: "5 million, more than anybody expected a year ago"."""
    return any(value.end <= c.start and c.end <= mention.start for c in sentence.named("than"))


def _dates_behind(value: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date stands right behind a number: "in May it put in 5, and is to take that to 9 by 2026"."""
    return (
        mention.start >= value.end
        and sentence.pattern("dated").fullmatch(sentence.scan.text, value.end, mention.start) is not None
    )


def _compares(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date belongs to what a value is compared with: "up 56% from a year earlier"."""
    words = sentence.named("change.up", "change.down", "than", "other.percent")
    share = sentence.named("stock")  # "股价昨日跌 2.9%，市值 778 亿": the day of the quotation
    words = [c for c in words if not any(s.start == c.start for s in share)]
    ahead = [cue for cue in sentence.in_clause(words, mention.start) if cue.end <= mention.start]
    if mention.compared or any(not _has_come_to(cue, mention, sentence) for cue in ahead):
        return True
    origins = [c for c in sentence.in_clause(sentence.named("change.from"), mention.start) if c.end <= mention.start]
    # "From 1 May on prices are lower": nothing stands before that could be compared.
    opening = sentence.clause_of(mention.start)[0]
    origins = [c for c in origins if any(opening <= q.start < c.start for q in sentence.quantities)]
    if sentence.language not in _FROM_IS_OF:
        return bool(origins)
    return any(
        mention.start - c.end <= _RIGHT_BEFORE or any(c.end <= q.start < mention.start for q in sentence.quantities)
        for c in origins
    )


def _has_come_to(cue: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a change is told with what it led to by a date: "grew to 60 in 2025"."""
    goals = [c for c in sentence.named("change.to") if cue.end <= c.start]
    between = [q for q in sentence.quantities if goals and goals[0].end <= q.start and q.end <= mention.start]
    return any(q.kind == "money" or q.value >= _LARGE for q in between)


def _is_genitive(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells which one is meant: "August's share sale put it at 42, and it has 240 users"."""
    return sentence.scan.text[mention.end : mention.end + 2] in ("'s", "’s")


def _is_spoken_for(mention: DateMention, value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date of an earlier clause belongs to another number there: "raised 1 in May, and is worth 3"."""
    others = sentence.in_clause([q for q in sentence.quantities if q is not value], mention.start)
    first = min((q.start for q in sentence.quantities if q.kind != "ordinal"), default=mention.start)
    told = [q for q in others if q not in values and (q.unit or q.kind != "count") and q.kind != "ordinal"]
    return mention.start > first and any(q.end <= mention.start for q in told)

"""The dates of a sentence that can be those of its values: not that of a report, a founding, a launch, a remark."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.mentions import DateMention, Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, Span
from pipeline.extract.values.dating.kinds import COUNTED, NEAR, PRICED

#: What a clause has, in characters, beside a day if it only tells the day: "时间是 8 月 7 日".
_ONLY_A_DAY = 5

#: What something is for a time, and the words that tell that it came to be so on a day.
_STANDING = ("price", "market_share", "valuation", "user_count")
_HAPPENS = (
    "release_date", "price_change", "price_change.weak", "change.up", "change.down", "change.to", "change.from",
    "said.after", "said.before", "stock", "funding",
)  # fmt: skip

#: How many marks may stand between a name and a remark about it: "«X»، الصادر في مايو،".
_MARKS = 2
_COMMAS = (",", "،")


def candidate_dates(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention]:
    """The dates of a sentence that can be those of its values."""
    clauses = {sentence.clause_index(v.start) for v in values}
    dates = [
        d
        for d in sentence.dates
        if d.date is not None
        and not is_of_report(d, sentence)
        and not (kind in COUNTED | {"revenue"} and _is_attributive(d, sentence))
        and not _is_of_founding(d, sentence)
        and not _is_of_earlier_round(d, sentence)
        and not _is_of_compared(d, values, sentence)
        and not _is_since_event(d, sentence)
        and not _is_of_multiple(d, sentence)
        and not _reaches_now(d, sentence)
        and ((d.start, d.end) not in taken or sentence.clause_index(d.start) in clauses or kind in PRICED)
    ]
    if kind in _STANDING:
        dates = [d for d in dates if not _is_nowadays(d, values, sentence)]
    if kind not in PRICED:
        dates = [d for d in dates if not _is_of_more(d, values, sentence)]
    if kind == "revenue":
        # The day when results came out is no date of theirs, but one on which a run rate was told is.
        dates = [d for d in dates if d.precision not in ("day", "week") or _is_of_rate(d, values, sentence)]
        near = [d for d in dates if any(sentence.apart(d, value) == 0 or d.end <= value.start for value in values)]
        return near or dates
    dates = [d for d in dates if not _is_looked_back(d, dates, sentence)]
    papers = [d for d in dates if _is_of_paper(d, sentence) or _is_of_source(d, sentence)]
    dates = [d for d in dates if d not in papers] or dates
    if kind in COUNTED:
        dates = [d for d in dates if (d.start, d.end) not in taken or not _is_of_deed_before(d, values, sentence)]
        return [d for d in dates if not _is_of_launch(d, values, sentence)]
    if kind in PRICED:
        dates = [d for d in dates if not _is_term(d)]
    if kind == "price":
        dates = [d for d in dates if not _is_aside(d, values, sentence)]
        dates = [d for d in dates if (d.start, d.end) not in taken or not _is_remark(d, values, sentence)]
        return [d for d in dates if not _is_since(d, values, sentence, taken)]
    return dates


def _reaches_now(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a day is only that from which a time up to now is counted: «از ماه ثور تا حالا»."""
    return sentence.pattern("up_to_now").match(sentence.scan.text, mention.end) is not None


def _is_since_event(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a day is that of an event since which something went on: "自 X 于 2022 年底发布以来，累计融资……"."""
    text = sentence.scan.text
    before = sentence.pattern("since.before").search(text, sentence.start, mention.start)
    return before is not None and sentence.pattern("since.behind").match(text, mention.end) is not None


def _is_nowadays(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether "today" only means nowadays, where nothing happens: "the cheapest plan today is 20 dollars"."""
    if sentence.pattern("today").fullmatch(sentence.scan.text, mention.start, mention.end) is None:
        return False
    beside = mention.start == sentence.start or any(not sentence.apart(mention, v) for v in values)
    happens = sentence.in_clause(sentence.named(*_HAPPENS), mention.start)
    return beside and mention.bound == "exact" and not happens


def _is_of_more(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a day stands in a later clause of Chinese, which tells more: "估值突破 10 亿，计划明年推出产品"."""
    first, last = sentence.clause_of(mention.start)
    if sentence.language != "zh" or any(v.end > first for v in values):
        return False
    if sentence.in_clause(sentence.named("said.after", "said.before"), mention.start):
        return False
    rest = len(sentence.scan.text[first : mention.start].strip()) + len(sentence.scan.text[mention.end : last].strip())
    return rest > _ONLY_A_DAY


def is_of_report(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a day is only that of the report that a statement is from: "上周发布的报告指出，…"."""
    if sentence.in_clause(sentence.quantities, mention.start):
        return False
    out = [c for c in sentence.in_clause(sentence.named("release_date"), mention.start) if c.start >= mention.end]
    return any(c.start >= out[0].end for c in sentence.in_clause(sentence.named("document"), mention.start) if out)


def _is_of_founding(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells how old a firm is: "it has raised 5 since it was founded in 2022"."""
    near = [c for c in sentence.named("founding") if not sentence.apart(c, mention)]
    # "由 A 创办的 X 上月融资": a name parts them.
    gap, text = sentence.pattern("founded.gap"), sentence.scan.text
    if any(gap.fullmatch(text, c.end, mention.start) for c in near):
        return True
    near = [c for c in near if not any(c.end <= m.start < mention.start for m in sentence.subjects)]
    return any(sentence.distance(c, mention) <= NEAR for c in near)


def _is_of_earlier_round(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date is of a round that another one only adds to: "added $100m to the financing it closed in May"."""
    return sentence.pattern("earlier_round").search(sentence.scan.text, sentence.start, mention.start) is not None


def _is_of_compared(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a date is right behind another number that something is only set against: "worth 183, three times the 61
    of March, after a round of 13"; not "... of March, when it raised 13"."""
    if any(0 <= c.start - mention.end <= _MARKS for c in sentence.named("when")):
        return False
    dated, text = sentence.pattern("dated"), sentence.scan.text
    own = {v.start for v in values}
    told = [q for q in sentence.quantities if q.end <= mention.start and q.kind in ("money", "percent", "count")][-1:]
    return any(
        q.start not in own
        and (text[q.end : mention.start] == " of " or dated.fullmatch(text, q.end, mention.start) is not None)
        and any(0 <= q.cue_start - c.end <= 1 for c in sentence.named("than", "multiple", "origin"))
        for q in told
    )


def _is_of_multiple(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells when something was so much less: "5 million, ten times what it was a year ago"."""
    than = [c for c in sentence.in_clause(sentence.named("than"), mention.start) if c.end <= mention.start]
    behind = sentence.quantities if than else ()
    return bool(than) and not any(q.start >= than[-1].end and not sentence.apart(q, mention) for q in behind)


def _is_looked_back(mention: DateMention, dates: Sequence[DateMention], sentence: Sentence) -> bool:
    """Whether a clause without a number only looks back from the day that is told: "on 3 May came what had been absurd
    a year earlier"."""
    back, text = sentence.pattern("looked_back"), sentence.scan.text
    if not back.fullmatch(text, mention.start, mention.end) or sentence.in_clause(sentence.quantities, mention.start):
        return False
    return any(d.end <= mention.start and not back.fullmatch(text, d.start, d.end) for d in dates)


def _is_of_rate(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a day is that of a run rate: "on May 3 it disclosed an annualised revenue of 5"."""
    rates = [c for c in sentence.named("revenue.annualized_revenue") if mention.end <= c.start]
    sums = [q for q in sentence.in_clause(sentence.quantities, mention.start) if q.kind == "money"]
    if any(all(q.start != v.start for v in values) for q in sums):
        return False  # a round of that day
    if _is_of_telling(mention, values, sentence):
        return False
    return any(not sentence.apart(c, v) for c in rates for v in values)


def _is_of_telling(day: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a day only tells when a sum was told that has its own time: "it said on Monday that its run rate had
    passed 5 at the end of 2025"."""
    own = [d for d in sentence.dates if d.start >= day.end and d.date and d.precision not in ("day", "week")]
    own = [d for d in own if not (d.compared or d.elapsed)]
    told = values[:1] if sentence.in_clause(sentence.named("said.after", "said.before"), day.start) else ()
    return any(
        not sentence.apart(d, v) and not any(v.end <= q.start < d.start for q in sentence.quantities)
        for d in own
        for v in told
    )


def _is_since(mention: DateMention, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> bool:
    """Whether a date behind a price only tells since when the thing is there: "it is $8 and out since May 2"."""
    if mention.bound != "at_least":
        return False
    if (mention.start, mention.end) in taken:
        return True
    return all(v.end <= mention.start and sentence.apart(mention, v) for v in values)


def _is_of_launch(mention: DateMention, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date only tells when something came out: "10 million downloads since its launch in May", "launched in
    May, it has 5 million users".
    """
    aside = all(sentence.apart(mention, v) for v in values)
    out = sentence.in_clause(sentence.named("release_date"), mention.start)
    if aside and out and not sentence.in_clause(sentence.quantities, mention.start):
        return True
    return any(
        0 <= mention.start - c.end <= NEAR and not sentence.apart(c, mention)
        for c in sentence.named("release_date.since")
    )


def _is_of_deed_before(mention: DateMention, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date is that of an event before the statement that follows it: «نزل في 6 يناير وتجاوزت تنزيلاته …»."""
    joined, text = sentence.pattern("joined"), sentence.scan.text
    if any(d.first is not None for d in sentence.dates):
        return False  # "out on May 3, it had a million downloads on its first day"
    return all(mention.end <= v.start and joined.search(text, mention.end, v.start) for v in values)


def _is_term(mention: DateMention) -> bool:
    """Whether months only tell how long an offer lasts: "$5 for the first three months"."""
    return mention.relative and mention.precision == "interval" and not mention.again


def _is_of_paper(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date tells when a paper came out that a statement is from: "a filing last month implied that ..."."""
    text = sentence.scan.text
    return any(not text[c.end : mention.start].strip() for c in sentence.named("document") if c.end <= mention.start)


def _is_of_source(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date tells when the report came out that a statement is from: "按 IDC 7 月的报告，2024 年…"."""
    return sentence.pattern("dated_paper").match(sentence.scan.text, mention.end) is not None


def _is_attributive(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells which thing is meant, as an attribute before its name: "去年12月上市的某某"."""
    named = [m for m in sentence.in_clause(sentence.subjects, mention.start) if m.start >= mention.end]
    between = sentence.scan.text[mention.end : named[0].start] if named else ""
    told: list[Placed] = [*sentence.quantities, *sentence.named("said.after")]
    if sentence.pattern("attribute.end").search(between) is None:
        return False
    return not any(mention.end <= t.start < named[0].start for t in told)


def _is_remark(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether the day of a launch stands in a remark behind the name of what is sold: "X, out since May, is 8"."""
    if sentence.traits.verb == "last" or not sentence.traits.spaced:
        return False  # there the verb of the sentence itself may follow: "X，昨天发布，定价 8 元"
    first, last = sentence.clause_of(mention.start)
    named = any(0 <= first - m.end <= _MARKS for m in sentence.subjects)
    return named and sentence.scan.text[first:last].rstrip()[-1:] in _COMMAS and all(v.start >= last for v in values)


def _is_aside(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a date stands in a remark about what is sold: "the plan, which came out in May, costs 8"."""
    if any(not sentence.apart(mention, v) for v in values):
        return False
    clause = sentence.clause_of(mention.start)
    return sentence.is_attached(clause) and clause[0] > sentence.start and any(v.start > clause[1] for v in values)

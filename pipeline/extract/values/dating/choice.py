"""Which of the dates that can hold for a value does: one in its clause, else one that speaks for the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import DateMention
from pipeline.extract.pairing import STRONG, pair
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed
from pipeline.extract.values.dating.kinds import LARGE, RIGHT_BEFORE
from pipeline.extract.values.dating.old_values import follows_earlier

#: How far behind a name, in characters, a remark on it begins: ", which".
_MARK: Final = 2


def date_of(
    value: Placed, values: Sequence[Placed], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date that holds for a value: in its clause, else one that stands before it and speaks for the sentence."""
    if follows_earlier(value, sentence):
        return None
    if len(dates) == len(values) > 1 and not any(d.elapsed for d in dates):
        return _in_pairs(value, values, dates, sentence)
    then = _compared_behind(value, dates, sentence)
    if then is not None:
        return then
    hung = _hung_on(value, dates, sentence)
    if hung is not None:
        return hung
    near = _dates_beside(value, dates, sentence)
    beside = [v for v in values if not sentence.apart(v, value)]
    if len(near) == len(beside) > 1 and not any(d.elapsed or d.compared for d in near):
        return _in_pairs(value, beside, near, sentence)  # "in June it was 5 and in February 3"
    if near:
        return _nearest(value, near, sentence)
    if _is_of_now(value, dates, sentence):
        return None
    opening = sentence.clause_of(value.start)[0]
    if any(c.start - opening <= 1 for c in sentence.in_clause(sentence.named("when"), value.start)):
        return next((d for d in reversed(dates) if d.end <= value.start), None)
    told = {id(v): _when(v, dates, sentence) for v in values}
    if told.get(id(value)) is not None:
        return told[id(value)]
    left = [d for d in dates if d not in told.values()]
    ahead = [d for d in left if d.end <= value.start and _can_speak_for(d, value, values, sentence)]
    return _date_ahead(value, values, ahead, sentence) if ahead else _only_date(value, values, dates, sentence)


def _in_pairs(
    value: Placed, values: Sequence[Placed], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date that a value is paired with in a sentence of as many dates as values."""
    index = pair(values, dates, sentence)[list(values).index(value)]
    if index is None or _is_of_other_subject(dates[index], value, sentence):
        return None
    return dates[index]


def _compared_behind(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date of comparison right behind a value: "valued at 7 three months before"."""
    compared = (d for d in dates if d.compared and d.start >= value.end)
    return next((d for d in compared if not sentence.scan.text[value.end : d.start].strip()), None)


def _hung_on(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date that a value's clause hangs on: «سه برابر سپتامبر که ۳ میلیارد دلار بود»."""
    clause = sentence.clause_of(value.start)
    if not sentence.is_attached(clause) or sentence.in_clause(list(dates), value.start):
        return None
    return next((d for d in dates if 0 <= clause[0] - d.end <= 1), None)


def _nearest(value: Placed, near: Sequence[DateMention], sentence: Sentence) -> DateMention:
    """Of the dates in a value's clause, one that is tied to it from behind, else the last before it."""
    behind = [d for d in near if _dates_behind(value, d, sentence)]
    if behind and len(near) > 1:
        return behind[0]
    before = [d for d in near if d.end <= value.start]
    return before[-1] if before else near[0]


def _is_of_now(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> bool:
    """Whether a value is set, as that of today, against another one with a date: "which in 2023 had 50, now has 27"."""
    now = [c for c in sentence.in_clause(sentence.named("now"), value.start) if c.end <= value.start]
    opening = sentence.clause_of(value.start)[0]
    if any(c.start - opening <= 1 for c in now) and all(sentence.apart(d, value) for d in dates):
        return True  # "which led the charts in March, now has 73 million users"
    if any(_has_passed(d, value, sentence) for d in sentence.in_clause(list(dates), value.start)):
        return True
    return any(d.end <= q.start and q.end <= c.start for c in now for d in dates for q in sentence.quantities)


def _has_passed(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a value is one of today beside the date of something else: "second in November, it now holds 3 %",
    not "it said in November that it now had 3"."""
    if sentence.in_clause(sentence.named("said.after", "said.before"), value.start):
        return False
    return any(mention.end <= c.start and c.end <= value.start for c in sentence.named("now"))


def _can_speak_for(mention: DateMention, value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date of an earlier clause can hold for a value: it is neither compared with nor told of another."""
    return (
        (not _compares(mention, sentence) or _frames(mention, sentence) or _led_to(value, mention, sentence))
        and not _is_told_since(mention, value, sentence)
        and not mention.elapsed
        and not _is_genitive(mention, sentence)
        and not _is_spoken_for(mention, value, values, sentence)
        and not _is_of_other_subject(mention, value, sentence)
    )


def _is_told_since(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a later statement tells what is so today: "its shares jumped on 5 December; it is worth 282"."""
    stop = STRONG.search(sentence.scan.text, mention.end, value.start)
    if stop is None or _frames(mention, sentence) or mention.again:
        return False
    return any(stop.end() <= c.start and c.end <= value.start for c in sentence.named("worth_now"))


def is_over(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a date is of a number before it, and the value one of today: "had 800 in October; Y has 650"."""
    first, _ = sentence.clause_of(mention.start)
    told = any(first <= q.start and q.end <= mention.start for q in sentence.quantities)
    return told and any(mention.end <= c.start and c.end <= value.start for c in sentence.named("present"))


def is_of_remark(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a date is of a number in a remark before the value: "X, which had 50% in 2023, is down to 27%"."""
    first, last = sentence.clause_of(mention.start)
    return (
        value.start >= last
        and sentence.is_attached((first, last))
        and any(0 <= first - m.end <= _MARK for m in sentence.subjects)
        and any(first <= q.start < last and q.kind != "ordinal" for q in sentence.quantities)
    )


def _dates_beside(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> list[DateMention]:
    """The dates in a value's clause that are not of what it is compared with."""
    return [
        d
        for d in sentence.in_clause(list(dates), value.start)
        if (d.end <= value.start or not (d.compared and _compares(d, sentence)))
        and not _is_behind_than(value, d, sentence)
        and not _has_passed(d, value, sentence)
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
    if _is_told_since(dates[0], value, sentence):
        return None
    clause = sentence.clause_of(value.start)
    if clause[1] <= dates[0].start and clause[0] > sentence.start and sentence.is_attached(clause):
        return None  # "X, which is worth 5, had sales of 3 last year"
    if dates[0].bound == "at_most" and sentence.apart(value, dates[0]) and dates[0].start >= value.end:
        return None  # "at 5, and nothing is added to it until the end of the year"
    return None if STRONG.search(sentence.scan.text, value.end, dates[0].start) else dates[0]


def _leads_another(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a date behind a value opens what a later clause tells of another number: "用户 1 亿，去年收入 2 亿"."""
    if sentence.apart(mention, value) == 0:
        return False
    others = sentence.in_clause(sentence.quantities, mention.start)
    if any(q.kind == "ordinal" and q.end <= mention.start for q in others):
        return True  # "it has 5 million users, and was No. 2 in the App Store last week"
    return any(q.start >= mention.end and (q.unit or q.value >= LARGE) for q in others)


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
    if not ahead or sentence.in_clause(told, mention.start) or _is_frame(mention, sentence):
        return False
    later = [m for m in sentence.subjects if mention.end <= m.start < value.start and sentence.apart(m, mention)]
    return any(m.name != ahead[-1].name and m.maker != ahead[-1].maker for m in later)


def _is_frame(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date is a clause by itself, and so speaks for what follows: "某机构统计，今年 1 到 5 月，X 占三成"."""
    first, last = sentence.clause_of(mention.start)
    text = sentence.scan.text
    return not (text[first : mention.start].strip() or text[mention.end : last].strip(" ,，、،"))


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
    if not sentence.traits.from_is_of:
        return bool(origins)
    return any(
        mention.start - c.end <= RIGHT_BEFORE or any(c.end <= q.start < mention.start for q in sentence.quantities)
        for c in origins
    )


def _has_come_to(cue: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a change is told with what it led to by a date: "grew to 60 in 2025"."""
    goals = [c for c in sentence.named("change.to") if cue.end <= c.start]
    between = [q for q in sentence.quantities if goals and goals[0].end <= q.start and q.end <= mention.start]
    return any(q.kind == "money" or q.value >= LARGE for q in between)


def _frames(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date opens its sentence and so speaks for all of it: "上年同期，…", "Two years earlier A had ..."."""
    return not sentence.scan.text[sentence.start : mention.start].strip()


def _is_genitive(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells which one is meant: "August's share sale put it at 42, and it has 240 users"."""
    return sentence.scan.text[mention.end : mention.end + 2] in ("'s", "’s")


def _led_to(value: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a value is what a change came to, told right before with its day: "cut by half on May 3, to 8"."""
    first, _ = sentence.clause_of(value.start)
    opens = any(
        not sentence.scan.text[first : c.start].strip() for c in sentence.named("change.to") if c.start >= first
    )
    follows = sentence.clause_index(value.start) == sentence.clause_index(mention.start) + 1
    return opens and follows and mention.precision == "day"


def _is_spoken_for(mention: DateMention, value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date of an earlier clause belongs to another number there: "raised 1 in May, and is worth 3"."""
    others = sentence.in_clause([q for q in sentence.quantities if q is not value], mention.start)
    first = min((q.start for q in sentence.quantities if q.kind != "ordinal"), default=mention.start)
    told = [q for q in others if q not in values and (q.unit or q.kind != "count") and q.kind != "ordinal"]
    if _led_to(value, mention, sentence):
        told = [q for q in told if q.kind != "percent"]
    return mention.start > first and any(q.end <= mention.start for q in told)

"""Who gives money and who receives it: "led by X", "$2 billion from A and B", «در X سرمایه‌گذاری کرد», "X 领投"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import SubjectMention
from pipeline.extract.pairing import groups
from pipeline.extract.patterns import pattern
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside, is_across

#: How far from its clause's beginning a verb opens it, and how far behind it its subject stands.
_OPENING: Final = 3
_NEXT: Final = 12

#: How far behind a sum, in characters, the word stands that tells whom it came from: "$5 million in fresh capital from"
_BEHIND_SUM: Final = 30

#: How far before a name, in characters, the word stands that makes it the one that receives an investment.
_INTO_REACH: Final = 16


def goes_into(value: Placed, name: Placed, sentence: Sentence) -> bool:
    """Whether a name right behind a sum is what it goes into: "put $5m into X", «استثمار 5 مليارات في «س»»."""
    return sentence.pattern("put_into").fullmatch(sentence.scan.text, value.end, name.start) is not None


def without_investors(mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that can have received money: not "led by X", "X has invested", "X领投"."""
    sums = [q for q in sentence.quantities if q.kind == "money"]
    receivers = [m for m in mentions if any(goes_into(q, m, sentence) for q in sums)]
    if receivers:
        return receivers
    into_it, text = pattern(sentence.language, "into_it"), sentence.scan.text
    given = [q.start for q in sums if into_it.match(text, q.end)]
    mentions = [m for m in mentions if not given or m.start > given[0]]  # «تضخ «أ» و«ب» 8 مليارات فيها»
    cues = sentence.named("investor")
    return without_givers([m for m in mentions if not any(invests(m, cue, sentence) for cue in cues)], sentence)


def without_givers(mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that a sum does not come from: "$2 billion from A and B"."""
    givers = [
        c for c in sentence.named("giver") if any(0 <= c.start - q.end <= _BEHIND_SUM for q in sentence.quantities)
    ]
    mentions = [m for m in mentions if not any(_in_list_after(m, c, sentence) for c in givers if c.end <= m.start)]
    lists = [m.span() for m in pattern(sentence.language, "givers").finditer(sentence.scan.text, sentence.start)]
    mentions = [m for m in mentions if not any(first <= m.start and m.end <= last for first, last in lists)]
    runs = groups(mentions, sentence)
    given = {i for run in runs if _has_given(mentions[run[0]], sentence) for i in run}
    return [m for i, m in enumerate(mentions) if i not in given]


def _has_given(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name stands right behind a sum as who gave it: «50 مليارا من أمازون»."""
    given_by = pattern(sentence.language, "given_by")
    return any(
        given_by.fullmatch(sentence.scan.text, q.end, mention.start)
        for q in sentence.quantities
        if q.end <= mention.start and (q.kind == "money" or not q.unit)
    )


def invests(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether a mention is who gives the money that an investor's verb speaks of."""
    text, language = sentence.scan.text, sentence.language
    if pattern(language, "own").match(text, mention.end) and any(
        0 <= q.start - mention.end <= 6 for q in sentence.quantities
    ):
        return False
    if _is_object(mention, cue, sentence) or _prices(cue, sentence) or _closes(mention, sentence):
        return False
    if pattern(language, "invests.list").fullmatch(text, cue.start, cue.end):
        behind = mention.start >= cue.end and _in_list_after(mention, cue, sentence)
        return behind and not _is_told_of(mention, cue, sentence)
    if mention.end <= cue.start:
        into_it = pattern(language, "into_it").search(text, sentence.clause_of(cue.start)[0], cue.start)
        if into_it is not None and sentence.apart(mention, cue):
            return False  # «ارزش این شرکت ۵ میلیارد بود، وقتی فلان ۷۵ میلیون در آن سرمایه گذاشت»
        giver = pattern(language, "other_giver").search(text, sentence.clause_of(cue.start)[0], cue.start)
        known = giver is not None and is_across(giver.span(), sentence.subjects)
        if giver is not None and not known and mention.end <= giver.start():
            return False  # "X was a unicorn when TPG pumped in $360m": a firm that nobody knows gives
        opens = cue.start - sentence.clause_of(cue.start)[0] <= _OPENING
        if (
            opens
            and sentence.traits.verb == "first"
            and any(0 <= m.start - cue.end <= _NEXT for m in sentence.subjects if m.type == "company")
        ):
            return False  # The verb comes first: «تقدر قيمة X بـ3 مليارات، وتساهم فيها Y».
        if pattern(language, "invests.behind").fullmatch(text, cue.start, cue.end):
            return False  # «جولة قادتها X»: who gives stands behind the verb that has its object
        if pattern(language, "invests.unnamed").match(text, cue.end):
            return False  # «ضخ مستثمرون مليارا»
        # "A 与 B 领投": who stands in one list with the nearest name does what that does.
        if _receives(mention, sentence):
            return False
        if any(_receives(m, sentence) for m in sentence.subjects if mention.end <= m.start < cue.start):
            return True  # «A تا ۱۰ و B تا ۵ میلیارد به C تزریق می‌کنند»
        companies = [
            m for m in sentence.subjects if m.type == "company" and m.end <= cue.start and not _receives(m, sentence)
        ]
        listed = {companies[i].name for run in groups(companies, sentence)[-1:] for i in run}
        nearer = mention.name not in listed and any(mention.end <= m.start for m in companies)
        hung = (opens or sentence.traits.needs_subject) and _only_hung(mention, cue, sentence)
        return not nearer and (sentence.apart(mention, cue) <= 1 or hung)
    if has_round(mention, sentence.quantities, sentence):
        return False
    if any(0 <= mention.start - c.end <= 1 for c in sentence.named("valuation")):
        return False  # "A agreed to invest 5, in a deal that valued B at 300"
    if any(0 <= c.start - sentence.clause_of(mention.start)[0] <= 1 for c in sentence.named("when")):
        return False  # "A had put in 5 in May, when B was valued at 30"
    before = max(sentence.start, mention.start - _INTO_REACH)
    return pattern(language, "into").search(text, before, mention.start) is None


def has_round(mention: SubjectMention, sums: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a name behind the sum of a round is that of who gets it: "a $5m round that valued her startup, X, at"."""
    named = sentence.pattern("round.named")
    return any(named.fullmatch(sentence.scan.text, q.end, mention.start) for q in sums if q.end <= mention.start)


def _closes(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a round is told as a name's own: "X's latest round", "X完成融资", not "从X获得"."""
    text, language = sentence.scan.text, sentence.language
    if pattern(language, "own.round").match(text, mention.end) is None:
        return False
    return pattern(language, "from_giver").search(text, sentence.start, mention.start) is None


def _only_hung(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether only what hangs on a name stands between it and a verb: "X, whose chips they use, put in $2m", "X, the
    largest shareholder, had put in $2m"."""
    first, last = sentence.clause_index(mention.start), sentence.clause_index(cue.start)
    described, text = sentence.pattern("apposition"), sentence.scan.text
    between = sentence.clauses[first + 1 : last]
    return all(sentence.is_attached(clause) or described.match(text, *clause) for clause in between)


def _is_object(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether a mention right behind a verb is whom it gives money or prices: "promised X $5m", "put X at $2bn"."""
    text, language = sentence.scan.text, sentence.language
    return pattern(language, "invests.object").fullmatch(text, cue.start, mention.start) is not None


def _prices(cue: Cue, sentence: Sentence) -> bool:
    """Whether a verb tells at what a firm is priced and not what somebody gives: "a tender put the company at $2bn"."""
    priced = pattern(sentence.language, "invests.prices")
    return any(
        priced.fullmatch(sentence.scan.text, cue.start, q.start)
        for q in sentence.in_clause(sentence.quantities, cue.start)
        if q.kind == "money" and q.start >= cue.end
    )


def _is_told_of(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether the sentence opens with the investors of the one named behind them: "Backed by A and B, X has raised"."""
    if cue.start > sentence.start or not sentence.apart(mention, cue):
        return False
    value = next((q.start for q in sentence.quantities if q.start >= mention.end), sentence.end)
    return mention is inside(sentence.subjects, cue.end, value)[-1]


def _receives(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name is marked as what money goes into, where the verb comes last: «در X سرمایه‌گذاری کرد»."""
    text = sentence.scan.text
    named: list[Placed] = [*sentence.subjects, *sentence.quantities, *sentence.dates]
    for cue in sentence.named("into"):
        gap = text[cue.end : mention.start]
        beside = cue.end <= mention.start and len(gap.split()) <= 3 and not re.search(r"[\d،,؛.]", gap)
        if beside and not inside(named, cue.end, mention.start):
            return True
    return False


def _in_list_after(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether a mention stands in the list of names that a cue opens: "led by A, with B and C"."""
    after = [m for m in sentence.subjects if m.start >= cue.end]
    heads: list[Placed] = [cue, *after]
    for before, name in zip(heads, after, strict=False):
        gap = sentence.scan.text[before.end : name.start]
        if inside(sentence.named("valuation", "contrast"), before.end, name.start):
            return False  # "led by A, and valued B at 5", "from A, while B raised 5"
        if len(gap) > 45 or any(q.start < name.start and q.start > before.end for q in sentence.quantities):
            return False
        if name is mention:
            return True
    return False

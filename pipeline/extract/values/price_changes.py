"""Cuts and rises of prices: whether a percentage is one, which way it goes, and of which prices."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from pipeline.extract.draft import Draft
from pipeline.extract.mentions import Quantity, SubjectMention
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import right_behind
from pipeline.extract.values.dating.old_values import is_old_value

#: How many clauses the verb of a change may stand from its number: a remark may lie between.
_ASIDE: Final = 2

#: By how much, in percent, a told change is rounded at most; and sums above are those of firms.
_ROUNDED: Final = 1.2
_HIGHEST: Final = 1e5


def moved_by(quantity: Quantity, sentence: Sentence) -> int:
    """Whether a percentage is by how much a sum rose (1) or fell (-1) that the sentence, or the one before, tells with
    what it was before: "went from £80 to £105, which is 31%". The numbers themselves say so.
    """
    if quantity.kind != "percent" or quantity.change or quantity.value_max is not None:
        return 0
    near = next(sentence.before(), None)
    goes_on = near is not None and near.block == sentence.block and not sentence.has("market_share", "revenue")
    for told in [sentence, near] if near is not None and goes_on else [sentence]:
        sums = [q for q in told.quantities if q.kind == "money" and q.end <= quantity.start]
        for old, new in pairwise(sums):
            if not old.value or old.unit != new.unit or max(old.value, new.value) > _HIGHEST:
                continue
            percent = 100 * (new.value - old.value) / old.value
            if abs(abs(percent) - abs(quantity.value)) <= _ROUNDED and is_old_value(old, new, told):
                return 1 if percent > 0 else -1
    return 0


def is_price_change(quantity: Quantity, sentence: Sentence) -> bool:
    if moved_by(quantity, sentence):
        return True
    if sentence.pattern("cost_of_running").match(sentence.scan.text, quantity.end):
        return False  # "80% lower cost per task", "50% cost savings"
    if sentence.pattern("other_moved").search(sentence.scan.text, sentence.start, quantity.cue_start):
        return False
    if sentence.in_clause(sentence.named("stock"), quantity.start):
        return False
    if sentence.pattern("can_save").search(sentence.scan.text, sentence.start, quantity.cue_start):
        return False  # "routing can reduce API costs by 50%"
    near = next(sentence.before(), None)
    goes_on = near is not None and near.block == sentence.block and any(d.type == "price" for d in near.claims)
    goes_on = goes_on and not sentence.has("speed", "benchmark_score")  # "accuracy rose by 3%" behind a price
    about_price = goes_on or _speaks_of_price(sentence) or _moves_product(quantity, sentence)
    if quantity.change and sentence.language == "en":
        # "He halved his homework": the verb itself speaks of no price.
        words = [c for c in sentence.named("price_change") if c.end <= quantity.start or quantity.end <= c.start]
        return about_price and (goes_on or bool(words) or sentence.has("price"))
    if quantity.change:
        # «بربع التكلفة»: without a verb of change it is what another one costs.
        moved = sentence.in_clause(sentence.named("change.down", "change.up"), quantity.start)
        part = sentence.pattern("at_part").search(sentence.scan.text, sentence.start, quantity.end)
        return about_price and (part is None or any(c.end <= part.start() or part.end() <= c.start for c in moved))
    text = sentence.scan.text
    told = any(
        right_behind(c, quantity) and sentence.pattern("change_of").search(text, c.start, c.end)
        for c in sentence.named("price_change")
    )  # "a 40% increase on what X cost" tells of a change, "40% cheaper than X" of none
    thans = () if told else sentence.named("than")
    itself = sentence.pattern("than_itself")
    thans = [c for c in thans if itself.match(text, c.end) is None]  # "80% less than it did on Monday"
    compared = _last_of_list(quantity, sentence)
    if any(c.start >= compared.end and sentence.distance(c, compared) <= 25 for c in thans):
        return False  # "26% cheaper than X" compares two prices, it changes none
    than_name = sentence.pattern("than_name")
    if any(than_name.fullmatch(text, quantity.end, m.start) for m in sentence.subjects if m.start >= quantity.end):
        return False  # «أقل بـ48% من X»
    if sentence.language == "zh" and _sets_apart(quantity, sentence):
        return False
    moved = [c for c in sentence.named("change.down", "change.up") if sentence.apart(c, quantity) <= _ASIDE]
    return about_price and bool(moved)


def _last_of_list(quantity: Quantity, sentence: Sentence) -> Quantity:
    """The last of several differences from the same: "50% cheaper on input and 40% cheaper on output than X"."""
    if sentence.pattern("difference").match(sentence.scan.text, quantity.end) is None:
        return quantity
    return [q for q in sentence.in_clause(sentence.quantities, quantity.start) if q.kind == "percent"][-1]


def _speaks_of_price(sentence: Sentence) -> bool:
    """Whether the statement or what leads it in names a price: "halved", "cut" tell as often of errors or latency."""
    if sentence.has("priced", "price_change") or any(q.kind == "money" and q.per for q in sentence.quantities):
        return True
    return any(scan.has("priced", "price_change") for scan in sentence.around[:1])


def _moves_product(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether what is cut or raised is the product itself: "knocked 97% off Qwen-Long", "Qwen-Long直降97%"."""
    sold = [m for m in sentence.subjects if m.type != "company"]
    return any(
        sentence.distance(m, c) <= 1 and sentence.distance(c, quantity) <= 1 and _ends_clause(m, quantity, sentence)
        for c in sentence.named("price_change.weak")
        for m in sold
    )


def _ends_clause(mention: SubjectMention, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the name or the number, whichever comes last, is the last thing of the clause."""
    last = max(mention.end, quantity.end)
    return not any(c.isalnum() for c in sentence.scan.text[last : sentence.clause_of(last - 1)[1]])


def _sets_apart(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a percentage in Chinese sets a price against another's: "比行业低 99%", not "比原来低 30%"."""
    thans = [c for c in sentence.in_clause(sentence.named("than"), quantity.start) if c.end <= quantity.start]
    if not thans or sentence.in_clause(sentence.named("price_change"), quantity.start):
        return False
    return not any(c.start >= thans[0].end for c in sentence.in_clause(sentence.named("than_before"), quantity.start))


def sums_up(value: Quantity, sentence: Sentence) -> bool:
    """Whether a change is that of input and output prices that were told before it: "输入…，输出…，降幅约 47%"."""
    sides = ("price.input", "price.output")
    if sentence.in_clause(sentence.named(*sides, "price.cached_input"), value.start):
        return False
    return {c.name for c in sentence.named(*sides) if c.end <= value.start} == set(sides)


def sign(draft: Draft, value: Quantity, sentence: Sentence) -> None:
    """A cut is negative: by the form of the number itself, else by the nearest word of change."""
    way = value.change or moved_by(value, sentence)
    if way:
        falls = way < 0
    else:
        cues = sentence.named("change.down", "change.up")
        near = min(cues, key=lambda c: (sentence.apart(c, value), sentence.distance(c, value)))
        falls = near.name == "change.down"
    if (
        falls
        and not way
        and sentence.pattern("remaining").search(sentence.scan.text, max(sentence.start, value.start - 8), value.start)
    ):
        draft.value, draft.value_max = draft.value and 100 - draft.value, draft.value_max and 100 - draft.value_max
    if falls and draft.value is not None:
        draft.value = -abs(draft.value)
        draft.value_max = -abs(draft.value_max) if draft.value_max is not None else None

"""What a sum buys where no phrase beside it says so: the thing that is spoken of, the list, the period of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import Quantity, SubjectMention
from pipeline.extract.pairing import STRONG
from pipeline.extract.sentence import Sentence
from pipeline.languages import lexicon

#: How far, in characters, a word stands right behind a sum.
_AT_ONCE: Final = 2


def bought(quantity: Quantity, sentence: Sentence) -> str:
    """The thing whose price a sum is: named as one of its kind, or before "each"."""
    return _each(quantity, sentence) or _thing(quantity, sentence)


def _thing(quantity: Quantity, sentence: Sentence) -> str:
    """The thing that the clause begins to speak of, with no other sum between: "a picture of medium quality costs 4
    cents", «كلفة الصورة المتوسطة 0.04 دولار», "一条5秒的视频标价3.67元"."""
    if not sentence.in_clause(sentence.named("price"), quantity.start):
        return ""
    sums = [q.end for q in sentence.quantities if q.kind == "money" and q.end <= quantity.start]
    first = max(sentence.clause_of(quantity.start)[0], *sums, sentence.start)
    things = list(sentence.pattern("thing").finditer(sentence.scan.text, first, quantity.cue_start))
    return str(things[-1].lastgroup) if things else ""


def of_clip(sentence: Sentence) -> str:
    """What 条 counts: videos where the sentence speaks of them, else calls or messages."""
    return "video" if sentence.has("per.video") else "request"


def _each(quantity: Quantity, sentence: Sentence) -> str:
    """What a price of one of several things buys: "Pictures ... cost four cents each"."""
    if not any(0 <= c.start - quantity.end <= _AT_ONCE for c in sentence.named("priced_each")):
        return ""
    things = [c for c in sentence.named("per.image", "per.request", "per.video") if c.end <= quantity.start]
    return things[-1].name.partition(".")[2] if things else ""


def shared(quantity: Quantity, sentence: Sentence) -> str:
    """What the only other kind of price in the sentence buys: "4 cents per image, the big one at 6 cents"."""
    sums = [q for q in sentence.quantities if q.kind == "money" and q.unit == quantity.unit]
    pers = {per for q in sums if (per := q.per or bought(q, sentence))}
    return pers.pop() if len(pers) == 1 and not pers & {"month", "year"} else ""


def period(quantity: Quantity, sentence: Sentence) -> str:
    """What a subscription's price is for, a month or a year: by the nearest word, the neighbour, or the list."""
    if not sentence.has("price") and not any(m.type == "product" for m in sentence.subjects):
        return ""
    cues = [
        c
        for c in sentence.named("per.month", "per.year")
        if not _is_free_for(c, sentence) and not _is_of_later(c, quantity, sentence)
    ]
    if cues:
        near = min(cues, key=lambda c: (sentence.apart(c, quantity), sentence.distance(c, quantity)))
        return near.name.partition(".")[2]
    for scan in sentence.around:
        for name in ("per.month", "per.year"):
            if scan.has(name):
                return name.partition(".")[2]
    before = next(sentence.before(), None)
    if before is not None and before.block == sentence.block:
        units = [d.unit.partition("/")[2] for d in before.claims if d.type == "price"]
        if units and units[-1] in ("month", "year"):
            return units[-1]
    return ""


def _is_of_later(cue: Cue, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word for a year belongs to a sum of a later statement: "X asks $15; Y is $10, or $100 a year"."""
    beside = any(q.start >= quantity.end and 0 <= cue.start - q.end <= _AT_ONCE for q in sentence.quantities)
    parted = beside and STRONG.search(sentence.scan.text, quantity.end, cue.start) is not None
    return cue.name == "per.year" and parted


def _is_free_for(cue: Cue, sentence: Sentence) -> bool:
    """Whether a word for a month or a year only tells how long something is free: "原价 399 卢比，现免费一年"."""
    before = [free.end for free in sentence.named("free") if free.end <= cue.start]
    return any(not sentence.scan.text[end : cue.start].strip() for end in before)


def bare_price(quantity: Quantity, sentence: Sentence) -> Quantity | None:
    """A price without its currency: of a name behind another, "Pro 149，Max 469", or by the month: "49 一个月"."""
    if quantity.value_max is not None or quantity.elided or not quantity.value:
        return None
    if sentence.pattern("by_month").match(sentence.scan.text, quantity.end):
        units = [q.unit for q in sentence.quantities if q.kind == "money" and q.unit and q.end <= quantity.start]
        currency = units[-1] if units else lexicon(sentence.language, "units").get("unsaid_money", "")
        sold = sentence.has("plan") or any(_is_plan(m) for m in sentence.subjects)
        return replace(quantity, kind="money", unit=currency, per="month", elided=True) if currency and sold else None
    if not sentence.pattern("counts_nothing").match(sentence.scan.text, quantity.end, sentence.end):
        return None
    named = [m for m in sentence.subjects if m.end <= quantity.number_start][-1:]
    currency, per = _last_price(quantity, sentence)
    joint, text = sentence.pattern("priced_at"), sentence.scan.text
    for mention in named if per else ():
        said = joint.fullmatch(text, mention.end, quantity.number_start)
        subscribed = per in ("month", "year") and _is_plan(mention)
        if said is not None and (subscribed or (said.groupdict().get("at") and mention.type == "model")):
            return replace(quantity, kind="money", unit=currency, per=per, elided=True)
    return None


def _is_plan(mention: SubjectMention) -> bool:
    return mention.type == "product" and mention.family not in ("", mention.name)


def _last_price(quantity: Quantity, sentence: Sentence) -> tuple[str, str]:
    """The currency of the last price before, and what it buys: in the sentence, else in the one before it."""
    here = [q for q in sentence.quantities if q.kind == "money" and q.unit and q.per and q.end <= quantity.start]
    if here:
        return here[-1].unit, here[-1].per
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block:
        return "", ""
    currency, _, per = next((d.unit for d in reversed(near.claims) if d.type == "price"), "").partition("/")
    return currency, per

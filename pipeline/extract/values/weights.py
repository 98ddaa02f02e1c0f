"""What a cue word's vote for a number's type weighs: most beside the number, less with distance and across clauses."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, overlaps
from pipeline.extract.values.plausible import of_measure

#: How near, in letters, a cue right behind a number stands beside it: "a $5 billion valuation".
BESIDE: Final = 2.5

#: How far from the beginning of a sentence, in characters, the noun stands that it is about.
_HEAD: Final = 20


def _joined(quantity: Quantity, cue: Placed, sentence: Sentence) -> bool:
    """Whether only the particle that joins an attribute to its noun stands between: "128K tokens 的上下文"."""
    return sentence.pattern("particle").fullmatch(sentence.scan.text, quantity.end, cue.start) is not None


def weight_of(cue: Placed, quantity: Quantity, sentence: Sentence) -> float:
    """What a cue's vote weighs: most beside the number, less with distance, little where it stands beside another."""
    if overlaps(cue, quantity):
        return 10.3 if cue.start < quantity.start else 10.5  # "the new $": a label
    ahead = cue.end <= quantity.start
    gap = sentence.distance(cue, quantity)
    away = min(gap / 12, 4.0)
    clauses = sentence.apart(cue, quantity)
    if clauses > 1 and sentence.language == "en" and cue.start - sentence.start <= _HEAD:
        clauses = (
            1  # "Recurring revenue, the measure that investors like, passed 5 million": what a sentence begins with
        )
    if clauses:
        weight = (6.5 if ahead else 5.0) - 0.6 * (clauses - 1) - 0.5 * away
        if ahead and _in_remark(cue, quantity, sentence):
            weight *= 0.7
    elif not ahead and _opens_next(cue, quantity, sentence):
        return (9.0 - away) * 0.7
    elif not ahead and (gap <= BESIDE or _joined(quantity, cue, sentence)):
        # English sets the noun behind its number ("seeks a $5 billion valuation"), Persian the verb.
        weight = 10.4 if sentence.language == "en" else 10.2
    elif ahead and labels(cue, quantity, sentence):
        weight = 10.3
    else:
        weight = (10.0 if ahead else 9.0) - away
    if ahead and sentence.traits.verb == "last" and _ends_another(cue, quantity, sentence):
        return weight * 0.7
    if not ahead and _leads_on(cue, quantity, sentence):
        return 0.0
    if not ahead and _is_taken(cue, quantity, sentence):
        return weight * (0.5 if clauses and sentence.language == "en" else 0.7)
    return weight


def _opens_next(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word behind a number opens what is said of the next one: «200 مليون دولار بتقييم 1.8 مليار»."""
    if not sentence.pattern("opens_next").fullmatch(sentence.scan.text, quantity.end, cue.start):
        return False
    return any(0 <= q.start - cue.end <= BESIDE for q in sentence.quantities)


def _leads_on(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word behind a number leads to what the next one comes to: «200 مليون رفعت قيمتها إلى 1.8 مليار»."""
    leads = sentence.pattern("leads_on")
    others = [q for q in sentence.quantities if q.start >= cue.end and q.kind in (quantity.kind, "count")]
    return bool(others) and leads.match(sentence.scan.text, cue.end, others[0].end) is not None


def _in_remark(cue: Placed, quantity: Placed, sentence: Sentence) -> bool:
    """Whether a cue is in a remark that ends before the number: "worth 9 in May, when it raised 1, and 3 earlier"."""
    clause = sentence.clause_of(cue.start)
    opened = any(0 <= c.start - clause[0] <= 1 for c in sentence.named("when")) or sentence.is_attached(clause)
    return opened and quantity.start >= clause[1] and sentence.scan.text[: clause[1]].rstrip().endswith(",")


def labels(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word stands right before a number, a bound aside: «با ارزش نزدیک به ۶ میلیارد یورو جذب کرد»."""
    number = replace(quantity, start=quantity.cue_start)
    return cue.end <= number.start and sentence.distance(cue, number) <= BESIDE


def _is_taken(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a cue belongs to another number of the kind: as its label, or right behind one that has no label."""
    for other in sentence.quantities:
        if other is quantity or other.kind != quantity.kind:
            continue
        if labels(cue, other, sentence):
            return True
        if other.end <= cue.start and sentence.distance(other, cue) <= BESIDE and not _has_label(other, sentence):
            return True
    return False


def _ends_another(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a verb ends what is said of another number of the kind: «۵ میلیارد می‌ارزد و دنبال ۲ میلیارد است»."""
    others = [q for q in sentence.quantities if q is not quantity and q.kind == quantity.kind]
    return any(0 <= cue.start - q.end <= BESIDE and not _has_label(q, sentence) for q in others)


def _has_label(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number has a label, so that a verb behind it speaks of another one."""
    kinds = of_measure(quantity)
    return any(labels(cue, quantity, sentence) for cue in sentence.cues if cue.name in kinds)

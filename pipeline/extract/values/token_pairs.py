"""The two sums that a model's tokens cost, in and out, without a word for either: "$0.80/$4.00", "$150 and $600"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.values.prices import TOKENS

#: How many times the price of input that of output is at most; price lists of 2023 to 2026 have 1.5 to 10.
_RANGE: Final = 12


def token_pairs(sums: Sequence[Quantity], sentence: Sentence) -> list[tuple[Quantity, Quantity]]:
    """The pairs among prices: the lower first, joined by a slash, or by "and" where such prices were told before."""
    found = []
    for low, high in pairwise(sums):
        joined = sentence.pattern("pair").fullmatch(sentence.scan.text, low.end, high.start)
        apart = low.unit != high.unit or not low.value < high.value <= _RANGE * low.value
        told = (
            low.per == high.per == TOKENS
            or sentence.priced_by_token
            or any(q.per == TOKENS and q.end <= low.start for q in sentence.quantities)
        )
        if joined is None or apart or not (joined["slash"] or told):
            continue
        found.append((low, high))
    return found


def is_of_pair(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum that does not say what it buys is one of the two of a model's tokens."""
    sums = [q for q in sentence.quantities if q.kind == "money" and not q.per]
    for low, high in token_pairs(sums, sentence):
        if quantity not in (low, high):
            continue
        if any(m.type == "model" and m.end <= low.start for m in sentence.subjects):
            return True
        return sentence.priced_by_token and bool(sentence.in_clause(sentence.named("price"), low.start))
    return False

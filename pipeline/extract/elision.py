"""Quantities whose unit or measure stands elsewhere: in the sentence, the line that leads in, or the statement before."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.quantities import UnitHint, header_unit
from pipeline.extract.sentence import Sentence

_PER_TOKEN: Final = "1M_tokens"
_ASPECTS: Final = ("price.input", "price.output", "price.cached_input")

#: A sum above this is no price of a million tokens (in any currency but the small ones).
_HIGHEST: Final = 2000.0


def completed(sentence: Sentence) -> list[Quantity]:
    """The sentence's quantities, prices per token completed with what they buy."""
    hint = _hint(sentence)
    priced = [q for q in sentence.quantities if q.kind == "money" and q.per == _PER_TOKEN]
    return [_complete(q, sentence, hint, bool(priced)) for q in sentence.quantities]


def _complete(quantity: Quantity, sentence: Sentence, hint: UnitHint | None, priced: bool) -> Quantity:
    if quantity.value > _HIGHEST:
        return quantity
    if quantity.kind == "money" and not quantity.per:
        if priced and sentence.has(*_ASPECTS):
            return replace(quantity, per=_PER_TOKEN)
        if (
            hint is not None
            and hint.per
            and (not hint.unit or hint.unit == quantity.unit or sentence.has(*_ASPECTS))
        ):
            return replace(quantity, per=hint.per)
        if _follows_prices(sentence):
            return replace(quantity, per=_PER_TOKEN)
    bare = quantity.kind == "count" and not quantity.unit
    if bare and hint is not None and hint.kind == "money" and hint.unit and sentence.has(*_ASPECTS):
        factor = hint.factor
        top = quantity.value_max * factor if quantity.value_max is not None else None
        return replace(
            quantity, kind="money", unit=hint.unit, per=hint.per, value=quantity.value * factor, value_max=top
        )
    return quantity


def _hint(sentence: Sentence) -> UnitHint | None:
    """What the line that leads in, or the heading, states for the prices of the list below it."""
    for scan in sentence.around:
        if scan.has("price", *_ASPECTS) or sentence.has(*_ASPECTS):
            hint = header_unit(scan.text, scan.language)
            if hint is not None and hint.per:
                return hint
    return None


def _follows_prices(sentence: Sentence) -> bool:
    """Whether the sentence goes on about the token prices of the one before it."""
    before = next(sentence.before(), None)
    if (
        before is None
        or before.block != sentence.block
        or not sentence.has("price", "respectively", "change.from", *_ASPECTS)
    ):
        return False
    return any(d.type == "price" and d.unit.endswith(_PER_TOKEN) for d in before.claims)

"""Fractions as quantities: a third of the users, a quarter of the price."""

from __future__ import annotations

from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.number_words import Number
from pipeline.extract.quantities.units import UnitLexicon, skip_spaces


def fifth(text: str, number: Number, lexicon: UnitLexicon) -> Number:
    """خمس السوق is a fifth of the market, خمس شركات five firms."""
    found = lexicon.fifths.after(text, number.start)
    if found is None or found[0] != number.end or not _has_head(text, number.end + 1, lexicon):
        return number
    return Number(number.start, number.end, found[1], words=True, fraction="word")


def as_percentage(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """A fraction is a percentage: a third of users; a quarter of the price is a cut by 75."""
    at = skip_spaces(text, draft.end)
    part = lexicon.part_marks.after(text, at)
    of_price = lexicon.price_words.after(text, skip_spaces(text, part[0]) if part is not None else at)
    draft.kind, draft.unit = "percent", "%"
    draft.scale(100)
    if of_price is not None:
        draft.end, draft.value, draft.change = of_price[0], 100 - draft.value, -1


def has_whole(text: str, at: int, lexicon: UnitLexicon) -> bool:
    """Whether a fraction that ends at `at` says of what: half of, نصف المستخدمين."""
    at = skip_spaces(text, at)
    if lexicon.part_marks.after(text, at) is not None or lexicon.wholes.after(text, at) is not None:
        return True
    return _has_head(text, at, lexicon)


def _has_head(text: str, at: int, lexicon: UnitLexicon) -> bool:
    return text.startswith(lexicon.part_heads, at) and lexicon.not_parts.after(text, at) is None

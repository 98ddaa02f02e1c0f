"""Quantities of a table's cells, whose unit a header, caption or lead-in may state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.extract.mentions import Quantity, QuantityKind
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.quantities import numbers_with_units, quantity_of, read_quantities
from pipeline.extract.quantities.units import Unit, UnitLexicon, skip_spaces, unit_lexicon
from pipeline.extract.values.prices import TOKENS, find_pers, find_weak_pers
from pipeline.text.fold import folded_once

_CELL_JOINTS: Final = ("/", "|", "->", "→", "،", ",")

#: Which unit of a header counts, the first first.
_HINTS: Final = (
    "money",
    "percent",
    "tokens/s",
    "ms",
    "parameters",
    "tokens",
    "users",
    "downloads",
    "points",
    "s",
)


@dataclass(frozen=True, slots=True)
class UnitHint:
    """What a header, caption or lead-in states for bare numbers; `kind`, `unit`, `per` are as in `Quantity`.

    `factor` multiplies bare numbers ("亿元": 1e8); `per_factor` multiplies any price that does not say
    itself what it buys ("USD per 1K tokens": 1000, as `per` is 1M_tokens).
    """

    kind: QuantityKind
    unit: str
    per: str = ""
    factor: float = 1
    per_factor: float = 1


#: Headers and captions are asked for again for each sentence or cell below them.
@lru_cache(maxsize=512)
def header_unit(text: str, language: str, *, country: str = "") -> UnitHint | None:
    """What a header, caption or lead-in states for the bare numbers below it; None if it states no unit."""
    return _hint(folded_once(text).text, unit_lexicon(language, country))


def cell_quantities(text: str, language: str, hint: UnitHint | None, *, country: str = "") -> list[Quantity]:
    """The quantities of one table cell: as `find_quantities`, with the unit of `hint` for bare numbers.

    Numbers in brackets behind another value ("$2.00 (≤200K)") do not take it.
    """
    folded = folded_once(text)
    lexicon = unit_lexicon(language, country)
    drafts = read_quantities(folded.text, lexicon)
    _complete_cell(folded.text, drafts, hint, lexicon)
    return [quantity_of(folded, draft) for draft in drafts]


def _hint(text: str, lexicon: UnitLexicon) -> UnitHint | None:
    pers = find_pers(text, lexicon) or find_weak_pers(text, lexicon)
    drafts = numbers_with_units(text, pers, lexicon)
    scales = [draft for draft in drafts if draft.number.words and draft.number.value == draft.number.scale > 1]
    units = [(draft.end, Unit(draft.kind, draft.unit, draft.factor)) for draft in scales if not draft.bare]
    taken = [(draft.start, draft.end) for draft in drafts] + [(per.start, per.end) for per in pers]
    found = _units_in(text, lexicon)
    units += [(end, unit) for start, end, unit in found if not _is_inside(start, end, taken)]
    ranked = [(_HINTS.index(name), end, unit) for end, unit in units if (name := _hint_name(unit)) in _HINTS]
    per = pers[0] if pers else None
    if not ranked:
        return UnitHint("money", "", per.unit, 1, per.factor) if per is not None else None
    _, end, unit = min(ranked, key=lambda entry: entry[0])
    factor = unit.factor * (scales[0].number.scale if scales else _scale_letter(text, end, lexicon))
    if unit.kind != "money" or per is None:
        return UnitHint(unit.kind, unit.unit, factor=factor)
    return UnitHint("money", unit.unit, per.unit, factor, per.factor)


def _hint_name(unit: Unit) -> str:
    return unit.unit if unit.kind == "count" else unit.kind


def _units_in(text: str, lexicon: UnitLexicon) -> Iterator[tuple[int, int, Unit]]:
    last = 0
    for match in lexicon.unit_starts.finditer(text):
        found = lexicon.units.after(text, match.start()) if match.start() >= last else None
        if found is not None and found[1] is not None and lexicon.begins(text, match.start()):
            last = found[0]  # "per cent" has no cents
            yield match.start(), found[0], found[1]


def _is_inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in taken)


def _scale_letter(text: str, at: int, lexicon: UnitLexicon) -> float:
    """The scale letter behind a header's unit: $bn, Params (B)."""
    at = skip_spaces(text, at)
    at += text[at : at + 1] in ("(", "（", ",", "،", "，")
    letter = lexicon.numbers.scale_letter("1" + text[skip_spaces(text, at) :], 1)
    return letter[1] if letter is not None else 1


def _complete_cell(text: str, drafts: list[QuantityDraft], hint: UnitHint | None, lexicon: UnitLexicon) -> None:
    """Give a cell's bare numbers their unit, and its prices what they buy."""
    stated = any(not draft.bare and draft.kind != "ordinal" for draft in drafts)
    if drafts and drafts[0].bound == "exact":
        _starting_price(text, drafts[0], lexicon)
    for index, draft in enumerate(drafts):
        if draft.bare and index and _is_twin(text, drafts[index - 1], draft):
            _repeat(draft, drafts[index - 1])
        elif draft.bare and hint is not None and not stated and not _in_brackets(text, draft):
            if not hint.unit and hint.kind == "money" and hint.per != TOKENS:
                continue  # "per second" alone does not make a bare number a sum
            draft.measure(Unit(hint.kind, hint.unit, hint.factor if draft.number.scale == 1 else 1))
            draft.elided = True
            draft.buys(hint.per, hint.per_factor)
        elif hint is not None and hint.per and draft.kind == "money" and not draft.per:
            draft.unit = draft.unit or hint.unit
            draft.buys(hint.per, hint.per_factor)


def _starting_price(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """ "from $100" is a lower bound where it is all that the cell says."""
    mark = lexicon.from_marks.before(text, draft.start - 1)
    if mark is not None and not text[: mark[0]].strip():
        draft.cue, draft.bound = mark[0], "at_least"


def _is_twin(text: str, left: QuantityDraft, right: QuantityDraft) -> bool:
    """Whether `right` is the second of two values in a cell: "$2 / 8"."""
    return left.kind == "money" and text[left.end : right.cue].strip() in _CELL_JOINTS


def _repeat(draft: QuantityDraft, other: QuantityDraft) -> None:
    draft.measure(Unit(other.kind, other.unit, other.factor))
    draft.elided = True
    draft.buys(other.per, other.per_factor)


def _in_brackets(text: str, draft: QuantityDraft) -> bool:
    opened = max(text.rfind("(", 0, draft.start), text.rfind("（", 0, draft.start))
    return opened > 0 and not any(closing in text[opened : draft.start] for closing in ")）")

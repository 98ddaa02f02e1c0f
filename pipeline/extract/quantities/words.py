"""Quantities that are words of their own: ordinals ("first", "No. 1", 第一) and changes ("halved", 腰斩)."""

from __future__ import annotations

from typing import Final

from pipeline.extract.quantities.bounds import opening_bound
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.number_words import Number
from pipeline.extract.quantities.units import UnitLexicon, skip_spaces

#: No list has more places: «الرقم 650 مليونا» is no rank.
_LAST_RANK: Final = 10_000


def ordinal_mark(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> int | None:
    """Where the mark of an ordinal ("No.", 第) in front of the number begins."""
    at = draft.start - (text[draft.start - 1 : draft.start] == " ")
    found = lexicon.ordinal_marks.before(text, at, floor)
    if found is None or not draft.bare or not 1 <= draft.value <= _LAST_RANK or draft.value != int(draft.value):
        return None
    return found[0]


def ordinal(text: str, draft: QuantityDraft, mark: int, lexicon: UnitLexicon) -> QuantityDraft | None:
    """The rank of "No. 1" and 第1名; None for other ordinals (第一天, 第三季度)."""
    ending = lexicon.ordinal_ends.after(text, draft.end)
    end = ending[0] if ending else draft.end
    if lexicon.not_ordinal_before.after(text, skip_spaces(text, end)):
        return None
    draft.start, draft.end, draft.kind, draft.unit, draft.cue = mark, end, "ordinal", "rank", mark
    return draft


def with_words(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> list[QuantityDraft]:
    """Add ordinals and changes that are words of their own: first, halved, 腰斩."""
    words: list[QuantityDraft] = []
    for match in lexicon.word_starts.finditer(text):
        start = match.start()
        found = lexicon.words.after(text, start)
        if found is None or not lexicon.begins(text, start) or text[start - 1 : start] == "-":
            continue
        end, word = found
        if text[start].isdecimal() and text[start - 1 : start].isdecimal():
            continue  # the "4th" of "14th"
        if word.kind == "ordinal" and _is_other_ordinal(text, start, end, lexicon):
            continue
        number = Number(start, end, word.value, words=True)
        draft = QuantityDraft(number, start, end, start, word.value, None, word.kind, word.unit, change=word.sign)
        if word.kind != "ordinal":
            opening_bound(text, draft, 0, lexicon)
        words.append(draft)
    return _merged(drafts, words) if words else drafts


def _is_other_ordinal(text: str, start: int, end: int, lexicon: UnitLexicon) -> bool:
    """ "first half", "the second time": no rank."""
    if lexicon.ordinal_places.after(text, skip_spaces(text, end)):
        return False
    if lexicon.not_ordinal_before.after(text, end) or lexicon.not_ordinal_before.after(text, end + 1):
        return True
    if lexicon.ordinal_marks.after(text, start):
        return False  # «في المركز الثالث»
    head = lexicon.before_clitic(text, start)
    return head > 0 and lexicon.not_ordinal_after.before(text, head - 1) is not None


def _merged(drafts: list[QuantityDraft], words: list[QuantityDraft]) -> list[QuantityDraft]:
    """Both, sorted; where they overlap the longer one stays."""
    merged: list[QuantityDraft] = []
    for draft in sorted([*drafts, *words], key=lambda draft: (draft.start, -draft.end)):
        while merged and draft.start < merged[-1].end:
            if draft.end - draft.start <= merged[-1].end - merged[-1].start:
                break
            merged.pop()
        else:
            merged.append(draft)
    return merged

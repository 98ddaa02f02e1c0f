"""Quantities in text: numbers with currency, percent sign or counted noun, bounds, ranges and per-phrases.

One engine for all languages; the words stand in the lexicons (see `pipeline.extract.quantities.units`). Works on
folded text and gives offsets into the original. Time is linear in the text.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.extract.joins import join, restate
from pipeline.extract.mentions import Quantity
from pipeline.extract.phrases import is_arabic, is_latin
from pipeline.extract.quantities.bounds import closing_bound, opening_bound
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.fractions import as_percentage, fifth, has_whole
from pipeline.extract.quantities.number_words import Number
from pipeline.extract.quantities.unit_mentions import (
    currency_apart,
    currency_before,
    same_money,
    spaced_scale,
    take_unit,
)
from pipeline.extract.quantities.units import UnitLexicon, unit_lexicon
from pipeline.extract.quantities.words import ordinal, ordinal_mark, with_words
from pipeline.extract.values.prices import Per, find_pers, price
from pipeline.text.fold import Folded

_DATE: Final = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)")
_FULLWIDTH_GROUP: Final = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_BEFORE_SIGN: Final = " (:：،,，|（\n"
_LONGEST_WORD: Final = 12


def find_quantities(text: str | Folded, language: str, *, country: str = "") -> list[Quantity]:
    """All quantities in `text`, sorted, non-overlapping, with offsets into the original text.

    `language` is ar, fa, zh or en. `country` is the source's ISO 3166 code, with a script in front where it
    matters ("TW", "Hant", "Hant-HK"): it decides what ¥, $, درهم and 元 mean.
    """
    folded = text if isinstance(text, Folded) else Folded(text)
    drafts = read_quantities(_grouped(folded), unit_lexicon(language, country))
    return [quantity_of(folded, draft) for draft in drafts]


def _grouped(folded: Folded) -> str:
    """The folded text, with the fullwidth commas inside fullwidth numbers (４，５６５) as ASCII ones."""
    text = folded.text
    if "，" in text and len(text) == len(folded.original):
        commas = {match.start() for match in _FULLWIDTH_GROUP.finditer(folded.original)}
        if commas:
            return "".join("," if index in commas else char for index, char in enumerate(text))
    return text


def read_quantities(text: str, lexicon: UnitLexicon) -> list[QuantityDraft]:
    """All quantities of folded `text`, sorted."""
    pers = find_pers(text, lexicon)
    drafts = with_words(text, numbers_with_units(text, pers, lexicon), lexicon)
    same_money(text, drafts, lexicon)
    drafts = price(text, join(text, drafts, lexicon), pers, lexicon)
    restate(text, drafts, lexicon)
    return [draft for draft in drafts if not _is_doubtful(text, draft, lexicon)]


def numbers_with_units(text: str, pers: list[Per], lexicon: UnitLexicon) -> list[QuantityDraft]:
    """Each number with its own unit and bounds; those inside per-phrases are none."""
    drafts: list[QuantityDraft] = []
    skipped = [(per.start, per.end) for per in pers]
    if "://" in text or "www." in text:
        skipped = sorted([*skipped, *(match.span() for match in _ADDRESS.finditer(text))])
    floor, index = 0, 0
    for number in lexicon.numbers.find(text):
        while index < len(skipped) and skipped[index][1] <= number.start:
            index += 1
        inside = index < len(skipped) and skipped[index][0] <= number.start
        draft = _draft(text, number, floor, lexicon) if number.start >= floor and not inside else None
        if draft is not None:
            drafts.append(draft)
            floor = draft.end
    return drafts


def _draft(text: str, number: Number, floor: int, lexicon: UnitLexicon) -> QuantityDraft | None:
    """The quantity of one number, None if its digits belong to a name, a date or a time of day."""
    start = number.start
    digits = text[start] in ".0123456789"
    currency = currency_before(text, start, floor, lexicon)
    if number.literal:
        number = spaced_scale(text, number, lexicon, currency is not None)
    elif number.words:
        number = fifth(text, number, lexicon)
    end = number.end
    if digits and currency is None and _is_part_of_name(text, number, floor, lexicon):
        return None
    draft = QuantityDraft(number, start, end, start, number.value, number.value_max)
    draft.bound = "at_least" if number.open_end else "exact" if number.value_max is None else "range"
    if currency is not None:
        draft.start, draft.kind, draft.unit = currency[0], "money", currency[1]
    _sign(text, draft, floor, lexicon)
    mark = ordinal_mark(text, draft, floor, lexicon)
    if mark is not None:
        return ordinal(text, draft, mark, lexicon)
    closing_bound(text, draft, lexicon)
    take_unit(text, draft, floor, lexicon)
    if digits and draft.end == end and text[end : end + 1] and is_latin(text[end]):
        return None
    if number.fraction and draft.bare:
        as_percentage(text, draft, lexicon)
    closing_bound(text, draft, lexicon)
    draft.cue = draft.start
    opening_bound(text, draft, floor, lexicon)
    if currency is None and draft.kind == "money" and draft.cue < draft.start:
        currency_apart(text, draft, floor, lexicon)
    return draft


def _is_part_of_name(text: str, number: Number, floor: int, lexicon: UnitLexicon) -> bool:
    """Whether digits belong to a name or version (GPT-4.1), a date or a time of day."""
    start, end = number.start, number.end
    if _DATE.match(text, start) or (text[end : end + 1] == ":" and text[end + 1 : end + 2].isdecimal()):
        return True
    if start == 0:
        return False
    previous, earlier = text[start - 1], text[start - 2 : start - 1]
    if is_latin(previous) or previous == "_":
        return True
    if previous in "-./:" and earlier and (is_latin(earlier) or earlier.isdecimal()):
        return floor != start - 1
    if is_arabic(previous):
        head = start - 1
        while head > 0 and start - head < _LONGEST_WORD and is_arabic(text[head - 1]):
            head -= 1
        return not lexicon.is_prefix(text[head:start])
    return False


def _sign(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """-5%, +3, $-2 and -$2, minus five; a hyphen behind a word is no sign."""
    word = lexicon.negatives.before(text, draft.start - (text[draft.start - 1 : draft.start] == " "), floor)
    if word is not None:
        draft.start, draft.value = word[0], -draft.value
        return
    first = draft.number.start
    inner = text[first - 1 : first] if draft.start < first else ""
    at = draft.start - 1
    if inner in ("-", "+"):
        sign = inner
    elif at >= floor and text[at] in "-+" and (at == 0 or text[at - 1] in _BEFORE_SIGN):
        sign, draft.start = text[at], at
    else:
        return
    if sign == "-":
        draft.value = -draft.value


def _is_doubtful(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> bool:
    """Words that are mostly no quantity: "one", یک, 一; a half of nothing."""
    number = draft.number
    if number.fraction == "word" and draft.end == number.end:
        if lexicon.words.before(text, number.start - 1) or lexicon.half_marks.before(text, number.start - 1):
            return True
        return draft.cue == draft.start and not has_whole(text, draft.end, lexicon)
    if not draft.bare or not number.words or draft.elided or draft.value_max is not None:
        return False
    if lexicon.bare_words:
        return number.weak and draft.value >= 0
    return number.end - number.start < 2 or (number.value < 10 and number.value == int(number.value))


def quantity_of(folded: Folded, draft: QuantityDraft) -> Quantity:
    start, end = folded.span(draft.start, draft.end)
    number_start, number_end = folded.span(draft.number.start, draft.number.end)
    return Quantity(
        start=start,
        end=end,
        number_start=number_start,
        number_end=number_end,
        cue_start=folded.origin(draft.cue),
        kind=draft.kind,
        value=draft.value,
        value_max=draft.value_max,
        bound=draft.bound,
        unit=draft.unit,
        per=draft.per,
        elided=draft.elided,
        change=draft.change,
    )

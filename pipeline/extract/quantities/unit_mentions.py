"""The unit of a number: a currency before or behind it, a percent sign, a counted noun."""

from __future__ import annotations

import re
from typing import Final

from pipeline.extract.phrases import is_latin
from pipeline.extract.quantities.bounds import MOST_FILLERS
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.number_words import Number, tidy
from pipeline.extract.quantities.units import Unit, UnitLexicon, skip_spaces

#: Units that a fraction can have: half a second, but not half a user.
_DIVISIBLE: Final = frozenset(("s", "ms", "min", "hours", "days", "weeks", "months", "years", "points", "pp"))
_OPENING: Final = '"“「『《‘'

#: What is counted in thousands, millions and more.
_SCALED: Final = frozenset(("tokens", "parameters", "users", "downloads"))

#: Scale words are thousands of each other.
_THOUSAND: Final = 1000

#: What ends a statement of a Chinese text.
_STOPS: Final = re.compile(r"[。！？；]")

#: What a bare 元 is where it is not the renminbi.
_OWN_DOLLARS: Final = ("HKD", "TWD", "MOP", "SGD")


def take_unit(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """Take the unit behind the number, if there is one, or the percent sign in front."""
    at = skip_spaces(text, draft.end)
    found = lexicon.units.after(text, at)
    if found is None and draft.kind != "money":  # "输入 $0.80 输出 $2.56": a sum with its sign has its unit
        found = _unit_behind_fillers(text, at, lexicon)
    end, unit = found if found is not None else (at, None)
    if unit is not None and _is_unit_of(text, draft, at, end, unit, lexicon):
        draft.end = end
        if draft.kind != "money":
            draft.measure(unit)
            _scale_behind(text, draft, end - at, lexicon)
            if lexicon.loose_change.after(text, at) == (end, True):
                _loose_change(text, draft, lexicon)
            if lexicon.short_tails.after(text, at) == (end, True):
                _short_tail(text, draft)
        if unit.factor == 10 and not unit.discount:
            _tenths(text, draft, lexicon)
    elif draft.bare and (sign := _percent_before(text, draft, floor, lexicon)) is not None:
        draft.start, draft.kind, draft.unit = sign, "percent", "%"


def _unit_behind_fillers(text: str, at: int, lexicon: UnitLexicon) -> tuple[int, Unit | None] | None:
    """ "37 billion active parameters": at most three words in between."""
    for _ in range(MOST_FILLERS):
        filler = lexicon.fillers.after(text, at)
        if filler is None:
            return None
        at = skip_spaces(text, filler[0])
        found = lexicon.units.after(text, at)
        if found is not None:
            return found if found[1] is not None and found[1].kind != "percent" else None
    return None


def _is_unit_of(text: str, draft: QuantityDraft, at: int, end: int, unit: Unit, lexicon: UnitLexicon) -> bool:
    form = text[at:end]
    if draft.kind == "money":
        return (
            unit.kind == "money"
            and unit.unit == draft.unit
            and unit.factor == 1
            and (len(form) > 1 or form not in lexicon.currencies_before)
        )
    if draft.number.fraction and unit.kind == "count":
        return unit.unit in _DIVISIBLE and at <= draft.end + 1 and text[at:end] == text[at:end].lstrip()
    if form in lexicon.classifiers and lexicon.behind_money.after(text, end) is None:
        following = text[end : end + 1]
        if following.isalpha() or (following and following in _OPENING):
            return False
    if text[end : end + 1].isdecimal() and at > draft.end and form in lexicon.currencies_before:
        return False
    if form in lexicon.percent_glued:
        return at == draft.end
    decade = form == "s" and at == draft.end and draft.value >= 1000
    return not decade


def _percent_before(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> int | None:
    """Where a percent sign in front of the number begins, or a "percentage of" with nothing counted behind it."""
    at = draft.start - (text[draft.start - 1 : draft.start] == " ")
    sign = lexicon.percent_before.before(text, at, floor)
    if sign is not None:
        return sign[0]
    words = lexicon.percent_of.before(text, at, floor)
    if words is None or text[draft.end : draft.end + 2].strip()[:1].isalnum():
        return None
    return words[0] if lexicon.percent_asked.before(text, words[0] - 1) is None else None


def _scale_behind(text: str, draft: QuantityDraft, length: int, lexicon: UnitLexicon) -> None:
    """ "75 USD million": the scale behind a currency code."""
    if draft.kind != "money" or length != 3 or not is_latin(text[draft.end - 1]) or draft.number.scale != 1:
        return
    token = lexicon.numbers.token(text, skip_spaces(text, draft.end))
    if token is not None and token[1] == "scale":
        draft.end = token[0]
        draft.scale(token[2])


def _loose_change(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """两块五: a lone digit behind the unit is tenths of it."""
    token = lexicon.numbers.token(text[draft.end : draft.end + 1], 0)
    if token is not None and token[2] < 10 and not text[draft.end + 1 : draft.end + 2].isdecimal():
        draft.value, draft.end = tidy(draft.value + draft.factor * token[2] / 10), draft.end + 1


def _short_tail(text: str, draft: QuantityDraft) -> None:
    """«۲ میلیون و ۸۰۰ تومن»: hundreds behind a scale word are of the next lower scale."""
    whole, tail = divmod(draft.value, _THOUSAND)
    spelled = any(char.isalpha() for char in text[draft.number.start : draft.number.end])
    if spelled and tail and whole and not whole % _THOUSAND:
        lower = _THOUSAND if whole % _THOUSAND**2 else _THOUSAND**2
        draft.value = tidy(whole * _THOUSAND + tail * lower)


def _tenths(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """七成六 is 76 percent, 三成半 is 35, 六成多 is 60 or more."""
    token = lexicon.numbers.token(text, draft.end)
    if token is not None and token[1] == "more":
        draft.bound, draft.end = "at_least", token[0]
    elif token is not None and token[2] < 10 and token[0] - draft.end == 1:
        draft.value += token[2] if token[1] != "fraction" else 10 * token[2]
        draft.end = token[0]


def spaced_scale(text: str, number: Number, lexicon: UnitLexicon, priced: bool) -> Number:
    """ "$5 M", "70 B parameters": behind a currency or before a counted noun a letter may stand off."""
    letter = lexicon.numbers.scale_letter(text, number.end, spaced=True)
    if letter is None:
        return number
    end, scale = letter
    if not priced:
        unit = lexicon.units.after(text, skip_spaces(text, end))
        if unit is None or unit[1] is None or unit[1].unit not in _SCALED:
            return number
    return Number(number.start, end, tidy(number.value * scale), scale)


def currency_before(text: str, at: int, floor: int, lexicon: UnitLexicon) -> tuple[int, str] | None:
    """Start and code of a currency that stands before the number at `at`."""
    if at and text[at - 1] in "-+":
        at -= 1
    found = lexicon.currencies_before.before(text, at, floor)
    if found is None and at and text[at - 1] == " ":
        found = lexicon.currencies_before.before(text, at - 1, floor)
    return found


def currency_apart(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """新台幣約 8760 元: a bound may stand between the currency's name and its number."""
    if lexicon.bare_money.before(text, draft.end) is None:
        return
    currency = currency_before(text, draft.cue, floor, lexicon)
    if currency is not None:
        draft.start = draft.cue = currency[0]
        draft.unit = currency[1]


def same_money(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> None:
    """收入 7.24 億元人民幣，虧損 31.82 億元: a bare 元 goes on with the currency that its sentence has told."""
    told: QuantityDraft | None = None
    for draft in drafts:
        if told is not None and _STOPS.search(text, told.end, draft.start):
            told = None
        if draft.kind != "money":
            continue
        if draft.unit == "CNY" and lexicon.told_money.search(text, draft.start, draft.end):
            told = draft
        elif told is not None and draft.unit in _OWN_DOLLARS and lexicon.bare_money.before(text, draft.end):
            draft.unit = "CNY"

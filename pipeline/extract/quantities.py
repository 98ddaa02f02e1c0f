"""Quantities in text: numbers with currency, percent sign or counted noun, bounds, ranges and per-phrases.

One engine for all languages; the words stand in the lexicons (see `pipeline.extract.units`). Works on
folded text and gives offsets into the original. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pipeline.claim import Bound
from pipeline.extract.joins import join, restate
from pipeline.extract.mentions import Quantity, QuantityKind
from pipeline.extract.numbers import Number, tidy
from pipeline.extract.phrases import is_arabic, is_latin
from pipeline.extract.prices import TOKENS, Per, find_pers, find_weak_pers, price
from pipeline.extract.quantity_draft import QuantityDraft
from pipeline.extract.units import Unit, UnitLexicon, skip_spaces, unit_lexicon
from pipeline.text.fold import Folded

_DATE: Final = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)")
_FULLWIDTH_GROUP: Final = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_QUOTES: Final = " \"'«»“”"
_OPENING: Final = '"“「『《‘'
_BEFORE_SIGN: Final = " (:：،,，|（\n"
_CELL_JOINTS: Final = ("/", "|", "->", "→", "،", ",")
_MOST_FILLERS: Final = 3
#: How far before a number, in letters, a verb that bounds it may stand, and how many words its subject may have.
_VERB_REACH: Final = 70
_SUBJECT_WORDS: Final = 6
_CLAUSE_MARKS: Final = ",،;؛:.!؟"
_LONGEST_WORD: Final = 12
#: How many words («فعال ماهانه») may stand between a unit and a bound behind it.
_FILLERS_BEFORE_BOUND: Final = 2

#: Units that a fraction can have: half a second, but not half a user.
_DIVISIBLE: Final = frozenset(("s", "ms", "min", "hours", "days", "weeks", "months", "years", "points", "pp"))
#: What is counted in thousands, millions and more.
_SCALED: Final = frozenset(("tokens", "parameters", "users", "downloads"))
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


def find_quantities(text: str | Folded, language: str, *, country: str = "") -> list[Quantity]:
    """All quantities in `text`, sorted, non-overlapping, with offsets into the original text.

    `language` is ar, fa, zh or en. `country` is the source's ISO 3166 code, with a script in front where it
    matters ("TW", "Hant", "Hant-HK"): it decides what ¥, $, درهم and 元 mean.
    """
    folded = text if isinstance(text, Folded) else Folded(text)
    drafts = _read(_grouped(folded), unit_lexicon(language, country))
    return [_quantity(folded, draft) for draft in drafts]


#: Headers and captions are asked for again for each sentence or cell below them.
@lru_cache(maxsize=512)
def header_unit(text: str, language: str, *, country: str = "") -> UnitHint | None:
    """What a header, caption or lead-in states for the bare numbers below it; None if it states no unit."""
    return _hint(Folded(text).text, unit_lexicon(language, country))


def cell_quantities(text: str, language: str, hint: UnitHint | None, *, country: str = "") -> list[Quantity]:
    """The quantities of one table cell: as `find_quantities`, with the unit of `hint` for bare numbers.

    Numbers in brackets behind another value ("$2.00 (≤200K)") do not take it.
    """
    folded = Folded(text)
    lexicon = unit_lexicon(language, country)
    drafts = _read(folded.text, lexicon)
    _complete_cell(folded.text, drafts, hint, lexicon)
    return [_quantity(folded, draft) for draft in drafts]


def _grouped(folded: Folded) -> str:
    """The folded text, with the fullwidth commas inside fullwidth numbers (４，５６５) as ASCII ones."""
    text = folded.text
    if "，" in text and len(text) == len(folded.original):
        commas = {match.start() for match in _FULLWIDTH_GROUP.finditer(folded.original)}
        if commas:
            return "".join("," if index in commas else char for index, char in enumerate(text))
    return text


def _read(text: str, lexicon: UnitLexicon) -> list[QuantityDraft]:
    """All quantities of folded `text`, sorted."""
    pers = find_pers(text, lexicon)
    drafts = _with_words(text, _drafts(text, pers, lexicon), lexicon)
    _same_money(text, drafts)
    drafts = price(text, join(text, drafts, lexicon), pers, lexicon)
    restate(text, drafts, lexicon)
    return [draft for draft in drafts if not _is_doubtful(text, draft, lexicon)]


def _drafts(text: str, pers: list[Per], lexicon: UnitLexicon) -> list[QuantityDraft]:
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
    currency = _currency_before(text, start, floor, lexicon)
    if number.literal:
        number = _spaced_scale(text, number, lexicon, currency is not None)
    elif number.words:
        number = _fifth(text, number, lexicon)
    end = number.end
    if digits and currency is None and _is_part_of_name(text, number, floor, lexicon):
        return None
    draft = QuantityDraft(number, start, end, start, number.value, number.value_max)
    draft.bound = "at_least" if number.open_end else "exact" if number.value_max is None else "range"
    if currency is not None:
        draft.start, draft.kind, draft.unit = currency[0], "money", currency[1]
    _sign(text, draft, floor, lexicon)
    mark = _ordinal_mark(text, draft, floor, lexicon)
    if mark is not None:
        return _ordinal(text, draft, mark, lexicon)
    _closing_bound(text, draft, lexicon)
    _unit(text, draft, floor, lexicon)
    if digits and draft.end == end and text[end : end + 1] and is_latin(text[end]):
        return None
    if number.fraction and draft.bare:
        _fraction(text, draft, lexicon)
    _closing_bound(text, draft, lexicon)
    draft.cue = draft.start
    _opening_bound(text, draft, floor, lexicon)
    if currency is None and draft.kind == "money" and draft.cue < draft.start and text[draft.end - 1] == "元":
        _currency_apart(text, draft, floor, lexicon)
    return draft


#: What ends a statement of a Chinese text.
_STOPS: Final = re.compile(r"[。！？；]")


def _same_money(text: str, drafts: list[QuantityDraft]) -> None:
    """收入 7.24 億元人民幣，虧損 31.82 億元: a bare 元 goes on with the currency that its sentence has told."""
    told: QuantityDraft | None = None
    for draft in drafts:
        if told is not None and _STOPS.search(text, told.end, draft.start):
            told = None
        if draft.kind != "money":
            continue
        if draft.unit == "CNY" and "人民" in text[draft.start : draft.end]:
            told = draft
        elif told is not None and text[draft.end - 1] == "元" and draft.unit in _OWN_DOLLARS:
            draft.unit = "CNY"


#: What a bare 元 is where it is not the renminbi.
_OWN_DOLLARS: Final = ("HKD", "TWD", "MOP", "SGD")


def _currency_apart(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """新台幣約 8760 元: a bound may stand between the currency's name and its number."""
    currency = _currency_before(text, draft.cue, floor, lexicon)
    if currency is not None:
        draft.start = draft.cue = currency[0]
        draft.unit = currency[1]


def _currency_before(text: str, at: int, floor: int, lexicon: UnitLexicon) -> tuple[int, str] | None:
    """Start and code of a currency that stands before the number at `at`."""
    if at and text[at - 1] in "-+":
        at -= 1
    found = lexicon.currencies_before.before(text, at, floor)
    if found is None and at and text[at - 1] == " ":
        found = lexicon.currencies_before.before(text, at - 1, floor)
    return found


def _spaced_scale(text: str, number: Number, lexicon: UnitLexicon, priced: bool) -> Number:
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


def _fifth(text: str, number: Number, lexicon: UnitLexicon) -> Number:
    """خمس السوق is a fifth of the market, خمس شركات five firms."""
    found = lexicon.fifths.after(text, number.start)
    if found is None or found[0] != number.end or not _has_head(text, number.end + 1, lexicon):
        return number
    return Number(number.start, number.end, found[1], words=True, fraction="word")


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


def _unit(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """Take the unit behind the number, if there is one, or the percent sign in front."""
    at = skip_spaces(text, draft.end)
    found = lexicon.units.after(text, at) or _unit_behind_fillers(text, at, lexicon)
    end, unit = found if found is not None else (at, None)
    if unit is not None and _is_unit_of(text, draft, at, end, unit, lexicon):
        draft.end = end
        if draft.kind != "money":
            draft.measure(unit)
            _scale_behind(text, draft, end - at, lexicon)
            if lexicon.loose_change.after(text, at) == (end, True):
                _loose_change(text, draft, lexicon)
        if unit.factor == 10 and not unit.discount:
            _tenths(text, draft, lexicon)
    elif draft.bare and (sign := _percent_before(text, draft, floor, lexicon)) is not None:
        draft.start, draft.kind, draft.unit = sign, "percent", "%"


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


def _tenths(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """七成六 is 76 percent, 三成半 is 35, 六成多 is 60 or more."""
    token = lexicon.numbers.token(text, draft.end)
    if token is not None and token[1] == "more":
        draft.bound, draft.end = "at_least", token[0]
    elif token is not None and token[2] < 10 and token[0] - draft.end == 1:
        draft.value += token[2] if token[1] != "fraction" else 10 * token[2]
        draft.end = token[0]


def _unit_behind_fillers(text: str, at: int, lexicon: UnitLexicon) -> tuple[int, Unit | None] | None:
    """ "37 billion active parameters": at most three words in between."""
    for _ in range(_MOST_FILLERS):
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


def _fraction(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """A fraction is a percentage: a third of users; a quarter of the price is a cut by 75."""
    at = skip_spaces(text, draft.end)
    part = lexicon.part_marks.after(text, at)
    of_price = lexicon.price_words.after(text, skip_spaces(text, part[0]) if part is not None else at)
    draft.kind, draft.unit = "percent", "%"
    draft.scale(100)
    if of_price is not None:
        draft.end, draft.value, draft.change = of_price[0], 100 - draft.value, -1


def _is_doubtful(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> bool:
    """Words that are mostly no quantity: "one", یک, 一; a half of nothing."""
    number = draft.number
    if number.fraction == "word" and draft.end == number.end:
        if lexicon.words.before(text, number.start - 1) or lexicon.half_marks.before(text, number.start - 1):
            return True
        return draft.cue == draft.start and not _has_whole(text, draft.end, lexicon)
    if not draft.bare or not number.words or draft.elided or draft.value_max is not None:
        return False
    if lexicon.bare_words:
        return number.weak and draft.value >= 0
    return number.end - number.start < 2 or (number.value < 10 and number.value == int(number.value))


def _has_whole(text: str, at: int, lexicon: UnitLexicon) -> bool:
    """Whether a fraction that ends at `at` says of what: half of, نصف المستخدمين."""
    at = skip_spaces(text, at)
    if lexicon.part_marks.after(text, at) is not None or lexicon.wholes.after(text, at) is not None:
        return True
    return _has_head(text, at, lexicon)


def _has_head(text: str, at: int, lexicon: UnitLexicon) -> bool:
    return text.startswith(lexicon.part_heads, at) and lexicon.not_parts.after(text, at) is None


def _closing_bound(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """ "or more", 以上, + behind the number or behind its unit."""
    at = skip_spaces(text, draft.end)
    found = lexicon.bounds_after.after(text, at)
    for _ in range(_FILLERS_BEFORE_BOUND):
        filler = lexicon.fillers.after(text, at) if found is None else None
        if filler is None:
            break
        at = skip_spaces(text, filler[0])
        found = lexicon.bounds_after.after(text, at)
    if found is None or lexicon.not_bounds.after(text, at) is not None:
        return
    draft.bound = found[1]
    if draft.bare and draft.end == draft.number.end:
        draft.end = found[0]


def _opening_bound(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """ "more than", 逾, ما لا يقل عن in front; a quotation mark or a few words may stand in between."""
    at = lexicon.before_clitic(text, draft.start)
    for _ in range(_MOST_FILLERS):
        while at > floor and text[at - 1] in _QUOTES:
            at -= 1
        found = lexicon.bounds_before.before(text, at, floor)
        if found is not None:
            draft.cue = found[0]
            bound = found[1]
            if text[found[0] : at].strip() in lexicon.comparatives and _is_negated(text, found[0], floor, lexicon):
                bound = _TURNED.get(bound, bound)
            if draft.bound == "exact" or bound not in ("about", "exact"):
                draft.bound = bound
            return
        gap = lexicon.bound_gaps.before(text, at, floor)
        if gap is None:
            break
        at = gap[0]
    if draft.bound == "exact":
        draft.bound = _verb_before(text, draft.start, floor, lexicon) or draft.bound


#: No list has more places: «الرقم 650 مليونا» is no rank.
_LAST_RANK: Final = 10_000

#: How many words before "more than" a negation may stand, with the subject between.
_NEGATED_WORDS: Final = 10

#: What a bound becomes by a negation: "costs no more than", «لا يكلف أكثر من».
_TURNED: Final[dict[Bound, Bound]] = {"at_least": "at_most", "at_most": "at_least"}


def _is_negated(text: str, at: int, floor: int, lexicon: UnitLexicon) -> bool:
    """Whether one of the few words before `at` in its clause is a negation."""
    words = _clause_before(text, at, floor).split()[-_NEGATED_WORDS:]
    # "Is still" is a negation in form alone: «لا يزال».
    return any(w in lexicon.negations and n not in lexicon.no_negations for w, n in pairwise(words))


def _clause_before(text: str, at: int, floor: int) -> str:
    window = text[max(floor, at - _VERB_REACH) : at]
    return window[max(window.rfind(mark) for mark in _CLAUSE_MARKS) + 1 :]


def _verb_before(text: str, at: int, floor: int, lexicon: UnitLexicon) -> Bound | None:
    """The bound that a verb with its subject behind it gives: تجاوز عدد مستخدمي التطبيق 800 مليون."""
    window = _clause_before(text, at, floor)
    bound: Bound | None = None
    end = 0
    for match in lexicon.bound_verb_starts.finditer(window):
        found = lexicon.bound_verbs.after(window, match.start())
        if found is not None and match.start() >= end and lexicon.begins(text, at - len(window) + match.start()):
            end, bound = found
    words = window[end:].split()
    if words and words[-1] in lexicon.from_marks:
        starts = any(word in lexicon.starting_verbs for word in window.split())
        return "at_least" if starts and len(window.split()) <= 2 * _SUBJECT_WORDS else None
    between = len(words) <= _SUBJECT_WORDS and not any(w in lexicon.bound_stops or w.isdecimal() for w in words)
    return bound if between else None


def _ordinal_mark(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> int | None:
    """Where the mark of an ordinal ("No.", 第) in front of the number begins."""
    at = draft.start - (text[draft.start - 1 : draft.start] == " ")
    found = lexicon.ordinal_marks.before(text, at, floor)
    if found is None or not draft.bare or not 1 <= draft.value <= _LAST_RANK or draft.value != int(draft.value):
        return None
    return found[0]


def _ordinal(text: str, draft: QuantityDraft, mark: int, lexicon: UnitLexicon) -> QuantityDraft | None:
    """The rank of "No. 1" and 第1名; None for other ordinals (第一天, 第三季度)."""
    ending = lexicon.ordinal_ends.after(text, draft.end)
    end = ending[0] if ending else draft.end
    if lexicon.not_ordinal_before.after(text, skip_spaces(text, end)):
        return None
    draft.start, draft.end, draft.kind, draft.unit, draft.cue = mark, end, "ordinal", "rank", mark
    return draft


def _with_words(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> list[QuantityDraft]:
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
            _opening_bound(text, draft, 0, lexicon)
        words.append(draft)
    return _merged(drafts, words) if words else drafts


def _is_other_ordinal(text: str, start: int, end: int, lexicon: UnitLexicon) -> bool:
    """ "first half", "the second time": no rank."""
    if lexicon.ordinal_places.after(text, skip_spaces(text, end)):
        return False
    if lexicon.not_ordinal_before.after(text, end) or lexicon.not_ordinal_before.after(text, end + 1):
        return True
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


def _hint(text: str, lexicon: UnitLexicon) -> UnitHint | None:
    pers = find_pers(text, lexicon) or find_weak_pers(text, lexicon)
    drafts = _drafts(text, pers, lexicon)
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


def _quantity(folded: Folded, draft: QuantityDraft) -> Quantity:
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

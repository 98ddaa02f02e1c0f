"""What a price buys: per-phrases ("per million tokens", 每百万, ماهی) and which price each belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.units import UnitLexicon, skip_spaces

TOKENS: Final = "1M_tokens"
_MILLION: Final = 1e6
_SENTENCE_END: Final = re.compile(r"[。！？!?؟\n；;|]|\.\s")
_CLAUSE_END: Final = re.compile(r"[。！？!?؟\n；;،,，:|]|\.\s")
_NO_GAP: Final = re.compile(r"[^\w\s()/|,-]")
#: How many characters may lie in between: for a sentence, within a clause, with at most three words, for a rate.
_SENTENCE: Final = 400
_FAR: Final = 60
_NEAR: Final = 24
_BESIDE: Final = 8
#: A plan's year costs at least so many of its months.
_MONTHS_PAID: Final = 6

_FEW: Final = 6
#: What Persian writes together with the unit in front of it: «دلاره», "it is dollars".
_ENDING: Final = re.compile(r"(?:[هی]|ست)?(?![^\W\d_])|")
#: What is sold by the amount, as tokens are: "per 10,000 characters" is written per million.
_WRITTEN: Final = ("character", "byte")
#: What has a resolution, and how that is written.
_SHOWN: Final = ("image", "video", "second")
_RESOLUTIONS: Final = ("2k", "4k", "8k")
#: Amounts of tokens that prices are quoted for.
_AMOUNTS: Final = (1e3, 1e4, 1e6)
#: Token prices stay below this; larger amounts in the sentence are no prices.
_LARGEST_TOKEN_PRICE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Per:
    """A phrase for what a price buys, at `start:end` of folded text; times `factor` it is the price of `unit`.

    `leads` tells that it may stand in front of its price, `follows` that it may stand behind.
    """

    start: int
    end: int
    unit: str
    factor: float
    leads: bool = True
    follows: bool = True


def find_pers(text: str, lexicon: UnitLexicon) -> list[Per]:
    """The per-phrases of folded `text` that need no price in front of them, in order, none inside another."""
    found: list[Per] = []
    for match in lexicon.per_starts.finditer(text):
        at = match.start()
        if found and at < found[-1].end:
            continue
        per = _per_at(text, at, lexicon) if lexicon.begins(text, at) else None
        if per is not None:
            found.append(per)
    return found


def find_weak_pers(text: str, lexicon: UnitLexicon) -> list[Per]:
    """The phrases of folded `text` that say what a price buys only behind one: "for a million tokens"."""
    starts = (match.start() for match in lexicon.weak_per_starts.finditer(text))
    pers = (_weak_per_at(text, at, lexicon) for at in starts if lexicon.begins(text, at))
    return [per for per in pers if per is not None and per.unit == TOKENS]


def _per_at(text: str, at: int, lexicon: UnitLexicon) -> Per | None:
    leading = lexicon.per_leads.after(text, at)
    if leading is not None and _counts_thing(text, leading[0], lexicon):
        return None
    if leading is not None:
        return Per(at, leading[0], leading[1], 1, follows=False)
    phrase = lexicon.per_phrases.after(text, at)
    mark = lexicon.per_marks.after(text, at)
    per = _counted_noun(text, at, mark[0], lexicon) if mark is not None else None
    if phrase is not None and (per is None or per.end < phrase[0]):
        per = Per(at, phrase[0], phrase[1], 1)
    return _unless_stopped(text, per, lexicon)


def _counts_thing(text: str, at: int, lexicon: UnitLexicon) -> bool:
    """Whether what is told by the day or month is a number of things and no price: «روزی سه جلسه»."""
    count = lexicon.numbers.read(text, skip_spaces(text, at))
    if count is None:
        return False
    behind = skip_spaces(text, count.end)
    unit = lexicon.units.after(text, behind)
    if unit is not None and unit[1] is not None:
        return unit[1].kind != "money"
    joined = any(table.after(text, behind) is not None for table in (lexicon.ranges, lexicon.lists))
    return text[behind : behind + 1].isalpha() and not joined


def _weak_per_at(text: str, at: int, lexicon: UnitLexicon) -> Per | None:
    mark = lexicon.per_marks_weak.after(text, at)
    per = _counted_noun(text, at, mark[0], lexicon) if mark is not None else None
    return _unless_stopped(text, per, lexicon)


def _unless_stopped(text: str, per: Per | None, lexicon: UnitLexicon) -> Per | None:
    """None for "a year earlier" and "in less than a year", which buy nothing."""
    if per is None or lexicon.per_stops.after(text, skip_spaces(text, per.end)) is not None:
        return None
    return None if lexicon.per_spans.before(text, per.start - 1) is not None else per


def _counted_noun(text: str, at: int, inside: int, lexicon: UnitLexicon) -> Per | None:
    """The per-phrase from `at` whose mark ends at `inside`: a number, if any, and what is bought.

    "Per million" without a noun is per million tokens.
    """
    inside = skip_spaces(text, inside)
    count = lexicon.numbers.read(text, inside)
    amount = 1.0
    if count is not None and count.value > 0:
        amount, inside = count.value, skip_spaces(text, count.end)
    noun = lexicon.priced.after(text, inside)
    if noun is None:
        return Per(at, count.end, TOKENS, 1) if count is not None and amount == _MILLION else None
    end, unit = noun
    if unit in ("tokens", TOKENS):
        return Per(at, end, TOKENS, _MILLION / amount if unit == "tokens" else 1)
    if unit in _WRITTEN and count is not None:
        return Per(at, end, f"1M_{unit}s", _MILLION / amount)
    if unit in _SHOWN and count is not None and text[count.start : count.end] in _RESOLUTIONS:
        amount = 1  # "for a 2K picture"
    return Per(at, end, unit, 1 / amount, leads=text[at] != "/")


def price(text: str, drafts: list[QuantityDraft], pers: list[Per], lexicon: UnitLexicon) -> list[QuantityDraft]:
    """Tell each price what it buys, and each rate of tokens that it is one; the drafts that remain."""
    pers = _rates(drafts, pers)
    money = [draft for draft in drafts if draft.kind == "money"]
    if not money:
        return drafts
    free = _directly_in_front(text, money, pers)
    weak = [per for draft in money if (per := _weakly_behind(text, draft, lexicon)) is not None]
    starts = [per.start for per in free]
    for index, draft in enumerate(money):
        limit = money[index + 1].start if index + 1 < len(money) else len(text)
        _take_behind(text, draft, free[bisect_left(starts, draft.end) :][:_FEW], limit)
    _per_period(text, money, pers)
    _share_backwards(text, money, lexicon)
    ends = [per.end for per in pers]
    taken = {draft.per_end for draft in money if draft.per}
    for draft in money:
        last = bisect_right(ends, draft.start)
        _take_in_front(text, draft, pers[max(0, last - _FEW) : last], taken)
    for draft in money:
        _closing_bound(text, draft, lexicon)
    drafts = [draft for draft in drafts if not _is_inside(draft, weak)] if weak else drafts
    return _bought_amounts(text, drafts, money, lexicon)


def _rates(drafts: list[QuantityDraft], pers: list[Per]) -> list[Per]:
    """每秒 100 tokens: tokens with a second beside them are a speed; the other per-phrases."""
    seconds = [per for per in pers if per.unit == "second"]
    used: set[int] = set()
    for draft in drafts if seconds else ():
        if draft.kind != "count" or draft.unit != "tokens":
            continue
        index = bisect_left(seconds, draft.cue, key=lambda per: per.start)
        for per in seconds[max(0, index - 1) : index + 1]:
            # A bound stands before or behind the phrase: 每秒超过 100 tokens, 最高每秒 100 tokens.
            head = draft.cue if per.end <= draft.cue else draft.start
            gap = head - per.end if per.end <= head else per.start - draft.end
            if 0 <= gap <= (_BESIDE if per.end <= head else 1):
                draft.unit = "tokens/s"
                used.add(per.start)
    return [per for per in pers if per.start not in used] if used else pers


def _directly_in_front(text: str, money: list[QuantityDraft], pers: list[Per]) -> list[Per]:
    """ماهی ۱۰ دلار, 每月20美元: a phrase that leads belongs to the price right behind it; the other phrases."""
    taken: set[int] = set()
    starts = {draft.start: draft for draft in money} | {draft.cue: draft for draft in money}
    for per in pers:
        draft = starts.get(per.end) or starts.get(per.end + 1)
        if draft is None or (per.unit != TOKENS and draft.number.scale >= _MILLION):
            continue
        if per.leads and text[per.end : draft.cue] in ("", " "):
            draft.buys(per.unit, per.factor, per.end)
            taken.add(per.start)
    return [per for per in pers if per.start not in taken]


def _weakly_behind(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> Per | None:
    """ "$20 a month", "$20 (a month)": takes the phrase directly behind a price."""
    at = skip_spaces(text, _ENDING.match(text, draft.end).end())  # type: ignore[union-attr]
    per = None if draft.per else _weak_per_at(text, at + (text[at : at + 1] == "("), lexicon)
    if per is not None:
        draft.buys(per.unit, per.factor, per.end)
    return per


def _take_behind(text: str, draft: QuantityDraft, pers: list[Per], limit: int) -> None:
    per = next((per for per in pers if per.follows), None)
    if draft.per or per is None or per.start >= limit or per.start - draft.end > _FAR:
        return
    gap = text[draft.end : per.start]
    near = len(gap) <= _NEAR and len(gap.split()) <= 3 and not _NO_GAP.search(gap)
    if near or (per.unit == TOKENS and not _CLAUSE_END.search(gap)):
        draft.buys(per.unit, per.factor, per.end)


def _closing_bound(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """9.9元/月起: a bound behind what the price buys."""
    if draft.bound != "exact" or not 0 <= draft.per_end - draft.end <= _NEAR:
        return
    found = lexicon.bounds_after.after(text, skip_spaces(text, draft.per_end))
    if found is not None:
        draft.bound = found[1]


def _per_period(text: str, money: list[QuantityDraft], pers: list[Per]) -> None:
    """ "$30 per user per month": the price of a subscription is that of the month."""
    starts = [per.start for per in pers]
    for draft in money:
        if draft.per not in ("seat", "user"):
            continue
        for per in pers[bisect_left(starts, draft.per_end) :][:1]:
            if per.unit in ("month", "year") and text[draft.per_end : per.start].strip(" ,،，/") == "":
                draft.per, draft.per_end = per.unit, per.end


def _share_backwards(text: str, money: list[QuantityDraft], lexicon: UnitLexicon) -> None:
    """ "$3, $5 and $9 a month": one phrase behind a list is for all of it."""
    for right, left in pairwise(reversed(money)):
        if left.per or not right.per or right.per_end < right.end:
            continue
        gap = text[left.end : right.cue][: _FAR + 1]
        listed = any(gap.strip() in joints for joints in (lexicon.lists, lexicon.commas, lexicon.from_tos))
        joined = right.per == TOKENS and len(gap) <= _FAR and not _SENTENCE_END.search(gap)
        if listed and right.per == "year" and right.value >= left.value * _MONTHS_PAID:
            left.buys("month", 1, right.per_end)  # "$10, or $100 a year"
        elif listed or (joined and left.unit == right.unit and left.value < _LARGEST_TOKEN_PRICE):
            left.buys(right.per, right.per_factor, right.per_end)


def _take_in_front(text: str, draft: QuantityDraft, earlier: list[Per], taken: set[int]) -> None:
    """The phrase earlier in the sentence: 每百万 token 输入 2 美元、输出 12 美元."""
    if draft.per or not earlier or draft.number.scale >= _MILLION or draft.value >= _LARGEST_TOKEN_PRICE:
        return
    tokens = next((per for per in reversed(earlier) if per.unit == TOKENS), None)
    if tokens is not None and _same_sentence(text, tokens, draft, _SENTENCE):
        draft.buys(TOKENS, tokens.factor, tokens.end)
        return
    last = earlier[-1]
    if last.leads and last.end not in taken and _same_sentence(text, last, draft, _FAR):
        draft.buys(last.unit, last.factor, last.end)
        taken.add(last.end)


def _same_sentence(text: str, per: Per, draft: QuantityDraft, reach: int) -> bool:
    return draft.start - per.end <= reach and not _SENTENCE_END.search(text, per.end, draft.start)


def _is_inside(draft: QuantityDraft, pers: list[Per]) -> bool:
    index = bisect_right(pers, draft.start, key=lambda per: per.start)
    return index > 0 and draft.start < pers[index - 1].end


def _bought_amounts(
    text: str, drafts: list[QuantityDraft], money: list[QuantityDraft], lexicon: UnitLexicon
) -> list[QuantityDraft]:
    """ "a million tokens cost $3": the amount is what the price buys, and no quantity of its own."""
    bought: set[int] = set()
    for amount in drafts:
        if amount.unit != "tokens" or amount.bound != "exact" or amount.value not in _AMOUNTS:
            continue
        end = amount.end
        first = bisect_left(money, end, key=lambda draft: draft.start)
        for draft in money[first : first + _FEW]:
            gap = text[end : draft.start]
            if draft.per not in ("", TOKENS) or draft.value >= 1000 or len(gap) > _FAR or _SENTENCE_END.search(gap):
                break
            if end == amount.end and gap.strip() and not lexicon.price_links.search(gap):
                break
            if not draft.per:
                draft.buys(TOKENS, _MILLION / amount.value, amount.end)
            end = draft.end
        if end > amount.end:
            bought.add(id(amount))
    return [draft for draft in drafts if id(draft) not in bought] if bought else drafts

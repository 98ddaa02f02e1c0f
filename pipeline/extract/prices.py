"""What a price buys: per-phrases ("per million tokens", 每百万, ماهی) and which price each belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipeline.extract.drafts import Draft
from pipeline.extract.units import UnitLexicon, skip_spaces

TOKENS: Final = "1M_tokens"
_MILLION: Final = 1e6
_SENTENCE_END: Final = re.compile(r"[。！？!?؟\n；;|]|\.\s")
_CLAUSE_END: Final = re.compile(r"[。！？!?؟\n；;،,，:|]|\.\s")
_FAR: Final = 60
_NEAR: Final = 24
#: Token prices stay below this; larger amounts in the sentence are no prices.
_LARGEST_TOKEN_PRICE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Per:
    """A phrase for what a price buys, at `start:end` of folded text; times `factor` it is the price of `unit`.

    `leads` tells that it may stand in front of its price, `follows` that it may stand behind, `weak` that it
    must follow directly ("a month").
    """

    start: int
    end: int
    unit: str
    factor: float
    leads: bool = True
    follows: bool = True
    weak: bool = False


def find_pers(text: str, lexicon: UnitLexicon) -> list[Per]:
    """All per-phrases of folded `text`, in order, none inside another."""
    found: list[Per] = []
    for match in lexicon.per_starts.finditer(text):
        at = match.start()
        if found and at < found[-1].end:
            continue
        per = _per_at(text, at, lexicon) if lexicon.begins(text, at) else None
        if per is not None:
            found.append(per)
    return found


def _per_at(text: str, at: int, lexicon: UnitLexicon) -> Per | None:
    leading = lexicon.per_leads.after(text, at)
    if leading is not None:
        return Per(at, leading[0], leading[1], 1, follows=False)
    phrase = lexicon.per_phrases.after(text, at)
    strong = lexicon.per_marks.after(text, at)
    mark = strong or lexicon.per_marks_weak.after(text, at)
    per = _counted_noun(text, at, mark[0], strong is not None, lexicon) if mark is not None else None
    if phrase is not None and (per is None or per.end < phrase[0]):
        return Per(at, phrase[0], phrase[1], 1)
    return per


def _counted_noun(text: str, at: int, inside: int, strong: bool, lexicon: UnitLexicon) -> Per | None:
    """The per-phrase whose mark ends at `inside`: a number, if any, and what is bought."""
    inside = skip_spaces(text, inside)
    count = lexicon.numbers.read(text, inside)
    amount = 1.0
    if count is not None and count.value > 0:
        amount, inside = count.value, skip_spaces(text, count.end)
    noun = lexicon.priced.after(text, inside)
    if noun is None:
        return None
    end, unit = noun
    if unit == "tokens":
        return Per(at, end, TOKENS, _MILLION / amount, leads=strong, weak=not strong)
    return Per(at, end, unit, 1 / amount, leads=strong and text[at] != "/", weak=not strong)


def price(text: str, drafts: list[Draft], pers: list[Per], lexicon: UnitLexicon) -> list[Draft]:
    """Tell each price what it buys, and each rate of tokens that it is one; the drafts that remain."""
    money = [draft for draft in drafts if draft.kind == "money"]
    free = _rates(text, drafts, pers)
    free = _directly_in_front(text, money, free)
    for index, draft in enumerate(money):
        limit = money[index + 1].start if index + 1 < len(money) else len(text)
        per = _behind(text, draft, free, limit)
        if per is not None:
            draft.buys(per.unit, per.factor, per.end)
    _share_backwards(text, money, lexicon)
    for draft in money:
        per = _in_front(text, draft, pers, money)
        if per is not None:
            draft.buys(per.unit, per.factor, per.end)
    drafts = _outside_weak(drafts, money, pers)
    return _bought_amounts(text, drafts, money, lexicon)


def _rates(text: str, drafts: list[Draft], pers: list[Per]) -> list[Per]:
    """每秒 100 tokens: tokens with a second beside them are a speed; the other per-phrases."""
    used: set[int] = set()
    for draft in drafts:
        if draft.kind != "count" or draft.unit != "tokens":
            continue
        for per in pers:
            gap = draft.cue - per.end if per.end <= draft.cue else per.start - draft.end
            if per.unit == "second" and 0 <= gap <= (8 if per.end <= draft.cue else 1):
                draft.unit = "tokens/s"
                used.add(per.start)
    return [per for per in pers if per.start not in used]


def _directly_in_front(text: str, money: list[Draft], pers: list[Per]) -> list[Per]:
    """ماهی ۱۰ دلار, 每月20美元: a phrase that leads belongs to the price right behind it; the other phrases."""
    taken: set[int] = set()
    starts = {draft.cue: draft for draft in money}
    for per in pers:
        draft = starts.get(per.end) or starts.get(per.end + 1)
        if draft is not None and per.leads and not draft.per and text[per.end : draft.cue] in ("", " "):
            draft.buys(per.unit, per.factor, per.end)
            taken.add(per.start)
    return [per for per in pers if per.start not in taken]


def _behind(text: str, draft: Draft, pers: list[Per], limit: int) -> Per | None:
    if draft.per:
        return None
    per = next((per for per in pers if per.start >= draft.end and per.follows), None)
    if per is None or per.start >= limit or per.start - draft.end > _FAR:
        return None
    gap = text[draft.end : per.start]
    if per.weak:
        return per if not gap.strip() else None
    near = len(gap) <= _NEAR and len(gap.split()) <= 3 and not re.search(r"[^\w\s()/|,-]", gap)
    return per if near or (per.unit == TOKENS and not _CLAUSE_END.search(gap)) else None


def _share_backwards(text: str, money: list[Draft], lexicon: UnitLexicon) -> None:
    """ "$3, $5 and $9 a month": one phrase behind a list is for all of it."""
    for right, left in pairwise(reversed(money)):
        if left.per or not right.per or right.per_end < right.end or left.unit != right.unit:
            continue
        gap = text[left.end : right.cue]
        listed = gap.strip() in lexicon.lists or gap.strip() in lexicon.commas
        joined = right.per == TOKENS and len(gap) <= 40 and not _CLAUSE_END.search(gap)
        if listed or (joined and left.value < _LARGEST_TOKEN_PRICE):
            left.buys(right.per, right.per_factor, right.per_end)


def _in_front(text: str, draft: Draft, pers: list[Per], money: list[Draft]) -> Per | None:
    """The phrase earlier in the sentence: 每百万 token 输入 2 美元、输出 12 美元."""
    if draft.per or draft.number.scale >= _MILLION or draft.value >= _LARGEST_TOKEN_PRICE:
        return None
    earlier = [per for per in pers if per.end <= draft.start]
    if not earlier or _SENTENCE_END.search(text, earlier[-1].end, draft.start):
        return None
    tokens = next((per for per in reversed(earlier) if per.unit == TOKENS), None)
    if tokens is not None and not _SENTENCE_END.search(text, tokens.end, draft.start):
        return tokens
    last = earlier[-1]
    taken = any(other.per_end == last.end for other in money)
    return last if last.leads and not last.weak and not taken and draft.start - last.end <= _FAR else None


def _outside_weak(drafts: list[Draft], money: list[Draft], pers: list[Per]) -> list[Draft]:
    """Without the amount in "$3 for a million tokens"."""
    ends = {draft.per_end for draft in money}
    weak = [per for per in pers if per.weak and per.end in ends]
    return [draft for draft in drafts if not any(per.start <= draft.start < per.end for per in weak)]


def _bought_amounts(text: str, drafts: list[Draft], money: list[Draft], lexicon: UnitLexicon) -> list[Draft]:
    """ "a million tokens cost $3": the amount is what the price buys, and no quantity of its own."""
    bought: list[Draft] = []
    for amount in drafts:
        if amount.unit != "tokens" or amount.bound != "exact" or amount.value not in (1e3, 1e4, 1e6):
            continue
        end = amount.end
        for draft in money:
            gap = text[end : draft.start]
            if draft.start < end or draft.per or draft.value >= 1000 or len(gap) > _FAR:
                continue
            linked = lexicon.price_links is not None and lexicon.price_links.search(gap) is not None
            first = end == amount.end
            if _SENTENCE_END.search(gap) or (first and gap.strip() and not linked):
                break
            draft.buys(TOKENS, _MILLION / amount.value, amount.end)
            end = draft.end
        if end > amount.end:
            bought.append(amount)
    return [draft for draft in drafts if all(draft is not amount for amount in bought)]

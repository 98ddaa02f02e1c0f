"""Quantities beside each other: compounds, ranges, lists with one unit, amounts in two currencies."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.number_words import tidy
from pipeline.extract.quantities.units import Unit, UnitLexicon

_WIDEST_JOINT: Final = 16
_WIDEST_ASIDE: Final = 60
#: How many times a price is at most what it was.
_MOST_MOVED: Final = 50
#: What follows a number that counts nothing; "" is the text's end.
_STOPS: Final = ("", ".", ",", "،", ";", "؛", ")")
_BRACKETS: Final = ("(", "（", "[")


def join(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> list[QuantityDraft]:
    """Merge compounds and ranges, and lend units along lists and comparisons; the drafts that remain."""
    drafts = _merge(drafts, lambda left, right: _compound(text, left, right, lexicon))
    drafts = _merge(drafts, lambda low, high: _range(text, low, high, lexicon))
    _lend_former(text, drafts, lexicon)
    _lend_backwards(text, drafts, lexicon)
    _lend_forwards(text, drafts, lexicon)
    return drafts


def restate(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> None:
    """An amount again in another currency, in brackets or behind "that is": same purchase, same bound."""
    for left, right in pairwise(drafts):
        if not left.kind == right.kind == "money" or left.unit == right.unit:
            continue
        after = left.per_end if 0 <= left.per_end <= right.cue else left.end
        gap = text[max(after, left.end) : right.cue].strip(" ،,，")
        if gap not in _BRACKETS and gap.strip("(（ ") not in lexicon.equals:
            continue
        if right.bound == "exact" and left.bound in ("at_least", "at_most"):
            right.bound = left.bound
        if left.per and not right.per:
            right.buys(left.per, left.per_factor)
        elif right.per and not left.per and right.per_end > right.end:
            left.buys(right.per, right.per_factor)


def _merge(drafts: list[QuantityDraft], merged: Callable[[QuantityDraft, QuantityDraft], bool]) -> list[QuantityDraft]:
    done: list[QuantityDraft] = []
    for draft in drafts:
        if not done or not merged(done[-1], draft):
            done.append(draft)
    return done


def _compound(text: str, left: QuantityDraft, right: QuantityDraft, lexicon: UnitLexicon) -> bool:
    """3元5角, five dollars and 20 cents: one amount, which `left` then is."""
    change = lexicon.small_change.after(text, right.number.end)
    if change is not None and right.end == change[0] and left.end == right.start and left.factor < 1:
        right.value = right.number.value
        right.measure(change[1])
    if not left.kind == right.kind == "money" or left.unit != right.unit or not left.unit:
        return False
    if right.factor >= left.factor or right.value >= left.factor or right.start < right.number.start:
        return False
    gap = text[left.end : right.start]
    if gap.strip() and gap.strip() not in lexicon.range_ands:
        return False
    left.value, left.end, left.factor = tidy(left.value + right.value), right.end, right.factor
    return True


def _range(text: str, low: QuantityDraft, high: QuantityDraft, lexicon: UnitLexicon) -> bool:
    """Whether `low` and `high` are one range, which `low` then is; of "from A to B" lends A the unit of B."""
    if high.start - low.end > _WIDEST_JOINT or low.value_max is not None or "ordinal" in (low.kind, high.kind):
        return False
    if low.bare and _is_year(low.value) and high.number.scale > 1:
        return False  # «إيرادات 2026 إلى 34 مليار دولار»
    gap = text[low.end : high.start].strip()
    head = lexicon.before_clitic(text, low.start)
    head -= text[max(head - 1, 0) : head] == " "
    origin = lexicon.from_marks.before(text, head) or lexicon.from_marks.before(text, low.cue - 1)
    between = lexicon.range_marks.before(text, head)
    if origin is not None and between is None and gap in lexicon.from_tos:
        if not lexicon.spread_marks.before(text, origin[0] - 1):
            _lend(low, high)
            return False
    elif not (between is not None and gap in lexicon.range_ands) and gap not in lexicon.ranges:
        return False
    mark = between or origin
    return _span(low, high, mark[0] if mark else low.cue)


def _span(low: QuantityDraft, high: QuantityDraft, cue: int) -> bool:
    """Make `low` the range up to `high`, if that is larger and of the same measure."""
    same = (low.kind, low.unit) == (high.kind, high.unit)
    prefixed = high.bare and low.start < low.number.start
    if not (low.bare or prefixed or same):
        return False
    value = low.value * (high.factor if low.bare else 1)
    upper = high.value * (low.factor if high.bare else 1)
    scale = high.number.scale
    unscaled = low.number.literal or (low.number.words and low.number.scale == 1)
    if unscaled and scale > 1 and 0 <= value < upper / scale:
        value *= scale
    if not value < upper:
        return False
    if low.bare:
        low.kind, low.unit, low.factor = high.kind, high.unit, high.factor
    low.value, low.value_max, low.bound = tidy(value), tidy(upper), "range"
    low.end, low.cue = high.end, min(low.cue, cue)
    return True


def _lend_former(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> None:
    """«500 جنيه شهريا بدلا من 950»: what a price was before is told in the same money."""
    for left, right in pairwise(drafts):
        if left.kind != "money" or not left.unit or not right.bare or not _is_near(left, right):
            continue
        gap = text[left.end : lexicon.before_clitic(text, right.cue)].rstrip()
        alone = right.end == right.number.end and text[right.end : right.end + 1] in _STOPS
        if alone and len(gap) <= _WIDEST_ASIDE and lexicon.formers.before(gap, len(gap)) is not None:
            right.measure(Unit(left.kind, left.unit, left.factor))
            right.elided = True


def _lend_backwards(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> None:
    """۱۰، ۳۰ و ۶۰ دلار: the unit of the last holds for all."""
    for right, left in pairwise(reversed(drafts)):
        if right.start - left.end > _WIDEST_JOINT or right.bare or right.kind == "ordinal":
            continue
        gap = text[left.end : right.start].strip()
        filler = lexicon.fillers.before(gap, len(gap))
        gap = gap[: filler[0]].strip() if filler is not None else gap
        if gap not in lexicon.lists and not (right.elided and gap in lexicon.commas):
            continue
        scaled = left.number.scale > 1 and right.number.scale > 1  # "5 billion and 10 billion dollars"
        if (left.number.literal or scaled) and left.end == left.number.end and not _is_year(left.value):
            _lend(left, right)
        if left.elided and left.bound != "exact" and right.bound == "exact":
            right.bound = left.bound


def _lend_forwards(text: str, drafts: list[QuantityDraft], lexicon: UnitLexicon) -> None:
    """ "€11.7 billion, up from 5.8 billion"; "671 billion parameters, of which 37 billion"."""
    for left, right in pairwise(drafts):
        if left.bare or not right.bare or left.kind == "ordinal" or right.cue - left.end > _WIDEST_ASIDE:
            continue
        if left.kind == "percent" and right.number.scale > 1:
            continue  # "profit rose 30 percent to 34.5 billion"
        gap = text[left.end : right.cue]
        compared = gap.strip(" ,،，") in lexicon.compares and right.number.scale > 1
        part = right.number.scale > 1 and lexicon.of_which.search(gap)
        if compared or part or _is_end_of(text, left, right, lexicon):
            right.measure(Unit(left.kind, left.unit, left.factor if not part else 1))
            right.elided = True


def _is_end_of(text: str, left: QuantityDraft, right: QuantityDraft, lexicon: UnitLexicon) -> bool:
    """Whether a bare number is what a sum before it came to: "from $15 to 12", «من 0.75 دولار إلى 0.40»."""
    if left.kind != "money" or not left.unit or not _is_near(left, right):
        return False
    head = lexicon.before_clitic(text, left.start)
    head -= text[max(head - 1, 0) : head] == " "
    origin = lexicon.from_marks.before(text, head)
    return origin is not None and text[left.end : right.cue].strip() in lexicon.from_tos


def _is_near(left: QuantityDraft, right: QuantityDraft) -> bool:
    """Whether two numbers can be the same price at two times."""
    return left.value < _MOST_MOVED * right.value < _MOST_MOVED**2 * left.value


def _lend(low: QuantityDraft, high: QuantityDraft) -> None:
    if low.bare and not high.bare and high.kind != "ordinal":
        low.borrow(high)


def _is_year(value: float) -> bool:
    return value == int(value) and (1900 <= value <= 2100 or 1380 <= value <= 1450)

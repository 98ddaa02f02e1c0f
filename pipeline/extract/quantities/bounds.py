"""Bounds of quantities: "more than" and "or more", a verb that passes a number, and what negations make of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from pipeline.claim import Bound
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.units import UnitLexicon, skip_spaces

#: How far before a number, in letters, a verb that bounds it may stand, and how many words its subject may have.
_VERB_REACH: Final = 70
_SUBJECT_WORDS: Final = 8
_CLAUSE_MARKS: Final = ",،;؛:.!؟"

#: How many words («فعال ماهانه») may stand between a unit and a bound behind it.
_FILLERS_BEFORE_BOUND: Final = 2
_QUOTES: Final = " \"'«»“”"
MOST_FILLERS: Final = 3

#: How many words before "more than" a negation may stand, with the subject between.
_NEGATED_WORDS: Final = 10

#: What a bound becomes by a negation: "costs no more than", «لا يكلف أكثر من».
_TURNED: Final[dict[Bound, Bound]] = {"at_least": "at_most", "at_most": "at_least"}


def closing_bound(text: str, draft: QuantityDraft, lexicon: UnitLexicon) -> None:
    """ "or more", 以上, + behind the number or behind its unit."""
    at = skip_spaces(text, draft.end)
    found = lexicon.bounds_after.after(text, at)
    for _ in range(_FILLERS_BEFORE_BOUND):
        filler = lexicon.fillers.after(text, at) if found is None else None
        if filler is None:
            break
        at = skip_spaces(text, filler[0])
        found = lexicon.bounds_after.after(text, at)
    if found is None and _is_passed(text, draft, at, lexicon):
        draft.bound = "at_least"
    if found is None or lexicon.not_bounds.after(text, at) is not None:
        return
    draft.bound = found[1]
    if draft.bare and draft.end == draft.number.end:
        draft.end = found[0]


def _is_passed(text: str, draft: QuantityDraft, at: int, lexicon: UnitLexicon) -> bool:
    """Whether a number behind "from" was left behind at the moment that follows: «از ۹ میلیارد در پایان سال گذشت»."""
    if lexicon.passed.match(text, at) is None:
        return False
    before = len(text[: draft.start].rstrip())
    return lexicon.from_marks.before(text, before) is not None


def opening_bound(text: str, draft: QuantityDraft, floor: int, lexicon: UnitLexicon) -> None:
    """ "more than", 逾, ما لا يقل عن in front; a quotation mark or a few words may stand in between."""
    at = lexicon.before_clitic(text, draft.start)
    for _ in range(MOST_FILLERS):
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
        starts = any(word in lexicon.starting_verbs or word[1:] in lexicon.starting_verbs for word in window.split())
        return "at_least" if starts and len(window.split()) <= 2 * _SUBJECT_WORDS else None
    if words and words[-1] in lexicon.bound_particles:
        del words[-1]  # «لم يزد X على 15»
    # When or where the number is passed may stand between: «تخطت مبيعاتها خلال الربع الثالث 9 ملايين».
    stops = [w for w, n in pairwise([*words, ""]) if w in lexicon.bound_stops and not (n and w in lexicon.bound_asides)]
    between = len(words) <= _SUBJECT_WORDS and not stops and not any(w.isdecimal() for w in words)
    return bound if between else None

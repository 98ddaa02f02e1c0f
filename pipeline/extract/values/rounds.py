"""Rounds of funding: what was raised, at what worth, and in which round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.draft import Draft
from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed
from pipeline.extract.values import aspect_names
from pipeline.extract.values.classify import Verdict
from pipeline.extract.values.dating.old_values import follows_earlier
from pipeline.extract.values.states import states
from pipeline.text.fold import fold

#: How far behind a sum, in characters, the words "at a valuation of" begin where an adjective may stand between.
_AT_WORTH: Final = 12

#: A bare number from here on is a sum whose currency was told before.
_SUM: Final = 1e6

#: How far behind a sum, in characters, a Chinese round begins that it was raised in: "130 亿美元 F 轮融资".
_ROUND_REACH: Final = 6


def told_of_round(
    verdict: Verdict | None, quantity: Quantity, sentence: Sentence, found: Mapping[str, Sequence[Quantity]]
) -> Verdict | None:
    """The verdict on a number, set right where a round tells two sums: `found` are the numbers before, by type."""
    if quantity.kind != "money" or quantity.per:
        return verdict
    into = _put_into(quantity, sentence)
    if into is not None:
        return Verdict("funding", into, 10.0)
    if verdict is None:
        worth = _is_worth(quantity, sentence, found.get("funding", []))
        return Verdict("valuation", None, 10.0) if worth else None
    if verdict.type == "funding":
        priced = _is_worth(quantity, sentence, found.get("funding", [])) or _is_price(quantity, sentence)
        from_worth = sentence.pattern("worth.from").search(sentence.scan.text, sentence.start, quantity.start)
        priced = priced or from_worth is not None
        verdict = replace(verdict, type="valuation") if priced else verdict
    if verdict.type == "valuation" and _is_raised_at(quantity, verdict, sentence):
        verdict = replace(verdict, type="funding")
    compared = sentence.pattern("compared_sum").search(sentence.scan.text[: quantity.cue_start], sentence.start)
    if verdict.type == "funding" and compared is not None and found.get("valuation"):
        verdict = replace(verdict, type="valuation")
    if _is_origin(quantity, sentence):
        before = [kind for kind, told in found.items() if told and told[-1].kind == "money"]
        verdict = replace(verdict, type=before[-1]) if before else verdict
    return verdict


def _is_worth(quantity: Quantity, sentence: Sentence, raised: Sequence[Quantity]) -> bool:
    """Whether a sum of a round is not what was raised but at what price."""
    if not raised or raised[-1].value >= quantity.value:
        return False
    text = sentence.scan.text
    before = sentence.pattern("worth").search(text[: quantity.cue_start], max(sentence.start, raised[-1].end))
    came_to = sentence.pattern("worth.behind").match(text, quantity.end)  # «با ۴۰۰ میلیون تازه به ۱۰ میلیارد رسید»
    altogether = sentence.pattern("altogether").search(text, raised[-1].end, quantity.start)
    return bool(before or came_to) and altogether is None


def _is_price(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether no sum that was raised is told but at what price: "seeks money at $5bn", "in that round it was still
    5": what goes on is no event."""
    text, near = sentence.scan.text, next(sentence.before(), None)
    if sentence.pattern("raised_for").search(text[: quantity.cue_start], sentence.start):
        return True
    told = near is not None and near.block == sentence.block and any(d.type == "valuation" for d in near.claims)
    return told and states(quantity, sentence)


def _is_raised_at(quantity: Quantity, verdict: Verdict, sentence: Sentence) -> bool:
    """Whether a sum without a verb of its own is what was raised at a valuation: "took $5m at a valuation of $50m",
    "followed with $5m at a $50m valuation", "以5亿美元估值获7500万美元"."""
    cue = verdict.cue
    if sentence.pattern("raised_at.behind").search(sentence.scan.text[: quantity.cue_start], sentence.start):
        return True
    if cue is None or cue.start < quantity.end:
        return False
    for other in sentence.quantities:
        sum_told = other.kind == "money" or (other.kind == "count" and not other.unit and other.value >= _SUM)
        if sum_told and other.start >= quantity.end and other.value > quantity.value:
            until = cue.start if cue.end <= other.start else other.cue_start
            linked = any(0 <= c.start - quantity.end <= _AT_WORTH for c in sentence.named("at.worth"))
            if linked or sentence.pattern("raised_at").fullmatch(sentence.scan.text, quantity.end, until):
                return True
    return False


def _put_into(quantity: Quantity, sentence: Sentence) -> Placed | None:
    """The words with "into" before a firm that somebody puts a sum into: "向Anthropic投入80亿美元"."""
    firms = [m for m in sentence.subjects if m.type == "company" and m.end <= quantity.start]
    if not firms or not sentence.pattern("puts_in").fullmatch(sentence.scan.text, firms[-1].end, quantity.cue_start):
        return None
    into = sentence.pattern("into").search(sentence.scan.text, sentence.start, firms[-1].start)
    return next((c for c in sentence.cues if into is not None and c.start <= into.start() < c.end), None)


def _is_origin(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum is what the one before it came from: "to $500bn, up from $300bn in the round of March"."""
    origin = [c for c in sentence.named("change.from") if 0 <= quantity.start - c.end <= 2]
    moved = sentence.named("change.up", "change.down")
    return bool(origin) and any(0 <= origin[0].start - c.end <= 2 or c.end == origin[0].end for c in moved)


def round_of(value: Quantity, sentence: Sentence) -> str:
    """The round that a sum was raised in, as its own part of the sentence tells: beside it or elsewhere."""
    if _is_of_earlier_round(value, sentence):
        return ""
    first, last = sentence.part_of(value.start)
    text = sentence.scan.text[first:last]
    named = _round_beside(value, sentence) or aspect_names.funding_round(fold(text)) or _issue(text, sentence)
    earlier = named == "IPO" and sentence.pattern("round.before_ipo").search(text)
    return "" if earlier else named


def _issue(text: str, sentence: Sentence) -> str:
    """How a firm got money from the market, told by what it did: it sold shares, was listed, placed them."""
    return next((name for name in ("placement", "IPO") if sentence.pattern(f"round.{name}").search(text)), "")


def take_round(draft: Draft, value: Quantity, sentence: Sentence) -> None:
    """Give a sum without a round of its own the one that the text goes on about, of the same firm: "of the total, X
    gives ...", «في هذه الجولة»."""
    altogether = sentence.pattern("altogether").search(sentence.scan.text, *sentence.clause_of(value.start))
    if draft.aspect or altogether or _is_of_earlier_round(value, sentence):
        return
    told = [d for d in sentence.history if d.type == "funding" and d.subject == draft.subject]
    if sentence.has("this_round"):
        draft.aspect = next((d.aspect for d in reversed(told) if d.aspect not in ("", "IPO")), "")
        return
    before = next(sentence.before(), None)
    if before is None or before.block != sentence.block or sentence.dates:
        return
    if sentence.has("another_round"):
        return  # "is raising another 5 billion"
    rounds = {d.aspect for d in told if d in before.claims}
    draft.aspect = rounds.pop() if len(rounds) == 1 else ""


def _round_beside(value: Quantity, sentence: Sentence) -> str:
    """The round that stands right behind a sum."""
    behind = sentence.scan.text[value.end : value.end + _ROUND_REACH]
    return aspect_names.funding_round(fold(behind)) if sentence.language == "zh" else ""


def _is_of_earlier_round(value: Quantity, sentence: Sentence) -> bool:
    """Whether a sum is told as that of another round than the sentence's: "上一轮 10 亿美元的融资"."""
    words = sentence.in_clause(sentence.named("earlier_round"), value.start)
    return any(c.end <= value.start for c in words) or follows_earlier(value, sentence)


def date_rounds(drafts: Sequence[Draft], sentence: Sentence) -> None:
    """Date what a round puts a firm at as the round: "raised 3 in May, which valued it at 9"."""
    raised = [d for d in drafts if d.type == "funding" and d.about is not None]
    for worth in drafts:
        if worth.type != "valuation" or worth.about is not None:
            continue
        round_ = next((d for d in raised if d.subject == worth.subject and _are_of_one_round(d, worth, sentence)), None)
        if round_ is not None:
            worth.about, worth.about_text, worth.calendar = round_.about, round_.about_text, round_.calendar


def _are_of_one_round(one: Draft, other: Draft, sentence: Sentence) -> bool:
    """Whether the later of two sums hangs on the statement of the earlier one."""
    first, later = sorted((one.value_span[0], other.value_span[0]))
    clause = sentence.clause_of(later)
    if sentence.clause_index(later) - sentence.clause_index(first) != 1:
        return False
    opens = any(0 <= c.start - clause[0] <= 1 for c in sentence.named("at.worth"))
    return opens or sentence.is_attached(clause)

"""Names that stand beside another's value: "beats X, 77 against 76", "70%, against 55% for X"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import HUBS, TIERS
from pipeline.extract.owners.comparison import has_value_beside, is_compared
from pipeline.extract.patterns import pattern
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside

#: Types in which one can be ahead of another.
_CONTESTED: Final = ("user_count", "download_count", "market_share", "benchmark_score", "speed")

#: How far behind a word that compares, in characters, the name stands that it compares with.
_BESIDE: Final = 2

#: How far, in characters, a value may stand behind "up from" ("about $"), and a name behind "for" behind a value.
_BOUND: Final = 14
_FOR: Final = 6


def of_rivals(kind: str, values: Sequence[Placed], sentence: Sentence) -> dict[int, SubjectMention]:
    """By their numbers the values that the one has whom another beats: the second of each two set against each other
    in "it beats X on both, 77 vs 76 and 53 vs 50"."""
    if kind not in _CONTESTED:
        return {}
    tiers = {type_ for tier in TIERS[kind] for type_ in tier}
    beaten = {m.name: m for m in sentence.subjects if m.type in tiers and is_compared(m, sentence)}
    if len(beaten) != 1:
        return {}
    rival, text, against = next(iter(beaten.values())), sentence.scan.text, pattern(sentence.language, "against")
    return {
        n: rival
        for n, (one, other) in enumerate(pairwise(values), start=1)
        if rival.end <= one.start and against.fullmatch(text, one.end, other.start)
    }


def is_of_rival_value(value: Placed, behind: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name behind a value is tied to another number, which the value is set against: "70%, compared to 55%
    for X"."""
    text, tie, versus = sentence.scan.text, sentence.pattern("owned"), sentence.pattern("versus_value")
    others = inside(sentence.quantities, value.end, behind.start)
    ties = (tie.match(text, other.end) for other in others[-1:])
    tied = any(found is not None and found.end() == behind.start for found in ties)
    return tied and any(versus.search(text, value.end, other.start) for other in others)


def set_against(kind: str, values: Sequence[Placed], sentence: Sentence) -> list[SubjectMention]:
    """The two that a sentence names before two values set against each other: "X beat Y on Z, by 5 to 3"."""
    if len(values) != 2 or kind not in _CONTESTED or sentence.has("change.from"):
        return []
    if pattern(sentence.language, "against").fullmatch(sentence.scan.text, values[0].end, values[1].start) is None:
        return []
    named = [m for m in sentence.subjects if any(m.type in tier for tier in TIERS[kind]) and m.name not in HUBS]
    names = list(dict.fromkeys(m.name for m in named))
    if len(names) != 2 or any(m.end > values[0].start for m in named) or not sentence.has("beaten", "delta", "than"):
        return []
    return [next(m for m in named if m.name == name) for name in names]


def not_beaten(index: int, value: Placed, anchors: Sequence[SubjectMention], sentence: Sentence) -> int | None:
    """The anchor of a value; where the nearest is only what another was better than, with a value of its own, the one
    before it: "X 拿下 65%，小胜 Y 的 64%；另一项 68%"; None where there is no other."""
    chosen = anchors[index]
    if chosen.end > value.start or has_value_beside(chosen, value, sentence) or not _is_beaten(chosen, sentence):
        return index
    if sentence.is_attached(sentence.clause_of(value.start)):
        return index  # "X trails Y, which gets 80.9%"
    before = [i for i, anchor in enumerate(anchors[:index]) if not _is_beaten(anchor, sentence)]
    if before:
        return before[-1]
    return index if sentence.traits.letters > 1 or not sentence.apart(chosen, value) else None


def _is_beaten(anchor: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name stands right behind a word for what something is better or worse than."""
    text = sentence.scan.text
    # "behind X (42)" ranks in a test and tells in other texts what something is built on
    words = ("beaten", "than", "built_on") if sentence.benchmarks else ("beaten", "than")
    # "与 Y 相比，X 的…": the comma parts X from the word.
    return any(
        0 <= anchor.start - c.end <= _BESIDE and "，" not in text[c.end : anchor.start] for c in sentence.named(*words)
    )


def is_only_set_against(anchor: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name behind a value is what its owner is better than: "got 36 points, three more than X with 33"."""
    if sentence.pattern("measured_by").search(sentence.scan.text, sentence.start, anchor.start):
        return True  # «پنجره‌اش یک میلیون توکن و قیمتش نصف X است»
    return any(0 <= anchor.start - c.end <= _BESIDE for c in sentence.named("than", "beaten"))


def had_old_value(anchor: SubjectMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a name before a value is only that of another value's: "57, up from 51 for X, but at $2.50"."""
    if anchor.end > value.start:
        return False
    return sentence.pattern("old_value_of").search(sentence.scan.text, sentence.start, anchor.start) is not None


def former_values(values: Sequence[Placed], anchors: Sequence[Placed], sentence: Sentence) -> set[int]:
    """The numbers of the values that are only what the one before them was ("18%, up from 12%"): of the same subject,
    whoever else is named; not "up from 12% for X"."""
    return {
        n
        for n, (before, value) in enumerate(pairwise(values), 1)
        if is_former(value, sentence)
        and not inside(anchors, before.end, value.start)
        and not any(0 <= a.start - value.end <= _FOR for a in anchors)
    }


def is_former(value: Placed, sentence: Sentence) -> bool:
    """Whether a value is only what another rose or fell from: "18%, up from 12%"."""
    return any(0 <= value.start - c.end <= _BOUND for c in sentence.named("origin"))

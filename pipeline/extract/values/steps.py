"""Whether a number is by how much something moved or is ahead, not what it came to."""

from __future__ import annotations

import re
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence

#: Numbers of one list, up to the one that follows.
_NUMBERS: Final = re.compile(r"\s*(?:[\d.]+\s?(?:%|个百分点)?\s?[、，和与及]\s?)+")

#: How many words may stand between a verb of change and by how much.
_STEP_WORDS: Final = 6

#: A sign that makes a number a difference: "(+9.1%)".
_SIGNED: Final = re.compile(r"(?:^|[\s(（~≈])[+±]$")


def is_delta(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is a difference ("ahead by 3 points", "40% fewer"), not a score or share of its own."""
    if sentence.pattern("difference").match(sentence.scan.text, quantity.end) or _SIGNED.search(
        sentence.scan.text, sentence.start, quantity.number_start
    ):
        return True
    if _is_told_of_another(quantity, sentence) or sentence.pattern("both_told").match(sentence.scan.text, quantity.end):
        return False
    for cue in sentence.named("delta"):
        if sentence.pattern("came_to").match(sentence.scan.text, cue.end):
            continue  # "成绩提升至 74.5%": where it came to
        if cue.end <= quantity.start and sentence.distance(cue, quantity) <= 8 and not sentence.apart(cue, quantity):
            return True
        if _NUMBERS.fullmatch(sentence.scan.text, cue.end, quantity.start):
            return True  # "分别提升了 4.2% 和 5.4%"
    return False


def _is_told_of_another(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number is that of a name right behind it that something is ahead of: "ahead of 60.9% for X"."""
    tie = sentence.pattern("owned").match(sentence.scan.text, quantity.end)
    if tie is None or not any(m.start == tie.end() for m in sentence.subjects):
        return False
    return any(0 <= quantity.start - c.end <= 1 for c in sentence.named("beaten"))


def is_step(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is by how much something changed, not what it came to: «تراجعت زيارات منافسه 6%»."""
    moved = [
        c for c in sentence.in_clause(sentence.named("change.up", "change.down"), quantity.start)
        if c.end <= quantity.start
    ]  # fmt: skip
    between = sentence.scan.text[moved[-1].end : quantity.start] if moved else ""
    return (
        bool(moved) and len(between.split()) <= _STEP_WORDS and sentence.pattern("step").fullmatch(between) is not None
    )

"""Statements that tell what a measure was at a time, with no word for what is measured: "a year before, it was $1.5bn".

They go on with what lasts: a firm is worth something at any time and earns something in any year, while a round of
funding is had once.
"""

from __future__ import annotations

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence


def states(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether only a verb of being leads to a number: "it was at four trillion", «كانت في أكتوبر عند 4.5», 还是18亿."""
    text, first = sentence.scan.text, sentence.clause_of(quantity.start)[0]
    ahead = sentence.pattern("state").search(text[: quantity.cue_start], first)
    return ahead is not None or sentence.pattern("state.behind").match(text, quantity.end) is not None

"""Whether a percentage is a share of a market: no part of a firm, no rate of what happens, no step of a change."""

from __future__ import annotations

import re
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import right_behind
from pipeline.extract.values.steps import is_delta, is_step

#: How far before a percentage, in characters, the word "to" may stand: "to less than 5%".
_TO_REACH: Final = 8

_COMMA: Final = re.compile("[,،，]")


def is_share(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a percentage is what somebody has of a market."""
    moved = _is_moved_by(quantity, sentence) or is_step(quantity, sentence)
    return is_of_market(quantity, sentence) and not moved and not is_delta(quantity, sentence)


def is_of_market(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a percentage is one of a market at all, a step of a change perhaps."""
    return not (_is_stake(quantity, sentence) or _is_no_share(quantity, sentence))


def _is_stake(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a share is one in a firm or a part of what is done with a product, and not one in a market: «حصة 5% في
    «إنتل»», «30% من استخدام ChatGPT», «سهم X ۱۴ درصد ریخت»."""
    if sentence.pattern("no_market").search(sentence.text):
        return True
    stake_in, part_of, text = sentence.pattern("stake_in"), sentence.pattern("use_of"), sentence.scan.text
    return any(
        (stake_in if m.type == "company" else part_of).fullmatch(text, quantity.end, m.start) for m in sentence.subjects
    )


def _is_no_share(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a percentage tells how often something happens, or what is kept, and no share of a market; so does the
    one that it is set against."""
    text = sentence.scan.text
    before = sentence.pattern("no_share").search(text[: quantity.cue_start], sentence.start)
    if before is not None or sentence.pattern("no_share.behind").match(text, quantity.end):
        return True
    earlier = [q for q in sentence.quantities if q.kind == "percent" and q.end <= quantity.start][-1:]
    against = sentence.pattern("share_against")
    return any(against.fullmatch(text, q.end, quantity.cue_start) and _is_no_share(q, sentence) for q in earlier)


def _is_moved_by(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the verb behind a percentage tells by how much something moved: «۲ درصد افت کرد», not «به ۲ درصد»."""
    # "It has 27%, down from 50%": behind a comma the verb tells of the change that led to the value.
    verb = any(
        right_behind(c, quantity) and not _COMMA.search(sentence.scan.text, quantity.end, c.start)
        for c in sentence.named("change.up", "change.down")
    )
    origin = sentence.in_clause(sentence.named("change.from"), quantity.start)
    if verb and sentence.language == "zh" and any(c.end <= quantity.start for c in origin):
        return False  # "从 2023 年的 50% 降到 27%": what it fell from
    return verb and not any(0 <= quantity.cue_start - c.end <= _TO_REACH for c in sentence.named("change.to"))

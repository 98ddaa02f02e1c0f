"""Names in Latin letters that nobody knows, in texts of another script: what such a text may be about after all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipeline.article import Block
from pipeline.extract.mentions import Found, NameMention, SubjectMention
from pipeline.extract.spans import is_across

#: A name that is no common abbreviation: capitals and small letters, or digits, inside ("JetMoE", "MCTSr", "DUSt3R").
_NAME: Final = re.compile(
    r"(?<![A-Za-z0-9.@/_-])(?=[A-Z]*[a-z]*[A-Z0-9])[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?![A-Za-z0-9@])"
)

#: Fewer times named, it is only mentioned.
_LEAST: Final = 3


def spoken_of_unknown(blocks: Sequence[Block], found: Sequence[Found]) -> int:
    """How often the unknown name is named that the text names most; 0 if none is named often."""
    counts: Counter[str] = Counter()
    for block, known in zip(blocks, found, strict=True):
        taken: list[NameMention | SubjectMention] = [
            *known.subjects,
            *known.benchmarks,
            *known.voices,
            *known.places,
            *known.lists,
        ]
        for match in _NAME.finditer(block.text):
            if not is_across(match.span(), taken):
                counts[match.group()] += 1
    most = max(counts.values(), default=0)
    return most if most >= _LEAST else 0

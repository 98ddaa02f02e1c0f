"""Names in Latin letters that nobody knows, in texts of another script: what such a text may be about after all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipeline.article import Block
from pipeline.extract.mentions import Found, NameMention, SubjectMention
from pipeline.extract.names.latin import LONE
from pipeline.extract.spans import is_across

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
        for match in LONE.finditer(block.text):
            if not match.group().isupper() and not is_across(match.span(), taken):
                counts[match.group()] += 1
    most = max(counts.values(), default=0)
    return most if most >= _LEAST else 0

"""What a name in Latin letters looks like that no list knows.

There are two forms, because Latin letters say different things. In a text of another script a lone Latin word is a name
or a term of the trade, so `LONE` takes words one by one and does not touch those beside addresses and paths. Among
other Latin words only capitals tell a name, so `RUN` takes all that stand together, with accents and "&", and
`VERSIONED` the number behind them too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: A word in Latin letters in a text of another script, its parts hyphened.
LONE: Final = re.compile(r"(?<![A-Za-z0-9.@/_*-])[A-Z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*(?![A-Za-z0-9@/_*-])")

#: Words with capitals that stand together.
_WORD: Final = r"[A-Z][0-9_A-Za-zÀ-ɏ]*(?:[-.&][A-Za-z0-9]+)*"
RUN: Final = re.compile(rf"(?<![\w.-]){_WORD}(?:\s+{_WORD})*")

#: The same with a version behind it: "Fable 5".
VERSIONED: Final = re.compile(rf"(?<![\w.@-]){_WORD}(?:\s+(?:{_WORD}|\d+(?:\.\d+)?(?![\w.%])))*")

#: Small letters, and capitals or digits inside: no common word and no common abbreviation.
_ODD: Final = re.compile(r"(?=.*[a-z])(?=..*[A-Z0-9])[\w.-]{4,}")
#: A size at the end of a name: "JoltMoE-8B".
_SIZED: Final = re.compile(r"[A-Z][A-Za-z0-9.]{2,20}-\d{1,3}(?:\.\d)?[BM]")
#: How the names of tests, data, conferences and terms end.
_OTHER: Final = re.compile(
    r".*(?i:bench|eval|qa|arena|net|formers?|lora|llms?|vlms?|dataset|instruct|20\d\d)|[A-Z]{2,}s"
)


def is_sized(name: str) -> bool:
    """Whether a name ends in a size, as only models' names do: "JoltMoE-8B"."""
    return _SIZED.fullmatch(name) is not None


def is_made(name: str) -> bool:
    """Whether a Latin word looks like the name of something made, and not of a test or a term of the trade."""
    if fold(name) in _terms() or _OTHER.fullmatch(name):
        return False
    return is_sized(name) or _ODD.fullmatch(name) is not None


@cache
def _terms() -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("zh", "subjects")["kinds_beside"]["nameless"])

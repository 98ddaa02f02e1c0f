"""Names in Latin letters that a text of another script names again and again, beside what only models have: OneBit-7B,
"JoltMoE 的参数量", "训练 JoltMoE".

Latin letters are names there, or terms of the trade. A name is one by its size ("-7B"), or by capitals or digits inside
and a word beside it; the words are data, `kinds_often` in `pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.names.introduced_latin import introduced
from pipeline.extract.spans import is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import fold

#: A word in Latin letters, its parts hyphened.
LATIN: Final = re.compile(r"(?<![A-Za-z0-9.@/_*-])[A-Z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*(?![A-Za-z0-9@/_*-])")
#: Small letters, and capitals or digits inside: no common word and no common abbreviation.
_ODD: Final = re.compile(r"(?=.*[a-z])(?=..*[A-Z0-9])[\w.-]{4,}")
#: A size at the end of a name: "JoltMoE-8B".
_SIZED: Final = re.compile(r"[A-Z][A-Za-z0-9.]{2,20}-\d{1,3}(?:\.\d)?[BM]")
#: How the names of tests, data, conferences and terms end.
_OTHER: Final = re.compile(
    r".*(?i:bench|eval|qa|arena|net|formers?|lora|llms?|vlms?|dataset|instruct|20\d\d)|[A-Z]{2,}s"
)
#: Fewer times named, it is only mentioned.
_LEAST: Final = 2
#: How far before a name the word stands that shows what it is.
_REACH: Final = 10


def is_made(name: str) -> bool:
    """Whether a Latin word looks like the name of something made, and not of a test or a term of the trade."""
    if fold(name) in _terms() or _OTHER.fullmatch(name):
        return False
    return _SIZED.fullmatch(name) is not None or _ODD.fullmatch(name) is not None


def named_often(
    texts: Sequence[str], languages: Sequence[str], taken: Sequence[Sequence[tuple[int, int]]]
) -> Iterator[tuple[str, SubjectMention]]:
    """The models that an article brings in by naming them often; `taken` are the spans of what is known."""
    named: Counter[str] = Counter()
    shown: set[str] = set()
    for text, language, known in zip(texts, languages, taken, strict=True):
        if traits(language).latin:
            continue
        before, behind = _beside(language)
        for match in LATIN.finditer(text):
            name = match.group()
            if not is_made(name) or is_taken(match.span(), known):
                continue
            named[name] += 1
            if before.search(text, max(0, match.start() - _REACH), match.start()) or behind.match(text, match.end()):
                shown.add(name)
    for name, times in named.items():
        if _SIZED.fullmatch(name) or (times >= _LEAST and name in shown):
            yield name, introduced(name, "model")


@cache
def _terms() -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("zh", "subjects")["kinds_beside"]["nameless"])


@cache
def _beside(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before a model's name, and right behind it."""
    words = lexicon(language, "subjects").get("kinds_often")
    if not words:
        return re.compile("(?!)"), re.compile("(?!)")
    before, behind = ("|".join(map(re.escape, words[place])) for place in ("before", "behind"))
    return re.compile(rf"(?:{before})[ “「《:：]?$"), re.compile(rf"[”」》]? ?(?:{behind})")

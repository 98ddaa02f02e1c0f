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
from pipeline.extract.names.latin import LONE, is_made, is_sized
from pipeline.extract.patterns import spelled
from pipeline.extract.spans import is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits

#: Fewer times named, it is only mentioned.
_LEAST: Final = 2
#: How far before a name the word stands that shows what it is.
_REACH: Final = 10


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
        for match in LONE.finditer(text):
            name = match.group()
            if not is_made(name) or is_taken(match.span(), known):
                continue
            named[name] += 1
            if before.search(text, max(0, match.start() - _REACH), match.start()) or behind.match(text, match.end()):
                shown.add(name)
    for name, times in named.items():
        if is_sized(name) or (times >= _LEAST and name in shown):
            yield name, introduced(name, "model")


@cache
def _beside(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before a model's name, and right behind it."""
    words = lexicon(language, "subjects").get("kinds_often")
    if not words:
        return re.compile("(?!)"), re.compile("(?!)")
    before, behind = ("|".join(map(re.escape, words[place])) for place in ("before", "behind"))
    return (
        re.compile(spelled(rf"(?:{before})[ “「《:：]?$", language)),
        re.compile(spelled(rf"[”」》]? ?(?:{behind})", language)),
    )

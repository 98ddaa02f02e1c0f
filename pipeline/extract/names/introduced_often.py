"""Names in Latin letters that an article names again and again.

In a text of another script Latin letters are names, or terms of the trade. A name is one by its size ("-7B"), or by
capitals or digits inside and a word beside it that only models have: OneBit-7B, "JoltMoE 的参数量", "训练 JoltMoE". In
any text a name with a version is one ("Tarsis 3", "Tarsis 3 Mini"), unless it is of something else that has numbers.
The words are data, `kinds_often` and `numbered` in `pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Final

from pipeline.extract.mentions import Named, SubjectMention
from pipeline.extract.names.introduced_latin import introduced
from pipeline.extract.names.latin import LONE, is_made, is_sized
from pipeline.extract.names.versions import is_counted
from pipeline.extract.patterns import spelled
from pipeline.extract.spans import Span, is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import fold

#: Fewer times named, it is only mentioned.
_LEAST: Final = 2
#: How far behind a number, in characters, the word for what it counts ends.
_COUNTED_REACH: Final = 24
#: A name with a version, and the words behind it by which its sisters differ: "Tarsis 3 Mini". What the number counts,
#: or where it goes on, is none.
_VERSIONED: Final = re.compile(
    r"(?<![A-Za-z0-9_.@/’'-])(?P<line>(?=[A-Z]{1,12}[a-z])[A-Z][A-Za-z]{1,24}(?:[ -][A-Z][a-z]{1,24})?)"
    r"(?P<version>[ -]v?\d{1,2}(?:\.\d{1,2})?)(?P<tail>(?:[ -][A-Z][a-z]{1,24}){0,2})"
    r"(?![A-Za-z0-9_%]|[.,:/-]\d|-[a-z]| [ap]\.?m\b)"
)
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


def versioned(texts: Sequence[str], taken: Sequence[Sequence[Span]], variants: Collection[str]) -> Iterator[Named]:
    """The models that an article brings in by their version alone, in any language; `variants` are words by which
    sisters differ, and others do where they come again."""
    named: Counter[str] = Counter()
    tails: Counter[tuple[str, str]] = Counter()
    ordinary, differing = _ordinary(), {fold(word) for word in variants}
    for text, known in zip(texts, taken, strict=True):
        for match in _VERSIONED.finditer(text):
            words, behind = re.split("[ -]", match["line"]), re.split("[ -]", match["tail"])[1:]
            if any(fold(w) in ordinary for w in words) or all(fold(w) in differing for w in words):
                continue
            if any(fold(w) in ordinary - differing for w in behind[:1]):
                continue  # "Retrieved 26 September"
            counted = is_counted(fold(text[match.end() : match.end() + _COUNTED_REACH]), 0)
            if not counted and not is_taken(match.span("line"), known):
                name = match["line"] + match["version"]
                named[name] += 1
                tails[name, match["tail"]] += 1
    for (name, tail), times in tails.items():
        if named[name] < _LEAST:
            continue
        yield name, introduced(name, "model")
        if tail and (times >= _LEAST or differing.issuperset(map(fold, re.split("[ -]", tail)[1:]))):
            yield name + tail, introduced(name + tail, "model")


@cache
def _ordinary() -> frozenset[str]:
    """Words that have numbers and name no model, and words that name nobody, folded."""
    kinds = lexicon("en", "subjects")["kinds"]
    return frozenset(fold(str(word)) for of in ("numbered", "nameless") for word in kinds[of])


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

"""Names of firms that a text takes for known: "Replit, meanwhile, is close to a round", «وكانت «كوهير» قد جمعت».

Nothing tells what such a name is but how it is used. In Latin letters it has a capital inside sentences, more than
once, as who does or has something; persons, places, media and those who only count are used likewise, and the words
around them, by which they are told apart, are data: `uses` in `pipeline/languages/<language>/subjects.yml`. In Arabic
letters it stands in quotation marks again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from pipeline.extract.cues import find_cues
from pipeline.extract.mentions import Found, Named
from pipeline.extract.names.introduced_by_kind import kinds_of
from pipeline.extract.names.introduced_latin import CAPITAL, SPELLED, introduced, without_nameless
from pipeline.extract.patterns import pattern
from pipeline.extract.spans import Span, is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded, fold

#: Fewer times named, it is only mentioned.
_LEAST: Final = 2
#: How far before a name, in characters, the words may begin that tell it from a firm's.
_REACH: Final = 24
#: Names with nothing but capitals and single words joined by "&".
_RUN: Final = re.compile(rf"(?<![\w.@/’'-])(?P<name>{CAPITAL}(?: (?:& )?{CAPITAL})*)")
#: What stands before a name inside a sentence; before a heading's words there are capitals.
_INSIDE: Final = re.compile(r"(?:[a-z][,;]?|[’']s) (?:the )?$")
#: Up to three words in Arabic letters in quotation marks; a word with the article is an ordinary one.
_QUOTED: Final = re.compile(r"[«\"“](?P<name>[\u0620-\u06d3\u200c]{3,15}(?: [\u0620-\u06d3\u200c]{1,15}){0,2})[»\"”]")
_DEFINITE: Final = re.compile(r"و?(?:ال|لل)\w{3}")
_SMALL_WORD: Final = re.compile(r"(?<![\w.@/-])[a-z]{3,}(?![\w@/]|\.\w)")


class _Words(NamedTuple):
    """What does or has something stands before `acts`; `before` and `behind` another name than a firm's."""

    acts: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]


def named_by_use(texts: Sequence[str], languages: Sequence[str], taken: Sequence[Sequence[Span]]) -> Iterator[Named]:
    """The firms that an article brings in by using their names; `taken` are the spans of what is known."""
    times: Counter[str] = Counter()
    inside: set[str] = set()
    acting: set[str] = set()
    others: set[str] = set()
    small: set[str] = set()
    for text, language, known in zip(texts, languages, taken, strict=True):
        words = _words(language)
        if words is None:
            continue
        small.update(_SMALL_WORD.findall(text))
        for match in _RUN.finditer(text):
            name, start = without_nameless(match, language)
            if not name or name.isupper() or not SPELLED.match(name) or is_taken((start, match.end()), known):
                continue
            times[name] += 1
            before = text[max(0, start - _REACH) : start]
            if _INSIDE.search(before):
                inside.add(name)
            if words.acts.match(text, match.end()):
                acting.add(name)
            if words.before.search(before) or words.behind.match(text, match.end()):
                others.add(name)
            if " " in name:
                others.update(name.split(" "))  # "Jane Doe": a person, whom the text then calls Doe
    for name in sorted(inside & acting - others):
        if times[name] >= _LEAST and name.lower() not in small:
            yield name, introduced(name, "company")


def quoted_by_use(texts: Sequence[Folded], languages: Sequence[str], found: Sequence[Found]) -> Iterator[Named]:
    """The firms that an article in Arabic letters brings in by setting their names in quotation marks; not who only
    says something, nor where something is."""
    times: Counter[str] = Counter()
    for text, language, known in zip(texts, languages, found, strict=True):
        if not traits(language).by_sound:
            continue
        beside = pattern(language, "quoted.other")
        for match in _QUOTED.finditer(text.original):
            if is_taken(match.span("name"), known.taken) or _says(match["name"], language):
                continue
            times[match["name"]] += not beside.search(text.original, max(0, match.start() - _REACH), match.start())
    for name, count in times.items():
        if count >= _LEAST:
            yield name, introduced(name, "company")


def _says(quoted: str, language: str) -> bool:
    """Whether words in quotation marks say something and name nobody."""
    kinds = kinds_of(language)
    words = fold(quoted).split()
    return (
        bool(find_cues(quoted, language))
        or any(_DEFINITE.match(word) for word in words)
        or (kinds is not None and any(w in kinds.types or w in kinds.nameless or w in kinds.apart for w in words))
    )


@cache
def _words(language: str) -> _Words | None:
    words = lexicon(language, "subjects").get("uses")
    if not words:
        return None
    acts, before, behind = ("|".join(re.escape(str(word)) for word in words[of]) for of in ("acts", "before", "behind"))
    offices = "|".join(re.escape(word) for word in lexicon(language, "subjects")["kinds"]["offices"])
    return _Words(
        re.compile(rf"(?:[’']s? [a-z]|,? (?:{acts}|[a-z]{{3,}}(?:ed|s))\b)"),
        re.compile(rf"(?i:(?<!\w)(?:{before})) (?:the )?$"),
        re.compile(rf"(?:[’']s)? (?:{behind})\b|,? (?:[\w.’'-]+ ){{0,3}}?(?:{offices})\b"),
    )

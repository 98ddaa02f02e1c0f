"""Names of firms that a text in Latin letters takes for known: "Replit, meanwhile, is close to a round".

Nothing tells what such a name is but how it is used: with a capital inside sentences, more than once, as who does or
has something. Persons, places, media and those who only count are used likewise; the words around them, by which they
are told apart, are data: `uses` in `pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from pipeline.extract.mentions import Named
from pipeline.extract.names.introduced_latin import CAPITAL, SPELLED, introduced, without_nameless
from pipeline.extract.spans import Span, is_taken
from pipeline.languages import lexicon

#: Fewer times named, it is only mentioned.
_LEAST: Final = 2
#: How far before a name, in characters, the words may begin that tell it from a firm's.
_REACH: Final = 24
#: Names with nothing but capitals and single words joined by "&".
_RUN: Final = re.compile(rf"(?<![\w.@/’'-])(?P<name>{CAPITAL}(?: (?:& )?{CAPITAL})*)")
#: What stands before a name inside a sentence; before a heading's words there are capitals.
_INSIDE: Final = re.compile(r"(?:[a-z][,;]?|[’']s) (?:the )?$")
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

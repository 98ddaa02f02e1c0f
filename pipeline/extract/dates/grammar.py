"""What date words may stand together: the `phrases` of `languages/<lang>/dates.yml` as one regex.

Each phrase has its sense (see `dates.values.resolve`) and is written in kinds of words, the gaps `to`, `and`, `open`,
`close`, `slash`, the `macros`, and `?`, `|`, `(...)`, `!kind` (not followed by that kind).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

#: Stretches up to this length are few and come again; longer ones are not worth remembering.
_SHORT: Final = 16

#: What stands for the gaps between atoms: a range word, "and", brackets, and anything else.
TO, AND, OPEN, CLOSE, SLASH, BREAK = "-", "&", "(", ")", "/", " "
_GAPS: Final = {"to": TO, "and": AND, "open": re.escape(OPEN), "close": re.escape(CLOSE), "slash": SLASH}

#: The sets of kinds that numbers get by themselves, beside those of the lexicon's words.
_MADE: Final = (
    {"numeric"},
    {"number"},
    {"number_word"},
    {"han_day"},
    {"plain_year"},
    {"none"},
    {"month"},
    {"count"},
    {"short_year", "count"},
)


@dataclass(frozen=True, eq=False)
class Grammar:
    """What may stand together: one regex over a string with one character per atom or gap.

    `codes` gives the character of each set of kinds, `senses` the sense of each named group.
    """

    pattern: re.Pattern[str]
    codes: Mapping[frozenset[str], str]
    senses: Mapping[str, str]

    def find(self, coded: str) -> tuple[tuple[int, int, str], ...]:
        """Each phrase in a stretch of the code string without breaks: start, end and sense."""
        return self._remembered(coded) if len(coded) <= _SHORT else self._search(coded)

    @lru_cache(maxsize=4096)  # noqa: B019  (one object per language lives as long as the process)
    def _remembered(self, coded: str) -> tuple[tuple[int, int, str], ...]:
        return self._search(coded)

    def _search(self, coded: str) -> tuple[tuple[int, int, str], ...]:
        return tuple((m.start(), m.end(), self.senses[m.lastgroup or ""]) for m in self.pattern.finditer(coded))


def grammar_of(data: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> Grammar:
    """The grammar of a lexicon; `words` are the kinds and values of each of its spellings."""
    sets = sorted({frozenset(s) for s in (*words.values(), *_MADE)}, key=sorted)
    codes = {kinds: chr(0x4E00 + i) for i, kinds in enumerate(sets)}
    symbols = dict(_GAPS)
    for kind in {kind for kinds in sets for kind in kinds}:
        symbols[kind] = "[" + "".join(code for kinds, code in codes.items() if kind in kinds) + "]"
    for name, pattern in data["macros"].items():
        symbols[name] = f"(?:{_translate(pattern, symbols)})"
    senses, groups = {}, []
    for i, entry in enumerate(data["phrases"]):
        [(sense, pattern)] = entry.items()
        senses[f"p{i}"] = sense
        groups.append(f"(?P<p{i}>{_translate(pattern, symbols)})")
    return Grammar(re.compile("|".join(groups)), codes, senses)


def _translate(pattern: str, symbols: Mapping[str, str]) -> str:
    """A phrase as a regex over codes; a kind that the language does not have matches nothing."""
    grouped = pattern.replace("(", "(?:").replace(" ", "\0")
    translated = re.sub(r"\w+", lambda m: symbols.get(m[0], "(?!)"), grouped).replace("\0", "")
    return re.sub(r"!(\[.*?\])", r"(?!\1)", translated)

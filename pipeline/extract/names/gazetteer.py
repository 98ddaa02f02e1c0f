"""Finding many known names in a text in one pass.

Names and texts are folded (`pipeline.text.fold`). One Aho-Corasick automaton reports every occurrence of
every name; the rules for word boundaries are ours, because they differ between scripts: Latin names stand
alone or beside Arabic or Chinese letters («وDeepSeek», 用DeepSeek写), Arabic-script names may carry a
proclitic (و ف ب ل ك ال) or a Persian ending (ها، ی), Chinese names have no boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, product
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from pipeline.text.fold import fold

#: Folded: ك is ک, ة is ه.
_PROCLITICS: Final = frozenset(
    ("", "و", "ف", "ب", "ل", "ک", "ال", "وال", "بال", "فال", "کال", "لل", "ولل", "ول", "وب", "وک", "فب", "فل")
)  # fmt: skip
_ENDINGS: Final = frozenset(("ی", "ها", "های", "هایی", "هایش", "ای", "ست", "یی", "م", "ش"))
_LONGEST_PROCLITIC: Final = max(map(len, _PROCLITICS))
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
_MOST_JOINTS: Final = 3
#: Letters of a Latin name from which its parts may stand together.
SHORTEST_JOINED: Final = 6


class Match(NamedTuple):
    """Name number `name` stands at folded characters `start:end`.

    `open` tells that a letter or digit follows directly, so that the name is only right if what follows
    belongs to it (the "3" of "Qwen3").
    """

    start: int
    end: int
    name: int
    open: bool


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9" or "\u00c0" <= char <= "\u024f"


def is_arabic(char: str) -> bool:
    """Whether `char` is a letter of the Arabic script."""
    return "\u0620" <= char <= "\u06d3" and char.isalpha()


def starts_right(text: str, start: int) -> bool:
    """Whether a name may start at `start`."""
    if start == 0:
        return True
    first, before = text[start], text[start - 1]
    if _is_latin(first):
        return not _is_latin(before) and before not in "@_"
    if not is_arabic(first) or not is_arabic(before):
        return True
    begin = start - 1
    while begin > 0 and start - begin <= _LONGEST_PROCLITIC and is_arabic(text[begin - 1]):
        begin -= 1
    return text[begin:start] in _PROCLITICS


def ends_right(text: str, end: int) -> bool:
    """Whether a name that ends before `end` may end there."""
    if end >= len(text):
        return True
    last, after = text[end - 1], text[end]
    if _is_latin(last):
        if _is_latin(after) or after == "_":
            return False
        return not (after == "." and text[end + 1 : end + 4] in ("com", "org", "net", "cn/", "ai/"))
    if not is_arabic(last) or not is_arabic(after):
        return True
    stop = end + 1
    while stop < len(text) and stop - end <= _LONGEST_ENDING and is_arabic(text[stop]):
        stop += 1
    return text[end:stop] in _ENDINGS


@cache
def _joints(parts: int, latin: bool, glued: bool) -> tuple[tuple[str, ...], ...]:
    """What may stand behind each part of a name: spaces, hyphens between Latin parts, and nothing if `glued`."""
    between = (" ", "-", "") if latin else (" ", "")
    if parts - 1 > _MOST_JOINTS:
        return tuple((joint,) * (parts - 1) + ("",) for joint in between)
    chosen = product(between, repeat=parts - 1)
    return tuple((*joints, "") for joints in chosen if glued or "" not in joints)


def spellings(name: str) -> set[str]:
    """The folded forms under which `name` is looked for: parts joined, spaced or hyphened in every way.

    A half-space (ZWNJ), a space and a hyphen are one thing here; a name with many parts is only spaced or
    joined throughout.
    """
    found = {fold(name)}
    parts = fold(name.replace("\u200c", " ")).replace("-", " ").split()
    if len(parts) < 2:
        found.update(parts)
    else:
        whole = "".join(parts)
        latin = whole.isascii()
        found.update(
            "".join(chain.from_iterable(zip(parts, joints, strict=True)))
            for joints in _joints(len(parts), latin, glued=not latin or len(whole) >= SHORTEST_JOINED)
        )
    if parts and parts[0].startswith("ال"):
        found |= {"لل" + form[2:] for form in found if form.startswith("ال")}
    return found


class Gazetteer:
    """Finds every occurrence of a fixed set of folded names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._automaton = AhoCorasick(list(names))

    def find(self, text: str) -> Iterator[Match]:
        """All names in folded `text` that start at a boundary, overlapping ones too, by where they end."""
        for name, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if starts_right(text, start):
                yield Match(start, end, name, not ends_right(text, end))

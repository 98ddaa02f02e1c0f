"""Folding: one form for all the ways of writing the same thing, with offsets back to the original.

Folding is for matching only; what is stored and shown is always the original. Folded text has ASCII digits and
punctuation width, lower-case letters, Persian yeh and kaf for the Arabic ones, bare alef and no hamza carriers, heh
for teh marbuta, simplified Chinese characters, and no tatweel, vowel marks, zero-width or bidi characters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

_DROPPED: Final = (
    # tatweel, soft hyphen, Arabic letter mark, BOM, Mongolian vowel separator, dagger alef
    "\u0640\u00ad\u061c\ufeff\u180e\u0670"
    + "".join(map(chr, range(0x200B, 0x2010)))  # zero-width space, ZWNJ, ZWJ, LRM, RLM
    + "".join(map(chr, range(0x202A, 0x202F)))  # bidi embeddings
    + "".join(map(chr, range(0x2060, 0x2070)))  # word joiner, isolates, invisible operators
    + "".join(map(chr, range(0xFE00, 0xFE10)))  # variation selectors
    + "".join(map(chr, range(0x064B, 0x0660)))  # tashkeel, hamza above and below
    + "".join(map(chr, range(0x06D6, 0x06EE)))  # Quranic marks
)

_DROPPED_CHARS: Final = re.compile(f"[{re.escape(_DROPPED)}]")

_FOLDED: Final = {
    **dict(zip("يىئېےکكڪگةۀہھەأإآٱؤ", "یییییکککگهههههااااو", strict=True)),
    **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True)),
    "٫": ".",
    "٬": ",",
    "٪": "%",
    "‘": "'",
    "’": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "−": "-",
    "﹣": "-",
    "、": "、",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\t": " ",
}

#: Chinese punctuation that compatibility folding would turn into ASCII look-alikes with another meaning.
_KEPT: Final = "，。；：！？（）、“”"


@cache
def simplified() -> dict[str, str]:
    """Traditional character -> simplified character (OpenCC's TSCharacters, first choices)."""
    lines = (Path(__file__).parent / "han.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def _fold_char(char: str) -> str:
    if char in _FOLDED:
        return _FOLDED[char]
    if char in simplified():
        return simplified()[char]
    if char in _KEPT:
        return char
    if "a" <= char <= "z" or "\u4e00" <= char <= "\u9fff":
        return char
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and plain not in ("", " "):
        return "".join(_fold_char(c) if c != char else c for c in plain) if "\u0300" not in plain else char
    return plain.lower()


class _Table(dict[int, str]):
    """`str.translate` table filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        self[code] = folded
        return folded


_TABLE: Final = _Table({ord(c): "" for c in _DROPPED})

_NOT_LETTERS: Final = re.compile(r"[\W_]+")
#: The same for ASCII, several times quicker.
_ASCII_KEY: Final = {code: None for code in range(128) if not chr(code).isalnum()}


@lru_cache(4096)
def key(text: str) -> str:
    """The letters and digits of `text`: what two renderings of one passage have in common. Asked for again and again
    while a page is read."""
    return text.translate(_ASCII_KEY) if text.isascii() else _NOT_LETTERS.sub("", text)


def fold(text: str) -> str:
    """The folded form of NFC `text`, without offsets: for keys, lexicon entries and search."""
    # The same for ASCII, several times quicker.
    return text.lower().replace("\t", " ") if text.isascii() else text.translate(_TABLE)


class Folded:
    """A text and its folded form, with offsets from the folded form back to the original.

    `text` is the folded string, `original` what it was made from. `span(a, b)` gives the slice of the original that
    folded characters `a` to `b` (exclusive) came from; dropped characters at its edges are left outside.
    """

    __slots__ = ("_starts", "original", "text")

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = fold(original)
        self._starts: list[int] | None = None
        # Of equal length and with nothing dropped, nothing can have grown either: offsets are the same.
        if len(self.text) != len(original) or (not original.isascii() and _DROPPED_CHARS.search(original)):
            self._starts = [0, *accumulate(map(len, map(_TABLE.__getitem__, map(ord, original))))]

    def origin(self, index: int) -> int:
        """The offset in the original of folded character `index`."""
        if self._starts is None:
            return index
        return min(bisect_right(self._starts, index) - 1, len(self.original))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's slice for folded characters `start` to `end` (exclusive)."""
        if self._starts is None:
            return start, max(start, end)
        if end <= start:
            at = self.origin(start)
            return at, at
        return self.origin(start), self.origin(end - 1) + 1

    def slice(self, start: int, end: int) -> str:
        """The original characters that folded characters `start` to `end` came from."""
        first, last = self.span(start, end)
        return self.original[first:last]


@lru_cache(1024)
def folded_once(text: str) -> Folded:
    """The `Folded` of a passage that is asked for again and again while a page is read."""
    return Folded(text)

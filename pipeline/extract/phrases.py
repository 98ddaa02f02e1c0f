"""Tables of phrases that are looked up at a place in folded text: what follows here, what ends here.

A table is a dictionary with the lengths of its keys, so a look-up costs the same however many phrases
there are and cannot be made slow by any text. Entries are written in the lexicons in a small notation:
`(a|b|)` for alternatives, `|` between forms, and a zero-width non-joiner for "a space, or nothing".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final, Generic, TypeVar

from pipeline.text.fold import fold

T = TypeVar("T")

_ZWNJ: Final = "\u200c"


def expand(entry: str) -> list[str]:
    """All folded forms of one lexicon entry: `expand("(a|b)c|d") == ["ac", "bc", "d"]`."""
    forms, rest = _alternatives(entry, 0)
    if rest != len(entry):
        raise ValueError(f"unbalanced parenthesis in lexicon entry {entry!r}")
    spaced = (variant for form in forms for variant in _spaced(form.strip()))
    return list(dict.fromkeys(fold(form) for form in spaced if form))


def _alternatives(entry: str, at: int) -> tuple[list[str], int]:
    done: list[str] = []
    current = [""]
    while at < len(entry) and entry[at] != ")":
        if entry[at] == "(":
            inner, at = _alternatives(entry, at + 1)
            if at >= len(entry):
                raise ValueError(f"unbalanced parenthesis in lexicon entry {entry!r}")
            current = [head + tail for head in current for tail in inner]
        elif entry[at] == "|":
            done += current
            current = [""]
        else:
            current = [head + entry[at] for head in current]
        at += 1
    return done + current, at


def _spaced(form: str) -> list[str]:
    parts = form.split(_ZWNJ)
    variants = [parts[0]]
    for part in parts[1:]:
        variants = [head + joint + part for head in variants for joint in ("", " ")]
    return variants


def is_latin(char: str) -> bool:
    """Whether `char` is a letter of the Latin script (folded text: lower case)."""
    return "a" <= char <= "z" or ("\u00df" <= char <= "\u024f" and char != "÷")


def is_arabic(char: str) -> bool:
    """Whether `char` is a letter of the Arabic script."""
    return "\u0620" <= char <= "\u06d3" and char.isalpha()


class Phrases(Generic[T]):
    """Phrases with what each one means, found at their longest.

    A phrase ends at a word's end: no letter of its last character's script may follow, except one of
    `endings` (-ی, -ها) in the Arabic script. Likewise one of `proclitics` (و, ب) may stand before it.
    Chinese has no such boundaries.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, T]],
        *,
        endings: Collection[str] = (),
        proclitics: Collection[str] = (),
    ) -> None:
        self._meaning: dict[str, T] = dict(entries)
        self._heads = _lengths((form[0], len(form)) for form in self._meaning)
        self._tails = _lengths((form[-1], len(form)) for form in self._meaning)
        self._endings = frozenset(endings)
        self._proclitics = frozenset(proclitics)

    def __contains__(self, form: str) -> bool:
        return form in self._meaning

    def forms(self) -> Iterable[str]:
        """All forms, folded."""
        return self._meaning.keys()

    def after(self, text: str, at: int) -> tuple[int, T] | None:
        """The end and meaning of the longest phrase that begins at `at`."""
        for length in self._heads.get(text[at : at + 1], ()):
            form = text[at : at + length]
            if form in self._meaning and len(form) == length and self._ends(text, at + length):
                return at + length, self._meaning[form]
        return None

    def before(self, text: str, at: int, floor: int = 0) -> tuple[int, T] | None:
        """The start and meaning of the longest phrase that ends at `at` and begins at `floor` or later."""
        if at <= floor:
            return None
        for length in self._tails.get(text[at - 1], ()):
            start = at - length
            if start >= floor and (form := text[start:at]) in self._meaning and self._begins(text, start):
                return start, self._meaning[form]
        return None

    def _ends(self, text: str, end: int) -> bool:
        if end >= len(text):
            return end == len(text)
        last, following = text[end - 1], text[end]
        if is_latin(last):
            return not is_latin(following)
        if is_arabic(last) and is_arabic(following):
            stop = end + 1
            while stop < len(text) and stop - end < 8 and is_arabic(text[stop]):
                stop += 1
            return text[end:stop] in self._endings
        return True

    def _begins(self, text: str, start: int) -> bool:
        if start == 0:
            return True
        first, previous = text[start], text[start - 1]
        if is_latin(first):
            return not is_latin(previous) and not previous.isdigit()
        if is_arabic(first) and is_arabic(previous):
            head = start - 1
            while head > 0 and start - head < 4 and is_arabic(text[head - 1]):
                head -= 1
            return text[head:start] in self._proclitics
        return True


def _lengths(ends: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """For each first or last character the lengths of its phrases, the longest first."""
    lengths: dict[str, set[int]] = {}
    for char, length in ends:
        lengths.setdefault(char, set()).add(length)
    return {char: tuple(sorted(found, reverse=True)) for char, found in lengths.items()}


_Trie = dict[str, "_Trie"]


def starts_of(forms: Iterable[str]) -> re.Pattern[str]:
    """A regular expression that matches the first character of each place where one of `forms` stands.

    Its branches begin with different characters, so that the engine can skip to the next possible one;
    what follows is only looked at, so that places may overlap. Matches nothing if there are no forms.
    """
    root: _Trie = {}
    for form in forms:
        node = root
        for char in form:
            node = node.setdefault(char, {})
        node[""] = {}
    branches = [re.escape(char) + _ahead(child) for char, child in sorted(root.items())]
    return re.compile("|".join(branches) or "(?!)")


def _ahead(node: _Trie) -> str:
    rest = _rest(node)
    return f"(?={rest})" if rest else ""


def _rest(node: _Trie) -> str:
    if "" in node or not node:
        return ""
    branches = [re.escape(char) + _rest(child) for char, child in sorted(node.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

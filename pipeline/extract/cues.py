"""Cue words: what in a sentence tells what a number, date or name is about.

The words are data, `languages/<language>/cues.yml`; this is the engine that finds them, one automaton per language
over folded text, with the word boundaries that the language's script asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import ahocorasick_rs

from pipeline.languages import lexicon
from pipeline.text.fold import Folded, fold


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word at `start:end` of the original text; `name` is its group in the lexicon ("price.input")."""

    name: str
    start: int
    end: int


#: What Arabic writes together with a word in front of it: particles, the article and both.
_ARABIC_PREFIX: Final = re.compile(fold("[وف]?(?:[سبلك]|ب|ك)?(?:ال|لل)?|[وف]?(?:[سلب]?[يتن]?|أ[يت]?)"))
#: Endings that Persian adds to a noun or adjective, ZWNJ dropped.
_PERSIAN_SUFFIX: Final = re.compile(
    fold("(?:ها|های|هایی|هایش|هایشان|ی|ای|یی|اش|ش|شان|م|ه|ند|اند|ست|است|تر|ترین|ان|ات|مان|تان|و|ات)?")
)
#: What `~` in a cue stands for: up to eight words of the same statement ("كشف* ~ عن": the subject follows the verb),
#: none of which opens a clause ("that").
_GAP: Final = r"(?:\ (?!ان(?:ها|ه|هم)?\ )(?:[^\s.،؛:,;]|[.,](?=\d)){1,25}){0,8}?\ "
#: A heh in front of the next word of a Persian cue.
_SILENT_HEH: Final = re.compile(r"(?<=\w)ه (?=\w)")
#: Where the fixed beginning of a cue ends: at an open ending, or at a gap.
_WILD: Final = re.compile(r"\*| ~ ")
#: The rest of a word, for cues with an open ending; Chinese has none.
_REST_OF_WORD: Final = re.compile(r"[a-z\u0620-\u065f\u066e-\u06d3]{0,12}")


def _is_arabic_letter(char: str) -> bool:
    return "\u0600" <= char <= "\u06ff" and char.isalpha()


def _latin_boundary(text: str, start: int, end: int, open_end: bool) -> bool:
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    if open_end or end >= len(text) or not (last.isascii() and last.isalnum()):
        return True
    return not (text[end].isascii() and text[end].isalnum())


def _arabic_boundary(text: str, start: int, end: int, open_end: bool) -> bool:
    if not _is_arabic_letter(text[start]):
        return _latin_boundary(text, start, end, open_end)
    head = start
    while head and _is_arabic_letter(text[head - 1]):
        head -= 1
    if not _ARABIC_PREFIX.fullmatch(text, head, start):
        return False
    return open_end or end >= len(text) or not _is_arabic_letter(text[end])


def _persian_boundary(text: str, start: int, end: int, open_end: bool) -> bool:
    if not _is_arabic_letter(text[start]):
        return _latin_boundary(text, start, end, open_end)
    if start and _is_arabic_letter(text[start - 1]):
        return False
    if open_end or not _is_arabic_letter(text[end - 1]):
        return True
    tail = end
    while tail < len(text) and _is_arabic_letter(text[tail]):
        tail += 1
    return _PERSIAN_SUFFIX.fullmatch(text, end, tail) is not None


_BOUNDARY: Final[dict[str, Callable[[str, int, int, bool], bool]]] = {
    "ar": _arabic_boundary,
    "fa": _persian_boundary,
    "zh": _latin_boundary,
    "en": _latin_boundary,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cue word: the literal the automaton looks for, a regex of what must follow it ("" for nothing), and the
    groups it belongs to."""

    literal: str
    tail: str
    open_end: bool
    names: tuple[str, ...]


class CueFinder:
    """All cue words of one language. `find` is linear in the text."""

    def __init__(self, language: str) -> None:
        self._boundary = _BOUNDARY[language]
        names: dict[str, list[str]] = {}
        for name, words in lexicon(language, "cues").items():
            if name == "examples":
                continue
            for word in words:
                for spelling in _spellings(word, language):
                    names.setdefault(spelling, []).append(name)
        entries: dict[str, list[_Entry]] = {}
        for word, groups in names.items():
            entry = _entry(word, groups)
            entries.setdefault(entry.literal, []).append(entry)
        self._automaton = ahocorasick_rs.AhoCorasick(list(entries))
        self._entries: Final = list(entries.values())

    def find(self, folded: Folded) -> list[Cue]:
        """Every cue in the text, in order of their ends; cues may overlap."""
        text = folded.text
        cues: list[Cue] = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for entry in self._entries[index]:
                stop = end
                if entry.tail:
                    tail = _compiled(entry.tail).match(text, end)
                    if tail is None:
                        continue
                    stop = tail.end()
                if self._boundary(text, start, stop, entry.open_end):
                    if entry.open_end:
                        stop = _REST_OF_WORD.match(text, stop).end()  # type: ignore[union-attr]
                    first, last = folded.span(start, stop)
                    cues += [Cue(name, first, last) for name in entry.names]
        return cues


def _spellings(word: str, language: str) -> set[str]:
    """A cue, folded, as it is; in Persian, too, with the ezafe written behind a silent heh («حافظه‌ی پنهان») and with
    spaces for half-spaces («می شود»), in Arabic with a feminine ending that opens up before a possessive («نتيجة*»,
    «نتيجته»).
    """
    folded = fold(word)
    if language == "fa":
        return {folded, _SILENT_HEH.sub("هی ", folded), fold(word.replace("\u200c", " "))}
    return {folded, fold(f"{word[:-2]}ت*")} if language == "ar" and word.endswith("ة*") else {folded}


def _entry(word: str, groups: list[str]) -> _Entry:
    first = _WILD.search(word)
    if first is None or first.end() == len(word):
        return _Entry(word.removesuffix("*"), "", first is not None, tuple(groups))
    head, rest = word[: first.start()], word[first.start() :]
    open_end = rest.endswith("*")
    tail = r"\w{0,8}".join(re.escape(part) for part in rest.removesuffix("*").split("*"))
    return _Entry(head, tail.replace(re.escape(" ~ "), _GAP), open_end, tuple(groups))


@cache
def _compiled(tail: str) -> re.Pattern[str]:
    """At its first use: most cues of a language do not occur in a text."""
    return re.compile(tail)


@cache
def cue_finder(language: str) -> CueFinder:
    """The finder for `language`; built once."""
    return CueFinder(language)


def find_cues(text: str | Folded, language: str) -> list[Cue]:
    """Every cue of `language` in a text; offsets count in the original text."""
    return cue_finder(language).find(text if isinstance(text, Folded) else Folded(text))


#: Groups that only point back: "the price" speaks of a price all the same.
_POINTING: Final = ("anaphor", "pronoun")


def longest(cues: Iterable[Cue]) -> list[Cue]:
    """The cues that do not lie inside a longer one: "训练成本" hides "成本"."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda c: (c.start, -c.end)):
        if (
            kept
            and kept[-1].name not in _POINTING
            and cue.start >= kept[-1].start
            and cue.end <= kept[-1].end
            and ((cue.end - cue.start) < (kept[-1].end - kept[-1].start))
        ):
            continue
        kept.append(cue)
    return kept

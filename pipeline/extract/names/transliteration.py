"""Names that are written by their sound: «سارفام» for Sarvam, «مينلو فنتشرز» for Menlo Ventures.

Arabic and Persian writers spell a foreign name as they hear it, each in a way of their own, so no list of spellings is
ever complete. Both ways of writing are reduced to the consonants that the other script can tell apart, with the vowels
between them; a name is meant where the consonants are the same and every vowel that is written out agrees.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import product
from typing import Final, NamedTuple

from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: Fewer consonants are shared by too many words.
FEWEST: Final = 3
#: A name of no more consonants than that must show so many vowels, which tell it apart.
_VOWELS: Final = 2
#: Two words of so few consonants are not written as one: «مرجان» is no Mark Chen.
_JOINED: Final = 4
_MOST_READINGS: Final = 16

#: Latin letters, the longest first: the classes of consonants they may sound as, or "" and the vowel they are.
_LATIN: Final[dict[str, tuple[str, ...]]] = {
    "sch": ("C",), "tch": ("C",), "tion": ("CN",), "ch": ("C", "K"), "sh": ("C",), "th": ("T", "S", "D"), "ph": ("F",),
    "gh": ("K", ""), "kh": ("K",), "ck": ("K",), "qu": ("K",), "x": ("KS",), "tu": ("T", "C"), "ce": ("S",),
    "ci": ("S",), "cy": ("S",), "b": ("B",), "p": ("B", "P"), "f": ("F",), "v": ("F",), "t": ("T",), "d": ("D",),
    "k": ("K",), "c": ("K",), "q": ("K",), "g": ("K", "G"), "j": ("K",), "s": ("S",), "z": ("S",), "m": ("M",),
    "n": ("N",), "l": ("L",), "r": ("R",), "h": ("H", ""),
}  # fmt: skip
_LATIN_PART: Final = re.compile("|".join(_LATIN) + "|[aeiouwy]")
#: What a reading keeps of the vowel inside a group of letters.
_INNER_VOWEL: Final = {"tu": "u", "qu": "u", "ce": "e", "ci": "i", "cy": "y"}

#: Folded Arabic and Persian letters likewise. Arabic has no letters for "p" and "g" and lends them others; Persian has.
_LOCAL: Final[dict[str, tuple[str, ...]]] = {
    "تش": ("C",), "كس": ("KS",), "ب": ("B",), "پ": ("P",), "ف": ("F",), "ڤ": ("F",), "ت": ("T",), "ط": ("T",),
    "ث": ("T", "S"), "د": ("D",), "ذ": ("D",), "ك": ("K",), "ق": ("K",), "غ": ("K",), "ج": ("K",), "گ": ("G",),
    "خ": ("K",), "س": ("S",), "ز": ("S",), "ژ": ("K", "S"), "ش": ("C",), "چ": ("C",), "م": ("M",), "ن": ("N",),
    "ل": ("L",), "ر": ("R",), "ه": ("H", ""),
}  # fmt: skip
_ARABIC: Final = {fold(form): readings for form, readings in _LOCAL.items()}
#: What a Latin letter at a word's beginning is spelled with, folded.
BEGINNINGS: Final = {
    letter: fold("".join(form[0] for form, sounds in _LOCAL.items() for sound in _LATIN[letter] if sound[:1] in sounds))
    + fold("ا" if letter in "sx" else "")
    for letter in _LATIN
    if len(letter) == 1
} | {vowel: fold("اوي") for vowel in "aeiouyw"}
_ARABIC_PART: Final = re.compile("|".join([*_ARABIC, f"[او{fold('ي')}ءئ]"]))
_YEH: Final = fold("ي")
#: A long vowel or glide, and the Latin vowels that it may stand for.
_AGREES: Final = {"ا": "aeoui", "و": "ouwa", _YEH: "iyea", "ء": "aeiou", "ئ": "iey"}
#: The same at a name's end, where nobody writes out a vowel that is hardly heard: «جوهرة» is no Cohere.
_ENDS: Final = {"ا": "a", "و": "ouw", _YEH: "iye"}
#: Letters of sounds that foreign names do not have: a word with one is a word of the language.
_NATIVE: Final = re.compile("[عحصضظ]")
#: The article: no name begins with it unless it, or what sounds like it, does in Latin letters, too.
_ARTICLE: Final = "ال"
#: "AI" as it is spelled by its letters.
_LOCAL_SUFFIX: Final = re.compile(rf" (?:{fold('إيه')}|{fold('أي')}) ?{fold('آي')}$")
_FINAL_H: Final = re.compile(rf"{fold('ة')}(?= |$)")

_NO_LETTERS: Final = re.compile(r"[^a-z\u0620-\u06d3]+")
_SUFFIX: Final = re.compile(r"[ .]?(?:AI|ai)$")
#: The words of a Latin name, those that are joined counted apart: QuestMobile has two.
_LATIN_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


class _Sound(NamedTuple):
    """The consonants of a name, and the vowels before, between and behind them."""

    consonants: str
    vowels: tuple[str, ...]


class Sounds:
    """Latin names by their sound; `find` gives the names that an Arabic or Persian spelling can stand for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._written: Final = tuple(names)

    @cached_property
    def _names(self) -> dict[str, list[tuple[_Sound, str]]]:
        """The names by their consonants; made when the first Arabic or Persian text asks."""
        heard: dict[str, list[tuple[_Sound, str]]] = defaultdict(list)
        for name in self._written:
            for sound in _readings(_NO_LETTERS.sub("", fold(_SUFFIX.sub("", name))), _LATIN_PART, _LATIN):
                heard[sound.consonants].append((sound, name))
        return heard

    def find(self, word: str, *, fewest: int = FEWEST) -> list[str]:
        """The names that folded `word` (spaces between its parts) sounds like, each once; with `fewest` consonants."""
        if _NATIVE.search(word) or _unspaced(word) in _ordinary():
            return []
        word = _LOCAL_SUFFIX.sub("", word)
        letters = _NO_LETTERS.sub("", _FINAL_H.sub("ا", word))
        found: dict[str, None] = {}
        for sound in _readings(letters, _ARABIC_PART, _ARABIC):
            if len(sound.consonants) < fewest:
                continue
            if len(sound.consonants) <= FEWEST and len(letters) < len(sound.consonants) + _VOWELS:
                continue
            for latin, name in self._names.get(sound.consonants, ()):
                if word.startswith(_ARTICLE) and not name.lower().startswith(("al", "el")):
                    continue
                if len(sound.consonants) <= _JOINED and _SUFFIX.sub("", name).count(" ") > word.count(" "):
                    continue
                if word.count(" ") < len(_LATIN_WORD.findall(name)) and _agree(sound, latin):
                    found[name] = None
        return list(found)


@cache
def _ordinary() -> frozenset[str]:
    """Words of Arabic and Persian that sound like a name and are none: «خواهد» is no Code."""
    words = (word for language in ("ar", "fa") for word in lexicon(language, "subjects").get("ordinary", ()))
    return frozenset(_unspaced(fold(str(word))) for word in words)


def _unspaced(word: str) -> str:
    return word.replace(" ", "").replace("\u200c", "")


def _readings(letters: str, part: re.Pattern[str], classes: dict[str, tuple[str, ...]]) -> list[_Sound]:
    """The ways in which `letters` may sound: few, for most letters sound in one way."""
    parts = part.findall(letters)
    choices = [classes.get(p, ("",)) for p in parts]
    count = 1
    for i, choice in enumerate(choices):
        count *= len(choice)
        if count > _MOST_READINGS:
            choices = [*choices[:i], *(c[:1] for c in choices[i:])]
            break
    return [_sound(parts, chosen, classes) for chosen in product(*choices)]


def _sound(parts: list[str], chosen: tuple[str, ...], classes: dict[str, tuple[str, ...]]) -> _Sound:
    consonants = ""
    vowels = [""]
    for spelled, read in zip(parts, chosen, strict=True):
        if spelled not in classes:
            vowels[-1] += spelled
            continue
        for consonant in read:
            if consonants[-1:] == consonant and not vowels[-1]:
                continue  # "Apptopia": a doubled letter is one sound
            consonants += consonant
            vowels.append("")
        vowels[-1] += _INNER_VOWEL.get(spelled, "")
    return _Sound(consonants, tuple(vowels))


def _agree(written: _Sound, latin: _Sound) -> bool:
    """Whether every vowel that is written out in Arabic stands in the Latin name, and its last one in both."""
    last = len(latin.vowels) - 1
    for place, (ours, theirs) in enumerate(zip(written.vowels, latin.vowels, strict=True)):
        if not ours:
            if place == 0 and theirs:
                return False  # a vowel at the beginning is written
            if place == last and theirs.rstrip("e"):
                return False
            continue
        if place == 0 and not theirs and ours == "ا" and latin.consonants[0] == "S" and not latin.vowels[1]:
            continue  # «إستيبل»: no word begins with two consonants
        if not all(any(vowel in _AGREES[letter] for vowel in theirs) for letter in ours):
            return False
        if place == last and not any(vowel in _ENDS.get(ours[-1], vowel) for vowel in theirs):
            return False  # «بيتي» is no "Beta"
    return True

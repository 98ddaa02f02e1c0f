"""What a language says in front of, between and behind numbers and names, where a list of words would not do.

The regexes are data, `languages/<language>/patterns.yml`, with examples beside them; they read the text as it was
written, in every spelling that its writers use. A language that has no such wording leaves the name out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import lexicon
from pipeline.text.fold import simplified

#: The pattern of a wording that a language does not have.
NEVER: Final = re.compile("(?!)")

#: Letters that are also written otherwise, by language: without the hamza, with an Arabic keyboard.
_LETTERS: Final = {"ar": {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه"}, "fa": {"ی": "يى", "ک": "ك", "آ": "ا", "أ": "ا"}}

#: A yeh that ends an Arabic word, which Egypt writes without its dots: «فى», «الماضى».
_FINAL_YEH: Final = re.compile(r"ي(?![\w\]])")

#: What joins the parts of a Persian word, for which many write a space: «می‌شود», «می شود»; an assertion means itself.
_JOINER: Final = ("\u200c", "\u200c?")
_JOINED: Final = "[\u200c ]?"

#: A character class of a regex, which no other stands in, or a letter beyond the Latin ones.
_CLASS_OR_LETTER: Final = re.compile(r"\[(?:\\.|[^\]\\])+\]|[\u0620-\u06d3\u4e00-\u9fff]|(?<![=!])\u200c\??")


@cache
def pattern(language: str, name: str) -> re.Pattern[str]:
    """The regex of that name, compiled at its first use; one that matches nothing if the language has none."""
    words = lexicon(language, "patterns").get(name)
    if words is None:
        return NEVER
    return re.compile(spelled(str(words), language))


def spelled(regex: str, language: str) -> str:
    """The regex that reads what `regex` reads, in every spelling of the language."""
    written = _FINAL_YEH.sub("[يى]", regex) if language == "ar" else regex
    return _CLASS_OR_LETTER.sub(lambda match: _in_every_spelling(match[0], language), written)


def _in_every_spelling(written: str, language: str) -> str:
    """A letter, or each one of a class, in every way that the language writes it: 资 as 资 or 資."""
    if written in _JOINER and language == "fa":
        return _JOINED
    letters = _variants(language)
    more = "".join(dict.fromkeys(variant for char in written for variant in letters.get(char, "")))
    if not more:
        return written
    return f"{written[:-1]}{more}]" if written.startswith("[") else f"[{written}{more}]"


@cache
def _variants(language: str) -> dict[str, str]:
    """The other ways to write a letter of a language; of a Chinese character, simplified and traditional."""
    if language != "zh":
        return _LETTERS.get(language, {})
    groups: dict[str, list[str]] = {}
    for traditional, simple in simplified().items():
        if len(traditional) == len(simple) == 1 and traditional != simple:
            groups.setdefault(simple, [simple]).append(traditional)
    return {char: "".join(c for c in group if c != char) for group in groups.values() for char in group}

"""What a language says in front of, between and behind numbers and names, where a list of words would not do.

The regexes are data, `languages/<language>/patterns.yml`, with examples beside them; they read the text as it was
written, Chinese in simplified and traditional characters. A language that has no such wording leaves the name out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import lexicon
from pipeline.text.fold import simplified

#: The pattern of a wording that a language does not have.
NEVER: Final = re.compile("(?!)")

#: A yeh that ends an Arabic word, which Egypt writes without its dots: «فى», «الماضى».
_FINAL_YEH: Final = re.compile(r"ي(?![\w\]])")


#: A character class of a regex, which no other stands in, or a Chinese character.
_CLASS_OR_HAN: Final = re.compile(r"\[(?:\\.|[^\]\\])+\]|[\u4e00-\u9fff]")


@cache
def pattern(language: str, name: str) -> re.Pattern[str]:
    """The regex of that name, compiled at its first use; one that matches nothing if the language has none."""
    words = lexicon(language, "patterns").get(name)
    if words is None:
        return NEVER
    return re.compile(_CLASS_OR_HAN.sub(_in_both_scripts, _FINAL_YEH.sub("[يى]", str(words))))


def _in_both_scripts(match: re.Match[str]) -> str:
    """A character, or each one of a class, in every way that it is written: 资 as 资 or 資."""
    written = match[0]
    chars = "".join(dict.fromkeys(variant for char in written for variant in _variants().get(char, "")))
    if not chars:
        return written
    return f"{written[:-1]}{chars}]" if written.startswith("[") else f"[{written}{chars}]"


@cache
def _variants() -> dict[str, str]:
    """The other ways to write a simplified or traditional character."""
    groups: dict[str, list[str]] = {}
    for traditional, simple in simplified().items():
        if len(traditional) == len(simple) == 1 and traditional != simple:
            groups.setdefault(simple, [simple]).append(traditional)
    return {char: "".join(c for c in group if c != char) for group in groups.values() for char in group}

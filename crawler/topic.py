"""Is this about AI models? Words per language, so that a general feed yields only what belongs in the catalogue."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from pipeline.languages import lexicon
from pipeline.text.fold import fold

Relevance = Literal["yes", "maybe", "no"]

#: How much of a page's text is looked at, in characters.
LEAD: Final = 3_000


def _words(language: str, strength: str) -> set[str]:
    """The words of a language and the Latin names that hold for all, folded."""
    words = [word for tongue in {language, "en"} for word in lexicon(tongue, "topic")[strength]]
    if strength == ("weak" if language == "en" else "strong"):
        words += lexicon("en", "topic")["names"]
    return {fold(str(word)) for word in words}


@cache
def _pattern(language: str, strength: str) -> re.Pattern[str]:
    words = sorted(_words(language, strength), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    # Latin words end where the word ends, or in a version (GPT-5, Qwen3); other scripts glue prefixes and endings on.
    return re.compile(rf"(?<![a-z0-9])(?:{latin})(?![a-z])" + (f"|(?:{other})" if other else ""))


def relevance(text: str, language: str) -> Relevance:
    """Whether a title, summary or page in `language` speaks of AI models: one strong word or two different weak ones
    say yes, one weak word maybe. Its first `LEAD` characters are looked at."""
    folded = fold(text[:LEAD])
    if _pattern(language, "strong").search(folded):
        return "yes"
    weak = {match[0] for match in _pattern(language, "weak").finditer(folded)}
    return "yes" if len(weak) > 1 else "maybe" if weak else "no"

"""Is this about AI models? Words per language, so that a general feed yields only what belongs in the catalogue."""

from __future__ import annotations

import re
from functools import cache

from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: How much of a page's text is looked at, in characters.
LEAD = 3_000


@cache
def _pattern(language: str, strength: str) -> re.Pattern[str]:
    words = {fold(str(word)) for tongue in {language, "en"} for word in lexicon(tongue, "topic")[strength]}
    latin = sorted((w for w in words if w.isascii()), key=len, reverse=True)
    other = sorted((w for w in words if not w.isascii()), key=len, reverse=True)
    # Latin words end where the word ends, or in a version (GPT-5, Qwen3); other scripts glue prefixes and endings on.
    parts = [rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, latin))})(?![a-z])"] if latin else []
    parts += [f"(?:{'|'.join(map(re.escape, other))})"] if other else []
    return re.compile("|".join(parts) or r"(?!)")


def about_models(text: str, language: str) -> bool:
    """Whether a title, summary or lead in `language` speaks of AI models: one strong word or two different
    weak ones."""
    folded = fold(text[:LEAD])
    if _pattern(language, "strong").search(folded):
        return True
    return len({match[0] for match in _pattern(language, "weak").finditer(folded)}) >= 2

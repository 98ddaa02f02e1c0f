"""What a language says in front of, between and behind numbers and names, where a list of words would not do.

The regexes are data, `languages/<language>/patterns.yml`, with examples beside them; they read the text as it was
written. A language that has no such wording leaves the name out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import lexicon

#: The pattern of a wording that a language does not have.
NEVER: Final = re.compile("(?!)")

#: A yeh that ends an Arabic word, which Egypt writes without its dots: «فى», «الماضى».
_FINAL_YEH: Final = re.compile(r"ي(?![\w\]])")


@cache
def pattern(language: str, name: str) -> re.Pattern[str]:
    """The regex of that name, compiled at its first use; one that matches nothing if the language has none."""
    words = lexicon(language, "patterns").get(name)
    return NEVER if words is None else re.compile(_FINAL_YEH.sub("[يى]", str(words)))

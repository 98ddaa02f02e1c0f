"""What a language says in front of, between and behind numbers and names, where a list of words would not do.

The regexes are data, `languages/<language>/patterns.yml`, with examples beside them; they read the text as it was
written. A language that has no such wording leaves the name out.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.languages import lexicon


@cache
def pattern(language: str, name: str) -> re.Pattern[str]:
    """The regex of that name, compiled at its first use; one that matches nothing if the language has none."""
    return re.compile(str(lexicon(language, "patterns").get(name, "(?!)")))

"""Whose money a page means by a bare 元, درهم or $: where it is published, or what it states ("TW", "HK", "MA")."""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages import LANGUAGES, lexicon
from pipeline.read.meta import PageData, split_url
from pipeline.text.fold import key

_REGION: Final = re.compile(r"[-_]([A-Za-z]{2})(?![A-Za-z])")

#: How often more than those of another region the words of one must stand in a text that declares none.
_AHEAD: Final = 2


def region(data: PageData, url: str, language: str, text: str) -> str:
    """The ISO 3166 code of the region whose money a page counts in, "" if unknown or of no matter.

    In order: what the text states ("人民幣，下同"), the address, the language tag of the page, og:locale, and the
    words that only one region uses. The language's units tell which regions count (`page_regions`: the press of the
    others writes of AI in US dollars, "$20" in Sydney too), and the words (`region_stated`, `region_words`).
    """
    if language not in LANGUAGES:
        return ""
    units = lexicon(language, "units")
    stated = units.get("region_stated", {})
    letters = key(text) if stated else ""
    for code, words in stated.items():
        if any(word in letters for word in words):
            return str(code)
    known = units.get("page_regions", ())
    parts = split_url(url)
    host = (parts.hostname or "") if parts else ""
    tags = _REGION.findall(f"{data.language} {data.metas.get('og:locale', '')}")
    declared = [host.rpartition(".")[2].upper(), *(tag.upper() for tag in tags)]
    for code in declared:
        if code in known:
            return str(code)
    counts = sorted(
        ((sum(text.count(word) for word in words), code) for code, words in units.get("region_words", {}).items()),
        reverse=True,
    )
    if counts and counts[0][0] >= _AHEAD * max(1, counts[1][0] if len(counts) > 1 else 0):
        return str(counts[0][1])
    return ""

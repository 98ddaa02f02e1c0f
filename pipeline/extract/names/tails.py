"""The end of a name that its family's grammar does not know: "Qwen3-Omni-Captioner", "gemini-embedding-001".

A hyphen joins it to what was read. Cut off, the name would be that of another model.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import lexicon

#: Parts in capitals behind a name in capitals, and an interface's identifier, in small letters and with a number.
_PARTS: Final = re.compile(r"(?:[-‑](?:[A-Z]|\d{1,4}[A-Za-z]|\d\d)[\w.]{0,20}){1,5}(?<!\.)(?![\w/@-])", re.ASCII)
_IDENTIFIER: Final = re.compile(r"(?:-[a-z0-9.]{1,20}){0,4}-[a-z]{0,3}\d[a-z0-9.]{0,10}(?<!\.)(?![\w/@-])", re.ASCII)


def tail(text: str, start: int, end: int) -> str:
    """What the name that stands at `start:end` of a text goes on with, "" if it ends there."""
    head = text[start:end]
    if not head.isascii() or text[end : end + 1] not in ("-", "‑"):
        return ""
    match = (_IDENTIFIER if head.islower() else _PARTS).match(text, end)
    if match is None or not _others().isdisjoint(re.split("[-‑]", match.group())):
        return ""
    return match.group()


@cache
def _others() -> frozenset[str]:
    """What a hyphen joins to a name without being part of it: "Claude-API", "GPT-5-Klasse"."""
    return frozenset(lexicon("en", "subjects")["joined"])

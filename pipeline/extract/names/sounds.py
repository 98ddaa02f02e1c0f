"""How alike a name in Arabic letters sounds to its form in Latin ones."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

#: How alike the consonants of a name and of its Latin form must be, of 1.
_ALIKE: Final = 0.6

#: Letters of both scripts by the sound that they stand for; vowels and what may be one are left out.
_SOUNDS: Final = {
    **dict.fromkeys("bpپب", "p"), **dict.fromkeys("tdتطدضة", "t"), **dict.fromkeys("szسصزظثذ", "s"),
    **dict.fromkeys("kqcکكقخ", "k"), **dict.fromkeys("gjگجژغ", "g"), **dict.fromkeys("fف", "f"),
    **dict.fromkeys("mم", "m"), **dict.fromkeys("nن", "n"), **dict.fromkeys("lل", "l"), **dict.fromkeys("rر", "r"),
    "x": "ks", "ش": "S", "چ": "C",
}  # fmt: skip

_DIGRAPHS: Final = (("sh", "ش"), ("ch", "چ"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ce", "s"), ("ci", "s"))


def _sounds(name: str) -> str:
    name = name.lower()
    for letters, sound in _DIGRAPHS:
        name = name.replace(letters, sound)
    return "".join(_SOUNDS.get(char, "") for char in name)


def alike(words: str, latin: str) -> str | None:
    """The last of these words that sound like the Latin name, or None."""
    sounds = _sounds(latin)
    best, chosen = _ALIKE - 0.01, None
    parts = words.split()
    for count in range(1, len(parts) + 1):
        tail = " ".join(parts[-count:])
        ratio = SequenceMatcher(None, _sounds(tail), sounds, autojunk=False).ratio()
        if ratio > best:
            best, chosen = ratio, tail
    return chosen if sounds else None

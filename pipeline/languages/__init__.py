"""What the project knows about each language, as data: one folder per language, one YAML file per matter.

Beside each group of entries stand `examples`, pairs of a surface form and what it must become; the tests run
them all. A further language is a further folder.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

LANGUAGES: Final = ("ar", "zh", "fa", "en")

_FOLDER = Path(__file__).resolve().parent


@cache
def lexicon(language: str, matter: str) -> dict[str, Any]:
    """The entries of `languages/<language>/<matter>.yml`; a shared, read-only mapping.

    Raises FileNotFoundError if the language has no such file.
    """
    with (_FOLDER / language / f"{matter}.yml").open("rb") as file:
        entries: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return entries

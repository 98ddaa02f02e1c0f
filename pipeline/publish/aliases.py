"""The names under which a subject is searched for: its own, its family's and its maker's, in four
languages.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import Any, Final

import yaml

from pipeline.resources import editable

_SECTIONS: Final = ("companies", "families", "products")
_JOINTS: Final = re.compile("[\\s\u200c-]+")
_MOST_JOINED: Final = 4


@cache
def known_names() -> dict[str, tuple[str, ...]]:
    """Usual English name -> all spellings of it, for every company, family and product of
    `data/subjects.yml`.

    Raises ValueError if the file is not what it should be.
    """
    path = editable("data/subjects.yml")
    try:
        sections: dict[str, Any] = yaml.load(
            path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        found: dict[str, list[str]] = {}
        for section in _SECTIONS:
            for name, entry in sections.get(section, {}).items():
                more = (entry or {}).get("names", []) + (entry or {}).get("careful", [])
                found.setdefault(str(name), [str(name)]).extend(map(str, more))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ValueError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    return {name: tuple(dict.fromkeys(names)) for name, names in found.items()}


def aliases(subject: str, maker: str = "", family: str = "") -> list[str]:
    """Every name that finds `subject`: "DeepSeek-V3.2-Exp" is found by 深度求索 and by «دیپ‌سیک» too."""
    known = known_names()
    lines = [name for name in _beginnings(subject) if name in known]
    return list(
        dict.fromkeys(chain([subject], *(known.get(name, ()) for name in (subject, family, *lines, maker))))
    )


def _beginnings(subject: str) -> list[str]:
    """ "DeepSeek-V3.2-Exp" -> ["DeepSeek-V3.2", "DeepSeek-V3", "DeepSeek"]."""
    return [subject[: match.start()] for match in re.finditer(r"[\W_]|(?<=[^\W\d])(?=\d)", subject)][::-1]


def search_words(names: list[str]) -> str:
    """`names` for the full-text index, each with its parts apart and joined: دیپ سیک and دیپسیک."""
    forms: dict[str, None] = {}
    for name in names:
        parts = _JOINTS.split(name)
        forms[" ".join(parts)] = None
        if len(parts) <= _MOST_JOINED:
            forms["".join(parts)] = None
    return " . ".join(forms)

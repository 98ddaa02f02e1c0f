"""The names under which a subject is searched for: its own, its family's and its maker's, in four
languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from pipeline.resources import editable

_SECTIONS: Final = ("companies", "families", "products")
_JOINTS: Final = re.compile("[\\s\u200c-]+")
_MOST_JOINED: Final = 4
#: Words of names that say only "company" or "app": a search for them must not find every subject so named.
_EVERYDAY: Final = re.compile(r"\b(?:شركة|شرکت|مدل|نموذج|تطبيق|برنامه|app)\b|公司|科技|模型|集团|有限", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """A company, family or product of `data/subjects.yml`: all its spellings and who makes it."""

    names: tuple[str, ...]
    maker: str


@cache
def known() -> dict[str, Known]:
    """Usual English name -> what `data/subjects.yml` knows of it.

    Raises ValueError if the file is not what it should be.
    """
    path = editable("data/subjects.yml")
    found: dict[str, Known] = {}
    try:
        sections: dict[str, Any] = yaml.load(
            path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        for section in _SECTIONS:
            for name, entry in sections.get(section, {}).items():
                entry = entry or {}
                names = [name, *entry.get("names", []), *entry.get("careful", [])]
                before = found.get(str(name), Known((), ""))
                found[str(name)] = Known(
                    tuple(dict.fromkeys([*before.names, *map(str, names)])),
                    before.maker or entry.get("maker", ""),
                )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ValueError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    return found


def maker_of(subject: str) -> str:
    """Who makes `subject` or the family it belongs to: "Kimi K2" -> "Moonshot AI"; "" if it is not known."""
    return next((entry.maker for entry in _lines_of(subject) if entry.maker), "")


def aliases(subject: str, maker: str = "", family: str = "") -> list[str]:
    """Every name that finds `subject`: "DeepSeek-V3.2-Exp" is found by 深度求索 and by «دیپ‌سیک» too."""
    entries = [*_lines_of(subject), *_lines_of(family), *_lines_of(maker or maker_of(subject))]
    return list(dict.fromkeys([subject, *(name for entry in entries for name in entry.names)]))


def _lines_of(subject: str) -> list[Known]:
    """What is known of `subject` and of every shorter name that it begins with.

    "DeepSeek-V3.2-Exp" -> what is known of it, of "DeepSeek-V3.2", "DeepSeek-V3", "DeepSeek-V" and
    "DeepSeek".
    """
    ends = [match.start() for match in re.finditer(r"[\W_]|(?<=[^\W\d])(?=\d)", subject)]
    beginnings = [subject, *(subject[:end] for end in reversed(ends))]
    return [known()[name] for name in beginnings if name in known()]


def search_words(names: list[str]) -> str:
    """`names` for the full-text index, each with its parts apart and joined, دیپ سیک and دیپسیک."""
    forms: dict[str, None] = {}
    for name in names:
        parts = _JOINTS.split(_EVERYDAY.sub(" ", name).strip())
        forms[" ".join(parts)] = None
        if len(parts) <= _MOST_JOINED:
            forms["".join(parts)] = None
    return " . ".join(forms)

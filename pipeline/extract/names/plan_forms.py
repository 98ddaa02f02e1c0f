"""How the plans of products are written: "ChatGPT Plus", "Claude 的 Max", «باقة بلس»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.extract.names.catalogue import Entry
from pipeline.extract.names.gazetteer import is_arabic, spellings, starts_right
from pipeline.text.fold import Folded

#: Plans as they are usually called: they are known behind the name of any product or of a company that is one.
_USUAL_PLAN: Final = re.compile(
    r"(?: ?的)? (Pro\+?|Plus|Max|Ultra|Premium|Premier|Business|Team|Teams|Enterprise|Go|Basic|Standard)(?![\w.-])"
)

_VERSION: Final = re.compile(r"\d\.\d")

#: Letters of a plan that is taken for one only where it stands alone.
_SHORT: Final = 2


class PlanForms:
    """The spellings of plans; `spelled` maps a plan's usual name to its transliterations."""

    def __init__(self, spelled: Mapping[str, tuple[str, ...]]) -> None:
        self._spelled = spelled
        self._compiled: dict[str, tuple[re.Pattern[str], dict[str, str]]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._spelled

    def find(self, entry: Entry, text: Folded) -> Iterator[tuple[int, int, str]]:
        """Names of an entry's plans in a text, without its own name: folded start, end, plan.

        Words in small Latin letters are left out ("free", "team").
        """
        pattern, forms = self._of(entry)
        for match in pattern.finditer(text.text):
            if not _is_small(text, match.start(1)) and _starts_alone(text.text, match):
                yield match.start(1), match.end(1), forms[match[1]]

    def behind(self, entry: Entry, text: Folded, at: int) -> tuple[str, int] | None:
        """The plan that stands right behind an entry's name, which ends at folded `at`, and the plan's end."""
        if not entry.plans:
            # What bears a version is sold in no plans: "Nano Banana Pro" beside Gemini 2.5 Flash Image.
            sold = (entry.section == "products" or entry.app) and not _VERSION.search(entry.name)
            usual = _USUAL_PLAN.match(text.original, text.origin(at)) if sold else None
            return (usual[1], at + len(usual[0])) if usual else None
        pattern, forms = self._of(entry)
        match = pattern.match(text.text, at)
        return (forms[match[1]], match.end()) if match is not None and not _is_small(text, match.start(1)) else None

    def _of(self, entry: Entry) -> tuple[re.Pattern[str], dict[str, str]]:
        if entry.name not in self._compiled:
            self._compiled[entry.name] = _plan_pattern(entry, self._spelled)
        return self._compiled[entry.name]


def _starts_alone(text: str, plan: re.Match[str]) -> bool:
    """Whether a plan starts where a name may; one of two letters is no part of a word («لغو»)."""
    start, end = plan.span(1)
    return starts_right(text, start) and (end - start > _SHORT or not is_arabic(text[start - 1 : start] or " "))


def _is_small(text: Folded, at: int) -> bool:
    first = text.slice(at, at + 1)
    return first.isascii() and first.islower()


def _plan_pattern(entry: Entry, others: Mapping[str, tuple[str, ...]]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the plans of an entry, and the plan that each folded spelling means."""
    forms = {form: plan for plan in entry.plans for name in (plan, *others.get(plan, ())) for form in spellings(name)}
    alternatives = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(rf"(?:[ ]?的)?[ ]?-?({alternatives})(?![a-z0-9\u0620-\u064a])"), forms

"""The names of the plans that prices are of: "Basic, Standard and Pro cost ...", "the Premier plan", «پلن طلایی»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.patterns import NEVER, pattern, spelled
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, is_across
from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: The Latin name of a plan, and one of one or two words.
_NAME: Final = "[A-Z][A-Za-z+]*"
_NAMES: Final = f"{_NAME}(?: [A-Z][a-z+]+)?"

#: What is paid for by time, or by each who uses it.
_SPANS: Final = ("month", "year", "user", "seat")


def listed_plans(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """The plans that prices in the same order belong to, where the sentence lists them before; else nothing."""
    if len(values) < 2 or any(v.per.endswith("tokens") for v in values) or not sentence.has("respectively"):
        return []
    for match in _plan_lists(sentence.language).finditer(sentence.scan.text, sentence.start, values[0].start):
        names = re.findall(_NAME, match.group())
        if len(names) == len(values):
            return names
    return []


@cache
def _plan_lists(language: str) -> re.Pattern[str]:
    """Lists of Latin names: "Basic, Standard, Pro and Mega"."""
    joint = rf"(?:\s*[,،、]\s*|\s+(?:{pattern(language, 'plans.and').pattern})\s+)"
    return re.compile(rf"{_NAME}(?:{joint}{_NAME})+")


def named_plans(values: Sequence[Quantity], details: Sequence[str], sentence: Sentence) -> list[str]:
    """The plan that each price is of, where the text behind the price before names another one: "its Pro plan is $10 a
    month and the Premier plan $30".
    """
    found = [d or (plan_before(v, sentence) if v.per in _SPANS else "") for v, d in zip(values, details, strict=True)]
    for index in range(1, len(values)):
        last, value = values[index - 1], values[index]
        if value.per.endswith("tokens") or not (value.per or last.per):
            continue
        named = list(_plans_beside(sentence.language).finditer(sentence.scan.text, last.end, value.start))
        if named and found[index] == details[index] == details[index - 1]:
            found[index] = named[-1]["after"] or named[-1]["before"]
    return found


def plan_before(place: Placed, sentence: Sentence) -> str:
    """The plan that the clause names before a place in it: "The Basic plan is free", or ""."""
    first = _opening(place, sentence)
    named = [
        match.span("after" if match["after"] else "before")
        for match in _plans_beside(sentence.language).finditer(sentence.scan.text, first, place.start)
    ]
    named = [span for span in named if not is_across(span, sentence.subjects)]
    return sentence.scan.text[slice(*named[-1])] if named else _local_plan(place, sentence)


def _opening(place: Placed, sentence: Sentence) -> int:
    """Where the clause of a place begins, with what it hangs on: «اشتراک پریمیوم که ۸ دلار است»."""
    clause = sentence.clause_of(place.start)
    return sentence.clause_of(clause[0] - 1)[0] if sentence.is_attached(clause) and clause[0] else clause[0]


def _local_plan(place: Placed, sentence: Sentence) -> str:
    """The plan that the clause of a place names before it in local letters: «پلن طلایی ماهی ۵ دلار است»."""
    plans, names = _local_plans(sentence.language)
    told = plans.finditer(sentence.scan.text, _opening(place, sentence), place.start)
    last = next(reversed(list(told)), None)
    return names[_bare(last["name"])] if last is not None else ""


@cache
def _local_plans(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """The local names of plans behind the word for one (`plan_names` in `subjects.yml`), and what each is called."""
    words = lexicon(language, "subjects").get("plan_names", {})
    if not words:
        return NEVER, {}
    forms = "|".join(sorted((form for names in words.values() for form in names), key=len, reverse=True))
    before = pattern(language, "plan.before").pattern
    regex = rf"[\w\u200c]{{0,2}} [«\"“]?(?P<name>{forms})(?![\w\u200c])"
    return re.compile(rf"(?<!\w)(?:{before}){spelled(regex, language)}"), {
        _bare(form): plan for plan, names in words.items() for form in names
    }


def _bare(form: str) -> str:
    return fold(form).replace(" ", "")


@cache
def _plans_beside(language: str) -> re.Pattern[str]:
    """A Latin name beside the word for a plan, right before a price: "the Premier plan", «پلن Pro», "Pro 套餐"."""
    before, behind = (pattern(language, name).pattern for name in ("plan.before", "plan.behind"))
    return re.compile(
        rf"(?:{before})\s+[«\"“]?(?P<after>{_NAMES})"
        rf"|\b(?!The |Its |Their |An? )(?P<before>{_NAMES})[»\"”]? ?(?:{behind})"
    )

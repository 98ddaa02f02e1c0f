"""Tests that the catalogue does not know but the text names as tests: "scores 61% on DzEval", «اختبار «كازابلانكا»».

Some names tell by their form (a "-Bench", an "Eval", an "MMLU" of a language), others by the word for a test beside
them. A score on one of them is no score on the test that was named before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import Found, SubjectMention, merged
from pipeline.extract.patterns import pattern
from pipeline.extract.spans import Placed, Span, is_across, outside

#: What ends the names of tests, and what may stand behind it: "FooBench-Hard", "BarEval Verified v2".
_FORM: Final = re.compile(
    r"(?<![\w.@/#-])(?=[A-Z0-9τ])(?:"
    r"[\w²+]+(?:-[\w²+]+){0,2}?-?(?:[Bb]ench|Eval|MMLU|Arena)(?![a-z])"
    r"|[A-Z][\w-]*[A-Za-z]QA(?![A-Za-z])"
    r")(?:-[A-Z0-9][\w.]*)*"
    r"(?: (?:Verified|Diamond|Pro|Hard|Lite|Extended|Full|Multilingual|Multimodal|Plus|v\d(?:\.\d)?)(?!\w))*",
    re.ASCII,
)

#: What is named like a test and is none.
_OTHER: Final = re.compile(r"(?i)work-?bench|code-?eval|benchmark")

#: Who gives models points without naming the test, and the test that is meant.
_RATER: Final = "Artificial Analysis"
_RATING: Final = "Artificial Analysis Intelligence Index"


def with_unlisted_tests(text: str, language: str, found: Found) -> Found:
    """What was found in a text, with the tests that it names and the catalogue does not know."""
    averages = [_test(m.span(), _average(m)) for m in pattern(language, "test_average").finditer(text)]
    listed = outside(found.benchmarks, averages)
    known: list[Placed] = [*found.subjects, *listed, *found.voices, *found.places, *averages]
    named = [m for m in _named(text, language) if not is_across((m.start, m.end), known)]
    tests = sorted([*named, *averages, *_rated(text, language, found)], key=lambda m: m.start)
    return replace(found, benchmarks=merged(listed, tests)) if tests else found


def _average(match: re.Match[str]) -> str:
    many = next(group for group in match.groups() if group)
    return f"{int(many) if many.isdecimal() else many}-benchmark average"


def _rated(text: str, language: str, found: Found) -> Iterator[SubjectMention]:
    """The index that is meant where only who keeps it is named: "Artificial Analysis gave it 61 points"."""
    for voice in found.voices:
        if voice.name == _RATER and pattern(language, "rates").match(text, voice.end):
            yield SubjectMention(voice.start, voice.end, _RATING, "benchmark", "", _RATING)


def _named(text: str, language: str) -> Iterator[SubjectMention]:
    for match in _FORM.finditer(text):
        if not _OTHER.search(match.group()):
            yield _test(match.span(), match.group())
    for match in pattern(language, "named_test").finditer(text):
        group = "name" if match["name"] else "behind"
        yield _test(match.span(group), match["latin"] or match[group])


def is_listed(test: SubjectMention) -> bool:
    """Whether the catalogue knows a test, so that a number beside it is a score whatever the words."""
    return bool(test.family)


def _test(span: Span, name: str) -> SubjectMention:
    return SubjectMention(*span, name, "benchmark", "")

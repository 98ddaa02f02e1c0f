"""Dates in running text: the lexicons' own examples, and what no example can say in a line."""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta

import pytest

from pipeline.extract.calendars import day_range, to_day, year_and_month
from pipeline.extract.date_words import date_words
from pipeline.extract.dates import find_ages, find_dates, publication_date
from pipeline.extract.mentions import DateMention
from pipeline.languages import LANGUAGES, lexicon

EXAMPLES = [
    pytest.param(language, *example, id=f"{language}-{example[0]}")
    for language in LANGUAGES
    for example in lexicon(language, "dates")["examples"]
]


def one(text: str, language: str, reference: str = "2025-10-10", **more: object) -> DateMention:
    [mention] = find_dates(text, language, date.fromisoformat(reference), **more)  # type: ignore[arg-type]
    return mention


@pytest.mark.parametrize(("language", "text", "reference", "expected"), EXAMPLES)
def test_examples_of_the_lexicons(language: str, text: str, reference: date, expected: str) -> None:
    assert " ".join(m.date or "-" for m in find_dates(text, language, reference)) == expected

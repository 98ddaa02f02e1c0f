"""Names that a table itself gives: the cell under "Model" or "Company" that nobody knows, a test in a row of tests."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.names.gazetteer import spellings
from pipeline.extract.names.introduced_latin import introduced
from pipeline.extract.patterns import pattern
from pipeline.extract.scan import Scan
from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: What a cell says behind the name in it: brackets and footnotes.
_ASIDE: Final = re.compile(r"\s*(?:[(（\[*†‡¹²³].*)$")
#: A name in a cell: a capital or a letter without case first, no sentence.
_NAME: Final = re.compile(r"[^\W\d_a-z][^,;:|]{1,38}")

#: Groups of cues that tell what a row is about, so that its label is no test's name.
_MEASURES: Final = ("price", "context_length", "parameter_count", "training_data", "speed", "license", "release_date",
                    "retirement_date", "user_count", "download_count", "revenue", "funding", "valuation", "ranking",
                    "market_share", "training_cost", "other.count", "other.percent")  # fmt: skip


def named_by_header(header: Scan, cell: Scan, language: str) -> SubjectMention | None:
    """The subject that a cell without a known name stands for, where its column's header tells the kind."""
    kind = _header_kinds(language).get(fold(header.text).strip())
    name = _ASIDE.sub("", cell.text).strip()
    if kind is None or cell.subjects or not _NAME.fullmatch(name) or pattern(language, "column.nobody").match(name):
        return None
    if cell.has(*_MEASURES):
        return None  # "App | Foo | Bar" over "Monthly users | 5 | 3": what is told, not of whom
    return introduced(name, kind)


def names_nobody(header: Scan, cell: Scan, language: str) -> bool:
    """Whether a cell in a column of names stands for no single one: "Average" under "Model"."""
    kind = _header_kinds(language).get(fold(header.text).strip())
    return kind is not None and pattern(language, "column.nobody").match(cell.text) is not None


def test_name(label: Scan) -> str:
    """What a row's label calls a test that nobody knows, "" if it tells something else."""
    name = label.text.strip()
    other = label.subjects or label.dates or label.has(*_MEASURES)
    return name if not other and re.search(r"[^\W\d_]{2}", name) and len(name) <= 40 else ""


@cache
def _header_kinds(language: str) -> dict[str, SubjectType]:
    """The words for kinds that head a column of names, folded."""
    words = lexicon(language, "subjects")
    kinds = words.get("kinds") or words.get("kinds_beside") or {}
    types: tuple[SubjectType, ...] = ("company", "product", "model")
    return {spelling: each for each in types for word in kinds.get(each, ()) for spelling in spellings(str(word))}

"""Tables of what happened when: "Date | Event" is a list in columns, whose rows are read as sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pipeline.article import Article, Block, Table
from pipeline.extract.dates.dates import find_dates
from pipeline.extract.patterns import pattern
from pipeline.languages import LANGUAGES

#: What stands between the cells of a row, and what stands there in a list: as long, so that offsets stay.
_BETWEEN: Final = " | "
_SAID_OF: Final = ":  "
_GOES_ON: Final = " " * len(_BETWEEN)

#: The most columns of a chronicle: "Date | Firm | Event | Source".
_COLUMNS: Final = range(2, 5)

#: What a cell may say beside its date: "February 2026 (planned)".
_BESIDE: Final = re.compile(r"\W*(?:[(（][^()（）]{1,24}[)）])?\W*")


#: A cell that begins with a word, and goes on with another.
_WORDS: Final = re.compile(r"[^\W\d]{2,}\W+\w|[^\W\d]{6}")


def with_chronicles_as_lists(article: Article) -> Article:
    """The article with the rows of its chronicles as items of lists: "January 2025:  A publishes B"."""
    language = article.language
    if language not in LANGUAGES:
        return article
    told = {index: table for index, table in enumerate(article.tables) if _is_chronicle(table, language)}
    return replace(article, blocks=tuple(_as_item(block, told) for block in article.blocks)) if told else article


def _as_item(block: Block, told: Mapping[int, Table]) -> Block:
    """A row as the item of a list: its date, and behind it a statement."""
    table = told.get(block.table) if block.kind == "row" else None
    if table is None:
        return block
    day, *others = block.text.split(_BETWEEN)
    dated = table.rows[block.row][0].start == 0
    first = [f"{day}{_SAID_OF if dated else _GOES_ON}{others[0]}"] if others else [day]
    return replace(block, kind="item", level=1, text=_GOES_ON.join([*first, *others[1:]]))


def _is_chronicle(table: Table, language: str) -> bool:
    """Whether the rows of a table begin with dates, beside a column of events by its head, or of words without one."""
    head, *body = table.rows
    if len(head) not in _COLUMNS or not body or not all(_is_date(row[0].text, language) for row in body):
        return False
    if _is_date(head[0].text, language):
        return len(head) == _COLUMNS[0] and all(_WORDS.match(row[1].text) for row in table.rows)
    event = pattern(language, "column.event")
    return any(event.fullmatch(cell.text) for cell in head[1:])


def _is_date(text: str, language: str) -> bool:
    """Whether a cell says when, and nothing else."""
    dates = find_dates(text, language, None)
    return bool(dates) and _BESIDE.fullmatch(text[: dates[0].start] + text[dates[-1].end :]) is not None

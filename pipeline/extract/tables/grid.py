"""A data table as it is read: every cell scanned, with the labels that say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pipeline.article import Article, Table
from pipeline.extract.mentions import SubjectMention
from pipeline.extract.patterns import pattern
from pipeline.extract.scan import Scan

#: What brackets add to a head: "Rank (US iPhone)".
_NOTE: Final = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


@dataclass(slots=True)
class Grid:
    """A table with the scan of every cell and of what stands around it.

    `blocks` maps its rows to block indexes, `around` holds the scans of caption, lead-in and headings, nearest first,
    `dated` those whose date holds for the table, and `mains` the subjects of a table that names none, the likeliest
    first. `by_token` tells that the article has given prices per token before it.
    """

    article: Article
    table: Table
    language: str
    cells: list[list[Scan]]
    blocks: dict[int, int]
    around: list[Scan]
    mains: Sequence[SubjectMention] = ()
    reference: date | None = None
    by_token: bool = False
    dated: Sequence[Scan] = ()
    header_rows: int = field(init=False)

    def __post_init__(self) -> None:
        """Count the header rows; a first row without numbers is one although it is not marked so."""
        self.header_rows = self.table.header_rows
        if not self.header_rows and len(self.cells) > 1:
            named = (scan.subjects or scan.benchmarks or not scan.quantities for scan in self.cells[0])
            self.header_rows = int(all(named))

    def column_labels(self, row: int, column: int) -> list[Scan]:
        """The heads of a column, as far as they stand above a row."""
        return [self.cells[r][column] for r in range(min(self.header_rows, row)) if column < len(self.cells[r])]

    def tells_unit(self, row: int, column: int) -> bool:
        """Whether a column tells what each price is for: "Unit" above "image"."""
        heads = self.column_labels(row, column)
        return bool(heads) and pattern(self.language, "column.unit").fullmatch(heads[-1].text.strip()) is not None

    def cell(self, row: int, column: int) -> GridCell:
        """One cell with its labels, those of the column first.

        Under heads that only tell when, the corner tells what: "Revenue ($bn) | 2024 | 2025".
        """
        heads = self.column_labels(row, column)
        corner = self.column_labels(row, 0) if column and heads and all(map(_is_time, heads)) else []
        labels = [*heads, *corner, *self._row_labels(row, column)]
        return GridCell(self, row, column, self.cells[row][column], heads, labels)

    def _row_labels(self, row: int, column: int) -> list[Scan]:
        """The row's cells that name it: header columns, and other cells without a number; not what a price is for."""
        labels = []
        for c, scan in enumerate(self.cells[row]):
            if c == column or not scan.text or self.tells_unit(row, c):
                continue
            wordy = c < column and not re.search(r"\d", scan.text)
            if c < self.table.header_columns or scan.subjects or scan.benchmarks or wordy:
                labels.append(scan)
        return labels


def _is_time(head: Scan) -> bool:
    """Whether the head of a column is a day, a month or a year and nothing else."""
    return bool(head.dates) and head.text.strip() == head.text[head.dates[0].start : head.dates[0].end]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: its scan, the heads of its column, and all its labels (those heads and what names its row)."""

    grid: Grid
    row: int
    column: int
    scan: Scan
    heads: list[Scan]
    labels: list[Scan]

    @property
    def first(self) -> Scan:
        """The first cell of the row, which often says what the row is about."""
        return self.grid.cells[self.row][0]

    @property
    def first_heads(self) -> list[Scan]:
        """The heads of the first column."""
        return self.grid.column_labels(self.row, 0)

    @property
    def corner(self) -> list[Scan]:
        """The heads of a first column of bare names: "Item ($ million)" there holds for the whole table."""
        return [] if self.column == 0 or self.first.quantities else self.first_heads

    def headed(self, name: str) -> bool:
        """Whether the head of the column is what pattern `name` says: "Rank", "Date"."""
        head = _NOTE.sub("", self.heads[-1].text).strip() if self.heads else ""
        return pattern(self.grid.language, name).fullmatch(head) is not None

    @property
    def is_former(self) -> bool:
        """Whether the header of the column says that its values no longer hold: "Old price"."""
        former = pattern(self.grid.language, "column.former")
        return any(former.search(head.text) for head in self.heads)

    def labelled(self, *names: str) -> bool:
        """Whether a label holds a cue of one of these groups."""
        return any(label.has(*names) for label in self.labels)

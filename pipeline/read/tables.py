"""Data tables as grids with their spans resolved; tables that only lay out a page are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from pipeline.article import Cell, Table
from pipeline.read.page import Element, squash

_MOST_ROWS: Final = 2000
_MOST_COLUMNS: Final = 60
_LONGEST_CELL: Final = 500

#: Elements that a cell of a data table does not hold.
_LAYOUT_PARTS: Final = {
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "form",
    "article",
    "section",
    "nav",
    "aside",
    "hr",
    "main",
}

#: A cell that is a value: a sign or currency, then a digit, but not a year.
_VALUE: Final = re.compile(
    r"[^\w]*(?:USD?|HKD?|NTD?|TWD|CNY|RMB|EUR|GBP|JPY|KRW|INR|AED|SAR|EGP|IRR)?[^\w]*(?!(?:19|20)\d\d\b)\d"
)

#: Reads the text of one cell.
CellReader = Callable[[Element], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as the markup gives it: text, spans, and whether it is marked as a header."""

    text: str
    header: bool
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class RawTable:
    """A data table before it has a place in an article: the grid, and the text of each row as shown."""

    table: Table
    row_texts: tuple[str, ...]


def is_layout(table: Element) -> bool:
    """Whether `table` only arranges the page: it nests tables or sections, or has no grid of short cells."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    marked = False
    wide_rows: dict[Element, int] = {}
    for element in table.iterdescendants():
        tag = element.tag
        if tag in _LAYOUT_PARTS:
            return True
        if tag in ("td", "th"):
            row = element.getparent()
            wide_rows[row] = wide_rows.get(row, 0) + 1
            if _long(element):
                return True
        marked = marked or tag in ("th", "thead", "caption")
    wide = sum(1 for cells in wide_rows.values() if cells > 1)
    return not wide if marked else wide < 2


def _long(cell: Element) -> bool:
    size = 0
    for text in cell.itertext():
        size += len(text)
        if size > 2 * _LONGEST_CELL:
            return True
    return size > _LONGEST_CELL and len(" ".join("".join(cell.itertext()).split())) > _LONGEST_CELL


def read_table(table: Element, read_cell: CellReader) -> RawTable | None:
    """The grid of a data table, or None if nothing is in it. `read_cell` gives a cell's squashed text."""
    rows: list[list[Shown]] = []
    head = 0
    for row in table.iter("tr"):
        cells = [
            Shown(
                read_cell(cell),
                cell.tag == "th",
                _span(cell.get("colspan"), _MOST_COLUMNS),
                _span(cell.get("rowspan"), _MOST_ROWS),
            )
            for cell in row.iterchildren("td", "th")
        ]
        if not any(cell.text for cell in cells):
            continue
        parent = row.getparent()
        if parent is not None and parent.tag == "thead" and head == len(rows):
            head += 1
        rows.append(cells)
        if len(rows) >= _MOST_ROWS:
            break
    caption = next((squash("".join(c.itertext())) for c in table.iterchildren("caption")), "")
    return build(rows, head, caption)


def build(rows: list[list[Shown]], head: int = 0, caption: str = "") -> RawTable | None:
    """The grid of `rows` of shown cells; `head` is how many of them the markup calls the table's head."""
    if not rows:
        return None
    texts: list[str] = []
    grid: list[list[Cell]] = []
    hanging: dict[int, tuple[int, Cell]] = {}  # column -> rows that the cell above still covers, and that cell
    for shown in rows:
        text, starts = join_row([cell.text for cell in shown])
        line: list[Cell] = []
        _carry(line, hanging)
        for cell, start in zip(shown, starts, strict=True):
            for n in range(min(cell.columns, _MOST_COLUMNS - len(line))):
                placed = Cell(cell.text, start if n == 0 else -1, cell.header)
                if cell.rows > 1:
                    hanging[len(line)] = (cell.rows - 1, Cell(cell.text, -1, cell.header))
                line.append(placed)
            _carry(line, hanging)
        texts.append(text)
        grid.append(line)
    width = max(len(line) for line in grid)
    shift = _shifted(grid, width)
    for n, line in enumerate(grid):
        missing = Cell("", -1)
        if n in shift:
            line[:] = [missing, *line[: width - 1]]
        line.extend([missing] * (width - len(line)))
    header_rows = max(head, _header_rows(grid))
    header_columns = _header_columns(grid, header_rows)
    final = tuple(
        tuple(
            Cell(cell.text, cell.start, cell.header or r < header_rows or c < header_columns)
            for c, cell in enumerate(line)
        )
        for r, line in enumerate(grid)
    )
    return RawTable(Table(final, header_rows, header_columns, caption), tuple(texts))


def join_row(cells: Iterable[str]) -> tuple[str, list[int]]:
    """A row's text, its cells joined by " | ", and where each cell begins in it (-1 for an empty one)."""
    text = ""
    starts: list[int] = []
    for n, cell in enumerate(cells):
        if n:
            text += " |" if text else "|"
        if cell and text:
            text += " "
        starts.append(len(text) if cell else -1)
        text += cell
    return text, starts


def _carry(line: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Fill the next columns of `line` with the cells that hang down into it."""
    while (column := len(line)) in hanging:
        left, cell = hanging.pop(column)
        line.append(cell)
        if left > 1:
            hanging[column] = (left - 1, cell)


def _span(value: str | None, most: int) -> int:
    return max(1, min(int(value), most)) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1


def _shifted(grid: list[list[Cell]], width: int) -> set[int]:
    """Rows that lack their first cell, so that all their values stand one column too far to the left."""
    if width < 3 or len(grid) < 3:
        return set()
    body = grid[1:]
    full = [line for line in body if len(line) == width and line[0].text]
    values = [
        sum(1 for line in full if _VALUE.match(line[c].text)) * 2 > len(full) and bool(full) for c in range(width)
    ]
    if not any(values):
        return set()
    shifted = set()
    for n, line in enumerate(grid):
        if n == 0 or not (len(line) == width - 1 or (len(line) == width and not line[-1].text)) or len(line) < 2:
            continue
        here = [bool(_VALUE.match(cell.text)) for cell in line]
        as_is = sum(a == b for a, b in zip(here, values, strict=False))
        moved = sum(a == b for a, b in zip([False, *here[: width - 1]], values, strict=False))
        if moved > as_is and moved == width:
            shifted.add(n)
    return shifted


def _header_rows(grid: list[list[Cell]]) -> int:
    count = 0
    for line in grid:
        if all(cell.header or not cell.text for cell in line) and any(cell.header for cell in line):
            count += 1
        else:
            break
    if count == len(grid):
        count = 1
    if count or len(grid) < 2:
        return count
    first, rest = grid[0], grid[1:]
    if any(_VALUE.match(cell.text) for cell in first[1:]):
        return 0
    if len(first) == 2 and not _VALUE.match(first[0].text):
        return 1 if len(rest) > 1 and sum(1 for line in rest if _VALUE.match(line[1].text)) == len(rest) else 0
    return 1


def _header_columns(grid: list[list[Cell]], header_rows: int) -> int:
    body = grid[header_rows:]
    if not body or len(body[0]) < 2:
        return 0
    values = sum(1 for line in body if _VALUE.match(line[0].text))
    return 1 if values * 2 < len(body) else 0

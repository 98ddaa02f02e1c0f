"""What the numbers of a cell count: units that labels, the caption or a column of its own state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.quantities.cells import UnitHint, cell_quantities, header_unit
from pipeline.extract.scan import Scan
from pipeline.extract.spans import outside
from pipeline.extract.tables.grid import GridCell
from pipeline.extract.values.elision import TOKEN_ASPECTS

#: What is told in money; whole sums are not for a month or a token.
_WHOLE_SUMS: Final = ("revenue", "funding", "valuation", "training_cost")
_SUMS: Final = ("price", *_WHOLE_SUMS)

#: What models make, in the head of a column: "Seconds per image".
MADE: Final = ("per.image", "per.video")

#: How often those use it who are counted.
_USERS: Final = ("user_count.monthly", "user_count.weekly", "user_count.daily")

_OUTPUT_SPEED: Final = UnitHint("count", "tokens/s")


def quantities_of(cell: GridCell) -> list[Quantity]:
    """The cell's quantities; a bare number takes the unit that a label or the caption states."""
    scan = cell.scan
    found = cell_quantities(scan.text, cell.grid.language, _unit_of(cell), country=scan.country)
    free = outside(found, [*scan.dates, *scan.subjects, *scan.benchmarks])
    if any(label.has("context_length") for label in (*cell.labels, *cell.corner)):
        # "32K-128K" is the length of requests that a row's prices hold for, no model's window.
        free = [q for q in free if q.value_max is None]
    per = _sold_for(cell)
    return [replace(q, per=per) if q.kind == "money" and not q.per and per else q for q in free]


def unit_hint(scan: Scan, language: str, counts: bool) -> UnitHint | None:
    """The unit that a label or caption states, its names apart; no currency where the label speaks of `counts`."""
    text = scan.text
    for name in [*scan.subjects, *scan.benchmarks]:
        text = text[: name.start] + " " * (name.end - name.start) + text[name.end :]
    hint = header_unit(text, language, country=scan.country)
    if hint is None or (counts and hint.kind == "money"):
        return None
    return hint if hint.unit not in ("s", "ms") or scan.has("speed", *MADE) else None


def _unit_of(cell: GridCell) -> UnitHint | None:
    """The unit of the cell's bare numbers."""
    hints = _stated(cell)
    hint = hints[0] if hints else None
    scored = any(label.benchmarks for label in cell.labels)
    if hint is None and cell.labelled("speed") and not scored:
        hint = _OUTPUT_SPEED  # a column "Speed" of models
    if hint is None:
        return None
    if hint.factor == 1 and hint.kind == "count":
        # "Users" heads the column, "users in millions" stands above the table.
        same = [h for h in hints[1:] if (h.kind, h.unit) == (hint.kind, hint.unit) and h.factor > 1]
        hint = same[0] if same else hint
    if hint.kind == "percent":
        hint = replace(hint, factor=1)  # the thousands of the line above are of other numbers
    if scored:
        # A caption's percent is not for a benchmark that scores in points.
        large = re.search(r"\d{4}", cell.scan.text.replace(",", "")) is not None
        if hint.kind != "percent" or large:
            return None
    # «هزینه آموزش»: "every year" in the line above says when it was estimated, not what is paid for.
    return replace(hint, per="") if cell.labelled(*_WHOLE_SUMS) else hint


def _stated(cell: GridCell) -> list[UnitHint]:
    """The units that can hold for the cell, of those that labels and what stands around state, the nearest first."""
    grid = cell.grid
    counts = cell.labelled("context_length", "parameter_count")
    stated = [*cell.labels, *cell.corner, *grid.around]
    hints = [h for scan in stated if (h := unit_hint(scan, grid.language, counts)) is not None]
    if cell.labelled("other.count", "user_count") and not cell.labelled(*_SUMS):
        hints = [h for h in hints if h.kind != "money"]  # "Employees" in a table of sums
    if cell.labelled(*_USERS) and any(scan.has("user_count") for scan in grid.around):
        hints = [h for h in hints if h.kind != "money"]  # "Monthly" under "Active users, in millions"
    if any(label.has("speed") and not label.has("price") for label in cell.labels):
        hints = [h for h in hints if h.kind != "money"]  # "US dollars" stands above the table, "Speed" above the cell
        if not hints and any(scan.has("speed.output") for scan in grid.around):
            hints = [_OUTPUT_SPEED]
    if cell.labelled("context_length"):
        # "Context window" beside the cell says what is counted; the parameters are those of the line above the table.
        hints = [h if h.unit != "parameters" else replace(h, unit="tokens") for h in hints]
    return hints


def _sold_for(cell: GridCell) -> str:
    """What the cell's price buys: a month, an image, a million tokens, or "" for a whole sum and where nobody says."""
    told = _told_by_column(cell)
    if told:
        return told
    if cell.labelled(*_WHOLE_SUMS):
        return ""
    if cell.grid.by_token and cell.labelled(*TOKEN_ASPECTS):
        return "1M_tokens"
    return _told_by_head(cell) or _period([cell.scan, *cell.labels, *cell.grid.around])


def _told_by_head(cell: GridCell) -> str:
    """What the head of a column says that its prices are for: "Per image", «هر تصویر»."""
    hints = (unit_hint(head, cell.grid.language, counts=False) for head in cell.heads)
    return next((h.per for h in hints if h is not None and h.kind == "money" and h.per_factor == 1), "")


def _told_by_column(cell: GridCell) -> str:
    """What the row's prices are for, where a column of its own tells it."""
    grid = cell.grid
    for column, scan in enumerate(grid.cells[cell.row]):
        if scan.text and grid.tells_unit(cell.row, column):
            hint = header_unit(f"/{scan.text.strip()}", grid.language, country=scan.country)
            if hint is not None and hint.per_factor == 1:
                return hint.per
    return ""


def _period(scans: Sequence[Scan]) -> str:
    """What a price in the table is for, by its nearest label: month, year, image or ""."""
    for scan in scans:
        for name in ("per.month", "per.year", "per.image"):
            if scan.has(name):
                return name.partition(".")[2]
    return ""

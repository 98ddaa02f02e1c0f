"""Tables that a text-only page writes as lines: "a | b | c |"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipeline.read.blocks import Passage
from pipeline.read.tables import RawTable, Shown, build

_FEWEST_ROWS: Final = 3
_FEWEST_CELLS: Final = 2


def piped_tables(passages: list[Passage], tables: list[RawTable]) -> tuple[list[Passage], list[RawTable]]:
    """`passages` with runs of piped lines turned into rows of further tables, and all tables."""
    result: list[Passage] = []
    tables = list(tables)
    run: list[Passage] = []
    for passage in [*passages, None]:
        if passage is not None and passage.kind == "paragraph" and len(_cells(passage.text)) >= _FEWEST_CELLS:
            run.append(passage)
            continue
        raw = _table(run)
        if raw is None:
            result.extend(run)
        else:
            result.extend(
                replace(line, kind="row", text=text, table=len(tables), row=row)
                for row, (line, text) in enumerate(zip(run, raw.row_texts, strict=True))
            )
            tables.append(raw)
        run = []
        if passage is not None:
            result.append(passage)
    return result, tables


def _table(run: list[Passage]) -> RawTable | None:
    """The grid of a run of lines, if there are enough of them and most have as many cells."""
    if len(run) < _FEWEST_ROWS:
        return None
    rows = [_cells(line.text) for line in run]
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count)
    if 2 * widths.count(usual) < len(widths):
        return None
    return build([[Shown(cell, header=False) for cell in row] for row in rows])


def _cells(text: str) -> list[str]:
    """The cells of a piped line, without the empty ones outside the first and the last pipe."""
    if "|" not in text:
        return []
    return [cell.strip() for cell in text.split("|")]

"""Whom a cell's claims are about: names of its labels, a section row, the firm of the caption, the table's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import OF_FIRMS, TIERS
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.scan import Scan
from pipeline.extract.tables.grid import Grid, GridCell
from pipeline.extract.tables.names import named_by_header

#: Types that tell of a model even where the row also names the product that it is in.
_OF_MODELS: Final = ("benchmark_score", "parameter_count", "training_data")


def subject_of(cell: GridCell, kind: str) -> SubjectMention | None:
    """The subject that a cell's labels name for a claim type, or the table's own."""
    named = named_subject(cell, kind)
    if named is not None or _is_among_names(cell, kind):
        return named
    return _firm_around(cell.grid, kind) or _fitting(cell.grid.mains, kind)


def named_subject(cell: GridCell, kind: str) -> SubjectMention | None:
    """The subject that a cell's labels name for a claim type."""
    heads = cell.first_heads if cell.column else []
    own = named_by_header(heads[0], cell.first, cell.grid.language) if heads else None
    if own is None and heads and cell.heads and _is_among_names(cell, kind):
        own = named_by_header(heads[0], cell.heads[0], cell.grid.language)  # "App | Foo | Bar"
    if own is not None and _can_have(own, kind):
        return own
    for tier in TIERS[kind]:
        found = [m for label in cell.labels for m in label.subjects if m.type in tier and not _in_store(m, label)]
        if found:
            # Of a product and the model behind it in one row, the model has the score; of the product of a row and the
            # plan that a column is headed by ("Pro"), the product the price.
            preferred = (m for m in found if (m.type == "model" if kind in _OF_MODELS else plan_of(m) is None))
            return next(preferred, found[0])
    return _of_section(cell, kind)


def _is_among_names(cell: GridCell, kind: str) -> bool:
    """Whether a cell's column is headed by something beside names that can have the value: a name nobody knows."""
    heads = cell.grid.cells[0] if cell.grid.header_rows else []
    others = [head for column, head in enumerate(heads[1:], 1) if column != cell.column and head.text]
    return len(others) > 1 and all(any(_can_have(m, kind) for m in head.subjects) for head in others)


def _can_have(mention: SubjectMention, kind: str) -> bool:
    return any(mention.type in tier for tier in TIERS[kind])


def _of_section(cell: GridCell, kind: str) -> SubjectMention | None:
    """The name of a section row, which holds for the rows below it: "GPT-5" over the whole width."""
    grid = cell.grid
    for above in range(cell.row - 1, grid.header_rows - 1, -1):
        if len({scan.text for scan in grid.cells[above] if scan.text}) == 1:
            named = [m for m in grid.cells[above][0].subjects if _can_have(m, kind)]
            if named:
                return named[0]
    return None


def _in_store(mention: SubjectMention, label: Scan) -> bool:
    """Whether a name is only part of a store's: "Google Play" above a column of downloads."""
    return any(c.start <= mention.start and mention.end <= c.end for c in label.cues_of("store."))


def _firm_around(grid: Grid, kind: str) -> SubjectMention | None:
    """The one firm that caption or lead-in name, for what is told of firms: "X: results in millions"."""
    if kind not in OF_FIRMS:
        return None
    named = [{m.name: m for m in scan.subjects if m.type == "company"} for scan in grid.around]
    return next((next(iter(firms.values())) for firms in named if len(firms) == 1), None)


def _fitting(mains: Sequence[SubjectMention], kind: str) -> SubjectMention | None:
    """The first that can have the value; what only firms have is the firm's before its product's."""
    ordered = sorted(mains, key=lambda m: m.type != "company") if kind in OF_FIRMS else mains
    return next((m for m in ordered if _can_have(m, kind)), None)

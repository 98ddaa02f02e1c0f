"""When the values of a cell hold: a date of its labels or of its row's first cell, one around the table, a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from pipeline.extract.dates.calendars import year_days
from pipeline.extract.dates.dates import day_range
from pipeline.extract.draft import Draft
from pipeline.extract.scan import Scan
from pipeline.extract.tables.grid import GridCell
from pipeline.extract.values.dating.kinds import MEASURED
from pipeline.text.fold import fold

#: A year by itself, or at the end of what a row or column is: "2024", "Net loss, 2024".
_YEAR: Final = re.compile(r"(?:\D*[^\w.-] ?)?(?P<year>(?:19|20)\d\d|1[34]\d\d)\)?年?(?P<note>[ef]\b| ?\(\D{2,20}\))?")

#: Letters of a year that is estimated or forecast: "2026E".
_FORECAST: Final = ("e", "f")

#: The last year before those that only the Gregorian calendar has come to, as it is written.
_JALALI: Final = "1900"


def date_value(draft: Draft, cell: GridCell) -> None:
    """Give the claim of a value the date that holds for it."""
    # "New prices from 1 May": the day of a caption does not hold for the column of the old ones.
    former = draft.type == "price" and cell.is_former
    own = [] if draft.type == "benchmark_score" else [*cell.labels, *row_dates(cell)]
    take_date(draft, [*own, *([] if former else _dated_for(draft.type, cell.grid.dated))])
    if draft.about is None:
        _take_year(draft, cell)


def take_date(draft: Draft, scans: Sequence[Scan]) -> None:
    """Give a claim the date of the first scan that has just one."""
    for scan in scans:
        dates = [d for d in scan.dates if d.date]
        if len(dates) == 1:
            mention = dates[0]
            draft.about, draft.calendar = mention.date, mention.calendar
            draft.about_text = scan.text[mention.start : mention.end]
            return


def row_dates(cell: GridCell) -> list[Scan]:
    """The cells of the row that are a date and nothing else: the first one, which tells the year that the row is
    about, and the one of a column of days."""
    grid, others = cell.grid, enumerate(cell.grid.cells[cell.row])
    days = (s for c, s in others if c != cell.column and (c == 0 or grid.cell(cell.row, c).headed("column.day")))
    return [s for s in days if len(s.dates) == 1 and len(s.text.strip()) <= s.dates[0].end - s.dates[0].start]


def is_ahead(day: str, reference: date | None) -> bool:
    """Whether a date begins after the day of the article."""
    return reference is not None and day_range(day)[0] > reference


def _dated_for(kind: str, dated: Sequence[Scan]) -> list[Scan]:
    """Those scans around a table whose date holds for claims of a type: a score has one where it was measured."""
    measured = [s for s in dated if s.has("measured")]
    if kind == "benchmark_score":
        return measured
    return measured or list(dated) if kind in MEASURED else [s for s in dated if s not in measured]


def _take_year(draft: Draft, cell: GridCell) -> None:
    """Give a claim the year that alone labels its row or column."""
    for scan in _ends(cell):
        match = _YEAR.fullmatch(fold(scan.text.strip())) if not scan.benchmarks else None
        if match is None:
            continue
        year = match["year"]
        days = year_days("jalali", int(year)) if year < _JALALI else None
        if year >= _JALALI:
            draft.about, draft.calendar = year, "gregorian"
        elif days is not None:
            draft.about, draft.calendar = f"{days[0].isoformat()}/{days[1].isoformat()}", "jalali"
        draft.about_text = scan.text.strip()
        if match["note"] and (match["note"] in _FORECAST or scan.has("status.expected", "forecast")):
            draft.status = "expected"
        return


def _ends(cell: GridCell) -> Iterator[Scan]:
    """The cells that begin the row and the column."""
    top = cell.grid.cells[0]
    if cell.column:
        yield cell.first
    if cell.row and cell.column < len(top):
        yield top[cell.column]

"""The claims of a data table, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from pipeline.article import Article
from pipeline.extract.cues import Cue
from pipeline.extract.dates.dates import limit_of
from pipeline.extract.draft import Draft, with_quantity
from pipeline.extract.licences import licence_name
from pipeline.extract.mentions import DateMention, Quantity, SubjectMention
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.scan import Scan
from pipeline.extract.tables.aspects import aspect_of
from pipeline.extract.tables.dates import date_value, is_ahead, row_dates, take_date
from pipeline.extract.tables.grid import Grid, GridCell
from pipeline.extract.tables.kinds import chart_of, event_of, kind_of
from pipeline.extract.tables.names import names_nobody
from pipeline.extract.tables.subjects import named_subject, subject_of
from pipeline.extract.tables.units import quantities_of
from pipeline.extract.values.checks import is_vague
from pipeline.extract.values.dating.kinds import DATED, MEASURED
from pipeline.extract.values.plausible import plausible
from pipeline.extract.values.values import unit_of

ScanText = Callable[[str, str], Scan]


def table_claims(
    article: Article,
    index: int,
    blocks: dict[int, int],
    scan_text: ScanText,
    around: list[Scan],
    mains: Sequence[SubjectMention],
    reference: date | None,
    *,
    by_token: bool = False,
    dated: Sequence[Scan] = (),
) -> list[Draft]:
    """Every claim of table number `index`; `scan_text(text, language)` scans a text with its subjects completed from
    the article, `reference` is the article's day. What the rest is, `Grid` tells.
    """
    table = article.tables[index]
    language = article.language if article.language != "other" else "en"
    scans = {text: scan_text(text, language) for text in dict.fromkeys(c.text for row in table.rows for c in row)}
    grid = Grid(
        article=article,
        table=table,
        language=language,
        cells=[[scans[cell.text] for cell in row] for row in table.rows],
        blocks=blocks,
        around=around,
        mains=mains,
        reference=reference,
        by_token=by_token,
        dated=dated,
    )
    return [
        draft
        for r, row in enumerate(table.rows)
        if r in blocks and r >= grid.header_rows
        for c, cell in enumerate(row)
        if cell.start >= 0 and cell.text and c >= table.header_columns
        for draft in _cell_claims(grid.cell(r, c))
    ]


def _cell_claims(cell: GridCell) -> list[Draft]:
    """What one cell claims: days, a licence, and either a place in a chart or values."""
    heads = cell.first_heads
    if heads and names_nobody(heads[0], cell.first, cell.grid.language):
        return []
    chart = chart_of(cell.heads)
    place = pattern(cell.grid.language, "place").fullmatch(cell.scan.text) if chart else None
    if place is not None:
        values = _place_claims(cell, chart, place.span("place"))
    else:
        values = [] if cell.headed("column.place") else _value_claims(cell)
    return [*_day_claims(cell), *_licence_claims(cell), *values]


def _day_claims(cell: GridCell) -> list[Draft]:
    """The releases and retirements whose days a cell gives."""
    kind = event_of(cell.labels)
    subject = subject_of(cell, kind) if kind and cell.scan.dates else None
    if kind is None or subject is None:
        return []
    return [_day_draft(cell, kind, mention, subject) for mention in cell.scan.dates if mention.date]


def _day_draft(cell: GridCell, kind: str, mention: DateMention, subject: SubjectMention) -> Draft:
    draft = _draft(cell, kind, mention.start, mention.end, subject)
    draft.about, draft.calendar, draft.bound = mention.date, mention.calendar, mention.bound
    if mention.bound == "exact":
        limits = (limit_of(label.text, cell.grid.language) for label in cell.labels)
        draft.bound = next((limit for limit in limits if limit != "exact"), "exact")
    draft.about_text = cell.scan.text[mention.start : mention.end]
    draft.aspect = "release" if kind == "release_date" else ""
    if mention.date is not None and is_ahead(mention.date, cell.grid.reference):
        draft.status = "expected"
    return draft


#: A licence as a cell names it, in Latin letters whatever the language.
_LICENCE: Final = re.compile(r"[A-Z][A-Za-z.-]*(?: [A-Z0-9][\w.-]*){0,5}", re.ASCII)


def _licence_claims(cell: GridCell) -> list[Draft]:
    """The licences that a cell under "Licence" names."""
    names = cell.scan.cues_of("licence.") or _own_licence(cell) if cell.labelled("license") else []
    subject = subject_of(cell, "license") if names else None
    return [_licence_draft(cell, name, subject) for name in names] if subject is not None else []


def _own_licence(cell: GridCell) -> list[Cue]:
    """The licence of a maker's own that a cell of a column of licences names: "Tencent Hunyuan Community"."""
    text = cell.scan.text.strip()
    heads = cell.heads[-1:]
    if not any(head.has("license") for head in heads) or cell.column == 0 or not _LICENCE.fullmatch(text):
        return []
    if pattern("en", "licence.none").search(text):
        return []
    start = cell.scan.text.index(text)
    return [Cue(f"licence.{text}", start, start + len(text))]


def _licence_draft(cell: GridCell, name: Cue, subject: SubjectMention) -> Draft:
    draft = _draft(cell, "license", name.start, name.end, subject)
    draft.text_value = licence_name(name, cell.scan.text)
    return draft


def _place_claims(cell: GridCell, chart: str, place: tuple[int, int]) -> list[Draft]:
    """The place in a chart that a cell gives to what its row names."""
    subject = named_subject(cell, "ranking")
    if subject is None:
        return []
    draft = _draft(cell, "ranking", *place, subject)
    draft.value, draft.unit, draft.aspect = float(cell.scan.text[slice(*place)]), "rank", chart
    take_date(draft, [*cell.labels, *row_dates(cell), *cell.grid.dated])
    return [draft]


def _value_claims(cell: GridCell) -> list[Draft]:
    """The claims that a cell's numbers make."""
    told = [(q, kind_of(q, cell)) for q in quantities_of(cell) if not is_vague(q, cell.scan)]
    found = [(quantity, kind) for quantity, kind in told if kind is not None and plausible(quantity, kind)]
    drafts = []
    for quantity, kind in found:
        draft = _value_draft(cell, kind, quantity, [q for q, k in found if k == kind])
        if draft is not None:
            drafts.append(draft)
    return drafts


def _value_draft(cell: GridCell, kind: str, quantity: Quantity, same: Sequence[Quantity]) -> Draft | None:
    """The claim of one number, if somebody has it; `same` are those of its type in the cell."""
    subject = subject_of(cell, kind)
    aspect = aspect_of(kind, quantity, same, cell) if subject is not None else ""
    if subject is None or (kind == "benchmark_score" and not aspect):
        return None
    draft = with_quantity(_draft(cell, kind, quantity.start, quantity.end, subject), quantity)
    plan = plan_of(subject) if kind == "price" and not quantity.per.endswith("tokens") else None
    if plan is not None:
        # Under "Plan" the cell may name the product too: "ChatGPT Plus".
        draft.subject, aspect = plan[0], plan[1] if aspect.startswith(plan[0]) else aspect or plan[1]
    draft.aspect, draft.unit = aspect, unit_of(kind, quantity, aspect)
    if kind == "price_change" and any(scan.has("change.down") for scan in (cell.scan, *cell.heads)):
        draft.value = -abs(quantity.value)
    if kind in DATED or kind in MEASURED:
        date_value(draft, cell)
    if kind == "price" and draft.about is not None and is_ahead(draft.about, cell.grid.reference):
        draft.status = "expected"
    return draft


def _draft(cell: GridCell, kind: str, start: int, end: int, subject: SubjectMention) -> Draft:
    """A draft whose quote is the row and whose value stands at `start:end` of the cell."""
    grid = cell.grid
    block = grid.article.blocks[grid.blocks[cell.row]]
    at = grid.table.rows[cell.row][cell.column].start
    return Draft(
        type=kind,
        subject=subject.name,
        subject_type=subject.type,
        value_span=(at + start, at + end),
        quote_span=(0, len(block.text)),
        text=block.text,
        base=block.start,
        block=grid.blocks[cell.row],
        rule=f"{kind}.table",
    )

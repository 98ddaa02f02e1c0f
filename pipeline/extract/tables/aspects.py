"""Which one of its type a cell's value is: the test, the market, the store, the plan, input or output."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.scan import Scan
from pipeline.extract.tables.grid import GridCell
from pipeline.extract.tables.kinds import column_test, is_score
from pipeline.extract.tables.names import test_name
from pipeline.extract.tables.units import unit_hint
from pipeline.extract.values import aspect_names
from pipeline.text.fold import fold

#: The groups of cues that tell a type's aspects.
_GROUPS: Final = {
    "price": "price.",
    "price_change": "price.",
    "context_length": "context_length.",
    "parameter_count": "parameter_count.",
    "user_count": "user_count.",
    "revenue": "revenue.",
}

#: How accountants write what is below zero.
_NEGATIVE: Final = re.compile(r"\s*(?:[-−–(（])\s*[\d.,]")

#: How near, in characters, a word of the cell itself stands to its value.
_BESIDE: Final = 6

#: Aspects whose words hold that of a wider one: "Annualized revenue".
_NARROWER: Final = {"cached_input": "input", "annualized_revenue": "revenue"}

#: How many of the scans around a table speak for its cells.
_NEAREST: Final = 2

#: The longest name of a plan, in characters.
_PLAN: Final = 30


def aspect_of(kind: str, quantity: Quantity, same: Sequence[Quantity], cell: GridCell) -> str:
    """The aspect of a value in a cell: by the cell's own words, else by its labels; `same` are its type's there."""
    if kind == "benchmark_score":
        return _test(quantity, cell)
    if kind == "market_share":
        scans = [(s, 0, len(s.text)) for s in [*cell.labels, *cell.grid.around]]
        places = [p.name for scan in cell.labels for p in scan.places][:1]
        return aspect_names.market_of(scans, places)
    if kind == "speed":
        return _timed(cell) if quantity.unit in ("s", "ms") else "output"
    if kind == "funding":
        row = (fold(scan.text) for scan in cell.grid.cells[cell.row])
        return next((name for text in row if (name := aspect_names.funding_round(text))), "")
    if kind == "download_count":
        return _store([*cell.labels, *cell.grid.around])
    return _by_cues(kind, quantity, same, cell) if kind in _GROUPS else ""


def _test(quantity: Quantity, cell: GridCell) -> str:
    """The test that a score is of: a label's, the unknown one that the row is, the one that the caption names."""
    told = next((label.benchmarks[0].name for label in cell.labels if label.benchmarks), "")
    told = told or (column_test(cell) or test_name(cell.first) if is_score(quantity, cell) else "")
    return told or next((scan.benchmarks[0].name for scan in cell.grid.around if scan.benchmarks), "")


def _timed(cell: GridCell) -> str:
    """What a time is of: the first token, a picture, a clip, a whole answer."""
    if cell.labelled("speed.time to first token"):
        return "time to first token"
    for scan in [*cell.labels, *cell.grid.around]:
        for made, name in (("per.image", "image generation"), ("per.video", "video generation")):
            if scan.has(made):
                return name
    return "latency"


def _store(labels: Sequence[Scan]) -> str:
    """The store or hub that the nearest label names, if it names one."""
    for label in labels:
        names = {cue.name.partition(".")[2] for cue in label.cues_of("store.")}
        if names:
            return names.pop() if len(names) == 1 else ""
    return ""


def _by_cues(kind: str, quantity: Quantity, same: Sequence[Quantity], cell: GridCell) -> str:
    """The aspect that words tell: those of the cell itself, else those of the nearest label with any."""
    group, labels = _GROUPS[kind], cell.labels
    several = len(same) > 1
    if kind == "parameter_count" and several and any(s.has("parameter_count.active") for s in (cell.scan, *labels)):
        return "active" if quantity.value == min(q.value for q in same) else "total"
    if kind == "revenue" and any(label.has("revenue.loss") and label.has("revenue.profit") for label in labels):
        return "loss" if _NEGATIVE.match(cell.scan.text) else "profit"  # "Profit/(loss)": 5 or (5)
    inner = cell.scan.cues_of(group)
    if inner:
        apart, near = min(((max(c.start - quantity.end, quantity.start - c.end), c) for c in inner), key=lambda n: n[0])
        if not several or apart <= _BESIDE:
            return near.name.partition(".")[2]
    if kind == "price" and not quantity.per.endswith("tokens") and not any(label.cues_of(group) for label in labels):
        return _plan(cell)
    telling = labels if kind == "context_length" else [*labels, *cell.grid.around[:_NEAREST]]
    return _by_label(telling, group, list(same).index(quantity), len(same))


def _by_label(labels: Sequence[Scan], group: str, index: int, count: int) -> str:
    """The aspect that the nearest label with any tells for the value at `index` of `count` of its type."""
    for label in labels:
        cues = sorted(label.cues_of(group), key=lambda c: c.start)
        names = list(dict.fromkeys(c.name.partition(".")[2] for c in cues))
        if not names:
            continue
        if len(names) == 1:
            return names[0]
        if len(names) == count:
            return names[index]
        return next((narrow for narrow, wide in _NARROWER.items() if set(names) == {narrow, wide}), "")
    return ""


def _plan(cell: GridCell) -> str:
    """The plan that a price table's row names: the cell under "plan", else the label that is not the product itself."""
    grid, row = cell.grid, cell.row
    before = list(enumerate(grid.cells[row][: cell.column]))
    for column, scan in before:
        if any(label.has("plan") for label in grid.column_labels(row, column)) and scan.text:
            return scan.text.strip()
    beside = [scan for column, scan in before if not grid.tells_unit(row, column)]
    names = (_plan_name(scan, grid.language) for scan in [*beside[::-1], *cell.heads])
    return next((name for name in names if name), "")


def _plan_name(label: Scan, language: str) -> str:
    """What a label calls a plan, its product apart; "" if it tells a number, a price or a unit."""
    text = label.text.strip()
    measured = label.has("price") or unit_hint(label, language, counts=False) is not None
    if not text or re.search(r"\d", text) or len(text) > _PLAN or measured:
        return ""
    if not label.subjects:
        return text
    plan = plan_of(label.subjects[0])
    if plan is not None and label.subjects[0].short:
        return plan[1]
    return (text[: label.subjects[0].start] + text[label.subjects[0].end :]).strip(" -–:()")

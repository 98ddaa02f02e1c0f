"""What type of claim a cell makes: by its labels, by the caption, by the tests that other rows are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.scan import Scan
from pipeline.extract.spans import contains
from pipeline.extract.tables.grid import GridCell
from pipeline.extract.tables.names import test_name
from pipeline.extract.tables.units import MADE
from pipeline.extract.values.elision import TOKEN_ASPECTS
from pipeline.extract.values.plausible import SELF_EVIDENT, candidates_of

#: Votes of a label for a type by where it stands: the cell's own labels, then what stands around the table.
_LABEL, _AROUND = 8.0, 5.0

#: What a vote loses with each label that is nearer.
_FARTHER: Final = 0.5

#: A sum in a table that nobody pays for a plan or a token.
_NO_PRICE: Final = 5000.0

#: The highest score of a test that nobody knows.
_PERFECT: Final = 100

#: The words for a change, which head the column of how much cheaper something became.
_CHANGES: Final = ("price_change", "price_change.weak", "change.down", "change.up", "change.by")

#: Parts of a model's parameters, whose word alone heads a column: "Active".
_PARTS: Final = ("parameter_count.active", "parameter_count.total")


def kind_of(quantity: Quantity, cell: GridCell) -> str | None:
    """The claim type of a number in a cell, None if it makes no claim."""
    if _is_cut(quantity, cell):
        return "price_change"
    if quantity.unit in ("s", "ms") and any(head.has(*MADE) for head in cell.heads):
        return "speed"
    kind = _by_labels(quantity, cell)
    return "benchmark_score" if kind is None and is_score(quantity, cell) else kind


def _is_cut(quantity: Quantity, cell: GridCell) -> bool:
    """Whether a percentage stands under the word for a change, in a table with prices: "Model | Input | Change"."""
    if quantity.kind != "percent" or not any(head.has(*_CHANGES) for head in cell.heads):
        return False
    others = [head for column in range(len(cell.grid.cells[0])) for head in cell.grid.column_labels(cell.row, column)]
    return any(head.has("price", *TOKEN_ASPECTS) for head in others if head not in cell.heads)


def is_score(quantity: Quantity, cell: GridCell) -> bool:
    """Whether a bare number below a model stands in the row of an unknown test, in a table of tests."""
    bare = quantity.kind == "percent" or (quantity.kind == "count" and not quantity.unit)
    if not bare or not 0 < quantity.value <= _PERFECT or cell.column == 0:
        return False
    if column_test(cell):
        return True
    if not test_name(cell.first):
        return False
    below_model = any(m.type in ("model", "family") for scan in cell.heads for m in scan.subjects)
    return below_model and any(row and row[0].benchmarks for row in cell.grid.cells[cell.grid.header_rows :])


def column_test(cell: GridCell) -> str:
    """The unknown test that heads the column of a model's score, beside one that is known: "Model | MMLU | 3LM"."""
    heads = cell.grid.cells[0] if cell.grid.header_rows == 1 else []
    known = any(head.benchmarks for head in heads)
    of_model = any(m.type in ("model", "family") for m in cell.first.subjects)
    return test_name(cell.heads[-1]) if known and of_model and cell.heads else ""


def event_of(labels: Sequence[Scan]) -> str | None:
    """The type of a day in a cell by its labels: a release or a retirement."""
    for label in labels:
        for kind in ("retirement_date", "release_date"):
            if label.has(kind):
                return kind
    return None


def chart_of(heads: Sequence[Scan]) -> str:
    """The chart whose places a column gives, by its header: "App Store 免费榜", "Rank in LMArena"."""
    for head in heads:
        if not head.has("ranking"):
            continue
        names = [c.name.partition(".")[2] for group in ("store.", "list.") for c in head.cues_of(group)]
        names = list(dict.fromkeys([*names, *(m.name for m in head.benchmarks)]))
        if names:
            return " ".join(names[:2])
    return ""


def _by_labels(quantity: Quantity, cell: GridCell) -> str | None:
    """The type that a number's unit or most of its labels tell."""
    candidates = candidates_of(quantity)
    # "$2.00 (≤200K)": beside a price a count tells when it holds.
    if not candidates or (quantity.kind == "count" and any(q.kind == "money" for q in cell.scan.quantities)):
        return None
    if quantity.kind == "money" and quantity.per:
        return "price"
    if quantity.unit in SELF_EVIDENT:
        return SELF_EVIDENT[quantity.unit]
    votes = _votes(cell, candidates)
    if not votes:
        return None
    kind = max(votes, key=lambda k: votes[k])
    if votes[kind] <= _AROUND and cell.labelled("other.count"):
        return None  # the row of employees in a table of sums
    if kind == "price" and quantity.value >= _NO_PRICE and quantity.unit in ("USD", "EUR", "CNY"):
        kind = "training_cost" if any(scan.has("training_cost") for scan in cell.grid.around) else "other.money"
    return None if kind.startswith("other.") else kind


def _votes(cell: GridCell, candidates: Sequence[str]) -> dict[str, float]:
    """How strongly the cell, its labels and what stands around the table speak for each type."""
    votes: dict[str, float] = {}

    def vote(kind: str, weight: float) -> None:
        if kind in candidates:
            votes[kind] = max(votes.get(kind, 0.0), weight)

    for nearest, scans in ((_LABEL + 1, [cell.scan]), (_LABEL, cell.labels), (_AROUND, cell.grid.around)):
        for depth, scan in enumerate(scans):
            weight = nearest - _FARTHER * depth
            told = [cue for cue in scan.cues if cue.name in candidates]
            for cue in scan.cues:
                if cue.name.startswith("other.") and any(cue is not c and contains(c, cue) for c in told):
                    continue  # "shares of" in "shares of spending"
                if cue.name in _PARTS:
                    vote("parameter_count", weight - 2)  # "Active" beside "Parameters" heads the active ones
                vote(cue.name, weight)
            if scan.benchmarks and scan is not cell.scan:
                vote("benchmark_score", weight + 1)
    return votes

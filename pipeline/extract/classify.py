"""Which type of claim a quantity makes: candidates by its unit, decided by the cue words around it.

Each cue votes for its type with a weight that falls with its distance: the value's own clause, other clauses of the
sentence, the line that leads in a list, the headings, the sentence before. Cues of other things (`other.money`,
`other.percent`, `other.count`) vote for "no claim" in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence

#: What a quantity of a kind can be about.
CANDIDATES: Final[dict[str, tuple[str, ...]]] = {
    "money": ("price", "funding", "valuation", "revenue", "training_cost", "other.money"),
    "percent": ("price_change", "market_share", "benchmark_score", "other.percent"),
    "tokens": ("context_length", "training_data", "other.count", "other.tokens"),
    "parameters": ("parameter_count",),
    "users": ("user_count", "other.count"),
    "downloads": ("download_count",),
    "points": ("benchmark_score",),
    "tokens/s": ("speed",),
    "s": ("speed", "other.count"),
    "ms": ("speed",),
    "": (
        "user_count",
        "download_count",
        "benchmark_score",
        "parameter_count",
        "context_length",
        "other.count",
    ),
}

#: Units that say what they count: their claim needs no cue word.
_SELF_EVIDENT: Final = {"parameters": "parameter_count", "downloads": "download_count", "tokens/s": "speed"}

#: The least a vote must weigh.
_THRESHOLD: Final = 3.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decided type with the cue that decided it (None where the unit did)."""

    type: str
    cue: Cue | None
    weight: float


def classify(quantity: Quantity, sentence: Sentence) -> Verdict | None:
    """The type of claim that `quantity` makes in `sentence`, or None."""
    if quantity.kind == "ordinal" or quantity.unit == "pp":
        return None
    key = quantity.kind if quantity.kind in ("money", "percent") else quantity.unit
    candidates = CANDIDATES.get(key)
    if candidates is None:
        return None
    if quantity.kind == "money" and quantity.per and quantity.per not in ("month", "year"):
        return Verdict("price", None, 10.0)
    votes = _votes(quantity, sentence, candidates)
    if key in _SELF_EVIDENT:
        kind = _SELF_EVIDENT[key]
        return Verdict(kind, votes[kind][1] if kind in votes else None, 10.0)
    if quantity.kind == "money" and quantity.per:
        weight, cue = votes.get("price", (0.0, None))
        votes["price"] = (max(weight + 4.0, 7.0), cue)
    if not votes:
        return None
    kind, (weight, cue) = max(votes.items(), key=lambda item: item[1][0])
    if kind.startswith("other.") or weight < _THRESHOLD:
        return None
    return Verdict(kind, cue, weight)


def _votes(
    quantity: Quantity, sentence: Sentence, candidates: tuple[str, ...]
) -> dict[str, tuple[float, Cue | None]]:
    votes: dict[str, tuple[float, Cue | None]] = {}

    def vote(kind: str, weight: float, cue: Cue) -> None:
        if kind in candidates and weight > votes.get(kind, (0.0, None))[0]:
            votes[kind] = (weight, cue)

    for cue in sentence.cues:
        if cue.name not in candidates:
            continue
        overlap = cue.start < quantity.end and quantity.start < cue.end
        away = min(sentence.distance(cue, quantity) / 12, 4.0)
        clauses = sentence.apart(cue, quantity)
        if overlap:
            vote(cue.name, 10.5, cue)
        elif clauses == 0:
            vote(cue.name, (10.0 if cue.end <= quantity.start else 9.0) - away, cue)
        else:
            ahead = cue.end <= quantity.start
            vote(cue.name, (6.5 if ahead else 5.0) - 0.6 * (clauses - 1) - 0.2 * away, cue)
    if any(not kind.startswith("other.") for kind in votes):
        return votes
    for depth, scan in enumerate(sentence.around):
        for cue in scan.cues:
            vote(cue.name, 5.0 - 0.6 * depth, cue)
    return votes

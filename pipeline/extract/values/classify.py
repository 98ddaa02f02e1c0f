"""Which type of claim a quantity makes: candidates by its unit, decided by the cue words around it.

Each cue votes for its type with a weight that falls with its distance: the value's own clause, other clauses of the
sentence, the line that leads in a list, the headings, the sentence before. Cues of other things (`other.money`,
`other.percent`, `other.count`) vote for "no claim" in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed
from pipeline.extract.values.people import are_users
from pipeline.extract.values.plausible import LEAST_TOKENS, SELF_EVIDENT, candidates_of, plausible
from pipeline.extract.values.price_changes import moved_by
from pipeline.extract.values.votes import THRESHOLD, votes_of
from pipeline.extract.values.weights import labels

#: What money per span of time needs words for, to be a price: takings and wages are told by the day, too.
_SPANS: Final = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decided type with the cue that decided it (None where the unit did)."""

    type: str
    cue: Placed | None
    weight: float


def classify(quantity: Quantity, sentence: Sentence) -> Verdict | None:
    """The type of claim that `quantity` makes in `sentence`, or None."""
    candidates = candidates_of(quantity)
    if not candidates:
        return None
    sellable = plausible(quantity, "price")
    if quantity.per == "image" and not sellable:
        return None
    if quantity.kind == "money" and quantity.per and quantity.per not in _SPANS and sellable:
        if quantity.per in _TIMES and sentence.language == "en" and not _has_thing(quantity, sentence):
            return None  # "pupils pay 45 euros an hour for tuition"
        if quantity.per in _TIMES and sentence.has("training_cost"):
            return None  # "training took 2.7m GPU hours, which at $2 an hour comes to $5.5m"
        if quantity.per == "user" and any(labels(c, quantity, sentence) for c in sentence.named("other.money")):
            return None  # "gave every user a voucher of $25"
        return Verdict("price", None, 10.0)
    if moved_by(quantity, sentence):
        return Verdict("price_change", None, 10.0)
    if are_users(quantity, sentence):
        return Verdict("user_count", None, 10.0)
    votes = votes_of(quantity, sentence, candidates)
    if quantity.unit in SELF_EVIDENT:
        kind = SELF_EVIDENT[quantity.unit]
        if kind == "parameter_count" and not plausible(quantity, kind):
            return None  # "这一参数规模"
        return Verdict(kind, votes[kind][1] if kind in votes else None, 10.0)
    if quantity.elided and quantity.unit == "tokens" and quantity.value >= LEAST_TOKENS:
        return Verdict("training_data", None, 10.0)  # "for Llama 4 it was 40 trillion"
    if not votes and _stands_with_parameters(quantity, sentence):
        return Verdict("training_data", None, 10.0)  # "has 40 billion parameters and 9 trillion tokens"
    if quantity.kind == "money" and quantity.per and sellable:
        weight, cue = votes.get("price", (0.0, None))
        votes["price"] = (max(weight + 4.0, 7.0), cue)
    if not votes:
        return None
    kind, (weight, cue) = max(votes.items(), key=lambda item: item[1][0])
    if kind.startswith("other.") or weight < THRESHOLD:
        return None
    return Verdict(kind, cue, weight)


def _stands_with_parameters(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether so many tokens stand beside parameters that they can only be what the model was trained on."""
    if quantity.unit != "tokens" or quantity.value < LEAST_TOKENS or quantity.per:
        return False
    return any(q.unit == "parameters" and not sentence.apart(q, quantity) for q in sentence.quantities)


#: What many things are paid by.
_TIMES: Final = ("hour", "day", "week")


def _has_thing(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the clause of a price names a thing that is sold, or points back to one, or is in a list or table."""
    if sentence.kind != "paragraph" or sentence.priced_by_token:
        return True
    named: list[Placed] = [
        *sentence.subjects,
        *(c for c in sentence.named("pronoun", "anaphor") if _is_thing(c, sentence)),
    ]
    return bool(sentence.in_clause(named, quantity.start)) or any(
        p.end <= quantity.start for p in sentence.subjects[:1]
    )


def _is_thing(cue: Placed, sentence: Sentence) -> bool:
    return sentence.pattern("people").fullmatch(sentence.scan.text, cue.start, cue.end) is None

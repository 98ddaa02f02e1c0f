"""A quantity in the making: what its number, its unit words and its neighbours say about it so far."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claim import Bound
from pipeline.extract.mentions import QuantityKind
from pipeline.extract.quantities.number_words import Number, tidy
from pipeline.extract.quantities.units import Unit


@dataclass(slots=True)
class QuantityDraft:
    """As `Quantity`, in offsets of the folded text.

    `factor` is the unit's (0.01 for cents); `per_end` ends the phrase that says what the price buys, and
    `per_factor` is what that phrase multiplied the value by; `lent` is the scale taken from a neighbour.
    """

    number: Number
    start: int
    end: int
    cue: int
    value: float
    value_max: float | None = None
    kind: QuantityKind = "count"
    unit: str = ""
    factor: float = 1
    bound: Bound = "exact"
    per: str = ""
    per_end: int = -1
    per_factor: float = 1
    elided: bool = False
    lent: float = 1
    change: int = 0

    @property
    def bare(self) -> bool:
        """Whether it is a number without any unit."""
        return self.kind == "count" and not self.unit

    def scale(self, factor: float) -> None:
        """Multiply the value and the upper end."""
        self.value = tidy(self.value * factor)
        if self.value_max is not None:
            self.value_max = tidy(self.value_max * factor)

    def measure(self, unit: Unit) -> None:
        """Take a unit."""
        self.kind, self.unit, self.factor = unit.kind, unit.unit, unit.factor
        self.scale(unit.factor)
        if unit.discount:
            self.value, self.change = tidy(100 - (self.value if self.value <= 100 else self.value / 10)), -1

    def borrow(self, other: QuantityDraft) -> None:
        """Take the unit of a neighbour, and its scale where that can only be meant ("7 and 13 billion")."""
        scale = max(other.number.scale, other.lent)
        if self.number.literal and scale > 1 and self.value < 1000:
            self.scale(scale)
            self.lent = scale
        self.measure(Unit(other.kind, other.unit, other.factor))
        self.elided = True

    def buys(self, per: str, factor: float, end: int = -1) -> None:
        """Make it the price of `per`."""
        self.per, self.per_end, self.per_factor = per, end, factor
        self.scale(factor)

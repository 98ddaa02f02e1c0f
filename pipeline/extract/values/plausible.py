"""Which numbers can be values of a type at all."""

from __future__ import annotations

from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.values.elision import SMALL_MONEY

#: The smallest bare number that can be one of these: smaller ones are counts of something else.
_FLOOR: Final = {
    "user_count": 1e4, "download_count": 1e3, "parameter_count": 1e6, "context_length": 1e3, "training_data": 1e8,
    "funding": 1e5, "valuation": 1e6, "revenue": 1e5, "training_cost": 40,
}  # fmt: skip

#: No network that is written about has fewer parameters; without the word for them a number must be larger.
_LEAST_PARAMETERS: Final = 1e4

#: The most that a bare number can count of parameters: without their word, more are tokens.
_MOST_PARAMETERS: Final = 2e13

#: A bare number below is no count of tokens that a model was trained on: "the 15B model was trained on".
LEAST_TOKENS: Final = 2e11

#: What a bare number can count unless it is a year, of the Gregorian calendar or of the Persian one.
_COUNTS: Final = ("user_count", "download_count", "context_length")

_YEARS: Final = frozenset([*range(1385, 1420), *range(2001, 2036)])

#: What nobody pays for a plan, an image or a million tokens; sums above are deals.
_CEILING: Final = 30_000.0

#: No image costs so many dollars.
_IMAGE: Final = 20.0

#: No model reads so many tokens at once.
_MOST_CONTEXT: Final = 2e8

#: More users than there are people are none.
_PEOPLE: Final = 8.5e9


def plausible(quantity: Quantity, kind: str) -> bool:
    """Whether a number can be a value of this type at all."""
    if kind == "benchmark_score" and (quantity.change or quantity.value > (100 if quantity.unit == "%" else 5000)):
        return False
    if kind == "market_share" and (quantity.value > 100 or quantity.change):
        return False
    if kind == "price" and quantity.value > (_CEILING if quantity.unit not in SMALL_MONEY else 1000 * _CEILING):
        return False
    if kind == "price" and quantity.per == "image" and quantity.unit == "USD" and quantity.value > _IMAGE:
        return False  # "$134/1k", of images
    if kind == "user_count" and quantity.value > _PEOPLE:
        return False
    if kind == "training_data" and not quantity.unit and quantity.value < LEAST_TOKENS:
        return False
    if kind == "context_length" and quantity.value > _MOST_CONTEXT:
        return False
    if kind == "parameter_count" and quantity.unit == "parameters":
        return quantity.value >= _LEAST_PARAMETERS
    if kind == "parameter_count" and quantity.value > _MOST_PARAMETERS:
        return False
    if kind in _COUNTS and not quantity.unit and quantity.bound == "exact" and quantity.value in _YEARS:
        return False  # "its report of 2025"
    return quantity.value >= _FLOOR.get(kind, 0)


#: What a quantity of a kind can be about.
CANDIDATES: Final[dict[str, tuple[str, ...]]] = {
    "money": ("price", "funding", "valuation", "revenue", "training_cost", "other.money"),
    "percent": ("price_change", "market_share", "benchmark_score", "other.percent"),
    "tokens": ("context_length", "training_data", "other.count", "other.tokens"),
    "parameters": ("parameter_count",),
    "users": ("user_count", "other.count"),
    "downloads": ("download_count",),
    "points": ("benchmark_score",),
    "times": ("download_count",),
    "tokens/s": ("speed",),
    "s": ("speed", "other.count"),
    "ms": ("speed",),
    "": (
        "user_count",
        "download_count",
        "benchmark_score",
        "parameter_count",
        "context_length",
        "training_data",
        "other.count",
    ),
}

#: Units that say what they count: their claim needs no cue word.
SELF_EVIDENT: Final = {"parameters": "parameter_count", "downloads": "download_count", "tokens/s": "speed"}


def candidates_of(quantity: Quantity) -> tuple[str, ...]:
    """The types of claim that a number can make by its kind and unit; a place, a difference and a sum whose currency
    is unknown make none."""
    nothing = quantity.kind == "ordinal" or quantity.unit == "pp" or (quantity.kind == "money" and not quantity.unit)
    nothing = nothing or (quantity.elided and not quantity.value)  # "from zero to $100 million"
    return () if nothing else of_measure(quantity)


def of_measure(quantity: Quantity) -> tuple[str, ...]:
    """The types of claim and of other numbers that share a number's kind and unit."""
    return CANDIDATES.get(quantity.kind if quantity.kind in ("money", "percent") else quantity.unit, ())

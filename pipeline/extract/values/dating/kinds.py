"""Claim types by how they stand to time, and what "near" and "large" mean where dates are told apart."""

from __future__ import annotations

from typing import Final

#: Types whose claims take the date that their sentence gives.
DATED: Final = frozenset(
    [
        "price",
        "price_change",
        "market_share",
        "funding",
        "valuation",
        "revenue",
        "user_count",
        "download_count",
        "ranking",
        "training_cost",
    ]
)

#: What holds for a model for good, unless somebody says when it was measured.
MEASURED: Final = frozenset(["speed", "benchmark_score"])

#: What is counted up from a launch on.
COUNTED: Final = frozenset(["user_count", "download_count", "market_share", "ranking"])

#: What several things are told to have at one time.
RANKED: Final = ("market_share", "ranking", "user_count", "download_count")

#: What is told to have come from one number to another.
GAUGED: Final = frozenset(["market_share", "user_count", "revenue", "valuation"])

#: What holds from the day on which it was announced.
ANNOUNCED: Final = frozenset(["funding", "valuation", "user_count", "price", "price_change", "training_cost"])

PRICED: Final = frozenset(["price", "price_change"])

#: What a value can be compared with a year later.
PERIODS: Final = ("part", "month", "quarter", "half", "year", "interval")

#: How far, in characters, a word stands right before a number or a date.
RIGHT_BEFORE: Final = 4

#: How near, in letters, a number or the date of a launch stands to the word that it belongs to.
NEAR: Final = 25

#: A bare number from here on tells of something by itself.
LARGE: Final = 1000.0

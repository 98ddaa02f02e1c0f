"""What a number counts by the noun right behind it, which its type of claim has to fit.

"Across 300,000 tasks" tells of no users, "24,576 bytes" of no context, "95% of pilots" of no share of a market,
however near a word for those stands.
"""

from __future__ import annotations

from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.patterns import NEVER
from pipeline.extract.sentence import Sentence

#: The types whose bare numbers count what is named behind them.
_COUNTS: Final = (
    "user_count", "download_count", "context_length", "parameter_count", "training_data", "benchmark_score",
)  # fmt: skip

#: The types whose percentages are parts of what is named behind them, with the pattern of what that can be.
_PARTS: Final = {
    "market_share": "counted.market_share", "price_change": "counted.price_change", "benchmark_score": "counted.score",
}  # fmt: skip


def counts_another(quantity: Quantity, kind: str, sentence: Sentence) -> bool:
    """Whether what a number counts or is a part of is named behind it and is nothing that `kind` tells of.

    Types for which a language has no words of what they count take any noun.
    """
    share = kind in _PARTS and quantity.unit == "%"
    if not share and (kind not in _COUNTS or quantity.unit or quantity.kind != "count"):
        return False
    phrase = sentence.pattern("counted.part" if share else "counted").match(sentence.scan.text, quantity.end)
    fitting = sentence.pattern(_PARTS[kind] if share else f"counted.{kind}")
    if phrase is None or any(quantity.end <= m.start < phrase.end() for m in sentence.benchmarks):
        return False  # "52.9% of ARC-AGI-2"
    return fitting is not NEVER and fitting.search(phrase.group()) is None

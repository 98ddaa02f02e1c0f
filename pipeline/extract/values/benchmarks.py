"""The benchmarks that a sentence speaks of, and what they score in."""

from __future__ import annotations

import re
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.sentence import Sentence

#: Benchmarks that score in points.
_POINTS: Final = re.compile(r"elo|arena|codeforces|leaderboard|vending", re.IGNORECASE)


def benchmarks_of(sentence: Sentence) -> list[SubjectMention]:
    """The benchmarks that a sentence speaks of: its own, else those of the lead-in, the heading, the one before."""
    if sentence.benchmarks:
        return sentence.benchmarks
    for scan in sentence.around:
        if scan.benchmarks:
            return scan.benchmarks
    near = next(sentence.before(), None)
    if near is None or not near.benchmarks:
        return []
    if near.block != sentence.block and _are_examples(near):
        return []
    told = near.block == sentence.block and any(d.type == "benchmark_score" for d in near.claims)
    goes_on = told and sentence.has("benchmark_score.weak") and any(m.type == "model" for m in sentence.subjects)
    if sentence.has("benchmark_score") or goes_on:  # "It solved 40% of X. Without tools Y gets 25%."
        return near.benchmarks[-1:]
    return []


def _are_examples(sentence: Sentence) -> bool:
    """Whether a sentence names tests only as examples: "Most comparisons use tests like X"."""
    return any(0 <= b.start - c.end <= 1 for b in sentence.benchmarks for c in sentence.named("including"))


def scores_in_points(benchmark: str) -> bool:
    """Whether a benchmark scores in points, not in percent."""
    return _POINTS.search(benchmark) is not None

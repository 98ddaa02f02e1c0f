"""How good the extraction is, as `reportedly eval` measured it on annotated pages: `data/gold/RESULTS.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipeline.publish.wording import LANGUAGE_NAMES
from pipeline.resources import bundled


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one language: how many claims were annotated, and (precision, recall), each 0 to 1.

    `found`: the right value at the right place; `full`: every field of the claim right as well.
    """

    name: str
    annotated: int
    found: tuple[float, float]
    full: tuple[float, float]


def measured() -> list[Quality]:
    """One entry per language that was measured; empty if there are no results that can be read."""
    try:
        results: dict[str, Any] = json.loads(bundled("data/gold/RESULTS.json").read_text("utf-8"))["language"]
        return [
            Quality(name, int(entry["annotated"]), _pair(entry["found"]), _pair(entry["full"]))
            for language, name in LANGUAGE_NAMES.items()
            if (entry := results.get(language))
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _pair(scores: list[float]) -> tuple[float, float]:
    return float(scores[0]), float(scores[1])

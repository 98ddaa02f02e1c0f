"""How good the extraction is, as measured on annotated pages: `data/gold/RESULTS.json`, if it has been
measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipeline.publish.wording import LANGUAGE_NAMES
from pipeline.resources import bundled


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall of one language (0 to 1), on so many annotated claims."""

    name: str
    precision: float
    recall: float
    claims: int


def measured() -> list[Quality]:
    """One entry per language that was measured; empty if there are no results that can be read."""
    try:
        results: dict[str, Any] = json.loads(bundled("data/gold/RESULTS.json").read_text("utf-8"))
        return [
            Quality(name, float(entry["precision"]), float(entry["recall"]), int(entry["claims"]))
            for language, name in LANGUAGE_NAMES.items()
            if (entry := results["languages"].get(language))
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []

"""The time of one crawl: UTC, never running backwards within it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Wall time at the start plus time elapsed, so that a clock set back meanwhile does no harm."""

    def __init__(self) -> None:
        self._start = time.time()
        self._mark = time.monotonic()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._start + time.monotonic() - self._mark

    def stamp(self, later: float = 0.0) -> str:
        """ISO 8601 in UTC with seconds, `later` seconds from now."""
        return stamp(self.now() + later)


def stamp(seconds: float) -> str:
    """ISO 8601 in UTC with seconds (`2026-11-22T08:00:00Z`) for seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(iso: str) -> float:
    """Seconds since 1970 for a stamp."""
    return datetime.fromisoformat(iso).timestamp()

"""Verification: does every quote still stand in the archived page, where the catalogue says?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from pipeline.article import NotAnArticle
from pipeline.read import read
from pipeline.store.archive import ArchiveError
from pipeline.store.captures import QUERY, StoredCapture, stored_capture
from pipeline.store.catalogue import Catalogue
from pipeline.store.limits import TOO_COSTLY
from pipeline.store.workers import batches, workers

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """A claim's words and their places in the stored text."""

    claim_id: str
    quote: str
    quote_start: int
    quote_end: int
    value_text: str
    value_start: int
    value_end: int


@dataclass(slots=True)
class Verification:
    """How many quotes were read again, and what is wrong with which: (claim id, address, what)."""

    quotes: int = 0
    failures: list[tuple[str, str, str]] = field(default_factory=list)


def verify(catalogue: Catalogue, *, jobs: int = 1, progress: Callable[[int], None] = lambda done: None) -> Verification:
    """Read every page that claims stand on again, from the archive, and compare each quote and each value.

    `progress` is told how many pages are done since last time.
    """
    result = Verification()
    with workers(jobs) as run:
        for batch in batches(_tasks(catalogue), _BATCH):
            for (stored, spots), faults in zip(batch, run(_check, batch, _not_checked), strict=True):
                result.quotes += len(spots)
                result.failures += [(claim, stored.capture.url, fault) for claim, fault in faults]
                progress(1)
    return result


def pages_to_verify(catalogue: Catalogue) -> int:
    """How many captures have claims."""
    row = catalogue.first("select count(distinct capture_id) as n from claims")
    return int(row["n"]) if row else 0


def _tasks(catalogue: Catalogue) -> Iterator[tuple[StoredCapture, list[Spot]]]:
    numbers = catalogue.rows("select distinct capture_id from claims order by capture_id")
    for number in numbers:
        row = catalogue.first(QUERY, number["capture_id"])
        spots = catalogue.rows(
            "select claim_id, quote, quote_start, quote_end, value_text, value_start, value_end "
            "from claims where capture_id = ? order by claim_id",
            number["capture_id"],
        )
        if row is not None:
            yield stored_capture(row, catalogue.archive), [Spot(**spot) for spot in spots]


def _not_checked(task: tuple[StoredCapture, list[Spot]]) -> list[tuple[str, str]]:
    return [(spot.claim_id, TOO_COSTLY) for spot in task[1]]


def _check(task: tuple[StoredCapture, list[Spot]]) -> list[tuple[str, str]]:
    stored, spots = task
    try:
        capture = stored.loaded()
    except ArchiveError as fault:
        return [(spot.claim_id, str(fault)) for spot in spots]
    if sha256(capture.body).hexdigest() != stored.body_sha256:
        return [(spot.claim_id, "the archived page is not the one that was stored") for spot in spots]
    article = read(capture, hint=stored.hint)
    if isinstance(article, NotAnArticle):
        return [(spot.claim_id, f"the archived page holds no article ({article.reason})") for spot in spots]
    text = article.text
    faults = []
    for spot in spots:
        if text[spot.quote_start : spot.quote_end] != spot.quote:
            moved = "stands at another place" if spot.quote in text else "is not in the archived page"
            faults.append((spot.claim_id, f"the quote {moved}; `reportedly extract` reads it again"))
        elif text[spot.value_start : spot.value_end] != spot.value_text:
            faults.append((spot.claim_id, "the value is not where the catalogue says"))
    return faults

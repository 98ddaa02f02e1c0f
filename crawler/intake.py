"""What happens to an answer once it is in the archive: the same for a live crawl, a recovery and a replay."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from crawler.state import DuePage, Fetch, State, Validators
from pipeline.capture import Capture


class Outcome(Protocol):
    """What the catalogue made of a capture: `kind` is "article", "unchanged" or "not-article"."""

    @property
    def kind(self) -> str: ...
    @property
    def claims(self) -> int: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Who takes over what the crawler finds.

    `deliver` stores one capture and must be repeatable; `seen` and `gone` are told the address and time (UTC stamp)
    of a page that was found unchanged, or no longer there. A fault of disk or database that they raise ends the
    crawl; any other that `deliver` raises is noted with its page.
    """

    deliver: Callable[[Capture], Outcome]
    seen: Callable[[str, str], None] = lambda url, when: None
    gone: Callable[[str, str], None] = lambda url, when: None


def ends_crawl(error: BaseException) -> bool:
    """Whether a fault is the disk's or the database's, so that no other page would do better."""
    chain = (error, error.__cause__)
    of_data = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)
    return any(isinstance(e, OSError | sqlite3.Error) and not isinstance(e, of_data) for e in chain)


def fault(error: BaseException) -> str:
    """A fault of one page as a reason."""
    return f"fault: {type(error).__name__}: {' '.join(str(error).split())[:200]}"


@dataclass(slots=True)
class Tally:
    """Counts of one source in one crawl. `failures` counts reasons; `notes` are sentences for people."""

    source: str
    requests: int = 0
    bytes: int = 0
    feeds: int = 0
    feeds_failed: int = 0
    discovered: int = 0
    off_topic: int = 0
    pages: int = 0
    articles: int = 0
    claims: int = 0
    unchanged: int = 0
    not_articles: int = 0
    gone: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For the run log."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes archived answers and settles them: catalogue, state, counts."""

    state: State
    desk: Desk
    crawl: int

    def page(
        self,
        tally: Tally,
        page: DuePage,
        key: str,
        capture: Capture,
        validators: Validators,
        *,
        status: int = 200,
        size: int | None = None,
    ) -> None:
        """A page with new content. The catalogue first: its rows must stand before the page counts as fetched."""
        try:
            outcome = self.desk.deliver(capture)
        except Exception as error:
            if ends_crawl(error):
                raise
            self._fault(tally, page, capture, fault(error), status)
            return
        fetch = Fetch(
            tally.source, capture.requested_url, capture.url, capture.fetched_at, outcome.kind, status, size,
            outcome.reason or None, capture.archive,
        )  # fmt: skip
        self.state.fetched(self.crawl, fetch, page, key, validators)
        tally.pages += 1
        tally.articles += outcome.kind == "article"
        tally.unchanged += outcome.kind == "unchanged"
        tally.not_articles += outcome.kind == "not-article"
        tally.claims += outcome.claims if outcome.kind == "article" else 0

    def _fault(self, tally: Tally, page: DuePage, capture: Capture, reason: str, status: int) -> None:
        """A page on which the catalogue's rules broke: settled, so that it does not break every crawl after this."""
        asked, answered, when = capture.requested_url, capture.url, capture.fetched_at
        fetch = Fetch(tally.source, asked, answered, when, "failed", status, reason=reason, archive=capture.archive)
        self.state.page_failed(self.crawl, fetch, page)
        tally.failures["fault"] += 1
        tally.notes.append(f"{capture.url}: {reason}")

    def gone(self, tally: Tally, page: DuePage, fetch: Fetch) -> None:
        """A page that answers 404 or 410."""
        if page.visits:
            self.desk.gone(page.url, fetch.fetched_at)
            tally.gone += 1
        self.state.page_gone(self.crawl, fetch, page)

"""What an article's captures, in the order of their times, say of its claims: since when, until when. Pure.

A claim has `first_seen`, the time of the first capture that shows it; `gone_at`, the time of the first that does not
any more, None while it stands; `last_seen`, when it was last known to stand, None while it stands, for then it is
the article's. `reported` is the day of publication; for a claim that an edit brought, the day of the edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.article import Article
from pipeline.store.rows import Row
from pipeline.text.fold import fold


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an article.

    `start` is the time of its first capture, `last_seen` when its page was last seen, `capture_id`, `fetched_at`,
    `text_sha256` and `extractor` are of its newest capture. `claims` are its rows by id, gone ones too.
    """

    start: str
    last_seen: str
    edited_at: str | None
    capture_id: int
    fetched_at: str
    text_sha256: str
    extractor: str
    claims: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a capture does to the stored claims: rows to insert or renew; rows that the edit took away; rows that the
    rules lost."""

    put: list[Row]
    gone: list[Row] = field(default_factory=list)
    retired: list[Row] = field(default_factory=list)

    def any(self, known: Known | None) -> bool:
        """Whether a claim came, returned or went."""
        before = known.claims if known else {}
        came = (row["claim_id"] not in before or before[row["claim_id"]]["gone_at"] for row in self.put)
        return bool(self.gone or self.retired) or any(came)


def first_capture(rows: Iterable[Row], article: Article, when: str) -> Changes:
    """The claims of an article that is new."""
    return Changes([_standing(row, article, when, when) for row in rows])


def same_text(known: Known, rows: Sequence[Row], article: Article, when: str) -> Changes:
    """The text is that of the newest capture: what differs now, the rules have found or lost."""
    start, moment = min(known.start, when), min(known.fetched_at, when)
    put = [_standing(row, article, _since(known.claims, row, moment), start) for row in rows]
    return Changes(put, retired=_lost(known, rows))


def new_text(known: Known, rows: Sequence[Row], article: Article, when: str, extractor: str) -> Changes:
    """The page was edited. A lost claim was taken away by the edit, unless the rules are other ones and its quote
    still stands there."""
    put = [_standing(row, article, _since(known.claims, row, when), known.start) for row in rows]
    lost = _lost(known, rows)
    retired = []
    if lost and extractor != known.extractor:
        text = fold(article.text)
        retired = [row for row in lost if fold(row["quote"]) in text]
    gone = [{**row, "gone_at": when, "last_seen": known.last_seen} for row in lost if row not in retired]
    return Changes(put, gone, retired)


def earlier_text(known: Known, rows: Sequence[Row], article: Article, when: str, until: str) -> Changes:
    """A capture that came late: its claims stood from `when`, those unknown so far `until` the next capture."""
    put = []
    for row in rows:
        stored = known.claims.get(row["claim_id"])
        if stored is None:
            put.append({**_standing(row, article, when, when), "last_seen": when, "gone_at": until})
        elif when < stored["first_seen"]:
            put.append({**stored, "first_seen": when, "reported": (article.published or when)[:10]})
    return Changes(put)


def replayed(captures: Sequence[tuple[str, Article, Sequence[Row]]], seen: Mapping[str, str | None]) -> dict[str, Row]:
    """The claims of an article from all its captures: (time, article, rows) in the order of their times.

    `seen` tells when claims that vanished were last seen, as far as it is known.
    """
    claims: dict[str, Row] = {}
    start = previous = captures[0][0]
    for when, article, rows in captures:
        for row in rows:
            claims[row["claim_id"]] = _standing(row, article, _since(claims, row, when), start)
        standing = {row["claim_id"] for row in rows}
        for name, row in claims.items():
            if name not in standing and row["gone_at"] is None:
                row.update(gone_at=when, last_seen=seen.get(name) or previous)
        previous = when
    return claims


def _standing(row: Row, article: Article, since: str, start: str) -> Row:
    reported = article.published or start if since <= start else since
    return {**row, "first_seen": since, "last_seen": None, "gone_at": None, "reported": reported[:10]}


def _since(claims: Mapping[str, Row], row: Row, when: str) -> str:
    stored = claims.get(row["claim_id"])
    return min(str(stored["first_seen"]), when) if stored else when


def _lost(known: Known, rows: Iterable[Row]) -> list[Row]:
    standing = {row["claim_id"] for row in rows}
    return [row for name, row in known.claims.items() if name not in standing and row["gone_at"] is None]

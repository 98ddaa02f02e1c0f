"""Re-extraction: the archive read with today's rules, without a crawl.

Each article is replayed from its captures in the order of their times, so its claims and their history come
out as if today's rules had always been there. What the rules no longer find is retired, never deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from pipeline.article import Article, NotAnArticle
from pipeline.store import copies
from pipeline.store.archive import ArchiveError
from pipeline.store.captures import QUERY, StoredCapture, stored_capture
from pipeline.store.catalogue import NOT_FOUND_BY_RULES, TOGETHER, Catalogue, retire
from pipeline.store.corrections import undo_correction
from pipeline.store.history import replayed
from pipeline.store.ids import article_id
from pipeline.store.limits import TOO_COSTLY
from pipeline.store.reading import EXTRACTOR, FAULT, Reading, process, text_sha256
from pipeline.store.rows import CORRECTABLE, Row, article_row, claim_rows
from pipeline.store.sql import update
from pipeline.store.workers import batches, workers

_BATCH: Final = 200

#: What makes a claim a changed one: what was parsed, not where it stands or which rule did it.
_PARSED: Final = (*CORRECTABLE, "about_text", "calendar", "status_cue")


@dataclass(slots=True)
class Reextraction:
    """The ids of the claims that were added, changed and lost; which captures could not be read, and why."""

    captures: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def captures_to_read(catalogue: Catalogue, everything: bool) -> int:
    """How many captures `reextract` would read."""
    row = catalogue.first(f"select count(*) as n from captures p where {_wanted(everything)}", EXTRACTOR)
    return int(row["n"]) if row else 0


def reextract(
    catalogue: Catalogue,
    *,
    everything: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Reextraction:
    """Read the captures that other rules than today's read last, or `everything`, and store what came out.

    One transaction for a few articles; an article with an unreadable capture is left as it is. `progress` is told
    how many captures are done since last time.
    """
    result = Reextraction()
    with workers(jobs) as run:
        for batch in batches(_histories(catalogue, everything), _BATCH):
            flat = [stored for history in batch for stored in history]
            readings = iter(run(_read_again, flat, _not_read_again))
            read = ([(stored, next(readings)) for stored in history] for history in batch)
            for histories in batches(read, TOGETHER):
                with catalogue.transaction():
                    for history in histories:
                        _renew(catalogue, result, history)
                progress(sum(map(len, histories)))
    with catalogue.transaction() as connection:
        connection.execute("delete from texts where text_sha256 not in (select text_sha256 from captures)")
    return result


def _wanted(everything: bool) -> str:
    if everything:
        return "p.warc_file is not null and ?1 = ?1"
    return (
        "p.warc_file is not null and (p.extractor <> ?1 or p.reason = 'fault' or p.article_id in "
        "(select article_id from captures where extractor <> ?1 and article_id is not null))"
    )


def _histories(catalogue: Catalogue, everything: bool) -> Iterator[list[StoredCapture]]:
    """The captures to read, those of one article together in the order of their times."""
    numbers = catalogue.rows(
        f"select p.capture_id, p.article_id from captures p where {_wanted(everything)} "
        "order by p.article_id, p.fetched_at, p.capture_id",
        EXTRACTOR,
    )
    for _, group in groupby(numbers, key=lambda row: row["article_id"] or row["capture_id"]):
        history = []
        for number in group:
            row = catalogue.first(QUERY, number["capture_id"])
            if row is not None:
                history.append(stored_capture(row, catalogue.archive))
        yield history


def _read_again(stored: StoredCapture) -> Reading | str:
    try:
        return process(stored.loaded(), hint=stored.hint)
    except ArchiveError as fault:
        return str(fault)


def _not_read_again(stored: StoredCapture) -> Reading | str:
    return f"{stored.capture.url}: {TOO_COSTLY}; its claims stay as they are"


def _renew(catalogue: Catalogue, result: Reextraction, history: Sequence[tuple[StoredCapture, Reading | str]]) -> None:
    result.captures += len(history)
    faults = [fault for stored, reading in history if (fault := _fault(stored, reading))]
    if faults:
        result.unreadable += faults
        return
    key = history[0][0].article_id
    stay: list[tuple[StoredCapture, Reading, Article]] = []
    moved: list[Reading] = []
    for stored, reading in history:
        assert isinstance(reading, Reading)
        if isinstance(reading.article, NotAnArticle) or article_id(reading.article.url) != key:
            moved.append(reading)
        else:
            stay.append((stored, reading, reading.article))
    with catalogue.transaction() as connection:
        if key is not None and len(history) < _captures_of(connection, key):
            result.unreadable.append(
                f"{history[-1][0].capture.url}: has captures that are not in the archive, or just came"
            )
            return
        old = {row["claim_id"]: row for row in catalogue.rows("select * from claims where article_id = ?", key)}
        if stay:
            captures = [(s.capture.fetched_at, article, _claims(s, reading, article)) for s, reading, article in stay]
            new = replayed(captures, {name: row["last_seen"] for name, row in old.items()})
            _store_replay(catalogue, connection, stay, list(new.values()))
        else:
            new = {}
        lost = [row for name, row in old.items() if name not in new]
        retire(connection, lost, _why_lost(stay, moved), history[-1][0].capture.fetched_at)
        if not stay and key is not None:
            copies.forget(connection, key)
            connection.execute("delete from articles where article_id = ?", (key,))
    result.lost += [row["claim_id"] for row in lost]
    result.added += [name for name in new if name not in old]
    result.changed += [name for name, row in new.items() if name in old and _differ(undo_correction(old[name]), row)]
    for reading in moved:
        outcome = catalogue.write(reading)
        if outcome.kind == "article":
            rows = catalogue.rows("select claim_id from claims where article_id = ?", outcome.article_id)
            result.added += [row["claim_id"] for row in rows if row["claim_id"] not in result.added]


def _captures_of(connection: sqlite3.Connection, key: str) -> int:
    row = connection.execute("select count(*) from captures where article_id = ?", (key,)).fetchone()
    return int(row[0])


def _fault(stored: StoredCapture, reading: Reading | str) -> str:
    """Why a capture cannot be read: it is not in the archive, or a rule broke on it. Its claims are not to blame."""
    if isinstance(reading, str):
        return reading
    article = reading.article
    if isinstance(article, NotAnArticle) and article.reason == FAULT:
        return f"{stored.capture.url}: a rule broke on it ({article.detail})"
    return ""


def _why_lost(stay: Sequence[object], moved: Sequence[Reading]) -> str:
    if stay or not moved:
        return NOT_FOUND_BY_RULES
    article = moved[-1].article
    if isinstance(article, NotAnArticle):
        return f"today's reader finds no article on the page ({article.reason})"
    return f"the article's address is now read as {article.url}"


def _differ(old: Row, new: Row) -> bool:
    return any(old[column] != new[column] for column in _PARSED)


def _claims(stored: StoredCapture, reading: Reading, article: Article) -> list[Row]:
    made_by = {
        "article_id": stored.article_id,
        "capture_id": stored.capture_id,
        "extractor": reading.extractor,
    }
    return claim_rows(article, reading.claims, made_by)


def _store_replay(
    catalogue: Catalogue,
    connection: sqlite3.Connection,
    history: Sequence[tuple[StoredCapture, Reading, Article]],
    rows: Sequence[Row],
) -> None:
    edited_at = None
    previous = ""
    for stored, reading, article in history:
        text = article.text
        text_hash = text_sha256(text)
        connection.execute("insert or ignore into texts values (?, ?)", (text_hash, text))
        connection.execute(
            "update captures set text_sha256 = ?, extractor = ?, reason = '', detail = '' where capture_id = ?",
            (text_hash, reading.extractor, stored.capture_id),
        )
        if previous and text_hash != previous:
            edited_at = stored.capture.fetched_at
        previous = text_hash
    stored, reading, article = history[-1]
    about = {"article_id": stored.article_id, "capture_id": stored.capture_id, "edited_at": edited_at}
    update(connection, "articles", "article_id", {**article_row(article), **about})
    if previous != stored.text_sha256 and stored.article_id:
        catalogue.settle(connection, stored.article_id, reading)
    catalogue.put_claims(connection, rows)

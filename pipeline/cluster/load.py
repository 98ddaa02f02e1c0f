"""The loader: parts into the catalogue, by one process, which alone writes to SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.cluster.parts import parts_of, read_part
from pipeline.store.archive import Missing
from pipeline.store.catalogue import Catalogue
from pipeline.store.limits import TOO_COSTLY
from pipeline.store.reading import Reading
from pipeline.store.workers import batches

#: Pages per transaction: the parts are there to be read again.
TOGETHER: Final = 500


@dataclass(slots=True)
class Loaded:
    """What became of the pages of parts, and a line for each page that was put aside."""

    articles: int = 0
    claims: int = 0
    unchanged: int = 0
    refused: int = 0
    put_aside: list[str] = field(default_factory=list)


def load(catalogue: Catalogue, folder: Path, name: str, loaded: Loaded, *, only_claims: bool = False) -> None:
    """Store what the parts of the WARC file `name` hold and the catalogue does not, adding to `loaded`.

    `only_claims` leaves out pages without claims. What is stored already is not stored again.
    """
    for path, _ in parts_of(folder, name):
        for batch in batches(read_part(path), TOGETHER):
            _store(catalogue, list(_new(catalogue, batch, loaded)), loaded, only_claims)
            # After the articles: what was found missing is missing whatever was read of it before.
            for page in batch:
                if isinstance(page, Missing):
                    catalogue.gone(page.url, page.when)


def _new(catalogue: Catalogue, batch: Iterable[Reading | Missing], loaded: Loaded) -> Iterator[Reading]:
    for page in batch:
        if isinstance(page, Missing):
            continue
        known = catalogue.first(
            "select 1 from captures where fetched_url = ? and fetched_at = ? and body_sha256 = ? and extractor = ?",
            page.capture.url,
            page.capture.fetched_at,
            page.body_sha256,
            page.extractor,
        )
        if known is None:
            yield page
        else:
            loaded.unchanged += 1


def _store(catalogue: Catalogue, readings: list[Reading], loaded: Loaded, only_claims: bool) -> None:
    if only_claims:
        readings = [reading for reading in readings if reading.claims]
    for reading, outcome in zip(readings, catalogue.write_all(readings), strict=True):
        loaded.articles += outcome.kind == "article"
        loaded.claims += outcome.claims if outcome.kind == "article" else 0
        loaded.unchanged += outcome.kind == "unchanged"
        loaded.refused += outcome.kind == "not-article"
        if outcome.detail == TOO_COSTLY and reading.capture.archive is not None:
            ref = reading.capture.archive
            loaded.put_aside.append(f"{reading.capture.url} ({ref.file} at byte {ref.offset}): {TOO_COSTLY}")

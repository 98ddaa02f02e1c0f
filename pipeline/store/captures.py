"""Captures as the database knows them, with their bodies from the archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.capture import ArchiveRef, Capture
from pipeline.store.archive import ArchiveError, read_body
from pipeline.store.rows import Row

#: The query for what `stored_capture` needs, by capture id.
QUERY: Final = """
select p.*, coalesce(s.language, '') as hint
from captures p left join sources s on s.source = p.source
where p.capture_id = ?
"""


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture without its body, which lies in the archive `folder`; `hint` is its source's language."""

    capture_id: int
    article_id: str | None
    capture: Capture
    body_sha256: str
    text_sha256: str | None
    hint: str
    folder: Path

    def loaded(self) -> Capture:
        """The capture with its body. Raises ArchiveError if the archive does not hold it as it was stored."""
        if self.capture.archive is None:
            raise ArchiveError(f"{self.capture.url}: was stored without a copy in the archive")
        return replace(self.capture, body=read_body(self.folder, self.capture.archive))


def stored_capture(row: Row, folder: Path) -> StoredCapture:
    """What a row of `QUERY` says."""
    ref = None
    if row["warc_file"] is not None:
        ref = ArchiveRef(row["warc_file"], row["warc_offset"], row["warc_length"], row["digest"])
    capture = Capture(
        requested_url=row["requested_url"],
        url=row["fetched_url"],
        fetched_at=row["fetched_at"],
        body=b"",
        content_type=row["content_type"],
        source=row["source"],
        archive=ref,
        encoding=row["encoding"],
        feed_date=row["feed_date"],
    )
    return StoredCapture(
        row["capture_id"],
        row["article_id"],
        capture,
        row["body_sha256"],
        row["text_sha256"],
        row["hint"],
        folder,
    )

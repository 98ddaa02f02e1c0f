"""A capture: one fetch of one page, as the archive keeps it and as the reader gets it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchiveRef:
    """Where a capture lies in the archive.

    `offset` and `length` are bytes of one gzip member in the WARC file `file` (a name relative to the
    archive folder); `digest` is the record's WARC-Payload-Digest.
    """

    file: str
    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetched page. The body has its Content-Encoding removed and is not yet decoded to text.

    `requested_url` is what was asked for, `url` what answered after redirects (an address or, for imported files, a
    file path). `fetched_at` is ISO 8601 in UTC with seconds. `content_type` is the header as sent.
    `source` is the id of the entry in sources.yml, "" for imports. `encoding` is the one that this entry declares
    and `feed_date` the publication date as the feed, sitemap or listing wrote it; "" if they do not say.
    """

    requested_url: str
    url: str
    fetched_at: str
    body: bytes
    content_type: str = ""
    source: str = ""
    archive: ArchiveRef | None = None
    encoding: str = ""
    feed_date: str = ""

"""Captures in the archive: WARC files, one gzip member per record.

The crawler writes what it fetched as `response` records. Imported files become `resource` records with a
`file:` address. A file that is still being written ends in `.open`; references name it without that.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import (
    DAMAGE,
    MAX_BODY,
    MISSING,
    ArchiveError,
    address_of,
    body_of,
    capture_of,
    date_of,
    lasting_name,
    locate,
)
from pipeline.capture import ArchiveRef, Capture

__all__ = ["MAX_BODY", "ArchiveError", "ArchiveWriter", "Missing", "pages", "pages_from", "read_body"]

_OPEN: Final = ".open"


@dataclass(frozen=True, slots=True)
class Missing:
    """A page that a crawl found gone, and when."""

    url: str
    when: str


def read_body(folder: Path, ref: ArchiveRef) -> bytes:
    """The body that `ref` points at, its Content-Encoding removed. Raises ArchiveError if it is not there."""
    try:
        with locate(folder, ref.file).open("rb") as file:
            file.seek(ref.offset)
            return body_of(next(iter(ArchiveIterator(file))))
    except (OSError, StopIteration, *DAMAGE) as fault:
        raise ArchiveError(
            f"{folder / ref.file} at byte {ref.offset}: cannot be read ({fault or type(fault).__name__})"
        ) from fault


def pages(path: Path) -> Iterator[Capture | Missing]:
    """The pages of a WARC file in their order: answers with status 200 and resources, and what a crawl found missing.

    A torn tail ends the iteration without a fault; what is not whole or does not fit its digest is left out. Raises
    ArchiveError if the file holds no record at all, OSError if it cannot be opened.
    """
    return (page for page, _ in pages_from(path, 0))


def pages_from(path: Path, start: int) -> Iterator[tuple[Capture | Missing, int]]:
    """The pages of a WARC file from the record that starts at byte `start`, each with the byte where it ends.

    Raises as `pages`; only at the start of the file must there be a record.
    """
    name = lasting_name(path)
    any_record = start > 0
    with path.open("rb") as file:
        file.seek(start)
        iterator = ArchiveIterator(file, check_digests=True)
        try:
            for record in iterator:
                any_record = True
                head = record.rec_headers
                if head.get_header(MISSING):
                    missing = Missing(address_of(record), date_of(record))
                    yield missing, _end(iterator)
                elif _is_page(record):
                    capture = capture_of(record)
                    digest = head.get_header("WARC-Payload-Digest") or ""
                    # Only now: both skip what of the record is not read yet.
                    offset, length = iterator.get_record_offset(), iterator.get_record_length()
                    if record.digest_checker.passed or not digest:
                        yield replace(capture, archive=ArchiveRef(name, offset, length, digest)), offset + length
        except DAMAGE as fault:
            if not any_record:
                raise ArchiveError(f"{path}: is not a WARC file") from fault
    if not any_record:
        raise ArchiveError(f"{path}: is not a WARC file")


def _end(iterator: ArchiveIterator) -> int:
    end: int = iterator.get_record_offset() + iterator.get_record_length()
    return end


def _is_page(record: ArcWarcRecord) -> bool:
    if record.rec_type == "response":
        if record.http_headers is None or record.http_headers.get_statuscode() != "200":
            return False
    elif record.rec_type != "resource":
        return False
    target = record.rec_headers.get_header("WARC-Target-URI") or ""
    return target.startswith(("http:", "https:", "file:")) and not target.endswith("/robots.txt")


class ArchiveWriter:
    """Writes imported captures into a new WARC file of the archive; the file is made with the first of them.

    A context manager. A clean end gives the file its lasting name; after a fault it keeps its ending `.open`
    and stays readable.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        now = datetime.now(UTC)
        self.name: Final = f"import-{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.warc.gz"
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            if kind is None:
                (self._folder / (self.name + _OPEN)).rename(self._folder / self.name)

    def write(self, capture: Capture) -> ArchiveRef:
        """Append `capture` and say where it lies. Raises OSError if it cannot; the file stays whole."""
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = (self._folder / (self.name + _OPEN)).open("xb", buffering=0)
        offset = self._file.tell()
        member, digest = _member(capture)
        try:
            written = 0
            while written < len(member):
                written += self._file.write(member[written:])
        except OSError:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise
        return ArchiveRef(self.name, offset, len(member), digest)


def _member(capture: Capture) -> tuple[bytes, str]:
    """The gzip member of a capture and its payload digest."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    web = capture.url.startswith(("http:", "https:"))
    content_type = capture.content_type or "text/html"
    about = {"WARC-Date": capture.fetched_at, "Reportedly-Source": capture.source}
    record = writer.create_warc_record(
        capture.url if web else "file:" + quote(capture.url),
        "response" if web else "resource",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        warc_content_type="" if web else content_type,
        http_headers=StatusAndHeaders("200 OK", [("Content-Type", content_type)], "HTTP/1.1") if web else None,
        warc_headers_dict={name: value for name, value in about.items() if value},
    )
    writer.write_record(record)
    return buffer.getvalue(), record.rec_headers.get_header("WARC-Payload-Digest") or ""

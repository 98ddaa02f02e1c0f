"""Captures in the archive: WARC files, one gzip member per record.

The crawler writes what it fetched as `response` records. Imported files become `resource` records with a
`file:` address. A file that is still being written ends in `.open`; references name it without that.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self
from urllib.parse import quote, unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.capture import ArchiveRef, Capture

#: Bodies above this many bytes are not read: a page is never that large.
MAX_BODY: Final = 20 << 20

_FAULTS: Final = (ArchiveLoadFailed, EOFError, zlib.error, ValueError, AttributeError, TypeError)


class ArchiveError(Exception):
    """A record that cannot be read; says which."""


def _body(record: ArcWarcRecord) -> bytes:
    body: bytes = record.content_stream().read(MAX_BODY + 1)
    return body


def _url(record: ArcWarcRecord) -> str:
    target: str = record.rec_headers.get_header("WARC-Target-URI") or ""
    if target.startswith("file:"):
        return unquote(target.removeprefix("file:"))
    return target.strip("<>")


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _located(folder: Path, file: str) -> Path:
    path = folder / file
    return path if path.exists() else path.with_name(f"{path.name}.open")


def read_body(folder: Path, ref: ArchiveRef) -> bytes:
    """The body that `ref` points at, its Content-Encoding removed. Raises ArchiveError if it is not there."""
    try:
        with _located(folder, ref.file).open("rb") as file:
            file.seek(ref.offset)
            return _body(next(iter(ArchiveIterator(file))))
    except (OSError, StopIteration, *_FAULTS) as fault:
        raise ArchiveError(
            f"{folder / ref.file} at byte {ref.offset}: cannot be read ({fault or type(fault).__name__})"
        ) from fault


def pages(path: Path) -> Iterator[Capture]:
    """The pages of a WARC file in their order: answers with status 200, and resources. `archive` is not set.

    A torn tail ends the iteration without a fault. Raises ArchiveError if the file holds no WARC record at
    all.
    """
    read_any = False
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file):
                read_any = True
                if record.rec_type == "response":
                    if record.http_headers is None or record.http_headers.get_statuscode() != "200":
                        continue
                elif record.rec_type != "resource":
                    continue
                url = _url(record)
                if url.startswith(("dns:", "metadata:")) or url.endswith("/robots.txt"):
                    continue
                date = (record.rec_headers.get_header("WARC-Date") or "")[:19] + "Z"
                yield Capture(url, url, date, _body(record), _content_type(record))
        except _FAULTS as fault:
            if not read_any:
                raise ArchiveError(f"{path}: is not a WARC file") from fault


class ArchiveWriter:
    """Writes imported captures into a new WARC file of the archive; the file is made with the first record.

    A context manager. A clean end closes and renames the file; after a fault it keeps its ending `.open` and
    stays readable.
    """

    def __init__(self, folder: Path, prefix: str = "import") -> None:
        self._folder = folder
        now = datetime.now(UTC)
        self.name: Final = f"{prefix}-{now:%Y%m%dT%H%M%S}{now.microsecond:06d}-{os.getpid()}.warc.gz"
        self._file: IO[bytes] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            if kind is None:
                (self._folder / f"{self.name}.open").rename(self._folder / self.name)

    def write(self, capture: Capture) -> ArchiveRef:
        """Append `capture` and say where it lies. Raises OSError if it cannot be written."""
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = (self._folder / f"{self.name}.open").open("xb")
            self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        offset = self._file.tell()
        web = capture.url.startswith(("http://", "https://"))
        content_type = capture.content_type or "text/html"
        record = self._writer.create_warc_record(
            capture.url if web else "file:" + quote(capture.url),
            "response" if web else "resource",
            payload=BytesIO(capture.body),
            length=len(capture.body),
            warc_content_type="" if web else content_type,
            http_headers=StatusAndHeaders("200 OK", [("Content-Type", content_type)], "HTTP/1.1")
            if web
            else None,
            warc_headers_dict={"WARC-Date": capture.fetched_at},
        )
        self._writer.write_record(record)
        self._file.flush()
        digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
        return ArchiveRef(self.name, offset, self._file.tell() - offset, digest)

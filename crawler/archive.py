"""The archive of fetched pages: one WARC file per crawl, never appended to by another.

Each page is one `response` record with the bytes as they came (still content-encoded), in a gzip member of
its own, and in its head what the crawler knew of it, so that a crawl can be replayed from the file alone.
While a crawl writes it the file's name ends in `.open`; references always name it without.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.clock import stamp
from pipeline import __version__
from pipeline.capture import ArchiveRef, Capture

if TYPE_CHECKING:
    from scrapy.http import Response

_OPEN: Final = ".open"
_WEB: Final = ("http://", "https://", "<http://", "<https://")
_PUNCTUATION: Final = str.maketrans("", "", "-:")
_SOURCE: Final = "Reportedly-Source"
_REQUESTED: Final = "Reportedly-Requested-URL"
_FEED_DATE: Final = "Reportedly-Feed-Date"
#: The entry of a head that says why an answer shows that its page is no longer there.
MISSING: Final = "Reportedly-Missing"
_ENCODING: Final = "Reportedly-Encoding"

_ABOUT: Final = (
    f"software: reportedly/{__version__}\r\nformat: WARC File Format 1.1\r\n"
    "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
).encode()

#: Bodies above this many bytes are not read: a page is never that large.
MAX_BODY: Final = 20 << 20

#: What reading a damaged file raises.
DAMAGE: Final = (ArchiveLoadFailed, EOFError, zlib.error, ValueError, AttributeError, TypeError)


class ArchiveError(Exception):
    """A file of the archive cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class Record:
    """One archived answer: its HTTP status and the capture, whose body has no Content-Encoding any more.

    `missing` says why it shows that the page is no longer there, "" if it is.
    """

    status: int
    missing: str
    capture: Capture
    etag: str
    last_modified: str


class ArchiveWriter:
    """Writes the pages of one crawl; the file is made with the first of them.

    Raises OSError where the disk is full or the folder cannot be written; what was written before stays
    readable.
    """

    def __init__(self, folder: Path, now: float) -> None:
        self._folder = folder
        self._started = stamp(now)
        # To the millisecond, so that names sort in the order of the crawls.
        moment = f"{self._started.translate(_PUNCTUATION)[:-1]}{int(now * 1000) % 1000:03}Z"
        self.name: Final = f"crawl-{moment}-{secrets.token_hex(4)}.warc.gz"
        self._path = folder / (self.name + _OPEN)
        self._end = 0
        self._descriptor: int | None = None

    def write(self, response: Response, capture: Capture, missing: str = "") -> ArchiveRef:
        """Append the answer as it came and hand it to the system before returning where it lies.

        `missing` says why it shows that the page is no longer there.
        """
        if self._descriptor is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            self._append(_member(_head(self._started, "warcinfo", "application/warc-fields"), _ABOUT))
        head = _head(capture.fetched_at, "response", "application/http; msgtype=response")
        digest = _digest(response.body)
        head |= {"WARC-Target-URI": capture.url, "WARC-Payload-Digest": digest, _SOURCE: capture.source}
        if response.ip_address:
            head["WARC-IP-Address"] = str(response.ip_address)
        if capture.requested_url != capture.url:
            head[_REQUESTED] = capture.requested_url
        head |= {_FEED_DATE: quote(capture.feed_date), _ENCODING: capture.encoding, MISSING: missing}
        offset = self._end
        self._append(_member(head, _http(response)))
        return ArchiveRef(self.name, offset, self._end - offset, digest)

    def close(self) -> None:
        """End the file and give it its lasting name."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
            self._path.rename(self._folder / self.name)

    def _append(self, data: bytes) -> None:
        assert self._descriptor is not None
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(self._descriptor, data[written:], self._end + written)
        except OSError as error:
            os.ftruncate(self._descriptor, self._end)
            raise OSError(error.errno, error.strerror, str(self._path)) from error
        self._end += len(data)


def _head(date: str, kind: str, content_type: str) -> dict[str, str]:
    record = f"<urn:uuid:{uuid.uuid4()}>"
    return {"WARC-Type": kind, "WARC-Record-ID": record, "WARC-Date": date, "Content-Type": content_type}


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def _http(response: Response) -> bytes:
    """The answer as the server sent it: status, headers in their bytes, body without chunks but still encoded."""
    lines = [
        f"{response.protocol or 'HTTP/1.1'} {response.status} {responses.get(response.status, '')}".encode("ascii")
    ]
    for name, values in response.headers.items():
        # The body has no chunks any more: the header would make readers look for them.
        shown = b"X-Archive-Orig-" + name if name.lower() == b"transfer-encoding" else name
        lines += [shown + b": " + value for value in values]
    return b"\r\n".join(lines) + b"\r\n\r\n" + response.body


def _member(head: dict[str, str], block: bytes) -> bytes:
    """A WARC record as one gzip member; entries of the head that are empty are left out."""
    head = {**head, "WARC-Block-Digest": _digest(block), "Content-Length": str(len(block))}
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in head.items() if value)]
    pack = zlib.compressobj(wbits=31)
    return pack.compress("\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n") + pack.flush()


def files(folder: Path) -> list[Path]:
    """The WARC files of an archive in the order of their crawls, unfinished ones too; or the one file given."""
    if folder.is_file():
        return [folder]
    return sorted(p for p in folder.glob("*.warc.gz*") if lasting_name(p).endswith(".warc.gz"))


def lasting_name(path: Path) -> str:
    """The name that a file of the archive has once its crawl has ended."""
    return path.name.removesuffix(_OPEN)


def locate(folder: Path, name: str) -> Path:
    """The path of a file of the archive by its lasting name, finished or not."""
    path = folder / name
    return path if path.exists() else folder / (name + _OPEN)


def finish(path: Path) -> None:
    """Cut the torn tail off a file that its crawl left open and give it its lasting name."""
    end = 0
    for record in records(path):
        if record.capture.archive:
            end = record.capture.archive.offset + record.capture.archive.length
    if end:
        os.truncate(path, end)
        path.rename(path.with_name(lasting_name(path)))
    else:
        path.unlink()


def records(path: Path) -> Iterator[Record]:
    """The web answers in a WARC file in their order. A torn tail ends the iteration.

    Raises ArchiveError if the file of an ended crawl begins with no WARC record, OSError if it cannot be opened.
    """
    name = lasting_name(path)
    begun = name != path.name
    with path.open("rb") as file:
        iterator = ArchiveIterator(file)
        try:
            for raw in iterator:
                begun = True
                target = raw.rec_headers.get_header("WARC-Target-URI") or ""
                if raw.rec_type != "response" or raw.http_headers is None or not target.startswith(_WEB):
                    continue
                record = _record(raw)
                # Only now: both skip what of the record is not read yet.
                offset, length = iterator.get_record_offset(), iterator.get_record_length()
                digest = raw.rec_headers.get_header("WARC-Payload-Digest") or ""
                yield _with_ref(record, ArchiveRef(name, offset, length, digest))
        except DAMAGE as error:
            if not begun:
                raise ArchiveError(f"{path}: is not a WARC file") from error


def _record(raw: ArcWarcRecord) -> Record:
    http = raw.http_headers
    return Record(
        int(http.get_statuscode()),
        raw.rec_headers.get_header(MISSING) or "",
        capture_of(raw),
        http.get_header("ETag") or "",
        http.get_header("Last-Modified") or "",
    )


def _with_ref(record: Record, ref: ArchiveRef) -> Record:
    return replace(record, capture=replace(record.capture, archive=ref))


def capture_of(record: ArcWarcRecord) -> Capture:
    """The page that a record holds, without where it lies; reads its body, up to one byte more than `MAX_BODY`."""
    head = record.rec_headers
    url = address_of(record)
    return Capture(
        requested_url=head.get_header(_REQUESTED) or url,
        url=url,
        fetched_at=date_of(record),
        body=body_of(record),
        content_type=(record.http_headers or head).get_header("Content-Type") or "",
        source=head.get_header(_SOURCE) or "",
        encoding=head.get_header(_ENCODING) or "",
        feed_date=unquote(head.get_header(_FEED_DATE) or ""),
    )


def address_of(record: ArcWarcRecord) -> str:
    """The address of a record's page, or the path of an imported file."""
    target: str = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    return unquote(target.removeprefix("file:")) if target.startswith("file:") else target


def date_of(record: ArcWarcRecord) -> str:
    """When a record's page was fetched, to the second."""
    return (record.rec_headers.get_header("WARC-Date") or "")[:19] + "Z"


def body_of(record: ArcWarcRecord) -> bytes:
    """A record's body without Content-Encoding, up to one byte more than `MAX_BODY`."""
    body: bytes = record.content_stream().read(MAX_BODY + 1)
    return body

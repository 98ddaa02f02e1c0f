"""Downloads of whole files: with length, entity tag and ranges, so that a broken one can be taken up
again.
"""

from __future__ import annotations

import asyncio
import re
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from pipeline.publish.database import NAME
from pipeline.publish.snapshot import DATABASE, Snapshot, kept_snapshots

_CHUNK: Final = 1 << 18
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
_DATED: Final = re.compile(r"reportedly-(\d{8}T\d{6}Z-[0-9a-f]{8})\.db")
_MEDIA_TYPES: Final = {
    ".db": "application/vnd.sqlite3",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".cff": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}


async def latest(datasette: Datasette) -> Response:
    """The manifest of the snapshot that is served, with the addresses of its files."""
    snapshot: Snapshot = datasette.get_database(NAME).snapshot
    manifest = {
        **snapshot.manifest(),
        "url": datasette.urls.path(f"/download/reportedly-{snapshot.version}.db"),
    }
    return Response.json(manifest, headers={"cache-control": "public, max-age=60"})


async def download(datasette: Datasette, request: Request, send: Any) -> Response | None:
    """`/download/reportedly.db`, `/download/reportedly-<version>.db`, or an export of the current
    snapshot.
    """
    name = request.url_vars["name"]
    current: Snapshot = datasette.get_database(NAME).snapshot
    dated = _DATED.fullmatch(name)
    if dated:
        folder = Path(datasette.plugin_config("reportedly")["snapshots"])
        snapshot = next((s for s in [current, *kept_snapshots(folder)] if s.version == dated[1]), None)
        if snapshot is None:
            raise NotFound(f"The snapshot {dated[1]} is no longer kept; /download/reportedly.db is the newest")
        return await send_file(request, send, snapshot.path, snapshot.sha256, name, lasting=True)
    if name == DATABASE:
        return await send_file(request, send, current.path, current.sha256, f"reportedly-{current.version}.db")
    if name in current.files:
        return await send_file(request, send, current.folder / name, current.files[name]["sha256"], name)
    raise NotFound(f"There is no download {name}")


async def send_file(
    request: Request, send: Any, path: Path, tag: str, name: str, *, lasting: bool = False
) -> Response | None:
    """Send `path`, or the one range of it that is asked for (206), or that it is unchanged (304).

    The file is opened before the first byte is sent: a download goes on when its snapshot is removed
    meanwhile.
    """
    if request.method not in ("GET", "HEAD"):
        return Response.text("Only GET and HEAD", status=405, headers={"allow": "GET, HEAD"})
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise NotFound(f"{name} is no longer kept; /download/reportedly.db is the newest") from None
    with file:
        status_of = path.stat()
        size = status_of.st_size
        headers = {
            "content-type": _MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
            "content-disposition": f'attachment; filename="{name}"',
            "etag": f'"{tag}"',
            "last-modified": formatdate(status_of.st_mtime, usegmt=True),
            "accept-ranges": "bytes",
            "cache-control": "public, max-age=31536000, immutable" if lasting else "public, max-age=60",
        }
        if f'"{tag}"' in request.headers.get("if-none-match", ""):
            await _send_head(send, 304, headers)
            return None
        start, end, status = 0, size, 200
        if request.headers.get("if-range", f'"{tag}"') == f'"{tag}"':
            start, end, status = _span(request.headers.get("range", ""), size)
        if status == 416:
            beyond = {"content-range": f"bytes */{size}", "content-length": "0"}
            await _send_head(send, 416, headers | beyond)
            return None
        if status == 206:
            headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        headers["content-length"] = str(end - start)
        if request.method == "HEAD":
            await _send_head(send, status, headers)
            return None
        await _start(send, status, headers)
        file.seek(start)
        left = end - start
        while left > 0 and (chunk := await asyncio.to_thread(file.read, min(_CHUNK, left))):
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    return None


def _span(header: str, size: int) -> tuple[int, int, int]:
    """(start, end, status) for a Range header: 206 for one range, 200 for what is not understood, 416 beyond
    the end.
    """
    match = _RANGE.fullmatch(header.strip())
    if not match or match.group(1) == match.group(2) == "":
        return 0, size, 200
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end, 206) if start < end else (0, 0, 416)


async def _send_head(send: Any, status: int, headers: dict[str, str]) -> None:
    await _start(send, status, headers)
    await send({"type": "http.response.body", "body": b""})


async def _start(send: Any, status: int, headers: dict[str, str]) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )

"""Saved pages from files: what `reportedly import` finds under the paths it is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.capture import Capture
from pipeline.store.archive import MAX_BODY, ArchiveError, Missing, pages

_PAGES: Final = frozenset({".html", ".htm", ".xhtml"})


class ImportFault(Exception):
    """A file that cannot be read: which, and why; one line."""


def is_warc(path: Path) -> bool:
    """Whether the name of `path` is that of a WARC file."""
    return path.name.lower().endswith((".warc", ".warc.gz", ".warc.gz.open"))


def files(path: Path) -> list[Path]:
    """The pages and WARC files at `path`: itself, or all in the folder and the folders below, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and (p.suffix.lower() in _PAGES or is_warc(p)))


def captures(path: Path) -> Iterator[Capture | Missing]:
    """The captures in one file; those of a WARC file tell where they lie in it.

    A page's address is its path as given and the time of its fetch is the file's time of last change. At most
    one byte more than a page may have is read, so that a huge file is refused by the reader and does no harm
    here. Raises ImportFault if the file cannot be read.
    """
    try:
        if is_warc(path):
            yield from pages(path)
        else:
            yield _saved_page(path)
    except ArchiveError as fault:
        raise ImportFault(str(fault)) from fault
    except OSError as fault:
        raise ImportFault(f"{path}: {fault.strerror or fault}") from fault


def _saved_page(path: Path) -> Capture:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with path.open("rb") as file:
        body = file.read(MAX_BODY + 1)
    # A name need not be Unicode, but addresses are.
    address = str(path).encode("utf-8", "backslashreplace").decode()
    return Capture(address, address, f"{changed:%Y-%m-%dT%H:%M:%SZ}", body, "text/html")

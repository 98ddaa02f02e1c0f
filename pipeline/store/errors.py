"""Faults of the catalogue that a person can mend, told in one line."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CatalogueError(Exception):
    """What is wrong, where, and what to do; one line."""


_REMEDIES = {
    "full": "there is no room left; free some space and run the command again, what was stored is kept",
    "not a database": "this is not an SQLite database; give another --db",
    "malformed": "it is damaged; restore it, or build it anew with `reportedly import` from the archive",
    "locked": "another process is writing; try again when it is done",
    "readonly": "it is read-only; make the file and its folder writable or give another --db",
    "unable to open": "it cannot be opened; check that the folder exists and that you may write there",
    "disk i/o": "the disk cannot be read or written; check it, what was stored is kept",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn faults of SQLite and of the file system about `path` into `CatalogueError`."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        words = str(fault).lower()
        for sign, remedy in _REMEDIES.items():
            if sign in words:
                raise CatalogueError(f"{path}: {remedy}") from fault
        raise
    except OSError as fault:
        name = fault.filename or path
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CatalogueError(f"{name}: {_REMEDIES['full']}") from fault
        raise CatalogueError(f"{name}: {fault.strerror or fault}") from fault

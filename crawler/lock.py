"""One writer at a time: a lock beside the database that the kernel frees when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locked(Exception):
    """Another run holds the lock."""


@contextmanager
def hold(database: Path) -> Iterator[None]:
    """Hold the lock of a database. Raises Locked if another process holds it, OSError if it cannot be made."""
    path = database.with_name(database.name + ".lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Locked(f"another run is writing to {database}; wait until it has ended") from error
        yield
    finally:
        os.close(descriptor)

"""Read from SQLite files that may hold text that is no UTF-8."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

R = TypeVar("R")


def opened(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """The database at `path`, to be read by one thread at a time.

    `immutable` takes no lock, for a file to which another connection only adds.
    """
    query = "mode=ro&immutable=1" if immutable else "mode=ro"
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{query}", uri=True, isolation_level=None, check_same_thread=False
    )


def any_text(connection: sqlite3.Connection, read: Callable[[sqlite3.Connection], R]) -> R:
    """What `read` gives, done again with replacement characters if it meets text that is no UTF-8.

    Such text is rare, and to be ready for it takes as long as the rest of reading.
    """
    try:
        return read(connection)
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
    connection.text_factory = decoded
    return read(connection)


def decoded(raw: bytes) -> str:
    """Text as it can be shown, whatever it is: a `text_factory` of connections."""
    return raw.decode("utf-8", "replace")

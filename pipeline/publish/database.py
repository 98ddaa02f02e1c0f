"""A Datasette database that follows the newest snapshot while the site runs."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database

from pipeline.publish.readable import decoded
from pipeline.publish.snapshot import Snapshot, SnapshotError, current_snapshot, pointer

#: The name of the database in addresses.
NAME: Final = "reportedly"

_POLL_SECONDS: Final = 0.5


class _Connections(threading.local):
    """The open connection of this thread to the snapshot of each site: site -> (file, connection)."""

    def __init__(self) -> None:
        self.of: dict[int, tuple[str, sqlite3.Connection]] = {}


_connections = _Connections()


class SnapshotDatabase(Database):  # type: ignore[misc]  # datasette has no types
    """One immutable snapshot.

    Connections are kept per thread and *file*: Datasette 0.65 keeps them per thread and database name and
    would go on reading the old file after a swap.
    """

    def __init__(self, datasette: Datasette, snapshot: Snapshot) -> None:
        super().__init__(datasette, path=str(snapshot.path), is_mutable=False)
        self.snapshot = snapshot
        self.name = self.route = NAME
        self.cached_hash = snapshot.sha256
        self.cached_size = snapshot.size
        self._counts = dict(snapshot.tables)
        self.counted: dict[Any, list[tuple[Any, int]]] = {}  # kept counts: a snapshot never changes
        with closing(self.connect()) as connection:
            connection.text_factory = decoded
            self.subject_slugs = dict(connection.execute("select subject, slug from subjects"))
            self.source_names = dict(connection.execute("select source, name from sources"))

    @property
    def cached_table_counts(self) -> dict[str, int]:
        return self._counts

    async def execute(self, sql: str, *args: Any, **kwargs: Any) -> Any:
        return await super().execute(newest_found(sql), *args, **kwargs)

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        def in_thread() -> Any:
            path, connection = _connections.of.get(id(self.ds), ("", None))
            if connection is None or path != self.path:
                if connection is not None:
                    connection.close()
                connection = self.connect()
                self.ds._prepare_connection(connection, self.name)
                _connections.of[id(self.ds)] = (self.path, connection)
            return fn(connection)

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, in_thread)


def newest_found(sql: str) -> str:
    """`sql`, with the claims that a search finds taken by their rowid where they are asked for by their recency.

    Both are the same order in a snapshot, which SQLite cannot know: it would fetch every claim that is found and sort
    them all to show the first page.
    """
    if "claims_flat_fts match" not in sql:
        return sql
    return sql.replace(" order by recency ", " order by claims_flat.rowid ")


def install(datasette: Datasette, snapshots: Path) -> SnapshotDatabase:
    """Put the current snapshot of folder `snapshots` in place of the one that is served, at once for new
    requests.

    Raises SnapshotError if there is none or it is not whole; what was served stays.
    """
    snapshot = current_snapshot(snapshots)
    try:
        database = SnapshotDatabase(datasette, snapshot)
    except sqlite3.Error as error:
        raise SnapshotError(f"{snapshot.path} cannot be read ({error}): publish again") from None
    datasette.databases = {**datasette.databases, NAME: database}
    return database


class Follower(threading.Thread):
    """Watches the pointer in folder `snapshots` and installs what it names.

    A thread and not a task: Datasette 0.65 runs its startup hook on another event loop than the server's.
    """

    def __init__(self, datasette: Datasette, snapshots: Path) -> None:
        super().__init__(name="follow-snapshots", daemon=True)
        self._datasette = datasette
        self._snapshots = snapshots
        self._seen = _stamp(snapshots)
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(_POLL_SECONDS):
            stamp = _stamp(self._snapshots)
            if stamp != self._seen:
                self._seen = stamp
                self._install()

    def _install(self) -> None:
        try:
            database = install(self._datasette, self._snapshots)
        except SnapshotError as error:
            print(f"reportedly: kept the snapshot that is served: {error}", file=sys.stderr, flush=True)
        else:
            print(f"reportedly: now serving {database.snapshot.version}", file=sys.stderr, flush=True)

    def stop(self) -> None:
        """End the thread at its next look."""
        self._stopped.set()


def _stamp(snapshots: Path) -> tuple[int, int] | None:
    try:
        status = pointer(snapshots).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino

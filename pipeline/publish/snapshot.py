"""Make a snapshot: the public part of the working database as one file that never changes.

A snapshot is a folder of its own, `<version>/`, with the SQLite file, the exports and a manifest. It is
written under another name, checked, renamed into place, and only then named by the pointer `current.json`; a
reader never sees half of one.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pipeline.publish.build import BUILD_STEPS, build
from pipeline.publish.exports import EXPORT_STEPS, Origin, describe, describe_file, export_rows
from pipeline.publish.history import CHANGES, write_changes
from pipeline.publish.readable import opened
from pipeline.publish.tables import counts

#: Changes when the site of an older version of the project could not show the file.
SCHEMA: Final = 1

#: How often `publish` reports progress.
STEPS: Final = BUILD_STEPS + EXPORT_STEPS

DATABASE: Final = "reportedly.db"
_POINTER: Final = "current.json"
_UNFINISHED: Final = ".unfinished-"
_DAY: Final = 86_400

#: File name -> its size and sha256.
Files = dict[str, dict[str, Any]]


class SnapshotError(Exception):
    """A snapshot cannot be made, or the one that is named cannot be served; one line for people."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published snapshot: its version (UTC time and the first digits of its hash), file, hash and row
    counts.
    """

    version: str
    path: Path
    sha256: str
    size: int
    published_at: str
    tables: dict[str, int]
    schema: int = SCHEMA
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: dict[str, Any] | None = None

    @property
    def folder(self) -> Path:
        return self.path.parent

    def manifest(self) -> dict[str, Any]:
        """What `current.json` and the folder's `manifest.json` hold."""
        return {
            "version": self.version,
            "file": f"{self.version}/{DATABASE}",
            "sha256": self.sha256,
            "size": self.size,
            "published_at": self.published_at,
            "schema": self.schema,
            "tables": self.tables,
            "files": self.files,
            "changes": self.changes,
        }


def pointer(snapshots: Path) -> Path:
    """The file in folder `snapshots` that names the snapshot to serve."""
    return snapshots / _POINTER


def current_snapshot(snapshots: Path) -> Snapshot:
    """The snapshot that the pointer names. Raises SnapshotError if there is none, or it is not whole."""
    path = pointer(snapshots)
    try:
        return read_manifest(path, snapshots)
    except FileNotFoundError:
        raise SnapshotError(f"{snapshots} holds no snapshot: run `reportedly publish` first") from None


def read_manifest(path: Path, snapshots: Path) -> Snapshot:
    """The snapshot that manifest `path` describes, with its file checked for size and schema.

    Raises SnapshotError if the manifest or the file is not whole, FileNotFoundError if there is no manifest.
    """
    try:
        manifest = json.loads(path.read_text("utf-8"))
        file = snapshots / manifest["file"]
        snapshot = Snapshot(
            version=manifest["version"],
            path=file,
            sha256=manifest["sha256"],
            size=manifest["size"],
            published_at=manifest["published_at"],
            tables=manifest["tables"],
            schema=manifest["schema"],
            files=manifest["files"],
            changes=manifest["changes"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"{path} is not a snapshot's manifest ({error!r}): publish again") from None
    if snapshot.schema != SCHEMA:
        raise SnapshotError(f"{path} has schema {snapshot.schema}, this version serves {SCHEMA}: publish again")
    if not file.is_file() or file.stat().st_size != snapshot.size:
        raise SnapshotError(f"{file} is missing or incomplete: publish again")
    return snapshot


def kept_snapshots(snapshots: Path) -> list[Snapshot]:
    """The whole snapshots in folder `snapshots`, newest first."""
    found = []
    for manifest in snapshots.glob("*/manifest.json"):
        if manifest.parent.name.startswith("."):
            continue
        try:
            found.append(read_manifest(manifest, snapshots))
        except (SnapshotError, OSError):
            continue
    return sorted(found, key=lambda snapshot: snapshot.published_at, reverse=True)


def publish(
    database: Path,
    snapshots: Path,
    *,
    keep: int = 3,
    exports: bool = True,
    progress: Callable[[int], None] = lambda done: None,
) -> Snapshot:
    """Make a snapshot of the working `database` in folder `snapshots` and point to it.

    The file is checked (quick_check, row counts) before it is named; the newest `keep` snapshots
    stay. With `exports` the folder also gets CSV, JSON Lines, the data package and their like. `progress` is
    told of each step done, STEPS in all with exports. Raises SnapshotError if the database cannot be read,
    holds no claims table, or a check fails; then nothing changes.
    """
    if not database.is_file():
        raise SnapshotError(f"{database} does not exist: run `reportedly crawl` or `reportedly import` first")
    snapshots.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    work = snapshots / f"{_UNFINISHED}{os.getpid()}-{now:%Y%m%dT%H%M%S%fZ}"
    work.mkdir()
    lock = threading.Lock()

    def step(done: int) -> None:
        with lock:  # several threads are at work
            progress(done)

    def read(site: sqlite3.Connection) -> Files:
        return export_rows(site, work, progress=step) if exports else {}

    try:
        published_at = f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"
        with build(database, work / DATABASE, published_at, read, step) as exported, ThreadPoolExecutor(1) as beside:
            file = beside.submit(describe_file, work / DATABASE)
            tables = _checked(work / DATABASE)
            changes = _write_changes(work, snapshots)
            files = exported.result()
        snapshot = _finish(tables, work, snapshots, now, file.result(), files, changes)
    except sqlite3.Error as error:
        raise SnapshotError(f"{database} is no working database of this version ({error})") from error
    except ValueError as error:
        raise SnapshotError(str(error)) from error
    except OSError as error:
        raise SnapshotError(f"{snapshots} cannot be written: {error}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _remove_old(snapshots, keep=max(keep, 1))
    return snapshot


def _checked(file: Path) -> dict[str, int]:
    """The number of rows of each table of a file that is found whole. Raises SnapshotError if it is damaged."""
    with closing(opened(file)) as connection:
        verdict = connection.execute("pragma quick_check").fetchone()[0]
        if verdict != "ok":
            raise SnapshotError(f"the new snapshot is damaged: {verdict}")
        return counts(connection)


def _finish(
    tables: dict[str, int],
    work: Path,
    snapshots: Path,
    now: datetime,
    database: dict[str, Any],
    files: Files,
    changes: dict[str, Any] | None,
) -> Snapshot:
    """Describe, rename, point. `tables` are their numbers of rows, `database` the size and sha256 of their file,
    `files` the exports, {} for none.
    """
    digest = database["sha256"]
    version = f"{now:%Y%m%dT%H%M%SZ}-{digest[:8]}"
    published_at = f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"
    folder = snapshots / version
    if files:
        origin = Origin(work / DATABASE, version, published_at)
        files = files | describe(origin, work, {DATABASE: database, **files})
    if changes is not None:
        files[CHANGES] = describe_file(work / CHANGES)
    snapshot = Snapshot(
        version=version,
        path=folder / DATABASE,
        sha256=digest,
        size=database["size"],
        published_at=published_at,
        tables=tables,
        files=files,
        changes=changes,
    )
    manifest = json.dumps(snapshot.manifest(), ensure_ascii=False, indent=1)
    (work / "manifest.json").write_text(manifest, "utf-8")
    for file in work.iterdir():
        _sync(file)
        file.chmod(0o444)
    work.rename(folder)
    _sync(snapshots)
    _point(snapshots, manifest)
    return snapshot


def _write_changes(work: Path, snapshots: Path) -> dict[str, Any] | None:
    """Write what changed since the snapshot that is pointed to; None if there is none that can be read."""
    try:
        before = current_snapshot(snapshots)
        return write_changes(before.path, work / DATABASE, work / CHANGES, before.version, before.published_at)
    except (SnapshotError, sqlite3.Error):
        (work / CHANGES).unlink(missing_ok=True)
        return None


def _point(snapshots: Path, manifest: str) -> None:
    fresh = snapshots / f"{_UNFINISHED}{os.getpid()}.json"
    fresh.write_text(manifest, "utf-8")
    _sync(fresh)
    fresh.replace(pointer(snapshots))
    _sync(snapshots)


def _remove_old(snapshots: Path, keep: int) -> None:
    current = current_snapshot(snapshots).version
    for snapshot in kept_snapshots(snapshots)[keep:]:
        if snapshot.version != current:
            shutil.rmtree(snapshot.folder, ignore_errors=True)
    for left_over in snapshots.glob(f"{_UNFINISHED}*"):
        if time.time() - left_over.stat().st_mtime > _DAY:
            shutil.rmtree(left_over, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from pipeline.publish.snapshot import (
    STEPS,
    Snapshot,
    SnapshotError,
    current_snapshot,
    kept_snapshots,
    pointer,
    publish,
)
from pipeline.publish.tables import described


def test_a_snapshot_is_named_hashed_counted_and_read_only(snapshot: Snapshot) -> None:
    assert hashlib.sha256(snapshot.path.read_bytes()).hexdigest() == snapshot.sha256
    assert snapshot.version.endswith(snapshot.sha256[:8])
    assert snapshot.path.stat().st_size == snapshot.size
    assert snapshot.path.stat().st_mode & 0o222 == 0
    with sqlite3.connect(f"file:{snapshot.path}?mode=ro", uri=True) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        for table, count in snapshot.tables.items():
            assert connection.execute(f"select count(*) from {table}").fetchone() == (count,)
    assert snapshot.tables["claims_flat"] > 30


def test_progress_reaches_its_end(working: Path, tmp_path: Path) -> None:
    done: list[int] = []
    publish(working, tmp_path, progress=done.append)
    assert sum(done) == STEPS
    assert len(done) > 20


def test_it_holds_no_article_text_and_nobody(working: Path, snapshot: Snapshot) -> None:
    with sqlite3.connect(f"file:{working}?mode=ro", uri=True) as connection:
        texts = [text for (text,) in connection.execute("select text from texts where length(text) > 400")]
    raw = snapshot.path.read_bytes()
    assert b"Somebody Private" in working.read_bytes()
    assert b"Somebody Private" not in raw
    for text in texts:
        assert text.encode() not in raw


def test_only_described_columns_are_published_and_every_described_one_is(snapshot: Snapshot) -> None:
    with sqlite3.connect(f"file:{snapshot.path}?mode=ro", uri=True) as connection:
        for table, columns in described().items():
            found = [row[1] for row in connection.execute(f"pragma table_info({table})")]
            assert found == list(columns), table


def test_the_newest_snapshots_stay_and_the_rest_go(working: Path, tmp_path: Path) -> None:
    made = [publish(working, tmp_path, keep=2) for _ in range(4)]
    assert [kept.version for kept in kept_snapshots(tmp_path)] == [made[3].version, made[2].version]
    assert current_snapshot(tmp_path).version == made[3].version
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    "damage",
    ["cut", "missing", "schema", "words", "not json"],
)
def test_a_snapshot_that_is_not_whole_is_refused(working: Path, tmp_path: Path, damage: str) -> None:
    snapshot = publish(working, tmp_path)
    manifest = json.loads(pointer(tmp_path).read_text())
    if damage == "cut":
        snapshot.path.chmod(0o644)
        snapshot.path.write_bytes(snapshot.path.read_bytes()[:-4096])
    elif damage == "missing":
        snapshot.path.unlink()
    elif damage == "schema":
        pointer(tmp_path).write_text(json.dumps({**manifest, "schema": 999}))
    elif damage == "words":
        pointer(tmp_path).write_text("[]")
    else:
        pointer(tmp_path).write_text("{")
    with pytest.raises(SnapshotError, match="publish again"):
        current_snapshot(tmp_path)


def test_what_cannot_be_published_is_said_in_one_line_and_changes_nothing(working: Path, tmp_path: Path) -> None:
    before = publish(working, tmp_path)
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a database" * 1000)
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    for database in (garbage, empty, tmp_path / "absent.db"):
        with pytest.raises(SnapshotError) as refused:
            publish(database, tmp_path)
        assert "\n" not in str(refused.value)
        assert database.name in str(refused.value)
    assert current_snapshot(tmp_path) == before
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]

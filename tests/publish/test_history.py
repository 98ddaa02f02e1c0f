from __future__ import annotations

import json
from pathlib import Path

import sample

from pipeline.publish.snapshot import publish
from pipeline.store.catalogue import Catalogue


def test_a_snapshot_tells_what_changed_since_the_one_before(tmp_path: Path) -> None:
    working = sample.working_database(tmp_path / "working.db")
    first = publish(working, tmp_path / "snapshots")
    assert first.changes is None
    with Catalogue.open(working) as catalogue:
        page = sample.PAGES[0]
        url = "https://negah.example/again"
        sample.store(
            catalogue, sample.Page(url, page.source, page.language, page.published, page.title, page.sentences)
        )
        gone = catalogue.db.conn.execute("select min(claim_id) from claims where subject = 'ChatGPT'").fetchone()[0]
        catalogue.db.conn.execute("update claims set rejected = 1 where claim_id = ?", [gone])
        catalogue.db.conn.execute("update claims set value = 99 where value = 0.28 and quote_start < 200")
    second = publish(working, tmp_path / "snapshots")
    assert second.changes is not None
    lines = [json.loads(line) for line in (second.folder / "changes.jsonl").read_text("utf-8").splitlines()]
    kinds = [line["change"] for line in lines]
    assert {kind: kinds.count(kind) for kind in ("added", "changed", "removed")} == {
        kind: second.changes[kind] for kind in ("added", "changed", "removed")
    }
    assert second.changes["from"] == first.version
    assert kinds.count("added") == 4
    assert [line["claim_id"] for line in lines if line["change"] == "removed"] == [gone]
    changed = next(line for line in lines if line["change"] == "changed")
    assert changed["fields"]["value"] == {"from": 0.28, "to": 99.0}

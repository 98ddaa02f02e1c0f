"""The archive is the truth: of a crawl's database nothing is lost that its WARC files do not give back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.conftest import Demo, reportedly

COLUMNS = "claim_id, quote, value, about_date, status, first_seen, gone_at, cluster, article_url, source, reported"


def test_two_crawls_come_back_from_their_archive(demo: Demo, tmp_path: Path) -> None:
    reportedly("import", str(demo.database.parent / "archive"), "--db", "reportedly.db", cwd=tmp_path)
    rebuilt = sqlite3.connect(tmp_path / "reportedly.db")
    try:
        rows = rebuilt.execute(f"select {COLUMNS} from claims_flat order by 1").fetchall()
        changes = rebuilt.execute("select change, old_claim_id, new_claim_id from claim_changes order by 1, 2, 3")
        assert rows == [tuple(row) for row in demo.rows(f"select {COLUMNS} from claims_flat order by 1")]
        assert changes.fetchall() == [
            tuple(row)
            for row in demo.rows("select change, old_claim_id, new_claim_id from claim_changes order by 1, 2, 3")
        ]
    finally:
        rebuilt.close()

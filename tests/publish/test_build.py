"""A snapshot is made by several threads of one state of the working database, or not at all."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sample

from pipeline.publish import build, snapshot
from pipeline.publish.agreement import Question, write_agreement
from pipeline.publish.readable import any_text, opened
from pipeline.publish.snapshot import SnapshotError, current_snapshot, publish

_TYPES = ("price", "revenue", "release_date", "benchmark_score")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return sample.working_database(tmp_path / "working.db")


def _many_reports(database: Path, rounds: int = 12) -> None:
    """Many times the claims of `database`, with other days, values and languages that often meet."""
    pick = random.Random(11)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("pragma foreign_keys = off")
        cursor = connection.execute("select * from claims")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        articles = [row[0] for row in connection.execute("select article_id from articles")]
        for number in range(rounds):
            for row in rows:
                start = f"2025-{pick.randint(1, 3):02d}-{pick.randint(1, 28):02d}"
                end = max(start, f"2025-{pick.randint(1, 4):02d}-{pick.randint(1, 28):02d}")
                timeless = pick.random() < 0.3
                other = {
                    "claim_id": f"{number}-{row['claim_id']}",
                    "article_id": pick.choice(articles),
                    "value": pick.choice((row["value"], 1.0, 2.5)),
                    "claim_type": pick.choice(
                        (row["claim_type"], "price", "revenue", "release_date", "benchmark_score")
                    ),
                    "aspect": pick.choice((row["aspect"], "", "total")),
                    "language": pick.choice(("ar", "fa", "zh", "en")),
                    "status": pick.choice(("stated", "expected", "denied")),
                    "reported": start,
                    "gone_at": pick.choice((None, None, None, start)),
                    "holds_from": None if timeless else start,
                    "holds_to": None if timeless else end,
                    "about_date": f"{start}/{end}",
                    "about_from": pick.choice((None, start)),
                    "about_to": end,
                }
                made = {**row, **other}
                connection.execute(
                    f"insert into claims ({', '.join(made)}) values ({', '.join('?' * len(made))})", [*made.values()]
                )


def test_agreement_is_what_the_views_of_the_working_database_say(own: Path, tmp_path: Path) -> None:
    _many_reports(own)
    with closing(opened(own)) as working, closing(sqlite3.connect(tmp_path / "part")) as part:
        write_agreement(working, part)
        columns = ", ".join(f'"{name}"' for name in Question._fields)
        made = _questions(part, f"select {columns} from agreement")
        assert made == _questions(working, f"select {columns} from agreement order by agreement_id")
        assert len({row[0] for row in made}) == len(made) > 100
        assert {bool(row[Question._fields.index("differ")]) for row in made} == {True, False}
        claims = part.execute("select * from agreement_claims order by 1, 2, 3").fetchall()
        assert claims == working.execute(
            """select agreement_id, answer, claim_id from agreement_reports where agreement_id in
            (select agreement_id from agreement where "values" > 1) order by 1, 2, 3"""
        ).fetchall()  # fmt: skip


def _questions(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    """The rows of `sql`, with the languages in one order: SQLite puts them in any."""
    found = (Question._make(row) for row in connection.execute(sql))
    return [question._replace(languages=",".join(sorted(question.languages.split(",")))) for question in found]


def test_all_threads_read_one_state_whatever_is_written_meanwhile(own: Path, tmp_path: Path) -> None:
    def count(connection: sqlite3.Connection, schema: str) -> int:
        return int(connection.execute(f"select count(*) from {schema}.crawls").fetchone()[0])

    def add_crawl() -> None:
        with closing(sqlite3.connect(own)) as writer, writer:
            needed = [row[1] for row in writer.execute("pragma table_info(crawls)") if row[3] and row[1] != "crawl_id"]
            writer.execute(f"insert into crawls ({', '.join(needed)}) values ({', '.join(['0'] * len(needed))})")

    class Interrupted(sqlite3.Connection):
        """Another process writes between the beginnings of the two transactions, twice."""

        times = 2

        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            if sql == "begin" and self.times:
                self.times -= 1
                add_crawl()
            return super().execute(sql, *parameters)

    site = sqlite3.connect(tmp_path / "site.db", factory=Interrupted, isolation_level=None)
    with closing(site), closing(opened(own)) as working:
        before = count(working, "main")
        site.execute("attach ? as working", [str(own)])
        pin = build._begin_together(site, working)
        assert count(site, "working") == count(working, "main") == before + 2
        add_crawl()
        site.execute("create table t (a)")
        site.execute("commit")
        site.execute("begin")
        assert count(site, "working") == count(working, "main") == before + 2
        pin.close()
        site.execute("commit")
        assert count(site, "working") == before + 3


def _left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    "piece", ["build.write_agreement", "build._search", "snapshot.export_rows", "build._take_search"]
)
@pytest.mark.parametrize("error", [OSError("No space left on device"), sqlite3.OperationalError("disk is full")])
def test_what_fails_in_any_thread_leaves_the_old_snapshot(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: str, error: Exception
) -> None:
    folder = tmp_path / "snapshots"
    before = publish(own, folder)

    def fail(*_: Any, **__: Any) -> None:
        raise error

    module, _, name = piece.partition(".")
    monkeypatch.setattr({"build": build, "snapshot": snapshot}[module], name, fail)
    with pytest.raises(SnapshotError, match=str(error)):
        publish(own, folder)
    assert current_snapshot(folder) == before
    assert _left_over(folder) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.publish import build, snapshot
_, database, folder, moment = sys.argv
module = snapshot if hasattr(snapshot, moment) else build
setattr(module, moment, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
snapshot.publish(Path(database), Path(folder))
"""


@pytest.mark.parametrize("moment", ["_take_search", "_search", "_point"])
def test_a_killed_publish_leaves_the_old_snapshot_and_the_next_one_works(
    own: Path, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "snapshots"
    before = publish(own, folder)
    command = [sys.executable, "-c", _KILLED, str(own), str(folder), moment]
    killed = subprocess.run(command, cwd=Path(build.__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert current_snapshot(folder) == before
    after = publish(own, folder)
    assert current_snapshot(folder) == after != before


def test_text_that_is_no_utf8_is_read_with_replacement_characters(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "t.db")) as connection, connection:
        connection.execute("create table t as select 'good' as a union all select cast(x'ff41' as text)")
    with closing(opened(tmp_path / "t.db")) as connection:
        assert any_text(connection, lambda reader: reader.execute("select a from t").fetchall()) == [
            ("good",),
            ("\ufffdA",),
        ]

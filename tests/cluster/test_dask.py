"""Extraction by a real cluster of two worker processes on loopback: whatever happens, each row arrives exactly once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import warcs
from commands import reportedly

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytest.importorskip("pyarrow", reason="the extra `cluster` is not installed")

from pipeline.cluster.job import run_job
from pipeline.cluster.parts import parts_of, read_part, write_part
from pipeline.cluster.run import client_of, extract_files
from pipeline.store.archive import Missing, pages
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError
from pipeline.store.reading import process

FILES, PAGES = 3, 6
ROWS = (
    "select claim_id, subject, value, quote, article_url, fetched_url, fetched_at, published, text_sha256 "
    "from claims_flat order by 1"
)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with client_of(None, 2) as opened:
        yield opened


def written(folder: Path) -> list[Path]:
    """Three WARC files with six pages each."""
    folder.mkdir()
    numbers = range(1, FILES * PAGES + 1)
    paths = [folder / f"CC-NEWS-2025100{n}.warc.gz" for n in range(FILES)]
    for n, path in enumerate(paths):
        warcs.write_cc_news(path, [warcs.news(number) for number in numbers[n * PAGES : (n + 1) * PAGES]])
    return paths


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return written(tmp_path / "cc-news")


def rows(db: Path, sql: str = ROWS) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The rows that this process makes of the files alone."""
    folder = tmp_path_factory.mktemp("alone")
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        for path in written(folder / "cc-news"):
            for page in pages(path):
                assert not isinstance(page, Missing)
                catalogue.add(page)
    made = rows(folder / "reportedly.db")
    assert len(made) == FILES * PAGES
    return made


def numbers_stored(db: Path) -> list[int]:
    return sorted(int(str(url).rsplit("/", 1)[1]) for (url,) in rows(db, "select article_url from claims_flat"))


def test_a_cluster_makes_the_rows_that_one_process_makes(
    files: list[Path], imported: list[tuple[object, ...]], tmp_path: Path
) -> None:
    db = tmp_path / "reportedly.db"
    call = ("extract", "--engine", "dask", "--jobs", "2", "--db", str(db), *map(str, files))
    assert reportedly(*call, cwd=tmp_path) == "18 articles with 18 claims, 0 known already, 0 without an article\n"
    assert rows(db) == imported
    assert reportedly(*call, cwd=tmp_path) == "0 articles with 0 claims, 18 known already, 0 without an article\n"
    assert rows(db) == imported
    # The files stay where they are, and the quotes can be read from them again.
    assert "18" in reportedly("verify", "--db", str(db), cwd=tmp_path)


def test_a_killed_worker_loses_and_doubles_nothing(
    client: Any, files: list[Path], imported: list[tuple[object, ...]], tmp_path: Path
) -> None:
    victims = client.run(os.getpid)
    parts = tmp_path / "parts"

    def kill_one() -> None:
        deadline = time.monotonic() + 30
        while not list(parts.glob("*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(next(iter(victims.values())), signal.SIGKILL)

    killer = Thread(target=kill_one)
    killer.start()
    with Catalogue.open(tmp_path / "reportedly.db") as catalogue:
        loaded, faults = extract_files(catalogue, client, files, parts, read=warcs.read_slowly, pages=2)
    killer.join()
    assert (loaded.articles, loaded.claims, loaded.put_aside, faults) == (18, 18, [], [])
    assert rows(tmp_path / "reportedly.db") == imported
    assert not list(parts.glob("*.tmp"))


def test_poisoned_pages_are_put_aside_by_name_and_all_others_arrive_once(
    client: Any, files: list[Path], tmp_path: Path
) -> None:
    db = tmp_path / "reportedly.db"
    with Catalogue.open(db) as catalogue:
        loaded, faults = extract_files(
            catalogue, client, files, tmp_path / "parts", read=warcs.read_poison, pages=4, seconds=1.5
        )
    assert faults == []
    assert [line.split()[0] for line in loaded.put_aside] == [warcs.news(n)[0] for n in (4, 8)]
    assert "CC-NEWS-20251001.warc.gz at byte " in loaded.put_aside[1]
    assert numbers_stored(db) == [n for n in range(1, 19) if n not in (4, 8)]
    assert rows(db, "select fetched_url, reason from captures where article_id is null order by capture_id") == [
        (warcs.news(n)[0], "fault") for n in (4, 8)
    ]


def test_a_rerun_reads_only_what_no_part_covers(client: Any, files: list[Path], tmp_path: Path) -> None:
    parts, db = tmp_path / "parts", tmp_path / "reportedly.db"
    with Catalogue.open(db) as catalogue:
        extract_files(catalogue, client, files[:2], parts, pages=4)
        stamps = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
        last = parts_of(parts, files[0].name)[-1][0]
        last.unlink()
        loaded, faults = extract_files(catalogue, client, files, parts, pages=4)
        assert (loaded.articles, loaded.unchanged, faults) == (6, 12, [])
        after = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
        assert {name for name in after if after[name] != stamps.get(name)} == {
            last.name,
            *(path.name for path, _ in parts_of(parts, files[2].name)),
        }
        assert numbers_stored(db) == list(range(1, 19))


def test_files_that_cannot_be_read_are_named_and_stop_nothing(client: Any, files: list[Path], tmp_path: Path) -> None:
    files[1].write_bytes(b"<html>")
    files[2].write_bytes(files[2].read_bytes()[:-700])
    with Catalogue.open(tmp_path / "reportedly.db") as catalogue:
        loaded, faults = extract_files(catalogue, client, files, tmp_path / "parts")
        assert faults == [f"{files[1]}: is not a WARC file"]
        assert loaded.articles == 11
        other = tmp_path / files[0].name
        other.write_bytes(b"")
        with pytest.raises(CatalogueError, match="there is another WARC file of this name"):
            extract_files(catalogue, client, [other], tmp_path / "parts")


def test_a_worker_with_other_rules_is_told_of(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="install the same version everywhere"):
        run_job(files[0], tmp_path, {}, rules="0.0.0")


def test_pages_without_claims_can_be_left_out(client: Any, files: list[Path], tmp_path: Path) -> None:
    url, body = warcs.news(99)
    warcs.write_cc_news(files[0], [warcs.news(1), (url, body.replace(b"$0.99 per million output tokens", b"less"))])
    db = tmp_path / "reportedly.db"
    with Catalogue.open(db) as catalogue:
        extract_files(catalogue, client, files[:1], tmp_path / "parts", only_claims=True)
    assert rows(db, "select fetched_url from captures") == [(warcs.news(1)[0],)]


def test_a_part_gives_back_what_was_written(tmp_path: Path) -> None:
    sample = sorted((Path(__file__).parents[2] / "data" / "gold" / "own").glob("*-10[1-4].html"))
    warc = tmp_path / "gold.warc.gz"
    warcs.write_cc_news(warc, [(f"https://gold.example/{path.stem}", path.read_bytes()) for path in sample])
    readings = [process(page) for page in pages(warc) if not isinstance(page, Missing)]
    assert len(readings) == len(sample) > 10 and any(r.claims for r in readings)
    written = [*readings, Missing("https://gold.example/gone", warcs.WHEN)]
    write_part(tmp_path / "part.parquet", written)
    assert list(read_part(tmp_path / "part.parquet")) == written


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['distributed'] = None; from pipeline.cli import main; main()"
    call = [sys.executable, "-c", code, "extract", "--engine", "dask"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr == "reportedly: --engine dask needs distributed: pip install 'reportedly[cluster]'\n"


def test_a_scheduler_that_does_not_answer_is_told_in_one_line(files: list[Path], tmp_path: Path) -> None:
    call = ("extract", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", str(files[0]), "--db", "x.db")
    told = reportedly(*call, cwd=tmp_path, code=1)
    assert told.count("\n") == 1 and "no Dask scheduler answers at tcp://127.0.0.1:9" in told

"""The archive brings the catalogue back: crawled, replayed and imported, the same claims with the same ids."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.run import crawl
from crawler.sources import load_sources
from pipeline import sample
from pipeline.cli import cli
from pipeline.resources import bundled
from pipeline.store.catalogue import Catalogue

SOURCES = bundled("data/sample/sources.yml")
CLAIMS = "select * from claims_flat order by claim_id"


def _rows(database: Path, sql: str) -> list[Any]:
    with sqlite3.connect(database) as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The database of two crawls of the sample sites, between which pages were edited, came and went."""
    folder = tmp_path_factory.mktemp("crawled")
    for visit in (1, 2):
        sites = sample.load(bundled("data/sample"), visit)
        with sample.serve(sites) as port, Catalogue.open(folder / "t.db") as catalogue:
            summary = crawl(
                load_sources(SOURCES),
                database=folder / "t.db",
                archive=catalogue.archive,
                deliver=catalogue.add,
                seen=catalogue.seen,
                gone=catalogue.gone,
                allow_hosts=frozenset(f"{host}=127.0.0.1:{port}" for host in sites),
                recheck=visit > 1,
            )
            assert not summary.error and not summary.failures
    yield folder / "t.db"


def test_a_replay_gives_the_same_rows(crawled: Path, tmp_path: Path) -> None:
    words = [
        "--db",
        str(tmp_path / "r.db"),
        "--sources",
        str(SOURCES),
        "--from-archive",
        str(crawled.parent / "archive"),
    ]
    result = CliRunner().invoke(cli, ["crawl", *words])
    assert result.exit_code == 0, result.output
    claims = _rows(crawled, CLAIMS)
    assert len(claims) > 50
    columns = [row[1] for row in _rows(crawled, "pragma table_info(claims_flat)")]
    moving = columns.index("last_seen")  # a page found unchanged leaves no record in the archive
    assert [_without(row, moving) for row in _rows(tmp_path / "r.db", CLAIMS)] == [
        _without(row, moving) for row in claims
    ]
    gone = "select url, gone_at from articles where gone_at is not null"
    assert _rows(tmp_path / "r.db", gone) == _rows(crawled, gone) != []


def _without(row: Any, column: int) -> Any:
    return row[:column] + row[column + 1 :]


def test_an_import_gives_the_same_claim_ids(crawled: Path, tmp_path: Path) -> None:
    files = [str(path) for path in sorted((crawled.parent / "archive").glob("*.warc.gz"))]
    assert len(files) == 2
    CliRunner().invoke(cli, ["import", *files, "--db", str(tmp_path / "i.db")])
    ids = "select claim_id, article_id, quote, value from claims order by 1"
    assert _rows(tmp_path / "i.db", ids) == _rows(crawled, ids)


def test_every_quote_is_found_again_in_the_archive(crawled: Path) -> None:
    result = CliRunner().invoke(cli, ["verify", "--db", str(crawled)])
    assert result.exit_code == 0, result.output

"""What the catalogue adds to the bare cost of inserting its rows.

    python -m tests.bench.store [ARTICLES]        mark: 3 times

Stores made-up articles with twenty claims each, with texts, captures and search for copies: some articles to a
transaction, as what is read from files or the archive, and one by one, as a crawl does. Beside it the finished rows
of the claims alone go into a table with the same indexes by one executemany. The list of subjects is loaded before.
Processor time; the best of three rounds, turn about.
"""

from __future__ import annotations

import gc
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pipeline.capture import Capture
from pipeline.store.catalogue import TOGETHER, Catalogue
from pipeline.store.reading import Reading, reading_of
from pipeline.store.subjects import maker_and_family
from pipeline.store.workers import batches
from tests.store.made import article, said

MARK = 3.0
_CLAIMS = 20
_ROUNDS = 3


def readings(size: int) -> list[Reading]:
    """Articles with `_CLAIMS` claims each."""
    made = []
    for number in range(size):
        url = f"https://s{number % 50}.example/{number}"
        lines = [
            (
                f"Model {number}-{n} costs ${n}.{number} per million tokens, the company said.",
                [said(f"${n}.{number}", n)],
            )
            for n in range(_CLAIMS)
        ]
        page, claims = article(url, *lines, at="2026-01-01T00:00:00Z")
        made.append(reading_of(page, claims, Capture(url, url, "2026-01-01T00:00:00Z", page.text.encode())))
    return made


def _ours(path: Path, made: Sequence[Reading], together: int) -> float:
    """The seconds that storing takes, so many articles to a transaction."""
    with Catalogue.open(path) as catalogue:
        start = time.process_time()
        for batch in batches(made, together):
            catalogue.write_all(batch)
        return time.process_time() - start


def _bare(path: Path, finished: Path) -> float:
    """The seconds that the claims of the `finished` database take in a new one, with the same indexes, by one
    executemany."""
    with closing(sqlite3.connect(finished)) as source:
        rows = source.execute("select * from claims").fetchall()
        layout = source.execute(
            "select sql from sqlite_master where tbl_name = 'claims' and sql is not null"
        ).fetchall()
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        bare.execute("pragma journal_mode = wal")
        bare.execute("pragma synchronous = normal")
        for (sql,) in layout:
            bare.execute(re.sub(r" references \w+", "", sql))
        start = time.process_time()
        bare.execute("begin")
        bare.executemany(f"insert into claims values ({', '.join('?' * len(rows[0]))})", rows)
        bare.execute("commit")
        return time.process_time() - start


def main() -> int:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    gc.set_threshold(100_000)  # as the command line does
    made = readings(size)
    maker_and_family("")
    single, together, raw = [], [], []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            single.append(_ours(Path(folder) / "single.db", made, 1))
            together.append(_ours(Path(folder) / "together.db", made, TOGETHER))
            raw.append(_bare(Path(folder) / "bare.db", Path(folder) / "together.db"))
    count = size * _CLAIMS
    print(f"{count:,} claims in {size:,} articles; rows alone by executemany: {count / min(raw):,.0f} claims/s")
    for name, seconds in ((f"{TOGETHER} articles to a transaction", together), ("one by one, as in a crawl", single)):
        print(
            f"{name}: {count / min(seconds):,.0f} claims/s, {1000 * min(seconds) / size:.2f} ms per article, "
            f"{min(seconds) / min(raw):.1f} times the bare rows"
        )
    print(f"mark: {MARK:.1f} times, for what can be read again: by import, extract and a cluster's loader")
    return 0 if min(together) <= MARK * min(raw) else 1


if __name__ == "__main__":
    sys.exit(main())

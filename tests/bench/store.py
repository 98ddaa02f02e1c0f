"""What the catalogue adds to the bare cost of inserting its rows.

    python -m tests.bench.store [ARTICLES…]        mark: 3 times; 500, 2,000 and 20,000 articles unless told otherwise

Stores made-up articles with twenty claims each, with texts, captures and search for copies: many articles to a
transaction, as the parts that a cluster made are loaded (the mark is for this), fewer, as what is read from files or
the archive, and one by one, as a crawl does. Beside it the same finished
rows go into the same tables, with the same indexes and settings, by one executemany for each table, all in one
transaction; and those of the claims alone. The list of subjects is loaded before. Processor time; the best of some
rounds, turn about.
"""

from __future__ import annotations

import gc
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pipeline.capture import Capture
from pipeline.cluster.load import TOGETHER as LOADED
from pipeline.store.catalogue import TOGETHER, Catalogue
from pipeline.store.reading import Reading, reading_of
from pipeline.store.subjects import maker_and_family
from pipeline.store.workers import batches
from tests.store.made import article, said

MARK = 3.0
SIZES = [500, 2000, 20_000]
_CLAIMS = 20


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


def _bare(path: Path, finished: Path, claims_alone: bool = False) -> float:
    """The seconds that the rows of the `finished` database take in a new one with the same tables and indexes, by
    one executemany for each table."""
    with closing(sqlite3.connect(finished)) as source:
        layout = source.execute(
            "select type, name, sql from sqlite_master where type in ('table', 'index') and sql is not null"
        ).fetchall()
        tables = ["claims"] if claims_alone else [name for kind, name, _ in layout if kind == "table"]
        rows = {table: source.execute(f"select * from {table}").fetchall() for table in tables}
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        bare.executescript("pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536")
        for *_, sql in layout:
            bare.execute(sql)
        start = time.process_time()
        bare.execute("begin")
        for table, its_rows in rows.items():
            if its_rows:
                bare.executemany(f"insert into {table} values ({', '.join('?' * len(its_rows[0]))})", its_rows)
        bare.execute("commit")
        return time.process_time() - start


def _compared(size: int) -> float:
    """Measures so many articles and prints it; how many times longer than the same bare rows they take to load."""
    made = readings(size)
    loaded, single, together, raw, claims_alone = [], [], [], [], []
    for _ in range(max(2, min(7, 10_000 // size))):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            single.append(_ours(folder / "single.db", made, 1))
            together.append(_ours(folder / "together.db", made, TOGETHER))
            loaded.append(_ours(folder / "loaded.db", made, LOADED))
            raw.append(_bare(folder / "bare.db", folder / "together.db"))
            claims_alone.append(_bare(folder / "claims.db", folder / "together.db", claims_alone=True))
    count = size * _CLAIMS
    print(f"{count:,} claims in {size:,} articles; the same rows by executemany: {count / min(raw):,.0f} claims/s")
    ways = (
        (f"{LOADED} articles to a transaction, as a cluster's pages are loaded", loaded),
        (f"{TOGETHER}, as import and extract store", together),
        ("one by one, as in a crawl", single),
    )
    for way, seconds in ways:
        print(
            f"  {way}: {count / min(seconds):,.0f} claims/s, {1000 * min(seconds) / size:.2f} ms per article, "
            f"{min(seconds) / min(raw):.2f} times the same rows, {min(seconds) / min(claims_alone):.2f} times those of "
            "the claims alone"
        )
    return min(loaded) / min(raw)


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    gc.set_threshold(100_000)  # as the command line does
    maker_and_family("")
    worst = max(map(_compared, sizes))
    print(f"worst of loading: {worst:.2f} times the same rows; mark {MARK:.1f}")
    return 0 if worst <= MARK else 1


if __name__ == "__main__":
    sys.exit(main())

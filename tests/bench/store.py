"""What the catalogue adds to the bare cost of inserting its rows.

    python tests/bench/store.py [ARTICLES]

Stores made-up articles with twenty claims each, with texts, captures and search for copies: one transaction per
article, then all in one. Then inserts the finished rows of the claims alone into a table with the same indexes by one
executemany. The list of subjects is loaded before.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from pipeline.capture import Capture
from pipeline.store.catalogue import Catalogue
from pipeline.store.reading import Reading, reading_of
from pipeline.store.subjects import maker_and_family
from tests.store.made import article, said

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


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    made = readings(size)
    maker_and_family("")
    with tempfile.TemporaryDirectory() as folder:
        with Catalogue.open(Path(folder) / "one by one.db") as catalogue:
            start = time.process_time()
            for reading in made:
                catalogue.write(reading)
            single = time.process_time() - start
        with Catalogue.open(Path(folder) / "together.db") as catalogue:
            start = time.process_time()
            catalogue.write_all(made)
            together = time.process_time() - start
            connection = catalogue.db.conn
            rows = connection.execute("select * from claims").fetchall()
            layout = connection.execute("select sql from sqlite_master where tbl_name = 'claims' and sql is not null")
            bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
            bare.execute("pragma journal_mode = wal")
            bare.execute("pragma synchronous = normal")
            for (sql,) in layout:
                bare.execute(re.sub(r" references \w+", "", sql))
        start = time.process_time()
        bare.execute("begin")
        bare.executemany(f"insert into claims values ({', '.join('?' * len(rows[0]))})", rows)
        bare.execute("commit")
        raw = time.process_time() - start
        bare.close()
    count = size * _CLAIMS
    print(
        f"{count:,} claims in {size:,} articles: {count / single:,.0f} claims/s one by one "
        f"({1000 * single / size:.2f} ms per article), {count / together:,.0f} claims/s together; "
        f"rows alone by executemany {count / raw:,.0f} claims/s; ratio {single / raw:.1f} and {together / raw:.1f}"
    )


if __name__ == "__main__":
    main()

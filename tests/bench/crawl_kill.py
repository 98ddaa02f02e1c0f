"""Kill -9 at random moments over repeated crawls: nothing archived may be lost, nothing half written.

    python -m tests.bench.crawl_kill [KILLS] [PAGES]        100 kills over crawls of 2,000 pages unless given

Each crawl runs with the real catalogue in a process of its own that is killed after a random time; whenever
one comes to its end, every page of the site changes and the next looks at all of them again. Checked after
every kill: the database. Checked at the end, after one crawl without a kill: every record of the archive is
written down once, every place that is written down reads back its own address, and every article is whole.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler import archive as warc
from pipeline.capture import ArchiveRef
from tests.bench.crawl_site import HOST, ROOT, served, sitemaps

SEED = 5


def crawl_once(port: int, pages: int, folder: Path) -> None:
    """One crawl with the catalogue; runs in a process of its own."""
    from crawler.run import crawl
    from pipeline.store.catalogue import Catalogue
    from tests.crawler.world import source

    with Catalogue.open(folder / "kill.db") as catalogue:
        summary = crawl(
            [source(HOST, feeds=(), sitemaps=sitemaps(pages, "short"), budget=1_000_000)],
            database=folder / "kill.db",
            archive=folder / "archive",
            deliver=catalogue.add,
            seen=catalogue.seen,
            gone=catalogue.gone,
            allow_hosts=frozenset({f"{HOST}=127.0.0.1:{port}"}),
            recheck=True,
        )
    if summary.error:
        sys.exit(summary.error)


def check_database(path: Path) -> list[str]:
    """What is wrong with the database as a kill left it."""
    if not path.exists():
        return []
    with sqlite3.connect(path, timeout=30) as db:
        faults = [f"integrity: {row[0]}" for row in db.execute("pragma integrity_check") if row[0] != "ok"]
        tables = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'")}
        if "claims" in tables:
            checks = {
                "articles without capture": "select count(*) from articles where capture_id not in"
                " (select capture_id from captures)",
                "articles without text": "select count(*) from articles a join captures c using (capture_id)"
                " where c.text_sha256 is null or c.text_sha256 not in (select text_sha256 from texts)",
                "claims without article": "select count(*) from claims where article_id not in"
                " (select article_id from articles)",
            }
            for name, query in checks.items():
                number = db.execute(query).fetchone()[0]
                if number:
                    faults.append(f"{number} {name}")
    return faults


def address_at(folder: Path, ref: ArchiveRef) -> str:
    """The address of the record at a place of the archive, as another tool reads it."""
    with (folder / ref.file).open("rb") as file:
        file.seek(ref.offset)
        record = next(iter(ArchiveIterator(file)))
        return str(record.rec_headers.get_header("WARC-Target-URI"))


def check_archive(folder: Path, pages: int) -> tuple[list[str], int]:
    """What is wrong with archive and rows after the last crawl; and how many records there are."""
    faults: list[str] = []
    with sqlite3.connect(folder / "kill.db") as db:
        rows = db.execute(
            "select archive, offset, length, digest, url from fetches where archive is not null"
        ).fetchall()
        noted = {(row[0], row[1]): ArchiveRef(*row[:4]) for row in rows}
        urls = {(row[0], row[1]): row[4] for row in rows}
        stored = db.execute("select warc_file, warc_offset, fetched_url from captures").fetchall()
        claims = db.execute(
            "select count(*) from claims where gone_at is null group by article_id order by 1"
        ).fetchall()
        articles = db.execute("select count(*) from articles").fetchone()[0]
        open_crawls = db.execute("select count(*) from crawls where finished is null").fetchone()[0]
    archived = {
        (record.capture.archive.file, record.capture.archive.offset): record.capture.url
        for path in warc.files(folder / "archive")
        for record in warc.records(path)
        if record.capture.archive
    }
    faults += [f"{place} is archived and not written down" for place in archived.keys() - noted.keys()]
    faults += [f"{place} is written down and not archived" for place in noted.keys() - archived.keys()]
    for place, ref in noted.items():
        if address_at(folder / "archive", ref) != urls[place]:
            faults.append(f"{place} reads back another address than {urls[place]}")
    for file, offset, url in stored:
        if archived.get((file, offset)) != url:
            faults.append(f"the capture of {url} points at {file} {offset}, which is not its record")
    if articles != pages:
        faults.append(f"{articles} articles of {pages} pages")
    if claims and claims[0] != claims[-1]:
        faults.append(f"articles have from {claims[0][0]} to {claims[-1][0]} claims, although all say the same")
    if open_crawls:
        faults.append(f"{open_crawls} crawls are still unfinished")
    return faults, len(archived)


def main(kills: int, pages: int) -> int:
    chance = random.Random(SEED)
    faults: list[str] = []
    killed = finished = 0
    started = time.monotonic()
    with served() as port, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "tests.bench.crawl_kill", "--one", str(port), str(pages), name]
        while killed < kills:
            process = subprocess.Popen(command, cwd=ROOT)
            try:
                code = process.wait(chance.uniform(0.8, 9.0))
                if code:
                    faults.append(f"a crawl ended with exit code {code}")
                    break
                finished += 1
                urllib.request.urlopen(f"http://127.0.0.1:{port}/version/{finished}").read()
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
            faults += check_database(folder / "kill.db")
        subprocess.run(command, cwd=ROOT, check=True)
        faults += check_database(folder / "kill.db")
        found, records = check_archive(folder, pages)
        faults += found
    print(
        f"{killed} kills, {finished + 1} crawls of {pages} pages to their end, {records} records archived,"
        f" {time.monotonic() - started:.0f} s: {len(faults)} faults"
    )
    for fault in faults[:20]:
        print(" ", fault)
    return bool(faults)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        crawl_once(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    else:
        numbers = [int(word) for word in sys.argv[1:]]
        sys.exit(main(*(numbers + [100, 2000][len(numbers) :])))

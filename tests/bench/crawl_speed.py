"""A crawl beside bare Scrapy on the same loopback site: pages per second, CPU per page, memory; a second
run's cost.

    python -m tests.bench.crawl_speed [PAGES]        2,000 pages unless given; memory is sampled ten times

Bare Scrapy fetches the same pages with its own defaults for a quick crawl (16 at a time, no delay, no
robots.txt) and keeps nothing. The crawl obeys robots.txt, asks one page at a time, archives each answer and
writes its rows; what the catalogue does with a page (reading, extracting) is measured apart.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.crawl_site import HOST, ROOT, served, sitemaps

ROUNDS = 3


def bare(port: int, pages: int) -> dict[str, Any]:
    """Scrapy alone, in its usual form."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(Spider):
        name = "bare"
        count = 0

        async def start(self) -> Any:
            for number in range(pages):
                yield Request(f"http://127.0.0.1:{port}/long/{number}")

        def parse(self, response: Any) -> None:
            Bare.count += 1

    settings = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    started = time.perf_counter()
    process.start()
    return {"pages": Bare.count, "seconds": time.perf_counter() - started}


def ours(port: int, pages: int, folder: Path, catalogue: bool = False) -> dict[str, Any]:
    """A crawl with archive and database."""
    from crawler.run import crawl
    from tests.crawler.world import Stored, source

    memory: list[int] = []
    done = 0

    def progress(tally: Any) -> None:
        nonlocal done
        done += 1
        if done % max(pages // 10, 1) == 0:
            memory.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20)

    site = source(HOST, feeds=(), sitemaps=sitemaps(pages), budget=1_000_000)
    options: dict[str, Any] = {"deliver": lambda capture: Stored("article", 1)}
    if catalogue:
        from pipeline.store.catalogue import Catalogue

        store = Catalogue.open(folder / "bench.db")
        options = {"deliver": store.add, "seen": store.seen, "gone": store.gone}
    started = time.perf_counter()
    summary = crawl(
        [site],
        database=folder / "bench.db",
        archive=folder / "archive",
        allow_hosts=frozenset({f"{HOST}=127.0.0.1:{port}"}),
        progress=progress,
        time_limit=7200,
        **options,
    )
    seconds = time.perf_counter() - started
    counts = {name: summary.total(name) for name in ("pages", "requests", "bytes")}
    return {**counts, "seconds": seconds, "memory": memory, "failures": summary.failures}


def measured(kind: str, port: int, pages: int, folder: Path) -> dict[str, Any]:
    """Run one of the above in a process of its own; adds its CPU seconds."""
    command = [sys.executable, "-m", "tests.bench.crawl_speed", kind, str(port), str(pages), str(folder)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return {**result, "cpu": used, "per_second": result["pages"] / result["seconds"]}


def main(pages: int) -> None:
    rounds: dict[str, list[dict[str, Any]]] = {"bare": [], "ours": [], "again": []}
    with served() as port:
        for _ in range(ROUNDS if pages <= 5000 else 1):
            rounds["bare"].append(measured("bare", port, pages, Path()))
            with tempfile.TemporaryDirectory() as folder:
                rounds["ours"].append(measured("ours", port, pages, Path(folder)))
                rounds["again"].append(measured("ours", port, pages, Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            whole = measured("catalogue", port, min(pages, 300), Path(folder))
        idle = measured("idle", port, 0, Path())
    best = {kind: max(results, key=lambda r: r["per_second"]) for kind, results in rounds.items()}
    for kind in ("bare", "ours"):
        result = best[kind]
        per_page = 1000 * (min(r["cpu"] for r in rounds[kind]) - idle["cpu"]) / pages
        print(f"{kind}: {result['pages']} pages, {result['per_second']:.0f} pages/s, {per_page:.2f} ms CPU/page")
    print(f"ratio of pages/s: {best['ours']['per_second'] / best['bare']['per_second']:.2f}")
    print(f"memory (MB) after each tenth: {best['ours']['memory']}; failures: {best['ours']['failures']}")
    again = min(rounds["again"], key=lambda r: r["cpu"])
    print(
        f"unchanged second run: {again['requests']} requests, {again['bytes']} bytes, {again['seconds']:.2f} s,"
        f" {again['cpu']:.2f} s CPU, of it {idle['cpu']:.2f} s start-up"
    )
    print(
        f"with the catalogue: {whole['per_second']:.1f} pages/s,"
        f" {1000 * (whole['cpu'] - idle['cpu']) / whole['pages']:.1f} ms CPU/page (reading and extracting)"
    )


if __name__ == "__main__":
    if len(sys.argv) < 3:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
    else:
        kind, port, pages, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
        if kind == "bare":
            print(json.dumps(bare(port, pages)))
        elif kind == "idle":
            import crawler.process
            import crawler.spider  # noqa: F401

            print(json.dumps({"pages": 0, "seconds": 1.0}))
        else:
            print(json.dumps(ours(port, pages, folder, kind == "catalogue")))

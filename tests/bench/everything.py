"""The whole set of benchmarks in one run, whose output becomes `tests/bench/RESULTS.md`; `make bench` calls it.

    python -m tests.bench.everything [--pages FOLDER] [--specs FOLDER] [--dates FOLDER] [--claims N]

FOLDERs hold what others have published, which is no part of this repository: a checkout of
scrapinghub/article-extraction-benchmark, the `Specs` of microsoft/Recognizers-Text, the `tests` of adbar/htmldate. A
benchmark without its folder is skipped with a message. N is the size of the big database; 0 skips it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_RESULTS = Path(__file__).with_name("RESULTS.md")
#: What is measured by hand, and stays from one run to the next: all from this line on.
_KEPT = "## Notes"
_VERSIONS = ("trafilatura", "lxml", "htmldate", "langdetect", "scrapy", "sqlite-utils", "datasette", "distributed")
_LONGEST = 3600


@dataclass(frozen=True)
class Bench:
    """A benchmark: what it shows, its module and arguments, and the option whose folder it needs ("" if none)."""

    title: str
    module: str
    arguments: tuple[str, ...] = ()
    needs: str = ""


BENCHES = (
    Bench("Start-up", "start_up"),
    Bench("One core: from the archive to rows, beside trafilatura", "one_core", ("{pages}",), "pages"),
    Bench("Reading beside trafilatura", "read_cost", ("{pages}",), "pages"),
    Bench("Main text (F1)", "read_text", ("{pages}",), "pages"),
    Bench("What a user would pick instead", "side_by_side", ("{pages}",), "pages"),
    Bench("Nothing is quadratic", "linear"),
    Bench("Finding names", "subjects_cost"),
    Bench("Storing beside raw sqlite3", "store"),
    Bench("Copies", "copies"),
    Bench("A crawl beside raw Scrapy", "crawl_speed"),
    Bench("Publication dates", "read_dates", ("{dates}",), "dates"),
    Bench("Dates on the specifications of Recognizers-Text", "dates_specs", ("{specs}",), "specs"),
    Bench("Quantities on the specifications of Recognizers-Text", "quantities_specs", ("{specs}",), "specs"),
    Bench("The site at a big database", "site_million", ("--claims", "{claims}"), "claims"),
)


def _machine() -> Iterator[str]:
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB"
    yield f"- load average {load:.1f} at the start; figures are processor time unless a line says otherwise"
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _VERSIONS]
    yield f"- Python {platform.python_version()}, {', '.join(versions)}"


def _measured(bench: Bench, options: dict[str, str]) -> Iterator[str]:
    """The section of a benchmark."""
    yield f"## {bench.title}"
    yield ""
    if bench.needs and options[bench.needs] in ("", "0"):
        yield f"Skipped: it needs `make bench {bench.needs.upper()}=…`."
        yield ""
        return
    shown = " ".join(
        (bench.module, *(argument.strip("{}").upper() if "{" in argument else argument for argument in bench.arguments))
    )
    call = [sys.executable, "-m", f"tests.bench.{bench.module}", *(a.format(**options) for a in bench.arguments)]
    start = time.monotonic()
    try:
        done = subprocess.run(call, cwd=_ROOT, capture_output=True, text=True, timeout=_LONGEST, check=False)
        said = done.stdout.strip() or done.stderr.strip()[-2000:]
        ended = "" if done.returncode == 0 else f"; exit code {done.returncode}"
    except subprocess.TimeoutExpired:
        said, ended = f"not done within {_LONGEST} s", ""
    yield f"`python -m tests.bench.{shown}` ({time.monotonic() - start:.0f} s{ended})"
    yield ""
    yield "```"
    yield said
    yield "```"
    yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pages", "specs", "dates"):
        parser.add_argument(f"--{name}", default="", metavar="FOLDER")
    parser.add_argument("--claims", default="0", metavar="N")
    options = vars(parser.parse_args())
    kept = ""
    if _RESULTS.exists():
        _, mark, rest = _RESULTS.read_text("utf-8").partition(_KEPT)
        kept = mark + rest
    lines = ["# Measured", "", "By `make bench`. A mark is what a figure is meant to reach.", "", *_machine(), ""]
    for bench in BENCHES:
        print(bench.title, flush=True)
        for line in _measured(bench, options):
            print(line, flush=True)
            lines.append(line)
    _RESULTS.write_text("\n".join(lines).rstrip() + "\n" + ("\n" + kept if kept else ""), "utf-8")


if __name__ == "__main__":
    main()

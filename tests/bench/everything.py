"""The whole set of benchmarks in one run, whose output becomes `tests/bench/RESULTS.md`; `make bench` calls it.

    python -m tests.bench.everything [--pages FOLDER] [--specs FOLDER] [--dates FOLDER] [--false FOLDER…] [--claims N]

FOLDERs hold what others have published, which is no part of this repository: a checkout of
scrapinghub/article-extraction-benchmark, the `Specs` of microsoft/Recognizers-Text, the `tests` of adbar/htmldate, and
for claims on pages that are not about AI any of those that `false_claims` names. N is the size of the big database. A
benchmark without what it needs is skipped with a message; one that fails or takes too long is ended with all that it
started, is told of in the results, and the rest goes on. The whole takes at most 45 minutes; the results are written
after each part.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_RESULTS = Path(__file__).with_name("RESULTS.md")
#: What is measured by hand, and stays from one run to the next: all from this line on.
_KEPT = "## Notes"
_VERSIONS = ("trafilatura", "lxml", "htmldate", "langdetect", "scrapy", "sqlite-utils", "datasette", "distributed")
#: Seconds for all benchmarks together.
_WHOLE = 44 * 60


@dataclass(frozen=True)
class Bench:
    """A benchmark: what it shows, its module and arguments (a name in braces stands for what that option gives), and
    the seconds that it may take."""

    title: str
    module: str
    arguments: tuple[str, ...] = ()
    seconds: int = 180

    @property
    def needs(self) -> list[str]:
        """The options that it cannot do without."""
        return [argument[1:-1] for argument in self.arguments if argument.startswith("{")]


BENCHES = (
    Bench("Start-up", "start_up"),
    Bench("One core: from the archive to rows, beside trafilatura", "one_core", ("{pages}",)),
    Bench("Reading beside trafilatura", "read_cost", ("{pages}",), 300),
    Bench("Main text (F1)", "read_text", ("{pages}",)),
    Bench("What a user would pick instead", "side_by_side", ("{pages}",), 480),
    Bench("Nothing is quadratic", "linear", (), 300),
    Bench("Finding names", "subjects_cost"),
    Bench("Storing beside raw sqlite3", "store", (), 480),
    Bench("Copies", "copies"),
    Bench("A crawl beside raw Scrapy", "crawl_speed", (), 300),
    Bench("Publication dates", "read_dates", ("{dates}",), 300),
    Bench("Dates on the specifications of Recognizers-Text", "dates_specs", ("{specs}",)),
    Bench("Quantities on the specifications of Recognizers-Text", "quantities_specs", ("{specs}",)),
    Bench("Claims on pages that are not about AI", "false_claims", ("{false}", "--show", "0"), 300),
    Bench("The site at a big database", "site_million", ("--claims", "{claims}"), 1500),
)


def _head() -> list[str]:
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _VERSIONS]
    return [
        "# Measured",
        "",
        "By `make bench`. A mark is what a figure is meant to reach; exit code 1 tells that one is missed.",
        "",
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB",
        f"- load average {load:.1f} at the start; figures are processor time unless a line says otherwise",
        f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {', '.join(versions)}",
        "",
    ]


def _measured(bench: Bench, options: dict[str, list[str]], seconds: float) -> list[str]:
    """The section of a benchmark that may take so many seconds."""
    title = [f"## {bench.title}", ""]
    lacking = [f"{name.upper()}=…" for name in bench.needs if not options[name]]
    if lacking:
        return [*title, f"Skipped: it needs `make bench {' '.join(lacking)}`.", ""]
    call, shown = [sys.executable, "-m", f"tests.bench.{bench.module}"], [bench.module]
    for argument in bench.arguments:
        given = argument.startswith("{")
        call += options[argument[1:-1]] if given else [argument]
        shown.append(argument[1:-1].upper() if given else argument)
    start = time.monotonic()
    said, ended = _run(call, seconds)
    command = f"`python -m tests.bench.{' '.join(shown)}` ({time.monotonic() - start:.0f} s{ended})"
    return [*title, command, "", "```", said, "```", ""]


def _run(call: list[str], seconds: float) -> tuple[str, str]:
    """What a command says, and how it ended if not well. Whatever it started ends with it, and its files are gone."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        process = subprocess.Popen(
            call,
            cwd=_ROOT,
            env={**os.environ, "TMPDIR": folder, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ended = ""
        try:
            said, fault = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            ended = f"; ended after {seconds:.0f} s"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        if ended:
            said, fault = process.communicate()
        elif process.returncode:
            ended = f"; exit code {process.returncode}"
    return said.strip() or fault.strip()[-2000:], ended


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pages", "specs", "dates", "false"):
        parser.add_argument(f"--{name}", nargs="*", default=[], metavar="FOLDER")
    parser.add_argument("--claims", nargs="*", default=[], metavar="N")
    options = vars(parser.parse_args())
    _, mark, rest = _RESULTS.read_text("utf-8").partition(_KEPT) if _RESULTS.exists() else ("", "", "")
    lines = _head()
    end = time.monotonic() + _WHOLE
    for bench in BENCHES:
        print(bench.title, flush=True)
        section = _measured(bench, options, max(0.0, min(bench.seconds, end - time.monotonic())))
        print("\n".join(section[2:]), flush=True)
        lines += section
        _RESULTS.write_text("\n".join((*lines, mark)).rstrip() + rest + ("" if rest else "\n"), "utf-8")


if __name__ == "__main__":
    main()

"""How long the command takes to start: until `--help` is printed, and until the first page is in the database.

    python -m tests.bench.start_up        marks: 0.4 s and 1.0 s

Each is the quickest of five runs, in processor seconds (user and system) of the whole process and its children, with
the bytecode that Python keeps after the first run.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.commands import REPORTEDLY
from tests.store.made import html

MARKS = {"--help": 0.4, "first page": 1.0}
_ROUNDS = 5


def _seconds(bytecode: Path, *arguments: str) -> float:
    """What a run takes that keeps its bytecode in a folder of the bench's own, whatever the environment says of it."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(bytecode)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*REPORTEDLY, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        page, bytecode = Path(folder) / "page.html", Path(folder) / "bytecode"
        body = "DeepSeek has cut the price of DeepSeek-V3.2-Exp to $0.42 per million output tokens. " * 3
        page.write_bytes(html("https://page.example/a", "Cheaper", "2025-10-01T07:00:00Z", body))
        times = {
            "--help": min(_seconds(bytecode, "--help") for _ in range(_ROUNDS)),
            "first page": min(
                _seconds(bytecode, "import", str(page), "--db", str(Path(folder) / f"{n}.db")) for n in range(_ROUNDS)
            ),
        }
    for name, seconds in times.items():
        print(f"{name}: {seconds:.2f} s, mark {MARKS[name]}")
    return 0 if all(times[name] <= mark for name, mark in MARKS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())

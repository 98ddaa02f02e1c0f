"""Twenty snapshots swapped under eight clients that read pages and download the database.

python tests/bench/site_swap.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "publish"))

import sample
from test_swap import swap


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        working = sample.working_database(Path(folder) / "working.db")
        began = time.monotonic()
        readers = swap(working, Path(folder) / "snapshots", times=20, readers=8)
        spent = time.monotonic() - began
    failures = [failure for reader in readers for failure in reader.failures]
    backwards = sum(reader.seen != sorted(reader.seen) for reader in readers)
    versions = len({version for reader in readers for version in reader.seen})
    print(f"20 swaps, 8 clients, {sum(reader.answers for reader in readers)} answers in {spent:.0f} s")
    print(f"failed: {len(failures)} {failures[:3]}; clients that saw an older version after a newer one: {backwards}")
    print(f"versions seen: {versions} of 21")


if __name__ == "__main__":
    main()

"""What reading costs: the whole of `read` against trafilatura's own extraction of the same pages.

python -m tests.bench.read_cost FOLDER...   (folders of .html or .html.gz pages, any depth; mark: 1.35 times)
"""

from __future__ import annotations

import gzip
import sys
import time
from pathlib import Path

import trafilatura

from pipeline.capture import Capture
from pipeline.read import read

MARK = 1.35
_ROUNDS = 3
_URL = "https://page.example/a"


def pages(folder: Path) -> list[bytes]:
    """The bytes of every page below `folder`, uncompressed."""
    found = sorted(path for pattern in ("*.html", "*.html.gz") for path in folder.rglob(pattern))
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found]


def main(folders: list[Path]) -> int:
    bodies = [body for folder in folders for body in pages(folder)]
    if not bodies:
        print("no pages there: nothing to measure")
        return 0
    ours = theirs = float("inf")
    for _ in range(_ROUNDS):
        # Turn about, so that a busy machine slows both; the best round counts.
        mine = other = 0.0
        for body in bodies:
            capture = Capture(_URL, _URL, "2026-01-01T00:00:00Z", body)
            start = time.process_time()
            read(capture)
            middle = time.process_time()
            trafilatura.bare_extraction(body)
            mine += middle - start
            other += time.process_time() - middle
        ours, theirs = min(ours, mine), min(theirs, other)
    ratio = ours / theirs
    print(
        f"{len(bodies)} pages: read {1000 * ours / len(bodies):.1f} ms,"
        f" trafilatura {1000 * theirs / len(bodies):.1f} ms a page; {ratio:.2f} times; mark {MARK}"
    )
    return 0 if ratio <= MARK else 1


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))

"""No step is quadratic: twice the text, blocks, claims, articles or subjects takes at most twice the time.

    python -m tests.bench.linear        curves; a minute or two; mark: 2.2 (2, and a tenth for noise)

The mark is for the growth per doubling over the whole curve, for single steps are noisy.

Processor time, the best of three. What is fixed, as loading the lexicons, is done before.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from pipeline.capture import Capture
from pipeline.extract import extract
from pipeline.extract.names.subjects import load_subjects
from pipeline.read import read
from pipeline.resources import bundled
from pipeline.store.catalogue import Catalogue
from pipeline.store.reading import process
from tests.bench.store import readings
from tests.store.made import html

MARK = 2.2
_ROUNDS = 3
_WORDS = "Developers who had waited for it since the winter were quick to write about the note and what it says. "


def _page(blocks: int, sentences: int = 2, every: int = 0) -> Capture:
    """A page of `blocks` paragraphs of `sentences`, a price in each `every`th."""
    lines = [
        f"Note {n}. "
        + _WORDS * sentences
        + (f"Model-{n} costs $0.{n % 89 + 10} a month." if every and n % every == 0 else "")
        for n in range(blocks)
    ]
    url = "https://page.example/long"
    body = html(url, "DeepSeek tells of DeepSeek-V3.2-Exp", "2025-10-01T07:00:00Z", *lines)
    return Capture(url, url, "2026-01-01T00:00:00Z", body, "text/html")


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _text(size: int) -> float:
    page = _page(20, size)
    return _best(lambda: process(page))


def _blocks(size: int) -> float:
    page = _page(size)
    return _best(lambda: process(page))


def _claims(size: int) -> float:
    article = read(_page(size, 1, 1))
    return _best(lambda: extract(article))  # type: ignore[arg-type]


def _articles(size: int) -> float:
    made = readings(size)

    def store() -> None:
        with tempfile.TemporaryDirectory() as folder, Catalogue.open(Path(folder) / "a.db") as catalogue:
            catalogue.write_all(made)

    return _best(store)


def _subjects(size: int) -> float:
    """Loading the list of subjects with `size` more companies, whose names the text has, and finding them."""
    listed = yaml.safe_load(bundled("data/subjects.yml").read_text("utf-8"))
    names = [f"Zq{n}x Labs" for n in range(size)]
    listed["companies"] |= {name: {"country": "US"} for name in names}
    text = _WORDS * 100 + ". ".join(names[:: size // 100])
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.yml" for n in range(_ROUNDS)]
        for path in paths:
            path.write_text(yaml.safe_dump(listed, allow_unicode=True), "utf-8")
        left = iter(paths)
        return _best(lambda: load_subjects(next(left)).find(text, "en", True))


CURVES: dict[str, tuple[Callable[[int], float], tuple[int, ...]]] = {
    "text: sentences per paragraph": (_text, (20, 40, 80, 160)),
    "blocks: paragraphs": (_blocks, (100, 200, 400, 800)),
    "claims: one in each paragraph": (_claims, (50, 100, 200, 400)),
    "articles: stored with 20 claims each": (_articles, (100, 200, 400, 800)),
    "subjects: companies more in the list": (_subjects, (2000, 4000, 8000)),
}


def main() -> int:
    process(_page(3, 1, 1))
    worst = 0.0
    for name, (work, sizes) in CURVES.items():
        times = [work(size) for size in sizes]
        growth = (times[-1] / times[0]) ** (1 / (len(sizes) - 1))
        worst = max(worst, growth)
        curve = ", ".join(f"{size}: {1000 * seconds:.0f} ms" for size, seconds in zip(sizes, times, strict=True))
        print(f"{name}: {curve}; doubling takes {growth:.2f} times", flush=True)
    print(f"worst {worst:.2f} times; mark {MARK}")
    return 0 if worst <= MARK else 1


if __name__ == "__main__":
    sys.exit(main())

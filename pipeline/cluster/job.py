"""The job of a worker: one WARC file becomes Parquet parts. What exists is skipped, so a job can always be run again.

Pages are read by a process beside the worker's own, so that a page that hangs or takes too much memory ends only that
process and is put aside. A job whose worker is lost goes on after the last part that was finished.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Final

from crawler.archive import lasting_name
from pipeline.capture import Capture
from pipeline.cluster.parts import part_path, parts_of, write_part
from pipeline.store.archive import Missing, pages_from
from pipeline.store.errors import CatalogueError
from pipeline.store.limits import SECONDS
from pipeline.store.reading import EXTRACTOR, Reading, process, reading_put_aside
from pipeline.store.workers import Pool, batches

#: Pages per part: what a lost worker may cost is half a minute's work.
PAGES: Final = 1000

#: Pages that are held in memory at once.
_WAITING: Final = 20

#: A worker has one process for pages, whatever its number of threads.
_ONE: Final = Lock()

Read = Callable[[Capture, str], Reading]


def read_page(capture: Capture, hint: str) -> Reading:
    """What a page says; `hint` is the language of its source, "" if unknown."""
    return process(capture, hint=hint)


def run_job(
    file: Path,
    folder: Path,
    hints: Mapping[str, str],
    *,
    rules: str = EXTRACTOR,
    read: Read = read_page,
    seconds: float = SECONDS,
    pages: int = PAGES,
) -> int:
    """Read the pages of the WARC `file` that no part in `folder` covers yet, and write parts of up to `pages` each.

    `hints` are the languages of sources by their ids. A page may take `seconds`. Gives the number of pages read.
    Raises ArchiveError if it is no WARC file, OSError if a file cannot be opened or written, CatalogueError if this
    worker has other rules than `rules`.
    """
    if rules != EXTRACTOR:
        raise CatalogueError(f"a worker has the rules {EXTRACTOR}, not {rules}; install the same version everywhere")
    name = lasting_name(file)
    done = parts_of(folder, name)
    start = done[-1][1] if done else 0
    pending: list[Reading | Missing] = []
    count, end = 0, start
    for page, after in _read_from(file, start, partial(_read_page, read, dict(hints)), seconds):
        pending.append(page)
        count, end = count + 1, after
        if len(pending) >= pages:
            write_part(part_path(folder, name, start, end), pending)
            pending, start = [], end
    if pending:
        write_part(part_path(folder, name, start, end), pending)
    return count


def forget(folder: Path, name: str) -> None:
    """Remove the parts of the WARC file `name`, so that it is read from its start."""
    for path, _ in parts_of(folder, name):
        path.unlink()


def _read_from(
    file: Path, start: int, work: Callable[[Capture | Missing], Reading | Missing], seconds: float
) -> Iterator[tuple[Reading | Missing, int]]:
    for batch in batches(pages_from(file, start), _WAITING):
        with _ONE:
            read = list(_pool(seconds).map(work, [page for page, _ in batch], _put_aside))
        yield from zip(read, (after for _, after in batch), strict=True)


@cache
def _pool(seconds: float) -> Pool:
    """The process of this worker that reads pages; it ends when the worker does."""
    return Pool(1, seconds)


def _read_page(read: Read, hints: Mapping[str, str], page: Capture | Missing) -> Reading | Missing:
    return page if isinstance(page, Missing) else read(page, hints.get(page.source, ""))


def _put_aside(page: Capture | Missing) -> Reading | Missing:
    return page if isinstance(page, Missing) else reading_put_aside(page)

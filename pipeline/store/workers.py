"""Work on many pages: in this process, or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

from pipeline.store.errors import CatalogueError

T = TypeVar("T")

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


@contextmanager
def workers(jobs: int) -> Iterator[Mapper]:
    """A `map` over `jobs` processes that keeps the order; the built-in one for a single job.

    Give it no more items at once than may wait in memory. Raises CatalogueError if a process dies.
    """
    if jobs == 1:
        yield map
        return
    # Not by fork: an SQLite connection must not be carried into another process.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            yield pool.map
        except BrokenProcessPool as fault:
            raise CatalogueError(
                "a process that read pages died, perhaps for want of memory; what was stored is kept: "
                "run the command again, with fewer --jobs"
            ) from fault


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

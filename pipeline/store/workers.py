"""Work on many pages: in this process, or in several, of which none can be brought down by a page for good."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Final, Protocol, TypeVar

from pipeline.store.errors import CatalogueError
from pipeline.store.limits import DEATHS, SECONDS, limit_memory, limit_time

T = TypeVar("T")
R = TypeVar("R")

# Not by fork: an SQLite connection must not be carried into another process.
_CONTEXT: Final = get_context("spawn")


class Mapper(Protocol):
    """A `map` that keeps the order. `instead` gives the result of an item that ended its process `DEATHS` times."""

    def __call__(self, work: Callable[[T], R], items: Iterable[T], instead: Callable[[T], R]) -> Iterator[R]: ...


@contextmanager
def workers(jobs: int, seconds: float = SECONDS) -> Iterator[Mapper]:
    """A `Mapper` over `jobs` processes; a single job is done in this process, without limits.

    An item may take `seconds`. Give no more items at once than may wait in memory. What the work raises is
    raised here. Raises CatalogueError if processes end before they begin to work.
    """
    if jobs == 1:
        yield _alone
        return
    pool = _Pool(jobs, seconds)
    try:
        yield pool.map
    finally:
        pool.close()


def _alone(work: Callable[[T], R], items: Iterable[T], instead: Callable[[T], R]) -> Iterator[R]:
    return map(work, items)


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the number of the item that it is at work on."""

    process: SpawnProcess
    pipe: Connection
    item: int | None = None


class _Pool:
    def __init__(self, jobs: int, seconds: float) -> None:
        self._seconds = seconds
        self._workers = [self._started() for _ in range(jobs)]

    def map(self, work: Callable[[T], R], items: Iterable[T], instead: Callable[[T], R]) -> Iterator[R]:
        todo = list(items)
        waiting = deque(range(len(todo)))
        deaths = [0] * len(todo)
        done: dict[int, R] = {}
        for next_one in range(len(todo)):
            while next_one not in done:
                self._feed(work, todo, waiting)
                busy = {worker.pipe: worker for worker in self._workers if worker.item is not None}
                for pipe in wait(list(busy)):
                    worker = busy[pipe]  # type: ignore[index]
                    number, worker.item = worker.item, None
                    assert number is not None
                    try:
                        result, fault = worker.pipe.recv()
                    except (EOFError, OSError):
                        self._replace(worker)
                        deaths[number] += 1
                        if deaths[number] < DEATHS:
                            waiting.appendleft(number)
                        else:
                            done[number] = instead(todo[number])
                        continue
                    if fault is not None:
                        raise fault
                    done[number] = result
            self._feed(work, todo, waiting)
            yield done.pop(next_one)

    def _feed(self, work: Callable[[T], R], todo: list[T], waiting: deque[int]) -> None:
        for worker in self._workers:
            if worker.item is None and waiting:
                worker.item = waiting.popleft()
                try:
                    worker.pipe.send((work, todo[worker.item]))
                except OSError:
                    # It has ended; its pipe says so when it is asked for the result.
                    continue

    def _started(self) -> _Worker:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(theirs, self._seconds), daemon=True)
        process.start()
        theirs.close()
        try:
            ours.recv()
        except EOFError as fault:
            raise CatalogueError("a process that reads pages could not start; give fewer --jobs") from fault
        return _Worker(process, ours)

    def _replace(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.join()
        fresh = self._started()
        worker.process, worker.pipe = fresh.process, fresh.pipe

    def close(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
            worker.process.join()
            worker.pipe.close()


def _serve(pipe: Connection, seconds: float) -> None:
    """What a process of the pool does: one item after the other until its pipe is closed."""
    limit_memory()
    pipe.send(None)
    while True:
        try:
            work, item = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            with limit_time(seconds):
                answer = work(item), None
        except Exception as fault:
            answer = None, fault
        pipe.send(answer)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

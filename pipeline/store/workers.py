"""Work on many pages: in this process, or in several, of which none can be brought down by a page for good."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Final, Protocol, TypeVar

from pipeline.store.errors import CatalogueError
from pipeline.store.limits import DEATHS, SECONDS, TIME_IS_UP, limit_memory, limit_time

T = TypeVar("T")
R = TypeVar("R")

#: What a process of the pool runs. Not by fork, for an SQLite connection must not be carried into another process, nor
#: by multiprocessing, whose processes cannot be had by the workers of a cluster.
_MAIN: Final = """
import sys
from multiprocessing.connection import Connection
pipe = Connection(int(sys.argv[1]))
sys.path[:] = pipe.recv()
from pipeline.store.workers import serve
serve(pipe, float(sys.argv[2]))
"""


class Mapper(Protocol):
    """A `map` that keeps the order. `instead` gives the result of an item that took too long or ended its
    process `DEATHS` times."""

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
    pool = Pool(jobs, seconds)
    try:
        yield pool.map
    finally:
        pool.close()


def _alone(work: Callable[[T], R], items: Iterable[T], instead: Callable[[T], R]) -> Iterator[R]:
    return map(work, items)


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the number of the item that it is at work on."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    item: int | None = None


class Pool:
    """Processes that are kept until they are closed, or until this process ends. See `workers`."""

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
                        deaths[number] += 1
                        if self._replace(worker) != TIME_IS_UP and deaths[number] < DEATHS:
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
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-c", _MAIN, str(theirs.fileno()), str(self._seconds)], pass_fds=[theirs.fileno()]
            )
        try:
            ours.send(sys.path)
            ours.recv()
        except (EOFError, OSError) as fault:
            raise CatalogueError("a process that reads pages could not start; give fewer --jobs") from fault
        return _Worker(process, ours)

    def _replace(self, worker: _Worker) -> int:
        """Start a process in place of one that has ended; gives the exit status of the latter."""
        worker.pipe.close()
        status = worker.process.wait()
        fresh = self._started()
        worker.process, worker.pipe = fresh.process, fresh.pipe
        return status

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.process.terminate()
            worker.process.wait()
            worker.pipe.close()


def serve(pipe: Connection, seconds: float) -> None:
    """What a process of the pool does: one item after the other until its pipe is closed."""
    limit_memory()
    pipe.send(None)
    while True:
        try:
            work, item = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            # Nobody is there any more to give work.
            return
        try:
            with limit_time(seconds):
                result = work(item)
        except Exception as fault:
            pipe.send((None, fault))
        else:
            pipe.send((result, None))


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

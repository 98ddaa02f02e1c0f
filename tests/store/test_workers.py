"""Several processes: the same results in the same order, whatever a page does to one of them."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path

import pytest

from pipeline.store.workers import batches, workers


def never(item: object) -> int:
    raise AssertionError(f"{item} was put aside")


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_keep_the_order_whatever_the_number_of_processes(jobs: int) -> None:
    with workers(jobs) as run:
        assert list(run(abs, range(-50, 0), never)) == list(range(50, 0, -1))


def absolute_unless_poisoned(number: int) -> int:
    """Ends or hangs its process at some numbers, as a page might."""
    if number == -3:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == -5:
        time.sleep(600)
    if number == -7:
        # A loop in C, which no exception interrupts.
        ctypes.PyDLL(None).sleep(600)
    return abs(number)


def test_pages_that_kill_or_hang_their_process_are_put_aside_and_the_others_go_on() -> None:
    with workers(2, seconds=1.5) as run:
        assert list(run(absolute_unless_poisoned, range(-10, 0), lambda number: -number * 100)) == [
            *(10, 9, 8, 700, 6, 500, 4, 300, 2, 1)
        ]
        assert list(run(abs, [-1, -2, -3], never)) == [1, 2, 3]


def dies_once(mark: str) -> str:
    path = Path(mark)
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_a_page_whose_process_was_killed_once_is_tried_again(tmp_path: Path) -> None:
    with workers(2) as run:
        assert list(run(dies_once, [str(tmp_path / "a")], never)) == ["done"]


def takes_memory(size: int) -> str:
    try:
        return f"{len(bytearray(size)) >> 20} MB"
    except MemoryError:
        return "refused"


def test_a_page_gets_no_more_memory_than_the_limit() -> None:
    with workers(2) as run:
        assert list(run(takes_memory, [50 << 20, 8 << 30], never)) == ["50 MB", "refused"]


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError), workers(2) as run:
        list(run(reciprocal, [1, 0], never))


def reciprocal(number: int) -> float:
    return 1 / number


def test_batches_hold_everything_once() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]

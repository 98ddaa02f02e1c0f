from __future__ import annotations

import os

import pytest

from pipeline.store.errors import CatalogueError
from pipeline.store.workers import batches, workers


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_keep_the_order_whatever_the_number_of_processes(jobs: int) -> None:
    with workers(jobs) as run:
        assert list(run(abs, range(-50, 0))) == list(range(50, 0, -1))


def test_a_process_that_dies_is_told_in_one_line() -> None:
    with pytest.raises(CatalogueError, match="a process that read pages died"), workers(2) as run:
        list(run(os._exit, [1]))


def test_batches_hold_everything_once() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]

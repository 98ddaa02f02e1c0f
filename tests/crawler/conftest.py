from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.world import Site, World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)

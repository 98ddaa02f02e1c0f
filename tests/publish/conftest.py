from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

sys.path.insert(0, str(Path(__file__).parent))

import sample

from pipeline.publish.serve import make_site
from pipeline.publish.snapshot import Snapshot, publish


@pytest.fixture(scope="session")
def working(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.working_database(tmp_path_factory.mktemp("working") / "working.db")


@pytest.fixture(scope="session")
def snapshots(working: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshots")
    publish(working, folder)
    return folder


@pytest.fixture(scope="session")
def snapshot(snapshots: Path) -> Snapshot:
    from pipeline.publish.snapshot import current_snapshot

    return current_snapshot(snapshots)


@pytest_asyncio.fixture
async def site(snapshots: Path) -> AsyncIterator[Datasette]:
    datasette = make_site(snapshots)
    await datasette.invoke_startup()
    yield datasette
    datasette.executor.shutdown()

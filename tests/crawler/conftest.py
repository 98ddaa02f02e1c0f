from __future__ import annotations

import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.world import Site, World


def _no_packet_leaves(event: str, arguments: tuple[Any, ...]) -> None:
    """Nothing in this process may send to any address beyond loopback, whatever the code under test does."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not ip_address(address[0].partition("%")[0]).is_loopback:
            raise AssertionError(f"a packet to {address} was about to be sent")


sys.addaudithook(_no_packet_leaves)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)

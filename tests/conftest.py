"""One run of the demo for all tests that look at its result: it is crawled twice, then served."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator

import pytest
from commands import REPORTEDLY, Demo, reportedly


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    first, second = (reportedly("demo", "--no-serve", cwd=folder) for _ in range(2))
    return Demo(folder, first, second)


@pytest.fixture(scope="session")
def site(demo: Demo) -> Iterator[str]:
    """The address at which the demo's newest snapshot is served, by the real command in its own process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*REPORTEDLY, "serve", "--snapshots", "demo/snapshots", "--port", str(port)],
        cwd=demo.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            assert process.poll() is None, process.stderr and process.stderr.read()
            try:
                urllib.request.urlopen(address + "/-/versions.json", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the site did not answer within 20 seconds")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)

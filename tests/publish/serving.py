"""The site as its users run it: `reportedly serve` in a process of its own, on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(snapshots: Path, *options: str) -> Iterator[str]:
    """Serve folder `snapshots` and give the site's address; ends the server it began."""
    port = free_port()
    program = "from pipeline.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--snapshots", str(snapshots), "--port", str(port), *options]
    log = snapshots.parent / f"serve-{port}.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
    site = f"http://127.0.0.1:{port}"
    try:
        _wait(site, server, log)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(site: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-500:]}")
        try:
            urllib.request.urlopen(f"{site}/-/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server does not answer: {log.read_text()[-500:]}")

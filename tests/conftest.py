"""One run of the demo for all tests that look at its result: it is crawled twice, then served."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

#: The console script's own way in, whatever the environment is called.
REPORTEDLY = (sys.executable, "-c", "from pipeline.cli import main; main()")


@dataclass(frozen=True)
class Demo:
    """A folder in which the demo was run twice, and what it printed."""

    folder: Path
    first: str
    second: str

    @property
    def database(self) -> Path:
        return self.folder / "demo" / "reportedly.db"

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()


def reportedly(*arguments: str, cwd: Path, code: int = 0) -> str:
    """Run the command line in a folder; gives what it printed. It must end with `code`."""
    done = subprocess.run([*REPORTEDLY, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, f"reportedly {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


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


def fenced(text: str, mark: str) -> list[str]:
    """The fenced blocks of a Markdown text that stand below the comment `<!-- mark -->`."""
    return re.findall(rf"<!-- {re.escape(mark)} -->\n```\w*\n(.*?)```", text, re.DOTALL)

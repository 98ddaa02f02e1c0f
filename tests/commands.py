"""The command line as tests run it, and what the demo leaves behind."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def fenced(text: str, mark: str) -> list[str]:
    """The fenced blocks of a Markdown text that stand below the comment `<!-- mark -->`."""
    return re.findall(rf"<!-- {re.escape(mark)} -->\n```\w*\n(.*?)```", text, re.DOTALL)

"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click


def default_db() -> Path:
    """`reportedly.db` in the folder `data` of a checkout, else in the current folder.

    Beside it lie the archive, the snapshots and the corrections.
    """
    return Path("data" if Path("data").is_dir() else "") / "reportedly.db"


db_option: Final[Callable[[Any], Any]] = click.option(
    "--db",
    type=click.Path(path_type=Path),
    default=default_db,
    show_default="data/reportedly.db, or reportedly.db where there is no folder data",
    help="The working database; the archive lies in the folder `archive` beside it.",
)


def default_snapshots() -> Path:
    """The folder `snapshots` beside the working database."""
    return default_db().parent / "snapshots"


snapshots_option: Final[Callable[[Any], Any]] = click.option(
    "--snapshots",
    type=click.Path(path_type=Path),
    default=default_snapshots,
    show_default="the folder snapshots beside the working database",
    help="The folder of the published snapshots.",
)

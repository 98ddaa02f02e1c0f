"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from pipeline.resources import bundled


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


def default_sources() -> Path:
    """`sources.yml` in the current folder or in `data`; else the list that comes with the project."""
    for path in (Path("sources.yml"), Path("data/sources.yml")):
        if path.is_file():
            return path
    return bundled("data/sources.yml")


sources_option: Final[Callable[[Any], Any]] = click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default=default_sources,
    show_default="sources.yml here or in data, else the list that comes with reportedly",
    help="The list of sources.",
)

jobs_option: Final[Callable[[Any], Any]] = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many processes read pages at the same time.",
)


def progress_bar(label: str, length: int) -> Any:
    """A progress bar on a terminal; nothing where output goes to a file, as in cron."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())

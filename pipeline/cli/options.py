"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

#: Beside it lie the archive, the snapshots and the corrections.
DEFAULT_DB: Final = Path("data/reportedly.db")

db_option: Final[Callable[[Any], Any]] = click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_DB,
    show_default=True,
    help="The working database; the archive lies in the folder `archive` beside it.",
)

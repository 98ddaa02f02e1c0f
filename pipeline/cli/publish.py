"""`reportedly publish`: make a snapshot that can be served and downloaded."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import UserError
from pipeline.cli.options import db_option, progress_bar, snapshots_option
from pipeline.publish.snapshot import STEPS, SnapshotError, publish


@click.command()
@db_option
@snapshots_option
@click.option("--keep", default=3, show_default=True, type=click.IntRange(min=1), help="Snapshots to keep.")
@click.option("--exports/--no-exports", default=True, help="Also write CSV, JSON Lines and the data package.")
def command(db: Path, snapshots: Path, keep: int, exports: bool) -> None:
    """Make a checked, read-only snapshot of the working database and point the site to it.

    No article text and no personal data goes into it. A running `reportedly serve` takes it up by itself.
    """
    try:
        with progress_bar("Publishing", STEPS) as bar:
            snapshot = publish(db, snapshots, keep=keep, exports=exports, progress=bar.update)
    except SnapshotError as error:
        raise UserError(str(error)) from error
    click.echo(f"{snapshot.path}  {snapshot.size:,} bytes  {snapshot.tables['claims_flat']:,} claims")
    click.echo(f"sha256 {snapshot.sha256}")

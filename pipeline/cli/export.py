"""`reportedly export`: write the claims as files for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import UserError
from pipeline.cli.options import snapshots_option
from pipeline.publish.exports import FORMATS, ExportError, Origin, export
from pipeline.publish.snapshot import SnapshotError, current_snapshot


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@snapshots_option
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    default=("csv", "jsonl", "datapackage"),
    show_default=True,
    help="What to write; may be given more than once.",
)
@click.option("--bom", is_flag=True, help="Begin CSV files with a byte order mark, for Excel.")
@click.option("--formulas", is_flag=True, help="Leave CSV cells that begin with = + - @ as they are.")
def command(folder: Path, snapshots: Path, formats: tuple[str, ...], bom: bool, formulas: bool) -> None:
    """Write the claims and articles of the newest snapshot into FOLDER."""
    try:
        snapshot = current_snapshot(snapshots)
        origin = Origin(snapshot.path, snapshot.version, snapshot.published_at)
        files = export(origin, folder, formats, byte_order_mark=bom, formulas=formulas)
    except (SnapshotError, ExportError) as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror or error}") from error
    for name, file in files.items():
        click.echo(f"{folder / name}  {file['size']:,} bytes")

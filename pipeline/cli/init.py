"""`reportedly init`: write the files to edit into an empty folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from pipeline.cli import UserError
from pipeline.resources import bundled

#: What each file is for, in one line; in a checkout they lie under `data`.
FILES: Final = {
    "sources.yml": ("data/sources.yml", "which sites are crawled"),
    "subjects.yml": ("data/subjects.yml", "makers, models, products and their names in four languages"),
    "metadata.yml": ("metadata.yml", "titles, descriptions and queries of the published site"),
}


@click.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write sources.yml, subjects.yml and metadata.yml into FOLDER (default: here) for you to edit.

    Every command that is started in that folder uses them. A file that exists is left as it is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (origin, purpose) in FILES.items():
            target = folder / name
            if target.exists():
                click.echo(f"{target}  is there already, left as it is")
                continue
            target.write_bytes(bundled(origin).read_bytes())
            click.echo(f"{target}  {purpose}")
    except OSError as error:
        raise UserError(f"{folder}: cannot write here ({error.strerror}): choose another folder") from None

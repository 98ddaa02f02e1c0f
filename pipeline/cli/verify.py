"""`reportedly verify`: read every quote again from the archived page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli import UserError
from pipeline.cli.options import db_option, jobs_option, progress_bar
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError
from pipeline.store.verify import pages_to_verify, verify


@click.command()
@db_option
@jobs_option
def command(db: Path, jobs: int) -> None:
    """Read every quote again from the archived page and compare it, character for character.

    Names each claim whose quote or value does not stand where the catalogue says; then the exit code is 1.
    """
    try:
        with (
            Catalogue.open(db, create=False) as catalogue,
            progress_bar("Verifying", pages_to_verify(catalogue)) as bar,
        ):
            result = verify(catalogue, jobs=jobs, progress=bar.update)
    except CatalogueError as fault:
        raise UserError(str(fault)) from fault
    for claim, url, what in result.failures:
        click.echo(f"{claim}  {url}: {what}")
    right = result.quotes - len(result.failures)
    share = f" ({100 * right / result.quotes:.4g} %)" if result.quotes else ""
    click.echo(f"{right} of {result.quotes} quotes stand in the archived pages as stored{share}")
    if result.failures:
        sys.exit(1)

"""`reportedly extract`: read the archive again with today's rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crawler.lock import Locked, hold
from pipeline.cli import UserError
from pipeline.cli.options import db_option, jobs_option, progress_bar
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError
from pipeline.store.reextract import Reextraction, captures_to_read, reextract

_SHOWN = 20

#: What cron and systemd read as "try again later" (EX_TEMPFAIL).
_LOCKED = 75


@click.command()
@db_option
@jobs_option
@click.option("--all", "everything", is_flag=True, help="Read every page, not only those that older rules read.")
@click.option("--list", "complete", is_flag=True, help=f"Name every claim, not only {_SHOWN} of each kind.")
def command(db: Path, jobs: int, everything: bool, complete: bool) -> None:
    """Read the archive again with today's rules, without a crawl, and print what changed.

    A claim that stays keeps its id. A claim that is no longer found moves to the table retired_claims, with
    the reason. Exit code 1 if a page could not be read from the archive; its claims stay as they
    are. 75 if a crawl is at work.
    """
    try:
        with Catalogue.open(db, create=False) as catalogue, hold(db):
            with progress_bar("Extracting", captures_to_read(catalogue, everything)) as bar:
                result = reextract(catalogue, everything=everything, jobs=jobs, progress=bar.update)
            _print(catalogue, result, complete)
    except Locked as fault:
        click.echo(f"reportedly: {fault}", err=True)
        sys.exit(_LOCKED)
    except CatalogueError as fault:
        raise UserError(str(fault)) from fault
    if result.unreadable:
        sys.exit(1)


def _print(catalogue: Catalogue, result: Reextraction, complete: bool) -> None:
    for word, claims, table in (
        ("added", result.added, "claims"),
        ("changed", result.changed, "claims"),
        ("lost", result.lost, "retired_claims"),
    ):
        for claim in claims if complete else claims[:_SHOWN]:
            row = catalogue.first(f"select * from {table} where claim_id = ?", claim)
            if row is not None:
                said = f"{row['claim_type']} of {row['subject']}: {row['value_text']}"
                click.echo(f"{word:8}{claim}  {said}")
        if len(claims) > _SHOWN and not complete:
            click.echo(f"{word:8}and {len(claims) - _SHOWN} more")
    click.echo(
        f"{result.captures} pages read: {len(result.added)} claims added, {len(result.changed)} changed, "
        f"{len(result.lost)} lost"
    )
    for line in result.unreadable:
        click.echo(f"reportedly: {line}", err=True)
    for claim in catalogue.lost_corrections():
        click.echo(f"reportedly: the correction of {claim} meets no claim any more", err=True)

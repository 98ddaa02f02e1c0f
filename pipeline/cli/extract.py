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
from pipeline.store.imports import is_warc
from pipeline.store.reextract import Reextraction, captures_to_read, reextract

_SHOWN = 20

#: What cron and systemd read as "try again later" (EX_TEMPFAIL).
_LOCKED = 75


@click.command()
@click.argument("files", metavar="[FILE]…", nargs=-1, type=click.Path(path_type=Path))
@db_option
@jobs_option
@click.option("--all", "everything", is_flag=True, help="Read every page, not only those that older rules read.")
@click.option("--list", "complete", is_flag=True, help=f"Name every claim, not only {_SHOWN} of each kind.")
@click.option(
    "--engine",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="Who reads: processes on this machine, or a Dask cluster that reads whole WARC files.",
)
@click.option("--scheduler", metavar="ADDRESS", help="The cluster's scheduler; without it --jobs processes here.")
@click.option("--only-claims", is_flag=True, help="With dask: keep only pages in which claims were found.")
def command(
    files: tuple[Path, ...],
    db: Path,
    jobs: int,
    everything: bool,
    complete: bool,
    engine: str,
    scheduler: str | None,
    only_claims: bool,
) -> None:
    """Read the archive again with today's rules, without a crawl, and print what changed.

    A claim that stays keeps its id. A claim that is no longer found moves to the table retired_claims, with
    the reason. Exit code 1 if a page could not be read from the archive; its claims stay as they
    are. 75 if a crawl is at work.

    With `--engine dask` workers read WARC FILEs, those of the archive or of others (Common Crawl's CC-NEWS), into
    the folder `parts` beside the database, and this process stores what they found. Run again, it reads only what
    is not there yet.
    """
    if engine == "dask":
        _by_cluster(files, db, jobs, scheduler, everything, only_claims)
        return
    if files or scheduler or only_claims:
        raise click.UsageError("FILEs, --scheduler and --only-claims are for --engine dask.")
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


def _by_cluster(
    files: tuple[Path, ...], db: Path, jobs: int, scheduler: str | None, again: bool, only_claims: bool
) -> None:
    try:
        from pipeline.cluster.run import client_of, extract_files
    except ModuleNotFoundError as fault:
        raise UserError(f"--engine dask needs {fault.name}: pip install 'reportedly[cluster]'") from fault
    try:
        with Catalogue.open(db) as catalogue, hold(db):
            found = files or tuple(file for file in sorted(catalogue.archive.glob("*")) if is_warc(file))
            if not found:
                raise UserError(f"{catalogue.archive}: holds no WARC file; name the FILEs to read")
            with client_of(scheduler, jobs) as client, progress_bar("Extracting", len(found)) as bar:
                loaded, faults = extract_files(
                    catalogue,
                    client,
                    found,
                    db.parent / "parts",
                    again=again,
                    only_claims=only_claims,
                    progress=bar.update,
                )
    except Locked as fault:
        click.echo(f"reportedly: {fault}", err=True)
        sys.exit(_LOCKED)
    except CatalogueError as fault:
        raise UserError(str(fault)) from fault
    click.echo(
        f"{loaded.articles} articles with {loaded.claims} claims, {loaded.unchanged} known already, "
        f"{loaded.refused} without an article"
    )
    for line in [*loaded.put_aside, *faults]:
        click.echo(f"reportedly: {line}", err=True)
    if loaded.put_aside or faults:
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

"""`reportedly import`: catalogue saved pages, folders of them, or WARC files."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from pipeline.capture import Capture
from pipeline.cli import UserError
from pipeline.cli.options import db_option, progress_bar
from pipeline.store.archive import ArchiveWriter
from pipeline.store.catalogue import Catalogue, Outcome
from pipeline.store.errors import CatalogueError, told
from pipeline.store.imports import ImportFault, captures, files, is_warc


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@db_option
@click.option(
    "--source", default="", help="The id of the source that the pages come from, if they are all from one."
)
def command(paths: tuple[Path, ...], db: Path, source: str) -> None:
    """Catalogue saved pages (.html), folders of them, or WARC files.

    Pages are copied into the archive beside the database, so that they can be read again. What is known
    already is skipped. Exit code 1 if a file could not be read; all others are stored all the same.
    """
    try:
        with Catalogue.open(db) as catalogue, ArchiveWriter(catalogue.archive) as archive:
            tally, faults = _import(paths, catalogue, archive, source)
    except CatalogueError as fault:
        raise UserError(str(fault)) from fault
    click.echo(
        f"{tally['article']} articles with {tally['claims']} claims, {tally['unchanged']} known already, "
        f"{tally['not-article']} without an article"
    )
    for line in faults:
        click.echo(f"reportedly: {line}", err=True)
    if faults:
        sys.exit(1)


def _import(
    paths: tuple[Path, ...], catalogue: Catalogue, archive: ArchiveWriter, source: str
) -> tuple[Counter[str], list[str]]:
    tally: Counter[str] = Counter()
    faults: list[str] = []
    found = [file for path in paths for file in files(path)]
    if not found:
        raise CatalogueError(f"{', '.join(map(str, paths))}: holds no .html or WARC file")
    with progress_bar("Importing", len(found)) as bar:
        for file in found:
            try:
                archived = file.parent.resolve() == catalogue.archive.resolve() and is_warc(file)
                for capture in captures(file):
                    capture = replace(capture, source=source or capture.source)
                    outcome = _store(capture, catalogue, archive, archived=archived)
                    tally[outcome.kind] += 1
                    if outcome.kind == "article":
                        tally["claims"] += outcome.claims
                    elif outcome.kind == "not-article":
                        faults.append(f"{capture.url}: no article was found ({_why(outcome)})")
            except ImportFault as fault:
                faults.append(str(fault))
            bar.update(1)
    return tally, faults


def _store(capture: Capture, catalogue: Catalogue, archive: ArchiveWriter, *, archived: bool) -> Outcome:
    known = catalogue.known(capture)
    if known is not None:
        return known
    if not archived:
        with told(catalogue.archive):
            capture = replace(capture, archive=archive.write(capture))
    return catalogue.add(capture)


def _why(outcome: Outcome) -> str:
    return f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason

"""`reportedly import`: catalogue saved pages, folders of them, or WARC files."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from pipeline.capture import Capture
from pipeline.cli import UserError
from pipeline.cli.options import db_option, progress_bar
from pipeline.store.archive import ArchiveWriter, Missing
from pipeline.store.catalogue import Catalogue, Outcome
from pipeline.store.errors import CatalogueError, told
from pipeline.store.imports import ImportFault, captures, files, is_warc


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@db_option
@click.option("--source", default="", help="The id of the source that the pages come from, if they are all from one.")
def command(paths: tuple[Path, ...], db: Path, source: str) -> None:
    """Catalogue saved pages (.html), folders of them, or WARC files.

    Pages are copied into the archive beside the database, so that they can be read again; the archive's own
    files are read where they lie. What is known already is skipped.

    Exit code 1 if a file could not be read or a saved page holds no article; all others are stored all the same.
    """
    try:
        with Catalogue.open(db) as catalogue, ArchiveWriter(catalogue.archive) as archive:
            result = _import(paths, Import(catalogue, archive, source))
    except CatalogueError as fault:
        raise UserError(str(fault)) from fault
    click.echo(
        f"{result.articles} articles with {result.claims} claims, {result.unchanged} known already, "
        f"{result.refused} without an article"
    )
    for line in result.faults:
        click.echo(f"reportedly: {line}", err=True)
    if result.faults:
        sys.exit(1)


@dataclass
class Import:
    """An import under way: where it writes, what was counted, and a line for each file that failed."""

    catalogue: Catalogue
    archive: ArchiveWriter
    source: str
    articles: int = 0
    claims: int = 0
    unchanged: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)

    def file(self, path: Path) -> None:
        """Catalogue what the file at `path` holds."""
        archived = is_warc(path) and path.parent.resolve() == self.catalogue.archive.resolve()
        try:
            for capture in captures(path):
                if isinstance(capture, Missing):
                    self.catalogue.gone(capture.url, capture.when)
                    continue
                outcome = self._store(replace(capture, source=self.source or capture.source), archived)
                if outcome.kind == "not-article" and not is_warc(path):
                    why = f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
                    self.faults.append(f"{path}: no article was found ({why})")
        except ImportFault as fault:
            self.faults.append(str(fault))

    def _store(self, capture: Capture, archived: bool) -> Outcome:
        outcome = self.catalogue.known(capture)
        if outcome is None:
            if not archived:
                with told(self.catalogue.archive):
                    capture = replace(capture, archive=self.archive.write(capture))
            outcome = self.catalogue.add(capture)
        self.articles += outcome.kind == "article"
        self.claims += outcome.claims if outcome.kind == "article" else 0
        self.unchanged += outcome.kind == "unchanged"
        self.refused += outcome.kind == "not-article"
        return outcome


def _import(paths: tuple[Path, ...], result: Import) -> Import:
    found = [file for path in paths for file in files(path)]
    if not found:
        raise CatalogueError(f"{', '.join(map(str, paths))}: holds no .html or WARC file")
    with progress_bar("Importing", len(found)) as bar:
        for file in found:
            result.file(file)
            bar.update(1)
    return result

"""`reportedly import`: catalogue saved pages, folders of them, or WARC files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from pipeline.capture import Capture
from pipeline.cli import UserError
from pipeline.cli.options import db_option, jobs_option, progress_bar
from pipeline.store.archive import ArchiveWriter, Missing
from pipeline.store.catalogue import TOGETHER, Catalogue, Outcome
from pipeline.store.errors import CatalogueError, told
from pipeline.store.imports import ImportFault, captures, files, is_warc
from pipeline.store.limits import TOO_COSTLY
from pipeline.store.reading import Reading, process, reading_put_aside
from pipeline.store.workers import batches, workers

#: Pages that wait in memory for each process.
_WAITING = 4


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@db_option
@jobs_option
@click.option("--source", default="", help="The id of the source that the pages come from, if they are all from one.")
def command(paths: tuple[Path, ...], db: Path, jobs: int, source: str) -> None:
    """Catalogue saved pages (.html), folders of them, or WARC files.

    Pages are copied into the archive beside the database, so that they can be read again; the archive's own
    files are read where they lie. What is known already is skipped.

    Exit code 1 if a file could not be read or a saved page holds no article; all others are stored all the same.
    """
    found = [file for path in paths for file in files(path)]
    if not found:
        raise UserError(f"{', '.join(map(str, paths))}: holds no .html or WARC file")
    try:
        with (
            Catalogue.open(db) as catalogue,
            ArchiveWriter(catalogue.archive) as archive,
            progress_bar("Importing", len(found)) as bar,
        ):
            result = Import(catalogue, archive, source)
            result.run(found, jobs, bar.update)
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


@dataclass(frozen=True, slots=True)
class Page:
    """A capture that is new to the catalogue, the file it came from, and the language of its source."""

    file: Path
    capture: Capture
    hint: str


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

    def run(self, found: list[Path], jobs: int, progress: Callable[[int], None]) -> None:
        """Catalogue the files `found`, reading pages in `jobs` processes and storing them in their order."""
        with workers(jobs) as run:
            for batch in batches(self._new(found, progress), max(TOGETHER, _WAITING * jobs)):
                for pages in batches(zip(batch, run(_read, batch, _not_read), strict=True), TOGETHER):
                    with self.catalogue.transaction():
                        for page, reading in pages:
                            self._store(page, reading)

    def _store(self, page: Page | Missing, reading: Reading | None) -> None:
        if isinstance(page, Missing):
            self.catalogue.gone(page.url, page.when)
        elif reading is not None:
            self._count(page.file, page.capture.url, self.catalogue.write(reading))

    def _new(self, found: list[Path], progress: Callable[[int], None]) -> Iterator[Page | Missing]:
        """What the catalogue does not know yet, once it is in the archive."""
        for file in found:
            archived = is_warc(file) and file.parent.resolve() == self.catalogue.archive.resolve()
            try:
                for capture in captures(file):
                    if isinstance(capture, Missing):
                        yield capture
                        continue
                    capture = replace(capture, source=self.source or capture.source)
                    known = self.catalogue.known(capture)
                    if known is not None:
                        self._count(file, capture.url, known)
                        continue
                    if not archived:
                        with told(self.catalogue.archive):
                            capture = replace(capture, archive=self.archive.write(capture))
                    yield Page(file, capture, self.catalogue.hint(capture.source))
            except ImportFault as fault:
                self.faults.append(str(fault))
            progress(1)

    def _count(self, file: Path, url: str, outcome: Outcome) -> None:
        self.articles += outcome.kind == "article"
        self.claims += outcome.claims if outcome.kind == "article" else 0
        self.unchanged += outcome.kind == "unchanged"
        self.refused += outcome.kind == "not-article"
        if outcome.detail == TOO_COSTLY:
            self.faults.append(f"{url}: was put aside ({TOO_COSTLY})")
        elif outcome.kind == "not-article" and not is_warc(file):
            why = f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
            self.faults.append(f"{file}: no article was found ({why})")


def _read(page: Page | Missing) -> Reading | None:
    return None if isinstance(page, Missing) else process(page.capture, hint=page.hint)


def _not_read(page: Page | Missing) -> Reading | None:
    return None if isinstance(page, Missing) else reading_put_aside(page.capture)

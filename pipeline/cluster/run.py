"""Extraction over many WARC files by Dask's distributed: one job per file, and the loader beside them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from distributed import Client, KilledWorker, LocalCluster, as_completed

from crawler.archive import ArchiveError, lasting_name
from pipeline.cluster.job import PAGES, Read, forget, read_page, run_job
from pipeline.cluster.load import Loaded, load
from pipeline.cluster.parts import parts_of
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError, told
from pipeline.store.limits import SECONDS
from pipeline.store.reading import EXTRACTOR

_RETRIES: Final = 2

#: Seconds to wait for a scheduler.
_PATIENCE: Final = 5


@contextmanager
def client_of(scheduler: str | None, jobs: int) -> Iterator[Client]:
    """A client of the scheduler at an address like `tcp://10.0.0.5:8786`, or of `jobs` processes on this machine.

    Raises CatalogueError if no scheduler answers.
    """
    # What a lost worker means is told in words of ours.
    for name in ("distributed", "distributed.scheduler", "distributed.nanny", "distributed.worker"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as fault:
            raise CatalogueError(
                f"no Dask scheduler answers at {scheduler}; start one with `dask scheduler`, or leave --scheduler "
                "out to use this machine alone"
            ) from fault
        with client:
            yield client
        return
    # On loopback alone, the page of statistics at any free port.
    host = "127.0.0.1"
    local = partial(LocalCluster, n_workers=jobs, threads_per_worker=1, host=host, dashboard_address=f"{host}:0")
    with local() as cluster, Client(cluster) as client:  # type: ignore[no-untyped-call]
        yield client


def extract_files(
    catalogue: Catalogue,
    client: Client,
    files: Sequence[Path],
    folder: Path,
    *,
    again: bool = False,
    only_claims: bool = False,
    progress: Callable[[int], None] = lambda done: None,
    read: Read = read_page,
    seconds: float = SECONDS,
    pages: int = PAGES,
) -> tuple[Loaded, list[str]]:
    """Have the WARC `files` read by the workers of `client` and store what they find, in the order of `files`.

    The workers must see `files` and `folder`, where the parts are kept, under the same paths as this process.
    `again` reads also what parts cover already. Gives the counts and a line for each file that could not be read.
    `progress` is told how many files are stored since last time. The rest is as for `run_job` and `load`.
    Raises CatalogueError if two files have one name, or the parts cannot be kept.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        names = _linked(files, catalogue.archive)
        for name in names if again else ():
            forget(folder, name)
    hints = {row["source"]: row["language"] for row in catalogue.rows("select source, language from sources")}
    job = partial(run_job, folder=folder, hints=hints, rules=EXTRACTOR, read=read, seconds=seconds, pages=pages)
    loaded = Loaded()
    faults: list[str] = []
    ended: set[str] = set()
    todo = list(names)
    for name, fault in _completed(client, job, names, folder):
        ended.add(name)
        faults += [fault] if fault else []
        while todo and todo[0] in ended:
            # What was finished of a file that could not be read to its end is stored too.
            with told(folder):
                load(catalogue, folder, todo.pop(0), loaded, only_claims=only_claims)
            progress(1)
    for draft in folder.glob("*.tmp"):
        # A worker was lost while it wrote it.
        draft.unlink()
    return loaded, faults


def _linked(files: Sequence[Path], archive: Path) -> dict[str, Path]:
    """The files by their names in the archive, into which those that lie elsewhere are linked."""
    named: dict[str, Path] = {}
    for file in files:
        name = lasting_name(file)
        link = archive / name
        if name in named or (link.exists() and not link.samefile(file)):
            raise CatalogueError(f"{file}: there is another WARC file of this name; rename one of them")
        if file.parent.resolve() != archive.resolve() and not link.exists():
            archive.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file.resolve())
        named[name] = file.absolute()
    return named


def _completed(
    client: Client, job: Callable[[Path], int], named: Mapping[str, Path], folder: Path
) -> Iterator[tuple[str, str]]:
    """The names of the files as they are done, each with what went wrong, "" if nothing did."""
    names = {future: name for name, future in zip(named, _submitted(client, job, named.values()), strict=True)}
    finished = {name: len(parts_of(folder, name)) for name in named}
    waiting = as_completed(list(names))  # type: ignore[no-untyped-call]
    for future in waiting:
        name = names.pop(future)
        fault = future.exception()
        parts = len(parts_of(folder, name))
        if isinstance(fault, KilledWorker) and parts > finished[name]:
            # Workers were lost, but it gets on.
            finished[name] = parts
            (again,) = _submitted(client, job, [named[name]])
            names[again] = name
            waiting.add(again)  # type: ignore[no-untyped-call]
        else:
            yield name, _told(named[name], fault)


def _submitted(client: Client, job: Callable[[Path], int], files: Any) -> list[Any]:
    futures: list[Any] = client.map(job, list(files), retries=_RETRIES, pure=False)
    return futures


def _told(file: Path, fault: BaseException | None) -> str:
    if fault is None:
        return ""
    if isinstance(fault, ArchiveError):
        return str(fault)
    if isinstance(fault, OSError):
        return f"{file}: cannot be read by the workers ({fault.strerror or fault})"
    if isinstance(fault, KilledWorker):
        return f"{file}: the workers that read it died; run the command again, with fewer --jobs or more memory"
    if isinstance(fault, CatalogueError):
        return str(fault)
    return f"{file}: {type(fault).__name__}: {fault}"

"""`reportedly demo`: the whole path over the bundled sample sites, without leaving this machine."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import click

from crawler.run import CrawlError, CrawlSummary, Locked, crawl
from crawler.sources import load_sources
from pipeline import sample
from pipeline.claim import CLAIM_TYPES
from pipeline.cli import UserError
from pipeline.languages import LANGUAGES
from pipeline.publish.snapshot import SnapshotError, publish
from pipeline.resources import bundled
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError

_DATABASE: Final = "reportedly.db"


@click.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Whether to serve the result.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--folder",
    default="demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo keeps its database, archive and snapshots.",
)
def command(serving: bool, port: int, folder: Path) -> None:
    """Crawl the bundled sample sites over loopback, catalogue, publish and serve them.

    The sites are invented; what they report is not. The first run finds them as they were; from the second
    on, two pages have been edited, one is gone and one is new. Delete the folder to start over.
    """
    if serving:
        _check_free(port)
    database = folder / _DATABASE
    visit = 2 if database.exists() else 1
    with _sample_sites(visit) as allowed:
        try:
            with Catalogue.open(database) as catalogue:
                before = _changes(catalogue)
                summary = _crawl(catalogue, allowed)
                _tell(catalogue, summary, before)
            snapshot = publish(database, folder / "snapshots")
        except (CatalogueError, CrawlError, Locked, SnapshotError) as error:
            raise UserError(str(error)) from error
        click.echo(f"\nDatabase to download: {snapshot.path} ({snapshot.size / 1e6:.1f} MB)")
        if serving:
            _serve(folder / "snapshots", port)
    click.echo(f"To look at it: reportedly serve --snapshots {folder / 'snapshots'}")


@contextmanager
def _sample_sites(visit: int) -> Iterator[frozenset[str]]:
    """Serve the sample sites; gives the hosts that the crawler may visit on loopback.

    They answer at the port that their addresses name, so that links to them open in a browser, or at any
    other if that one is taken: the crawler finds them all the same.
    """
    sites = sample.load(bundled("data/sample"), visit)
    with ExitStack() as stack:
        try:
            port = stack.enter_context(sample.serve(sites, sample.PORT))
        except OSError:
            port = stack.enter_context(sample.serve(sites))
        yield frozenset(f"{host}=127.0.0.1:{port}" for host in sites)


def _crawl(catalogue: Catalogue, allowed: frozenset[str]) -> CrawlSummary:
    sources = load_sources(bundled("data/sample/sources.yml"))
    summary = crawl(
        sources,
        database=catalogue.path,
        archive=catalogue.archive,
        deliver=catalogue.add,
        seen=catalogue.seen,
        gone=catalogue.gone,
        allow_hosts=allowed,
        recheck=True,
    )
    faults = summary.error or ", ".join(
        f"{number} {reason}" for tally in summary.sources for reason, number in tally.failures.items()
    )
    unread = catalogue.first("select reason, detail from captures where reason <> ''")
    if unread:
        faults = f"a page could not be read ({unread['reason']} {unread['detail']})"
    if faults:
        raise CrawlError(f"the demo did not succeed: {faults}")
    return summary


def _tell(catalogue: Catalogue, summary: CrawlSummary, before: Counter[str]) -> None:
    """Print what was crawled, what is catalogued and what edits have done to it."""
    click.echo(
        f"Crawled {len(summary.sources)} sample sites over loopback: {summary.total('requests')} requests, "
        f"{summary.total('articles')} articles new or edited, {summary.total('unchanged')} unchanged, "
        f"{summary.total('gone')} gone"
    )
    counts = {
        (row["claim_type"], row["language"]): row["n"]
        for row in catalogue.rows(
            "select claim_type, language, count(*) as n from claims_flat "
            "where gone_at is null group by claim_type, language"
        )
    }
    articles = {
        row["language"]: row["n"]
        for row in catalogue.rows("select language, count(*) as n from articles_flat group by language")
    }
    click.echo("\n" + _line("", [*LANGUAGES, "all"]))
    click.echo(_line("articles", [*(articles.get(language, 0) for language in LANGUAGES), sum(articles.values())]))
    for claim_type in CLAIM_TYPES:
        row = [counts.get((claim_type, language), 0) for language in LANGUAGES]
        if any(row):
            click.echo(_line(claim_type, [*row, sum(row)]))
    totals = [sum(n for (_, spoken), n in counts.items() if spoken == language) for language in LANGUAGES]
    click.echo(_line("claims", [*totals, sum(totals)]))
    news = _changes(catalogue) - before
    if news:
        words = ", ".join(f"{number} {change}" for change, number in sorted(news.items()))
        click.echo(f"\nClaims since the last crawl: {words}")


def _line(name: str, cells: Sequence[object]) -> str:
    return f"{name:18}" + "".join(f"{cell or '.':>6}" for cell in cells)


def _changes(catalogue: Catalogue) -> Counter[str]:
    rows = catalogue.rows("select change, count(*) as n from claim_changes group by change")
    return Counter({row["change"]: row["n"] for row in rows})


def _serve(snapshots: Path, port: int) -> None:
    from pipeline.publish.serve import serve

    click.echo(f"\nThe site: http://127.0.0.1:{port}/  (Ctrl-C stops it)\n")
    serve(snapshots, port=port)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UserError(f"port {port} is taken: choose another (make demo PORT=8002)") from None

"""`reportedly crawl`: fetch what is new from the sources, archive it and catalogue it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from crawler.intake import Tally
from crawler.run import CrawlError, CrawlSummary, Locked, crawl
from crawler.sources import Source, SourcesError, load_sources
from pipeline.cli import UserError
from pipeline.cli.options import db_option, sources_option
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError

#: What cron and systemd read as "try again later" (EX_TEMPFAIL).
_LOCKED = 75


@click.command()
@click.argument("names", metavar="[SOURCE]…", nargs=-1)
@db_option
@sources_option
@click.option(
    "--from-archive",
    type=click.Path(exists=True, path_type=Path),
    help="Catalogue a WARC file, or all of a folder, again instead of using the network.",
)
@click.option("--recheck", is_flag=True, help="Ask every feed and look at every page, whatever their schedule.")
@click.option("--contact", default="", envvar="REPORTEDLY_CONTACT", help="Your mail or web address, told to the sites.")
@click.option(
    "--minutes",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="End in order after so long; the next crawl goes on.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print only what needs attention: for cron.")
@click.option("--verbose", "-v", is_flag=True, help="Print Scrapy's log.")
@click.option("--allow-loopback", multiple=True, hidden=True, metavar="[NAME=]IP:PORT")
def command(
    names: tuple[str, ...],
    db: Path,
    sources: Path,
    from_archive: Path | None,
    recheck: bool,
    contact: str,
    minutes: int,
    quiet: bool,
    verbose: bool,
    allow_loopback: tuple[str, ...],
) -> None:
    """Fetch what is new from all sources, or from those named, archive and catalogue it.

    Made to run from cron: it asks only what may have changed, obeys robots.txt, and takes up what an earlier
    run left unfinished. Ctrl-C or SIGTERM end it in order.

    Exit codes: 0 done; 1 it had to end early, or a source could not be asked at all; 2 wrong use;
    75 another run is at work.
    """
    chosen = choose(sources, names)
    if not (contact or quiet or from_archive or allow_loopback):
        click.echo("reportedly: give the sites an address to reach you: --contact or REPORTEDLY_CONTACT", err=True)
    show = _Progress() if sys.stderr.isatty() and not quiet and not verbose else None
    try:
        with Catalogue.open(db) as catalogue:
            summary = crawl(
                chosen,
                database=db,
                archive=catalogue.archive,
                deliver=catalogue.add,
                seen=catalogue.seen,
                gone=catalogue.gone,
                allow_hosts=frozenset(allow_loopback),
                from_archive=from_archive,
                recheck=recheck,
                contact=contact,
                time_limit=minutes * 60.0,
                verbose=verbose,
                progress=show or (lambda tally: None),
            )
    except Locked as error:
        click.echo(f"reportedly: {error}", err=True)
        sys.exit(_LOCKED)
    except (CrawlError, CatalogueError) as error:
        raise UserError(str(error)) from error
    finally:
        if show:
            show.clear()
    _tell(summary, quiet)
    if summary.error or any(unreachable(tally) for tally in summary.sources):
        sys.exit(1)


def choose(path: Path, names: Sequence[str]) -> tuple[Source, ...]:
    """The sources of the list at `path` that are named; all if none is. Raises UserError."""
    try:
        sources = load_sources(path)
    except SourcesError as error:
        raise UserError("\n  ".join(error.faults)) from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); `reportedly init` writes one") from error
    unknown = sorted(set(names) - {source.id for source in sources})
    if unknown:
        raise UserError(f"{path} has no source {', '.join(unknown)}; see `reportedly sources check`")
    return tuple(source for source in sources if not names or source.id in names)


def unreachable(tally: Tally) -> bool:
    """Whether none of the source's feeds, sitemaps and listings that were asked could be read."""
    return bool(tally.feeds_failed) and not tally.feeds


def _tell(summary: CrawlSummary, quiet: bool) -> None:
    if summary.recovered and not quiet:
        click.echo(f"{summary.recovered} pages taken over from a crawl that did not come to its end")
    for tally in summary.sources:
        failing = unreachable(tally)
        if failing or not quiet:
            click.echo(line(tally), err=failing)
        if failing:
            for note in tally.notes:
                click.echo(f"  {note}", err=True)
    if summary.error:
        click.echo(f"reportedly: the crawl had to end early: {summary.error}", err=True)
    elif summary.reason != "finished" and not quiet:
        why = "as asked" if summary.reason == "shutdown" else "out of time"
        click.echo(f"ended {why}; the next crawl goes on from here")


def line(tally: Tally) -> str:
    """One source's crawl in one line."""
    parts = [f"{tally.articles} new or edited articles, {tally.claims} claims"]
    counts = {
        "unchanged": tally.unchanged,
        "no article": tally.not_articles,
        "off topic": tally.off_topic,
        "gone": tally.gone,
    }
    parts += [f"{number} {name}" for name, number in counts.items() if number]
    parts.append(f"{tally.requests} requests")
    if tally.failures:
        parts.append("failed: " + ", ".join(f"{number} {reason}" for reason, number in tally.failures.most_common()))
    return f"{tally.source}: {'; '.join(parts)}"


class _Progress:
    """One line on the terminal that tells how far the crawl is."""

    def __init__(self) -> None:
        self._pages = 0

    def __call__(self, tally: Tally) -> None:
        self._pages += 1
        click.echo(f"\r\x1b[KCrawling: {self._pages} pages, last from {tally.source}", err=True, nl=False)

    def clear(self) -> None:
        if self._pages:
            click.echo("\r\x1b[K", err=True, nl=False)

"""`reportedly sources`: check the list of sources, and propose a new entry."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from crawler.intake import Tally
from crawler.run import CrawlError, crawl
from crawler.sources import Source
from pipeline.capture import Capture
from pipeline.cli import UserError
from pipeline.cli.crawl import choose
from pipeline.cli.options import sources_option

_contact = click.option(
    "--contact", default="", envvar="REPORTEDLY_CONTACT", help="Your mail or web address, told to the sites."
)
_loopback = click.option("--allow-loopback", multiple=True, hidden=True, metavar="[NAME=]IP:PORT")


@click.group()
def command() -> None:
    """Check the list of sources, or propose a new entry."""


@command.command()
@click.argument("names", metavar="[SOURCE]…", nargs=-1)
@sources_option
@click.option("--online", is_flag=True, help="Also ask every feed, sitemap and listing.")
@_contact
@_loopback
def check(names: tuple[str, ...], sources: Path, online: bool, contact: str, allow_loopback: tuple[str, ...]) -> None:
    """Check the list of sources: every mistake with its entry and line.

    With --online each feed, sitemap and listing is asked too, under the same rules as in a crawl; nothing is
    stored. Exit code 1 if anything is wrong.
    """
    chosen = choose(sources, names)
    languages = Counter(source.language for source in chosen)
    counts = ", ".join(f"{number} {language}" for language, number in sorted(languages.items()))
    click.echo(f"{sources}: {len(chosen)} sources ({counts}), no mistakes")
    if online and not _ask(chosen, contact, frozenset(allow_loopback)):
        sys.exit(1)


def _ask(sources: Sequence[Source], contact: str, allow_hosts: frozenset[str]) -> bool:
    """Ask all feeds in a crawl that fetches no pages and keeps nothing; whether all is well."""
    probes = [replace(source, budget=0) for source in sources]
    with tempfile.TemporaryDirectory() as folder:
        try:
            summary = crawl(
                probes,
                database=Path(folder) / "probe.db",
                archive=Path(folder) / "archive",
                deliver=_nothing_is_fetched,
                allow_hosts=allow_hosts,
                contact=contact,
            )
        except CrawlError as error:
            raise UserError(str(error)) from error
    well = not summary.error
    for tally in summary.sources:
        fault = _fault(tally)
        well = well and not fault
        click.echo(f"{tally.source}: {fault or 'well'}; {tally.feeds} read, {tally.discovered} articles offered")
        for note in tally.notes:
            click.echo(f"  {note}")
    return well


def _fault(tally: Tally) -> str:
    if tally.feeds_failed:
        return f"{tally.feeds_failed} of {tally.feeds + tally.feeds_failed} cannot be read"
    if not tally.discovered and not tally.off_topic:
        return "offers no address that its patterns and hosts let through"
    return ""


def _nothing_is_fetched(capture: Capture) -> NoReturn:
    raise AssertionError(f"{capture.url} was fetched although the budget is nothing")


@command.command()
@click.argument("url")
@_contact
@_loopback
def add(url: str, contact: str, allow_loopback: tuple[str, ...]) -> None:
    """Look at the site at URL and print an entry for it: add it to your sources.yml after checking it."""
    from crawler.propose import NoProposal, propose

    address = url if "://" in url else f"https://{url}/"
    try:
        click.echo(propose(address, frozenset(allow_loopback), contact), nl=False)
    except NoProposal as error:
        raise UserError(str(error)) from error

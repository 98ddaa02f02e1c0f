"""`reportedly status`: the sources' health and freshness, the last crawls, and what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli import UserError
from pipeline.cli.options import db_option
from pipeline.store.errors import CatalogueError
from pipeline.store.status import Status, read_status


@click.command()
@db_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(db: Path, as_json: bool) -> None:
    """Show what the catalogue holds, how the sources do, and how the last crawls went. Changes nothing."""
    try:
        status = read_status(db)
    except CatalogueError as fault:
        raise UserError(str(fault)) from fault
    if as_json:
        click.echo(json.dumps(status.as_dict(), ensure_ascii=False, indent=1))
    else:
        _print(status)


def _print(status: Status) -> None:
    totals = status.totals
    click.echo(
        f"{totals['claims']:,} claims in {totals['articles']:,} articles ({totals['clusters']:,} independent "
        f"reports) from {totals['sources']:,} sources; newest article {totals['newest'] or 'none'}"
    )
    click.echo("claims by language: " + (_counts(status.languages) or "none"))
    if status.refused:
        click.echo("pages without an article: " + _counts(status.refused))
    if status.sources:
        click.echo()
        _table(
            ("source", "health", "articles", "claims", "newest article", "last fetched", "what is wrong"),
            [
                (
                    s["source"],
                    s["health"],
                    s["articles"],
                    s["claims"],
                    s["newest"],
                    s["last_fetched"],
                    s["reason"],
                )
                for s in status.sources
            ],
        )
    for source in status.health:
        for trouble in source.troubles:
            click.echo(f"{source.source}: {trouble}")
    if status.crawls:
        click.echo()
        _table(
            ("crawl", "started", "finished", "pages", "articles", "claims", "failures", "end"),
            [
                (
                    c["crawl_id"],
                    c["started"],
                    c["finished"] or "not finished",
                    c["pages"],
                    c["articles"],
                    c["claims"],
                    c["failures"],
                    c["reason"],
                )
                for c in status.crawls
            ],
        )
    for claim in status.lost_corrections:
        click.echo(f"\nThe correction of {claim} meets no claim: look it up in retired_claims or take it out.")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; empty last columns are left out."""
    cells = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(head, *cells, strict=True)]
    for row in (list(head), *cells):
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())

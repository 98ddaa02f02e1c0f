"""`reportedly eval`: precision and recall on annotated pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import __version__
from pipeline.article import NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.cli import UserError
from pipeline.evaluation import LEVELS, GoldError, GoldPage, Report, evaluate, gold_pages, keys_of, rows
from pipeline.extract import extract
from pipeline.read import read
from pipeline.resources import bundled


def claims_of(page: GoldPage) -> list[Claim]:
    """What the reader and the extractor of today make of a gold page."""
    name = str(page.html)
    capture = Capture(name, name, "2027-01-01T00:00:00Z", page.html.read_bytes(), "text/html")
    article = read(capture)
    return [] if isinstance(article, NotAnArticle) else extract(article)


def markdown(report: Report) -> str:
    """The report as Markdown tables, by language and by type."""
    parts = []
    for group, keys in keys_of(report).items():
        head = f"| {group} | annotated | made | " + " | ".join(f"{level} P / R / F1" for level in LEVELS) + " |"
        lines = [head, "|" + " --- |" * (3 + len(LEVELS))]
        for key, gold, made, scores in rows(report, keys):
            cells = " | ".join(" / ".join(f"{value:.3f}" for value in score) for score in scores)
            lines.append(f"| {key} | {gold} | {made} | {cells} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def as_json(report: Report) -> dict[str, object]:
    """The report as data: pages, version and the rows by language and type."""
    return {
        "pages": report.pages,
        "version": __version__,
        "date": datetime.now(UTC).date().isoformat(),
        **{
            group: {
                key: {"annotated": gold, "made": made}
                | {level: [round(x, 3) for x in score] for level, score in zip(LEVELS, scores, strict=True)}
                for key, gold, made, scores in rows(report, keys)
            }
            for group, keys in keys_of(report).items()
        },
    }


@click.command("eval")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--faults",
    type=click.IntRange(min=0),
    default=0,
    help="List that many missed, false and partly wrong claims.",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write RESULTS.md and RESULTS.json into this folder.",
)
def command(folder: Path | None, faults: int, write: Path | None) -> None:
    """Measure precision and recall on the annotated pages in FOLDER (by default the project's own).

    A page is NAME.html beside NAME.json, annotated as data/gold/GUIDE.md says.
    """
    try:
        pages = gold_pages(folder or bundled("data/gold"))
    except (GoldError, FileNotFoundError) as error:
        raise UserError(str(error)) from error
    report = evaluate(pages, claims_of)
    click.echo(f"{report.pages} pages; precision / recall / F1 at each level\n")
    click.echo(markdown(report))
    for line in report.faults[:faults]:
        click.echo(line)
    if write is not None:
        try:
            (write / "RESULTS.md").write_text(markdown(report), "utf-8")
            (write / "RESULTS.json").write_text(json.dumps(as_json(report), indent=1) + "\n", "utf-8")
        except OSError as error:
            raise UserError(f"cannot write the results into {write}: {error.strerror}") from error

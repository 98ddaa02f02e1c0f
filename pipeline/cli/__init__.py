"""The command line, `reportedly`: one file per command, each loaded only when it is called."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Any, Final

import click

from pipeline import __version__

#: command -> (module that holds a click command named `command`, one line of help)
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "crawl": ("pipeline.cli.crawl", "Fetch what is new from the sources and catalogue it."),
    "import": ("pipeline.cli.import_", "Catalogue saved pages, folders or WARC files."),
    "extract": ("pipeline.cli.extract", "Read the archive again with today's rules; print what changed."),
    "init": ("pipeline.cli.init", "Write the files to edit into an empty folder."),
    "publish": ("pipeline.cli.publish", "Make a snapshot that can be served and downloaded."),
    "serve": ("pipeline.cli.serve", "Serve the newest snapshot with Datasette."),
    "sources": ("pipeline.cli.sources", "Check the list of sources, or propose a new entry."),
    "status": ("pipeline.cli.status", "Show the sources' health, freshness and the last crawls."),
    "verify": ("pipeline.cli.verify", "Read every quote again from the archived page."),
    "eval": ("pipeline.cli.eval", "Measure precision and recall on annotated pages."),
    "export": ("pipeline.cli.export", "Write the claims as CSV, JSON Lines, Parquet or a data package."),
    "demo": ("pipeline.cli.demo", "Crawl the bundled sample sites over loopback and serve the result."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


class UserError(click.ClickException):
    """A fault that the user can mend: one line that says what, where and what to do. Exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"reportedly: {self.format_message()}", err=True)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reportedly")
def cli() -> None:
    """Catalogue what the press reports about AI models. Reported, not verified.

    Exit codes: 0 done; 1 the work could not be done or part of it failed; 2 wrong use of the command line;
    75 another run holds the lock.
    """


def main() -> None:
    """Run the command line; the entry point of the console script."""
    # What is loaded at the start stays: to go through it at every 700th object would take a tenth of that time.
    gc.set_threshold(100_000)
    sys.exit(cli())

"""`reportedly serve`: serve the newest snapshot with Datasette."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from pipeline.cli import UserError
from pipeline.cli.options import snapshots_option
from pipeline.publish.serve import serve
from pipeline.publish.snapshot import SnapshotError


@click.command()
@snapshots_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--metadata", type=click.Path(path_type=Path), help="A metadata.yml in place of the project's own.")
@click.option("--sql/--no-sql", "execute_sql", default=True, help="Whether visitors may write their own SQL.")
@click.option("--base-url", default="/", show_default=True, help="The path the site stands under, behind a proxy.")
@click.option("--access-log", is_flag=True, help="Print a line for each request.")
def command(
    snapshots: Path,
    host: str,
    port: int,
    open_browser: bool,
    metadata: Path | None,
    execute_sql: bool,
    base_url: str,
    access_log: bool,
) -> None:
    """Serve the newest snapshot with Datasette until Ctrl-C; newer snapshots are taken up by themselves."""
    _check_free(host, port)
    click.echo(f"Serving {snapshots} at http://{host}:{port}{base_url}  (Ctrl-C to stop)")
    try:
        serve(
            snapshots,
            host=host,
            port=port,
            open_browser=open_browser,
            access_log=access_log,
            metadata=metadata,
            execute_sql=execute_sql,
            base_url=base_url,
        )
    except SnapshotError as error:
        raise UserError(str(error)) from error


def _check_free(host: str, port: int) -> None:
    """Raise UserError if the port cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UserError(f"cannot listen on {host}:{port} ({error.strerror}): choose another --port or --host") from None

"""The site: Datasette over the newest snapshot, with this package's templates, pages and limits."""

from __future__ import annotations

import os
import threading
import webbrowser
from pathlib import Path
from typing import Any, Final

import uvicorn
import yaml
from datasette.app import Datasette
from datasette.plugins import pm

from pipeline.publish import plugin
from pipeline.publish.database import Follower, install
from pipeline.publish.snapshot import SnapshotError
from pipeline.resources import bundled, editable

_HERE: Final = Path(__file__).resolve().parent

#: Suggested facets and large default pages are what makes Datasette slow at a million rows.
SETTINGS: Final[dict[str, Any]] = {
    "suggest_facets": False,
    "facet_time_limit_ms": 1000,
    "sql_time_limit_ms": 2000,
    "default_page_size": 30,
    "default_facet_size": 12,
    "max_returned_rows": 1000,
    "max_csv_mb": 0,
    "truncate_cells_html": 300,
    "default_cache_ttl": 60,
    "num_sql_threads": 3,
}

#: What a configuration of `execute_sql` means for visitors who write their own queries.
_NO_SQL: Final = {"default_allow_sql": False}


def load_metadata(path: Path | None) -> dict[str, Any]:
    """The project's metadata with what the file `path`, or one in the current folder, says otherwise.

    Raises SnapshotError if the file cannot be read.
    """
    path = path or editable("metadata.yml")
    try:
        metadata = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(metadata, dict):
        raise SnapshotError(f"{path} is empty or not a mapping: `reportedly init` writes one to edit")
    return _overlaid(yaml.safe_load(bundled("metadata.yml").read_text("utf-8")), metadata)


def _overlaid(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`, mapping by mapping."""
    return below | {
        key: _overlaid(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }


def datasette_arguments(
    snapshots: Path, *, metadata: Path | None = None, execute_sql: bool = True, base_url: str = "/"
) -> dict[str, Any]:
    """What `datasette.app.Datasette` is made with to serve folder `snapshots`.

    `metadata` is a YAML file in place of the project's own; without `execute_sql` visitors cannot write
    queries.
    """
    settings = {**SETTINGS, "base_url": base_url, **({} if execute_sql else _NO_SQL)}
    return {
        "files": [],
        "metadata": {
            **load_metadata(metadata),
            "plugins": {"reportedly": {"snapshots": str(snapshots.resolve())}},
        },
        "settings": settings,
        "template_dir": str(_HERE / "templates"),
        "static_mounts": [("static", str(_HERE / "static"))],
        "secret": os.environ.get("DATASETTE_SECRET"),
    }


def make_site(snapshots: Path, **options: Any) -> Datasette:
    """A Datasette that serves the current snapshot; `options` as for `datasette_arguments`.

    Raises SnapshotError if there is no snapshot to serve. It does not follow the pointer: `serve` does.
    """
    if not pm.is_registered(plugin):
        pm.register(plugin, name="reportedly")
    arguments = datasette_arguments(snapshots, **options)
    if arguments["secret"] is None:
        del arguments["secret"]
    datasette = Datasette(**arguments)
    datasette.remove_database("_memory")
    install(datasette, snapshots)
    return datasette


def serve(
    snapshots: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    open_browser: bool = False,
    access_log: bool = False,
    **options: Any,
) -> None:
    """Serve the newest snapshot of folder `snapshots` until the process is told to stop.

    A snapshot that is published meanwhile is served from the next request on. `options` as for
    `datasette_arguments`. Raises SnapshotError if there is nothing to serve.
    """
    datasette = make_site(snapshots, **options)
    follower = Follower(datasette, snapshots)
    follower.start()
    if open_browser:
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}{datasette.setting('base_url')}"
        threading.Timer(1.0, webbrowser.open, [address]).start()
    try:
        uvicorn.run(
            datasette.app(),
            host=host,
            port=port,
            log_level="info" if access_log else "warning",
            lifespan="on",
            timeout_graceful_shutdown=5,
        )
    finally:
        follower.stop()

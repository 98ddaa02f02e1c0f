"""The pages beside Datasette's own: subjects, types, sources, articles, disagreements, changes, about,
downloads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Response

from pipeline.publish.database import NAME
from pipeline.publish.downloads import download, latest


async def health(datasette: Datasette) -> Response:
    """For monitors: 200 with the version while the snapshot can be read, 503 otherwise."""
    database = datasette.get_database(NAME)
    try:
        await database.execute("select 1 from claims_flat limit 1")
    except Exception as error:
        return Response.json({"ok": False, "error": type(error).__name__}, status=503)
    snapshot = database.snapshot
    return Response.json(
        {
            "ok": True,
            "version": snapshot.version,
            "published_at": snapshot.published_at,
            "claims": snapshot.tables["claims_flat"],
        },
        headers={"cache-control": "no-store"},
    )


ROUTES: Final[list[tuple[str, Callable[..., Any]]]] = [
    (r"^/-/health$", health),
    (r"^/download/latest\.json$", latest),
    (r"^/download/(?P<name>[A-Za-z0-9._-]+)$", download),
]

"""What Datasette calls: search, limits, pages, headers, feeds. Only hooks that 0.65 and 1.0 share."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import Environment
from markupsafe import Markup

from pipeline.publish import described, pages, quotes, reads, wording
from pipeline.publish.database import NAME
from pipeline.publish.facets import claim_facets
from pipeline.publish.search import match_query
from pipeline.publish.security import HEADERS, harden

_CLAIMS_PAGE = f"/{NAME}/claims_flat"


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Fold the visitor's query as the index is folded; last, so that Datasette's own `escape_fts` does not
    win.
    """
    conn.create_function("escape_fts", 1, match_query, deterministic=True)
    if database == NAME:
        harden(conn)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Words for the templates. Here and not in `extra_template_vars`, which error pages do not get."""
    env.globals["snapshot"] = lambda: datasette.get_database(NAME).snapshot
    env.globals["database_name"] = NAME
    env.globals["source_name"] = lambda source: datasette.get_database(NAME).source_names.get(source, source)
    env.globals["subject_path"] = lambda subject: _subject_path(datasette, subject)
    env.globals["dataset_json"] = lambda: described.dataset_json(datasette)
    env.globals["claim_json"] = lambda claim: described.claim_json(datasette, claim)
    env.filters["value_words"] = wording.value_words
    env.filters["date_words"] = wording.date_words
    env.filters["number"] = wording.number_words
    env.filters["web_address"] = quotes.web_address
    env.filters["unit_words"] = wording.unit_words
    env.filters["span_words"] = wording.span_words
    env.filters["plural"] = wording.plural
    env.globals["language_names"] = wording.LANGUAGE_NAMES
    env.globals["type_names"] = wording.TYPE_NAMES
    env.globals["status_words"] = wording.STATUS_WORDS
    env.globals["basis_words"] = wording.BASIS_WORDS
    env.globals["article_link"] = quotes.article_link
    env.globals["quote_html"] = _claim_quote


def _subject_path(datasette: Datasette, subject: str) -> str:
    """The subject's page; for a name that no claim is about, the search for it."""
    slug = datasette.get_database(NAME).subject_slugs.get(subject)
    if slug is None:
        return str(datasette.urls.path(f"{_CLAIMS_PAGE}?{urlencode({'_search': subject})}"))
    return str(datasette.urls.path(f"/subjects/{quote(slug)}"))


def _claim_quote(claim: wording.Row) -> Markup:
    start = claim["value_start"] - claim["quote_start"]
    return quotes.quote_html(claim["quote"], claim["language"], start, start + len(claim["value_text"]))


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Datasette, database: str, table: str, request: Any) -> dict[str, Any]:
    async def facets() -> Any:
        return await claim_facets(datasette, request)

    async def beside_claim(claim: wording.Row) -> dict[str, Any]:
        return await reads.beside_claim(datasette, claim["claim_id"])

    return {"claim_facets": facets, "beside_claim": beside_claim}


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return pages.ROUTES


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: Any, column: str, row: Any) -> Markup | None:
    """Quotes of plain tables in their direction; addresses that are no web addresses are never links."""
    if not isinstance(value, str):
        return None
    names = row.keys()
    if column == "quote" and "language" in names:
        return quotes.quote_html(value, row["language"])
    if value.partition(":")[0].lower() in ("http", "https") and not quotes.web_address(value):
        return Markup("{}").format(value)
    return None


Send = Callable[[dict[str, Any]], Awaitable[None]]


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[..., Any]:
    def wrap(app: Callable[..., Any]) -> Callable[..., Any]:
        async def site(scope: dict[str, Any], receive: Any, send: Send) -> None:
            async def send_with_headers(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    kept = [
                        (k, v) for k, v in message.get("headers", []) if k.decode().lower() not in HEADERS
                    ]
                    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                    message = {**message, "headers": kept + ours}
                await send(message)

            await app(newest_first(scope), receive, send_with_headers)

        return site

    return wrap


def newest_first(scope: dict[str, Any]) -> dict[str, Any]:
    """The request for the list of claims with the newest report first, unless it names an order of its own.

    Not by `sort` in the metadata: that makes Datasette's CSV of everything scan the table for every page.
    """
    if scope["type"] != "http" or scope["path"] != _CLAIMS_PAGE:
        return scope
    query = scope["query_string"]
    if b"_sort=" in query or b"_sort_desc=" in query or b"_sort_by_desc=" in query:
        return scope
    order = urlencode({"_sort": "recency"}).encode()
    return {**scope, "query_string": query + b"&" + order if query else order}

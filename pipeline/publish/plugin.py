"""What Datasette calls: search, limits, pages, headers, feeds. Only hooks that 0.65 and 1.0 share."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import Environment
from markupsafe import Markup

from pipeline.publish import described, feeds, pages, quotes, reads, wording
from pipeline.publish.database import NAME
from pipeline.publish.facets import claim_facets, counts_itself
from pipeline.publish.search import match_query
from pipeline.publish.security import HEADERS, harden

_CLAIMS_PAGE: Final = f"/{NAME}/claims_flat"

#: Column of identifiers -> the path of the page that shows what they name.
_LINKED: Final = {
    **dict.fromkeys(("claim_id", "later_claim_id", "first_claim_id", "new_claim_id", "old_claim_id"), "claims"),
    "article_id": "articles",
    "slug": "disagreements",
}
_IDENTIFIER: Final = re.compile(r"[\w-]{1,200}")

#: How many claims the list, the feed and the calendar hold if the address does not say; "" for Datasette's
#: own number.
_SIZES: Final = {"": "", ".atom": "50", ".ics": "1000"}


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
    env.filters["short"] = wording.short
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


def _claim_quote(claim: wording.Row, whole: Any = False) -> Markup:
    start = claim["value_start"] - claim["quote_start"]
    place = claim["quote"], start, start + len(claim["value_text"])
    quote_, first, last = place if whole else quotes.excerpt(*place)
    return quotes.quote_html(quote_, claim["language"], first, last)


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
def register_output_renderer() -> list[dict[str, Any]]:
    return [
        {"extension": "atom", "render": feeds.atom},
        {"extension": "ics", "render": feeds.calendar, "can_render": feeds.can_be_calendar},
    ]


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: Any, column: str, row: Any, datasette: Datasette) -> Markup | None:
    """Quotes of plain tables in their direction, identifiers as links; only web addresses are links."""
    if not isinstance(value, str):
        return None
    names = row.keys()
    if column.endswith("quote") and "language" in names:
        return quotes.quote_html(value, row["language"])
    if column == "slug" and "subject_type" in names:
        return Markup('<a href="{}">{}</a>').format(_subject_path(datasette, row["subject"]), value)
    if column in _LINKED and _IDENTIFIER.fullmatch(value):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/{_LINKED[column]}/{value}"), value)
    if column == "subject" and value in datasette.get_database(NAME).subject_slugs:
        return Markup('<a href="{}"><bdi>{}</bdi></a>').format(_subject_path(datasette, value), value)
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
                    kept = [(k, v) for k, v in message.get("headers", []) if k.decode().lower() not in HEADERS]
                    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                    message = {**message, "headers": kept + ours}
                await send(message)

            await app(newest_first(scope), receive, send_with_headers)

        return site

    return wrap


def newest_first(scope: dict[str, Any]) -> dict[str, Any]:
    """The request for a list of claims with the newest report first, unless it names an order of its own.

    Not by `sort` in the metadata: that makes Datasette's CSV of everything scan the table for every page.
    """
    if scope["type"] != "http" or _CLAIMS_PAGE not in scope["path"]:
        return scope
    form = scope["path"].rpartition(_CLAIMS_PAGE)[2]
    asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    size = "" if form == ".json" and "_search" in asked else _SIZES.get(form)
    if size is None:
        return scope
    added = {} if asked.keys() & {"_sort", "_sort_desc", "_sort_by_desc"} else {"_sort": "rowid"}
    if form == ".json" or (form == "" and counts_itself(asked)):
        added["_nocount"] = "1"
    if size and "_size" not in asked:
        added["_size"] = size
    query = b"&".join(filter(None, [scope["query_string"], urlencode(added).encode()]))
    return {**scope, "query_string": query, feeds.ASKED: scope["query_string"].decode("latin-1")}

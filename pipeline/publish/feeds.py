"""Atom feeds and calendars of any list of claims and any query."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from xml.etree import ElementTree

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from pipeline.publish.database import NAME
from pipeline.publish.quotes import quote_html, web_address
from pipeline.publish.reads import Row
from pipeline.publish.wording import DIRECTION, LANGUAGE_NAMES, TYPE_NAMES, date_words, value_words

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
#: Characters that XML cannot carry.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Key of the request's scope under which the query stands as it was asked, before an order was added to it.
ASKED: Final = "reportedly.asked"
_CLAIM_COLUMNS: Final = {"claim_id", "claim_type", "subject", "quote", "value_text", "language", "first_seen"}
_EVENT_COLUMNS: Final = {"claim_id", "claim_type", "subject", "about_from", "about_to", "quote", "status"}
_EVENT_STATUS: Final = {"expected": "TENTATIVE", "rumoured": "TENTATIVE", "denied": "CANCELLED"}
_LINE_OCTETS: Final = 75


def can_be_calendar(columns: Sequence[str]) -> bool:
    """Whether rows with these columns tell of events."""
    return set(columns) >= _EVENT_COLUMNS


def atom(
    datasette: Datasette,
    request: Request,
    columns: Sequence[str],
    rows: Sequence[Any],
    query_name: str | None,
    data: dict[str, Any],
) -> Response:
    """The rows of a list or a query as an Atom feed (RFC 4287); claims become entries with their quote."""
    snapshot = datasette.get_database(NAME).snapshot
    asked = request.scope.get(ASKED, request.query_string)
    query = f"?{asked}" if asked else ""
    here = datasette.absolute_url(request, request.path + query)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", _feed_title(datasette, request, query_name, data))
    _add(feed, "id", here)
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    page = datasette.absolute_url(request, request.path.removesuffix(".atom") + query)
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(_add(feed, "author"), "name", "Reportedly")
    _add(feed, "rights", "Claims: CC BY 4.0. Quotes are short quotations of their publishers.")
    claims = set(columns) >= _CLAIM_COLUMNS
    stamps = [snapshot.published_at]
    for row in (dict(zip(columns, row, strict=True)) for row in rows):
        if claims:
            stamps.append(row["first_seen"])
            _claim_entry(datasette, request, feed, row)
        else:
            identifier = row.get("claim_id") or row.get("first_claim_id")
            path = datasette.urls.path(f"/claims/{identifier}")
            link = datasette.absolute_url(request, path) if identifier else page
            _row_entry(feed, row, link, snapshot.published_at)
    feed.insert(2, _element("updated", max(stamps[1:], default=snapshot.published_at)))
    ElementTree.register_namespace("", _ATOM)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True).decode("utf-8")
    return Response(
        body,
        content_type="application/atom+xml; charset=utf-8",
        headers={"cache-control": "public, max-age=300"},
    )


def _feed_title(datasette: Datasette, request: Request, query_name: str | None, data: dict[str, Any]) -> str:
    if query_name:
        queries = datasette.metadata("queries", database=NAME) or {}
        query = queries.get(query_name)
        title = query.get("title") if isinstance(query, dict) else None
        return f"Reportedly: {title or query_name.replace('_', ' ')}"
    names = LANGUAGE_NAMES | TYPE_NAMES
    narrowed = [
        names.get(value, value)
        for key in request.args
        if key == "_search" or (not key.startswith("_") and "__" not in key)
        for value in request.args.getlist(key)
    ]
    return f"Reportedly: {', '.join(narrowed)}" if narrowed else "Reportedly: new claims"


def _claim_entry(datasette: Datasette, request: Request, feed: ElementTree.Element, claim: Row) -> None:
    entry = _add(feed, "entry")
    if claim["language"] in DIRECTION:
        entry.set(_XML_LANG, claim["language"])
    _add(entry, "title", claim_title(claim))
    _add(entry, "id", f"urn:reportedly:claim:{claim['claim_id']}")
    _add(entry, "updated", claim["first_seen"])
    path = datasette.urls.path(f"/claims/{claim['claim_id']}")
    _add(entry, "link", rel="alternate", type="text/html", href=datasette.absolute_url(request, path))
    article = web_address(claim.get("article_url"))
    if article:
        _add(entry, "link", rel="via", href=article)
    _add(entry, "category", term=claim["claim_type"])
    start = claim["value_start"] - claim["quote_start"] if "value_start" in claim else None
    end = start + len(claim["value_text"]) if start is not None else None
    where = ", ".join(filter(None, [claim.get("source"), date_words(claim.get("published"))]))
    content = Markup("<blockquote>{}</blockquote><p>{}: {}</p>").format(
        quote_html(claim["quote"], claim["language"], start, end), claim["status"], where
    )
    _add(entry, "content", str(content), type="html")


def claim_title(claim: Row) -> str:
    """ "DeepSeek-V3.2-Exp: price, output: USD 0.42 per 1M tokens"."""
    what = str(TYPE_NAMES.get(claim["claim_type"], claim["claim_type"])).lower()
    aspect = f", {claim['aspect']}" if claim.get("aspect") else ""
    typed = claim.keys() >= {"value", "value_max", "text_value", "about_date", "unit", "bound"}
    value = value_words(claim) if typed else claim["value_text"]
    return f"{claim['subject']}: {what}{aspect}: {value}"


def _row_entry(feed: ElementTree.Element, row: Row, link: str, stamp: str) -> None:
    """A row that is no claim: its identity is its content."""
    content = json.dumps(row, default=str, sort_keys=True).encode("utf-8", "replace")
    digest = hashlib.sha256(content).hexdigest()
    entry = _add(feed, "entry")
    told = [str(value) for value in list(row.values())[:4] if value not in (None, "")]
    _add(entry, "title", " · ".join(told) or "-")
    _add(entry, "id", f"urn:reportedly:row:{digest[:32]}")
    _add(entry, "updated", stamp)
    _add(entry, "link", rel="alternate", type="text/html", href=link)
    lines = [Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in row.items() if value is not None]
    _add(entry, "content", str(Markup("<dl>{}</dl>").format(Markup("").join(lines))), type="html")


def _element(name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.Element(f"{{{_ATOM}}}{name}", {k: _xml(v) for k, v in attributes.items()})
    element.text = _xml(text) or None
    return element


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = _element(name, text, **attributes)
    parent.append(element)
    return element


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def calendar(datasette: Datasette, request: Request, columns: Sequence[str], rows: Sequence[Any]) -> Response:
    """Releases and retirements among the rows as all-day events (RFC 5545); other claims are no events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Reportedly//Claims//EN", "CALSCALE:GREGORIAN"]
    lines.append("X-WR-CALNAME:Reported releases and retirements of AI models")
    for row in (dict(zip(columns, row, strict=True)) for row in rows):
        if row["claim_type"] in ("release_date", "retirement_date"):
            lines += _event(datasette, request, row)
    lines.append("END:VCALENDAR")
    body = "".join(f"{part}\r\n" for line in lines for part in _folded(line))
    return Response(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={
            "content-disposition": 'inline; filename="reportedly.ics"',
            "cache-control": "public, max-age=300",
        },
    )


def _event(datasette: Datasette, request: Request, claim: Row) -> Iterable[str]:
    try:
        first = date.fromisoformat(claim["about_from"])
        after = date.fromisoformat(claim["about_to"]) + timedelta(days=1)
    except (TypeError, ValueError, OverflowError):
        return []
    what = "retired" if claim["claim_type"] == "retirement_date" else claim.get("aspect") or "release"
    status = "" if claim["status"] == "stated" else f" ({claim['status']})"
    path = datasette.urls.path(f"/claims/{claim['claim_id']}")
    stamp = re.sub(r"[-:]|\.\d+", "", claim.get("first_seen") or "19700101T000000Z")
    return [
        "BEGIN:VEVENT",
        f"UID:{claim['claim_id']}@reportedly",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(claim['subject'])}: {_text(what)}{status}",
        f"DESCRIPTION:{_text(claim['quote'])}\\n{_text(claim.get('source') or '')}",
        f"URL:{datasette.absolute_url(request, path)}",
        f"STATUS:{_EVENT_STATUS.get(claim['status'], 'CONFIRMED')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """A text value: escaped, without control characters."""
    for char in "\\;,":
        value = value.replace(char, f"\\{char}")
    value = re.sub(r"\r\n|[\r\n\x85\u2028\u2029]", r"\\n", value)
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "\ufffd", value)


def _folded(line: str) -> Iterable[str]:
    """A content line in pieces of at most 75 octets, never within a character."""
    piece, octets = "", 0
    for char in line:
        width = len(char.encode("utf-8", "replace"))
        if octets + width > _LINE_OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += char
        octets += width
    yield piece

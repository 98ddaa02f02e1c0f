# ruff: noqa: E501  # the strings and lists read best in long lines
"""Crawled text is never markup, a formula or a command, wherever it stands; and none of it is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pytest_asyncio
import sample
from bs4 import BeautifulSoup
from datasette.app import Datasette

from pipeline.publish.cells import safe_cell
from pipeline.publish.serve import make_site
from pipeline.publish.snapshot import Snapshot, publish
from pipeline.publish.tables import LONGEST

STRINGS = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><img src=x onerror=window.pwned=1>',
    "' onmouseover='window.pwned=1",
    '" onfocus="window.pwned=1" autofocus="',
    "<svg onload=window.pwned=1>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<a href=javascript:window.pwned=1>x</a>",
    "javascript:window.pwned=1",
    "JaVaScRiPt&colon;window.pwned=1",
    "\tjavascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "vbscript:msgbox(1)",
    "http://example.com/\"><script>window.pwned=1</script>",
    "https://user:pass@example.com/?q=<b>#x",
    "//example.com/protocol-relative",
    "file:///etc/passwd",
    "<style>*{display:none}</style>",
    "<base href=//example.com/>",
    "<meta http-equiv=refresh content='0;url=//example.com'>",
    "<form action=//example.com><button>x</button></form>",
    "<!-- unclosed comment",
    "]]><x/>",
    "<![CDATA[x]]>",
    "&lt;script&gt;&amp;&#60;",
    "{{ 7*7 }}{% raise %}${7*7}<%= 7*7 %>",
    "'; drop table claims_flat; --",
    "%00%0d%0aSet-Cookie:x=1",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>window.pwned=1</script>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("http://example.com","x")',
    "\u202egnp.exe",
    "\u2066\u2067\u202d\u202e unbalanced bidi \u2069",
    "\u200f\u200e\u061c marks",
    "nul\x00inside",
    "\x01\x07\x08\x0b\x0c\x1b[31m controls",
    "\ufffe\uffff\U0001fffe non-characters",
    "Z̸̡̢̛͚a̵l̷g̴o̶" * 20,
    "🙂👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "../../../../etc/passwd",
    "\\..\\..\\windows",
    "BEGIN:VEVENT\nEND:VCALENDAR",
    "a,b;c\\n\"d\"",
    "' or 1=1 --",
    " \u2028\u2029 line separators",
    "",
    " ",
    "x" * 1_000_000,
    "降" * 400_000,
    "null",
    "\ufeffbyte order mark",
]  # fmt: skip

#: Bytes that are no UTF-8: a lone surrogate, a cut sequence. SQLite takes them; they are shown as replacement characters.
BROKEN = [b"lone \xed\xa0\x80 surrogate", b"cut \xe4\xb8", b"\xff\xfe"]


def _fill(database: Path) -> list[str]:
    """Put every string into every text column of a claim, its article and its source of their own; gives claim ids."""
    ids = []
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("pragma foreign_keys = off")
        connection.text_factory = bytes
        tables = {}
        for table in ("claims", "articles", "captures", "sources", "texts"):
            names = [row[1].decode() for row in connection.execute(f"pragma table_info({table})")]
            tables[table] = (names, [row[2].decode() for row in connection.execute(f"pragma table_info({table})")])
        for number, raw in enumerate([*STRINGS, *BROKEN]):
            text = raw if isinstance(raw, bytes) else raw.encode()
            mark = str(number).encode()
            fixed = {
                "claim_id": b"hostile" + mark,
                "article_id": b"article" + mark,
                "capture_id": 10_000 + number,
                "url": text + b"#" + mark,
                "source": b"source" + mark,
                "claim_type": b"price",
                "cluster": b"cluster" + mark,
                "text_sha256": b"hash" + mark,
                "value": 1.5,
                "value_max": None,
                "quote_start": 0,
                "value_start": 0,
                "quote_end": len(text.decode("utf-8", "replace")),
                "value_end": 3,
                "rejected": 0,
                "reported": b"2025-11-30",
                "gone_at": None,
                "warc_offset": None,
                "warc_length": None,
                "published": b"2025-11-30",
                "first_seen": b"2025-11-30T00:00:00Z",
                "last_seen": b"2025-11-30T00:00:00Z",
            }
            for table, (names, kinds) in tables.items():
                values = [
                    fixed[name] if name in fixed else (text if kind.lower() == "text" else None)
                    for name, kind in zip(names, kinds, strict=True)
                ]
                marks = ", ".join("cast(? as text)" if isinstance(value, bytes) else "?" for value in values)
                columns = ", ".join(f'"{name}"' for name in names)
                connection.execute(f"insert into {table} ({columns}) values ({marks})", values)
            ids.append(fixed["claim_id"].decode())  # type: ignore[attr-defined]
        connection.commit()
    return ids


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hostile(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Datasette, list[str], Snapshot]]:
    folder = tmp_path_factory.mktemp("hostile")
    ids = _fill(sample.working_database(folder / "working.db"))
    snapshot = publish(folder / "working.db", folder / "snapshots")
    datasette = make_site(folder / "snapshots")
    await datasette.invoke_startup()
    yield datasette, ids, snapshot


def _expected(number: int) -> str:
    raw = [*STRINGS, *BROKEN][number]
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return text if len(text.encode()) <= 4 * LONGEST else text[:LONGEST]


OWN_TAGS = {"html", "head", "meta", "title", "link", "body", "a", "header", "nav", "main", "footer", "p", "span", "h1", "h2", "h3", "form", "label", "input", "button", "div", "aside", "section", "ul", "ol", "li", "article", "blockquote", "q", "mark", "bdi", "time", "strong", "code", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "path", "rect", "circle", "text", "desc", "figure", "figcaption", "details", "summary", "script", "select", "option", "textarea", "pre"}  # fmt: skip


def assert_harmless(html: str) -> None:
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        assert tag.name in OWN_TAGS, tag.name
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("style", "srcdoc")], str(tag)[:200]
        for name in ("href", "src", "action", "cite"):
            value = str(tag.get(name, "")).strip().lower()
            assert not re.match(r"(?!https?:)[a-z+.-]+:", value), value[:100]
        if tag.name == "script":
            assert tag.get("type") == "application/ld+json"
            json.loads(tag.string or "")
        if tag.name == "meta":
            assert not tag.get("http-equiv")


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_of_it_is_markup_on_any_page(hostile: tuple[Datasette, list[str], Snapshot]) -> None:
    site, _, _ = hostile
    pages = [
        "/", "/reportedly/claims_flat?_size=100", "/reportedly/claims_flat?_layout=table&_size=100", "/subjects", "/sources",
        "/disagreements", "/changes", "/expectations", "/types/price", "/reportedly/articles_flat?_size=100",
        "/reportedly/timeline?_size=100", "/reportedly/subjects?_size=100", "/reportedly/claims_since?subject=<b>&since=2025",
        "/reportedly?sql=select+quote,subject,article_url+from+claims_flat",
        "/reportedly?sql=<script>window.pwned=1</script>", "/reportedly/claims_flat?_search=<script>window.pwned=1</script>",
        "/reportedly/claims_flat?language=<img src=x>", "/<script>", "/subjects/<script>", "/changes?change=<b>&page=<b>",
    ]  # fmt: skip
    for address in pages:
        response = await site.client.get(address)
        assert response.status_code in (200, 302, 400, 404), address
        assert_harmless(response.text)
        assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.asyncio(loop_scope="module")
async def test_each_has_its_page_and_none_is_lost(hostile: tuple[Datasette, list[str], Snapshot]) -> None:
    site, ids, snapshot = hostile
    exported = {}
    for line in (snapshot.folder / "claims.jsonl").read_text("utf-8").split("\n"):
        if line:
            row = json.loads(line)
            exported[row["claim_id"]] = row
    with (snapshot.folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        cells = {row["claim_id"]: row for row in csv.DictReader(file)}
    for number, identifier in enumerate(ids):
        expected = _expected(number)
        for address in (
            f"/reportedly/claims_flat/{identifier}",
            f"/articles/article{number}",
            f"/sources/source{number}",
        ):
            response = await site.client.get(address)
            assert response.status_code == 200, (address, expected[:40])
            assert_harmless(response.text)
        row = (await site.client.get(f"/reportedly/claims_flat/{identifier}.json?_shape=objects")).json()["rows"][0]
        for column in (
            "quote",
            "subject",
            "aspect",
            "value_text",
            "article_title",
            "status_cue",
            "attributed_to",
            "rule",
        ):
            assert row[column] == expected, (column, expected[:40])
            assert exported[identifier][column] == expected
            assert cells[identifier][column] == safe_cell(expected)


@pytest.mark.asyncio(loop_scope="module")
async def test_feeds_and_calendars_stay_whole(hostile: tuple[Datasette, list[str], Snapshot]) -> None:
    site, ids, _ = hostile
    atom = await site.client.get("/reportedly/claims_flat.atom?_size=200")
    feed = ElementTree.fromstring(atom.content)
    name = "{http://www.w3.org/2005/Atom}"
    assert len(feed.findall(f"{name}entry")) > len(ids)
    for link in feed.iter(f"{name}link"):
        assert link.get("href", "").startswith(("http://", "https://"))
    calendar = await site.client.get("/reportedly/claims_flat.ics?_size=1000")
    for line in calendar.content.decode("utf-8").split("\r\n"):
        assert len(line.encode()) <= 75
        assert re.match(r"[A-Z-]+[;:]| |$", line), line
    assert calendar.text.count("BEGIN:VCALENDAR") == calendar.text.count("END:VCALENDAR\r\n") == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_no_cell_of_a_csv_is_a_formula(hostile: tuple[Datasette, list[str], Snapshot]) -> None:
    site, _, _ = hostile
    for address in (
        "/reportedly/claims_flat.csv?_stream=on",
        "/reportedly.csv?sql=select+subject,quote+from+claims_flat",
        "/reportedly/claims_since.csv?subject=%3Dcmd&since=2020",
    ):
        response = await site.client.get(address)
        rows = list(csv.reader(io.StringIO(response.text, newline="")))
        assert rows
        for row in rows[1:]:
            for cell in row:
                number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                assert number or not cell.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell[
                    :60
                ]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_csv_for_excel_begins_with_a_byte_order_mark(site: Datasette) -> None:
    response = await site.client.get("/reportedly/claims_flat.csv?_bom=on&_size=1")
    assert response.content.startswith(b"\xef\xbb\xbfclaim_id,")

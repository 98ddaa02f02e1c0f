"""RSS, Atom, sitemaps and news sitemaps: one reader by local names, for whatever servers really send."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Final, Literal
from urllib.parse import urljoin

from lxml import etree

from crawler.addresses import host_of
from crawler.text import decode, one_line, plain

FeedKind = Literal["feed", "sitemap", "index"]

#: Entries read from one document: sitemaps may hold 50,000, feeds seldom more than a hundred.
_MAX_ENTRIES: Final = {"feed": 2_000, "sitemap": 50_000, "index": 50_000}
MAX_BYTES: Final = 20 << 20
#: Elements read of one entry: entries may nest, and each would be read whole again.
_MAX_FIELDS: Final = 500
#: Characters kept of a title.
TITLE: Final = 500

_ITEMS: Final[dict[str, FeedKind]] = {"item": "feed", "entry": "feed", "url": "sitemap", "sitemap": "index"}
_DATES: Final = (
    "published",
    "pubdate",
    "publication_date",
    "date",
    "updated",
    "lastmod",
    "created",
    "issued",
)
_SUMMARIES: Final = ("description", "summary", "content", "encoded", "keywords")
_XML_ENTITIES: Final = {"amp", "lt", "gt", "quot", "apos"}
_REFERENCE: Final = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)?")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_DTD: Final = re.compile(r"<!ENTITY|<!DOCTYPE[^>]{0,2000}\[", re.IGNORECASE)


class NotAFeed(ValueError):
    """The document is no feed and no sitemap; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One address that a feed, sitemap or listing offers.

    `date` is the text as it stands there, in whatever calendar. `summary` is plain text, cut at 2,000
    characters.
    """

    url: str
    title: str = ""
    date: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed document holds. The entries of an `index` are further sitemaps."""

    kind: FeedKind
    entries: tuple[Entry, ...]


def parse_feed(body: bytes, base: str, content_type: str = "", encoding: str = "") -> Feed:
    """Read a feed, sitemap or sitemap index, gzipped or not. `base` is the address that it came from.

    Raises NotAFeed for HTML, other XML, declared entities (no feed needs them) and anything beyond
    `MAX_BYTES`.
    """
    if body[:2] == b"\x1f\x8b":
        try:
            body = gzip.GzipFile(fileobj=BytesIO(body)).read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise NotAFeed(f"broken gzip: {error}") from error
    if len(body) > MAX_BYTES:
        raise NotAFeed("larger than 20 MB")
    text = decode(body, content_type, encoding)
    if _DTD.search(text[:8192]):
        raise NotAFeed("declares XML entities")
    root = _parse_xml(text)
    entries: list[Entry] = []
    kind: FeedKind | None = None
    for element in root.iter():
        name = _local_name(element)
        if name not in _ITEMS:
            continue
        kind = kind or _ITEMS[name]
        entry = _entry(element, base)
        if entry:
            entries.append(entry)
        if len(entries) >= _MAX_ENTRIES[kind]:
            break
    if kind is None and _local_name(root) not in ("rss", "feed", "rdf", "urlset", "sitemapindex"):
        raise NotAFeed(f"a document of type <{_local_name(root)}>, not a feed or sitemap")
    roots: dict[str, FeedKind] = {"urlset": "sitemap", "sitemapindex": "index"}
    return Feed(kind or roots.get(_local_name(root), "feed"), tuple(entries))


def _parse_xml(text: str) -> etree._Element:
    text = _DECLARATION.sub("", text, count=1).strip()
    if _HTML.match(text):
        raise NotAFeed("an HTML page instead of a feed")
    text = _REFERENCE.sub(_mend_reference, text)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"not XML: {error}") from error
    if root is None:
        raise NotAFeed("empty" if not text else "not XML")
    return root


def _mend_reference(match: re.Match[str]) -> str:
    """Bare ampersands and HTML's names are not XML: the parser would drop what stands beside them."""
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_ENTITIES:
        return match[0]
    char = html.unescape(match[0])
    return "&amp;" + match[0][1:] if char == match[0] else char


def _entry(element: etree._Element, base: str) -> Entry | None:
    found: dict[str, str] = {}
    for child in islice(element.iter(), _MAX_FIELDS):
        name = _local_name(child)
        value = (child.text or "").strip()
        if name == "link":
            if child.get("href") and child.get("rel", "alternate") == "alternate":
                found.setdefault("link", child.get("href").strip())
            elif value:
                found.setdefault("link", value)
        elif name == "guid" and child.get("isPermaLink", "true") == "false":
            continue
        elif value:
            found.setdefault(name, value)
    address = found.get("link") or found.get("loc") or found.get("guid") or found.get("id") or ""
    try:
        url = urljoin(base, address)
    except ValueError:
        return None
    if not address or not url.lower().startswith(("http://", "https://")) or not host_of(url):
        return None
    return Entry(
        url=url,
        title=plain(found.get("title", ""), TITLE),
        date=next((one_line(found[name], 100) for name in _DATES if name in found), ""),
        summary=plain(next((found[name] for name in _SUMMARIES if name in found), ""), 2_000),
    )


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""

"""Bytes to text for what the crawler itself must read: feeds, listings, titles. Pages are decoded by the reader."""

from __future__ import annotations

import html
import re
from typing import Final

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

#: What stands in no text of a page or feed: controls, halves of pairs, non-characters.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
#: Marks that turn the direction of what follows them on a page or terminal.
_DIRECTIONS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")


def decode(body: bytes, content_type: str = "", encoding: str = "") -> str:
    """The text of a feed or listing without control characters, by the first of these that fits every byte:
    BOM, UTF-8, the source's `encoding`, the document's declaration, the header, GB18030, Windows-1256. Never
    fails."""
    return _CONTROLS.sub("", _decoded(body, content_type, encoding))


def _decoded(body: bytes, content_type: str, encoding: str) -> str:
    name, bom = read_bom(body)
    if name:
        return body[len(bom or b"") :].decode(name, "replace")
    declared = html_body_declared_encoding(body[:4096])
    header = http_content_type_encoding(content_type or None)
    for candidate in ("utf-8", encoding, declared, header, "gb18030", "cp1256"):
        codec = resolve_encoding(candidate) if candidate else None
        if codec:
            try:
                return body.decode(codec)
            except (UnicodeDecodeError, LookupError):
                continue
    return body.decode("utf-8", "replace")


def one_line(text: str, limit: int) -> str:
    """Text in one line without control and direction marks, cut at `limit` characters."""
    return _DIRECTIONS.sub("", " ".join(_CONTROLS.sub("", text[: limit * 4]).split()))[:limit]


def plain(markup: str, limit: int) -> str:
    """Markup, escaped or not, as plain text in one line, cut at `limit` characters."""
    return one_line(html.unescape(_TAG.sub(" ", html.unescape(markup[: limit * 20]))), limit)

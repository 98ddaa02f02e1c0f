"""Quotes as HTML and as links into the article, with nothing of a crawled text ever taken for markup."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from pipeline.publish.wording import DIRECTION

_WHOLE: Final = 120
_END: Final = 40
_LONG: Final = 900
_AROUND: Final = 350


def web_address(url: str | None) -> str:
    """`url` if it is an http or https address that can be linked to, else an empty string."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def excerpt(quote: str, start: int, end: int) -> tuple[str, int, int]:
    """A long quote cut to what surrounds `quote[start:end]`, for lists; gives it with the new place of the value."""
    if len(quote) <= _LONG:
        return quote, start, end
    if not 0 <= start < end <= len(quote):
        start = end = 0
    first, last = max(0, start - _AROUND), min(len(quote), min(end, start + _AROUND) + _AROUND)
    head, tail = "… " if first else "", " …" if last < len(quote) else ""
    shift = len(head) - first
    return f"{head}{quote[first:last]}{tail}", start + shift, min(end, last) + shift


def quote_html(quote: str, language: str | None, start: int | None = None, end: int | None = None) -> Markup:
    """A quote in its own language and direction, with `quote[start:end]` marked and isolated."""
    if start is not None and end is not None and 0 <= start < end <= len(quote):
        body = Markup("{}<mark><bdi>{}</bdi></mark>{}").format(quote[:start], quote[start:end], quote[end:])
    else:
        body = escape(quote)
    return Markup('<q lang="{}" dir="{}">{}</q>').format(
        language if language in DIRECTION else "", DIRECTION.get(language or "", "auto"), body
    )


def article_link(url: str | None, quote: str) -> str:
    """The article's address with a text fragment that makes browsers scroll to the quote and highlight it.

    The exact characters of the page are used: a browser finds no folded or joined form. Rows of tables (cells
    joined by " | ") and long quotes are given by their beginning and end. Empty if the address is no web
    address.
    """
    address = web_address(url)
    if not address:
        return ""
    cells = [cell.strip() for cell in quote.split(" | ") if cell.strip()]
    if len(cells) > 1:
        first, last = cells[0][:_WHOLE], cells[-1][:_WHOLE]
    elif len(quote) <= _WHOLE:
        first, last = quote.strip(), ""
    else:
        first, last = _beginning(quote.strip()), _beginning(quote.strip()[::-1])[::-1]
    fragment = _encoded(first) + (f",{_encoded(last)}" if last else "")
    joint = ":~:" if "#" in address else "#:~:"
    return f"{address}{joint}text={fragment}"


def _beginning(text: str) -> str:
    """Some words from the start of `text`, cut at a space where there is one."""
    head = text[:_END]
    return head.rsplit(" ", 1)[0] if " " in head[1:] else head


def _encoded(text: str) -> str:
    return percent_encode(text, safe="", errors="replace").replace("-", "%2D")

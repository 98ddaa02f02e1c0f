"""Which of the addresses that a feed, sitemap or listing offers are worth a request."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Final

from crawler.addresses import canonical
from crawler.discovery import lead_of, parse_page
from crawler.feeds import Entry
from crawler.sources import Source
from crawler.text import decode
from crawler.topic import LEAD, Relevance, relevance

#: Addresses noted from one document at a time, the newest.
_MAX_NEW: Final = 1_000


def key_of(source: Source, url: str) -> str | None:
    """The canonical key of an address at a source; None if it is no web address."""
    try:
        return canonical(url, source.keep_parameters)
    except ValueError:
        return None


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Entries of a sitemap by their dates, which are ISO there; those without one from both ends of the document,
    where sites put what is new."""
    dated = sorted((entry for entry in entries if entry.date), key=lambda entry: entry.date, reverse=True)
    undated = [entry for entry in entries if not entry.date]
    ends = chain.from_iterable(zip_longest(undated[: len(undated) // 2], reversed(undated[len(undated) // 2 :])))
    return [*dated, *(entry for entry in ends if entry)]


def wanted(source: Source, entries: Sequence[Entry]) -> dict[str, tuple[Entry, Relevance]]:
    """key -> (entry, whether it is on topic) of the entries that look like articles, in their order.

    An entry without title and summary is "maybe" on topic, until its page was read.
    """
    found: dict[str, tuple[Entry, Relevance]] = {}
    for entry in entries:
        if len(found) >= _MAX_NEW:
            break
        key = key_of(source, entry.url) if source.is_article(entry.url) else None
        if key is None or key in found:
            continue
        words = f"{entry.title}\n{entry.summary}".strip()
        found[key] = entry, _relevance(source, words)
    return found


def _relevance(source: Source, words: str) -> Relevance:
    if not source.topic:
        return "yes"
    return relevance(words, source.language) if words else "maybe"


def page_on_topic(source: Source, body: bytes, content_type: str) -> bool:
    """Whether a page's title and text are about AI models; navigation and scripts do not count."""
    page = parse_page(decode(body, content_type, source.encoding))
    if page is None:
        return False
    for element in list(page.iter("script", "style", "nav", "header", "footer", "aside", "form")):
        element.drop_tree()
    words = [page.findtext(".//title") or ""]
    for element in page.iter("h1", "h2", "p", "li", "td"):
        words.append(lead_of(element, LEAD))
        if sum(map(len, words)) > LEAD:
            break
    return relevance("\n".join(words), source.language) == "yes"

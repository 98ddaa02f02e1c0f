"""Articles and claims made by hand, for tests of what the catalogue does with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.article import Article, Block, Language
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.store.catalogue import Catalogue, Outcome


@dataclass(frozen=True)
class Said:
    """A claim to be: the words of its value and what differs from a plain price of DeepSeek-V3.2-Exp."""

    words: str
    fields: dict[str, Any] = field(default_factory=dict)


def said(words: str, value: float | None = None, **fields: Any) -> Said:
    return Said(words, {"value": value, **fields})


def released(words: str, date: str, **fields: Any) -> Said:
    return Said(words, {"claim_type": "release_date", "unit": "", "about_date": date, "aspect": "release", **fields})


Line = tuple[str, Sequence[Said]]


def article(
    url: str,
    *lines: Line | str,
    published: str | None = "2025-10-01",
    language: Language = "en",
    at: str = "",
) -> tuple[Article, list[Claim]]:
    """An article whose blocks are `lines`, each with the claims that are in it."""
    blocks, claims, start = [], [], 0
    for line in lines:
        text, in_it = (line, ()) if isinstance(line, str) else line
        blocks.append(Block("paragraph", text, start, language))
        claims += [_claim(item, text, start) for item in in_it]
        start += len(text) + 1
    basis = "jsonld" if published else "none"
    return (
        Article(url, url, at, "A title", language, tuple(blocks), published=published, published_basis=basis),
        claims,
    )


def _claim(item: Said, quote: str, start: int) -> Claim:
    place = quote.index(item.words)
    fields: dict[str, Any] = {
        "claim_type": "price",
        "subject": "DeepSeek-V3.2-Exp",
        "subject_type": "model",
        "aspect": "output",
        "value": None,
        "value_max": None,
        "text_value": None,
        "unit": "USD/1M_tokens",
        "bound": "exact",
        "about_date": None,
        "about_text": "",
        "calendar": "",
        "status": "stated",
        "status_cue": "",
        "attributed_to": None,
        "rule": "by hand",
    }
    fields.update(item.fields)
    return Claim(
        **fields,
        value_text=item.words,
        value_start=start + place,
        value_end=start + place + len(item.words),
        quote=quote,
        quote_start=start,
        quote_end=start + len(quote),
    )


def store(
    catalogue: Catalogue,
    url: str,
    *lines: Line | str,
    at: str = "2025-10-01T08:00:00Z",
    published: str | None = "2025-10-01",
    language: Language = "en",
    source: str = "",
) -> Outcome:
    """Store an article with these lines as if it had been fetched at `at`."""
    page, claims = article(url, *lines, published=published, language=language, at=at)
    capture = Capture(url, url, at, page.text.encode(), "text/html", source)
    return catalogue.store_article(page, claims, capture)


def html(url: str, title: str, published: str, *paragraphs: str, language: str = "en") -> bytes:
    """A plain page as a site would serve it."""
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{url}"><meta property="article:published_time" content="{published}"></head>
<body><nav><a href="/">Home</a> <a href="/about">About</a></nav>
<article><h1>{title}</h1>{body}</article><footer>All rights reserved 2025</footer></body></html>""".encode()

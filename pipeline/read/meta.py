"""What a page says about itself: title, author, site, canonical address, and its JSON-LD."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from crawler.addresses import canonical
from pipeline.read.page import Element, squash, weight
from pipeline.read.thread import may_be_thread

_MOST_OBJECTS: Final = 500
_ARTICLES: Final = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|TechArticle|NewsArticle)$")
_TITLE_PARTS: Final = re.compile(r"\s+[-–—|｜·•_»«:]+\s+|\s*[|｜_]\s*|\s[-–—]\s|\s*- Powered by Discuz!")


@dataclass(slots=True)
class PageData:
    """The head of a page in one look: meta elements by lower-case name (first value wins), JSON-LD objects,
    the text of other scripts, and whether the markup names things as forum software does.
    """

    metas: dict[str, str] = field(default_factory=dict)
    objects: list[dict[str, Any]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""
    base: str = ""
    language: str = ""
    thread: bool = False
    source: str = ""

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The JSON-LD objects that describe the page itself."""
        return [o for o in self.objects if any(t.endswith("Page") for t in types(o))]

    @property
    def paid(self) -> bool:
        """Whether the page marks its article as not free to read."""
        return any(str(item.get("isAccessibleForFree")).lower() == "false" for item in self.objects)

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The JSON-LD objects that describe an article, a posting or a report."""
        return [o for o in self.objects if any(_ARTICLES.search(t) for t in types(o))]


def types(item: dict[str, Any]) -> list[str]:
    """The JSON-LD types of an object, without their namespace."""
    value = item.get("@type")
    found = value if isinstance(value, list) else [value]
    return [t.rsplit("/", 1)[-1] for t in found if isinstance(t, str)]


def page_data(root: Element, source: str) -> PageData:
    """Everything the page's metadata says, read before scripts are taken out of the tree.

    `source` is the markup that `root` was parsed from.
    """
    data = PageData(language=(root.get("lang") or root.get("xml:lang") or "").lower(), source=source)
    data.thread = may_be_thread(source)
    for element in root.iter("meta", "link", "base", "title", "script"):
        tag = element.tag
        if tag == "meta":
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            content = element.get("content")
            if name and content:
                data.metas.setdefault(name.strip().lower(), squash(content))
        elif tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and not data.canonical:
                data.canonical = (element.get("href") or "").strip()
        elif tag == "base":
            data.base = data.base or (element.get("href") or "").strip()
        elif tag == "title":
            data.title = data.title or squash("".join(element.itertext()))
        elif element.text:
            value = _loads(element.text) if "ld+json" in (element.get("type") or "") else None
            if value is None:
                data.scripts.append(element.text)
            _collect(value, data.objects)
    return data


def _loads(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _collect(value: Any, objects: list[dict[str, Any]]) -> None:
    pending = [value]
    while pending and len(objects) < _MOST_OBJECTS:
        item = pending.pop(0)
        if isinstance(item, list):
            pending.extend(item[:_MOST_OBJECTS])
        elif isinstance(item, dict):
            objects.append(item)
            for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed"):
                if isinstance(item.get(name), list | dict):
                    pending.append(item[name])


def canonical_url(data: PageData, fetched: str) -> str:
    """The address at which the article stands, without tracking parameters and fragment.

    `fetched` is where it was read: an address, or a file path that is then the last choice.
    """
    for candidate in (data.canonical, data.metas.get("og:url", "")):
        url = _joined(fetched if "://" in fetched else data.base, candidate)
        parts = split_url(url)
        if parts and parts.path.strip("/") + parts.query:
            return clean_url(url)
    return clean_url(fetched)


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference) if reference else ""
    except ValueError:
        return ""


def split_url(url: str) -> SplitResult | None:
    """The parts of an http address, None for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.netloc else None


def clean_url(url: str) -> str:
    """The one form of a web address, as the crawler knows pages by; anything else comes back as it is."""
    try:
        return canonical(url)
    except ValueError:
        return url


def site_name(data: PageData) -> str:
    """The name of the site: og:site_name, else the publisher in JSON-LD, else what the title ends with, else ""."""
    if name := data.metas.get("og:site_name") or data.metas.get("application-name"):
        return name
    for item in data.objects:
        publisher = item.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return squash(publisher["name"])
        if "Organization" in " ".join(types(item)) and isinstance(item.get("name"), str):
            return squash(item["name"])
    parts = [part.strip() for part in _TITLE_PARTS.split(data.title) if part.strip()]
    return squash(parts[-1]) if len(parts) > 1 and 2 * weight(parts[-1]) < max(map(weight, parts)) else ""


def head_title(data: PageData) -> str:
    """The title from the head: og:title or JSON-LD headline, else the title element without the site's name."""
    for item in data.articles:
        if isinstance(item.get("headline"), str) and item["headline"].strip():
            return squash(item["headline"])
    return data.metas.get("og:title") or data.metas.get("twitter:title") or without_site(data.title, site_name(data))


def without_site(title: str, site: str) -> str:
    """`title` without the site's name at either end."""
    parts = [part for part in _TITLE_PARTS.split(title) if part.strip() and not part.startswith("Powered by")]
    if len(parts) < 2:
        return title
    longest = max(parts, key=weight)
    return title if longest.strip() == site else squash(longest)


def author(data: PageData) -> str:
    """Who wrote the article, as JSON-LD or a meta element names them; "" if neither does."""
    for item in data.articles:
        found = _people(item.get("author")) or _people(item.get("creator"))
        if found:
            return ", ".join(found[:5])
    for name in ("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author"):
        value = data.metas.get(name, "")
        if value and "://" not in value:
            return value
    return ""


def _people(value: Any) -> list[str]:
    if isinstance(value, str):
        return [squash(value)] if value.strip() and "://" not in value else []
    if isinstance(value, dict):
        return _people(value.get("name"))
    if isinstance(value, list):
        return [name for item in value[:10] for name in _people(item)]
    return []

"""Articles that a page carries only as data: JSON-LD's articleBody, a framework's state, JSON in a script.

Pages that a script draws show an empty body; what it would draw lies beside it. Bodies come as markup, as plain
text, or as lists of blocks with a text each.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import html as lxml_html

from pipeline.read.meta import PageData
from pipeline.read.page import Element, parse, squash, weight
from pipeline.text.fold import key

_BODIES: Final = (
    "articleBody",
    "body",
    "content",
    "contentHtml",
    "content_html",
    "bodyHtml",
    "body_html",
    "html",
    "post_content",
    "articleContent",
    "article_content",
    "text",
    "blocks",
    "paragraphs",
    "rendered",
)
_TITLES: Final = ("headline", "title", "name")
_TEXTS: Final = (
    "text",
    "value",
    "content",
    "html",
    "children",
    "content_html",
    "data",
    "paragraph",
    "model",
    "list",
)
_TAG: Final = re.compile(r"<(?:p|br|div|h[1-6]|li|table|section|span)\b", re.I)
_STATE: Final = re.compile(
    r"(?:^|[;\s])(?:window\.|self\.|var\s+|let\s+|const\s+)?[\w$.]{1,60}\s{0,9}=\s{0,9}(?=[{\[])"
)

_MOST_NODES: Final = 100_000
_MOST_BYTES: Final = 8_000_000
_DEEPEST: Final = 12

#: What is shorter is a teaser or a description.
_LEAST: Final = 300


@dataclass(frozen=True, slots=True)
class Embedded:
    """An article found in data: its title ("" if the data has none) and its body as a tree for the walker."""

    title: str
    body: Element


def embedded(data: PageData, title: str) -> Embedded | None:
    """The longest article body in the page's data, one under the page's `title` before all others."""
    wanted = key(title)
    best: tuple[bool, int] = (False, _LEAST)
    found: Embedded | None = None
    for item in _objects(data):
        name = next((squash(item[t]) for t in _TITLES if isinstance(item.get(t), str)), "")
        for field in _BODIES:
            text = _text(item.get(field), 0)
            rank = (bool(name) and key(name)[:20] == wanted[:20], weight(text))
            if rank[1] >= _LEAST and rank > best:
                best = rank
                found = Embedded(name, _tree(text))
    return found


def _objects(data: PageData) -> Iterator[dict[str, Any]]:
    """Every JSON object of the page, outermost first."""
    pending: list[Any] = [*data.objects, *_states(data.scripts)]
    for _ in range(_MOST_NODES):
        if not pending:
            return
        item = pending.pop()
        if isinstance(item, dict):
            yield item
            pending.extend(v for v in item.values() if isinstance(v, dict | list))
        elif isinstance(item, list):
            pending.extend(v for v in item if isinstance(v, dict | list))


def _states(scripts: list[str]) -> Iterator[Any]:
    """The JSON values that scripts hold: whole scripts, or what they assign to a name."""
    decoder = json.JSONDecoder(strict=False)
    for script in scripts:
        if len(script) > _MOST_BYTES:
            continue
        start = script.lstrip()
        if start.startswith(("{", "[")):
            offsets = [len(script) - len(start)]
        else:
            offsets = [match.end() for match in _STATE.finditer(script)][:20]
        for offset in offsets:
            try:
                yield decoder.raw_decode(script, offset)[0]
            except (ValueError, RecursionError):
                continue


def _text(value: Any, depth: int) -> str:
    """The text or markup of a body, a line for each of its blocks."""
    if isinstance(value, str):
        return value
    if depth > _DEEPEST:
        return ""
    if isinstance(value, list):
        inline = depth > 0 and all(_is_span(v) for v in value)
        return ("" if inline else "\n").join(filter(None, (_text(v, depth + 1) for v in value)))
    if isinstance(value, dict):
        return next((text for name in _TEXTS if (text := _text(value.get(name), depth + 1))), "")
    return ""


def _is_span(value: Any) -> bool:
    """Whether `value` is a part of a paragraph, as editors store it, rather than a block of its own."""
    if isinstance(value, dict):
        return "text" in value and (value.get("type") or value.get("_type") or "text") in ("text", "span")
    return isinstance(value, str)


def _tree(text: str) -> Element:
    """The body as elements: markup is parsed, plain text becomes a paragraph a line."""
    if not _TAG.search(text) and "&lt;p" in text:
        text = html.unescape(text)
    if not _TAG.search(text):
        text = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    else:
        text = text.replace("\n", "<br>") if "<p" not in text and "<br" not in text else text
    root = parse(f"<html><body><div>{text}</div></body></html>")
    return root if root is not None else lxml_html.Element("div")

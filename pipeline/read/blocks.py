"""The walker: a page's tree becomes passages, one for each run of text that a reader sees as a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from pipeline.article import BlockKind
from pipeline.read.page import Element, squash
from pipeline.read.tables import RawTable, is_layout, read_table

#: Elements that do not break a line. Everything else does, unknown elements too.
_INLINE: Final = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip

#: Inline elements that templates set side by side, with nothing but the style sheet between them.
_SIDE_BY_SIDE: Final = frozenset({"a", "span", "time", "b", "strong", "em", "i", "label", "small"})

#: Parents in which such neighbours are parts of a line rather than of a word.
_ARRANGING: Final = frozenset({"div", "section", "header", "footer", "main", "article", "aside", "nav"})

_HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "dl", "menu"})

_HIDDEN_STYLE: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_HIDDEN_CLASS: Final = frozenset({
    "sr-only", "visually-hidden", "screen-reader-text", "hidden", "hide", "d-none", "is-hidden", "u-hidden",
})  # fmt: skip

#: A hidden element that holds this share of a page's text is shown by a script later on.
_REVEALED_SHARE: Final = 0.4
_MOST_REVEALED: Final = 200


#: A line of Chinese prose that a converter broke at a space, inside a name or a number, and how it goes on: "…推出
#: ChatGPT<br>Pro，它…", "投资 1000<br>亿美元". Lines of a list have no sentence around the place.
_BROKEN_OFF: Final = re.compile(r"[\u4e00-\u9fff].{15,}(?:[A-Za-z]|(?P<digit>\d))\s*$", re.S)
_WORD_ON: Final = re.compile(r"\s*(?!\d{1,2}[.、)）](?!\d)|https?:)[A-Za-z0-9].{0,40}?[\u4e00-\u9fff。？！]", re.S)
_NUMBER_ON: Final = re.compile(r"\s*[万亿千百年月日]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block in the making: its text, what it is, and the element that it stands in.

    `table` and `row` count in `Walk.tables`, as in `Block`; `linked` is how many of its characters are links,
    `reply` the post of a thread that it belongs to.
    """

    kind: BlockKind
    text: str
    node: Element
    level: int = 0
    table: int = -1
    row: int = -1
    linked: int = 0
    reply: int = 0


@dataclass(slots=True)
class Walk:
    """All passages of a tree in reading order, its data tables, and how deep its elements are nested."""

    passages: list[Passage] = field(default_factory=list)
    tables: list[RawTable] = field(default_factory=list)
    depth: int = 0


def walk(root: Element) -> Walk:
    """Every visible passage below `root`. Preformatted text (code) and hidden elements are left out."""
    result = Walk()
    buffer: list[str] = []
    blocks: list[Element] = [root]
    depth = links = linked = total = revealed = level = 0
    skipped: Element = None
    soft: Element = None
    events = etree.iterwalk(root, events=("start", "end"))

    def flush() -> None:
        nonlocal linked
        text = squash("".join(buffer))
        buffer.clear()
        if text and any(map(str.isalnum, text)):
            kind, level = _kind(blocks[-1], root, depth)
            result.passages.append(Passage(kind, text, blocks[-1], level, linked=min(linked, len(text))))
        linked = 0

    for event, element in events:
        tag = element.tag
        inline = tag in _INLINE
        if event == "start":
            level += 1
            if level > result.depth:
                result.depth = level
            if element is not root and element.attrib and _hidden(element):
                total = total or max(1, _size(root))
                revealed += 1
                if revealed > _MOST_REVEALED or _size(element) < _REVEALED_SHARE * total:
                    skipped = element
                    events.skip_subtree()
                    continue
            if inline:
                if buffer and tag in _SIDE_BY_SIDE and _arranged(element):
                    buffer.append(" ")
                links += tag == "a"
            else:
                if tag == "br" and buffer and _goes_on("".join(buffer), element.tail or ""):
                    soft = element
                    buffer.append(" ")
                elif buffer:
                    flush()
                if tag == "pre" or (tag == "table" and not is_layout(element)):
                    if tag == "table":
                        _add_table(result, element)
                    skipped = element
                    events.skip_subtree()
                    continue
                depth += tag in _LISTS
                blocks.append(element)
            text = element.text
        else:
            level -= 1
            if element is skipped:
                skipped = None
            elif inline:
                links -= tag == "a"
            else:
                if buffer and element is not soft:
                    flush()
                blocks.pop()
                depth -= tag in _LISTS
            text = element.tail if element is not root else None
        if text and (buffer or not text.isspace()):
            buffer.append(text)
            if links:
                linked += len(text)
    flush()
    return result


def read_cell(cell: Element) -> str:
    """The text of a table cell, its lines joined by spaces."""
    if len(cell) == 0:
        return squash(cell.text or "")
    return " ".join(passage.text for passage in walk(cell).passages)


def _add_table(result: Walk, element: Element) -> None:
    raw = read_table(element, read_cell)
    if raw is None:
        return
    if raw.table.caption:
        result.passages.append(Passage("caption", raw.table.caption, element))
    number = len(result.tables)
    result.tables.append(raw)
    for row, text in enumerate(raw.row_texts):
        result.passages.append(Passage("row", text, element, 0, number, row))


def _kind(node: Element, root: Element, depth: int) -> tuple[BlockKind, int]:
    """What a passage in `node` is: the nearest heading, list item or caption around it decides."""
    for _ in range(4):
        tag = node.tag
        if tag in _HEADINGS:
            return "heading", _HEADINGS[tag]
        if tag in ("li", "dd", "dt"):
            return "item", max(1, depth)
        if tag in ("figcaption", "caption"):
            return "caption", 0
        if tag in ("td", "article", "main") or node is root:
            break
        node = node.getparent()
    return "paragraph", 0


def _goes_on(line: str, following: str) -> bool:
    """Whether a line break stands inside a name or a number of Chinese prose."""
    broken = _BROKEN_OFF.search(line)
    if broken is None:
        return False
    number_on = broken["digit"] is not None and _NUMBER_ON.match(following) is not None
    return number_on or _WORD_ON.match(following) is not None


def _arranged(element: Element) -> bool:
    previous = element.getprevious()
    return (
        previous is not None
        and not previous.tail
        and previous.tag in _SIDE_BY_SIDE
        and element.getparent().tag in _ARRANGING
        and "style" not in element.attrib
    )


def _hidden(element: Element) -> bool:
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    name = attributes.get("class")
    return bool(name) and not _HIDDEN_CLASS.isdisjoint(name.split())


def _size(element: Element) -> int:
    return sum(map(len, element.itertext()))

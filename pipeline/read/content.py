"""A page's content: its title, and the passages and tables that are the article."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.read.blocks import Passage, walk
from pipeline.read.choose import choose, key
from pipeline.read.meta import PageData, head_title
from pipeline.read.page import Element, squash, strip_unseen
from pipeline.read.tables import RawTable


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be stored of a page: the title, then `passages`; rows of them count in `tables`."""

    title: str
    passages: list[Passage]
    tables: list[RawTable]


def content(root: Element, data: PageData) -> Content:
    """The content of the page `root`, whatever its language. Takes scripts and controls out of the tree."""
    strip_unseen(root)
    body = root.find("body")
    page = walk(body if body is not None else root)
    title = _title(page.passages, head_title(data))
    passages = [p for p in choose(root, page.passages) if key(p.text) != key(title)]
    return Content(title, passages, page.tables)


def _title(passages: list[Passage], head: str) -> str:
    """The page's h1, where there is one and it is not the site's name; else the title from the head."""
    heads = [p.text for p in passages if p.kind == "heading" and p.level == 1]
    for text in heads:
        if key(text)[:12] in key(head) or not head:
            return text
    return heads[0] if len(heads) == 1 and len(heads[0]) > 15 else squash(head)

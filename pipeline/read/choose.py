"""Which passages of a page are the article: trafilatura decides on the content, the passages are ours."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final

import trafilatura

from pipeline.read.blocks import Passage
from pipeline.read.page import Element, names

_NOT_LETTERS: Final = re.compile(r"[\W_]+")

#: Shorter passages are matched only beside others: "OpenAI" stands everywhere on such pages.
_TELLING: Final = 12

#: Names that templates give to what is not the article.
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:related|sidebar|side|comments?|comments-area|respond|footer|footnote-nav|breadcrumbs?|crumbs?|share"
    r"|sharing|social|tags?|tags-links|tag-list|post-tags|cat-links|recommend(?:ed|ations?)?|recs|popular|most-read|trending"
    r"|newsletter|subscribe|subscription(?:-widget)?|promo|advert(?:isement)?|ads?|ad-tips|cookie|consent|author-box|author-bio|widget"
    r"|signature|sign|claps|likes|hits|views|item-code|corr-links|pagination|pager|prev-next|post-navigation|userinfo)(?:$|[\s_-])"
)
_ASIDE_TAGS: Final = frozenset({"nav", "aside", "footer"})


def key(text: str) -> str:
    """The letters and digits of `text`: what two renderings of one passage have in common."""
    return _NOT_LETTERS.sub("", text)


def chosen_text(root: Element) -> str:
    """The letters of what trafilatura takes for the article."""
    document = trafilatura.bare_extraction(deepcopy(root), include_comments=False, fast=True)
    return key(document.text or "") if document is not None else ""


def choose(root: Element, passages: list[Passage]) -> list[Passage]:
    """The passages that make up the article, in reading order."""
    content = chosen_text(root)
    keys = [key(passage.text) for passage in passages]
    sure = [len(k) >= _TELLING and k in content for k in keys]
    core = _core(passages, keys, sure)
    picked = []
    for n, passage in enumerate(passages):
        take = sure[n]
        if not take and keys[n] in content:
            take = any(sure[max(0, n - 2) : n] + sure[n + 1 : n + 3])
        if not take:
            take = _enclosed(n, passages, sure)
        if take and not is_aside(passage.node, core):
            picked.append(passage)
    return picked


def _core(passages: list[Passage], keys: list[str], sure: list[bool]) -> set[Element]:
    """The elements that hold most of the article each: whatever their names, they are not beside it."""
    letters: dict[Element, int] = {}
    total = 0
    for passage, k, matched in zip(passages, keys, sure, strict=True):
        if matched:
            total += len(k)
            node = passage.node
            while node is not None:
                letters[node] = letters.get(node, 0) + len(k)
                node = node.getparent()
    return {node for node, count in letters.items() if count * 2 > total}


def _enclosed(n: int, passages: list[Passage], sure: list[bool]) -> bool:
    """Whether passage `n`, which trafilatura dropped, stands in the running text: between two of its passages."""
    holder = _holder(passages[n].node)
    before = next((m for m in range(n - 1, max(-1, n - 12), -1) if sure[m]), None)
    after = next((m for m in range(n + 1, min(len(passages), n + 12)) if sure[m]), None)
    if before is None or after is None:
        return False
    parent = holder.getparent()
    return (
        parent is not None
        and parent is _holder(passages[before].node).getparent() is _holder(passages[after].node).getparent()
    )


def _holder(node: Element) -> Element:
    """The element that stands for `node` in the running text: the whole list for an item."""
    while node.getparent() is not None and node.getparent().tag in (
        "ul",
        "ol",
        "li",
        "dl",
        "figure",
        "blockquote",
    ):
        node = node.getparent()
    return node


def is_aside(node: Element, core: set[Element]) -> bool:
    """Whether `node` or something around it, below the article's `core`, is marked as other than the article."""
    while node is not None and node not in core:
        if node.tag in _ASIDE_TAGS or (node.attrib and _ASIDE.search(names(node))):
            return True
        node = node.getparent()
    return False

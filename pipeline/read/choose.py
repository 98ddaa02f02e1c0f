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
_HOLDERS: Final = frozenset({"ul", "ol", "li", "dl", "figure", "blockquote"})

_HAN: Final = re.compile("[\u3400-\u9fff]+")
_SENTENCE_END: Final = re.compile("[.!?。！？؟…۔;；]")
_PROSE: Final = 60
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
    around = _around(passages, sure)
    picked = []
    for n, passage in enumerate(passages):
        node = passage.node
        if not around.inside(node):
            take = sure[n] and is_prose(passage)
        elif sure[n]:
            take = True
        elif keys[n] in content:
            take = any(sure[max(0, n - 2) : n] + sure[n + 1 : n + 3])
        else:
            take = _enclosed(n, passages, sure)
        if take and not around.aside(node):
            picked.append(passage)
    return picked


def weight(text: str) -> int:
    """How much is said in `text`, in Latin letters: a Han character says as much as two or three."""
    return len(text) if text.isascii() else len(text) + 3 * sum(map(len, _HAN.findall(text))) // 2


def is_prose(passage: Passage) -> bool:
    """Whether the passage is running text: some length, an end of sentence, not mostly links."""
    text = passage.text
    return (
        passage.kind != "row"
        and weight(text) >= _PROSE
        and passage.linked * 2 < len(text)
        and _SENTENCE_END.search(text) is not None
    )


class _Around:
    """Where the article is in the tree: elements that hold most of it, and its heart, that holds nearly all."""

    def __init__(self, letters: dict[Element, int], total: int) -> None:
        self._main = {node for node, count in letters.items() if count * 2 > total}
        heart = min(
            (n for n in self._main if letters[n] >= 0.8 * total), key=letters.__getitem__, default=None
        )
        self._heart = heart
        self._known: dict[Element, tuple[bool, bool]] = {}

    def inside(self, node: Element) -> bool:
        """Whether `node` is within the heart."""
        return self._look(node)[0]

    def aside(self, node: Element) -> bool:
        """Whether `node`, or something around it that does not hold most of the article, is marked as other."""
        return self._look(node)[1]

    def _look(self, node: Element) -> tuple[bool, bool]:
        path = []
        found = (False, False)
        while node is not None:
            if node in self._known:
                found = self._known[node]
                break
            path.append(node)
            node = node.getparent()
        for node in reversed(path):
            inside, aside = found
            inside = inside or node is self._heart
            aside = aside or (node not in self._main and _is_aside(node))
            found = self._known[node] = inside, aside
        return found


def _around(passages: list[Passage], sure: list[bool]) -> _Around:
    letters: dict[Element, int] = {}
    total = 0
    for passage, matched in zip(passages, sure, strict=True):
        if matched:
            size = len(passage.text)
            total += size
            node = passage.node
            while node is not None:
                letters[node] = letters.get(node, 0) + size
                node = node.getparent()
    return _Around(letters, total)


def _is_aside(node: Element) -> bool:
    return node.tag in _ASIDE_TAGS or (bool(node.attrib) and _ASIDE.search(names(node)) is not None)


def _enclosed(n: int, passages: list[Passage], sure: list[bool]) -> bool:
    """Whether passage `n`, which trafilatura dropped, stands in the running text: between two of its own."""
    before = next((m for m in range(n - 1, max(-1, n - 12), -1) if sure[m]), None)
    after = next((m for m in range(n + 1, min(len(passages), n + 12)) if sure[m]), None)
    if before is None or after is None:
        return False
    parent = _holder(passages[n].node).getparent()
    return (
        parent is not None
        and parent is _holder(passages[before].node).getparent()
        and parent is _holder(passages[after].node).getparent()
    )


def _holder(node: Element) -> Element:
    """The element that stands for `node` in the running text: the whole list for an item."""
    while (parent := node.getparent()) is not None and parent.tag in _HOLDERS:
        node = parent
    return node

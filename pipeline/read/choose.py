"""Which passages of a page are the article: trafilatura decides on the content, the passages are ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import trafilatura
from trafilatura.settings import Extractor

from pipeline.read.blocks import Passage, Walk
from pipeline.read.page import Element, names, weight
from pipeline.text.fold import key

#: Shorter passages are matched only beside others: "OpenAI" stands everywhere on such pages.
_TELLING: Final = 12

#: Names that templates give to what is not the article.
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:related|sidebar|side|comments?|respond|footer|breadcrumbs?|crumbs?|share|sharing|social|tags?"
    r"|tag-list|cat-links|recommend(?:ed|ations?)?|recs|popular|most-read|trending|newsletter|subscribe"
    r"|subscription(?:-widget)?|promo|advert(?:isement)?|ads?|cookie|consent|author-box|author-bio|widget|signature|sign"
    r"|claps|likes|hits|views|item-code|pagination|pager|prev-next|post-navigation|userinfo)(?:$|[\s_-])"
)
_HOLDERS: Final = frozenset({"ul", "ol", "li", "dl", "figure", "blockquote"})

_SENTENCE_END: Final = re.compile("[.!?。！？؟…۔;；]")
_FULL_STOPS: Final = tuple('.!?。！？؟…۔»"”')
_PROSE: Final = 60

#: What pages count or offer beside an article. Matched in short passages only.
_CHROME: Final = re.compile(
    r"(?<![\w.-])\d[\d.,٫٬]*\s*[KkMm万萬]?\+?\s*(?:comments?|responses?"
    r"|(?:likes?|views?|claps?|reads?)(?=\W*(?:\d|$))|min(?:ute)?s? read"
    r"|تعليق|تعليقات|مشاهدة|مشاهدات|دقائق قراءة|دقيقة قراءة"
    r"|دیدگاه|نظر|بازدید|پسند|評論|评论|留言|回复|則留言)(?!\w)"
    r"|(?:المشاهدات|الردود|التعليقات|مدة القراءة|تعداد بازدید|تعداد نظرات"
    r"|کد خبر|阅读|閱讀|浏览|瀏覽|查看|回复|评论|評論|点赞|在看|赞)\s*[(:：]?\s*\d"
    r"|(?:مطالعه|خواندن)\s*:?\s*\d+\s*دقیقه"
    r"|^(?:share|tweet|print|e-?mail)(?: this| on| via| it|\b(?=\W*$))"
    r"|^(?:printer-friendly version|read (?:more|also)\b)"
    r"|^(?:advertisement|إعلان|إعلانات|تبلیغات|广告|廣告)\W*$"
    r"|^(?:شارك (?:المقال|الخبر|هذا|عبر|على)|اقرأ أيضا|بیشتر بخوانید|انتهای پیام|分享到|扫码|点击上方|— END —)"
    r"|^[(（]?(?:责任编辑|責任編輯|编辑[:：])",
    re.I,
)
_SHORT: Final = 90

#: How much a letter of a list, table or heading counts, beside one of running text, in finding the article.
_OTHER_THAN_PROSE: Final = 0.3
_DEEPEST_LIST: Final = 12

#: Names that templates give to the sentence between a title and the body, and to lines that only say who and when.
_LEAD: Final = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|excerpt|sub-?(?:title|head(?:ing|line)?)|dek|deck|intro(?:text|duction)?|chapo"
    r"|sapo|abstract|summary|digest|daodu|zhaiyao)(?:$|[\s_-])"
)
_IMPRINT: Final = re.compile(
    r"(?:^|[\s_-])(?:meta|info|by-?line|author|date(?:line)?|time|source|kick(?:er)?|caption)(?:$|[\s_-])"
)
_SHORTEST_LEAD: Final = 40
_LINES_TO_LEAD: Final = 6

_DEEPEST: Final = 120
_MOST_ELEMENTS: Final = 40_000

#: Characters that may be searched through for passages which are no whole line of the article.
_MOST_EFFORT: Final = 400_000_000
_ASIDE_TAGS: Final = frozenset({"nav", "aside", "footer"})


#: What trafilatura is asked for; it would read its settings anew for each page.
_OPTIONS: Final = Extractor(output_format="python", fast=True, comments=False)


class Chosen:
    """What trafilatura takes for the article, to be asked whether a passage is in it."""

    def __init__(self, text: str) -> None:
        text = unicodedata.normalize("NFC", text)
        lines = [key(line) for line in text.splitlines()]
        self._lines = frozenset(lines)
        self._letters = "".join(lines)
        self._effort = _MOST_EFFORT

    def has_line(self, letters: str) -> bool:
        """Whether the `letters` of a passage (its `key`) are a whole line of the article."""
        return letters in self._lines

    def __contains__(self, letters: str) -> bool:
        """Whether the `letters` of a passage (its `key`) are a line of the article, or part of it."""
        if self.has_line(letters):
            return True
        self._effort -= len(self._letters)
        return self._effort > 0 and letters in self._letters


def chosen(root: Element) -> Chosen | None:
    """trafilatura's choice, or None where it cannot cope with the markup: it takes minutes for a tree of a million
    elements or of a thousand nested tables.
    """
    if next(islice(root.iter(), _MOST_ELEMENTS, None), None) is not None:
        return None
    try:
        document: Any = trafilatura.bare_extraction(root, options=_OPTIONS)
    except Exception:
        return None
    return Chosen(document.text or "" if document is not None else "")


def choose(root: Element, page: Walk) -> list[Passage]:
    """The passages of `page`, the walk of `root`, that make up the article, in reading order."""
    passages = page.passages
    content = chosen(root) if page.depth <= _DEEPEST else None
    keys = [key(passage.text) for passage in passages]
    if content is None:
        sure = [is_prose(passage) for passage in passages]
    else:
        sure = [len(k) >= _TELLING and k in content for k in keys]
    prose = [matched and is_prose(passage) for passage, matched in zip(passages, sure, strict=True)]
    around = _around(root, passages, sure, prose)
    picked = []
    for n, passage in enumerate(passages):
        node = passage.node
        if not around.inside(node):
            take = prose[n]
        elif sure[n] or (content is not None and content.has_line(keys[n])):
            take = True
        elif content is not None and keys[n] in content:
            take = any(sure[max(0, n - 2) : n] + sure[n + 1 : n + 3])
        else:
            take = 2 * passage.linked < len(passage.text) and _enclosed(n, passages, sure)
        if take and not around.aside(node) and not is_chrome(passage) and not _leads_away(passage):
            picked.append(passage)
    return picked


def leads(passages: list[Passage], title: int, chosen: list[Passage]) -> list[Passage]:
    """What stands between the title (its number in `passages`) and the first of `chosen`, and is said by the article.

    A subtitle next to the title; a sentence that the template calls a lead, or that is as long as one, alone or in a
    list: a digest may begin with its items.
    """
    first = next((n for n, passage in enumerate(passages) if chosen and passage is chosen[0]), 0)
    if title < 0 or not title < first <= title + _LINES_TO_LEAD:
        return []
    found = []
    for n in range(title + 1, first):
        passage = passages[n]
        above = list(islice(_upward(passage.node), 3))
        named = any(_LEAD.search(names(node)) for node in above)
        subtitle = passage.kind == "heading" and passage.level > 1 and n == title + 1
        long = passage.kind in ("paragraph", "item") and is_prose(passage)
        if (
            passage.kind in ("paragraph", "heading", "item")
            and (named or subtitle or long)
            and weight(passage.text) >= (_TELLING if named or subtitle else _SHORTEST_LEAD)
            and not any(_is_aside(node) or _IMPRINT.search(names(node)) for node in above)
            and not is_chrome(passage)
            and not _leads_away(passage)
        ):
            found.append(passage)
    return found


def _upward(node: Element) -> Iterator[Element]:
    yield node
    yield from node.iterancestors()


def is_chrome(passage: Passage) -> bool:
    """Whether the passage only counts comments, views or minutes of reading, or offers to share or print."""
    return (
        passage.kind not in ("row", "caption")
        and weight(passage.text) < _SHORT
        and _CHROME.search(passage.text) is not None
    )


def _leads_away(passage: Passage) -> bool:
    """Whether a paragraph is nothing but a link: "read also", a teaser between two paragraphs."""
    return passage.kind == "paragraph" and 10 * passage.linked >= 9 * len(passage.text)


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

    def __init__(self, letters: dict[Element, float], total: float) -> None:
        self._main = {node for node, count in letters.items() if count * 2 > total}
        # Of several that hold the same, the innermost: it was counted first. A set has no order to rely on.
        # One long paragraph is not it: what stands beside it belongs to the article as well.
        hearts = [n for n, count in letters.items() if count >= 0.8 * total and n in self._main and n.tag != "p"]
        heart = min(hearts, key=letters.__getitem__, default=None)
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


def _around(root: Element, passages: list[Passage], sure: list[bool], prose: list[bool]) -> _Around:
    own: dict[Element, float] = {}
    total = 0.0
    for n, passage in enumerate(passages):
        size: float = len(passage.text)
        if not sure[n] or 2 * passage.linked > size:
            continue
        if not prose[n]:
            size *= _OTHER_THAN_PROSE
        total += size
        own[passage.node] = own.get(passage.node, 0.0) + size
    letters: dict[Element, float] = {}
    # Children come after their parents in the tree: backwards, each has its sum before its parent takes it.
    for node in reversed(list(root.iter())):
        size = letters.get(node, 0.0) + own.get(node, 0.0)
        if size:
            letters[node] = size
            parent = node.getparent()
            if parent is not None:
                letters[parent] = letters.get(parent, 0.0) + size
    return _Around(letters, total)


def _is_aside(node: Element) -> bool:
    return node.tag in _ASIDE_TAGS or (bool(node.attrib) and _ASIDE.search(names(node)) is not None)


def _enclosed(n: int, passages: list[Passage], sure: list[bool]) -> bool:
    """Whether passage `n`, which trafilatura dropped, stands in the running text: between two of its own."""
    before = next((m for m in range(n - 1, max(-1, n - 12), -1) if sure[m]), None)
    after = next((m for m in range(n + 1, min(len(passages), n + 12)) if sure[m]), None)
    parent = _parent(passages[n].node)
    if before is None or parent is None:
        return False
    if parent is not _parent(passages[before].node):
        # A letter laid out as a table has its own cell for each section.
        others = {_parent(_parent(passages[m].node)) for m in (before, after) if m is not None}
        return after is not None and parent.tag in ("td", "tr") and others == {_parent(parent)}
    # What an article ends with, or a post in its cell: a list, table, picture or short sentence.
    ends = after is None or (parent is not None and parent.tag == "td")
    if after is not None and parent is _parent(passages[after].node):
        return True
    return ends and (passages[n].kind in ("item", "row", "caption") or (before == n - 1 and _says(passages[n])))


def _says(passage: Passage) -> bool:
    """Whether a paragraph, however short, is a sentence without a link."""
    return passage.node.tag == "p" and not passage.linked and passage.text.endswith(_FULL_STOPS)


def _parent(node: Element | None) -> Element | None:
    """What holds `node`, or the list that `node` is in."""
    return None if node is None else _holder(node).getparent()


def _holder(node: Element) -> Element:
    """The element that stands for `node` in the running text: the whole list for an item, wrappers included."""
    for _ in range(_DEEPEST_LIST):
        parent = node.getparent()
        if parent is None or not (parent.tag in _HOLDERS or _wraps(parent)):
            break
        node = parent
    return node


def _wraps(node: Element) -> bool:
    """Whether `node` holds one element and nothing else."""
    return len(node) == 1 and not (node.text and node.text.strip())

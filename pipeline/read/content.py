"""A page's content: its title, and the passages and tables that are the article, with the replies of a thread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from pipeline.read.blocks import Passage, Walk, walk
from pipeline.read.choose import choose, is_prose, leads
from pipeline.read.embedded import embedded
from pipeline.read.meta import PageData, head_title
from pipeline.read.page import Element, rescued, squash, strip_unseen, weight
from pipeline.read.piped import piped_tables
from pipeline.read.published import Place
from pipeline.read.tables import RawTable
from pipeline.read.thread import Post, posts
from pipeline.text.fold import key

#: A page that shows less than this may have its article in data for a script to draw.
_DRAWN_LATER: Final = 250

#: What stands there again is a second body if this many times its length makes the whole.
_TWICE: Final = 4


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be stored of a page: the title, then `passages`; rows of them count in `tables`.

    `posts` are the posts of a thread, the first being the article and the others its replies; else empty.
    `place` says where on the page all this stands.
    """

    title: str
    passages: list[Passage]
    tables: list[RawTable]
    place: Place
    posts: list[Post] = field(default_factory=list)


def content(root: Element, data: PageData) -> Content:
    """The content of the page `root`, whatever its language. Takes scripts and controls out of the tree."""
    strip_unseen(root)
    body = root.find("body")
    page = walk(body if body is not None else root)
    title, index = _title(page.passages, head_title(data), data.title)
    thread = posts(root) if data.thread else []
    if thread:
        walked = _walk_posts(thread)
        return Content(title, walked.passages, walked.tables, Place(page.passages, index, -1, -1), thread)
    chosen = choose(root, page)
    place = _place(page.passages, index, chosen)
    chosen = [*leads(page.passages, index, chosen), *chosen]
    if sum(weight(p.text) for p in chosen) < _DRAWN_LATER:
        if (data_article := embedded(data, title)) is not None:
            page = walk(data_article.body)
            chosen = page.passages
            title = title or data_article.title
        elif (lines := rescued(data.source, root)) is not None:
            page = walk(lines)
            chosen = [p for p in page.passages if is_prose(p)]
    heading = key(title)
    passages = once([p for p in chosen if key(p.text) != heading])
    passages, tables = piped_tables(passages, page.tables)
    return Content(title, passages, tables, place)


def once(passages: list[Passage]) -> list[Passage]:
    """`passages` without stretches that stand there a second time, as where a page has a body for each screen.

    A stretch goes if it is a good part of the whole: a line or two may well be said twice.
    """
    total = sum(weight(passage.text) for passage in passages)
    names = [(passage.kind, key(passage.text)) for passage in passages]
    first: dict[tuple[str, str], int] = {}
    for n, name in enumerate(names):
        first.setdefault(name, n)
    kept: list[Passage] = []
    for again, stretch in groupby(range(len(passages)), lambda n: first[names[n]] < n):
        numbers = list(stretch)
        if not again or _TWICE * sum(weight(passages[n].text) for n in numbers) < total:
            kept.extend(passages[n] for n in numbers)
    return kept


def _walk_posts(thread: list[Post]) -> Walk:
    """The passages of all posts, each marked with the number of its post: 0 for the article itself."""
    result = Walk()
    for number, post in enumerate(thread):
        walked = walk(post.body)
        for passage in walked.passages:
            table = passage.table + len(result.tables) if passage.table >= 0 else -1
            result.passages.append(replace(passage, table=table, reply=number))
        result.tables.extend(walked.tables)
    return result


def _place(passages: list[Passage], title: int, chosen: list[Passage]) -> Place:
    if not chosen:
        return Place(passages, title, -1, -1)
    order = {id(passage): n for n, passage in enumerate(passages)}
    first = next((p for p in chosen if is_prose(p)), chosen[0])
    return Place(passages, title, order[id(first)], order[id(chosen[-1])])


def _title(passages: list[Passage], head: str, whole: str) -> tuple[str, int]:
    """The title as the page shows it, and its passage (-1 if it is only in the head).

    It is the h1 that agrees with the `head` or is a good part of the `whole` title element, else the only h1, else
    another passage that agrees with the head.
    """
    wanted, around = key(head).casefold(), key(whole).casefold()
    tops = [(p.text, n) for n, p in enumerate(passages) if p.kind == "heading" and p.level == 1]
    for text, n in tops:
        own = key(text).casefold()
        if not wanted or own[:12] in wanted or (own in around and 3 * len(own) >= len(around)):
            return text, n
    if len(tops) == 1 and len(tops[0][0]) > 15:
        return tops[0]
    for n, passage in enumerate(passages):
        own = key(passage.text).casefold()
        if wanted and own in wanted and 2 * len(own) > len(wanted) and passage.kind != "row":
            return passage.text, n
    return squash(head), -1

"""Reading: a capture becomes an `Article`, or the reason why it holds none. Pure: no network, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.article import Article, Block, Language, NotAnArticle, Reply, Table
from pipeline.capture import Capture
from pipeline.read.content import Content, content
from pipeline.read.decode import decode
from pipeline.read.kind import not_an_article
from pipeline.read.meta import PageData, author, canonical_url, page_data, site_name
from pipeline.read.page import Element, parse
from pipeline.read.published import Published, Setting, modified, publication, stamped
from pipeline.read.region import region
from pipeline.text.script import chinese_script, identify, identify_block

__all__ = ["dated", "read"]

_TOO_LARGE = 20_000_000


def read(capture: Capture, *, hint: str = "") -> Article | NotAnArticle:
    """The article that `capture` shows; `hint` is the language of its source ("" if unknown).

    Never raises for what a page contains: a page without an article gives the reason instead.
    """
    if len(capture.body) > _TOO_LARGE:
        return NotAnArticle(capture.url, "too-large", f"{len(capture.body):,} bytes")
    decoded = decode(capture.body, capture.content_type, hint, capture.encoding)
    if decoded.damaged:
        return NotAnArticle(capture.url, "mojibake", f"not readable as {decoded.encoding}")
    root = parse(decoded.text)
    if root is None:
        return NotAnArticle(capture.url, "empty", "no markup")
    data = page_data(root, decoded.text)
    url = canonical_url(data, capture.url)
    found = content(root, data)
    reason = not_an_article(found, data, url)
    if reason is not None:
        return NotAnArticle(url, *reason)
    text = "\n".join(passage.text for passage in found.passages)
    language = identify(text, hint or data.language[:2])
    if language == "other":
        return NotAnArticle(url, "other-language")
    setting = _setting(found, language, capture.fetched_at)
    when = _published(found, data, root, url, setting)
    blocks, tables = _assemble(found, language)
    return Article(
        url=url,
        fetched_url=capture.url,
        fetched_at=capture.fetched_at,
        title=found.title,
        language=language,
        blocks=blocks,
        tables=tables,
        published=when.date,
        published_basis=when.basis,
        published_text=when.text,
        modified=modified(data, setting),
        author=author(data) or (found.posts[0].author if found.posts else ""),
        site_name=site_name(data),
        script=chinese_script(text) if language == "zh" else "",
        region=region(data, url, language, text),
        replies=tuple(
            Reply(post.author, stamped(post.stamp, post.date_text, setting).date) for post in found.posts[1:]
        ),
    )


def dated(text: str, url: str, fetched_at: str) -> tuple[Published, Language]:
    """The publication date and language of a page in any language, also of one that holds no article for us."""
    root = parse(text)
    if root is None:
        return Published(None, "none", ""), "other"
    data = page_data(root, text)
    found = content(root, data)
    language = identify("\n".join(passage.text for passage in found.passages), data.language[:2])
    return _published(found, data, root, url, _setting(found, language, fetched_at)), language


def _setting(found: Content, language: Language, fetched_at: str) -> Setting:
    fetched = datetime.fromisoformat(fetched_at).astimezone(UTC).replace(tzinfo=None)
    return Setting(language, fetched, found.place.passages)


def _published(found: Content, data: PageData, root: Element, url: str, setting: Setting) -> Published:
    if found.posts:
        first = stamped(found.posts[0].stamp, found.posts[0].date_text, setting)
        if first.date:
            return first
    return publication(data, root, url, found.title, found.place, setting)


def _assemble(found: Content, language: Language) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """The blocks with their offsets in the stored text, and the tables that their rows belong to."""
    blocks: list[Block] = []
    tables: list[Table] = []
    numbers: dict[int, int] = {}
    start = 0
    if found.title:
        blocks.append(Block("title", found.title, 0, identify_block(found.title, language)))
        start = len(found.title) + 1
    for passage in found.passages:
        table = -1
        if passage.kind == "row":
            if passage.table not in numbers:
                numbers[passage.table] = len(tables)
                tables.append(replace(found.tables[passage.table].table, lead_in=_lead_in(blocks)))
            table = numbers[passage.table]
        own = identify_block(passage.text, language)
        blocks.append(Block(passage.kind, passage.text, start, own, passage.level, table, passage.row, passage.reply))
        start += len(passage.text) + 1
    return tuple(blocks), tuple(tables)


def _lead_in(blocks: list[Block]) -> int:
    """The paragraph or heading that introduces a table which comes next."""
    for n in range(len(blocks) - 1, -1, -1):
        if blocks[n].kind in ("paragraph", "heading"):
            return n
    return -1

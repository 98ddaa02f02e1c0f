"""Reading: a capture becomes an `Article`, or the reason why it holds none. Pure: no network, no clock."""

from __future__ import annotations

from dataclasses import replace

from pipeline.article import Article, Block, Language, NotAnArticle, Table
from pipeline.capture import Capture
from pipeline.read.blocks import Passage
from pipeline.read.content import content
from pipeline.read.decode import decode
from pipeline.read.meta import author, canonical_url, page_data, site_name
from pipeline.read.page import parse
from pipeline.read.published import published
from pipeline.read.tables import RawTable
from pipeline.text.script import chinese_script, identify, identify_block

__all__ = ["read"]

_TOO_LARGE = 20_000_000


def read(capture: Capture, *, hint: str = "") -> Article | NotAnArticle:
    """The article that `capture` shows; `hint` is the language of its source ("" if unknown).

    Never raises for what a page contains: a page without an article gives the reason instead.
    """
    if len(capture.body) > _TOO_LARGE:
        return NotAnArticle(capture.url, "too-large", f"{len(capture.body):,} bytes")
    decoded = decode(capture.body, capture.content_type, hint)
    if decoded.damaged:
        return NotAnArticle(capture.url, "mojibake", f"not readable as {decoded.encoding}")
    root = parse(decoded.text)
    if root is None:
        return NotAnArticle(capture.url, "empty", "no markup")
    data = page_data(root)
    url = canonical_url(data, capture.url)
    found = content(root, data)
    if not found.passages:
        return NotAnArticle(url, "empty", "no article text")
    title, passages = found.title, found.passages
    text = "\n".join(p.text for p in passages)
    language = identify(text, hint or data.language[:2])
    if language == "other":
        return NotAnArticle(url, "other-language")
    blocks, tables = _assemble(title, passages, found.tables, language)
    when = published(data, root, url)
    return Article(
        url=url,
        fetched_url=capture.url,
        fetched_at=capture.fetched_at,
        title=title,
        language=language,
        blocks=blocks,
        tables=tables,
        published=when.date,
        published_basis=when.basis,
        published_text=when.text,
        author=author(data),
        site_name=site_name(data),
        script=chinese_script(text) if language == "zh" else "",
    )


def _assemble(
    title: str, passages: list[Passage], raw: list[RawTable], language: Language
) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    blocks: list[Block] = []
    tables: list[Table] = []
    numbers: dict[int, int] = {}
    start = 0
    if title:
        blocks.append(Block("title", title, 0, identify_block(title, language)))
        start = len(title) + 1
    for passage in passages:
        table = -1
        if passage.kind == "row":
            if passage.table not in numbers:
                numbers[passage.table] = len(tables)
                lead = next(
                    (n for n in range(len(blocks) - 1, -1, -1) if blocks[n].kind in ("paragraph", "heading")),
                    -1,
                )
                tables.append(replace(raw[passage.table].table, lead_in=lead))
            table = numbers[passage.table]
        blocks.append(
            Block(
                passage.kind,
                passage.text,
                start,
                identify_block(passage.text, language),
                passage.level,
                table,
                passage.row,
            )
        )
        start += len(passage.text) + 1
    return tuple(blocks), tuple(tables)

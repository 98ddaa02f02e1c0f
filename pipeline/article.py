"""What the reader makes of a capture: an article in blocks, with its tables, date and language.

The stored text of an article is its blocks' texts joined by a newline; every offset in the project counts code
points in that text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "item", "caption", "row"]

Language = Literal["ar", "fa", "zh", "en", "other"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, heading, caption or table row, in reading order.

    `start` is the offset of `text` in the article's stored text. `level` is the depth of a heading (1-6) or of a
    list item (1 = outermost), else 0. `table` and `row` index `Article.tables` and that table's `rows` for blocks
    of kind "row", else -1. `reply` is 0 in the article proper and n in the nth reply of a thread.
    """

    kind: BlockKind
    text: str
    start: int
    language: Language
    level: int = 0
    table: int = -1
    row: int = -1
    reply: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the resolved grid.

    `start` is the offset of `text` in its row block's text, or -1 where a rowspan or colspan only carries the
    text over from the cell that shows it.
    """

    text: str
    start: int
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A data table: a rectangular grid with spans resolved.

    `rows[r][c]` is a `Cell`; the first `header_rows` rows and `header_columns` columns are headers. `caption` is
    the table's own caption, `lead_in` the index of the block that introduces it (paragraph or heading), or -1.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    header_columns: int
    caption: str = ""
    lead_in: int = -1


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of one reply in a thread: who wrote it and when (ISO date or None)."""

    author: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """What stands at one canonical URL, as one capture shows it.

    `published` is an ISO date or date-time of the precision that the page gives, or None; `published_basis` says
    where it came from (jsonld, meta, time, visible, jalali, hijri, relative, url, feed, none) and `published_text`
    holds the words. `script` tells "Hans" from "Hant" for Chinese, else ""; `region` (ISO 3166) tells whose
    money amounts are in where a language's regions differ in it, else "".
    """

    url: str
    fetched_url: str
    fetched_at: str
    title: str
    language: Language
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    published: str | None = None
    published_basis: str = "none"
    published_text: str = ""
    modified: str | None = None
    author: str = ""
    site_name: str = ""
    script: str = ""
    region: str = ""
    replies: tuple[Reply, ...] = field(default=())

    @property
    def text(self) -> str:
        """The stored text: what offsets count in."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def country(self) -> str:
        """What amounts are read by: script and region ("Hant-TW", "MA"), or "".

        Simplified Chinese counts in the mainland's money wherever it is published.
        """
        return "-".join(part for part in (self.script, self.region if self.script != "Hans" else "") if part)


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """Why a captured page has no article: `reason` is one of the words below, `detail` says more for people.

    Reasons: empty, listing, paywall, consent-wall, soft-404, not-html, other-language, mojibake, too-large.
    """

    url: str
    reason: str
    detail: str = ""

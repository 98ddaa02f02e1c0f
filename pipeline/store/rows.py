"""Articles and claims as rows of the database. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.article import Article
from pipeline.claim import Claim
from pipeline.store.ids import claim_ids
from pipeline.store.periods import days, holds

Row = dict[str, Any]

#: What a correction may replace. The machine's version is kept beside it as `extracted_<field>`.
CORRECTABLE: Final = (
    "claim_type",
    "subject",
    "subject_type",
    "aspect",
    "value",
    "value_max",
    "text_value",
    "unit",
    "bound",
    "about_date",
    "status",
    "attributed_to",
)

_FROM_CLAIM: Final = (
    *CORRECTABLE,
    "value_text",
    "value_start",
    "value_end",
    "quote",
    "quote_start",
    "quote_end",
    "about_text",
    "calendar",
    "status_cue",
    "rule",
)

_fields: Final = attrgetter(*_FROM_CLAIM)


def article_row(article: Article) -> Row:
    """What the page says of the article."""
    return {
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "script": article.script,
        "author": article.author,
        "site_name": article.site_name,
        "published": article.published,
        "published_basis": article.published_basis,
        "published_text": article.published_text,
        "modified": article.modified,
    }


def source_of(article: Article, source: str) -> str:
    """The id of the article's source; without one its host, or "imported" for a file."""
    return source or (urlsplit(article.url).hostname or "imported").removeprefix("www.")


def claim_rows(article: Article, claims: Sequence[Claim], made_by: Row) -> list[Row]:
    """One row per claim with its id, its language, that of the block where it stands, and what it was `made_by`."""
    starts = [block.start for block in article.blocks]
    rows = []
    for claim_id, claim in zip(claim_ids(article.url, claims), claims, strict=True):
        language = article.blocks[max(bisect_right(starts, claim.quote_start) - 1, 0)].language
        row: Row = dict(zip(_FROM_CLAIM, _fields(claim), strict=True))
        row["claim_id"] = claim_id
        row["language"] = article.language if language == "other" else language
        row.update(made_by)
        rows.append(row)
    return rows


def with_days(row: Row) -> Row:
    """`row` with the days that follow from its `claim_type`, `about_date` and `reported`."""
    about_from, about_to = days(row["about_date"])
    holds_from, holds_to = holds(row["claim_type"], row["about_date"], row["reported"])
    return {
        **row,
        "about_from": about_from,
        "about_to": about_to,
        "holds_from": holds_from,
        "holds_to": holds_to,
    }

"""From a capture to what will be stored of it. Pure, so that one process, a pool or a cluster can do it."""

from __future__ import annotations

from dataclasses import dataclass

import pipeline.extract
from pipeline import __version__
from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.read import read

#: The version of the rules, stored with every claim.
EXTRACTOR: str = getattr(pipeline.extract, "VERSION", __version__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one capture says: an article with its claims, or why it holds none.

    `capture` is the one that was read; `write` needs of its body only the hash, so a pool may send it back
    empty with `body_sha256` set.
    """

    capture: Capture
    article: Article | NotAnArticle
    claims: tuple[Claim, ...] = ()
    extractor: str = EXTRACTOR


def process(capture: Capture, *, hint: str = "") -> Reading:
    """Read `capture` and extract its claims; `hint` is the language of its source ("" if unknown).

    Never raises for what a page contains: a page that breaks a rule is kept as no article with reason
    "fault", so that it neither stops a crawl nor is lost; the next `extract --all` tries it again.
    """
    try:
        article = read(capture, hint=hint)
        if isinstance(article, NotAnArticle):
            return Reading(capture, article)
        return Reading(capture, article, tuple(_extract(article)))
    except Exception as fault:
        return Reading(capture, NotAnArticle(capture.url, "fault", f"{type(fault).__name__}: {fault}"[:300]))


def _extract(article: Article) -> list[Claim]:
    try:
        from pipeline.extract import extract
    except ImportError:
        return []
    claims: list[Claim] = extract(article)
    return claims

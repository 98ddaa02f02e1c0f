"""From a capture to what will be stored of it. Pure, so that one process, a pool or a cluster can do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import pipeline.extract
from pipeline import __version__
from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.extract import extract
from pipeline.extract.catalogue import SubjectsError
from pipeline.read import read
from pipeline.store.copies import Fingerprint, fingerprint
from pipeline.store.errors import CatalogueError
from pipeline.store.limits import TOO_COSTLY

#: The version of the rules, stored with every claim.
EXTRACTOR: Final[str] = getattr(pipeline.extract, "VERSION", __version__)

#: The reason of a page on which our own rules broke.
FAULT: Final = "fault"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one capture says: an article with its claims, or why it holds none.

    `capture` comes without its body, of which only the hash is stored. `fingerprint` is what the search for
    copies needs of the text.
    """

    capture: Capture
    body_sha256: str
    article: Article | NotAnArticle
    claims: tuple[Claim, ...] = ()
    fingerprint: Fingerprint | None = None
    extractor: str = EXTRACTOR


def process(capture: Capture, *, hint: str = "") -> Reading:
    """Read `capture` and extract its claims; `hint` is the language of its source ("" if unknown).

    Never raises for what a page contains: a page on which a rule breaks is kept as no article with reason
    `FAULT`, so that it neither stops a crawl nor is lost; it is tried again whenever it comes up. Raises
    CatalogueError if the list of subjects is not valid, for then every page would be read wrongly.
    """
    try:
        article = read(capture, hint=hint)
        if isinstance(article, NotAnArticle):
            return reading_without(capture, article)
        return reading_of(article, extract(article), capture)
    except SubjectsError as fault:
        raise CatalogueError(str(fault)) from fault
    except Exception as fault:
        detail = f"{type(fault).__name__}: {fault}"[:300]
        return reading_without(capture, NotAnArticle(capture.url, FAULT, detail))


def reading_of(article: Article, claims: Sequence[Claim], capture: Capture) -> Reading:
    """The reading of a capture that holds `article` with `claims`."""
    bare = replace(capture, body=b"")
    return Reading(bare, body_hash(capture), article, tuple(claims), fingerprint(article.text))


def reading_without(capture: Capture, why: NotAnArticle) -> Reading:
    """The reading of a capture that holds no article."""
    return Reading(replace(capture, body=b""), body_hash(capture), why)


def reading_put_aside(capture: Capture) -> Reading:
    """The reading of a capture that ended its process too often."""
    return reading_without(capture, NotAnArticle(capture.url, FAULT, TOO_COSTLY))


def body_hash(capture: Capture) -> str:
    """SHA-256 of the body, in hex."""
    return sha256(capture.body).hexdigest()


def text_sha256(article: Article) -> str:
    """SHA-256 of the article's stored text in UTF-8, in hex."""
    return sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()

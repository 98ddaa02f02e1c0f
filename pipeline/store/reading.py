"""From a capture to what will be stored of it. Pure, so that one process, a pool or a cluster can do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import pipeline
from pipeline import __version__
from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.extract import extract
from pipeline.extract.names.catalogue import SubjectsError
from pipeline.read import read
from pipeline.store.copies import Fingerprint, fingerprint
from pipeline.store.errors import CatalogueError
from pipeline.store.limits import TOO_COSTLY

#: What reads and extracts: a change in any of these files can change what a page says.
_RULES: Final = ("extract", "languages", "read", "text")


def _rules_version() -> str:
    """The version of the rules: the project's, and a digest of the files that hold them ("0.1.0+5f0c2a91")."""
    folder = Path(pipeline.__file__).parent
    digest = sha256()
    for path in sorted(p for name in _RULES for p in (folder / name).rglob("*") if p.suffix in (".py", ".yml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:8]}"


#: Stored with every claim, so that a change of the rules is known from a change of the article.
EXTRACTOR: Final[str] = _rules_version()

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


def text_sha256(text: str) -> str:
    """SHA-256 of an article's stored text in UTF-8, in hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

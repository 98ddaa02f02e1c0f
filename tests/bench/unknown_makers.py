"""What becomes of names that no list knows: annotated pages, each read without one maker that it speaks of.

    python tests/bench/unknown_makers.py [FOLDER]

Of each page in FOLDER (by default the project's own) the maker that it names second most is taken out of the list of
subjects, with its families and products. Prints by language what is then made of the annotated claims about it: the
right subject, a name as the page writes it, a known subject, which is wrong, or no claim; and the same of all others.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.evaluation import GoldPage, gold_pages, match, same_subject
from pipeline.extract import extract
from pipeline.extract.names.catalogue import Catalogue, read_catalogue
from pipeline.extract.names.subjects import Subjects, load_subjects
from pipeline.read import read
from pipeline.resources import bundled, editable


def _maker(name: str, subjects: Subjects) -> str:
    """Who makes what an annotation names, "" if nobody knows."""
    return next((m.maker for m in subjects.find_subjects(name, "en", about_ai=True) if m.maker), "")


def _second(page: GoldPage, subjects: Subjects) -> str:
    counts = Counter(_maker(claim["subject"], subjects) for claim in page.claims)
    del counts[""]
    return next((maker for maker, _ in counts.most_common(2)[1:]), "")


def _without(maker: str, catalogue: Catalogue) -> Subjects:
    """The subjects without a maker and what it makes."""
    kept = [e for e in catalogue.entries if maker not in (e.maker, e.name if e.section == "companies" else "")]
    names = {e.name for e in kept}
    return Subjects(
        replace(
            catalogue,
            entries=tuple(
                replace(
                    e,
                    versions=e.versions if e.versions in names else "",
                    plan_of=e.plan_of if e.plan_of in names else "",
                )
                for e in kept
            ),
        )
    )


def _read(page: GoldPage) -> Article | None:
    capture = Capture(str(page.html), str(page.html), "2027-01-01T00:00:00Z", page.html.read_bytes(), "text/html")
    article = read(capture)
    return article if isinstance(article, Article) else None


def _told(page: GoldPage, subjects: Subjects) -> Iterator[tuple[dict[str, Any], str]]:
    """Each annotated claim of a page, and what was made of it."""
    article = _read(page)
    pairs, lost, _ = match(page.claims, extract(article, subjects) if article else [])
    for gold, claim in pairs:
        known = any(m.name == claim.subject for m in subjects.find_subjects(claim.subject, "en", about_ai=True))
        right = same_subject(gold["subject"], claim.subject)
        yield gold, "right" if right else "given to a known one" if known else "as the page writes it"
    yield from ((gold, "no claim") for gold in lost)


def main(arguments: Sequence[str]) -> None:
    catalogue, everything = read_catalogue(editable("data/subjects.yml")), load_subjects()
    by_maker: dict[str, list[GoldPage]] = defaultdict(list)
    for page in gold_pages(Path(arguments[0]) if arguments else bundled("data/gold")):
        by_maker[_second(page, everything)].append(page)
    by_maker.pop("", None)
    told: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for maker, pages in sorted(by_maker.items()):
        subjects = _without(maker, catalogue)
        for page in pages:
            for gold, what in _told(page, subjects):
                whose = "of the maker left out" if _maker(gold["subject"], everything) == maker else "of others"
                told[page.language, whose][what] += 1
    for (language, whose), counts in sorted(told.items()):
        print(f"{language}, {whose}: " + ", ".join(f"{what} {count}" for what, count in counts.most_common()))


if __name__ == "__main__":
    main(sys.argv[1:])

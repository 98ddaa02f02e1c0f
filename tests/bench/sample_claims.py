"""Claims drawn at random from pages of real articles, for a reader to judge. Precision on pages that nobody annotated.

    python tests/bench/sample_claims.py FOLDER... [--claims 60] [--seed 1] [--type release_date]

Each FOLDER holds pages (*.html, *.htm). Prints each claim with its sentence; the reader, who knows the language, counts
those that the sentence, as it stands in the article, does not say.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.extract import extract
from pipeline.read import read


def _claims(path: Path) -> list[Claim]:
    # A day of publication after the capture's would be taken for a mistake of the page.
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    article = read(Capture(str(path), str(path), now, path.read_bytes(), "text/html"))
    return extract(article) if isinstance(article, Article) else []


def _line(page: str, claim: Claim) -> str:
    value = claim.text_value or claim.value_text
    fields = [claim.claim_type, claim.subject, claim.aspect, value, claim.about_date, claim.status, claim.attributed_to]
    return f"{page}: {' | '.join(field or '-' for field in fields)}\n    {claim.quote}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--claims", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--type", default="")
    arguments = parser.parse_args()
    paths = sorted(p for folder in arguments.folders for p in folder.rglob("*") if p.suffix in (".html", ".htm"))
    if not paths:
        sys.exit(f"skipped: no *.html, *.htm pages in {', '.join(map(str, arguments.folders))}")
    made = [(path.stem, claim) for path in paths for claim in _claims(path)]
    made = [(page, claim) for page, claim in made if arguments.type in ("", claim.claim_type)]
    drawn = random.Random(arguments.seed).sample(made, min(arguments.claims, len(made)))
    for number, (page, claim) in enumerate(drawn, 1):
        print(f"{number}. {_line(page, claim)}")
    by_type = ", ".join(f"{name} {count}" for name, count in Counter(c.claim_type for _, c in made).most_common())
    print(f"{len(drawn)} of {len(made)} claims on {len(paths)} pages: {by_type}")


if __name__ == "__main__":
    main()

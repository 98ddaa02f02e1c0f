"""Claims made on pages that are not about AI: each one is false. Mark: fewer than 1 per 20 pages.

    python tests/bench/false_claims.py FOLDER [--show N]

FOLDER holds pages (*.html, *.html.gz) of any public article test set, e.g. the `html` folder of
scrapinghub/article-extraction-benchmark. Pages whose text names AI are counted apart.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from pathlib import Path

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.extract import extract
from pipeline.extract.resolve import Resolver
from pipeline.extract.subjects import load_subjects
from pipeline.read import read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=40)
    arguments = parser.parse_args()
    paths = sorted([*arguments.folder.rglob("*.html"), *arguments.folder.rglob("*.html.gz")])
    if not paths:
        sys.exit(f"skipped: {arguments.folder} holds no *.html or *.html.gz pages")
    counts = {"about AI": [0, 0], "other": [0, 0]}
    spent = 0.0
    for path in paths:
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        article = read(Capture(str(path), str(path), "2026-01-01T00:00:00Z", body, "text/html"))
        if not isinstance(article, Article):
            continue
        start = time.perf_counter()
        claims = extract(article)
        spent += time.perf_counter() - start
        group = "about AI" if Resolver(article, load_subjects()).about_ai else "other"
        counts[group][0] += 1
        counts[group][1] += len(claims)
        for claim in claims[: arguments.show if group == "other" else 3]:
            print(f"{group}: {path.name[:12]} {claim.claim_type} {claim.subject} {claim.value_text!r}: {claim.quote!r}")
    for group, (pages, made) in counts.items():
        print(f"{group}: {made} claims on {pages} pages ({made / max(pages, 1):.3f} a page)")
    print(f"extract: {1000 * spent / len(paths):.1f} ms a page")


if __name__ == "__main__":
    main()

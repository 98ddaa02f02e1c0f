"""How well gold pages are read: quotes inside one block, publication dates, languages.

python -m tests.bench.read_gold FOLDER...   (folders of NAME.html + NAME.json pairs)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline.article import NotAnArticle
from pipeline.capture import Capture
from pipeline.read import read


def main(folders: list[Path]) -> int:
    pages = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    if not pages:
        print("no gold pages there: nothing to measure")
        return 0
    quotes = found = dates = languages = 0
    for path in pages:
        gold = json.loads(path.read_text("utf-8"))
        html = path.with_suffix(".html")
        article = read(Capture(str(html), str(html), "2026-11-01T00:00:00Z", html.read_bytes()))
        if isinstance(article, NotAnArticle):
            print(f"{path.stem}: {article.reason} {article.detail}")
            quotes += len(gold["claims"])
            continue
        texts = [block.text for block in article.blocks]
        for claim in gold["claims"]:
            for quote in (claim["quote"], *claim.get("repeats", ())):
                quotes += 1
                if any(" ".join(quote.split()) in text for text in texts):
                    found += 1
                else:
                    print(f"{path.stem}: lost {quote[:110]!r}")
        for name, got, wanted in (
            ("published", (article.published or "")[:10], gold["published"] or ""),
            ("language", article.language, gold["lang"]),
        ):
            if got != wanted:
                print(f"{path.stem}: {name} {got!r}, should be {wanted!r}")
        dates += (article.published or "")[:10] == (gold["published"] or "")
        languages += article.language == gold["lang"]
    total = len(pages)
    print(f"quotes in one block {found}/{quotes}; published {dates}/{total}; language {languages}/{total}")
    return 0 if found == quotes and dates == languages == total else 1


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))

"""Whether text of a page's chrome gets into its article: `python -m tests.bench.read_chrome FOLDER...`.

Of every page in the folders, each line of what the page's own markup calls navigation, footer, sidebar, related links
or comments is looked for in the article's blocks.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.read import read

_NAMES = "side ?bar|related|teasers?|most-?read|trending|comments?|cookie|footer|nav|menu"
_CHROME = re.compile(rf"(?:^|[-_ ])(?:{_NAMES})", re.I)
_SHORTEST = 12


def _is_chrome(tag: Tag) -> bool:
    named = " ".join([*(tag.get("class") or []), str(tag.get("id") or "")])
    return tag.name in ("nav", "aside", "footer") or bool(_CHROME.search(named))


def chrome_lines(html: bytes) -> set[str]:
    """The lines of at least twelve characters that stand in a page's chrome."""
    page = BeautifulSoup(html, "lxml")
    texts = (t for tag in page.find_all(_is_chrome) if tag.name != "body" for t in tag.stripped_strings)
    return {" ".join(text.split()) for text in texts if len(text) >= _SHORTEST}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    lines = found = pages = 0
    for folder in parser.parse_args().folders:
        for path in sorted(folder.glob("*.html")):
            body = path.read_bytes()
            article = read(Capture(path.name, path.name, "2026-11-22T00:00:00Z", body, "text/html"))
            if not isinstance(article, Article):
                continue
            pages += 1
            blocks = {" ".join(block.text.split()) for block in article.blocks}
            for line in sorted(chrome_lines(body)):
                lines += 1
                if any(line in block for block in blocks if len(block) < 2 * len(line)):
                    found += 1
                    print(f"{path.stem}: {line[:90]}")
    print(f"{found} of {lines} lines of chrome stand in the articles of {pages} pages")


if __name__ == "__main__":
    main()

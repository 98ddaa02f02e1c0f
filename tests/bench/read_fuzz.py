"""Damaged pages: reading them must not raise, hang or fill the memory, and offsets must hold in what comes out.

python -m tests.bench.read_fuzz FOLDER [COUNT]   (a folder of .html pages to damage; 20,000 pages if not said)
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.read import read

SLOWEST = 5.0  # seconds of processor time for one page
MEMORY = 600_000  # further kilobytes over the whole run

_PIECES = [
    b"<table><tr><td colspan=99999 rowspan=99999>x|y",
    b"<table><tr><th>a<table><tr><td>b",
    b"</p></div></table></body>",
    b"<div hidden><p>",
    b"<pre><code>",
    b"<li><li><ul><li>",
    b"&#xD800;&#0;&#1114112;&nbsp;&zwnj;&amp;lt;",
    b"\xff\xfe\x00\x80\xc3(\xed\xa0\x80",
    b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-13-45T99:99",'
    b'"headline":"\\ud800","articleBody":["x",{"a":[]}],"author":{"name":{"name":1}},"isAccessibleForFree":[]}</script>',
    b'<script>window.__STATE__={"body":[[[[{"text":{"text":null}}]]]],"publishTime":99999999999}</script>',
    b'<meta charset="utf-16"><meta http-equiv="content-type" content="text/html; charset=big5">',
    b'<meta property="article:published_time" content="\xd9\xa1\xd9\xa4\xd9\xa0\xd9\xa4/99/99">',
    b'<link rel=canonical href="http://[::1/">',
    b'<base href="javascript:x">',
    b"<time datetime='0000-00-00'>31 February 2025, 12 hours ago</time>",
    b'<td id="postmessage_1"><div class="quote">q</div>r</td>',
    b"<h1></h1><h1>| | |</h1>",
    b"<!--[if IE]><![endif]--><![CDATA[<?php ?>",
    b"<svg><foreignObject><p>s",
    b"<template><p>t</template><noscript><p>n</noscript><frameset><frame>",
    b"<font>" * 3_000 + b"\xef\xbf\xbe\xef\xbf\xbf",
    b"a | b | c |<br>d | e<br>| f | g | h<br>i|j|k",
]


def mutate(page: bytes, chance: random.Random) -> bytes:
    """`page` with one to six damages."""
    for _ in range(chance.randint(1, 6)):
        page = chance.choice(_DAMAGES)(page, chance) or b"<p>"
    return page


def _cut(page: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(page))
    return page[:start] + page[start + chance.randint(1, max(1, len(page) // 4)) :]


def _double(page: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(page))
    piece = page[start : start + chance.randint(1, 2_000)]
    at = chance.randrange(len(page))
    return page[:at] + piece * chance.choice((1, 1, 2, 20)) + page[at:]


def _flip(page: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(page)
    for _ in range(chance.randint(1, 30)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _insert(page: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(page))
    return page[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 5)) + page[at:]


def _nest(page: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(page))
    tag = chance.choice((b"div", b"span", b"ul><li", b"blockquote", b"table><tr><td", b"b", b"font"))
    return page[:at] + (b"<" + tag + b">") * chance.choice((10, 300, 3_000)) + page[at:]


def _recode(page: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-16", "gb18030", "big5", "cp1256", "latin-1", "utf-8-sig"))
    return page.decode("utf-8", "replace").encode(encoding, "ignore")


def _end(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page))]


_DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [
    _cut,
    _double,
    _flip,
    _insert,
    _insert,
    _nest,
    _recode,
    _end,
]


def check(article: Article) -> None:
    """What must hold of every article, whatever page it came from."""
    text = article.text
    text.encode("utf-8")
    for n, block in enumerate(article.blocks):
        assert text[block.start : block.end] == block.text, (n, block)
        assert block.text and block.text == " ".join(block.text.split()), (n, block)
        if block.kind == "row":
            for cell in article.tables[block.table].rows[block.row]:
                assert cell.start == -1 or block.text[cell.start :].startswith(cell.text), (n, cell)
    for table in article.tables:
        assert len({len(row) for row in table.rows}) <= 1
        assert table.lead_in < len(article.blocks)


def main(folder: Path, count: int) -> int:
    pages = [path.read_bytes() for path in sorted(folder.rglob("*.html"))]
    if not pages:
        print(f"no pages in {folder}: nothing to damage")
        return 0
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in range(count):
        chance = random.Random(seed)
        body = mutate(chance.choice(pages), chance)
        capture = Capture("https://page.example/a", "https://page.example/a", "2026-01-01T00:00:00Z", body)
        start = time.process_time()
        try:
            article = read(capture, hint=chance.choice(("", "ar", "fa", "zh", "en")))
        except Exception:
            print(f"seed {seed} raised")
            raise
        slowest = max(slowest, time.process_time() - start)
        if isinstance(article, Article):
            check(article)
        outcomes["article" if isinstance(article, Article) else article.reason] += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{count} pages: {dict(outcomes)}; slowest {slowest:.2f} s; memory grew by {grown // 1000} MB")
    return 0 if slowest < SLOWEST and grown < MEMORY else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20_000))

"""How clustering of copies scales, and whether it finds machine-made copies of real pages.

    python tests/bench/copies.py                    1,000 and 10,000 made-up articles
    python tests/bench/copies.py --sizes 100000     so many (about five minutes)
    python tests/bench/copies.py FOLDER…            copies of the pages in the folders, and false pairs among
    them

Of the made-up articles every fifth is a copy of an earlier one: rewritten in part, an excerpt, or with other
text around it. Printed per size: milliseconds for one article (fingerprint; lookup and storing, of all and of
the last tenth), bytes of database for one article, growth of the process, and what share of the copies and of
the pairs were right.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from pipeline.article import Article, Block, NotAnArticle
from pipeline.capture import Capture
from pipeline.read import read
from pipeline.store.catalogue import Catalogue
from pipeline.store.reading import Reading, reading_of
from pipeline.text.fold import simplified

_WORDS = 20_000
_COPY_EVERY = 5


def made_up(size: int, seed: int = 1) -> Iterator[tuple[int, str]]:
    """(number of the original, text) of `size` articles in four scripts."""
    chance = random.Random(seed)
    scripts = ["abcdefghijklmnopqrstuvwxyz", "ابتجحدرزسشصطعفقکلمنهوی", "ابپتجچحدرزسشعغفقکگلمنوهی"]
    vocabularies = [
        ["".join(chance.choices(script, k=chance.randint(2, 9))) for _ in range(_WORDS)] for script in scripts
    ]
    vocabularies.append(["".join(map(chr, chance.choices(range(0x4E00, 0x5E00), k=2))) for _ in range(_WORDS)])
    originals: list[tuple[int, int, list[str]]] = []
    for number in range(size):
        if number % _COPY_EVERY == _COPY_EVERY - 1:
            origin, language, sentences = chance.choice(originals[-500:])
            yield origin, _copied(chance, vocabularies[language], sentences)
            continue
        language = chance.randrange(4)
        sentences = [_sentence(chance, vocabularies[language]) for _ in range(chance.randint(8, 24))]
        originals.append((number, language, sentences))
        yield number, "\n".join(sentences)


def _sentence(chance: random.Random, vocabulary: list[str]) -> str:
    words = [vocabulary[int(_WORDS * chance.random() ** 3)] for _ in range(chance.randint(8, 20))]
    if chance.random() < 0.5:
        words.insert(chance.randrange(len(words)), f"{chance.randint(1, 999)}.{chance.randint(0, 99):02d}")
    return " ".join(words) + "."


def _copied(chance: random.Random, vocabulary: list[str], sentences: list[str]) -> str:
    way = chance.randrange(3)
    if way == 0:
        return "\n".join(sentences[: len(sentences) // 2])
    if way == 1:
        around = [_sentence(chance, vocabulary) for _ in range(4)]
        return "\n".join(around[:2] + sentences + around[2:])
    return "\n".join(
        " ".join(chance.choice(vocabulary) if chance.random() < 0.04 else word for word in sentence.split(" "))
        for sentence in sentences
    )


def reading(number: int, text: str) -> Reading:
    """A reading of a made-up article without claims."""
    url = f"https://s{number % 50}.example/{number}"
    when = f"{datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}"
    block = Block("paragraph", text, 0, "en")
    article = Article(url, url, when, str(number), "en", (block,))
    return reading_of(article, [], Capture(url, url, when, text.encode()))


def scale(size: int) -> None:
    """Cluster `size` made-up articles and print a line of figures."""
    with tempfile.TemporaryDirectory() as folder, Catalogue.open(Path(folder) / "copies.db") as catalogue:
        origins: list[int] = []
        printing = storing = late = 0.0
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number, (origin, text) in enumerate(made_up(size)):
            origins.append(origin)
            start = time.process_time()
            made = reading(number, text)
            middle = time.process_time()
            catalogue.write(made)
            end = time.process_time()
            printing += middle - start
            storing += end - middle
            if number >= size - size // 10:
                late += end - middle
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        pages = catalogue.first("select sum(pgsize) as bytes from dbstat where name like 'copy_%'")
        rows = catalogue.rows("select url, cluster from articles")
        cluster = {int(row["url"].rsplit("/", 1)[1]): row["cluster"] for row in rows}
        copies = [n for n, origin in enumerate(origins) if origin != n]
        found = sum(cluster[n] == cluster[origins[n]] for n in copies)
        members: dict[str, set[int]] = {}
        for n, name in cluster.items():
            members.setdefault(name, set()).add(origins[n])
        false = sum(len(group) - 1 for group in members.values())
        print(
            f"{size:7,} articles: fingerprint {1000 * printing / size:.2f} ms, "
            f"store {1000 * storing / size:.2f} ms (last tenth {10_000 * late / size:.2f} ms), "
            f"{pages['bytes'] / size if pages else 0:,.0f} bytes each, "
            f"process +{grown / 1024:.0f} MB; copies found {found} of {len(copies)}, false joins {false}",
            flush=True,
        )


def variants(text: str) -> dict[str, str]:
    """Machine-made copies of a text: what scrapers and sites make of it."""
    lines = text.split("\n")
    traditional = {simple: other for other, simple in simplified().items()}
    around = "Follow our channel for more stories like this one, every day at noon.\n" * 2
    return {
        "excerpt": "\n".join(lines[: max(3, len(lines) // 2)]),
        "boilerplate around": f"{around}{text}\nAll rights reserved by the publisher, since 1998.\n{around}",
        "traditional characters": text.translate(str.maketrans(traditional)),
        "ZWNJ stripped": text.replace("\u200c", ""),
        "ZWNJ as space": text.replace("\u200c", " "),
    }


def real(folders: list[Path]) -> None:
    """Cluster the pages in `folders` with machine-made copies of each; print what went wrong."""
    texts = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.html")):
            article = read(Capture(path.name, str(path), "2026-01-01T00:00:00Z", path.read_bytes(), "text/html"))
            if not isinstance(article, NotAnArticle):
                texts[str(path)] = article.text
    with tempfile.TemporaryDirectory() as folder_, Catalogue.open(Path(folder_) / "copies.db") as catalogue:
        names = []
        for path_, text in texts.items():
            for variant, copy in {"original": text, **variants(text)}.items():
                catalogue.write(reading(len(names), copy))
                names.append((path_, variant))
        rows = catalogue.rows("select url, cluster from articles")
    cluster = {names[int(row["url"].rsplit("/", 1)[1])]: row["cluster"] for row in rows}
    missed = [name for name in names if cluster[name] != cluster[name[0], "original"]]
    false = [
        (one, other)
        for one, other in combinations(texts, 2)
        if {cluster[n] for n in names if n[0] == one} & {cluster[n] for n in names if n[0] == other}
    ]
    print(f"{len(texts)} pages, {len(names) - len(texts)} copies: {len(missed)} missed, {len(false)} false pairs")
    for path_, variant in missed:
        print(f"missed: {variant} of {path_}")
    for one, other in false:
        print(f"false pair: {one} {other}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    options = parser.parse_args()
    if options.folders:
        real(options.folders)
    else:
        for size in options.sizes:
            scale(size)


if __name__ == "__main__":
    main()

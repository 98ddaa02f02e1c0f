"""Main text against article-extraction-benchmark's ground truth (4-word shingles, its own measure).

python -m tests.bench.read_text FOLDER [-v]   (a checkout of scrapinghub/article-extraction-benchmark; mark: F1 0.955)
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

from pipeline.read.content import content
from pipeline.read.decode import decode
from pipeline.read.meta import page_data
from pipeline.read.page import parse

MARK = 0.955
_TOKEN = re.compile(r"\w+", re.UNICODE | re.MULTILINE | re.DOTALL)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def body(html: bytes) -> str:
    source = decode(html).text
    root = parse(source)
    return "\n".join(p.text for p in content(root, page_data(root, source)).passages) if root is not None else ""


def main(folder: Path, verbose: bool) -> int:
    truth_file = folder / "ground-truth.json"
    if not truth_file.exists():
        print(f"{truth_file} is missing: nothing to measure")
        return 0
    precisions: list[float] = []
    recalls: list[float] = []
    for name, entry in json.loads(truth_file.read_text("utf-8")).items():
        true = shingles(entry["articleBody"])
        found = shingles(body(gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())))
        common = sum((true & found).values())
        precision, recall = common / max(1, sum(found.values())), common / max(1, sum(true.values()))
        precisions.append(precision)
        recalls.append(recall)
        if verbose and min(precision, recall) < 0.9:
            print(f"{name[:12]} precision {precision:.3f} recall {recall:.3f} {entry['url']}")
    precision, recall = mean(precisions), mean(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(recalls)} pages: F1 {f1:.4f} precision {precision:.4f} recall {recall:.4f}; mark {MARK}")
    return 0 if f1 >= MARK else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "-v" in sys.argv))

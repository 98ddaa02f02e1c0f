"""Publication dates against htmldate's own evaluation set (day exactly right).

python -m tests.bench.read_dates FOLDER [-v]   (the `tests` folder of a checkout of adbar/htmldate; mark: 0.905)
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from pipeline.read import dated
from pipeline.read.decode import decode

MARK = 0.905
_FETCHED = "2024-06-01T00:00:00Z"


def main(folder: Path, verbose: bool) -> int:
    entries: dict[str, dict[str, str]] = {}
    for name in ("eval_mediacloud_2020.json", "eval_default.json"):
        if (folder / name).exists():
            entries.update(json.loads((folder / name).read_text("utf-8")))
    if not entries:
        print(f"no evaluation set in {folder}: nothing to measure")
        return 0
    tally: Counter[str] = Counter()
    bases: Counter[tuple[str, str]] = Counter()
    ours: Counter[str] = Counter()
    for url, entry in entries.items():
        path = next(p for d in ("test_set", "cache", "eval") if (p := folder / d / entry["file"]).exists())
        when, language = dated(decode(path.read_bytes()).text, url, _FETCHED)
        got = (when.date or "")[:10]
        verdict = "right" if got == entry["date"] else "wrong" if got else "none"
        tally[verdict] += 1
        bases[when.basis, verdict] += 1
        if language in ("ar", "fa", "zh"):
            ours[f"{language} {verdict}"] += 1
        if verbose and verdict != "right":
            print(f"{verdict} {got} for {entry['date']} {when.basis} {when.text[:50]!r} {language} {path} {url[:80]}")
    accuracy = tally["right"] / len(entries)
    print(dict(sorted(bases.items())))
    print(dict(sorted(ours.items())))
    print(f"{len(entries)} pages: accuracy {accuracy:.4f} {dict(tally)}; mark {MARK}")
    return 0 if accuracy >= MARK else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "-v" in sys.argv))

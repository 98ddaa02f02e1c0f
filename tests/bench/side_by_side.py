"""What a user would pick instead, on the same pages in the same run.

    python -m tests.bench.side_by_side FOLDER        a folder of real .html or .html.gz pages, any depth

The others are installed into an environment of their own in the folder `.bench` (which is kept), never into ours; one
that does not install is left out with a word. Each does a part of the work only: newspaper4k and trafilatura
find the text, dateparser's search the dates in it, Recognizers-Text the numbers and dates of English ones. Ours is the
whole of reading and extracting. Processor milliseconds per page.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.extract import extract
from pipeline.read import read
from tests.bench.read_cost import pages

_MOST = 20
#: Characters of an article that the slow ones are given.
_TEXT = 1500
_ROOM = Path(__file__).parents[2] / ".bench"
_OTHERS = {
    "trafilatura": ["trafilatura", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k", "lxml_html_clean"],
    "dateparser's search": ["dateparser"],
    "Recognizers-Text": ["recognizers-text-suite", "emoji<1.7"],
}

#: Runs in the environment of the others: a name and a file of pages and texts, to milliseconds per page.
_RUNNER = r"""
import json, sys, time
name, path = sys.argv[1:]
data = json.load(open(path, encoding="utf-8"))
if name == "trafilatura":
    import trafilatura
    work, items = trafilatura.extract, data["pages"]
elif name == "newspaper4k":
    from newspaper import Article, Config
    config = Config()
    config.fetch_images = False
    def work(page):
        article = Article("https://page.example/a", config=config)
        article.download(input_html=page)
        article.parse()
    items = data["pages"]
elif name == "dateparser's search":
    from dateparser.search import search_dates
    work, items = lambda text: search_dates(text, languages=["en"]), data["texts"]
else:
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number
    def work(text):
        recognize_number(text, "en-us")
        recognize_datetime(text, "en-us")
    items = data["texts"]
work(items[0])
start = time.process_time()
failed = 0
for item in items:
    try:
        work(item)
    except Exception:
        failed += 1
print(json.dumps([1000 * (time.process_time() - start) / len(items), failed]))
"""


def _install(name: str) -> Path | None:
    """The interpreter of an environment with the packages of `name`, or None if they do not install."""
    room = _ROOM / name.replace("'", "").replace(" ", "-")
    python = room / "bin" / "python"
    if (room / "done").exists():
        return python
    made = subprocess.run([sys.executable, "-m", "venv", str(room)], capture_output=True, check=False)
    call = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_OTHERS[name]]
    if made.returncode or subprocess.run(call, capture_output=True, check=False).returncode:
        return None
    (room / "done").touch()
    return python


def _each(work: Callable[[Capture], object], captures: list[Capture]) -> float:
    work(captures[0])
    start = time.process_time()
    for capture in captures:
        work(capture)
    return 1000 * (time.process_time() - start) / len(captures)


def _whole(capture: Capture) -> None:
    article = read(capture)
    if isinstance(article, Article):
        extract(article)


def main(folder: Path) -> int:
    bodies = pages(folder)[:_MOST]
    if not bodies:
        print(f"{folder}: no pages there, nothing to measure")
        return 0
    captures = [
        Capture(url := f"https://page.example/{n}", url, "2026-01-01T00:00:00Z", b) for n, b in enumerate(bodies)
    ]
    texts = [article.text[:_TEXT] for capture in captures if isinstance(article := read(capture), Article)]
    ours = _each(_whole, captures)
    print(f"Reportedly, read and extract: {ours:.1f} ms a page")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({"pages": [body.decode("utf-8", "replace") for body in bodies], "texts": texts}, file)
        file.flush()
        for name in _OTHERS:
            python = _install(name)
            if python is None:
                print(f"{name}: does not install here")
                continue
            done = subprocess.run(
                [str(python), "-c", _RUNNER, name, file.name], capture_output=True, text=True, check=False
            )
            if done.returncode:
                print(f"{name}: does not run here ({done.stderr.strip().splitlines()[-1][:100]})")
                continue
            taken, failed = json.loads(done.stdout.splitlines()[-1])
            told = f", {failed} failed" if failed else ""
            print(f"{name}: {taken:.1f} ms a page{told}; {taken / ours:.2f} of ours")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))

"""Open a crawl's archive in replayweb.page, headless, and look at its pages.

    npm pack replaywebpage && tar xzf replaywebpage-*.tgz
    python -m tests.bench.crawl_replayweb package

The pages are in UTF-8, in GBK and gzipped. Chromium may speak to loopback alone.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS
from tests.crawler.world import Answer, Site, World, page, rss, source

_LOOPBACK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PAGES = {"1": "The price of GPT-5 nano", "2": "豆包大模型再降价", "3": "قیمت مدل زبانی"}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def archived(folder: Path) -> Path:
    """The archive of a crawl of the pages."""
    world = World()
    world["a.example/feed"] = rss(*((f"http://a.example/{n}", title) for n, title in PAGES.items()))
    world["a.example/1"] = page(PAGES["1"])
    gbk = page(PAGES["2"]).replace("charset=utf-8", "charset=gbk").encode("gbk")
    world["a.example/2"] = Answer(gbk, headers={"Content-Type": "text/html; charset=gbk"})
    world["a.example/3"] = Answer(gzip.compress(page(PAGES["3"]).encode()), headers={"Content-Encoding": "gzip"})
    summary = Site(folder).crawl(source("a.example"), world=world)
    world.close()
    assert summary.archive
    return folder / "archive" / summary.archive


def main(package: Path) -> int:
    shown: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "site"
        shutil.copytree(package, root)
        shutil.copy(archived(Path(name)), root / "crawl.warc.gz")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, _LOOPBACK])
            for number, title in PAGES.items():
                tab = browser.new_context().new_page()
                address = f"http%3A%2F%2Fa.example%2F{number}"
                tab.goto(f"{base}/index.html?source={base}/crawl.warc.gz#view=pages&url={address}")
                shown[number] = _appears(tab, title)
            browser.close()
        server.shutdown()
    for number, there in shown.items():
        print(f"page {number}: {'shown' if there else 'NOT shown'}")
    return not all(shown.values())


def _appears(tab: Any, title: str) -> bool:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        for frame in tab.frames:
            try:
                if title in frame.locator("h1").all_inner_texts():
                    return True
            except Exception:  # a frame that is being replaced
                continue
        time.sleep(0.3)
    return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""Take the pictures of the README: `make screenshots`, or `python tests/bench/screenshots.py`.

The demo is crawled twice into a temporary folder, served, and shown to a headless Chromium. About 15 seconds.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

TOP = Path(__file__).resolve().parents[2]
PICTURES = TOP / "data" / "screenshots"
PORT = 8009
SITE = f"http://127.0.0.1:{PORT}"
REPORTEDLY = (sys.executable, "-c", "from pipeline.cli import main; main()")

#: file -> (address, width, height)
SHOTS = {
    "home.png": ("/", 1200, 1300),
    "subject.png": ("/subjects/deepseek-v4-pro", 1200, 1300),
    "search.png": ("/reportedly/claims_flat?_search=深度求索&claim_type=market_share", 1200, 1000),
}


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium found: `make browser` installs it")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            subprocess.run([*REPORTEDLY, "demo", "--no-serve"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [*REPORTEDLY, "serve", "--snapshots", "demo/snapshots", "--port", str(PORT)],
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
                )
                for name, (address, width, height) in SHOTS.items():
                    page = browser.new_page(viewport={"width": width, "height": height})
                    page.goto(SITE + address)
                    page.screenshot(path=PICTURES / name)
                    print(PICTURES / name)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _wait() -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(SITE, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the site did not answer")


if __name__ == "__main__":
    main()

"""Take pictures of every kind of page of a running site, at desktop and phone width, in light and dark.

    python tests/bench/pictures.py http://127.0.0.1:8001 OUT [NAME...]

Needs Debian's chromium, fonts-noto-core and fonts-noto-cjk. Only the site itself is asked.
"""

from __future__ import annotations

import json
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


def first(site: str, table: str, column: str, condition: str = "") -> str:
    with urllib.request.urlopen(f"{site}/reportedly/{table}.json?_shape=array&_size=1&{condition}") as answer:
        return str(json.load(answer)[0][column])


def addresses(site: str) -> dict[str, str]:
    """name of a page -> its path on this site."""
    return {
        "home": "/",
        "claims": "/reportedly/claims_flat",
        "search": "/reportedly/claims_flat?_search=%E4%BB%B7%E6%A0%BC",
        "claim": f"/reportedly/claims_flat/{first(site, 'claims_flat', 'claim_id', 'language=fa')}",
        "subjects": "/subjects",
        "subject": f"/subjects/{first(site, 'subjects', 'slug', '_sort_desc=claims')}",
        "type": "/types/market_share",
        "sources": "/sources",
        "source": f"/sources/{first(site, 'sources', 'source', 'articles__gt=0')}",
        "article": f"/articles/{first(site, 'claims_flat', 'article_id', 'language=fa')}",
        "disagreements": "/disagreements",
        "disagreement": f"/disagreements/{first(site, 'conflicts', 'slug', 'claim_type=price')}",
        "changes": "/changes",
        "expectations": "/expectations",
        "data": "/data",
        "about": "/about",
        "query": "/reportedly",
        "table": "/reportedly/agreement",
        "canned": "/reportedly/price_history?subject=DeepSeek-V3.2-Exp",
    }


def main(site: str, out: Path, names: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    pages = {name: path for name, path in addresses(site).items() if not names or name in names}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        for width, (x, y) in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = playwright.chromium.launch_persistent_context(
                    f"{profile}/{width}-{scheme}",
                    executable_path="/usr/bin/chromium",
                    args=FLAGS,
                    viewport={"width": x, "height": y},
                    color_scheme=scheme,
                )
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(site + path)
                    page.screenshot(path=str(out / f"{name}-{width}-{scheme}.png"), full_page=True)
                context.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]), sys.argv[3:])

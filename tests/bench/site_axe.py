"""Accessibility (axe-core) and validity (html-validate) of every kind of page of a running site.

npm install --prefix NODE axe-core html-validate
reportedly serve &
python tests/bench/site_axe.py http://127.0.0.1:8001 NODE
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pictures import WIDTHS, addresses
from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS

#: Rules of style that say nothing about validity.
HTML_RULES = {
    "extends": ["html-validate:standard"],
    "rules": {"no-trailing-whitespace": "off", "long-title": "off", "void-style": "off", "no-raw-characters": "off"},
}


def main(site: str, node: Path) -> None:
    axe = (node / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    found: Counter[tuple[str, str]] = Counter()
    details: list[str] = []
    pages = 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for scheme in ("light", "dark"):
            for width, (x, y) in WIDTHS.items():
                context = browser.new_context(viewport={"width": x, "height": y}, color_scheme=scheme, bypass_csp=True)
                page = context.new_page()
                for name, path in addresses(site).items():
                    answer = page.goto(site + path)
                    assert answer
                    Path(folder, f"{name}.html").write_text(answer.text(), "utf-8")
                    page.add_script_tag(content=axe)
                    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
                    pages += 1
                    for violation in result["violations"]:
                        found[violation["impact"], violation["id"]] += 1
                        where = violation["nodes"][0]
                        details.append(
                            f"{violation['impact']} {violation['id']} {name}-{width}-{scheme}: {where['html'][:160]}"
                        )
                context.close()
        browser.close()
        print(f"axe-core: {pages} pages, findings {dict(found)}")
        for line in dict.fromkeys(details):
            print("  ", line)
        Path(folder, ".htmlvalidate.json").write_text(json.dumps({"root": True, **HTML_RULES}))
        command = [str(node.resolve() / "node_modules" / ".bin" / "html-validate"), "--formatter", "text", "."]
        checked = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        print(f"html-validate: exit {checked.returncode}")
        print(checked.stdout[-3000:])


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))

from __future__ import annotations

import json
from pathlib import Path

import pytest
from datasette.app import Datasette

from pipeline.publish import quality


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "RESULTS.json"
    monkeypatch.setattr(quality, "bundled", lambda name: path)
    return path


async def test_the_home_page_tells_precision_and_recall_of_each_language(site: Datasette, results: Path) -> None:
    scores = {"annotated": 210, "made": 200, "found": [0.91, 0.84, 0.87], "full": [0.72, 0.66, 0.69]}
    results.write_text(json.dumps({"pages": 5, "language": {"all": scores, "fa": scores}}))
    html = " ".join((await site.client.get("/")).text.split())
    assert '<th scope="row">Persian</th><td class="number">91 %</td><td class="number">84 %</td>' in html
    assert '<td class="number">72 %</td><td class="number">210</td>' in html


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"language": {"fa": {}}}'])
async def test_results_that_cannot_be_read_are_none(site: Datasette, results: Path, text: str) -> None:
    results.write_text(text)
    assert quality.measured() == []
    assert "has not been measured" in (await site.client.get("/about")).text

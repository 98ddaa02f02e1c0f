"""The committed figures of precision and recall are today's, and nobody has made the extractor worse unnoticed."""

from __future__ import annotations

import json

from pipeline.cli.eval import as_json, claims_of, markdown
from pipeline.evaluation import evaluate, gold_pages
from pipeline.resources import bundled

_REFRESH = "run `reportedly eval data/gold --write data/gold` and commit both files, if every change is wanted"


def test_the_committed_figures_are_what_the_rules_reach_today() -> None:
    folder = bundled("data/gold")
    report = evaluate(gold_pages(folder), claims_of)
    today = as_json(report)
    committed = json.loads((folder / "RESULTS.json").read_text("utf-8"))
    fallen = [
        f"{group} {key}: {level} F1 was {row[level][2]}, is {now[level][2]}"
        for group in ("language", "type")
        for key, row in committed[group].items()
        for level in ("found", "subject", "full")
        if (now := today[group].get(key)) is None or now[level][2] < row[level][2]  # type: ignore[index]
    ]
    assert not fallen, f"scores fell: {'; '.join(fallen)}"
    for measured in ("pages", "language", "type"):
        assert committed[measured] == json.loads(json.dumps(today[measured])), f"stale: {_REFRESH}"
    assert markdown(report) in (folder / "RESULTS.md").read_text("utf-8"), f"stale: {_REFRESH}"


def test_every_language_is_trusted_on_its_own() -> None:
    rows = json.loads((bundled("data/gold") / "RESULTS.json").read_text("utf-8"))["language"]
    assert set(rows) >= {"ar", "en", "fa", "zh"}
    for language in ("ar", "en", "fa", "zh"):
        assert rows[language]["found"][0] >= 0.95, f"{language}: precision"

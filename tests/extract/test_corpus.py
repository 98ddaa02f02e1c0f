"""Sentences and tables written for each language, with all the claims that they make: `corpus_<language>.yml`.

`article` tells the page that every case stands on (its `tag`, `title`, day `published`, the paragraphs `before` and
`after`); a case may tell its own. A case has a `text` (one paragraph or several), perhaps `items` of a list or a
`table` (rows of cells), and its `claims`: type, subject, aspect, value (of a licence its name), unit, and where they
differ from "exact, undated, stated" bound, date, status, max (the upper value) and by (who says it).
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.extract import extract
from pipeline.read import read

_URL = "https://news.example/story"
_PAGE = """<!doctype html><html lang="{tag}"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="{published}"></head>
<body><article><h1>{title}</h1>{body}</article></body></html>"""


def corpus_cases() -> list[Any]:
    cases = []
    for path in sorted(Path(__file__).parent.glob("corpus_*.yml")):
        corpus = yaml.safe_load(path.read_text("utf-8"))
        for number, case in enumerate(corpus["cases"], 1):
            name = f"{path.stem.removeprefix('corpus_')}-{number}"
            cases.append(pytest.param({**corpus["article"], **case}, id=name))
    return cases


def _body(case: dict[str, Any]) -> str:
    text = case["text"] if isinstance(case["text"], list) else [case["text"]]
    paragraphs = [f"<p>{html.escape(line)}</p>" for line in (case.get("before"), *text) if line]
    items = "".join(f"<li>{html.escape(item)}</li>" for item in case.get("items", ()))
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in case.get("table", ())]
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    after = f"<p>{html.escape(case['after'])}</p>" if case.get("after") else ""
    return "".join(
        [*paragraphs, f"<ul>{items}</ul>" if items else "", f"<table>{table}</table>" if table else "", after]
    )


def claims_of(case: dict[str, Any]) -> list[Claim]:
    page = _PAGE.format(**{**case, "title": html.escape(case["title"])}, body=_body(case))
    article = read(Capture(_URL, _URL, "2026-11-22T00:00:00Z", page.encode(), "text/html; charset=utf-8"))
    assert isinstance(article, Article), "the page was not read as an article"
    return extract(article)


def _number(value: Any) -> Any:
    """A number as the extractor gives it (YAML reads 8e8 as text)."""
    return None if value is None else float(value)


def _expected(row: list[Any]) -> tuple[Any, ...]:
    kind, subject, aspect, value, unit, *rest = row
    more = {"max": None, "bound": "exact", "date": None, "status": "stated", **(rest[0] if rest else {})}
    value = value if kind == "license" else _number(value)
    day = str(more["date"]) if more["date"] is not None else None
    return kind, subject, aspect, value, unit, _number(more["max"]), more["bound"], day, more["status"]


def _told(claim: Claim) -> tuple[Any, ...]:
    value = claim.text_value if claim.claim_type == "license" else _number(claim.value)
    told = (claim.claim_type, claim.subject, claim.aspect, value, claim.unit, _number(claim.value_max))
    return (*told, claim.bound, claim.about_date, claim.status)


@pytest.mark.parametrize("case", corpus_cases())
def test_claims_of(case: dict[str, Any]) -> None:
    claims = claims_of(case)
    assert sorted(map(_told, claims), key=str) == sorted(map(_expected, case["claims"]), key=str)
    voices = {row[5]["by"] for row in case["claims"] if len(row) > 5 and "by" in row[5]}
    assert voices <= {claim.attributed_to for claim in claims}

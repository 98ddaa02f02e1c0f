"""Offsets and hostile pages: whatever a page holds, what comes out keeps its promises."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.article import Article
from tests.bench.read_fuzz import check, mutate
from tests.read.pages import PROSE, outcome, page

WORDS = st.text(
    alphabet=st.sampled_from("ab Z9.،؛。٫۴٪$|مکيةه\u200c\u200f\u00a0\u3000e\u0301模型價格🙂\n\t<&\"'"),
    min_size=0,
    max_size=30,
)
PIECES = st.one_of(
    WORDS.map(lambda text: f"<p>{text}</p>"),
    WORDS.map(lambda text: f"<h2>{text}</h2>"),
    WORDS.map(lambda text: f"{text}<br>"),
    WORDS.map(lambda text: f"<ul><li>{text}<li><b>{text}</b></ul>"),
    st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4).map(
        lambda rows: "<table>" + "".join("<tr><td>" + "<td rowspan=2>".join(row) for row in rows) + "</table>"
    ),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(pieces=st.lists(PIECES, max_size=8), language=st.sampled_from(sorted(PROSE)))
def test_offsets_slice_back_to_the_blocks(pieces: list[str], language: str) -> None:
    found = outcome(page("".join(pieces) + f"<p>{PROSE[language][0]}</p>", language=language))
    if isinstance(found, Article):
        check(found)


@pytest.mark.parametrize("language", sorted(PROSE))
def test_damaged_pages(language: str) -> None:
    body = page(
        "<table><tr><th>Model</th><th>Price</th></tr><tr><td>GPT-5</td><td>$1.25</td></tr></table><ul><li>a</li></ul>",
        language=language,
        head='<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-02-01"}</script>',
    ).encode()
    for seed in range(100):
        found = outcome(mutate(body, random.Random(seed)), hint=language)
        if isinstance(found, Article):
            check(found)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000 + PROSE["en"][0],
        "<table><tr><td>" * 30_000 + PROSE["en"][0],
        "<" * 1_000_000,
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + PROSE["en"][0],
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
    ],
    ids=["nested", "tables", "brackets", "attributes", "json"],
)
def test_hostile_markup_is_read_in_bounded_time(html: str) -> None:
    outcome(html)


def test_page_with_thousands_of_unclosed_tags_is_still_read() -> None:
    html = page("").replace("<p>", "<font>" * 3_000 + "<p>", 1)
    found = outcome(html)
    assert isinstance(found, Article), found
    assert PROSE["en"][0] in [block.text for block in found.blocks]

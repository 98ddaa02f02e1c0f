"""Storing captures as they come gives the same history as replaying them all at once."""

from __future__ import annotations

import random

import pytest

from pipeline.store.catalogue import Catalogue
from pipeline.store.history import replayed
from pipeline.store.rows import claim_rows
from tests.store.made import Line, article, said, store

URL = "https://example.com/a"
LINES: list[Line] = [(f"Model {n} costs ${n}.", [said(f"${n}", float(n))]) for n in range(1, 6)]


@pytest.mark.parametrize("seed", range(25))
def test_a_random_life_of_an_article(catalogue: Catalogue, seed: int) -> None:
    chance = random.Random(seed)
    captures = []
    for day in range(1, 9):
        lines = [*chance.sample(LINES, chance.randint(0, len(LINES))), "It ends here."]
        at = f"2025-10-{day:02d}T08:00:00Z"
        store(catalogue, URL, *lines, at=at)
        page, claims = article(URL, *lines, at=at)
        captures.append((at, page, claim_rows(page, claims, {})))
    wanted = {
        name: (row["first_seen"], row["last_seen"], row["gone_at"], row["reported"])
        for name, row in replayed(captures, {}).items()
    }
    stored = catalogue.rows("select claim_id, first_seen, last_seen, gone_at, reported from claims")
    assert {row.pop("claim_id"): tuple(row.values()) for row in stored} == wanted
    assert catalogue.rows("select count(*) as n from retired_claims") == [{"n": 0}]

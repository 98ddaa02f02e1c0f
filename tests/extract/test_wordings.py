"""Amounts as papers write them, in each language: `wordings_<language>.yml`.

A row is a text, what it says, and the country it is from where that matters. What it says are its amounts,
percentages and counts in order: the bound (`>=`, `<=`, `~`, or none), the value or `low..high`, the unit with what
a price buys, and a sign for a change ("halved"). Bare numbers, ranks, times and what no claim counts are left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from pipeline.extract.mentions import Quantity
from pipeline.extract.quantities.quantities import find_quantities

_COUNTS: Final = ("tokens", "parameters", "users", "downloads", "pp", "tokens/s")
_SAID: Final = re.compile(r"(>=|<=|~|)([-\d.e]+?)(?:\.\.([-\d.e]+))? (\S*)(?: ([+-]))?")
_BOUNDS: Final = {">=": "at_least", "<=": "at_most", "~": "about", "": "exact"}


def _cases() -> list[Any]:
    cases = []
    for path in sorted(Path(__file__).parent.glob("wordings_*.yml")):
        language = path.stem.removeprefix("wordings_")
        for number, (text, said, *country) in enumerate(yaml.safe_load(path.read_text("utf-8")), 1):
            cases.append(pytest.param(language, text, said, *(country or [""]), id=f"{language}-{number}"))
    return cases


def _expected(said: str) -> tuple[Any, ...]:
    match = _SAID.fullmatch(said)
    assert match, f"not written as the docstring says: {said}"
    bound, low, high, unit, sign = match.groups()
    top = float(high) if high else None
    return unit, float(low), top, "range" if high else _BOUNDS[bound], {"+": 1, "-": -1, None: 0}[sign]


def _told(quantity: Quantity) -> tuple[Any, ...]:
    unit = f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit
    return unit, quantity.value, quantity.value_max, quantity.bound, quantity.change


@pytest.mark.parametrize(("language", "text", "said", "country"), _cases())
def test_wording(language: str, text: str, said: list[str], country: str) -> None:
    found = find_quantities(text, language, country=country)
    told = [_told(q) for q in found if q.kind in ("money", "percent") or q.unit in _COUNTS]
    expected = [_expected(one) for one in said]
    assert [(t[0], *t[2:]) for t in told] == [(e[0], *e[2:]) for e in expected]
    assert [t[1] for t in told] == pytest.approx([e[1] for e in expected])

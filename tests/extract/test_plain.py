"""Plain statements in many wordings: no word that is added for one of them may hide another.

The statements are in `plain_<language>.yml`. Where a text has up to three pairs of braces every combination is read,
where it has more the first of each, the second of each and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from pipeline.claim import Claim
from tests.extract.test_corpus import claims_of

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_MOST_COMBINED: Final = 3


def _statements(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every wording of a text, with what was chosen in each pair of braces."""
    choices = [found.split("|") for found in _BRACES.findall(text)]
    longest = max(map(len, choices), default=1)
    every = product(*choices) if len(choices) <= _MOST_COMBINED else None
    for chosen in every or (tuple(each[n % len(each)] for each in choices) for n in range(longest)):
        parts = iter(chosen)
        yield _BRACES.sub(lambda _: next(parts), text), chosen  # noqa: B023


def _cases() -> list[Any]:
    cases = []
    for path in sorted(Path(__file__).parent.glob("plain_*.yml")):
        plain = yaml.safe_load(path.read_text("utf-8"))
        language = path.stem.removeprefix("plain_")
        page = {"tag": language, **{key: plain[key] for key in ("title", "published", "before")}}
        for number, case in enumerate(plain["cases"], 1):
            cases.append(pytest.param(page, case, id=f"{language}-{number}"))
    return cases


def _agrees(expected: Any, told: Any) -> bool:
    return (
        expected == "*" or expected == told or (isinstance(expected, int | float) and expected == pytest.approx(told))
    )


def _is(claim: Claim, row: list[Any], chosen: tuple[str, ...]) -> bool:
    kind, subject, aspect, value, day = row
    subject = chosen[int(subject[1:]) - 1] if str(subject).startswith("$") else subject
    told = claim.text_value if claim.claim_type == "license" else claim.value
    return (
        claim.claim_type == kind
        and (subject == "*" or str(subject) in claim.subject)
        and _agrees(aspect, claim.aspect or None)
        and _agrees(value, told)
        and _agrees(str(day) if day else None, claim.about_date)
    )


@pytest.mark.parametrize(("page", "case"), _cases())
def test_plain_statement(page: dict[str, Any], case: dict[str, Any]) -> None:
    for text, chosen in _statements(case["text"]):
        claims = claims_of({**page, "text": text})
        assert len(claims) == len(case["claims"]), text
        assert all(any(_is(claim, row, chosen) for claim in claims) for row in case["claims"]), text

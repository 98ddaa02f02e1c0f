"""The same claims from a text whatever the spelling: traditional characters, no hamza, Arabic letters in Persian."""

from __future__ import annotations

from typing import Any, Final

import pytest

from pipeline.claim import Claim
from pipeline.text.fold import fold, simplified
from tests.extract.test_corpus import claims_of, corpus_cases

#: Simplified characters that stand for several traditional ones, of which the word tells which.
_MANY: Final = "台后里面发只干斗谷余系丰向舍云志范准"

_OTHERWISE: Final = {
    "ar": str.maketrans("أإآ", "ااا"),
    "fa": str.maketrans("یک", "يك"),
    "zh": {ord(s): t for t, s in reversed(simplified().items()) if len(s) == len(t) == 1 and s not in _MANY},
}


def _respelled(value: Any, table: dict[int, Any]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    return [_respelled(each, table) for each in value] if isinstance(value, list) else value


def _cases() -> list[Any]:
    """Every fourth case of the languages that have another spelling."""
    cases = []
    for case in corpus_cases()[::4]:
        language = str(case.id).partition("-")[0]
        if language in _OTHERWISE and case.values[0]["tag"] in ("ar", "fa", "zh"):
            cases.append(pytest.param(case.values[0], _OTHERWISE[language], id=case.id))
    return cases


def _told(claim: Claim) -> tuple[Any, ...]:
    return claim.claim_type, fold(claim.subject), claim.aspect, claim.value, claim.unit, claim.about_date, claim.status


@pytest.mark.parametrize(("case", "table"), _cases())
def test_another_spelling_tells_the_same(case: dict[str, Any], table: dict[int, Any]) -> None:
    read = ("text", "items", "table", "before", "after", "title")
    again = {key: _respelled(value, table) if key in read else value for key, value in case.items()}
    assert sorted(map(_told, claims_of(again)), key=str) == sorted(map(_told, claims_of(case)), key=str)


@pytest.mark.parametrize("joiner", [" ", ""])
@pytest.mark.parametrize(
    "text",
    [
        "این شرکت می‌گوید ChatGPT هر هفته ۸۰۰ میلیون کاربر دارد.",
        "مدل GPT-5 تا ۱۲۸ هزار توکن متن می‌پذیرد.",
        "اوپن‌ای‌آی ۸۳۰ میلیارد دلار می‌ارزد.",
        "بیش از ۷ میلیون نفر برای ChatGPT پول می‌دهند.",
    ],
)
def test_half_spaces_may_be_spaces(text: str, joiner: str) -> None:
    case = next(c.values[0] for c in corpus_cases() if str(c.id).startswith("fa-"))
    told, again = (sorted(map(_told, claims_of({**case, "text": t}))) for t in (text, text.replace("\u200c", joiner)))
    assert told and told == again

"""Numbers: the lexicons' own examples, and how numbers end, mix and stay apart."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.quantities.numbers import number_reader
from pipeline.languages import LANGUAGES, lexicon
from pipeline.text.fold import fold


def _examples() -> list[tuple[str, str, float]]:
    own = [(lang, form, value) for lang in LANGUAGES for form, value in lexicon(lang, "numbers")["examples"].items()]
    shared = lexicon("shared", "numbers")["examples"].items()
    everywhere = [(lang, form, value) for lang in LANGUAGES for form, value in shared]
    return [(lang, str(form), float(value)) for lang, form, value in own + everywhere]


@pytest.mark.parametrize(("language", "form", "value"), _examples())
def test_lexicon_example(language: str, form: str, value: float) -> None:
    text = fold(form)
    (number,) = number_reader(language).find(text)
    assert number.value == pytest.approx(value)
    assert text[number.start : number.end] == text


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "one hundred and five models in 12 countries", [105, 12]),
        ("en", "between one million and two million", [1e6, 2e6]),
        ("en", "3-5 billion", [3, 5e9]),
        ("en", "192.168.1.2", []),
        ("ar", "ستة مليارات وستة مليارات ونصف المليار", [6e9, 6.5e9]),
        ("ar", "٣ آلاف و٥ آلاف", [3000, 5000]),
        ("fa", "۲ میلیون و ۳ میلیون", [2e6, 3e6]),
        ("fa", "۲ هزار و ۵۰۰ میلیارد", [2.5e12]),
        ("zh", "三万二千人，五百家", [32000, 500]),
        ("zh", "两三百", [200]),
    ],
)
def test_where_numbers_end(language: str, text: str, values: list[float]) -> None:
    assert [number.value for number in number_reader(language).find(fold(text))] == pytest.approx(values)


def test_a_spread_has_both_ends() -> None:
    (number,) = number_reader("zh").find("七八万")
    assert (number.value, number.value_max) == (70_000, 80_000)


def test_chinese_names_are_not_numbers() -> None:
    assert [number.value for number in number_reader("zh").find("零一万物和百度")] == []


@given(
    language=st.sampled_from(LANGUAGES),
    text=st.text(alphabet="0123456789.,/،و 万亿百千一二两点bkm-half مليار", max_size=300),
)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_numbers(language: str, text: str) -> None:
    end = 0
    for number in number_reader(language).find(text):
        assert end <= number.start < number.end <= len(text)
        end = number.end


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit", ["1,", "1.", "1 ", "one ", "万", "一", "مليار و", "هزار و ", "1/", "half a ", "-1", "١٬"]
)
def test_hostile_text_takes_linear_time(language: str, unit: str) -> None:
    text = fold(unit * (20_000 // len(unit)))
    started = time.process_time()
    for _ in number_reader(language).find(text):
        pass
    assert time.process_time() - started < 4

"""Quantities: the lexicons' own examples, and what sentences and table cells say."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.mentions import Quantity
from pipeline.extract.quantities.cells import UnitHint, cell_quantities, header_unit
from pipeline.extract.quantities.quantities import find_quantities
from pipeline.languages import LANGUAGES, lexicon


def _examples() -> list[tuple[str, str, list[Any]]]:
    shared = lexicon("shared", "units")["examples"].items()
    everywhere = [(language, form, meaning) for language in LANGUAGES for form, meaning in shared]
    own = [(lang, form, meaning) for lang in LANGUAGES for form, meaning in lexicon(lang, "units")["examples"].items()]
    return everywhere + own


def _unit(quantity: Quantity) -> str:
    return f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit


def _said(text: str, language: str, country: str = "") -> list[tuple[str, float, str]]:
    """The quantities of `text` that have a unit: the words, the value, the unit with what it buys."""
    found = find_quantities(text, language, country=country)
    return [(text[q.start : q.end], q.value, _unit(q)) for q in found if q.unit]


@pytest.mark.parametrize(("language", "form", "meaning"), _examples())
def test_lexicon_example(language: str, form: str, meaning: list[Any]) -> None:
    value, unit, *rest = meaning
    more = rest[0] if rest and isinstance(rest[0], dict) else {}
    (found,) = find_quantities(form, language)
    assert (found.value, _unit(found)) == (pytest.approx(float(value)), unit)
    assert found.bound == more.get("bound", "exact")
    assert found.value_max == (float(more["max"]) if "max" in more else None)
    assert found.change == more.get("change", 0)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        # two currencies for one amount
        (
            "en",
            "worth RMB 2 billion ($280 million)",
            [("RMB 2 billion", 2e9, "CNY"), ("$280 million", 2.8e8, "USD")],
        ),
        (
            "zh",
            "融资30亿元人民币（约4.2亿美元）",
            [("30亿元人民币", 3e9, "CNY"), ("4.2亿美元", 4.2e8, "USD")],
        ),
        # a unit that stands once for several numbers
        ("en", "rose from 14.7 to 25.2 percent", [("14.7", 14.7, "%"), ("25.2 percent", 25.2, "%")]),
        ("ar", "ارتفعت من 12 إلى 19 في المئة", [("12", 12, "%"), ("19 في المئة", 19, "%")]),
        ("fa", "۱۵ و ۷۵ دلار", [("۱۵", 15, "USD"), ("۷۵ دلار", 75, "USD")]),
        ("zh", "分别为3和9美元", [("3", 3, "USD"), ("9美元", 9, "USD")]),
        (
            "en",
            "7 and 70 billion parameters",
            [("7", 7e9, "parameters"), ("70 billion parameters", 7e10, "parameters")],
        ),
        ("en", "€9 billion, up from 4 billion", [("€9 billion", 9e9, "EUR"), ("4 billion", 4e9, "EUR")]),
        (
            "zh",
            "4000亿参数，其中激活200亿",
            [("4000亿参数", 4e11, "parameters"), ("200亿", 2e10, "parameters")],
        ),
        # what a price buys
        (
            "zh",
            "每百万 tokens 输入 2 元、输出 8 元",
            [("2 元", 2, "CNY/1M_tokens"), ("8 元", 8, "CNY/1M_tokens")],
        ),
        (
            "en",
            "$3 for input and $15 for output per million tokens",
            [("$3", 3, "USD/1M_tokens"), ("$15", 15, "USD/1M_tokens")],
        ),
        ("en", "a million tokens cost $4", [("$4", 4, "USD/1M_tokens")]),
        (
            "en",
            "Input: $2.00, output: $8.00 (per 1M tokens)",
            [("$2.00", 2, "USD/1M_tokens"), ("$8.00", 8, "USD/1M_tokens")],
        ),
        ("en", "output runs $0.42 per million", [("$0.42", 0.42, "USD/1M_tokens")]),
        ("en", "US$8 (£6) a month", [("US$8", 8, "USD/month"), ("£6", 6, "GBP/month")]),
        ("zh", "功率500兆瓦，第一天，第三季度", []),
        ("fa", "ماهی ۱۰ دلار یا سالی ۹۶ دلار", [("۱۰ دلار", 10, "USD/month"), ("۹۶ دلار", 96, "USD/year")]),
        ("ar", "يباع كل ألف رمز بـ0.002 دولار", [("0.002 دولار", 2, "USD/1M_tokens")]),
        # percentages in other words
        ("zh", "降价三成，另一款打2.5折", [("三成", 30, "%"), ("2.5折", 75, "%")]),
        ("zh", "占七成六", [("七成六", 76, "%")]),
        ("en", "a third of users", [("a third", pytest.approx(33.333, abs=0.01), "%")]),
        ("en", "a quarter of the price", [("a quarter of the price", 75, "%")]),
        ("fa", "یک‌چهارم قیمت", [("یک‌چهارم قیمت", 75, "%")]),
        ("en", "grew 3 percentage points", [("3 percentage points", 3, "pp")]),
        # tokens in a second
        ("zh", "每秒输出 90 tokens", [("90 tokens", 90, "tokens/s")]),
        # not money of a place that nobody named
        ("en", "¥200", []),
        ("ar", "ثلاثة دنانير", []),
    ],
)
def test_sentence(language: str, text: str, said: list[tuple[str, float, str]]) -> None:
    assert _said(text, language) == said


@pytest.mark.parametrize(
    ("text", "language", "country", "unit"),
    [
        ("290 元", "zh", "", "CNY"),
        ("290 元", "zh", "Hant-TW", "TWD"),
        ("$290", "zh", "HK", "HKD"),
        ("¥290", "zh", "", "CNY"),
        ("¥290", "en", "JP", "JPY"),
        ("29 درهم", "ar", "", "AED"),
        ("29 درهما", "ar", "MA", "MAD"),
        ("29 ريالا", "ar", "", "SAR"),
        ("29 ریال", "fa", "", "IRR"),
        ("$5", "en", "AU", "AUD"),
        ("US$5", "en", "AU", "USD"),
    ],
)
def test_currency_of_the_country(text: str, language: str, country: str, unit: str) -> None:
    (found,) = find_quantities(text, language, country=country)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("en", "no more than $5", "at_most"),
        ("en", "just over 300 million users", "at_least"),
        ("en", "roughly 40 percent", "about"),
        ("en", "≥90%", "at_least"),
        ("ar", "ما لا يقل عن مليار دولار", "at_least"),
        ("ar", "لا تزيد على 8 آلاف رمز", "at_most"),
        ("ar", "حتى 128 ألف رمز", "at_most"),
        ("ar", "بلغت 3 مليارات دولار", "exact"),
        ("fa", "دست‌کم ۳ میلیون کاربر", "at_least"),
        ("fa", "به ۳ میلیون کاربر می‌رسد", "exact"),
        ("fa", "تا ۲۰۰ هزار توکن", "at_most"),
        ("fa", "۱۰ تا ۲۰ درصد", "range"),
        ("fa", "از ۳ میلیارد دلار گذشت", "at_least"),
        ("zh", "3亿多用户", "at_least"),
        ("zh", "50%以上", "at_least"),
        ("zh", "可达100万tokens", "at_most"),
        ("zh", "达到100万tokens", "exact"),
        ("zh", "20万美元左右", "about"),
    ],
)
def test_bound(language: str, text: str, bound: str) -> None:
    (found,) = find_quantities(text, language)
    assert found.bound == bound


def test_a_bound_in_front_covers_the_same_amount_in_brackets() -> None:
    dollars, yuan = find_quantities("more than $700 million (5 billion yuan)", "en")
    assert (dollars.bound, yuan.bound) == ("at_least", "at_least")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "GPT-4.1 and Qwen2.5-72B, V3.2-Exp, o3-mini and 4o"),
        ("en", "on 2025-10-15 at 10:30, see https://example.org/q?a=30%25&b=20%"),
        ("ar", "آر1 وأو1"),
        ("zh", "零一万物与百度"),
        ("en", "one of the best"),
        ("fa", "یک مدل تازه"),
        ("ar", "النصف الأول"),
        ("en", "the first half, for the second time"),
    ],
)
def test_no_quantity(language: str, text: str) -> None:
    assert find_quantities(text, language) == []


def test_offsets_are_of_the_original() -> None:
    text = "هزینه‌ی هر میلیون توکنِ ورودی «۰٫۲۸ دلار» است."
    (found,) = find_quantities(text, "fa")
    assert text[found.start : found.end] == "۰٫۲۸ دلار"
    assert text[found.number_start : found.number_end] == "۰٫۲۸"


@pytest.mark.parametrize(
    ("text", "language", "hint"),
    [
        ("(USD/1M tokens)", "en", UnitHint("money", "USD", "1M_tokens")),
        ("$ per 1K tokens", "en", UnitHint("money", "USD", "1M_tokens", 1, 1000)),
        ("قیمت (دلار به ازای هر میلیون توکن)", "fa", UnitHint("money", "USD", "1M_tokens")),
        ("单位：元/百万 tokens", "zh", UnitHint("money", "CNY", "1M_tokens")),
        ("بالدولار لكل مليون رمز", "ar", UnitHint("money", "USD", "1M_tokens")),
        ("营收（亿元）", "zh", UnitHint("money", "CNY", factor=1e8)),
        ("Revenue ($bn)", "en", UnitHint("money", "USD", factor=1e9)),
        ("Users (millions)", "en", UnitHint("count", "users", factor=1e6)),
        ("MMLU-Pro (%)", "en", UnitHint("percent", "%")),
        ("امتیاز", "fa", UnitHint("count", "points")),
        ("Speed (tok/s)", "en", UnitHint("count", "tokens/s")),
        ("Model", "en", None),
    ],
)
def test_header_unit(text: str, language: str, hint: UnitHint | None) -> None:
    assert header_unit(text, language) == hint


@pytest.mark.parametrize(
    ("cell", "header", "found"),
    [
        ("0.28", "USD/1M tokens", [(0.28, "USD/1M_tokens")]),
        ("$0.28 / $0.42", "Price per 1M tokens", [(0.28, "USD/1M_tokens"), (0.42, "USD/1M_tokens")]),
        ("$2 / 8", "", [(2, "USD"), (8, "USD")]),
        ("$2.00 (≤200K)", "USD per 1M tokens", [(2, "USD/1M_tokens"), (200_000, "")]),
        ("0.5", "USD/1K tokens", [(500, "USD/1M_tokens")]),
        ("37", "Params (B)", [(37e9, "parameters")]),
        ("128K", "Context (tokens)", [(128_000, "tokens")]),
        ("n/a", "USD", []),
    ],
)
def test_cell(cell: str, header: str, found: list[tuple[float, str]]) -> None:
    quantities = cell_quantities(cell, "en", header_unit(header, "en"))
    assert [(quantity.value, _unit(quantity)) for quantity in quantities] == found


def test_a_cell_with_a_starting_price() -> None:
    (found,) = cell_quantities("از ۱۰۰ دلار", "fa", None)
    assert (found.value, found.bound) == (100, "at_least")


_SCRAPS = [
    *"0123456789.,،/%$-–~ ()",
    "亿", "万", "千", "三", "元", "至", "成", "折", "دولار", " و", "مليار", "نصف", "هزار", "تا ", "از ", "تومان",
    " to ", "from ", " million", "per ", "tokens", "half a ", "first ", "K", "\u200c", "٪", "۵", "第", "more than ",
]  # fmt: skip


@given(language=st.sampled_from(LANGUAGES), scraps=st.lists(st.sampled_from(_SCRAPS), max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_ordered_quantities(language: str, scraps: list[str]) -> None:
    text, end = "".join(scraps), 0
    for found in find_quantities(text, language):
        assert end <= found.start <= found.number_start < found.number_end <= found.end <= len(text)
        assert found.cue_start <= found.start
        assert found.value_max is None or found.value_max > found.value or found.per
        end = found.end


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    [
        "$1 ",
        "1%,",
        "$1 per million tokens ",
        "5 tokens ",
        "每秒",
        "from 1 to 2 ",
        "مليون دولار و",
        "$",
        "1元5角",
        "first ",
    ],
)
def test_hostile_text_takes_linear_time(language: str, unit: str) -> None:
    text = unit * (15_000 // len(unit))
    started = time.process_time()
    find_quantities(text, language)
    header_unit(text[:10_000], language)
    assert time.process_time() - started < 4

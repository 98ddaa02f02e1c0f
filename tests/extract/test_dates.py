"""Dates in running text: the lexicons' own examples, and what no example can say in a line."""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta

import pytest

from pipeline.extract.dates.calendars import day_range, to_day, year_and_month
from pipeline.extract.dates.dates import find_ages, find_dates, publication_date
from pipeline.extract.mentions import DateMention
from pipeline.languages import LANGUAGES, lexicon

EXAMPLES = [
    pytest.param(language, *example, id=f"{language}-{example[0]}")
    for language in LANGUAGES
    for example in lexicon(language, "dates")["examples"]
]
CLOCK = datetime(2025, 10, 1, 9, 0)


def one(text: str, language: str, previous: DateMention | None = None, country: str = "") -> DateMention:
    """The only mention of a text published on 10 October 2025."""
    [mention] = find_dates(text, language, date(2025, 10, 10), previous=previous, country=country)
    return mention


@pytest.mark.parametrize(("language", "text", "reference", "expected"), EXAMPLES)
def test_examples_of_the_lexicons(language: str, text: str, reference: date, expected: str) -> None:
    assert " ".join(m.date or "-" for m in find_dates(text, language, reference)) == expected


@pytest.mark.parametrize(
    ("language", "text", "span"),
    [
        ("en", "closed by Friday, Oct. 3, it said", "Friday, Oct. 3"),
        ("en", "the “first half” of 2025", "first half"),
        ("fa", "نسخهٔ تازه روز ۷ مهر (۲۹ سپتامبر) رسید", "روز ۷ مهر (۲۹ سپتامبر)"),
        ("fa", "از ۵ ژانویه‌ی ۲۰۲۶ (۱۵ دی) حذف می‌شود", "۵ ژانویه‌ی ۲۰۲۶ (۱۵ دی)"),
        ("ar", "طُرِحَ في 20 يناير (كانون الثاني) الماضي للعموم", "20 يناير (كانون الثاني) الماضي"),
        ("ar", "منذ يوم الجمعة ١٦ ينايـــر", "يوم الجمعة ١٦ ينايـــر"),
        ("ar", "في 13 ذي القعدة 1445هـ.", "13 ذي القعدة 1445هـ"),
        ("zh", "OpenAI 昨（9）日宣布", "昨（9）日"),
        ("zh", "截至２０２５年９月３０日的数据", "２０２５年９月３０日"),
    ],
)
def test_the_span_is_the_original_words_and_all_of_them(language: str, text: str, span: str) -> None:
    mention = find_dates(text, language, date(2025, 10, 10))[0]
    assert text[mention.start : mention.end] == span


@pytest.mark.parametrize(
    ("language", "text", "date_", "bound"),
    [
        ("en", "by the end of 2026", "2026", "at_most"),
        ("en", "not before May 2026", "2026-05", "at_least"),
        ("en", "16 October 2026 at the earliest", "2026-10-16", "at_least"),
        ("en", "between Aug. 15 and Aug. 30, 2025", "2025-08-15/2025-08-30", "range"),
        ("en", "in May 2026", "2026-05", "exact"),
        ("zh", "2026年底前上线", "2026", "at_most"),
        ("zh", "最早2026年5月", "2026-05", "at_least"),
        ("ar", "بحلول نهاية 2026", "2026", "at_most"),
        ("ar", "ما بين 15 و30 غشت 2025", "2025-08-15/2025-08-30", "range"),
        ("fa", "تا پایان ۲۰۲۶", "2026", "at_most"),
        ("fa", "بین ۵ و ۹ اکتبر ۲۰۲۵", "2025-10-05/2025-10-09", "range"),
    ],
)
def test_words_around_a_date_bound_it(language: str, text: str, date_: str, bound: str) -> None:
    mention = one(text, language)
    assert (mention.date, mention.bound) == (date_, bound)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "That same month it grew.", "2025-06"),
        ("en", "a day later", "2025-06-11"),
        ("en", "that day", "2025-06-10"),
        ("en", "the same quarter", "2025-Q2"),
        ("zh", "当天", "2025-06-10"),
        ("zh", "同年", "2025"),
        ("zh", "次日", "2025-06-11"),
        ("ar", "في اليوم ذاته", "2025-06-10"),
        ("ar", "في 27 من الشهر نفسه", "2025-06-27"),
        ("ar", "في اليوم التالي", "2025-06-11"),
        ("fa", "همان روز", "2025-06-10"),
        ("fa", "یک روز پیش از آن", "2025-06-09"),
        ("fa", "در همان ماه", "2025-06"),
    ],
)
def test_back_references_take_the_date_of_an_earlier_block(language: str, text: str, expected: str) -> None:
    earlier = DateMention(0, 10, "2025-06-10", "day", "gregorian", "exact")
    mention = one(text, language, earlier)
    assert (mention.date, mention.relative) == (expected, True)


def test_the_same_day_of_a_month_is_not_known() -> None:
    earlier = DateMention(0, 10, "2025-06", "month", "gregorian", "exact")
    assert one("that day", "en", earlier).date is None


def test_without_a_day_of_publication_relative_words_keep_their_place_only() -> None:
    mentions = find_dates("It came out yesterday, in May and on 3 June 2025.", "en", None)
    assert [m.date for m in mentions] == [None, None, "2025-06-03"]


def test_a_program_s_default_day_of_publication_is_none() -> None:
    assert [m.date for m in find_dates("yesterday", "en", date(1, 1, 1))] == [None]


@pytest.mark.parametrize(("country", "expected"), [("US", "2025-09-10"), ("GB", "2025-10-09"), ("", None)])
def test_day_and_month_in_figures_follow_the_country_or_are_not_resolved(country: str, expected: str | None) -> None:
    assert one("9/10/2025", "en", country=country).date == expected


@pytest.mark.parametrize(
    ("language", "text", "calendar"),
    [
        ("fa", "۷ مهر ۱۴۰۴", "jalali"),
        ("ar", "8 ربيع الآخر 1447هـ", "hijri"),
        ("zh", "民國114年9月30日", "roc"),
    ],
)
def test_the_calendar_of_the_words_is_told(language: str, text: str, calendar: str) -> None:
    assert one(text, language).calendar == calendar


def test_two_calendars_that_disagree_are_not_a_date() -> None:
    assert one("۷ مهر ۱۴۰۴ (۲۹ اکتبر ۲۰۲۵)", "fa").date is None


def test_day_range() -> None:
    assert day_range("2025-Q3") == (date(2025, 7, 1), date(2025, 9, 30))
    assert day_range("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert day_range("2025-01/2025-06") == (date(2025, 1, 1), date(2025, 6, 30))
    assert day_range("2025-10-15") == (date(2025, 10, 15),) * 2
    for wrong in ("", "2025-13", "2025-02-30", "2025-06/2025-01", "yesterday"):
        with pytest.raises(ValueError, match=r".+"):
            day_range(wrong)


def test_calendars_agree_both_ways() -> None:
    for day in (date(2025, 3, 20) + timedelta(n) for n in range(0, 800, 7)):
        for calendar in ("gregorian", "jalali", "hijri", "roc"):
            year, month = year_and_month(calendar, day)  # type: ignore[arg-type]
            first = to_day(calendar, year, month, 1)  # type: ignore[arg-type]
            assert first is not None and timedelta(0) <= day - first < timedelta(31)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "来源：科技日报 2025年09月30日 14:05", ("2025-09-30", "visible", "2025年09月30日")),
        ("zh", "12 小时前 · 阅读 1.2万", ("2025-09-30", "relative", "12 小时前")),
        ("zh", "09-30 14:05", ("2025-09-30", "visible", "09-30")),
        ("zh", "民國114年9月30日", ("2025-09-30", "visible", "民國114年9月30日")),
        ("ar", "منذ 6 ساعات", ("2025-10-01", "relative", "منذ 6 ساعات")),
        (
            "ar",
            "الثلاثاء 8 ربيع الآخر 1447 هـ - 30 سبتمبر 2025م",
            ("2025-09-30", "visible", "30 سبتمبر 2025م"),
        ),
        ("ar", "8 ربيع الآخر 1447 هـ", ("2025-09-30", "hijri", "8 ربيع الآخر 1447 هـ")),
        (
            "ar",
            "الأربعاء 9 ربيع الآخر 1447هـ 30 سبتمبر 2025م العدد 812",
            ("2025-09-30", "visible", "الأربعاء 9 ربيع الآخر 1447هـ 30 سبتمبر 2025م"),
        ),
        ("ar", "آخر تحديث: 1 أكتوبر 2025 - نشر في 30 شتنبر 2025", ("2025-09-30", "visible", "30 شتنبر 2025")),
        ("fa", "سه‌شنبه ۸ مهر ۱۴۰۴ - ۱۲:۳۰", ("2025-09-30", "jalali", "سه‌شنبه ۸ مهر ۱۴۰۴")),
        ("fa", "تاریخ انتشار: ۸ میزان ۱۴۰۴", ("2025-09-30", "jalali", "۸ میزان ۱۴۰۴")),
        ("fa", "۱۰ ساعت پیش", ("2025-09-30", "relative", "۱۰ ساعت پیش")),
        (
            "en",
            "Updated Oct 1, 2025 · Published Sep 30, 2025 at 5:00 PM",
            ("2025-09-30", "visible", "Sep 30, 2025"),
        ),
        ("en", "3 hours ago", ("2025-10-01", "relative", "3 hours ago")),
        ("en", "Published October 30, 2025", None),
        ("zh", "会期：2025年9月15日至30日", None),
        ("en", "5 min read · 1.2k views", None),
    ],
)
def test_publication_dates_in_visible_text(language: str, text: str, expected: tuple[str, str, str] | None) -> None:
    assert publication_date(text, language, CLOCK) == expected


def test_without_a_clock_only_a_whole_date_is_a_publication_date() -> None:
    assert publication_date("3 hours ago", "en", None) is None
    assert publication_date("Sept. 30", "en", None) is None
    assert publication_date("Sept. 30, 2025", "en", None) == ("2025-09-30", "visible", "Sept. 30, 2025")


@pytest.mark.parametrize(
    ("language", "text", "hours", "unit"),
    [
        ("en", "an hour ago", 1, "hour"),
        ("en", "2 days ago", 48, "day"),
        ("ar", "قبل ساعتين", 2, "hour"),
        ("ar", "منذ ثلاثة أيام", 72, "day"),
        ("fa", "۵ ساعت پیش", 5, "hour"),
        ("zh", "半小时前", 0.5, "minute"),
    ],
)
def test_ages(language: str, text: str, hours: float, unit: str) -> None:
    [age] = find_ages(text, language)
    assert (age.elapsed, age.unit, text[age.start : age.end]) == (timedelta(hours=hours), unit, text)


def _pieces(language: str) -> list[str]:
    """Every spelling of a lexicon, and what stands between dates and breaks them."""
    words = [
        str(spelling)
        for values in lexicon(language, "dates")["words"].values()
        for spellings in values.values()
        for spelling in spellings
    ]
    return [
        *words,
        " ",
        " ",
        "-",
        "(",
        ")",
        "/",
        ",",
        "、",
        "12",
        "2025",
        "1404",
        "31",
        "年",
        "\u200c",
        "ـ",
        "٣",
        "٪",
        "x",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_jumble_of_date_words_gives_ordered_mentions_with_readable_dates(language: str) -> None:
    chance = random.Random(7)
    pieces = _pieces(language)
    for _ in range(1500):
        text = "".join(chance.choice(pieces).replace("#", str(chance.randint(0, 99))) for _ in range(14))
        last = 0
        for mention in find_dates(text, language, date(2025, 10, 10)):
            assert last <= mention.start < mention.end <= len(text)
            last = mention.end
            if mention.date is not None:
                first, end = day_range(mention.date)
                assert first <= end


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_grows_with_length_only(language: str) -> None:
    for unit in (
        *_pieces(language)[:60:6],
        "1",
        " ",
        "1-",
        "1 ",
        "(",
        "last ",
        "في ",
        "一",
        "之",
        "سال ",
        "2025 ",
    ):
        text = unit.replace("#", "3") * 4000
        start = time.process_time()
        find_dates(text, language, date(2025, 10, 10))
        assert time.process_time() - start < 2 + len(text) / 20_000, unit

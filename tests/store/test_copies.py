"""Copies are found whoever made them, and different reports stay apart."""

from __future__ import annotations

import pytest

from pipeline.article import Language
from pipeline.store.catalogue import Catalogue
from pipeline.store.copies import fingerprint, likeness, unpacked
from pipeline.text.fold import simplified
from tests.store.made import store

TEXTS: dict[Language, list[str]] = {
    "en": [
        "DeepSeek cut the price of its interface by more than half on Monday.",
        "A million output tokens now cost $0.42, the company wrote in a short note to its customers.",
        "Input tokens that are not in the cache cost $0.28, those that are cost $0.028.",
        "The cut comes with an experimental model whose attention skips most of a long text.",
        "Analysts expect rivals in Hangzhou and Beijing to answer within the quarter.",
        "The old prices stay in force for the model that came out in August, the note says.",
    ],
    "fa": [
        "شرکت دیپ‌سیک روز دوشنبه قیمت رابط برنامه‌نویسی خود را به کمتر از نصف رساند.",
        "هر یک میلیون توکن خروجی اکنون ۰٫۴۲ دلار هزینه دارد و این را شرکت به مشتریانش نوشته است.",
        "توکن‌های ورودی که در حافظه نباشند ۰٫۲۸ دلار هزینه برمی‌دارند.",
        "این کاهش همراه با مدلی آزمایشی می‌آید که از بیشتر متن‌های بلند می‌گذرد.",
        "تحلیلگران می‌گویند رقیبان در پکن تا پایان فصل پاسخ خواهند داد.",
    ],
    "ar": [
        "خفّضت شركة ديب سيك أسعار واجهتها البرمجية يوم الاثنين إلى أقل من النصف.",
        "ويكلف مليون رمز من المخرجات الآن ٠٫٤٢ دولار، كما كتبت الشركة في رسالة إلى عملائها.",
        "أما رموز المدخلات غير المخزنة فتكلف ٠٫٢٨ دولار للمليون الواحد.",
        "ويأتي التخفيض مع نموذج تجريبي يتخطى معظم النص الطويل عند القراءة.",
        "ويتوقع محللون أن يرد المنافسون في بكين قبل نهاية الفصل الحالي.",
    ],
    "zh": [
        "深度求索公司周一宣布将其开放接口的调用价格下调一半以上。",
        "该公司在致客户的简短说明中表示，每百万输出词元现在收费三元，即0.42美元。",
        "未命中缓存的输入词元每百万收费两元，命中缓存的只收0.2元。",
        "此次降价伴随着一款实验性模型的发布，其注意力机制会跳过长文本的大部分内容。",
        "分析人士预计，杭州和北京的竞争对手将在本季度内作出回应。",
    ],
}


def traditional(text: str) -> str:
    return text.translate(str.maketrans({simple: other for other, simple in simplified().items()}))


def around(language: Language, lines: list[str]) -> list[str]:
    other = {
        "en": "Read more stories about machines and markets in our weekly letter.",
        "fa": "برای خواندن خبرهای بیشتر دربارهٔ فناوری کانال ما را دنبال کنید.",
        "ar": "تابعوا قناتنا لقراءة مزيد من أخبار التقنية والأسواق كل يوم.",
        "zh": "更多科技与市场资讯，请关注我们的公众号，每天中午准时更新。",
    }
    return [other[language], *lines, other[language]]


def clusters(catalogue: Catalogue) -> dict[str, str]:
    rows = catalogue.rows("select url, cluster from articles")
    return {row["url"].split("//")[1].split(".")[0]: row["cluster"] for row in rows}


def put(catalogue: Catalogue, name: str, lines: list[str], at: str = "2025-10-01T08:00:00Z") -> str:
    outcome = store(catalogue, f"https://{name}.example/a", *lines, at=at)
    assert outcome.article_id is not None
    return outcome.article_id


@pytest.mark.parametrize("language", TEXTS)
def test_what_scrapers_make_of_an_article_is_one_report(catalogue: Catalogue, language: Language) -> None:
    lines = TEXTS[language]
    put(catalogue, "original", lines)
    put(catalogue, "same", lines)
    put(catalogue, "excerpt", lines[: (len(lines) + 1) // 2])
    put(catalogue, "around", around(language, lines))
    put(catalogue, "squeezed", [line.replace("\u200c", "").replace("، ", "،") for line in lines])
    put(catalogue, "spaced", [line.replace("\u200c", " ") for line in lines])
    put(catalogue, "traditional", [traditional(line) for line in lines])
    assert len(set(clusters(catalogue).values())) == 1


def test_a_rewritten_copy_is_found_without_a_sentence_in_common(catalogue: Catalogue) -> None:
    put(catalogue, "original", TEXTS["en"])
    put(catalogue, "rewritten", [line[:-1] + ", it said." for line in TEXTS["en"]])
    assert len(set(clusters(catalogue).values())) == 1


def test_different_reports_stay_apart(catalogue: Catalogue) -> None:
    for language, lines in TEXTS.items():
        put(catalogue, language, lines)
    put(
        catalogue,
        "quoting",
        [TEXTS["en"][1], *(f"Our own sentence number {n} about other things." for n in range(9))],
    )
    assert len(set(clusters(catalogue).values())) == len(TEXTS) + 1


def test_one_template_with_other_numbers_is_another_report(catalogue: Catalogue) -> None:
    def table(day: int) -> list[str]:
        return [
            f"Prices of models on day {day} as listed by the makers on their own pages, without any tax.",
            f"GPT-5 costs ${day + 1.25}, Gemini ${day + 10.5} and Claude ${day + 3.75} for a million tokens.",
            "We take the prices from the public pages every morning and round nothing at all.",
            "Corrections are welcome and will be made on the same day, with a note at the end.",
        ]

    put(catalogue, "monday", table(1))
    put(catalogue, "tuesday", table(2))
    assert len(set(clusters(catalogue).values())) == 2


def test_boilerplate_of_one_site_makes_no_copies(catalogue: Catalogue) -> None:
    boilerplate = "Follow our channel for more stories like this, every day at noon and at night. We never sleep."
    for number, news in enumerate(TEXTS["en"]):
        store(catalogue, f"https://flash.example/{number}", news, boilerplate, boilerplate.upper() + " Write to us!")
    assert catalogue.rows("select count(distinct cluster) as n from articles") == [{"n": len(TEXTS["en"])}]


def test_the_same_article_at_two_addresses_of_a_site_is_one_report(catalogue: Catalogue) -> None:
    store(catalogue, "https://one.example/a", *TEXTS["en"])
    store(catalogue, "https://one.example/amp/a", *TEXTS["en"])
    assert catalogue.rows("select count(distinct cluster) as n from articles") == [{"n": 1}]


def test_a_digest_of_several_reports_does_not_make_one_of_them(catalogue: Catalogue) -> None:
    put(catalogue, "one", TEXTS["en"])
    put(catalogue, "two", TEXTS["zh"])
    put(catalogue, "digest", [*TEXTS["en"], *TEXTS["zh"]])
    found = clusters(catalogue)
    assert found["one"] != found["two"]


def test_a_cluster_keeps_its_name_as_it_grows_and_takes_others_over(catalogue: Catalogue) -> None:
    lines = [f"In place number {n} the makers of machine {n}{n} spoke about their plans." for n in range(10)]
    first = put(catalogue, "first", lines[:6], "2025-10-01T08:00:00Z")
    second = put(catalogue, "second", lines[4:], "2025-10-01T09:00:00Z")
    assert clusters(catalogue) == {"first": first, "second": second}
    put(catalogue, "whole", lines, "2025-10-01T10:00:00Z")
    assert set(clusters(catalogue).values()) == {first}
    assert catalogue.rows("select merged_into from clusters where cluster = ?", second) == [{"merged_into": first}]
    put(catalogue, "later", lines, "2025-10-02T10:00:00Z")
    assert set(clusters(catalogue).values()) == {first}


def test_an_edited_article_joins_what_it_became_a_copy_of(catalogue: Catalogue) -> None:
    first = put(catalogue, "first", TEXTS["en"])
    put(catalogue, "second", ["A short note: we are working on this story and will tell more soon."])
    assert clusters(catalogue)["second"] != first
    put(catalogue, "second", TEXTS["en"], "2025-10-02T08:00:00Z")
    assert clusters(catalogue)["second"] == first


def test_forty_copies_are_found_though_a_key_remembers_fewer(catalogue: Catalogue) -> None:
    for number in range(40):
        put(catalogue, f"site{number}", TEXTS["fa"])
    assert len(set(clusters(catalogue).values())) == 1
    most = catalogue.first("select count(*) as n from copy_keys group by key order by n desc limit 1")
    assert most is not None and most["n"] < 40


@pytest.mark.parametrize("text", ["", "a", "1", "\u200c\u200c", "؟!", "字" * 5, "\ud800 lone"])
def test_a_text_with_almost_nothing_in_it_is_no_copy_of_anything(text: str) -> None:
    made = fingerprint(text)
    assert unpacked(made.packed()) == made
    assert likeness(made, made) == 0

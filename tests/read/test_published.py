"""The publication date: who is believed, in which order, and in which calendar."""

# ruff: noqa: E501 (markup and prose stay on one line)
from __future__ import annotations

import re

import pytest

from tests.read.pages import article, page


def dated(html: str, url: str = "https://news.example/ai/model-price") -> tuple[str | None, str]:
    found = article(html, url=url)
    return found.published, found.published_basis


def test_witnesses_are_heard_in_order() -> None:
    jsonld = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-02-01T08:00:00+03:00"}</script>'
    meta = '<meta property="article:published_time" content="2026-02-02T08:00:00+03:00">'
    micro = '<meta itemprop="datePublished" content="2026-02-03">'
    time = '<p><time datetime="2026-02-04T10:00:00+08:00">yesterday</time></p>'
    script = '<script>var createTime = "2026-02-05 10:00";</script>'
    address = "https://news.example/2026/02/06/model-price"
    visible = "<p>February 7, 2026</p>"
    steps = [
        (page("", head=jsonld + meta + micro + script, above=time + visible), "2026-02-01T08:00:00+03:00", "jsonld"),
        (page("", head=meta + micro + script, above=time + visible), "2026-02-02T08:00:00+03:00", "meta"),
        (page("", head=micro + script, above=time + visible), "2026-02-03", "meta"),
        (page("", head=script, above=time + visible), "2026-02-04T10:00:00+08:00", "time"),
        (page("", head=script, above=visible), "2026-02-05T10:00", "meta"),
        (page("", above=visible), "2026-02-06", "url"),
    ]
    for html, expected, basis in steps:
        assert dated(html, address) == (expected, basis)
    assert dated(page("", above=visible)) == ("2026-02-07", "visible")
    assert dated(page(""), "https://news.example/2026/0206/c1042-551.html") == ("2026-02-06", "url")
    baidu = '<script type="application/ld+json">{"@context":"https://x.example","title":"X","pubDate":"2026-02-01T09:05:00"}</script>'
    assert dated(page("", head=baidu)) == ("2026-02-01T09:05:00", "jsonld")
    assert dated(page(""), "https://news.example/fa/news/1404/11/17/812/model") == ("2026-02-06", "url")


@pytest.mark.parametrize(
    ("language", "line", "day", "basis"),
    [
        ("en", "By Jane Roe | 7 February 2026", "2026-02-07", "visible"),
        ("ar", "السبت 7 شباط/فبراير 2026", "2026-02-07", "visible"),
        ("ar", "الجمعة 14 غشت 2025 - 18:30", "2025-08-14", "visible"),
        ("ar", "نُشر في ٧ أيلول ٢٠٢٥", "2025-09-07", "visible"),
        ("ar", "15 ربيع الآخر 1447هـ", "2025-10-07", "hijri"),
        ("ar", "الثلاثاء 03 ربيع الأول 1447هـ الموافق 26 أغسطس 2025م", "2025-08-26", "visible"),
        ("fa", "تاریخ انتشار: ۱۵ مهر ۱۴۰۴ - ۱۳:۰۷", "2025-10-07", "jalali"),
        ("fa", "۱۴۰۴/۰۷/۱۵", "2025-10-07", "jalali"),
        ("fa", "۱۵ میزان ۱۴۰۴", "2025-10-07", "jalali"),
        ("zh", "2025年10月7日 09:31 来源：示例网", "2025-10-07", "visible"),
        ("zh", "發布時間：民國114年10月7日", "2025-10-07", "visible"),
        ("zh", "二〇二五年十月七日", "2025-10-07", "visible"),
        ("ar", "الدار البيضاء، السبت 7/2/2026 (19 شعبان)", "2026-02-07", "visible"),
        ("zh", "山城早報 週六特刊　2026/02/07（六）　文：許小姐", "2026-02-07", "visible"),
        ("zh", "<b>7</b> <i>2026年2月　星期六</i>", "2026-02-07", "visible"),
        ("zh", "滚动（11月14日）", "2025-11-14", "visible"),
    ],
)
def test_visible_dates_of_every_calendar(language: str, line: str, day: str, basis: str) -> None:
    found = article(page("", language=language, above=f'<div class="byline">{line}</div>'))
    assert ((found.published or "")[:10], found.published_basis) == (day, basis)
    assert found.published_text in re.sub("<[^>]*>", "", line)


def test_month_as_a_word_in_the_address() -> None:
    assert dated(page(""), "https://news.example/business/2026/feb/06/model-price") == ("2026-02-06", "url")
    assert dated(page(""), "https://news.example/business/2026/feb/31/model-price")[0] is None


def test_day_of_the_issue_in_the_head_of_a_paper() -> None:
    """Papers print it above their menu; a live clock shows the day of the fetch, which dates nothing."""
    menu = "".join(
        f"<li>قسم {word}</li>" for word in "الأخبار الاقتصاد الثقافة الرياضة الرأي الصحة السفر العلوم".split()
    )
    for line, day in (("السبت 19 شعبان 1447هـ", "2026-02-07"), ("الثلاثاء 10 مارس 2026", None)):
        html = page("", language="ar").replace("<body>", f"<body><div>{line}</div><ul>{menu}</ul>", 1)
        assert dated(html)[0] == day


def test_year_from_a_line_that_tells_the_same_day() -> None:
    told = "<small>滚动（11月14日）</small><div><b>14</b> <i>2024年11月　星期四</i></div>"
    assert dated(page("", language="zh", above=told)) == ("2024-11-14", "visible")


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        (
            "en",
            "A letter for people who build things out of language models. No. 41. Sent Friday, 6 March 2026 from the ferry.",
            "2026-03-06",
        ),
        (
            "en",
            "March 6, 2026. All that the models did this week, read in a few minutes, with links to the sources at its end.",
            "2026-03-06",
        ),
        (
            "en",
            "The laboratory was founded on 6 March 2023 by two friends, who wanted to sell language models to hospitals.",
            None,
        ),
        (
            "fa",
            "درود، امروز جمعه ۱۵ اسفند ۱۴۰۴ است و این گزیده‌ای است از هر آنچه هفته گذشته در دنیای مدل‌های زبانی گذشت.",
            "2026-03-06",
        ),
        (
            "ar",
            "أهلا بكم، اليوم الجمعة 6 مارس 2026 وهذه خلاصة ما جرى هذا الأسبوع في عالم النماذج اللغوية الكبيرة وشركاتها.",
            "2026-03-06",
        ),
        (
            "zh",
            "大家好，今天是2026年3月6日，这一期照例整理过去一周大模型领域发生的几件大事，最后附上所有来源的链接。",
            "2026-03-06",
        ),
    ],
)
def test_a_letter_dates_itself_in_its_first_lines(language: str, line: str, day: str | None) -> None:
    assert dated(page("", language=language, above=f"<p>{line}</p>"))[0] == day


def test_the_last_line_tells_the_last_change() -> None:
    html = page("<p>编辑于 2026-03-06 22:41 · 山东</p>", language="zh")
    assert dated(html)[0] == "2026-03-06"


def test_day_in_the_title_is_told_of_and_no_stamp() -> None:
    html = page("", language="fa", title="مدل قدیمی تا ۱۰ بهمن خاموش می‌شود", above="<p>نوشته‌شده در ۱۷ بهمن ۱۴۰۴</p>")
    assert dated(html) == ("2026-02-06", "jalali")


def test_day_in_a_sentence_is_no_stamp() -> None:
    """A short opening sentence may tell of another day than its own."""
    told = "<small>云游客 · 1 天前 · 320 次点击</small><p>从 1 月 14 号开放那天就在用，香得很。</p>"
    assert dated(page("", language="zh", above=told)) == ("2026-03-09", "relative")


def test_a_weekday_that_heads_a_part_of_a_digest_is_no_day_behind_the_last_change() -> None:
    above = "<p>Last updated: Saturday, 7 February 2026</p>"
    assert dated(page("<h2>Friday</h2>", above=above)) == ("2026-02-07", "visible")


def test_a_stamp_that_opens_the_body_dates_it() -> None:
    """Old layouts put title, stamp and text into one cell."""
    head = page("", language="zh").partition("<body>")[0]
    cell = "<td><h1>模型周报</h1><div>2026/02/07 7:30:05　来源：山城网　作者：小石　评论：12</div>"
    assert (
        dated(
            f"{head}<body><table><tr>{cell}{'<p>本周有三款模型发布，其中一款开放了权重。</p>' * 6}</td></tr></table>"
        )[0]
        == "2026-02-07"
    )


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("en", "3 hours ago", "2026-03-10"),
        ("en", "2 days ago", "2026-03-08"),
        ("ar", "منذ 6 ساعات", "2026-03-10"),
        ("ar", "قبل ساعتين", "2026-03-10"),
        ("fa", "۵ ساعت پیش", "2026-03-10"),
        ("zh", "12 小时前", "2026-03-09"),
        ("zh", "发表于 3 天前", "2026-03-07"),
    ],
)
def test_relative_words_count_from_the_fetch(language: str, line: str, day: str) -> None:
    assert dated(page("", language=language, above=f"<p>{line}</p>")) == (day, "relative")


def test_relative_words_count_from_the_page_s_own_clock() -> None:
    html = page(
        "",
        language="zh",
        above="<p>发表于 12 小时前</p>",
        below="<p>GMT+8, 2026-2-14 09:20 , Processed in 0.04 second(s)</p>",
    )
    assert dated(html) == ("2026-02-13", "relative")


def test_age_beside_the_clock_in_the_foot_is_that_of_the_page() -> None:
    foot = "<p>问答社区 · 服务器时间 2026-02-14 09:20:31 · 本页发布于 3 天前</p>"
    assert dated(page("", language="zh", below=foot)) == ("2026-02-11", "relative")
    assert dated(page("", language="zh", below=foot.replace("发布于", "更新于")))[0] is None


@pytest.mark.parametrize(
    ("language", "line", "clock", "day"),
    [
        ("fa", "۳ روز پیش", "ساعت سرور: یکشنبه ۱۹ بهمن ۱۴۰۴ - ۲۳:۱۰ | کاربران آنلاین: ۱۸", "2026-02-05"),
        ("fa", "۷ ساعت پیش", "منطقهٔ زمانی: GMT +3:30 — ساعت سرور: ۱۴۰۴/۱۱/۱۹ ۲۱:۴۷", "2026-02-08"),
        ("ar", "منذ 20 دقيقة", "صوت الجبل · صنعاء · الأحد 8 شباط 2026 · 11:38", "2026-02-08"),
    ],
)
def test_any_line_in_the_foot_with_day_and_time_is_the_page_s_clock(
    language: str, line: str, clock: str, day: str
) -> None:
    assert dated(page("", language=language, above=f"<p>{line}</p>", below=f"<p>{clock}</p>")) == (day, "relative")


@pytest.mark.parametrize(
    "below",
    [
        "<p>GMT+8, 2026-2-14 09:20 , Processed in 0.04 second(s)</p>",
        "<p>Page generated on 14 February 2026 at 09:20 UTC</p>",
    ],
)
def test_clock_in_the_footer_is_no_publication_date(below: str) -> None:
    assert dated(page("", below=below)) == (None, "none")


def test_date_of_a_teaser_is_not_the_article_s() -> None:
    teaser = (
        '<ul class="related">'
        + '<li><a href="/3">GPT-8 is out</a> <time datetime="2026-01-05">5 Jan</time></li>' * 3
        + "</ul>"
    )
    html = page("").replace('<ul><li><a href="/1">', teaser + '<ul><li><a href="/1">')
    assert dated(html) == (None, "none")


def test_day_after_the_fetch_is_not_believed() -> None:
    head = '<meta property="article:published_time" content="2027-01-01T00:00:00Z">'
    assert dated(page("", head=head, above="<p>7 February 2026</p>")) == ("2026-02-07", "visible")


def test_stamp_in_universal_time_gives_way_to_the_day_that_readers_see() -> None:
    head = '<script type="application/ld+json">{"@type":"Article","datePublished":"2026-02-07T20:45:00Z"}</script>'
    assert dated(page("", head=head), "https://news.example/2026/02/08/price") == ("2026-02-08", "jsonld")


def test_day_of_the_last_change_is_kept_apart() -> None:
    head = """<meta property="article:published_time" content="2026-02-02T08:00:00Z">
    <meta property="article:modified_time" content="2026-02-05T09:30:00Z">"""
    found = article(page("", head=head))
    assert (found.published, found.modified) == ("2026-02-02T08:00:00Z", "2026-02-05T09:30:00Z")


def test_jalali_day_in_a_meta_element() -> None:
    assert dated(page("", language="fa", head='<meta name="dc.date" content="1403/12/25">')) == ("2025-03-15", "jalali")


def test_data_in_a_script_is_the_article_s_own() -> None:
    script = """<script id="__NEXT_DATA__" type="application/json">{"related":[{"title":"Other","publishTime":1700000000}],
    "post":{"title":"Laboratory cuts the price of its newest model","publishTime":1761100200}}</script>"""
    found, _ = dated(page("", head=script))
    assert found is not None
    assert found[:10] == "2025-10-22"


def test_nothing_found_is_none() -> None:
    assert dated(page("")) == (None, "none")

"""Forum threads: the first post is the article, the others are its replies."""

# ruff: noqa: E501 (markup and prose stay on one line)
from __future__ import annotations

from pipeline.article import Article, NotAnArticle
from tests.read.pages import article, outcome

FIRST = "兄弟们，今天GPT-4o下架了，心情有点复杂，先把价格贴在这里给大家参考一下。"
REPLY = "Plus一个月20刀，没了4o我准备退订了，请愿书有用吗？"


def discuz(first_date: str, reply_date: str) -> str:
    def post(number: int, author: str, when: str, body: str) -> str:
        return f"""<div id="post_{number}"><table><tr><td class="pls" rowspan="2"><div class="authi">{author}</div>
        <p>积分 2758</p></td><td class="plc"><div class="pi"><em id="authorposton{number}">{when}</em></div>
        <div class="pct"><table><tr><td class="t_f" id="postmessage_{number}">{body}</td></tr></table></div></td></tr>
        <tr><td class="plc"><div class="sign">签名：卖显卡，11500包邮</div></td></tr></table></div>"""

    return f"""<html><head><meta charset="utf-8"><title>跟GPT-4o说再见 - 闲聊区 - 茶馆 - Powered by Discuz!</title></head><body>
    <div id="nv"><ul><li><a href="/">论坛</a></li></ul></div><div id="postlist"><table><tr><td>查看: 1834 | 回复: 1</td>
    <td><h1><span id="thread_subject">跟GPT-4o说再见</span></h1></td></tr></table>
    {post(1, "老猫", first_date, FIRST + "<br>GPT-5　输入1.25　输出10<br>")}
    {post(2, "夜航船", reply_date, '<div class="quote">老猫 发表于 昨天：心情有点复杂</div>' + REPLY)}</div>
    <div id="ft">GMT+8, 2026-2-14 09:20 , Processed in 0.04 second(s)</div></body></html>"""


def told(found: Article) -> list[tuple[int, str]]:
    return [(block.reply, block.text) for block in found.blocks]


def test_posts_are_told_apart() -> None:
    found = article(discuz("发表于 2026-2-13 08:11", "发表于 2026-2-13 10:30"))
    assert told(found) == [(0, "跟GPT-4o说再见"), (0, FIRST), (0, "GPT-5 输入1.25 输出10"), (1, REPLY)]
    assert found.published == "2026-02-13"
    assert [(reply.author, reply.published) for reply in found.replies] == [("夜航船", "2026-02-13")]
    assert found.author == "老猫"


def test_each_post_has_its_own_date_counted_from_the_page_s_clock() -> None:
    found = article(discuz("发表于 12 小时前", "发表于 3 小时前"))
    assert (found.published, found.published_basis) == ("2026-02-13", "relative")
    assert [reply.published for reply in found.replies] == ["2026-02-14"]


def test_stamp_in_an_attribute_goes_before_the_words() -> None:
    found = article(discuz('<span title="2025-9-30 12:11:22">半小时前</span>', "发表于 3 小时前"))
    assert found.published is not None
    assert found.published[:10] == "2025-09-30"


def test_vbulletin() -> None:
    def post(number: int, author: str, when: str, body: str) -> str:
        return f"""<li class="postbitlegacy" id="post_{number}"><div class="posthead"><span class="date">{when}</span></div>
        <div class="userinfo"><b>{author}</b><br>المشاركات: 4,870</div><div class="postbody">
        <blockquote class="postcontent restore">{body}</blockquote></div><div class="signature">للبيع آيفون 4,200 درهم</div></li>"""

    first = "السلام عليكم، جمعت لكم أسعار الباقات في موضوع واحد بعد الزيادة الأخيرة التي أعلنتها الشركة."
    html = f"""<html dir="rtl"><head><meta charset="utf-8"><title>أسعار الباقات - منتدى التقنية</title></head><body><h1>أسعار الباقات</h1>
    <ol id="posts">{post(1, "بو راشد", "قبل 5 ساعات", first + "<ul><li>Plus: 20 دولار شهري</li></ul>")}
    {post(2, "نور", "قبل ساعتين", "عندي في مصر بـ 399 جنيه في الشهر.")}</ol></body></html>"""
    found = article(html)
    assert told(found) == [
        (0, "أسعار الباقات"),
        (0, first),
        (0, "Plus: 20 دولار شهري"),
        (1, "عندي في مصر بـ 399 جنيه في الشهر."),
    ]
    assert found.published == "2026-03-10"
    assert [reply.author for reply in found.replies] == ["نور"]


POSTS = [
    ("arman_n", "7 ساعت پیش", "بچه‌ها کسی از Mistral Medium 3 استفاده می‌کنه؟ ورودیش 40 سنته و می‌خوام عوضش کنم."),
    ("nima_k", "6 ساعت پیش", "من رفتم سراغ DeepSeek، خروجیش 42 سنته و فعلاً راضی‌ام."),
    ("setareh", "2 ساعت پیش", "پنجرهٔ متنیش هم 128 هزار توکنه، برای پروژهٔ خودم کافی بود."),
]


def thread_of_unknown_software(heading: str = "") -> str:
    shown = "".join(
        f'<div class="post" id="p{n}">{heading}<div class="user"><b>{author}</b><br><span>کاربر فعال | ارسال: 312</span></div>'
        f'<div class="when">#{n} · {when}</div><div class="postbody"><p>{text}</p></div></div>'
        for n, (author, when, text) in enumerate(POSTS, 1)
    )
    return f"""<html lang="fa"><head><meta charset="utf-8"><title>جایگزین ارزون برای مدل‌ها</title></head><body>
    <h1>جایگزین ارزون برای مدل‌ها</h1>{shown}
    <div class="foot">ساعت سرور: ۱۴۰۴/۱۱/۱۹ ۲۱:۴۷ — ۳۸ کاربر آنلاین</div></body></html>"""


def test_posts_of_software_that_nobody_knows() -> None:
    found = article(thread_of_unknown_software())
    assert told(found)[1:] == [(n, text) for n, (_, _, text) in enumerate(POSTS)]
    assert [reply.author for reply in found.replies] == ["nima_k", "setareh"]
    assert [reply.published for reply in found.replies] == ["2026-02-08", "2026-02-08"]


def test_a_list_of_articles_is_no_thread() -> None:
    found = outcome(thread_of_unknown_software('<h2><a href="/1">جایگزین</a></h2>'))
    assert isinstance(found, NotAnArticle) or not found.replies


def test_posts_that_tell_their_authors_may_have_texts_by_a_plain_name() -> None:
    texts = [
        "The weights landed on the hub on Monday, and they run on my old desktop machine at 41 tokens a second.",
        "Same here, though it drops to half of that once the context fills up. Still better than what I had.",
        "I would wait for the pruned version, which somebody on the other forum promised for next week.",
    ]
    posts = "".join(
        f'<div class="post" id="p{n}"><div class="user"><b>user{n}</b></div><div class="when">{20 - n} hours ago</div>'
        f'<div class="cooked"><p>{text}</p></div></div>'
        for n, text in enumerate(texts)
    )
    found = article(
        f"""<html><head><title>A small model at home</title></head><body><h1>A small model at home: is it worth it?</h1>
        {posts}<div class="suggested"><table><tr><td>Another topic</td><td>88 replies</td></tr></table></div>
        <footer>Server time: Thu, 30 Oct 2025 14:06:51 UTC</footer></body></html>"""
    )
    assert [(reply, text) for reply, text in told(found) if text in texts] == list(enumerate(texts))
    assert [reply.author for reply in found.replies] == ["user1", "user2"]


def test_articles_side_by_side_are_no_thread() -> None:
    story = "The lab showed its new model on Monday. It costs less than the old one, and it reads longer texts. " * 4
    teasers = "".join(
        f'<div class="post"><div class="content"><p>Teaser {n} of another day</p></div></div>' for n in "abc"
    )
    found = article(
        f"<html><head><title>A new model</title></head><body><h1>A new model is shown today</h1>"
        f"<article><p>{story}</p></article>{teasers}</body></html>"
    )
    assert story.strip() in found.text
    assert "Teaser" not in found.text

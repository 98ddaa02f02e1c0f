"""Pages for the reader's tests: a frame with navigation, sidebar and footer around what a test is about."""

from __future__ import annotations

from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.read import read

FETCHED = "2026-03-10T09:00:00Z"

PROSE = {
    "en": [
        "The laboratory said on Monday that its new model is cheaper to run than the one that it replaces, and that"
        " developers would see the difference on their next bill.",
        "Nobody outside the company has been able to check the claim yet. Two customers who were given early access"
        " told us that their costs had fallen, although neither would say by how much.",
    ],
    "ar": [
        "قالت الشركة يوم الإثنين إن نموذجها الجديد أرخص تشغيلًا من سابقه، وإن المطوّرين سيلمسون الفارق في فواتيرهم"
        " المقبلة، من دون أن تكشف عن تفاصيل إضافية.",
        "ولم يتمكن أحد من خارج الشركة من التحقق من هذا القول حتى الآن. وذكر عميلان جرّبا النموذج مبكرًا أن التكلفة"
        " انخفضت لديهما بالفعل.",
    ],
    "fa": [
        "این شرکت روز دوشنبه گفت که اجرای مدل تازه‌اش از مدل پیشین ارزان‌تر است و توسعه‌دهندگان تفاوت را در"
        " صورت‌حساب بعدی خود خواهند دید.",
        "هنوز کسی بیرون از شرکت نتوانسته این ادعا را بررسی کند. دو مشتری که زودتر به مدل دسترسی داشتند گفتند"
        " هزینه‌هایشان پایین آمده است.",
    ],
    "zh": [
        "该公司周一表示，新模型的运行成本低于上一代，开发者在下一张账单上就能看到差别，不过并未透露更多细节。",
        "目前还没有外部机构能够核实这一说法。两家提前试用的客户告诉记者，他们的费用确实下降了，但都不愿透露具体幅度。",
    ],
}

TITLES = {
    "en": "Laboratory cuts the price of its newest model",
    "ar": "الشركة تخفض سعر أحدث نماذجها اللغوية",
    "fa": "شرکت قیمت تازه‌ترین مدل زبانی خود را پایین آورد",
    "zh": "实验室下调最新大模型的价格",
}


def page(
    body: str, *, head: str = "", language: str = "en", title: str | None = None, above: str = "", below: str = ""
) -> str:
    """A whole page: `body` stands after two paragraphs of prose, `above` between title and prose."""
    name = TITLES[language] if title is None else title
    first, second = PROSE[language]
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{name} - Example News</title>
{head}</head><body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/ai">AI</a></li></ul></nav></header>
<main><article><h1>{name}</h1>{above}<p>{first}</p><p>{second}</p>{body}</article>
<aside class="sidebar"><h3>Most read</h3><ul><li><a href="/1">GPT-9 costs $99 a month</a></li>
<li><a href="/2">Chip maker gains 12% in a day</a></li></ul></aside></main>
<footer><p>© 2026 Example News. 1,234,567 readers.</p>{below}</footer></body></html>"""


def outcome(
    html: str | bytes, *, url: str = "https://news.example/ai/model-price", hint: str = "", content_type: str = ""
) -> Article | NotAnArticle:
    """What the reader makes of a page that was fetched on 10 March 2026."""
    body = html.encode("utf-8") if isinstance(html, str) else html
    return read(Capture(url, url, FETCHED, body, content_type), hint=hint)


def article(html: str | bytes, *, url: str = "https://news.example/ai/model-price", hint: str = "") -> Article:
    """The article of a page that must hold one."""
    found = outcome(html, url=url, hint=hint)
    assert isinstance(found, Article), found
    return found


def texts(found: Article) -> list[str]:
    """The texts of an article's blocks."""
    return [block.text for block in found.blocks]

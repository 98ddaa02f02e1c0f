"""Blocks: what becomes one, and what its text is."""

# ruff: noqa: E501 (markup and prose stay on one line)
from __future__ import annotations

import pytest

from pipeline.article import Block
from tests.read.pages import PROSE, TITLES, article, page, texts


def block(html: str, start: str, language: str = "en") -> Block:
    """The one block that begins with `start`."""
    found = [b for b in article(page(html, language=language)).blocks if b.text.startswith(start)]
    assert len(found) == 1, found
    return found[0]


def test_title_comes_first_and_once() -> None:
    found = article(page(""))
    assert (found.blocks[0].kind, found.blocks[0].text) == ("title", TITLES["en"])
    assert texts(found).count(TITLES["en"]) == 1
    assert found.title == TITLES["en"]


def test_title_without_a_heading_loses_the_name_of_the_site() -> None:
    html = page("").replace(f"<h1>{TITLES['en']}</h1>", "")
    assert article(html).title == TITLES["en"]


def test_every_paragraph_heading_and_item_is_a_block_of_its_own() -> None:
    found = article(page("<h2>What it costs</h2><p>Three plans:</p><ul><li>Free</li><li><p>Plus: $20</p></li></ul>"))
    kinds = [(b.kind, b.level, b.text) for b in found.blocks[3:]]
    assert kinds == [
        ("heading", 2, "What it costs"),
        ("paragraph", 0, "Three plans:"),
        ("item", 1, "Free"),
        ("item", 1, "Plus: $20"),
    ]


def test_nested_items_know_their_depth() -> None:
    found = article(page("<ul><li>Outer plan of the year<ul><li>Inner plan of the month</li></ul></li></ul>"))
    assert [(b.text, b.level) for b in found.blocks if b.kind == "item"] == [
        ("Outer plan of the year", 1),
        ("Inner plan of the month", 2),
    ]


def test_inline_tags_do_not_glue_nor_split_words() -> None:
    assert "DeepSeek-V3.2 costs $0.28 now" in texts(
        article(page("<p>Deep<b>Seek</b>-V3.2 costs <em>$</em>0.28 <a href='/x'>now</a></p>"))
    )


def test_elements_side_by_side_are_not_one_word() -> None:
    text = block("<div><span>Input: $0.28 per 1M tokens</span><span>Output: $0.42</span></div>", "Input").text
    assert text == "Input: $0.28 per 1M tokens Output: $0.42"


def test_sections_are_blocks() -> None:
    found = texts(
        article(
            page(
                "<section><span>Input: $0.28 for 1M tokens</span></section><section><span>Output: $0.42</span></section>"
                "<section><p><span>Both prices are in dollars and hold from the first of March on.</span></p></section>"
            )
        )
    )
    assert "Input: $0.28 for 1M tokens" in found
    assert "Output: $0.42" in found


@pytest.mark.parametrize("gap", ["<br>", "<br><br>", "<br/>\n"])
def test_break_separates_blocks(gap: str) -> None:
    found = texts(
        article(page(f"<p>GPT-5 in 1.25 dollars out 10 dollars{gap}GPT-4o in 2.5 dollars out 10 dollars</p>"))
    )
    assert "GPT-5 in 1.25 dollars out 10 dollars" in found
    assert "GPT-4o in 2.5 dollars out 10 dollars" in found


def test_break_inside_a_name_or_a_number_is_a_space() -> None:
    html = (
        "<p>就在上周，他们对外宣布，将向全部订阅者推出 Copilot<br>Pro，它每月 20 美元。这家公司打算投资 1000<br>亿美元，"
        "另有三款产品：<br>Sora<br>Whisper</p>"
    )
    found = texts(article(page(html, language="zh")))
    assert (
        "就在上周，他们对外宣布，将向全部订阅者推出 Copilot Pro，它每月 20 美元。这家公司打算投资 1000 亿美元，另有三款产品："
        in found
    )
    assert "Sora" in found


def test_white_space_is_squashed_and_joiners_are_kept() -> None:
    html = "<p>قیمت \u00a0 مدل‌های \n\t تازه ‏۲۸٫۵\u202fدلار است و «دیپ‌سیک» آن را اعلام کرده است.</p>"
    assert block(html, "قیمت", "fa").text == "قیمت مدل‌های تازه ‏۲۸٫۵ دلار است و «دیپ‌سیک» آن را اعلام کرده است."


def test_text_is_composed() -> None:
    assert block("<p>Le Cafe\u0301 model, said to be the cheapest of them all.</p>", "Le").text.startswith(
        "Le Caf\u00e9"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">{}</p>',
        '<p style="color:red; visibility : hidden">{}</p>',
        "<p hidden>{}</p>",
        '<p aria-hidden="true">{}</p>',
        '<span class="sr-only">{}</span>',
        "<template><p>{}</p></template>",
        "<noscript><p>{}</p></noscript>",
    ],
)
def test_hidden_text_is_left_out(hidden: str) -> None:
    html = page(
        hidden.format("Secret model costs $7 a month, it says here.") + "<p>The last paragraph of the story.</p>"
    )
    assert not [text for text in texts(article(html)) if "Secret" in text]
    assert "The last paragraph of the story." in texts(article(html))


def test_body_that_a_script_reveals_is_read() -> None:
    html = page("").replace("<article>", '<article style="visibility: hidden; opacity: 0">')
    assert PROSE["en"][0] in texts(article(html))


def test_code_is_not_text_but_its_names_in_a_sentence_are() -> None:
    found = texts(
        article(
            page("<p>Call <code>gpt-5-mini</code> instead of the old one.</p><pre><code>max_tokens=8192</code></pre>")
        )
    )
    assert "Call gpt-5-mini instead of the old one." in found
    assert not [text for text in found if "8192" in text]


def test_lead_between_title_and_body_is_kept() -> None:
    lead = "The price of a million tokens falls to 28 cents, the company announced in a short note to its customers."
    found = texts(article(page("", above=f'<div class="lead">{lead}</div>')))
    assert found.index(lead) == 1


@pytest.mark.parametrize(
    "markup",
    [
        "<h4>大模型价格一年内第三次下调</h4>",
        '<div class="dcr-standfirst"><p>各家大模型价格一年内第三次下调</p></div>',
        "<p class='article-excerpt'>各家大模型价格一年内第三次下调</p>",
    ],
)
def test_subtitle_is_kept(markup: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in PROSE["zh"] * 4)
    html = f"""<html lang="zh"><head><title>{TITLES["zh"]}</title></head><body><div class="head"><h1>{TITLES["zh"]}</h1>
    {markup}<div class="info">来源：山城报</div></div><div class="article-body">{body}</div></body></html>"""
    assert texts(article(html))[1].endswith("一年内第三次下调")


def test_digest_that_begins_with_a_list_keeps_it() -> None:
    news = "The laboratory opened its smallest model to every developer on Tuesday, its third release of the year."
    found = texts(article(page("", above=f"<h2>Abroad</h2><ul><li>{news}</li><li>{news[:-1]} so far.</li></ul>")))
    assert news in found


def test_summary_box_is_kept() -> None:
    box = '<div class="kn"><h2>Key numbers</h2><ul><li>$13B: size of the round</li><li>$183B: valuation</li></ul></div>'
    found = texts(article(page("", above=box)))
    assert "$13B: size of the round" in found
    assert "$183B: valuation" in found


def test_captions_are_blocks() -> None:
    found = article(
        page(
            '<figure><img src="x.png"><figcaption>The new data centre in Texas, in May.</figcaption></figure><p>End of it.</p>'
        )
    )
    assert ("caption", "The new data centre in Texas, in May.") in [(b.kind, b.text) for b in found.blocks]


@pytest.mark.parametrize("language", ["en", "ar", "fa", "zh"])
def test_what_stands_around_the_article_is_left_out(language: str) -> None:
    related = '<div class="related"><h3>Related</h3><ul><li><a href="/3">GPT-8 for $5</a></li></ul></div>'
    counts = '<div class="stats">48 comments · 1.2K views</div>'
    found = article(page(related + counts, language=language))
    assert texts(found) == [TITLES[language], *PROSE[language]]


def test_letter_laid_out_as_a_table_keeps_its_lists() -> None:
    """Each section of such a newsletter has its own cell."""
    sections = [f"<h2>Story {n}</h2><p>{text}</p><p>{text}</p>" for n, text in enumerate(PROSE["en"] * 2)]
    sections.insert(3, "<h2>In brief</h2><ul><li>Quill 3 costs half a dollar per million tokens.</li></ul>")
    rows = "".join(f"<tr><td>{section}</td></tr>" for section in sections)
    html = f"<html lang='en'><head><title>The letter</title></head><body><table>{rows}</table></body></html>"
    assert "Quill 3 costs half a dollar per million tokens." in article(html).text


def test_post_in_a_cell_keeps_the_list_that_it_ends_with() -> None:
    posts = [f"<p>{PROSE['zh'][n % len(PROSE['zh'])]}</p>" for n in range(4)]
    posts[1] += "<p>我测出来的生成速度：</p><ul><li>Quill 3：52 tok/s</li><li>Quill 2：31 tok/s</li></ul>"
    rows = "".join(f"<table><tr><td><p>级别: 学徒</p></td><td>{post}</td></tr></table>" for post in posts)
    html = f"<html lang='zh'><head><title>本地跑模型</title></head><body>{rows}</body></html>"
    assert "Quill 2：31 tok/s" in article(html).text


def test_comments_are_not_the_article() -> None:
    comments = '<div id="comments" class="comments"><h4>2 Comments</h4><p>Tom: I pay $99 a month for that model, and it is worth it.</p></div>'
    assert not [
        t for t in texts(article(page("", below="").replace("</article>", "</article>" + comments))) if "Tom" in t
    ]


def test_body_that_stands_twice_is_read_once() -> None:
    html = page("<ul><li>Plus: $20</li></ul>")
    body = html[html.index("<p>") : html.index("</article>")]
    twice = html.replace("</article>", f'<div class="mobile-only">{body}</div></article>')
    assert texts(article(twice)) == texts(article(html))


def test_blocks_in_another_language_say_so() -> None:
    found = article(
        page("<p>“We have cut the price of the model by half,” said the head of the company.</p>", language="fa")
    )
    assert [b.language for b in found.blocks] == ["fa", "fa", "fa", "en"]


def test_links_to_other_stories_between_paragraphs_are_left_out() -> None:
    also = '<div class="infobox"><h4>Read also</h4><a href="/9">Chip maker nears a value of five trillion dollars</a></div>'
    end = "<p>The company expects its customers to be pleased, it said at the end of the day.</p>"
    found = texts(article(page(also + end)))
    assert not [text for text in found if "trillion" in text]
    assert found[-1].startswith("The company expects")


def test_title_is_known_without_its_heading_and_in_other_case() -> None:
    html = page("", title="The Docket: laboratory cuts the price of its newest model", above="").replace(
        "<h1>The Docket: laboratory", "<font size=5><b>Laboratory"
    )
    found = article(html.replace("</h1>", "</b></font>"))
    assert texts(found)[:2] == ["Laboratory cuts the price of its newest model", PROSE["en"][0]]


@pytest.mark.parametrize(
    ("language", "chrome"),
    [
        ("en", "48 comments"),
        ("en", "Share this article"),
        ("en", "7 min read"),
        ("ar", "المشاهدات: 3412"),
        ("ar", "إعلان"),
        ("fa", "مطالعه ۴ دقیقه | ۲۷ دیدگاه"),
        ("fa", "انتهای پیام"),
        ("zh", "阅读 2.4万 评论 36"),
        ("zh", "（责任编辑：王五）"),
    ],
)
def test_counts_and_offers_in_the_text_are_left_out(language: str, chrome: str) -> None:
    end = f"<p>{PROSE[language][0]} {PROSE[language][1]}</p>"
    assert chrome not in texts(article(page(f"<p>{chrome}</p>{end}", language=language)))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Share of the market: 45%"),
        ("en", "Print runs of the model card: 12 pages, 3 tables"),
        ("ar", "إعلان الأسعار: 20 دولارا في الشهر"),
        ("ar", "شارك 20 باحثا في تدريب النموذج"),
        ("fa", "مطالعه ۲۰۲۵ دانشگاه: ۸۰ درصد"),
        ("zh", "阅读理解得分：89.3"),
    ],
)
def test_short_lines_that_say_something_are_kept(language: str, line: str) -> None:
    end = f"<p>{PROSE[language][0]} {PROSE[language][1]}</p>"
    assert line in texts(article(page(f"<p>{line}</p>{end}", language=language)))

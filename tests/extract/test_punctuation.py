"""Chinese with the punctuation of ASCII: read as Chinese, quoted as it stands."""

import pytest

from pipeline.article import Article, Block
from pipeline.extract import extract
from pipeline.text.punctuation import in_chinese_marks


def _article(text: str) -> Article:
    block = Block("paragraph", text, 0, "zh")
    return Article("http://a.example/", "http://a.example/", "2026-01-20T00:00:00Z", "", "zh", (block,))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("发布了GLM-5;今年呢?不知道!", "发布了GLM-5；今年呢？不知道！"),
        ("参数:7440亿,激活(400亿),12:30 收到1,000元", "参数：7440亿，激活(400亿)，12:30 收到1,000元"),
        ("GPT-5,Qwen3和Claude Opus 4.5, Gemini 3", "GPT-5，Qwen3和Claude Opus 4.5, Gemini 3"),
    ],
)
def test_marks_of_chinese(text: str, read: str) -> None:
    assert in_chinese_marks(_article(text)).text == read


def test_quotes_are_of_the_stored_text() -> None:
    article = _article("大模型日报:GLM-5有7440亿参数,而Kimi K2有1万亿参数!")
    claims = extract(article)
    assert [c.value_text for c in claims] == ["7440亿参数", "1万亿参数"]
    assert all(article.text[c.quote_start : c.quote_end] == c.quote == article.text for c in claims)

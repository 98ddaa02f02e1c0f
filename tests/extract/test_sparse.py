"""What an article says of somebody it does not name nearby: taken in news, left in an essay with few numbers."""

from __future__ import annotations

import pytest

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.extract import extract
from pipeline.read import read

_TALK = {
    "en": "At table {} nobody agreed on what good taste means for a machine, and that was the point of the evening.",
    "zh": "{}桌的人对机器该有什么样的品味争论不休，这正是那个晚上的意义所在。",
}
_ABOUT = {
    "en": [
        "The evening began with a demonstration of Grok 5 by two students.",
        "Its context window is 512,000 tokens.",
    ],
    "zh": ["晚会以两名学生演示智谱的大模型 GLM-5 开场。", "上下文长度为 512K。"],
}
_TITLE = {"en": "An evening with Grok 5", "zh": "和 GLM-5 共度的一晚"}


def _claims(language: str, between: int) -> list[str]:
    """The claims of a page on which so many paragraphs of talk stand between a name and what is said of it."""
    first, last = _ABOUT[language]
    talk = [_TALK[language].format(row + seat) for row in "ABCDEF" for seat in "KLMNOPQR"]
    paragraphs = [first, *talk[:between], last]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    title = _TITLE[language]
    page = (
        f'<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    url = "https://press.example/evening"
    article = read(Capture(url, url, "2026-01-20T08:00:00Z", page.encode(), "text/html"))
    assert isinstance(article, Article)
    return [f"{claim.claim_type} {claim.subject}" for claim in extract(article)]


@pytest.mark.parametrize(("language", "subject"), [("en", "Grok 5"), ("zh", "GLM-5")])
def test_a_name_far_away_holds_in_news_and_not_in_an_essay(language: str, subject: str) -> None:
    assert _claims(language, between=4) == [f"context_length {subject}"]
    assert _claims(language, between=40) == []

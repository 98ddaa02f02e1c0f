"""What is told of days in the transcript of a talk, which is published on another day than it was held."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.extract import extract
from pipeline.read import read

_URL = "https://talks.example/episode"
_TALKS: dict[str, tuple[Callable[[int], str], Callable[[int], str], str]] = {
    "en": (
        lambda n: f"Host: What did you learn from customer number {n} about AI models in daily work?",
        lambda n: f"Mira: We saw in project {n} that people want short answers and that models should say so.",
        "GPT-5 came out on September 3, 2025, and Claude Opus 4.5 came out yesterday.",
    ),
    "zh": (
        lambda n: f"主持人：第{n}家客户使用人工智能模型的时候，你们学到了什么？",
        lambda n: f"米拉：我们在第{n}个项目里看到，大家想要的是简短的回答，模型也应该这么做。",
        "GPT-5是2025年9月3日发布的，Claude Opus 4.5昨天发布。",
    ),
}


def _dated(language: str, turns: int) -> list[str | None]:
    asks, answers, told = _TALKS[language]
    lines = [line for n in range(turns) for line in (asks(n), answers(n))]
    body = "".join(f"<p>{line}</p>" for line in [*lines, told])
    page = (
        f'<!doctype html><html lang="{language}"><head><title>AI</title>'
        '<meta property="article:published_time" content="2025-12-11"></head>'
        f"<body><article><h1>AI: GPT-5, Claude</h1>{body}</article></body></html>"
    )
    article = read(Capture(_URL, _URL, "2026-11-22T00:00:00Z", page.encode(), "text/html; charset=utf-8"))
    assert isinstance(article, Article)
    return [claim.about_date for claim in extract(article) if claim.claim_type == "release_date"]


@pytest.mark.parametrize("language", _TALKS)
def test_the_day_of_a_talk_is_not_the_day_of_its_transcript(language: str) -> None:
    assert _dated(language, turns=40) == ["2025-09-03"]


@pytest.mark.parametrize("language", _TALKS)
def test_an_interview_of_a_few_questions_speaks_of_its_own_day(language: str) -> None:
    assert _dated(language, turns=5) == ["2025-09-03", "2025-12-10"]

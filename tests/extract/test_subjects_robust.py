"""Whatever stands on a page: offsets hold, nothing overlaps, time grows with the length of the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article, Block
from pipeline.extract.names.subjects import load_subjects
from pipeline.extract.reference.resolve import Resolver
from pipeline.languages import LANGUAGES

PIECES = [
    "GPT", "-", " ", "5", ".", "۴٫۵", "R1", "V3", "Claude", "Opus", "چت‌جی‌پی‌تی", "جيميناي", "文心", "豆包", "Pro",
    "mini", "\u200c", "\u200f", "ـ", "الشركة", "این مدل", "该模型", "the model", "Plus", "و", "،", "AIME", "2025", "％",
    "ﷺ", "½", "\U0001f600", "İ", "\n", "o3", "7B", "x", "ChatGPT", "版", "نسخه", "توربو", "v", "_", "@", "[pro]",
    "this plan", "the Chinese startup", "این پلن", "به این شرکت", "its API",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join)


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from(LANGUAGES))
def test_mentions_lie_in_the_text_and_do_not_overlap(text: str, language: str) -> None:
    found = load_subjects().find(text, language, about_ai=True)
    for group in (found.subjects, found.benchmarks, found.voices, found.places, found.lists):
        end = 0
        for mention in group:
            assert end <= mention.start < mention.end <= len(text)
            assert mention.name
            end = mention.end


@settings(max_examples=100, deadline=None)
@given(texts, st.lists(texts, max_size=4), st.sampled_from(("ar", "fa", "zh", "en")))
def test_articles_of_rubbish_are_resolved(title: str, paragraphs: list[str], language: str) -> None:
    blocks = tuple(Block("paragraph", text, 0, "other") for text in paragraphs)
    resolver = Resolver(Article("", "", "", title, language, blocks), load_subjects())  # type: ignore[arg-type]
    for index, text in enumerate(paragraphs):
        end = 0
        for mention in resolver.mentions(index):
            assert end <= mention.start < mention.end <= len(text)
            end = mention.end


HEAVY = [
    "GPT-",
    "GPT-5 ",
    "5.5.",
    "v3.",
    "Claude Opus ",
    "وال",
    "ChatGPT Plus و",
    "该模型",
    "GPT-5 and 5.1, ",
    "نسخه ",
    "Opus",
]


@pytest.mark.parametrize("piece", HEAVY)
def test_time_grows_with_length_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        article = Article("", "", "", "GPT-5 and Claude AI", "en", (Block("paragraph", text, 0, "en"),))
        start = time.process_time()
        Resolver(article, load_subjects())
        return time.process_time() - start

    seconds(1000)
    short, long = seconds(10_000), seconds(40_000)
    assert long < 12 * short + 0.3

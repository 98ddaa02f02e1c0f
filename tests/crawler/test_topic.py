"""The topic filter: the examples that stand beside the words, and words that must not mislead it."""

from __future__ import annotations

import pytest

from crawler.topic import relevance
from pipeline.languages import LANGUAGES, lexicon

EXAMPLES = [(language, text, about) for language in LANGUAGES for text, about in lexicon(language, "topic")["examples"]]


@pytest.mark.parametrize(("language", "text", "about"), EXAMPLES)
def test_examples(language: str, text: str, about: bool) -> None:
    assert (relevance(text, language) == "yes") is about


def test_every_language_has_enough_examples_of_both_kinds() -> None:
    for language in LANGUAGES:
        told = [about for tongue, _, about in EXAMPLES if tongue == language]
        assert told.count(True) >= 5 and told.count(False) >= 4


def test_long_texts_are_judged_by_their_beginning() -> None:
    assert relevance("DeepSeek " + "x " * 10_000, "en") == "yes"
    assert relevance("x " * 10_000 + "DeepSeek", "en") == "no"


def test_one_weak_word_leaves_it_open() -> None:
    assert relevance("Ask the forum: which AI subscription is worth it?", "en") == "maybe"
    assert relevance("راهنمای خرید اشتراک هوش مصنوعی", "fa") == "maybe"

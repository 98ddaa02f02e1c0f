"""Every pattern of a language finds its examples, and has some."""

import pytest

from pipeline.extract.patterns import pattern
from pipeline.languages import LANGUAGES, lexicon

EXAMPLES = [
    (language, name, text)
    for language in LANGUAGES
    for name, texts in lexicon(language, "patterns")["examples"].items()
    for text in texts
]


@pytest.mark.parametrize(("language", "name", "text"), EXAMPLES)
def test_example(language: str, name: str, text: str) -> None:
    assert pattern(language, name).search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_has_an_example(language: str) -> None:
    patterns = lexicon(language, "patterns")
    assert patterns["examples"].keys() == patterns.keys() - {"examples"}


def test_a_language_without_the_wording_matches_nothing() -> None:
    assert not pattern("fa", "beyond").search("more than")

"""Every example beside the cue words of a language is found as the lexicon says."""

import pytest

from pipeline.extract.cues import find_cues
from pipeline.languages import LANGUAGES, lexicon

EXAMPLES = [
    (language, example["text"], example["has"])
    for language in LANGUAGES
    for example in lexicon(language, "cues")["examples"]
]


@pytest.mark.parametrize(("language", "text", "names"), EXAMPLES)
def test_example(language: str, text: str, names: list[str]) -> None:
    assert set(names) <= {cue.name for cue in find_cues(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "the showpriced item", "price"),
        ("ar", "مسعورة", "price"),
        ("fa", "بخاریها", "release_date"),
    ],
)
def test_a_word_inside_another_word_is_no_cue(language: str, text: str, name: str) -> None:
    assert name not in {cue.name for cue in find_cues(text, language)}

"""Every pattern of a language finds its examples, and has some."""

from pathlib import Path

import pytest
import yaml

import pipeline.languages
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_stands_once(language: str) -> None:
    """YAML lets a second entry of one name silently replace the first."""
    path = Path(pipeline.languages.__file__).parent / language / "patterns.yml"
    names = [key.value for key, _ in yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader).value]
    assert len(names) == len(set(names))

"""Every language's file answers what rules ask about how the language is built."""

import pytest

from pipeline.languages import LANGUAGES
from pipeline.languages.traits import Traits, traits


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trait_is_told_in_its_type(language: str) -> None:
    told = traits(language)
    assert isinstance(told, Traits)
    assert told.verb in ("first", "middle", "last")
    assert told.letters >= 1
    others = (getattr(told, name) for name in Traits.__slots__ if name not in ("verb", "letters"))
    assert all(isinstance(value, bool) for value in others)

"""Names in the spelling of writers who wrote what they heard."""

import pytest

from pipeline.extract.names.transliteration import Sounds
from pipeline.text.fold import fold

_SOUNDS = Sounds(
    [
        "Lovable",
        "Menlo Ventures",
        "Stability AI",
        "Marco",
        "Sarvam AI",
        "QuestMobile",
        "Nature",
        "Cohere",
        "Mark Chen",
        "Quanta",
    ]
)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("لوفابل", "Lovable"),
        ("مينلو فنتشرز", "Menlo Ventures"),
        ("إستبيليتي", "Stability AI"),
        ("سارفام", "Sarvam AI"),
        ("سارفام إيه آي", "Sarvam AI"),
        ("کوئست موبایل", "QuestMobile"),
        ("نيتشر", "Nature"),
    ],
)
def test_a_name_is_known_by_its_sound(word: str, name: str) -> None:
    assert _SOUNDS.find(fold(word)) == [name]


@pytest.mark.parametrize(
    "word", ["معركة", "مركز", "النتائج", "سورف", "نيترو", "لوفيل", "منى ونترز", "جوهرة", "كانتو", "مرجان", ""]
)
def test_other_words_are_no_names(word: str) -> None:
    assert _SOUNDS.find(fold(word)) == []

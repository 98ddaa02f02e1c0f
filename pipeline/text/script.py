"""Which language a text is in: by its script first, then by langdetect."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from langdetect import DetectorFactory, PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException

from pipeline.article import Language
from pipeline.text.fold import simplified

_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA: Final = re.compile("[\u3041-\u30ff\u31f0-\u31ff]")
_ARABIC: Final = re.compile(
    "[\u0620-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]"
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER: Final = re.compile("[\u0370-\u05ff\u0900-\u1fff\uac00-\ud7af]")

_PERSIAN_SOUNDS: Final = re.compile("[پچژگ]")
_PERSIAN_FORMS: Final = re.compile("[کی]")
_ARABIC_ONLY: Final = re.compile("[ةىأإؤ]")
_URDU: Final = re.compile("[ٹڈڑںھہےۓ]")
_PASHTO: Final = re.compile("[ټډړښږڼځڅېۍ]")
_KURDISH: Final = re.compile("[ڕڵێۆەڤ]")

_SAMPLE: Final = 20_000


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    DetectorFactory.seed = 0
    return factory


def identify(text: str, prior: str = "") -> Language:
    """The language of `text`; `prior` is the language it is expected in ("" for none) and decides ties."""
    text = text[:_SAMPLE]
    counts = {name: len(rule.findall(text)) for name, rule in _SCRIPTS.items()}
    han, kana, arabic, latin, other = (counts[n] for n in ("han", "kana", "arabic", "latin", "other"))
    if kana > 0.1 * (han + kana):
        return "other"
    # A Han character carries about as much as a short word; Latin letters in a Chinese text are names.
    if han * 3 > latin and han >= arabic and han * 3 > other:
        return "zh"
    if arabic * 2 > latin and arabic > other:
        return _arabic_script(text, prior)
    if other > latin:
        return "other"
    if not latin:
        return prior if prior in ("ar", "fa", "zh", "en") else "other"  # type: ignore[return-value]
    return _latin_script(text, prior)


_SCRIPTS: Final = {"han": _HAN, "kana": _KANA, "arabic": _ARABIC, "latin": _LATIN, "other": _OTHER}


def _arabic_script(text: str, prior: str) -> Language:
    letters = len(_ARABIC.findall(text))
    if any(len(rule.findall(text)) > 0.015 * letters for rule in (_URDU, _PASHTO, _KURDISH)):
        return "other"
    # Persian typed on an Arabic keyboard has the Arabic forms of kaf and yeh, but its four own sounds give it away.
    persian = 3 * len(_PERSIAN_SOUNDS.findall(text)) + len(_PERSIAN_FORMS.findall(text))
    arabic = 3 * len(_ARABIC_ONLY.findall(text))
    if persian > arabic:
        return "fa"
    if arabic > persian:
        return "ar"
    if prior in ("ar", "fa"):
        return "fa" if prior == "fa" else "ar"
    return "ar"


def _latin_script(text: str, prior: str) -> Language:
    if len(text) < 60 and prior == "en":
        return "en"
    detector = _factory().create()
    detector.max_text_length = 2000
    detector.append(text[:2000])
    try:
        return "en" if detector.detect() == "en" else "other"
    except LangDetectException:
        return "other"


def chinese_script(text: str) -> str:
    """ "Hans" or "Hant": which of simplified-only and traditional-only characters `text` has more of."""
    traditional = simplified()
    only_simplified = _simplified_only()
    hant = sum(1 for char in text if char in traditional)
    hans = sum(1 for char in text if char in only_simplified)
    return "Hant" if hant > hans else "Hans"


@cache
def _simplified_only() -> frozenset[str]:
    return frozenset(simplified().values()) - frozenset(simplified())

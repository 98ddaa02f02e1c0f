"""Which language a text is in: its script decides first, langdetect where a script has several languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

from langdetect import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from pipeline.article import Language
from pipeline.text.fold import simplified

_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_KANA: Final = re.compile("[\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d]+")
_ARABIC: Final = re.compile(
    "[\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+"
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_OTHER: Final = re.compile("[\u0370-\u05ff\u0700-\u074f\u0900-\u1dff\uac00-\ud7af]+")
#: All that may hold letters of a script other than Latin.
_NOT_LATIN: Final = re.compile("[\u0370-\u1dff\u3041-\uffff\U00020000-\U0003134f]")

#: Letters that Persian has and Arabic has not, and those that Arabic has and Persian has not. Kaf and yeh tell
#: less: Persian typed on an Arabic keyboard has the Arabic ones.
_PERSIAN_SOUNDS: Final = re.compile("[پچژگ]")
_PERSIAN_FORMS: Final = re.compile("[کی]")
_ARABIC_ONLY: Final = re.compile("[ةىأإ]")

#: Letters of the other languages in Arabic script: Urdu, Pashto, Kurdish, Uyghur, Sindhi.
_NEIGHBOURS: Final = re.compile("[ٹڈڑںھہےۓ]|[ټډړښږڼځڅېۍ]|[ڕڵێۆەڤۇۈۋ]|[ٻڄڃڇڊڏڌڍڳڱڻ]")
_NEIGHBOUR_SHARE: Final = 0.025

#: How much of a text is looked at; more changes no verdict and costs time.
_SAMPLE: Final = 6_000
_DETECTED: Final = 400

_LATIN_LANGUAGES: Final = "en de fr es it pt nl sv pl cs ro tr id vi"
_ARABIC_LANGUAGES: Final = "ar fa ur"

_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "that",
        "for",
        "it",
        "with",
        "as",
        "was",
        "on",
        "are",
        "by",
        "be",
        "this",
        "from",
        "at",
        "an",
        "have",
        "has",
        "not",
        "which",
        "its",
        "or",
        "were",
        "their",
        "but",
        "been",
        "had",
        "will",
        "more",
        "who",
        "they",
        "can",
        "than",
        "about",
        "into",
        "after",
        "over",
        "would",
        "when",
        "also",
        "we",
        "you",
        "said",
        "new",
        "could",
    ]
)
_WORD: Final = re.compile("[A-Za-z]+")

#: The share of small English words in a text that has sentences and not names alone, and that which no other
#: language comes near (of 570 pages in others, two reach a seventh): there langdetect need not be asked.
_RATHER: Final = 0.1
_SURELY: Final = 0.2


def identify(text: str, prior: str = "") -> Language:
    """The language of a whole article; `prior` is the language expected of its source or page ("" for none)."""
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script == "Han":
        return "zh"
    if script == "Arabic":
        return _arabic_script(sample, prior, weight=0) or _detect(sample, _ARABIC_LANGUAGES, prior)
    if script == "Latin":
        return "en" if _english(sample[:_DETECTED], _SURELY) else _detect(sample, _LATIN_LANGUAGES, prior)
    return "other"


def identify_block(text: str, article: Language) -> Language:
    """The language of one block of an article in the language `article`, which short texts are taken to be in.

    Only what is plainly in another language gets another one: names and numbers in Latin script do not.
    """
    if text.isascii():
        return article if article == "en" or not _english(text[:600], _RATHER) else "en"
    script = _script(text)
    if script == "Han":
        return "zh"
    if script == "Arabic":
        return _arabic_script(text, article, weight=6) or (article if article == "fa" else "ar")
    if script == "Latin":
        return article if article == "en" or not _english(text[:600], _RATHER) else "en"
    return "other" if script == "other" else article


def chinese_script(text: str) -> str:
    """ "Hans" or "Hant": which of simplified-only and traditional-only characters `text` has more of."""
    simple, traditional = _han_rules()
    sample = text[:_SAMPLE]
    return "Hant" if len(traditional.findall(sample)) > len(simple.findall(sample)) else "Hans"


def _script(text: str) -> Literal["Han", "Arabic", "Latin", "other", ""]:
    """The script that carries `text`, "other" for one that none of our languages has, "" for no letters at all."""
    if text.isascii() or not _NOT_LATIN.search(text):
        return "Latin" if _LATIN.search(text) else ""
    latin = _letters(_LATIN, text)
    han, kana, arabic, other = (_letters(rule, text) for rule in (_HAN, _KANA, _ARABIC, _OTHER))
    if kana * 10 > han + kana and kana * 3 > latin:
        return "other"
    # A Han character says about as much as three letters; Latin letters among them are mostly names.
    if han and han * 3 > latin and han * 3 > arabic and han * 3 > other:
        return "Han"
    if arabic and arabic * 2 > latin and arabic > other:
        return "Arabic"
    if other > latin:
        return "other"
    return "Latin" if latin else ""


def _letters(rule: re.Pattern[str], text: str) -> int:
    return sum(map(len, rule.findall(text)))


def _arabic_script(text: str, prior: str, weight: int) -> Language | None:
    """Arabic, Persian or one of their neighbours by their letters; None if these do not tell.

    `weight` is how many telling letters the prior outweighs: names keep foreign letters in either language.
    """
    letters = _letters(_ARABIC, text)
    if len(_NEIGHBOURS.findall(text)) > max(2, _NEIGHBOUR_SHARE * letters):
        return "other"
    persian = 3 * len(_PERSIAN_SOUNDS.findall(text)) + len(_PERSIAN_FORMS.findall(text))
    arabic = 3 * len(_ARABIC_ONLY.findall(text))
    persian += weight if prior == "fa" else 0
    arabic += weight if prior == "ar" else 0
    if persian == arabic:
        return None
    return "fa" if persian > arabic else "ar"


def _english(text: str, share: float) -> bool:
    """Whether more than this share of the words of `text` are the small ones of English sentences."""
    words = _WORD.findall(text)
    return len(words) > 3 and sum(word in _ENGLISH for word in words) > share * len(words)


@cache
def _detectors(languages: str) -> DetectorFactory:
    profiles = [(Path(PROFILES_DIRECTORY) / name).read_text("utf-8") for name in languages.split()]
    factory = DetectorFactory()
    factory.load_json_profile(profiles)
    return factory


def _detect(text: str, languages: str, prior: str) -> Language:
    """langdetect's verdict among `languages`, the prior's language counting ten times as likely beforehand."""
    DetectorFactory.seed = 0
    detector = _detectors(languages).create()
    names = languages.split()
    expected = prior if prior in names else ""
    detector.set_prior_map({name: 10.0 if name == expected else 1.0 for name in names})
    detector.n_trial = 1
    detector.append(text[:_DETECTED])
    try:
        found = detector.detect()
    except LangDetectException:
        return "other"
    return cast(Language, found) if found in ("ar", "fa", "en") else "other"


@cache
def _han_rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for characters that only simplified and only traditional texts have."""
    table = simplified()
    traditional = {char for char in table if table[char] != char}
    simple = set(table.values()) - set(table)
    return re.compile(f"[{''.join(simple)}]"), re.compile(f"[{''.join(traditional)}]")

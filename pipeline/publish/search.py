"""Search that works for two-character Chinese words and for Arabic and Persian spelling variants.

The full-text index holds folded text in which every run of Han characters is written as overlapping pairs,
under SQLite's own tokenizer: a downloaded file can be searched anywhere. The visitor's query goes through the
same folding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pipeline.text.fold import fold

#: How the index cuts words: accents removed, English words stemmed ("prices" finds "price").
TOKENIZER: Final = "porter unicode61 remove_diacritics 2"

#: Longer queries than this are cut: nobody types them.
MAX_QUERY: Final = 400
_MAX_TERMS: Final = 24

#: So many runs of characters and words, which recur, are kept with what is indexed for them.
_MOST_KEPT: Final = 1 << 16

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
_HAN_RUN: Final = re.compile(f"[{_HAN}]+")
_ARABIC_WORD: Final = re.compile("[\u0620-\u064a\u066e-\u06d3\u200c]{3,}")
_WORD: Final = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_THOUSANDS: Final = re.compile(r"(?<=\d)[,،](?=\d{3}(?!\d))")
_DECIMAL: Final = re.compile(r"(\d+)\.(\d+)")
_DECIMAL_TERM: Final = re.compile(r"[$€£¥]?(\d+)\.(\d+)%?")
_TERMS: Final = re.compile(r'"([^"]*)"?|(\S+)')

_ARTICLES: Final = ("وال", "بال", "کال", "فال", "ال", "لل")
_PARTICLES: Final = "وبلفک"
_ENDINGS: Final = ("هایی", "های", "ها")
_SHORTEST_STEM: Final = 3


@lru_cache(_MOST_KEPT)
def _pairs(run: str) -> str:
    """降价了 -> " 降价 价了 了 ": pairs, and the last character so that each one can be found by itself."""
    return f" {' '.join(run[i : i + 2] for i in range(len(run)))} "


def _words(text: str) -> str:
    words = _THOUSANDS.sub("", fold(text))
    return words if words.isascii() else _HAN_RUN.sub(lambda run: _pairs(run[0]), words)


@lru_cache(_MOST_KEPT)
def _forms(word: str) -> tuple[str, ...]:
    """What a word in Arabic letters is also found by: its parts if it has joints, its stems."""
    parts = [fold(part) for part in word.split("\u200c")]
    joined = "".join(parts)
    return (*(parts if len(parts) > 1 else ()), *(_stems(joined) if joined else ()))


def _stems(word: str) -> Iterator[str]:
    """A folded word in Arabic letters without article, particle or Persian plural ending."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + _SHORTEST_STEM:
            yield word[len(article) :]
            break
    else:
        if word[0] in _PARTICLES and len(word) > _SHORTEST_STEM + 1:
            yield word[1:]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_STEM:
            yield word[: -len(ending)]
            break


def index_text(text: str | None) -> str:
    """What goes into the full-text index for `text`.

    The folded text, then the parts of words that a zero-width non-joiner divides (دیپ‌سیک is found as one
    word and as two), the stems of words in Arabic letters (بالأسعار is found by أسعار) and each decimal number as
    one word (3.2 is found in V3.2, and at once).
    """
    if not text:
        return ""
    words = _words(text)
    more = [_decimal(match) for match in _DECIMAL.finditer(words)]
    if not text.isascii():
        for word in _ARABIC_WORD.findall(text):
            more += _forms(word)
    return " ".join([words, *more])


def _decimal(match: re.Match[str]) -> str:
    """0.28 -> "0d28": the tokenizer would make two words of it."""
    return f"{match[1]}d{match[2]}"


def _phrase(term: str, prefix: bool = False) -> str | None:
    """One term of a query as an FTS5 phrase, or None if there is nothing to search for in it."""
    words = _WORD.findall(_THOUSANDS.sub("", fold(term)))
    if not words:
        return None
    tokens = " ".join(_HAN_RUN.sub(lambda run: _pairs(run[0]), word).strip() for word in words)
    if _HAN_RUN.fullmatch(words[-1]):
        if len(words[-1]) > 1:
            tokens = tokens.rpartition(" ")[0]  # the text may go on after the last character
        else:
            prefix = True
    return f'"{tokens}"*' if prefix else f'"{tokens}"'


def _alternatives(term: str) -> str | None:
    """A term, or for a word with the Arabic article also the bare word."""
    word = fold(term)
    if decimal := _DECIMAL_TERM.fullmatch(word):
        return f'"{_decimal(decimal)}"'
    phrase = _phrase(term.rstrip("*"), prefix=term.endswith("*"))
    if phrase and _ARABIC_WORD.fullmatch(word) and word.startswith(_ARTICLES):
        return "(" + " OR ".join([phrase, *(f'"{stem}"' for stem in _stems(word))]) + ")"
    return phrase


def match_query(query: str | None) -> str:
    """What a visitor typed as an FTS5 MATCH expression that is never a syntax error.

    Words are joined by AND, quoted words are a phrase, `deep*` finds beginnings. Nothing searchable gives
    `""`, which finds nothing.
    """
    terms = []
    for quoted, bare in _TERMS.findall((query or "")[:MAX_QUERY]):
        term = _phrase(quoted) if quoted else _alternatives(bare)
        if term:
            terms.append(term)
    return " AND ".join(terms[:_MAX_TERMS]) or '""'

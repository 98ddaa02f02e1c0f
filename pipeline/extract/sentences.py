"""Sentences of a block and clauses of a sentence: the spans inside which words belong together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pipeline.extract.spans import Span

#: What ends a sentence: a full stop and its kin, with closing quotes and brackets that belong to it.
_END: Final = re.compile(r"""(?:[.!?؟۔…]+["'”’»)\]]*(?=\s|$)|[。！？]+["'”’」』）]*)""")

#: Where a sentence may end, abbreviations left aside: enough to tell what a name near its beginning is about.
ROUGH_END: Final = re.compile(r"[.!?؟;؛](?=\s|$|[\u4e00-\u9fff])|[。！？；\n]")

#: Words whose full stop does not end a sentence (English), lower case.
_ABBREVIATIONS: Final = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "no",
        "nos",
        "inc",
        "corp",
        "co",
        "ltd",
        "llc",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "vs",
        "e.g",
        "i.e",
        "etc",
        "approx",
        "est",
        "u.s",
        "u.k",
        "u.a.e",
        "a.i",
        "a.m",
        "p.m",
        "fig",
        "vol",
        "v",
        "ver",
        "gen",
        "sen",
        "rep",
        "gov",
        "jr",
        "sr",
        "mt",
        "dept",
    ]
)
#: A name that begins small and opens a sentence: "o3", "gpt-oss-120b", "xAI".
_SMALL_NAME: Final = re.compile(r"\s+(?:[a-z]{1,12}(?:-[a-z]{1,12}){0,2}-?\d|[a-z]{1,2}[A-Z])")

_WORD_BEFORE: Final = re.compile(r"(?<![^\W_])(?<!['’])([A-Za-z][A-Za-z.]*)\.$")

#: Abbreviations that end a sentence all the same when a capital follows ("in the U.S. The firm").
_MAY_END: Final = frozenset("u.s u.k u.a.e a.i a.m p.m inc corp co ltd llc etc jr sr".split())

_CLAUSE: Final = re.compile(
    r"(?:(?<!\d),|,(?!\d)|[;:](?!\d)|[،؛，：](?!\d)|(?<!\d)[،，：]|；|\s[—–-]\s|——|—|\s\|\s"
    # Headlines part their halves by a space between Chinese characters; elsewhere none stands there.
    r"|(?<=[\u4e00-\u9fff])[ \u3000](?=[\u4e00-\u9fff]))"
)

#: A remark in brackets that is long enough to be a statement of its own.
_BRACKETS: Final = re.compile(r"[(（][^()（）]{28,400}[)）]")


def sentences(text: str) -> list[Span]:
    """The sentences of one block as spans of `text`, without the spaces around them."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if _is_inside_sentence(text, match):
            continue
        _append(text, start, match.end(), spans)
        start = match.end()
    _append(text, start, len(text), spans)
    return spans


def _is_inside_sentence(text: str, end: re.Match[str]) -> bool:
    mark = end.group()
    if mark[0] == "." and len(mark) > 1 and _SMALL_NAME.match(text, end.end()):
        return False
    if mark[0] != ".":
        # "Yahoo! said": a lower-case Latin letter goes on with the sentence.
        return bool(re.match(r"\s+[a-z]", text[end.end() : end.end() + 4]))
    if mark.startswith("..") or len(mark) > 1:
        return bool(re.match(r"\s+[a-z]", text[end.end() : end.end() + 4]))
    following = text[end.end() : end.end() + 3].lstrip()[:1]
    word = _WORD_BEFORE.search(text, max(0, end.start() - 12), end.start() + 1)
    if following.islower() and following.isascii():
        # "... on April 16. o3 is billed at": a model's name opens a sentence in small letters.
        short = word is not None and word[1].lower() in _ABBREVIATIONS
        return short or not _SMALL_NAME.match(text, end.end())
    if word is None:
        # "1. First": the number of a list item.
        return end.start() < 4 and bool(re.match(r"\s*\d{1,2}\.$", text[: end.start() + 1]))
    name = word.group(1).lower().rstrip(".")
    if name in _MAY_END:
        return not (following.isupper() and not re.match(r"\s+(?:App|Senate|House|Congress|AI)\b", text[end.end() :]))
    if len(name) == 1 and following.isupper() and text[: word.start(1)].endswith("Series "):
        return False  # "... closed its Series G. It expects ..."
    if len(name) == 1 and following.isupper() and re.search(r"\d\s?$", text[: word.start(1)]):
        return False  # "... after 0.6 s. Qwen needs ..."
    return name in _ABBREVIATIONS or (len(name) == 1 and name.isalpha())


def _append(text: str, start: int, end: int, spans: list[Span]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def clauses(text: str, start: int, end: int, breaks: list[int]) -> list[Span]:
    """The clauses of the sentence `text[start:end]`: between punctuation, and before each offset in `breaks`.

    `breaks` are where words such as "while" or "مقابل" begin a new clause.
    """
    cuts = {start, end}
    for match in _CLAUSE.finditer(text, start, end):
        cuts.add(match.end())
    for match in _BRACKETS.finditer(text, start, end):
        cuts.update(match.span())
    cuts.update(at for at in breaks if start < at < end)
    edges = sorted(cuts)
    return [(a, b) for a, b in pairwise(edges) if text[a:b].strip()]

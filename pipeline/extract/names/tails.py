"""The end of a name that its family's grammar does not know: "Qwen3-Omni-Captioner", "gemini-embedding-001".

A hyphen joins it to what was read, or a capital tells it: "GPT-5.6 Sol". Cut off, the name would be that of another
model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from pipeline.extract.mentions import Found, SubjectMention, merged
from pipeline.extract.spans import Span, is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits

#: Parts in capitals behind a name in capitals, and an interface's identifier, in small letters and with a number.
_PARTS: Final = re.compile(r"(?:[-‑](?:[A-Z]|\d{1,4}[A-Za-z]|\d\d)[\w.]{0,20}){1,5}(?<!\.)(?![\w/@-])", re.ASCII)
_IDENTIFIER: Final = re.compile(r"(?:-[a-z0-9.]{1,20}){0,4}-[a-z]{0,3}\d[a-z0-9.]{0,10}(?<!\.)(?![\w/@-])", re.ASCII)
#: A word with a capital behind a model's name. In small letters otherwise: what is all capitals is an abbreviation.
_VARIANT: Final = re.compile(r" ([A-Z][a-z]{2,15})(?![\w'’@/-]|\.[a-z])", re.ASCII)
#: So many times an English text has to say it; among letters of another script a Latin word is a name at once.
_LEAST: Final = 2

_LATEST: Final = re.compile(r"[a-z][a-z0-9.]{1,20}(?:-[a-z0-9.]{1,20}){0,4}?-latest(?![\w/-])", re.ASCII)


def tail(text: str, start: int, end: int) -> str:
    """What the name that stands at `start:end` of a text goes on with, "" if it ends there."""
    head = text[start:end]
    if not head.isascii() or text[end : end + 1] not in ("-", "‑"):
        return ""
    match = (_IDENTIFIER if head.islower() else _PARTS).match(text, end)
    if match is None or not _others().isdisjoint(re.split("[-‑]", match.group())):
        return ""
    return match.group()


def with_variants(texts: Sequence[str], languages: Sequence[str], found: Sequence[Found]) -> list[Found]:
    """What was found in the texts of an article, its models named to the end: "GPT-5.6 Sol", where a catalogue knows
    GPT-5.6 alone, and the word by itself, "Sol", where it ends one name only. A word behind a version that is
    another's name, or stands there in English only once, is no part."""
    told: Counter[SubjectMention] = Counter()
    for text, language, each in zip(texts, languages, found, strict=True):
        weight = 1 if traits(language).latin else _LEAST
        for mention, word in _variants(text, each):
            told[replace(mention, start=0, end=0, name=f"{mention.name} {word}", short=True)] += weight
    variants = {variant.name: variant for variant, times in told.items() if times >= _LEAST}
    words = Counter(name.rpartition(" ")[2] for name in variants)
    alone = {word: variant for name, variant in variants.items() if words[word := name.rpartition(" ")[2]] == 1}
    if not variants:
        return list(found)
    longer = (_lengthened(text, each, variants) for text, each in zip(texts, found, strict=True))
    return [_with_words(text, each, alone) for text, each in zip(texts, longer, strict=True)]


def _lengthened(text: str, found: Found, variants: Collection[str]) -> Found:
    words = {mention.start: word for mention, word in _variants(text, found) if f"{mention.name} {word}" in variants}
    subjects = [
        replace(m, end=m.end + 1 + len(words[m.start]), name=f"{m.name} {words[m.start]}") if m.start in words else m
        for m in found.subjects
    ]
    return replace(found, subjects=subjects)


def _with_words(text: str, found: Found, alone: Mapping[str, SubjectMention]) -> Found:
    """What was found, with the words that stand for a variant where they are no part of another name."""
    word = re.compile(rf"(?<![\w'’@/.-])(?:{'|'.join(map(re.escape, alone))})(?![\w@/-])") if alone else None
    taken = _taken(found)
    meant = [
        replace(alone[match.group()], start=match.start(), end=match.end())
        for match in (word.finditer(text) if word else ())
        if not is_taken(match.span(), taken)
    ]
    return replace(found, subjects=merged(found.subjects, meant)) if meant else found


def _taken(found: Found) -> list[Span]:
    known = (found.subjects, found.benchmarks, found.voices, found.places, found.lists)
    return [(mention.start, mention.end) for mentions in known for mention in mentions]


def _variants(text: str, found: Found) -> Iterator[tuple[SubjectMention, str]]:
    """The models whose version a word follows that nobody knows, with the word."""
    taken: list[Span] = []
    for mention in found.subjects:
        match = _VARIANT.match(text, mention.end) if mention.type == "model" else None
        if match is None or not text[mention.end - 1].isdigit() or match[1] in _others():
            continue
        taken = taken or _taken(found)
        if not is_taken(match.span(1), taken):
            yield mention, match[1]


def latest_of(text: str, start: int, limit: int) -> str:
    """The identifier of an interface that begins at `start` and stands for whatever is the newest of its line, which is
    no other name of it: "chatgpt-4o-latest"; "" if none does."""
    match = _LATEST.match(text, start, limit)
    return match.group() if match is not None and text[start - 1 : start] not in ("-", "/", ".") else ""


@cache
def _others() -> frozenset[str]:
    """What is joined to a name or stands behind it without being part of it: "Claude-API", "GPT-4 Technical"."""
    words = lexicon("en", "subjects")
    return frozenset((*words["joined"], *words["behind_version"]))

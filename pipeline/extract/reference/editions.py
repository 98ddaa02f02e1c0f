"""Editions of a model that was named before: "the Turbo version", «نسخه توربو», «نسخه ۴.۵»."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.names.gazetteer import ends_right, starts_right
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.words import name_words
from pipeline.extract.patterns import pattern
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded

#: How far before a name, in characters, the word stands that sets something against it.
_AGAINST_REACH: Final = 14


#: Words of which a model's name has one, and the last word of a name.
_TIERS: Final = frozenset(
    "nano mini Nano Mini Lite Flash Air Small Medium Large Super Ultra Pro Plus Max Instant Thinking Fast Heavy".split()
)
#: Words that tell how far a model is, not which: "the preview version".
_STAGES: Final = frozenset({"Preview", "Beta", "preview", "beta"})

_LAST_WORD: Final = re.compile(r"[ -]([A-Za-z]+)$")

#: A word alone in quotation marks, as Arabic and Persian set names: «ميني» beside GPT-5.
_QUOTED: Final = re.compile(r"(?<=«)(?P<word>[\u0620-\u06d3]{2,8})(?=»)")

#: A tier alone in Latin letters, where the text is of another script: «وسيتبعه Super وUltra».
_TIER_ALONE: Final = re.compile(
    rf"(?<![a-z0-9.-])(?<![a-z0-9] )(?P<word>{'|'.join(sorted({t.lower() for t in _TIERS}))})(?![a-z0-9-]| [a-z])"
    r"(?! \d(?:\.\d)?(?![\d.%]))"
)


def editions(
    text: Folded,
    language: str,
    named: Sequence[SubjectMention],
    main: SubjectMention | None,
    subjects: Subjects,
    versions: Mapping[str, Collection[str]],
) -> Iterator[SubjectMention]:
    """The model named before in the text, else the `main` one, with a word or another version.

    `versions` are the major versions of each family that the article names in full.
    """
    found = list(_by_word(text, language, named, main, subjects))
    yield from found
    if not traits(language).latin:
        yield from _tiers(text, [*named, *found], subjects)
    yield from _by_number(text, language, named, main, subjects, versions)


def _tiers(text: Folded, named: Sequence[SubjectMention], subjects: Subjects) -> Iterator[SubjectMention]:
    """The sisters of a model whose name ends in a tier, told by theirs alone: «نسخة Thinking ... وPro»."""
    for match in _TIER_ALONE.finditer(text.text):
        start, end = text.span(*match.span())
        word = text.original[start:end]
        before = sorted((m for m in named if m.type == "model" and m.end <= start), key=lambda m: m.end)
        sisters = [m for m in before if (tier := _LAST_WORD.search(m.name)) is not None and tier[1] in _TIERS - {word}]
        if not sisters or word not in _TIERS or not sisters[-1].name.startswith(before[-1].name):
            continue
        model = sisters[-1]
        yield from _edition(model, word, start, end, subjects)


def _edition(model: SubjectMention, word: str, start: int, end: int, subjects: Subjects) -> Iterator[SubjectMention]:
    """A model with another word in its name, told at `start:end`; none where its family is not known."""
    for family in subjects.families_of(model)[:1]:
        joint = subjects.grammars[family].entry.joint or "-"
        yield replace(model, start=start, end=end, name=_head(model.name, word) + joint + word, short=True)


def _by_word(
    text: Folded, language: str, named: Sequence[SubjectMention], main: SubjectMention | None, subjects: Subjects
) -> Iterator[SubjectMention]:
    """The editions told by a word: "the Turbo version", «ميني»."""
    words = name_words(language)
    told = words.edition.search(text.text) is not None  # without it, each word is looked at in vain
    for form in (words.edition_before, words.edition_after, _QUOTED) if told else (_QUOTED,):
        for match in form.finditer(text.text):
            start, end = text.span(match.start(), match.end())
            before = [m for m in named if m.type == "model" and m.end <= start]
            model = _edited(before, main, text.original, language) if before else main
            word = subjects.words.get(match["word"])
            if model is None or model.type != "model" or word is None or word in model.name:
                continue
            if word in _STAGES or (form is _QUOTED and subjects.is_plan(word)):
                continue
            if not (starts_right(text.text, match.start()) and ends_right(text.text, match.end())):
                continue
            yield from _edition(model, word, start, end, subjects)


def _by_number(
    text: Folded,
    language: str,
    named: Sequence[SubjectMention],
    main: SubjectMention | None,
    subjects: Subjects,
    versions: Mapping[str, Collection[str]],
) -> Iterator[SubjectMention]:
    """The editions told by their number: «نسخه ۴.۵»."""
    words = name_words(language)
    maker = main.maker if main is not None else ""
    for match in words.edition_number.finditer(text.text):
        # «نسخه ۴.۵» beside GLM-4.6: a version of the family that is spoken of.
        start, end = text.span(match.start(), match.end())
        models = [m for m in named if m.type == "model" and m.end <= start and m.maker == maker]
        for model in models[-1:] or ([main] if main is not None else []):
            for family in subjects.families_of(model)[:1]:
                head = re.match(r"\D+(?=\d)", model.name)
                if head is not None and match[1].partition(".")[0] in versions[family]:
                    # The line or letter is that of the model beside it: V3.1 beside DeepSeek-V3.2.
                    yield replace(model, start=start, end=end, name=head[0] + match[1], short=True)


def _head(name: str, word: str) -> str:
    """What a word is put behind: a model's name, without the tier at its end where the word is another one ("Nemotron
    3 Ultra" beside Nemotron 3 Nano)."""
    tier = _LAST_WORD.search(name)
    return name[: tier.start()] if tier is not None and tier[1] in _TIERS and word in _TIERS else name


def _edited(before: Sequence[SubjectMention], main: SubjectMention | None, text: str, language: str) -> SubjectMention:
    """The model whose edition is meant: the last one named, or the one that the text began with where the last is
    only what it is set against ("more than GPT-5.1 costs. The Thinking variant ..."), or the article's main one where
    that is another of its maker's."""
    last = before[-1]
    others = [m for m in before if m.maker == last.maker and m.name != last.name]
    if main is not None and any(m.name == main.name for m in others):
        return main
    if pattern(language, "set_against").search(text, max(0, last.start - _AGAINST_REACH), last.start) is None:
        return last
    return others[-1] if others else main if main is not None and main.maker == last.maker else last

"""Names that mean something else by what stands beside them: a firm named by its product, parts of a longer name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.words import name_words
from pipeline.extract.patterns import pattern
from pipeline.languages import lexicon
from pipeline.text.fold import Folded, fold

#: How far from a name the word "maker" may stand, in characters.
_MAKER_REACH: Final = 24
#: How far before a name, in characters, the office stands that somebody had there.
_EMPLOYER_REACH: Final = 48
#: The rest of a name that hyphens hold together, and how long such a name can be.
_HYPHENED: Final = re.compile(r"(?:-[\w.]{0,20}\w){0,4}")
_LONGEST_COMPOUND: Final = 60
#: A version that makes a model of a firm's name: "Krutrim-2".
_NUMBERED_NAME: Final = re.compile(r"-\d{1,2}(?:\.\d)?(?:-[A-Za-z]\w{0,20}){0,3}(?![\w.%-])")
#: What a hyphen adds to the name of a family that nobody listed: "Qwen-AgentWorld-35B-A3B", not the format of its
#: weights ("-FP8"), nor a word that makes an adjective ("Kimi-class", "GPT-Based").
_TAIL: Final = re.compile(
    r"-(?!(?:FP|BF|INT|NVFP|MXFP|W|Q)\d|(?:GGUF|AWQ|GPTQ|MLX|ONNX|QAT|Preview|Class|Based|Powered|Style|Like|Only|Level|"
    r"Ready|Compatible|Native|Driven|AI|API|Led|Sized|Backed|Made|Branded|Free|Trained|Generated)\b)"
    r"[A-Z][A-Za-z][A-Za-z0-9_]{0,20}(?:-[A-Z0-9][A-Za-z0-9.]{0,20}[A-Za-z0-9]?){0,4}(?![A-Za-z0-9_-])"
)
#: A word with a capital that goes on with a model's version in running text: "GPT-5.6 Sol improved", "GPT-5.6 Luna by
#: 80%"; in a title every word has one.
_CODENAME: Final = re.compile(r" (?P<word>[A-Z][a-z]{2,})(?= (?:[a-z]|\d)|[,.;:)]|['’]s )")
#: A line and a version behind the name of a family that has no such line yet: "Claude Fable 5", not "Claude Beats 3
#: Rivals".
_NEW_LINE: Final = re.compile(
    r" (?P<word>[A-Z][a-z]{2,}) \d{1,2}(?:\.\d)?(?![\w%]|[.,]\d| (?:million|billion|trillion|percent|[A-Z]))"
)
#: What stands before the name of a family with a hyphen makes another model of it: "Lugha-Llama", "K-EXAONE", not
#: "Non-GPT".
_NAMED_AFTER: Final = re.compile(
    r"(?<![A-Za-z0-9_.-])(?!(?:Non|Pre|Post|Anti|Multi|Ex|Semi|Mid|Like|Is)-)[A-Z](?:[A-Za-z]{2,20})?-$"
)


def as_makers(mentions: list[SubjectMention], text: Folded, language: str) -> list[SubjectMention]:
    """The mentions, "the maker of ChatGPT" and "ChatGPT maker" taken as the company."""
    words = name_words(language)
    result = []
    for mention in mentions:
        if mention.type == "company" or not mention.maker:
            result.append(mention)
            continue
        before = fold(text.original[max(0, mention.start - _MAKER_REACH) : mention.start])
        after = fold(text.original[mention.end : mention.end + _MAKER_REACH])
        if words.maker_before.search(before) or words.maker_after.match(after):
            mention = replace(mention, name=mention.maker, type="company", family="", short=True)
        result.append(mention)
    return result


def without_employers(mentions: list[SubjectMention], text: str, language: str) -> list[SubjectMention]:
    """The mentions that do not only tell where somebody worked: "a former OpenAI researcher", "百度前副总裁创办的"."""
    before, behind = (pattern(language, name) for name in ("employer.before", "employer.behind"))
    return [
        m
        for m in mentions
        if m.type not in ("company", "product")
        or not (before.search(text, max(0, m.start - _EMPLOYER_REACH), m.start) or behind.match(text, m.end))
    ]


def compounds(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """The mentions, names that a hyphen joins taken as one model: "Qwen-SEA-LION-v4", "Krutrim-2", "Lugha-Llama"."""
    result: list[SubjectMention] = []
    for index, mention in enumerate(mentions):
        numbered = _NUMBERED_NAME.match(text, mention.end) if mention.type == "company" else None
        if numbered is not None and text[mention.start].isascii():
            name = text[mention.start : numbered.end()]
            mention = replace(mention, end=numbered.end(), name=name, type="model", family=name)
        named_after = _NAMED_AFTER.search(text, max(0, mention.start - _MAKER_REACH), mention.start)
        alone = named_after is not None and (not result or result[-1].end <= named_after.start())
        if named_after is not None and alone and mention.type in ("family", "model"):
            end = _HYPHENED.match(text, mention.end).end()  # type: ignore[union-attr]
            name = text[named_after.start() : end]
            mention = replace(mention, start=named_after.start(), end=end, name=name, type="model", family=name)
        tail = _TAIL.match(text, mention.end) if mention.type in ("family", "model") else None
        following = mentions[index + 1].start if index + 1 < len(mentions) else len(text)
        if tail is not None and tail.end() <= following and text[mention.end - 1].isascii():
            name = text[mention.start : tail.end()] if text[mention.start].isascii() else mention.name + tail.group()
            mention = replace(mention, end=tail.end(), name=name, type="model")
        more = _named_behind(mention, text)
        if more is not None and more.end() <= following and _is_codename(more["word"]):
            mention = replace(mention, end=more.end(), name=mention.name + more.group(), type="model")
        last = result[-1] if result else None
        things = last is not None and last.type in ("family", "model") and mention.type in ("family", "model")
        if (
            last is None
            or not things
            or text[last.end : mention.start] != "-"
            or mention.end - last.start > _LONGEST_COMPOUND
        ):
            result.append(mention)
            continue
        end = _HYPHENED.match(text, mention.end).end()  # type: ignore[union-attr]
        name = text[last.start : end]
        result[-1] = replace(mention, start=last.start, end=end, name=name, type="model", family=name, short=False)
    return result


def _named_behind(mention: SubjectMention, text: str) -> re.Match[str] | None:
    """The word that a model's version goes on with, or the line and version of a family."""
    if mention.type == "model" and mention.name[-1].isdigit():
        return _CODENAME.match(text, mention.end)
    return _NEW_LINE.match(text, mention.end) if mention.type == "family" else None


def _is_codename(word: str) -> bool:
    """Whether a word behind a version is none that begins something else: "GPT-5 Tuesday", "GPT-5 Users"."""
    words = lexicon("en", "subjects")
    return word not in words["strangers"]["nameless"] and word not in words["kinds"]["nameless"]


def shortened(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """The mentions, a product called by the last word of another one named before it taken as that one ("Copilot"
    after GitHub Copilot)."""
    full = [m for m in mentions if m.type == "product" and " " in text[m.start : m.end]]
    if not full:
        return mentions
    result = []
    for mention in mentions:
        word = text[mention.start : mention.end].partition(" ")[0]
        if " " in text[mention.start : mention.end]:
            words = {word} if mention.name != _product(mention) else set()  # "Copilot Pro", not "Copilot for X"
        else:
            words = {word, _product(mention).rpartition(" ")[2]}
        meant = next((f for f in full if f.end <= mention.start and _product(f).rpartition(" ")[2] in words), None)
        if mention.type == "product" and meant is not None and _product(meant) != _product(mention):
            line = _product(meant)
            rest = text[mention.start + len(word) : mention.end]
            mention = replace(mention, name=line + rest, family=line, maker=meant.maker, short=True)
        result.append(mention)
    return result


def of_brand(
    named: Sequence[list[SubjectMention]], texts: Sequence[Folded], subjects: Subjects
) -> list[list[SubjectMention]]:
    """The mentions of an article, a product called by its last word taken as that of the firm that the article names
    more than the product's maker: "Copilot" in a story on GitHub."""
    firms = Counter(m.name for mentions in named for m in mentions if m.type == "company")
    spelled = _spelled_out(named, texts)
    result = []
    for mentions, text in zip(named, texts, strict=True):
        result.append([_of_brand(m, text.original, firms, spelled, subjects) for m in mentions])
    return result


def _spelled_out(named: Sequence[list[SubjectMention]], texts: Sequence[Folded]) -> dict[str, SubjectMention]:
    """By their last words the products that an article calls by their whole names, in whatever script, before it says
    the last word alone."""
    found: dict[str, SubjectMention] = {}
    for mentions, text in zip(named, texts, strict=True):
        for mention in mentions:
            if mention.type == "product":
                words = text.original[mention.start : mention.end].replace("\u200c", " ").split()
                whole = len(words) > 1 and " " in _product(mention)
                found.setdefault(_product(mention).rpartition(" ")[2], mention if whole else replace(mention, name=""))
    return {word: mention for word, mention in found.items() if mention.name}


def _of_brand(
    mention: SubjectMention,
    text: str,
    firms: Counter[str],
    spelled: Mapping[str, SubjectMention],
    subjects: Subjects,
) -> SubjectMention:
    brand, _, word = mention.name.rpartition(" ")
    if mention.type != "product" or brand != mention.maker or " " in text[mention.start : mention.end]:
        return mention
    for firm, count in firms.items():
        other = subjects.entry("products", f"{firm} {word}") if count > firms[brand] else None
        if other is not None:
            return replace(mention, name=other.name, maker=other.maker, family=other.name, short=True)
    meant = spelled.get(word)
    if meant is not None and _product(meant) != mention.name:
        return replace(mention, name=_product(meant), maker=meant.maker, family=_product(meant), short=True)
    return mention


def _product(mention: SubjectMention) -> str:
    """The product of a mention that may name a plan of it."""
    return mention.family or mention.name

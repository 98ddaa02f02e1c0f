"""Models called by a part of their name: "Maverick" for Llama 4 Maverick, «ماوریک», "120b" for gpt-oss-120b."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.words import name_words
from pipeline.extract.patterns import pattern
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded

#: The shortest word, in letters, that can be a model's nickname.
_NICKNAME: Final = 5
_LOCAL_WORD: Final = re.compile(r"(?<![\u0620-\u06d3])[\u0620-\u06d3]{5,14}(?![\u0620-\u06d3])")
_LATIN_WORD: Final = re.compile(r"(?<![a-z0-9.-])[a-z]{5,20}(?![\w-])")
#: In a text of another script a shorter one too, if no other Latin word stands beside it.
_LONE_WORD: Final = re.compile(r"(?<![a-z0-9.-])(?<![a-z0-9] )[a-z]{3,20}(?![a-z0-9.-])(?! [a-z0-9])")
#: A size at the end of a model's name, and one that stands alone for the model: "gpt-oss-120b", "120b 的訓練".
_SIZE: Final = re.compile(r"(?<![a-z0-9.])\d{1,4}(?:\.\d)?[bm](?:-a\d{1,3}b)?$")
SIZE_ALONE: Final = re.compile(r"(?<![a-z0-9.$€£¥-])\d{1,4}(?:\.\d)?[bm](?:-a\d{1,3}b)?(?![a-z0-9%-])")
#: Words that tell one model of a line from its sisters, never a plan; one at the end of a name, and one alone where a
#: name can stand: "Nano came out in December; Ultra, the big one, is due".
_TIERS: Final = ("Nano", "Mini", "Super", "Ultra", "Lite", "Flash")
_OF_TIER: Final = re.compile(rf"(?P<head>.*\d)(?P<joint>[ -])(?:{'|'.join(_TIERS)})")
_TIER_ALONE: Final = re.compile(
    rf"(?:^|(?P<before>[\w”’).;:,]{{1,30}}) )(?P<tier>{'|'.join(_TIERS)})"
    r"(?=[,.;:)]|$| (?:is|was|has|had|came|comes|arrived|launched|will|costs|scores|gets|follows|followed|runs|should"
    r"|ships|makes|counts|takes|reads|needs|uses|offers|reaches|manages|stays|can)\b)"
)
#: The tiers that makers write small, where a clause speaks of them: "mini is 25 cents and $2, nano five cents".
_SMALL: Final = ("mini", "nano")
_SMALL_ALONE: Final = re.compile(
    r"(?:^|[,;:.] )(?:and |but |while |the |The )?(?P<tier>mini|nano)"
    r"(?= (?:is|was|at|costs?|gets|scores|comes|runs|goes|has|for) | (?:\w+ cents|[$€£]?\d)|, (?:at )?[$€£])"
)
#: What a model's name that tells its generation alone has behind its family: "Llama 4".
_GENERATION: Final = re.compile(r"[ -]?\d{1,2}(?:\.\d)?")
#: The end of a longer name.
_IN_NAME: Final = re.compile(r"[A-Z0-9][\w-]*(?:\.[\w-]+)*$")
#: A list of sizes: "0.5B、1.8B、4B".
_SIZES_BEFORE: Final = re.compile(r"\d[bm][、,/ ]{1,2}$")
#: What parts statements.
_STATEMENT: Final = re.compile(r"[;；。]")
_CLAUSE: Final = re.compile(r"[,;；。，：]")
#: A number that a word for parameters, or what they are, is followed by.
_NUMBER_BEHIND: Final = re.compile(r"[^\d\n,.;:，。；、()（）]{0,6}\d")
#: How near, in characters, a word for parameters keeps a size from being a name.
_SIZE_TOLD: Final = 14


def nicknames(
    named: Sequence[Sequence[SubjectMention]],
    language: str,
    subjects: Subjects,
    sizes: Sequence[SubjectMention] = (),
) -> dict[str, SubjectMention]:
    """Lower-case last words and sizes that stand for one model alone of those that an article names, or for one of the
    `sizes` that it lists of a model."""
    models: dict[str, dict[str, SubjectMention]] = defaultdict(dict)
    latin = traits(language).latin
    for mention in (m for mentions in named for m in mentions if m.type == "model"):
        word = mention.name.rpartition(" ")[2].rpartition("-")[2]
        # Inside a text in another script a Latin word with a capital is a name, also a common one: "Air 排第六".
        common = word in subjects.common_words
        used = len(word) >= _NICKNAME and not common
        used = used or (common and not latin and not subjects.is_plan(word))
        if used and word.isalpha() and word[0].isupper():
            models[word.lower()].setdefault(mention.name, mention)
            for form in subjects.line_spellings(mention, word):
                models[form].setdefault(mention.name, mention)
    for mention in (m for mentions in named for m in mentions if m.type in ("model", "family")):
        size = _SIZE.search(mention.name.lower())
        if size is not None:
            for form in {size.group(), size.group().partition("-")[0]}:
                models[form].setdefault(mention.name, mention)
    alone = {word: next(iter(of.values())) for word, of in models.items() if len(of) == 1}
    listed = {size.group(): m for m in sizes if (size := _SIZE.search(m.name.lower()))}
    return _of_generation(named, language, subjects) | alone | listed | _tiers(named, language, subjects)


def _of_generation(
    named: Sequence[Sequence[SubjectMention]], language: str, subjects: Subjects
) -> dict[str, SubjectMention]:
    """The models of the generation of a family that an article names most, by their line's own word: "Maverick" where
    it names Llama 4, and once Llama 3."""
    generations: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in (m for mentions in named for m in mentions if m.type == "model"):
        for family in subjects.families_of(mention)[:1]:
            if _is_generation(mention, family):
                generations[family][mention.name] += 1
    found: dict[str, SubjectMention] = {}
    for family, counts in generations.items():
        (model, most), *others = counts.most_common(2)
        lines = [line for line, _ in subjects.grammars[family].entry.lines]
        for line in lines if not others or others[0][1] < most else ():
            if (
                len(line) >= _NICKNAME
                and line.isalpha()
                and (not traits(language).latin or line not in subjects.common_words)
            ):
                full = subjects.find_subjects(f"{model} {line}", "en", about_ai=True)
                if len(full) == 1 and full[0].type == "model" and line in full[0].name:
                    found |= dict.fromkeys((line.lower(), *subjects.line_spellings(full[0], line)), full[0])
    return found


def _tiers(named: Sequence[Sequence[SubjectMention]], language: str, subjects: Subjects) -> dict[str, SubjectMention]:
    """The sisters of the one model that an article names with such a word, by their own: "Nano" for "Foo 3 Nano"."""
    heads: dict[str, SubjectMention] = {}
    for mention in (m for mentions in named for m in mentions if m.type == "model"):
        tier = _OF_TIER.fullmatch(mention.name)
        if tier is not None:
            heads.setdefault(tier["head"] + tier["joint"], mention)
    if not traits(language).latin or len(heads) > 1:
        return {}
    small = _small_tiers(named, subjects)
    for head, model in heads.items():
        small |= {tier: replace(model, name=f"{head}{tier}", short=True) for tier in _TIERS}
    return small


def _small_tiers(named: Sequence[Sequence[SubjectMention]], subjects: Subjects) -> dict[str, SubjectMention]:
    """The small sisters of the one generation that an article names, where its maker has such: GPT-5 mini."""
    models = {m.name: m for mentions in named for m in mentions if m.type == "model"}
    generations = [m for m in models.values() for f in subjects.families_of(m)[:1] if _is_generation(m, f)]
    if len(generations) != 1:
        return {}
    sisters = {tier: subjects.find_subjects(f"{generations[0].name} {tier}", "en", about_ai=True) for tier in _SMALL}
    return {tier: found[0] for tier, found in sisters.items() if len(found) == 1 and found[0].name.endswith(tier)}


def _is_generation(model: SubjectMention, family: str) -> bool:
    return _GENERATION.fullmatch(model.name.removeprefix(family)) is not None


def called(
    text: Folded, models: Mapping[str, SubjectMention], language: str, first: Mapping[str, int]
) -> Iterator[SubjectMention]:
    """The places where a model is called by its last word alone, with a capital or in local letters, or by its size;
    by its size not before the article names it: `first` tells where in this text it does so for the first time.
    """
    for match in _LOCAL_WORD.finditer(text.text) if traits(language).by_sound else ():
        mention = models.get(match.group())
        if mention is not None:
            start, end = text.span(match.start(), match.end())
            yield replace(mention, start=start, end=end, short=True)
    for match in (_LATIN_WORD if traits(language).latin else _LONE_WORD).finditer(text.text):
        mention = models.get(match.group())
        if mention is not None:
            start, end = text.span(match.start(), match.end())
            if text.original[start].isupper():
                yield replace(mention, start=start, end=end, short=True)
    for match in _TIER_ALONE.finditer(text.original) if traits(language).latin else ():
        mention = models.get(match["tier"])
        if mention is not None and not _IN_NAME.match(match["before"] or ""):
            yield replace(mention, start=match.start("tier"), end=match.end("tier"), short=True)
    for match in _SMALL_ALONE.finditer(text.original) if traits(language).latin else ():
        mention = models.get(match["tier"])
        if mention is not None:
            yield replace(mention, start=match.start("tier"), end=match.end("tier"), short=True)
    for match in SIZE_ALONE.finditer(text.text):
        mention = models.get(match.group())
        if mention is not None and not _tells_size(text.text, match, language):
            start, end = text.span(match.start(), match.end())
            if start < first.get(mention.name, 0):
                continue  # "The 1B gets 78.5, ahead of Foo 1B"
            yield replace(mention, start=start, end=end, short=True)


def _tells_size(text: str, size: re.Match[str], language: str) -> bool:
    """Whether a size is told as what it is and does not stand for a model: "120B parameters", "总参数为 120B"."""
    if _SIZES_BEFORE.search(text, max(0, size.start() - _SIZE_TOLD), size.start()):
        return True
    if any(
        _CLAUSE.search(text, min(cue.end(), size.end()), max(size.start(), cue.start())) is None
        for cue in pattern(language, "in_sizes").finditer(text, max(0, size.start() - _SIZE_TOLD))
        if cue.start() <= size.end() + _SIZE_TOLD
    ):
        return True  # "有 3B 與 8B 兩種規模"
    if pattern(language, "size.described").search(text, 0, size.start()):
        return True  # "X is a 30B MoE"
    parameters = name_words(language).parameters
    before = _STATEMENT.split(text[max(0, size.start() - _SIZE_TOLD) : size.start()])[-1]
    if parameters.search(before):
        return True
    behind = parameters.search(text, size.end(), size.end() + _SIZE_TOLD)
    # "20b 总参数 209 亿": the number that follows is that of the parameters
    return behind is not None and not _NUMBER_BEHIND.match(text, behind.end())

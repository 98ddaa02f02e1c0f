"""Names that a Chinese article brings in itself: 初创公司 Tessel, 代号“海马”的新模型, 青禾科技（Greenly）.

Chinese writes no capitals and no spaces: what shows a new name is Latin letters or quotation marks beside the word for
its kind, its Latin form in brackets, or an ending that only firms' names have. The words are data, `kinds_beside` in
`pipeline/languages/zh/subjects.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

from pipeline.extract.cues import find_cues
from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.names.versions import is_counted
from pipeline.extract.patterns import pattern, spelled
from pipeline.extract.spans import is_taken
from pipeline.languages import lexicon
from pipeline.text.fold import Folded, fold

#: A name in Latin letters: a word with a capital, perhaps with a few more.
_LATIN: Final = r"[A-Z][A-Za-z0-9.+-]{1,24}(?: [A-Z][A-Za-z0-9.+-]{0,20}){0,2}(?<![.+-])"
#: How far before the word for a kind, in characters, the words stand that say whose it is.
_OWN_REACH: Final = 12
#: How a quoted name ends that counts its versions: 日日新6.5, 飞星一号.
_NUMBERED: Final = "0123456789号代"
#: A name in Chinese characters with its version, and the version.
_VERSIONED: Final = re.compile(r"(?P<line>[\u4e00-\u9fff]{2,6}) ?\d{1,2}(?:\.\d)?")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,6}")
_VERSION: Final = r" ?(?P<version>\d{1,2}(?:\.\d)?)(?![\dA-Za-z%.])"
#: A name in Latin letters right behind a word for its kind.
_NAME_BEHIND: Final = re.compile(r"\s?[A-Z][A-Za-z]")
#: A short name in quotation marks.
_QUOTED: Final = r"[“‘「『《](?P<quoted>[^“”‘’「」『』《》，。、；：！？,()（） ]{2,12})[”’」』》]"


class _Kinds(NamedTuple):
    """The patterns of names beside the words for their kinds, and the kind of each word."""

    types: dict[str, SubjectType]
    before: re.Pattern[str]
    after: re.Pattern[str]
    called: re.Pattern[str]
    named_so: re.Pattern[str]
    bracketed: re.Pattern[str]
    firm: re.Pattern[str]
    told: re.Pattern[str]
    #: A firm's product by its ending: 作业帮旗下快对AI.
    owned: re.Pattern[str]
    #: What comes out, in quotation marks, by its version: “星舟1.5”预计3月上线.
    out: tuple[re.Pattern[str], ...]
    #: A firm by its founder or by the round that it closes: "创办的 Pluro", "Pluro 创始人", "Pluro 完成 B 轮融资".
    founded: tuple[re.Pattern[str], ...]
    #: What a line of a list tells of, in front of a colon, and what only a model has: "IndexTTS2：9 月开源".
    labelled: re.Pattern[str]
    nameless: frozenset[str]
    named: frozenset[str]
    no_firm: re.Pattern[str]


def named_in(text: Folded, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[str, SubjectMention]]:
    """The names that a text brings in, each with what it stands for; `taken` are the spans of what is known."""
    kinds = _kinds()
    original = text.original
    for match in kinds.bracketed.finditer(original):
        if _free(match, "latin", taken) and _free(match, "words", taken) and _is_name(match["latin"], kinds):
            mention = _mention(match["latin"], "company")
            yield match["words"], mention
            yield match["latin"], mention
    for beside in (kinds.before, kinds.called, kinds.named_so, kinds.after):
        for match in beside.finditer(original):
            group = "latin" if match.groupdict().get("latin") else "quoted"
            word = match[group]
            if not _free(match, group, taken) or not _is_name(word, kinds):
                continue
            kind = kinds.types[fold(match["kind"])]
            called = beside in (kinds.called, kinds.named_so)
            if group == "quoted" and not called and not _is_quoted_name(match, kinds, taken):
                continue
            if group == "quoted" and _NAME_BEHIND.match(original, match.end()):
                continue  # “氛围编程”公司 Foo: what the firm does
            if kind == "model" and group == "latin" and not any(c.isdigit() for c in word):
                before = original[max(0, match.start() - _OWN_REACH) : match.start("kind")]
                if pattern("zh", "own_model").search(before) is None:
                    continue  # "模型 Foo" without a version is mostly a word of the trade, but not "自研模型 Foo"
            yield word, _mention(word, kind)
    for match in kinds.told.finditer(original):
        word = match["firm"]
        if _free(match, "firm", taken) and kinds.no_firm.search(word) is None and _is_name(word, kinds):
            yield word, _mention(word, "company")
    for match in kinds.owned.finditer(original):
        if _free(match, "product", taken):
            yield match["product"], _mention(match["product"], "product")
    for out in kinds.out:
        for match in out.finditer(original):
            if _VERSIONED.fullmatch(match["quoted"]) and _free(match, "quoted", taken):
                yield match["quoted"], _mention(match["quoted"], "model")
    for founded in kinds.founded:
        for match in founded.finditer(original):
            if _free(match, "latin", taken) and _is_name(match["latin"], kinds):
                yield match["latin"], _mention(match["latin"], "company")
    for match in kinds.labelled.finditer(original):
        if _free(match, "latin", taken) and _is_name(match["latin"], kinds):
            yield match["latin"], _mention(match["latin"], "model")
    for match in kinds.firm.finditer(original):
        word = match["firm"]
        if _free(match, "firm", taken) and pattern("zh", "firm.none").search(word) is None:
            yield word, _mention(word, "company")


def versions(named: Mapping[str, SubjectMention], texts: Sequence[Folded]) -> Iterator[tuple[str, SubjectMention]]:
    """The other versions of a model brought in by its Chinese name: 星舟1.0 beside “星舟1.5” or “星舟”."""
    lines = {}
    for name, model in named.items():
        numbered = _VERSIONED.fullmatch(name)
        if model.type == "model" and (numbered is not None or _HAN.fullmatch(name)):
            lines[numbered["line"] if numbered is not None else name] = model
    for line, model in lines.items():
        versioned = re.compile(re.escape(line) + _VERSION)
        for text in texts:
            for match in versioned.finditer(text.original):
                if not is_counted(fold(text.original[match.end() : match.end() + _OWN_REACH]), 0):
                    yield match.group(), replace(model, name=f"{line}{match['version']}")


def is_nameless(word: str) -> bool:
    """Whether a Latin word is a term of the trade, and no name: "API"."""
    return fold(word.strip()) in _kinds().nameless


def _free(match: re.Match[str], group: str, taken: Sequence[tuple[int, int]]) -> bool:
    start, end = match.span(group)
    return not is_taken((start, end), taken)


def _is_name(word: str, kinds: _Kinds) -> bool:
    """Whether a word is a name: not a term of the trade, and no word that says something of its own."""
    if word.isascii():
        return not all(fold(part) in kinds.nameless for part in re.split(r"[ -]", word) if part) and len(word) > 2
    return not any(c.end - c.start >= len(word) - 1 for c in find_cues(word, "zh")) and word[0] != "第"


def _is_quoted_name(match: re.Match[str], kinds: _Kinds, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether words in quotation marks beside a word for a kind are a name, and not what is said of the kind:
    发布模型“海马”, OpenAI“草莓”模型, “海马2”模型, 助手“小鹿”, but 让大模型“瘦身”, “套壳”模型.
    """
    if fold(match["kind"]) in kinds.named or match["quoted"][-1] in _NUMBERED or match["quoted"].isascii():
        return True
    if any(end in (match.start(), match.start() - 1) for _, end in taken):
        return True
    before = match.string[max(0, match.start() - _OWN_REACH) : match.start()]
    return pattern("zh", "own_model").search(before) is not None


def _mention(name: str, kind: SubjectType) -> SubjectMention:
    return SubjectMention(0, 0, name, kind, name if kind == "company" else "", "" if kind == "company" else name)


@cache
def _kinds() -> _Kinds:
    words: dict[str, list[str]] = lexicon("zh", "subjects")["kinds_beside"]
    types: dict[str, SubjectType] = {}
    for kind in ("company", "model", "product"):
        types.update((fold(word), kind) for word in words[kind])
    any_kind = _any_of([*words["company"], *words["model"], *words["product"]])
    quoted, latin = _QUOTED, rf"(?P<latin>{_LATIN})(?![A-Za-z0-9])"
    whole = rf"(?<![A-Za-z0-9] )(?<![A-Za-z0-9.@/-]){latin}"
    as_ = rf"(?:{_any_of(words['called_as'])})?"
    called = rf"(?:{_any_of(words['called'])}){as_}"
    local = rf"[\u4e00-\u9fff]{{2,4}}(?:{_any_of(words['local'])})"
    acts = rf"(?=[（(]|(?:{_any_of(words['adverbs'])})?(?:{_any_of(words['acts'])}))"
    firm = rf"(?P<firm>[\u4e00-\u9fff]{{2,4}}(?:{_any_of(words['firms'])}))"
    told = rf"(?:{_any_of(words['told'])})(?P<firm>(?![{words['told_not']}])[\u4e00-\u9fff]{{2,5}}?)"
    return _Kinds(
        types,
        before=_regex(rf"(?P<kind>{any_kind})[ ]?(?:{quoted}|{latin})"),
        after=_regex(rf"{quoted}[ ]?(?P<kind>{any_kind})"),
        called=_regex(rf"{called}[ ]?{quoted}[^，。；]{{0,6}}?(?P<kind>{any_kind})"),
        named_so=_regex(
            rf"(?P<kind>{any_kind})[^，。；“「]{{0,4}}(?:{_any_of([*words['called'], '叫'])}){as_}[ ]?{quoted}"
        ),
        bracketed=_regex(rf"(?P<words>{local})[ ]?[（(](?P<latin>{_LATIN})[）)]"),
        firm=_regex(rf"(?:(?<=[。，；：、“「])|^){firm}{acts}"),
        told=_regex(told + acts),
        owned=_regex(
            rf"(?:{_any_of(words['owned'])})的?(?P<product>[\u4e00-\u9fff]{{2,4}}(?:{_any_of(words['owned_ends'])}))"
            r"(?![A-Za-z])"
        ),
        out=(
            _regex(rf"{quoted}[^，。；“「]{{0,10}}(?:{_any_of(words['comes_out'])})"),
            _regex(rf"(?:{_any_of(words['comes_out'])})[^，。；“「]{{0,8}}{quoted}"),
        ),
        founded=(
            _regex(rf"(?:{_any_of(words['founding'])})的(?:[\u4e00-\u9fff]{{0,10}})?[ ]?{latin}"),
            _regex(rf"{whole}[ ]?(?:公司)?的?(?:{_any_of(words['founders'])})"),
            _regex(
                rf"{whole}[^A-Za-z，。；：（(]{{0,14}}?(?:{_any_of(words['closes'])})"
                rf"[^，。；]{{0,24}}?(?:{_any_of(words['rounds'])})"
            ),
        ),
        labelled=_regex(
            r"^(?=[^：:]*[0-9-])(?P<latin>[A-Z][A-Za-z0-9.+-]{1,24}(?: [A-Z0-9][A-Za-z0-9.+-]{0,20}){0,3})"
            rf"[ ]?[：:](?=[^\n]{{0,80}}?(?:{_any_of(words['only_models'])}))"
        ),
        nameless=frozenset(fold(word) for word in words["nameless"]),
        named=frozenset(fold(word) for word in words["named"]),
        no_firm=_regex(_any_of(words["no_firm"])),
    )


def _regex(written: str) -> re.Pattern[str]:
    return re.compile(spelled(written, "zh"))


def _any_of(words: Sequence[str]) -> str:
    return "|".join(sorted({re.escape(word) for word in words}, key=len, reverse=True))

"""Names that a Chinese article brings in itself: 初创公司 Tessel, 代号“海马”的新模型, 青禾科技（Greenly）.

Chinese writes no capitals and no spaces: what shows a new name is Latin letters or quotation marks beside the word for
its kind, its Latin form in brackets, or an ending that only firms' names have. The words for kinds are data,
`kinds_beside` in `pipeline/languages/zh/subjects.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from pipeline.extract.cues import find_cues
from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.languages import lexicon
from pipeline.text.fold import Folded, fold

#: A name in Latin letters: a word with a capital, perhaps with a few more.
_LATIN: Final = r"[A-Z][A-Za-z0-9.+-]{1,24}(?: [A-Z][A-Za-z0-9.+-]{0,20}){0,2}(?<![.+-])"
#: A short name in quotation marks.
_QUOTED: Final = r"[“「『《](?P<quoted>[^“”「」『』《》，。、；：！？,()（） ]{2,12})[”」』》]"
#: Words in Latin letters that name no one: kinds of models and techniques, usual terms, plans.
_NO_NAMES: Final = frozenset(
    fold(word)
    for word in (
        "AI API APIs App APP Agent Agents Apps AIGC AGI ASI ASR Beta Benchmark Bot CEO CFO COO CTO CLI Chat "
        "Chatbot Code Copilot CPU Demo Diffusion Embedding FP8 GPU IDE IPO ARR KV LLM LLMs LoRA MCP MoE MoT "
        "NPU OCR PC PDF Plus Preview Pro Prompt RAG RL RLHF SDK SOTA SaaS Scaling Law Skill Skills SWE TTS "
        "TPU Tab Token Tokens Transformer Turbo Ultra VLA VLM VC Vibe Coding Web iOS Android Windows Mac "
        "Linux B2B Deep Research Search Team Max Mini Flash Lite Base Instruct Thinking"
    ).split()
)
#: What ends the name of a firm, and what stands before it and makes it none.
_FIRM: Final = r"(?P<firm>[\u4e00-\u9fff]{2,4}(?:科技|智能|机器人|半导体|微电子|医疗|信息|动力))"
_NO_FIRM: Final = re.compile(
    r"人工智能|具身智能|群体智能|通用智能|商业智能|高科技|金融科技|信息科技|科技信息|生物科技$|^(?:一家|这家|多家|国内|海外|全球|中国|美国|"
    r"北京|上海|深圳|杭州|广州|传统|新兴|知名|头部|大型|各大|我们|他们|大模型|机器人|数字|电子|网络|空间|人形|工业|服务|智能)"
)
#: A firm's Chinese name in front of its Latin one, and what a quoted name is called by.
_LOCAL: Final = r"[\u4e00-\u9fff]{2,4}(?:科技|智能|公司|集团|实验室|机器人|网络|动力|研究院)"
_CALLED: Final = r"(?:代号|取名|名叫|名为|叫做|叫作|命名为|称作)(?:为|叫|是)?"
#: What stands behind a firm's name where it is the subject of its clause.
_ACTS: Final = (
    r"(?=[（(]|(?:今日|昨日|近日|日前|也|已|正|刚|将|拟|则)?(?:宣布|完成|获|发布|推出|上线|开源|表示|称|披露))"
)

#: A firm without such an ending, right behind the word that says what it is: "具身智能公司星海图完成 …".
_TOLD_FIRM: Final = (
    r"(?:初创公司|创业公司|初创企业|独角兽|新创公司|(?:AI|人工智能|具身智能|机器人|大模型|芯片|自动驾驶|科技)(?:公司|企业))"
    r"(?P<firm>(?![的在是和与及也已正将拟都还就又再对把被从向为以今昨去前后此该其这那同首联近目最累合即])[\u4e00-\u9fff]{2,5}?)"
)
_NO_NAMES_HAN: Final = re.compile(
    r"方面|高管|创始人|负责人|发言人|董事长|总裁|管理层|内部|随后|计划|预计|股东|官方|团队|不久|财报|公告|透露|回应|正式|成功|先后|陆续"
    r"|一共|总共|共同|集体|纷纷|密集|相继|频频|接连|合作|竞争|创业者|投资|市场|产品|模型|融资|公司|企业|们"
)


class _Kinds(NamedTuple):
    """The patterns of names beside the words for their kinds, and the kind of each word."""

    types: dict[str, SubjectType]
    before: re.Pattern[str]
    after: re.Pattern[str]
    called: re.Pattern[str]
    bracketed: re.Pattern[str]
    firm: re.Pattern[str]
    told: re.Pattern[str]


def named_in(text: Folded, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[str, SubjectMention]]:
    """The names that a text brings in, each with what it stands for; `taken` are the spans of what is known."""
    kinds = _kinds()
    original = text.original
    for match in kinds.bracketed.finditer(original):
        if _free(match, "latin", taken) and _free(match, "words", taken) and _is_name(match["latin"]):
            mention = _mention(match["latin"], "company")
            yield match["words"], mention
            yield match["latin"], mention
    for pattern in (kinds.before, kinds.called, kinds.after):
        for match in pattern.finditer(original):
            group = "latin" if match.groupdict().get("latin") else "quoted"
            word = match[group]
            if not _free(match, group, taken) or not _is_name(word):
                continue
            kind = kinds.types[fold(match["kind"])]
            if kind == "model" and group == "latin" and not any(c.isdigit() for c in word):
                continue  # "模型 Foo" without a version is mostly a word of the trade
            yield word, _mention(word, kind)
    for match in kinds.told.finditer(original):
        word = match["firm"]
        if _free(match, "firm", taken) and _NO_NAMES_HAN.search(word) is None and _is_name(word):
            yield word, _mention(word, "company")
    for match in kinds.firm.finditer(original):
        word = match["firm"]
        if _free(match, "firm", taken) and _NO_FIRM.search(word) is None:
            yield word, _mention(word, "company")


def _free(match: re.Match[str], group: str, taken: Sequence[tuple[int, int]]) -> bool:
    start, end = match.span(group)
    return not any(a < end and start < b for a, b in taken)


def _is_name(word: str) -> bool:
    """Whether a word is a name: not a term of the trade, and no word that says something of its own."""
    if word.isascii():
        return not all(fold(part) in _NO_NAMES for part in re.split(r"[ -]", word) if part) and len(word) > 2
    return not any(c.end - c.start >= len(word) - 1 for c in find_cues(word, "zh")) and word[0] != "第"


def _mention(name: str, kind: SubjectType) -> SubjectMention:
    return SubjectMention(0, 0, name, kind, name if kind == "company" else "", "" if kind == "company" else name)


@cache
def _kinds() -> _Kinds:
    words: dict[str, list[str]] = lexicon("zh", "subjects")["kinds_beside"]
    types: dict[str, SubjectType] = {}
    for kind in ("company", "model", "product"):
        types.update((fold(word), kind) for word in words[kind])
    forms = {form for kind in ("company", "model", "product") for form in words[kind]}
    kind = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    quoted, latin = _QUOTED, rf"(?P<latin>{_LATIN})(?![A-Za-z0-9])"
    return _Kinds(
        types,
        re.compile(rf"(?P<kind>{kind})[ ]?(?:{quoted}|{latin})"),
        re.compile(rf"{quoted}[ ]?(?:的)?(?P<kind>{kind})"),
        re.compile(rf"{_CALLED}[ ]?{quoted}[^，。；]{{0,6}}?(?P<kind>{kind})"),
        re.compile(rf"(?P<words>{_LOCAL})[ ]?[（(](?P<latin>{_LATIN})[）)]"),
        re.compile(rf"(?:(?<=[。，；：、“「])|^){_FIRM}{_ACTS}"),
        re.compile(rf"{_TOLD_FIRM}{_ACTS}"),
    )

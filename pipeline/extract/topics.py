"""Which subject a value or an event belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from pipeline.extract.carry import (
    LOOK_BACK,
    by_token,
    may_carry,
    opened_by_stranger,
    opens_with_kind,
    pointed_at,
    speaks_of_firm,
    unknown_name,
    without_owners,
)
from pipeline.extract.cues import Cue
from pipeline.extract.mentions import SubjectMention
from pipeline.extract.pairing import STRONG, groups, pair
from pipeline.extract.plans import plan_of
from pipeline.extract.resolve import Resolver
from pipeline.extract.scan import Placed, inside, outside
from pipeline.extract.sentence import Sentence

_THINGS: Final = ("model", "product", "family")

#: For each claim type the kinds of subject it can have, the likeliest first.
TIERS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "funding": (("company",),),
    "valuation": (("company",),),
    "revenue": (("company", "product", "family"),),
    "training_cost": (("model", "family"), ("company",)),
    "training_data": (("model", "family"),),
    "parameter_count": (("model", "family"),),
    "context_length": (("model", "family", "product"),),
    "license": (("model", "family", "product"),),
    "benchmark_score": (("model", "family", "product"),),
    "release_date": (("model", "product", "family"),),
    "retirement_date": (("model", "product", "family"),),
    "speed": (_THINGS, ("company",)),
    "price": (_THINGS, ("company",)),
    "subscription": (("product", "company"), ("model", "family")),
    "price_change": (_THINGS, ("company",)),
    "user_count": (_THINGS, ("company",)),
    "download_count": (_THINGS, ("company",)),
    "market_share": (_THINGS, ("company",)),
    "ranking": (_THINGS, ("company",)),
}

#: Types for which a company that the sentence names is a better subject than a model that it does not.
_NAMED_FIRST: Final = ("price_change", "training_cost")

#: Types that tell of a model, never of a plan that sells it.
_OF_MODELS: Final = ("context_length", "parameter_count", "training_data", "license", "benchmark_score", "speed")

#: Types that compare companies and products in one breath: both kinds are subjects, a company not beside its product.
_MIXED: Final = ("user_count", "download_count", "market_share", "ranking")

#: Types of which one value can be said of several subjects at once.
_SHARED: Final = (
    "price",
    "price_change",
    "context_length",
    "license",
    "benchmark_score",
    "parameter_count",
    "speed",
)

#: How near, in characters, an unknown name before a value keeps a known one behind it from being the subject.
_ADJACENT: Final = 25

#: Sites that count and rank what others make.
_HUBS: Final = frozenset(["Hugging Face", "GitHub", "ModelScope", "OpenRouter", "Artificial Analysis"])

#: What makes a sum behind a name that name's own: "Anthropic's $13bn raise".
_OWN: Final = re.compile(r"['’]s?\s")

#: How far behind a name that something is compared with its own value may stand: "صاحب 76.2%", "(74.9 %)".
_OWN_VALUE: Final = 8

#: How far from its clause's beginning a verb opens it, and how far behind it its subject stands.
_OPENING: Final = 3
_NEXT: Final = 12

#: How far behind a word like "the model" the name may stand that it only introduces, and what may stand between:
#: adjectives with the article, as Arabic sets them.
_APPOSITION: Final = 16
_PLAIN_GAP: Final = re.compile(r"(?:\sال[^\W\d_]+){0,2}\s[«\"“]?")

#: How far, in characters, a model's name may stand behind the name of its family that describes it.
_APPOSED: Final = 12

#: How far behind a sum, in characters, the word stands that tells whom it came from: "$5 million in fresh capital from"
_BEHIND_SUM: Final = 30

#: What makes the name after it the one that receives an investment.
_INTO: Final = ("in ", "into ", "向", "给", "对", "في ", "به ", "در ")


def candidates(kind: str, sentence: Sentence) -> list[SubjectMention]:
    """The sentence's mentions that can be the subject of a claim of this type: of the likeliest kind that occurs."""
    licences = [c for c in sentence.cues if c.name.startswith("licence.")]
    compared = _compared(sentence)
    mentions = [
        m
        for m in outside(sentence.subjects, licences)
        if m not in compared and not _keeps_shop(m, sentence) and not _names_itself(m, sentence)
    ]
    mentions = [m for m in mentions if not (m.type == "family" and _describes(m, mentions, sentence))]
    mentions = [m for m in mentions if not (m.type == "company" and _owns(m, mentions, sentence))]
    if sentence.language == "zh":
        mentions = without_owners(mentions, sentence.scan.text)
    if kind in _MIXED:
        mentions = [m for m in _without_examples(mentions, sentence) if m.name not in _HUBS]
        if kind == "user_count" and sentence.language == "en":
            mentions = _without_places(mentions, sentence, fallback=False)
        things = [m for m in mentions if m.type in _THINGS]
        makers = {m.maker for m in things}
        return [m for m in mentions if m.type in _THINGS or m.name not in makers or _is_apart(m, things, sentence)]
    if kind != "price_change":
        mentions = [m for m in mentions if not (m.short and m.name.endswith(" API"))]
    if kind == "subscription":
        makers = {m.maker for m in mentions if m.type != "company"}
        mentions = [m for m in mentions if m.type != "company" or m.name not in makers]
    if kind == "parameter_count" and not any(m.type in _THINGS for m in mentions):
        # "X is working on a 120-billion-parameter model": one without a name yet.
        firms = [m for m in mentions if m.type == "company" and not m.short]
        new = any(_INDEFINITE.search(sentence.scan.text, sentence.start, q.start) for q in sentence.quantities)
        if firms and new:
            return firms
    if kind == "price" and sentence.language == "en" and sentence.has("pronoun"):
        # "Business customers get it through the X platform": the price is of "it".
        cues = [c for c in sentence.named("location") if sentence.scan.text[c.start : c.end].lower() in _CHANNELS]
        mentions = [
            m for m in mentions if m.type != "product" or not any(0 <= m.start - c.end <= _ARTICLE for c in cues)
        ]
    for tier in TIERS[kind]:
        found = [m for m in mentions if m.type in tier]
        if kind in ("funding", "valuation"):
            found = _without_investors(found, sentence)
        elif kind == "revenue" and sentence.has("funding", "investor"):
            text = sentence.scan.text
            backers = [c for c in sentence.named("investor") if text[c.start : c.end].lower().endswith(" by")]
            found = [m for m in found if not any(_invests(m, c, sentence) for c in backers)]
            found = _without_givers(found, sentence)
        found = _without_examples(found, sentence)
        if kind in ("release_date", "retirement_date"):
            found = [m for m in found if not _is_audience(m, sentence)]
            found = _without_places(found, sentence)
        if found:
            return found
        if kind not in _NAMED_FIRST:
            break
    return []


#: An article that brings in something new, before its size.
_INDEFINITE: Final = re.compile(r"\b(?:an?|another) $")


def _is_apart(company: SubjectMention, things: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether "the group" is spoken of in a clause without its products: "小浣熊用户过百万，…集团在中国市场占 22%"."""
    if not company.short or sentence.language != "zh":
        return False
    return not any(m.maker == company.name and sentence.apart(m, company) == 0 for m in things)


def _names_itself(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a word that points back is named at once: «النموذج الأصغر Llama 4 Scout» speaks of Scout alone."""
    word = sentence.scan.text[mention.start : mention.end]
    if not mention.short or any(char.isascii() or char.isdecimal() for char in word.replace(" ", "")):
        return False
    for name in sentence.subjects:
        gap = sentence.scan.text[mention.end : name.start]
        if name.start >= mention.end and len(gap) <= _APPOSITION:
            thing = (name.type == "company") == (mention.type == "company")
            return thing and not name.short and _PLAIN_GAP.fullmatch(gap) is not None
    return False


def _owns(company: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a company's name only tells whose the next one is: "Baidu's Kunlunxin"."""
    gap = sentence.scan.text[company.end : company.end + 3]
    return gap in ("'s ", "’s ") and any(m.type == "company" and m.start == company.end + 3 for m in mentions)


def _describes(family: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a family's name only stands in front of its model: "千问旗舰推理模型 Qwen3-Max"."""
    for model in mentions:
        own = model.type == "model" and model.family == family.name
        own = own or (model.type == "family" and model.name.startswith(f"{family.name}-"))  # "通义千问…Qwen-Image"
        if own and 0 < model.start - family.end <= _APPOSED:
            return re.search(r"[\d,，、。;；:：和与與及]", sentence.scan.text[family.end : model.start]) is None
    return False


def _keeps_shop(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a company is named only for its shop or chart: "Apple's U.S. App Store", "OpenRouter 热度榜"."""
    if mention.type != "company":
        return False
    return any(
        c.start < mention.end <= c.end or 0 <= c.start - mention.end <= 8
        for c in sentence.cues
        if c.name.startswith(("store.", "board.", "list."))
    )


#: What makes a Chinese name a measure for another thing: "不到 Claude 的十分之一", "GPT-4o 的几分之一", "前者的两倍".
_PART_OF: Final = re.compile(
    r"\s?的(?:价格|定价|成本|售价|价钱)?的?\s?(?:[一二三四五六七八九十百几数\d]+分之|一半|半价|零头|[\d.]+\s?[倍折]|[两二三四五六七八九十几数]+[倍折成])"
)


_PERCENT_OF: Final = re.compile(r"\s?的\s?[\d.]+\s?%")


def _is_compared(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether the mention is only what something is compared with or built on: "cheaper than X", "based on X"."""
    if any(
        0 <= mention.start - c.end <= 12
        and not sentence.apart(c, mention)
        # "Behind it is X" says of X what follows, "the model behind X" does not.
        and not inside(sentence.named("pronoun"), c.end, mention.start)
        for c in sentence.named("built_on")
    ):
        return True
    if any(0 <= c.start - mention.end <= 3 for c in sentence.named("base_after")):
        return True  # "以 X 为基础", "在 X 的基础上"
    if _PART_OF.match(sentence.scan.text, mention.end):
        return True
    sums = [q for q in sentence.quantities if q.kind == "money" and q.end <= mention.start]
    if sums and not sentence.benchmarks and _PERCENT_OF.match(sentence.scan.text, mention.end):
        return True
    moved = sentence.named("change.up", "change.down")
    if any(
        0 <= q.start - mention.end <= _OWN_VALUE and not inside(moved, mention.end, q.start)
        for q in sentence.quantities
        if q.kind != "ordinal"
    ):
        return False  # "higher than X (74.9 %)"
    behind = sentence.clause_index(mention.start) + 1
    if (
        behind < len(sentence.clauses)
        and sentence.is_attached(sentence.clauses[behind])
        and sentence.in_clause(sentence.quantities, sentence.clauses[behind][0])
    ):
        return False  # "X trails Y, which gets 80.9%"
    if any(0 <= mention.start - c.end <= 2 for c in sentence.named("beaten")):
        return True
    return any(
        0 <= mention.start - c.end <= 3 and any(q.end <= c.start for q in sentence.quantities)
        for c in sentence.named("than")
    )


#: What may stand between a product and the word for those who use it.
_USERS_OF: Final = re.compile(r"\s?(?:的|所有|全体|Plus|Pro|Max|Team|企业版|、|和|与|及|\s)*")


def _is_audience(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a product only tells for whom something came out: "ChatGPT 付费用户即日起可用"."""
    text = sentence.scan.text
    return mention.type == "product" and any(
        mention.end <= c.start and c.start - mention.end <= 12 and _USERS_OF.fullmatch(text, mention.end, c.start)
        for c in sentence.named("audience")
    )


def _compared(sentence: Sentence) -> list[SubjectMention]:
    """The mentions that others are only compared with or built on; of a list in Chinese all ("逼近 X，Y 等模型")."""
    if sentence.language != "zh":
        return [m for m in sentence.subjects if _is_compared(m, sentence)]
    subjects, text = sentence.subjects, sentence.scan.text
    found = []
    listed: list[SubjectMention] = []
    for index, mention in enumerate(subjects):
        if _is_compared(mention, sentence):
            found.append(mention)
            listed = [mention]
        elif listed and _LISTED.fullmatch(text, listed[-1].end, mention.start):
            listed.append(mention)
            if _AND_SO_ON.match(text, mention.end) and not _has_value(mention, subjects[index:], sentence):
                found += listed[1:]
        else:
            listed = []
    return found


#: What stands between the members of a Chinese list, and behind its last one.
_LISTED: Final = re.compile(r"[\s」”]*(?:、|，|和|与|與|及|以及)[\s「“]*")
_AND_SO_ON: Final = re.compile(r"[\s」”]*等")


def _without_examples(mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that are not only examples of what is meant: "its apps, including X and Y"."""
    cues = sentence.named("including")
    if not cues:
        return mentions
    examples: set[int] = set()
    for run in groups(mentions, sentence.scan.text):
        first = mentions[run[0]]
        if any(0 <= first.start - c.end <= 3 for c in cues) and not _has_value(mentions[run[-1]], mentions, sentence):
            examples.update(run)
    return [m for i, m in enumerate(mentions) if i not in examples]


def _has_value(example: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether an example has a value of its own in its clause, which is told of it: "比如夸克会员每月 15 元"."""
    following = min((m.start for m in mentions if m.start >= example.end), default=sentence.end)
    own = sentence.in_clause(sentence.quantities, example.start)
    return any(example.end <= q.start < following and q.unit for q in own)


#: Prepositions of the way on which something is sold.
_CHANNELS: Final = ("through", "via", "on", "in", "inside")

#: How far behind a preposition, in characters, a place may stand: "inside the X app".
_ARTICLE: Final = 5

#: Those who use a product, behind its name: "ChatGPT subscribers".
_AUDIENCE: Final = re.compile(
    r"(?:['’]s)? (?:\w+ )?(?:users|customers|subscribers|members|accounts(?! for)|tiers?|plans?)\b|(?:用户|用戶|订阅)"
)


def _without_places(
    mentions: list[SubjectMention], sentence: Sentence, *, fallback: bool = True
) -> list[SubjectMention]:
    """The mentions that are not only where something appears ("in ChatGPT", "ChatGPT里的"), if others remain; without
    `fallback` even if none does.
    """
    text = sentence.scan.text
    cues = sentence.named("location")
    rest = [
        m
        for m in mentions
        if not (m.type == "product" and any(0 <= m.start - c.end <= _ARTICLE for c in cues))
        and not (m.type == "product" and _AUDIENCE.match(text, m.end))
        and not re.match(r"\s*(?:里|中|上)的?", text[m.end : m.end + 3])
    ]
    return rest or (mentions if fallback else [])


def _without_investors(mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that can have received money: not "led by X", "X has invested", "X领投"."""
    cues = sentence.named("investor")
    return _without_givers([m for m in mentions if not any(_invests(m, cue, sentence) for cue in cues)], sentence)


def _without_givers(mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that a sum does not come from: "$2 billion from A and B"."""
    givers = [
        c for c in sentence.named("giver") if any(0 <= c.start - q.end <= _BEHIND_SUM for q in sentence.quantities)
    ]
    return [m for m in mentions if not any(_in_list_after(m, cue, sentence) for cue in givers if cue.end <= m.start)]


def _invests(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    text = sentence.scan.text
    if _OWN.match(text, mention.end) and any(0 <= q.start - mention.end <= 6 for q in sentence.quantities):
        return False
    verb = text[cue.start : cue.end].lower()
    leads = verb.endswith((" by", "investors", " include", " includes")) or verb.startswith(
        ("بقيادة", "به رهبری", "بمشاركة", "من المستثمرين")
    )
    if leads:
        return mention.start >= cue.end and _in_list_after(mention, cue, sentence)
    if mention.end <= cue.start:
        opens = cue.start - sentence.clause_of(cue.start)[0] <= _OPENING
        if (
            opens
            and sentence.language != "en"
            and any(0 <= m.start - cue.end <= _NEXT for m in sentence.subjects if m.type == "company")
        ):
            return False  # The verb comes first: «تقدر قيمة X بـ3 مليارات، وتساهم فيها Y».
        # "A 与 B 领投": who stands in one list with the nearest name does what that does.
        if _receives(mention, sentence):
            return False
        if any(_receives(m, sentence) for m in sentence.subjects if mention.end <= m.start < cue.start):
            return True  # «A تا ۱۰ و B تا ۵ میلیارد به C تزریق می‌کنند»
        companies = [
            m for m in sentence.subjects if m.type == "company" and m.end <= cue.start and not _receives(m, sentence)
        ]
        listed = {id(companies[i]) for run in groups(companies, text)[-1:] for i in run}
        nearer = id(mention) not in listed and any(mention.end <= m.start for m in companies)
        return not nearer and sentence.apart(mention, cue) <= 1
    if any(0 <= mention.start - c.end <= 1 for c in sentence.named("valuation")):
        return False  # "A agreed to invest 5, in a deal that valued B at 300"
    before = text[max(sentence.start, mention.start - 6) : mention.start].lower()
    return not before.rstrip('«"“「『').endswith(_INTO)


def _receives(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name is marked as what money goes into, where the verb comes last: «در X سرمایه‌گذاری کرد»."""
    text = sentence.scan.text
    named: list[Placed] = [*sentence.subjects, *sentence.quantities, *sentence.dates]
    for cue in sentence.named("into"):
        gap = text[cue.end : mention.start]
        beside = cue.end <= mention.start and len(gap.split()) <= 3 and not re.search(r"[\d،,؛.]", gap)
        if beside and not inside(named, cue.end, mention.start):
            return True
    return False


def _in_list_after(mention: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether a mention stands in the list of names that a cue opens: "led by A, with B and C"."""
    after = [m for m in sentence.subjects if m.start >= cue.end]
    heads: list[Placed] = [cue, *after]
    for before, name in zip(heads, after, strict=False):
        gap = sentence.scan.text[before.end : name.start]
        if len(gap) > 45 or any(q.start < name.start and q.start > before.end for q in sentence.quantities):
            return False
        if name is mention:
            return True
    return False


def subjects_for(
    kind: str, values: Sequence[Placed], sentence: Sentence, resolver: Resolver
) -> list[list[SubjectMention]]:
    """For each value of one claim type in a sentence its subjects: mostly one, several where a list shares one value.

    Where the sentence names none, the subject is carried over: from the line that leads in the list, the statement
    before, the heading, or what the article is about.
    """
    anchors = candidates(kind, sentence) or _apps(kind, sentence, resolver)
    if kind == "price" and all(by_token(v) for v in values):
        anchors = [m for m in anchors if plan_of(m) is None]  # tokens are bought of a model, not in a plan
        sold = _sold_by(anchors, sentence, resolver)
        if sold is not None:
            return [[_specific(kind, sold, resolver)] for _ in values]
    both = _both(kind, sentence) if not anchors and sentence.has("both") else []
    text = sentence.scan.text
    chosen = pair(
        values,
        anchors,
        text,
        sentence.clause_of,
        in_turn=sentence.has("respectively"),
        attached=sentence.is_attached,
    )
    rivals = _set_against(kind, values, sentence)
    if rivals:
        return [[_specific(kind, m, resolver)] for m in rivals]
    runs = groups(anchors, text)
    result: list[list[SubjectMention]] = []
    for value, index in zip(values, chosen, strict=True):
        if _is_unnamed(value, sentence):
            result.append([])
            continue
        latter = _latter(kind, value, sentence, resolver)
        if latter is not None:
            result.append([latter])
            continue
        ahead = index is not None and anchors[index].start >= value.end
        stranger = (
            ahead
            and sentence.language == "en"
            and (opened_by_stranger(sentence, resolver) or opens_with_kind(value, sentence))
        )
        quoted = ahead and _WE.match(sentence.text) is not None
        if ahead and not quoted and (stranger or unknown_name(value, sentence, resolver, within=_ADJACENT)):
            result.append([])
            continue
        tied = ahead and index is not None and _TIED.fullmatch(text, value.end, anchors[index].start) is not None
        if ahead and not tied and _opens_with_pronoun(sentence):
            index = None
        if index is None:
            speaker = _speaker(anchors, sentence)
            carried = None if both else carried_over(kind, value, sentence, resolver) or speaker
            in_turn = len(values) % 2 == 0 and len(both) == 2 and sentence.has("respectively")
            here = [both[len(result) % 2]] if in_turn else both
            result.append(here or ([carried] if carried else []))
            continue
        if sentence.language == "zh":
            index = _not_beaten(index, value, anchors, sentence)
        if sentence.language == "zh" and _is_of_stranger(value, anchors[index], sentence, resolver):
            result.append([])
            continue
        run = next(run for run in runs if index in run)
        # Values of another statement do not speak for this one: "A and B both have 5; the former ...".
        near = [o for v, o in zip(values, chosen, strict=True) if not _is_parted(v, value, text)]
        alone = sum(other in run for other in near) == 1
        shared = kind in _SHARED and len(run) > 1 and alone and (len(values) == 1 or sentence.has("both", "both_of"))
        result.append([anchors[i] for i in run] if shared else [anchors[index]])
    return [[_specific(kind, m, resolver) for m in found] for found in result]


#: Somebody's own words, who is named behind them: "“We have 5 million users,” Jane Doe of X said."
_WE: Final = re.compile(r"[“\"‘'](?:\w+,? )?(?:We|we|Our|our)\b")

#: What may stand between two values that are set against each other: "with 172 million users against 145".
_AGAINST: Final = re.compile(
    r"[^,;.]{0,30}? (?:against|versus|vs\.?|compared with|compared to|to) (?:about |some |only )?"
)


def _set_against(kind: str, values: Sequence[Placed], sentence: Sentence) -> list[SubjectMention]:
    """The two that a sentence names before two values set against each other: "X beat Y on Z, by 5 to 3"."""
    if len(values) != 2 or sentence.language != "en" or kind not in _CONTESTED or sentence.has("change.from"):
        return []
    if _AGAINST.fullmatch(sentence.scan.text, values[0].end, values[1].start) is None:
        return []
    named = [m for m in sentence.subjects if any(m.type in tier for tier in TIERS[kind])]
    names = list(dict.fromkeys(m.name for m in named))
    if len(names) != 2 or any(m.end > values[0].start for m in named) or not sentence.has("beaten", "delta", "than"):
        return []
    return [next(m for m in named if m.name == name) for name in names]


#: Types in which one can be ahead of another.
_CONTESTED: Final = ("user_count", "download_count", "market_share", "benchmark_score", "speed")


def _sold_by(anchors: Sequence[SubjectMention], sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The model whose tokens a company sells, where the text has just spoken of it: "The company charges ..."."""
    if not anchors or any(m.type != "company" for m in anchors) or len({m.name for m in anchors}) != 1:
        return None
    for earlier in islice(sentence.before(), LOOK_BACK):
        told = {d.subject: d.subject_type for d in earlier.claims if d.subject_type in ("model", "family")}
        for name, kind in told.items() if len(told) == 1 else ():
            model = resolver.first(kind, name)  # type: ignore[arg-type]
            return model if model is not None and model.maker == anchors[0].name else None
    return None


#: What ties a name to the value before it: "60 tokens per second for X".
_TIED: Final = re.compile(r" (?:for|with|on) (?:the |its )?")


def _is_parted(one: Placed, other: Placed, text: str) -> bool:
    return STRONG.search(text, min(one.end, other.end), max(one.start, other.start)) is not None


#: What stands between a value and whose it is: "50.8% for its predecessor", "7 by the old one".
_WHOSE: Final = re.compile(r"(?: points?| percent)? (?:for|with|by|of|from|in) ")


def _is_unnamed(value: Placed, sentence: Sentence) -> bool:
    """Whether a value is of something that is only told by what it is not: "against 50.8% for its predecessor"."""
    for cue in sentence.named("unnamed"):
        if cue.start < value.end or not _WHOSE.fullmatch(sentence.scan.text, value.end, cue.start):
            continue
        if not any(m.start < cue.end and cue.start < m.end for m in sentence.subjects):
            return True
    return False


def _not_beaten(index: int, value: Placed, anchors: Sequence[SubjectMention], sentence: Sentence) -> int:
    """The anchor of a value; where the nearest is only what another was better than, with a value of its own, the one
    before it: "X 拿下 65%，小胜 Y 的 64%；另一项 68%"."""
    chosen = anchors[index]
    if chosen.end > value.start or value.start - chosen.end <= _OWN_VALUE:
        return index
    beaten = sentence.named("beaten", "than")
    if not any(0 <= chosen.start - c.end <= 2 for c in beaten):
        return index
    before = [i for i, a in enumerate(anchors[:index]) if not any(0 <= a.start - c.end <= 2 for c in beaten)]
    return before[-1] if before else index


#: What stands between a name and the value in brackets behind it.
_BRACKETED: Final = re.compile(r"\s?[(（]\W{0,2}(?:约|超|逾|近)?\W{0,2}$")


def _is_of_stranger(value: Placed, anchor: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a value in brackets stands behind another name, which nobody knows: "X（20 亿）与 Neuralink（6 亿）"."""
    opened = _BRACKETED.search(sentence.scan.text, max(anchor.end, value.start - 8), value.start)
    if anchor.end > value.start or opened is None or opened.start() <= anchor.end:
        return False
    return unknown_name(value, sentence, resolver, within=value.start - anchor.end)


def _apps(kind: str, sentence: Sentence, resolver: Resolver) -> list[SubjectMention]:
    """Companies whose name is that of their app too, as what has a price: "DeepSeek is free"."""
    if kind not in ("price", "subscription", "context_length"):
        return []
    return [replace(m, type="product") for m in sentence.subjects if m.type == "company" and resolver.is_app(m)]


def _opens_with_pronoun(sentence: Sentence) -> bool:
    """Whether the sentence goes on about somebody named before: "It raised ..., with X", not "It took $2m to ..."."""
    if any(c.start == sentence.start for c in sentence.named("expletive")):
        return False
    return any(c.start == sentence.start for c in sentence.named("pronoun"))


def _latter(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """Who "the latter" before a value is: the last one named before the word."""
    receiver = _receiver(kind, value, sentence)
    if receiver is not None:
        return receiver
    cues = [c for c in sentence.named("latter") if c.end <= value.start]
    others = inside(sentence.subjects, cues[-1].end, value.start) if cues else []
    if others and sentence.apart(cues[-1], value):
        cues = []  # another one is spoken of by now
    for tier in TIERS[kind] if cues else ():
        last = resolver.before(sentence.block, cues[-1].start, tier)
        if last is not None:
            return last
    return None


def _receiver(kind: str, value: Placed, sentence: Sentence) -> SubjectMention | None:
    """Who "the latter" is that a sum goes into: "A and B agreed that the former puts $1bn into the latter"."""
    if kind not in ("funding", "valuation"):
        return None
    text = sentence.scan.text
    for cue in sentence.named("latter", "former_one"):
        if cue.start < value.end or not text[: cue.start].lower().endswith(_INTO):
            continue
        named = list(dict.fromkeys(m.name for m in sentence.subjects if m.type == "company" and m.end <= value.start))
        if len(named) == 2:
            meant = named[1] if cue.name == "latter" else named[0]
            return next(m for m in sentence.subjects if m.name == meant and m.type == "company")
    return None


def _speaker(anchors: Sequence[SubjectMention], sentence: Sentence) -> SubjectMention | None:
    """The one that a sentence without another subject is told by: "Revenue has gone to $5 billion, Anthropic said"."""
    if len({m.name for m in anchors}) != 1:
        return None
    said = any(0 <= c.start - anchors[-1].end <= 3 for c in sentence.named("said.after"))
    return anchors[-1] if said else None


def _specific(kind: str, mention: SubjectMention, resolver: Resolver) -> SubjectMention:
    """The model that a family's bare name means where the title names one of that family ("Opus" for Opus 4.5)."""
    if mention.type != "family" or kind == "subscription":
        return mention
    if kind in _MIXED or kind == "revenue":
        # What is used and earns money is the product: 可灵 stands for Kling AI.
        return resolver.product_of(mention.name) or mention
    titled = {
        m.name: m
        for m in resolver.titled()
        if m.type == "model" and m.name.startswith((f"{mention.name} ", f"{mention.name}-"))
    }
    if not titled and kind in _MEASURED:
        # A test and a stopwatch take one model: the only one of the family that the article names.
        titled = {m.name: m for m in resolver.models() if m.name.startswith((f"{mention.name} ", f"{mention.name}-"))}
    return next(iter(titled.values())) if len(titled) == 1 else mention


def carried_over(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The subject of a value whose sentence names none, or None where none may be carried over."""
    if not may_carry(kind, value, sentence, resolver, TIERS[kind]):
        return None
    refused = {m.name for m in sentence.subjects} - {m.name for m in candidates(kind, sentence)}
    for earlier in (s for s in sentence.before() if s.block == sentence.block):
        refused |= {m.name for m in earlier.subjects if m not in _without_investors([m], earlier)}
        refused |= {m.name for m in earlier.subjects if _is_compared(m, earlier)}
    if kind in _OF_MODELS or by_token(value):
        refused |= {m.name for m in _named_before(sentence) if plan_of(m) is not None}
    lead = sentence.lead_in
    if kind == "revenue" and lead is not None and lead.has("revenue"):
        asked = [m for m in lead.subjects if m.type in ("company", "product", "family")]
        if len({m.name for m in asked}) == 1:
            return asked[0]
    if kind == "subscription" and (sold := resolver.with_plans()) is not None and sold.name not in refused:
        firms = {m.name for m in sentence.subjects if m.type == "company"}
        if sentence.language == "zh" and firms and sold.maker not in firms:
            return None  # "微软把个人版涨到 9.99 美元": not what another firm sells
        return _sold_near(sold, sentence, resolver) or sold
    owner = _of_revenue_before(sentence) if kind == "revenue" and not speaks_of_firm(sentence) else None
    if owner is not None and owner.name not in refused:
        return owner
    tiers = (("company",),) if kind == "revenue" else TIERS[kind]
    if kind in _OF_MODELS or by_token(value):
        # What is told of models is carried over from a model before a product that was named last.
        tiers = (("model", "family"), *tiers)
    meant = pointed_at(tiers, refused, sentence, resolver)
    tokens = by_token(value)  # clouds sell the tokens of others' models
    if kind == "price" and not tokens and sentence.language == "zh" and meant and meant.type != "company":
        firms = {m.name for m in sentence.subjects if m.type == "company"}
        return meant if not firms or meant.maker in firms else None  # the price of what that firm sells
    if tokens and meant is not None and meant.type == "company":
        return _sold_by([meant], sentence, resolver) or meant
    return meant


def _named_before(sentence: Sentence) -> list[SubjectMention]:
    """The subjects of the sentences shortly before and of the lines that speak for this one."""
    near = [m for earlier in islice(sentence.before(), LOOK_BACK) for m in earlier.subjects]
    return [*near, *(m for scan in sentence.around for m in scan.subjects)]


def _of_revenue_before(sentence: Sentence) -> SubjectMention | None:
    """Whose revenue the sentence right before told, in the same paragraph: a business is spoken of for a while."""
    before = next(sentence.before(), None)
    if before is None or before.block != sentence.block:
        return None
    told = {d.subject: d for d in before.claims if d.type == "revenue"}
    if len(told) != 1:
        return None
    draft = next(iter(told.values()))
    return SubjectMention(0, 0, draft.subject, draft.subject_type, draft.subject)  # type: ignore[arg-type]


def _sold_near(sold: SubjectMention, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The app that the sentence right before speaks of alone, where it is another than the article's main one."""
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block or not sentence.has("pronoun", "anaphor"):
        return None
    apps = {m.name: m for m in near.subjects if m.type == "product" or resolver.is_app(m)}
    if len(apps) != 1 or sold.maker in {m.maker for m in near.subjects}:
        return None
    return replace(next(iter(apps.values())), type="product")


#: Types whose values belong to one model, not to a family.
_MEASURED: Final = ("speed", "benchmark_score")


def _both(kind: str, sentence: Sentence) -> list[SubjectMention]:
    """The two subjects that "both models" means: those that a sentence shortly before named, else the last two that
    the article compared."""
    for tier in TIERS[kind]:
        for earlier in islice(sentence.before(), LOOK_BACK):
            named = [m for m in candidates(kind, earlier) if m.type in tier]
            two = list({m.name: m for m in named}.values())
            if len(two) == 2:
                return two
    names: dict[str, str] = {}
    for draft in reversed(sentence.history):
        if any(draft.subject_type in tier for tier in TIERS[kind]):
            names.setdefault(draft.subject, draft.subject_type)
        if len(names) == 2:
            found = [SubjectMention(0, 0, name, type_, "") for name, type_ in names.items()]  # type: ignore[arg-type]
            return found[::-1]
    return []

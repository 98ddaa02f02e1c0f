"""Which of the names in a sentence can be the subject of a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.comparison import compared, has_own_value
from pipeline.extract.owners.investors import invests, without_givers, without_investors
from pipeline.extract.pairing import groups
from pipeline.extract.patterns import NEVER, pattern
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import outside

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

#: Types that are told of firms.
OF_FIRMS: Final = ("funding", "valuation", "revenue")

#: Types for which a less likely kind of subject that the sentence names is better than a likely one that it does not: a
#: company's training, the plans of an app that has the name of its models.
_NAMED_FIRST: Final = ("price_change", "training_cost", "subscription")

#: Types that compare companies and products in one breath: both kinds are subjects, a company not beside its product.
MIXED: Final = ("user_count", "download_count", "market_share", "ranking")

#: Sites that count and rank what others make.
HUBS: Final = frozenset(
    ["LMSYS Org", "LMArena", "Hugging Face", "GitHub", "ModelScope", "OpenRouter", "Artificial Analysis", "CafeBazaar"]
)

#: How far behind a word like "the model" the name may stand that it only introduces, and what may stand between.
_APPOSITION: Final = 16
_PLAIN_GAP: Final = re.compile(r"\s[«\"“]?")

#: How far, in characters, a model's name may stand behind the name of its family that describes it.
_APPOSED: Final = 12

#: How far before a name, in characters, the words stand that make it the predecessor of another.
_OLDER: Final = 16

#: What parts the name of a family from a name that it does not describe.
_PARTED: Final = re.compile(r"[\d,，、。;；:：]")

#: The last comma before a name, with the quotation mark that it follows, and how far before the name it stands.
_COMMA_BEFORE: Final = re.compile(r"[»\"”)]?[,،，](?=[^,،，]*$)")
_RELATED_REACH: Final = 60

#: How far before a plan, in characters, the word for those who have it begins: «مشتركي باقة «ماكس»».
_AUDIENCE: Final = 30

#: How far behind a verb, in characters, its subject stands where the verb comes first.
_VERB_GAP: Final = 2

#: A size alone.
_SIZE: Final = re.compile(r"\d{1,4}(?:\.\d+)?[BM]")

#: How far behind a preposition, in characters, a place may stand: "inside the X app".
_ARTICLE: Final = 5


def candidates(kind: str, sentence: Sentence) -> list[SubjectMention]:
    """The sentence's mentions that can be the subject of a claim of this type: of the likeliest kind that occurs."""
    mentions = _own(kind, sentence)
    if kind in MIXED:
        return _of_both_kinds(kind, mentions, sentence)
    if kind == "benchmark_score":  # a test is taken by a model, not by the plan that sells it
        mentions = [m for m in mentions if plan_of(m) is None]
    if kind == "revenue":
        lifts, text = pattern(sentence.language, "lifts"), sentence.scan.text
        mentions = [m for m in mentions if m.type == "company" or not lifts.match(text, m.end)]
    if kind != "price_change":
        mentions = [m for m in mentions if not (m.short and m.name.endswith(" API"))]
    if kind == "training_cost" and all(m.type == "company" for m in mentions):
        # "The firm says that it was trained for less": it is what the firm made.
        end = min((q.start for q in sentence.quantities if q.kind == "money"), default=sentence.start)
        told = sentence.pattern("trained_it").search(sentence.scan.text, sentence.start, end)
        mentions = [m for m in mentions if told is None or m.start > told.start()]
        sources = sentence.named("said.before")
        mentions = [m for m in mentions if not any(0 <= m.start - c.end <= 1 for c in sources)]
    if kind == "license":
        mentions = [m for m in mentions if not m.name.endswith(" API")]  # "available via the X API"
    if kind == "subscription":
        makers = {m.maker for m in mentions if m.type != "company"}
        # What is subscribed to is an app, which may have its family's name, and no version of a model.
        mentions = [m for m in mentions if m.type != "model" and (m.type != "company" or m.name not in makers)]
    if kind == "parameter_count" and (makers_of_new := _makers_of_new(mentions, sentence)):
        return makers_of_new
    if kind == "price" and sentence.has("pronoun"):
        # "Business customers get it through the X platform": the price is of "it".
        channel, text = pattern(sentence.language, "channel"), sentence.scan.text
        cues = [c for c in sentence.named("location") if channel.fullmatch(text, c.start, c.end)]
        mentions = [
            m for m in mentions if m.type != "product" or not any(0 <= m.start - c.end <= _ARTICLE for c in cues)
        ]
    if kind == "price_change":
        # "The one before, X, costs 15, which makes a cut of 67 %": what is cheaper is the new one.
        older, text = pattern(sentence.language, "predecessor"), sentence.scan.text
        mentions = [m for m in mentions if not older.search(text, max(sentence.start, m.start - _OLDER), m.start)]
    for tier in TIERS[kind]:
        found = _told_of(kind, [m for m in mentions if m.type in tier], sentence)
        if found:
            return found
        if kind not in _NAMED_FIRST:
            break
    return []


def _own(kind: str, sentence: Sentence) -> list[SubjectMention]:
    """The mentions that stand for themselves: not compared, not describing or owning the next one, and no shop, unless
    sums are told of it ("Hugging Face has raised ...").
    """
    licences = [c for c in sentence.cues if c.name.startswith("licence.")]
    others = compared(sentence)
    mentions = [
        m
        for m in outside(sentence.subjects, licences)
        if m not in others
        and not _is_bare_size(m, sentence)
        and (kind in OF_FIRMS or not _keeps_shop(m, sentence))
        and not _names_itself(m, sentence)
    ]
    mentions = [m for m in mentions if not (m.type == "family" and _describes(m, mentions, sentence))]
    mentions = [m for m in mentions if not _is_class(m, mentions, sentence)]
    mentions = [m for m in mentions if not _tells_who(m, sentence)]
    mentions = [m for m in mentions if not (m.type == "company" and _owns(m, mentions, sentence))]
    mentions = [m for m in mentions if kind in OF_FIRMS or not _only_tells(m, mentions, sentence)]
    mentions = [m for m in mentions if kind in OF_FIRMS or not _only_made(m, mentions, sentence)]
    if all(tier == ("company",) for tier in TIERS[kind]):
        return without_owners([m for m in mentions if m.type == "company"], sentence)  # "X's app Y ... has raised"
    return without_owners(mentions, sentence)


def _is_bare_size(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a size that would do for a name only tells how large something is: "two families at 0.6B and 4B"."""
    text = sentence.scan.text
    size = _SIZE.fullmatch(text, mention.start, mention.end) is not None
    return mention.short and size and text[: mention.start].endswith((" at ", " to ", " from ", " of "))


def without_owners(mentions: Sequence[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that are not only whose the next one is: of "X的Y" it is Y that is spoken of."""
    owns, text = pattern(sentence.language, "owns"), sentence.scan.text
    owners = [one for one, owned in pairwise(mentions) if owns.fullmatch(text, one.end, owned.start)]
    return [m for m in mentions if m not in owners]


def _of_both_kinds(kind: str, mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """Companies and products that are compared in one breath, a company not beside its product."""
    mentions = [m for m in _without_examples(mentions, sentence) if m.name not in HUBS]
    if kind == "ranking":
        placed, text = sentence.pattern("placed_behind"), sentence.scan.text
        mentions = [m for m in mentions if not placed.search(text, sentence.start, m.start)]  # «پس از X دوم است»
    mentions = [m for m in mentions if not (m.short and plan_of(m) is not None)]  # an app is ranked, no plan of it
    if kind == "user_count" and sentence.language == "en":
        counted = [m for m in mentions if _is_counted(m, sentence)]
        mentions = counted or _without_places(mentions, sentence, fallback=False)
    mentions = [m for m in mentions if not _is_means(m, sentence)] or mentions
    things = [m for m in mentions if m.type in _THINGS]
    makers = {m.maker for m in things}
    return [m for m in mentions if m.type in _THINGS or m.name not in makers or _is_apart(m, things, sentence)]


def _is_means(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name only tells by whose help something is counted: "借助微信入口实现 4000 万月活"."""
    before, behind, text = sentence.pattern("means"), sentence.pattern("means.behind"), sentence.scan.text
    return bool(before.search(text, sentence.start, mention.start) and behind.match(text, mention.end))


def _is_counted(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name stands between a number and the users that it counts, "100 million weekly ChatGPT users", or the
    number is told of its users: "ChatGPT's weekly users hit 800 million"."""
    if sentence.pattern("users.number").match(sentence.scan.text, mention.end):
        return True
    gap, users, text = sentence.pattern("users.gap"), sentence.pattern("users"), sentence.scan.text
    beside = any(gap.fullmatch(text, q.end, mention.start) for q in sentence.quantities if q.end <= mention.start)
    return beside and users.match(text, mention.end) is not None


def _makers_of_new(mentions: Sequence[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The firms of a sentence about a model without a name: "X is working on a 120-billion-parameter model"."""
    if any(m.type in _THINGS for m in mentions):
        return []
    indefinite, text = pattern(sentence.language, "indefinite"), sentence.scan.text
    new = [q for q in sentence.quantities if indefinite.search(text, sentence.start, q.start)]
    makes = sentence.pattern("makes_model")
    return [
        m
        for m in mentions
        if m.type == "company"
        and not m.short
        # "X described a 7M-parameter network": somebody's
        and any(makes is NEVER or (m.end <= q.start and makes.search(text, sentence.start, q.start)) for q in new)
    ]


def _told_of(kind: str, mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """Of mentions of one tier those that the claim can be told of: no investors, examples, places or audiences."""
    if kind in ("funding", "valuation"):
        mentions = without_investors(mentions, sentence)
    elif kind == "revenue" and sentence.has("funding", "investor"):
        text, backed_by = sentence.scan.text, pattern(sentence.language, "backed_by")
        backers = [c for c in sentence.named("investor") if backed_by.fullmatch(text, c.start, c.end)]
        mentions = [m for m in mentions if not any(invests(m, c, sentence) for c in backers)]
        mentions = without_givers(mentions, sentence)
    if kind != "license":  # "six models, including X and Y, all under Apache 2.0"
        mentions = _without_examples(mentions, sentence)
    if kind in ("release_date", "retirement_date"):
        team, text = pattern(sentence.language, "team"), sentence.scan.text
        mentions = [m for m in mentions if not team.match(text, m.end)]
        mentions = [m for m in mentions if not (_is_audience(m, sentence) or _is_plan_beside(m, mentions))]
        # What is taken out of a product is another thing: «در چت‌جی‌پی‌تی حذف می‌شود».
        mentions = _without_places(mentions, sentence, fallback=kind == "release_date" or sentence.language != "fa")
        # "Models come to Bedrock": who comes has no name that is known.
        goal, text = sentence.pattern("arrives_in"), sentence.scan.text
        mentions = [m for m in mentions if not goal.search(text, sentence.start, m.start)]
    if kind == "retirement_date":
        successor, text = sentence.pattern("successor"), sentence.scan.text
        mentions = [m for m in mentions if not successor.search(text, sentence.start, m.start)]
    if kind == "retirement_date" and len(mentions) > 1:
        # "X leaves ChatGPT": what the verb has as its object is the place.
        left = [c for c in sentence.named("retirement_date") for m in mentions if c.start < m.start and m.end == c.end]
        mentions = [m for m in mentions if not any(c.start < m.start and m.end == c.end for c in left)] or mentions
        gone_from, text = pattern(sentence.language, "gone_from"), sentence.scan.text
        mentions = [m for m in mentions if not gone_from.search(text, sentence.start, m.start)] or mentions
    return mentions


def _is_plan_beside(mention: SubjectMention, mentions: Sequence[SubjectMention]) -> bool:
    """Whether the short name of a plan only tells for whom another product came out: "Comet is out for Max"."""
    if not mention.short or plan_of(mention) is None:
        return False
    return any(not m.short and m.type in _THINGS and m.family != mention.family for m in mentions)


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
            plain = _PLAIN_GAP.fullmatch(gap) or pattern(sentence.language, "adjectives").fullmatch(gap)
            return thing and not name.short and plain is not None
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
            between = sentence.scan.text, family.end, model.start
            return not _PARTED.search(*between) and not pattern(sentence.language, "and").search(*between)
    return False


def _is_class(family: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a family's name only tells of which series a model before it is: "X 4.5 是最新的 X 系列模型"."""
    if pattern(sentence.language, "of_series").match(sentence.scan.text, family.end) is None:
        return False
    return any(m.end <= family.start and m.name.startswith(f"{family.name} ") for m in mentions)


def _tells_who(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a name only tells between two commas who the one before it is: «آلفابت، مالک گوگل،», "X, Y's rival,"."""
    text, language = sentence.scan.text, sentence.language
    comma = _COMMA_BEFORE.search(text, max(sentence.start, mention.start - _RELATED_REACH), mention.start)
    if comma is None:
        return False
    if pattern(language, "related.behind").match(text, mention.end) and not text[comma.end() : mention.start].strip():
        return True
    told = pattern(language, "related").fullmatch(text, comma.start(), mention.start)
    return told is not None and pattern(language, "related.end").match(text, mention.end) is not None


def _only_tells(mention: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a product stands for who says something of another thing: "Cursor said Sonnet 5 scores 57%"."""
    others = any(m.type in _THINGS and m.start > mention.end and m.maker != mention.maker for m in mentions)
    return (
        others
        and mention.type in ("product", "family")
        and any(0 <= c.start - mention.end <= 1 for c in sentence.named("said.after"))
    )


def _only_made(mention: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a name only tells who made the thing in front of it, or of what that is an edition: «متصفح «أطلس» من
    OpenAI», «نسخة Thinking من GPT-5.2»."""
    made_by, text = pattern(sentence.language, "made_by"), sentence.scan.text
    things = [m for m in mentions if m.type in _THINGS and m.end <= mention.start]
    things = [m for m in things if made_by.fullmatch(text, m.end, mention.start)]
    return any(mention.type == "company" or m.name.startswith(f"{mention.name} ") for m in things)


def _keeps_shop(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a company is named only for its shop or chart: "Apple's U.S. App Store", "OpenRouter 热度榜"."""
    if mention.type != "company":
        return False
    if sentence.traits.verb == "first" and any(0 <= mention.start - c.end <= _VERB_GAP for c in sentence.named("top")):
        return False  # «تصدر «ديب سيك» متجر التطبيقات»
    return any(
        c.start < mention.end <= c.end or 0 <= c.start - mention.end <= 8
        for c in sentence.cues
        if c.name.startswith(("store.", "board.", "list."))
    )


def _is_audience(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a product only tells for whom something came out: "ChatGPT 付费用户即日起可用"."""
    text, users_of = sentence.scan.text, pattern(sentence.language, "users_of")
    before = pattern(sentence.language, "audience.before")
    if mention.type == "product" and before.search(text, max(sentence.start, mention.start - _AUDIENCE), mention.start):
        return True
    return mention.type == "product" and any(
        mention.end <= c.start and c.start - mention.end <= 12 and users_of.fullmatch(text, mention.end, c.start)
        for c in sentence.named("audience")
    )


def _without_examples(mentions: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The mentions that are not only examples of what is meant: "its apps, including X and Y"."""
    cues = sentence.named("including")
    if not cues:
        return mentions
    examples: set[int] = set()
    for run in groups(mentions, sentence):
        first = mentions[run[0]]
        if any(0 <= first.start - c.end <= 3 for c in cues) and not has_own_value(
            mentions[run[-1]], mentions, sentence
        ):
            examples.update(run)
    return [m for i, m in enumerate(mentions) if i not in examples]


def _without_places(
    mentions: list[SubjectMention], sentence: Sentence, *, fallback: bool = True
) -> list[SubjectMention]:
    """The mentions that are not only where something appears ("in ChatGPT", "ChatGPT里的"), if others remain; without
    `fallback` even if none does.
    """
    text = sentence.scan.text
    audience, place = (pattern(sentence.language, name) for name in ("audience", "appears_in"))
    cues = sentence.named("location")
    rest = [
        m
        for m in mentions
        if not (m.type == "product" and any(0 <= m.start - c.end <= _ARTICLE for c in cues))
        and not (m.type == "family" and any(c.start == sentence.start and 0 <= m.start - c.end <= 1 for c in cues))
        and not (m.type == "product" and audience.match(text, m.end))
        and not place.match(text, m.end)
    ]
    return rest or (mentions if fallback else [])

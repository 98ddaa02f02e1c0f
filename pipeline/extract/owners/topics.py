"""Which subject a value or an event belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import MIXED, OF_FIRMS, TIERS, candidates
from pipeline.extract.owners.carry import by_token, carried_over, opens_with_kind, sold_by
from pipeline.extract.owners.investors import goes_into, has_round
from pipeline.extract.owners.pointing import LOOK_BACK
from pipeline.extract.owners.predicates import without_objects
from pipeline.extract.owners.rivals import (
    had_old_value,
    is_of_rival_value,
    is_only_set_against,
    not_beaten,
    of_rivals,
    set_against,
)
from pipeline.extract.owners.strangers import is_taken, opened_by_stranger, stands_nearer, unknown_name
from pipeline.extract.pairing import STRONG, groups, is_fronted, pair
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.reference.prominence import makers
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside, is_across, outside, overlaps

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

#: Types whose values belong to one model, not to a family.
_MEASURED: Final = ("speed", "benchmark_score", "context_length", "training_data", "parameter_count")

#: How far from its sentence's beginning, in characters, a value opens it.
_FRONTED: Final = 16

#: How near, in characters, an unknown name before a value keeps a known one behind it from being the subject.
_ADJACENT: Final = 25

#: How far from a value, in letters, the word stands that gives it to each of those named.
_EACH: Final = 25

#: How far behind a name, in characters, brackets may open for its value.
_BRACKET_REACH: Final = 8
#: How far before "the latter", in characters, the word stands that makes it the one that receives a sum.
_INTO_REACH: Final = 6


@dataclass(frozen=True)
class _Statement:
    """The values of one type in a sentence, the names that they can belong to, and for each which name it stands
    beside (`chosen`: its number, or None); `both` are the two that "both models" means.
    """

    kind: str
    values: Sequence[Placed]
    anchors: Sequence[SubjectMention]
    chosen: Sequence[int | None]
    both: Sequence[SubjectMention]
    sentence: Sentence
    resolver: Resolver

    @cached_property
    def runs(self) -> list[list[int]]:
        """The numbers of the names that form a list with one another."""
        return groups(self.anchors, self.sentence)


def subjects_for(
    kind: str, values: Sequence[Placed], sentence: Sentence, resolver: Resolver
) -> list[list[SubjectMention]]:
    """For each value of one claim type in a sentence its subjects: mostly one, several where a list shares one value.

    Where the sentence names none, the subject is carried over: from the line that leads in the list, the statement
    before, the heading, or what the article is about.
    """
    anchors = candidates(kind, sentence)
    anchors = _with_apps(anchors, _apps(kind, sentence, resolver), sentence) or _makers(kind, values, sentence)
    if kind == "price" and all(by_token(v) for v in values):
        anchors = [m for m in anchors if plan_of(m) is None]  # tokens are bought of a model, not in a plan
        anchors = [m for m in anchors if m.type != "product" or not _is_channel(m, anchors, sentence)]
        sold = sold_by(anchors, sentence, resolver)
        if sold is not None:
            return [[_specific(kind, sold, resolver)] for _ in values]
    rivals = set_against(kind, values, sentence)
    if rivals:
        return [[_specific(kind, m, resolver)] for m in rivals]
    chosen = pair(
        values,
        anchors,
        sentence,
        in_turn=sentence.has("respectively"),
        attached=sentence.is_attached,
    )
    both = both_meant(kind, sentence) if not anchors and _speak_of_both(values, sentence) else []
    statement = _Statement(kind, values, anchors, chosen, both, sentence, resolver)
    rivals_own = of_rivals(kind, values, sentence)
    return [
        [_specific(kind, m, resolver) for m in ([rivals_own[i]] if i in rivals_own else _subjects_of(i, statement))]
        for i in range(len(values))
    ]


def _subjects_of(number: int, told: _Statement) -> list[SubjectMention]:
    """The subjects of value `number` of a statement; none where they are unknown."""
    value, index, sentence = told.values[number], told.chosen[number], told.sentence
    if _is_unnamed(value, sentence) or (told.kind in OF_FIRMS and _is_of_new_firm(value, sentence)):
        return []
    latter = _latter(told.kind, value, sentence, told.resolver)
    if latter is not None:
        return [latter]
    if told.kind == "parameter_count" and (sized := attributed(value, sentence)):
        return sized
    if index is not None and told.anchors[index].start >= value.end:
        if has_round(told.anchors[index], [value], sentence):
            return [told.anchors[index]]
        earlier = [i for i, m in enumerate(told.anchors) if m.end <= value.start]
        if earlier and pattern(sentence.language, "of_next").fullmatch(
            sentence.scan.text, value.end, told.anchors[index].start
        ):
            return _listed(number, earlier[-1], told)  # "X dips to 53% as Y climbs"
        if _is_of_opener(told.kind, value, sentence, told.resolver):
            return []
        tie = pattern(sentence.language, "tied")
        behind = told.anchors[index]
        tied = tie.fullmatch(sentence.scan.text, value.end, behind.start) is not None
        if told.kind in ("funding", "valuation"):
            tied = tied or goes_into(value, behind, sentence)
        if not tied and _is_not_its_owner(behind, value, sentence):
            index = None
    if index is not None and _is_in_remark(told.anchors[index], value, sentence):
        index = None
    if index is not None:
        index = not_beaten(index, value, told.anchors, sentence)
    if index is not None:
        run = next(run for run in told.runs if index in run)
        index = without_objects(told.kind, index, value, told.anchors, run, sentence)
    if index is None:
        return _carried(number, told)
    if sentence.language == "zh":
        anchor = told.anchors[index]
        if _is_of_stranger(value, anchor, sentence, told.resolver) or _is_of_kind(value, anchor, sentence):
            return []
        if stands_nearer(value, anchor, sentence, told.resolver):
            return []
    if sentence.traits.latin:
        if _is_of_nearer(value, told.anchors[index], sentence, told.resolver) or _has_other_subject(
            number, index, told
        ):
            return []
        if _is_in_remark_on_stranger(told.anchors[index], value, sentence, told.resolver):
            return []
        if had_old_value(told.anchors[index], value, sentence):
            others = [
                i for i, m in enumerate(told.anchors) if m.end <= value.start and m.name != told.anchors[index].name
            ]
            if len({told.anchors[i].name for i in others}) != 1:
                return []
            index = others[-1]
    return _listed(number, index, told)


def attributed(value: Placed, sentence: Sentence) -> list[SubjectMention]:
    """The models that a size is an attribute of, whatever is said of them: "超过 130 亿参数的 Llama 2、Vicuna"."""
    of, named = pattern(sentence.language, "attribute"), [m for m in sentence.subjects if m.type in ("model", "family")]
    for run in groups(named, sentence):
        if of.fullmatch(sentence.scan.text, value.end, named[run[0]].start):
            return [named[i] for i in run]
    return []


def _is_not_its_owner(behind: SubjectMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a name behind a value is none that has it: what its owner is set against, or one of a later clause."""
    return (
        is_only_set_against(behind, sentence)
        or is_of_rival_value(value, behind, sentence)
        or _speaks_of_another(value, behind, sentence)
    )


def _carried(number: int, told: _Statement) -> list[SubjectMention]:
    """The subjects of a value beside which no name stands."""
    if told.both:
        in_turn = len(told.values) % 2 == 0 and len(told.both) == 2 and told.sentence.has("respectively")
        return [told.both[number % 2]] if in_turn else list(told.both)
    carried = carried_over(told.kind, told.values[number], told.sentence, told.resolver)
    carried = carried or _speaker(told.anchors, told.sentence)
    if carried is None or (told.kind == "subscription" and _is_of_other_model(carried, told.values[number], told)):
        return []
    return [carried]


def _is_of_other_model(carried: SubjectMention, value: Placed, told: _Statement) -> bool:
    """Whether the clause of a sum asked per month names models of which the carried one is none."""
    clause = told.sentence.in_clause(told.sentence.subjects, value.start)
    models = [m for m in clause if m.type in ("model", "family")]
    return carried.type in ("model", "family") and bool(models) and all(m.family != carried.family for m in models)


def _listed(number: int, index: int, told: _Statement) -> list[SubjectMention]:
    """The name that a value belongs to, with all of its list where they share the one value."""
    value, sentence = told.values[number], told.sentence
    run = next(run for run in told.runs if index in run)
    owner = _owner([told.anchors[i] for i in run], told)
    if owner is not None:
        return [owner]
    if pattern(sentence.language, "bracket").fullmatch(sentence.scan.text, told.anchors[index].end, value.start):
        return [told.anchors[index]]  # "A 和 B (14B)"
    together = pattern(sentence.language, "together")
    if (
        len(run) > 1
        and told.kind in OF_FIRMS
        and together.search(sentence.scan.text, told.anchors[run[-1]].end, value.start)
    ):
        return []  # "A, B and C have together raised 4": of none of them
    if len(run) > 1 and _is_of_each(value, sentence):
        return [told.anchors[i] for i in run]
    if told.kind not in _SHARED or len(run) == 1:
        return [told.anchors[index]]
    # Values of another statement do not speak for this one: "A and B both have 5; the former ...".
    text = sentence.scan.text
    near = [o for v, o in zip(told.values, told.chosen, strict=True) if not _is_parted(v, value, text)]
    alone = sum(other in run for other in near) == 1
    shared = alone and (len(told.values) == 1 or sentence.has("both", "both_of"))
    return [told.anchors[i] for i in run] if shared else [told.anchors[index]]


def _is_of_each(value: Placed, sentence: Sentence) -> bool:
    """Whether each of those named has the value: "Anthropic and Google each climb to 18%", «18% لكل منهما»."""
    return any(
        sentence.distance(cue, value) <= _EACH and not sentence.apart(cue, value)
        for cue in sentence.named("each_of_them")
    )


def _owner(products: Sequence[SubjectMention], told: _Statement) -> SubjectMention | None:
    """The firm of several products of which one sum or number is told together: "A and B together have ..."."""
    if len({m.name for m in products}) < 2 or any(m.type == "company" for m in products):
        return None
    if any(not _is_parted(a, b, told.sentence.scan.text) for a, b in pairwise(told.values)):
        return None
    together = pattern(told.sentence.language, "together").search(told.sentence.text) is not None
    if told.kind != "revenue" and not (told.kind == "user_count" and together):
        return None
    makers = {m.maker for m in products}
    named = {m.name: m for m in told.sentence.subjects if m.type == "company" and m.name in makers}
    if len(named) == 1:
        return next(iter(named.values()))
    return told.resolver.first("company", next(iter(makers))) if len(makers) == 1 else None


def _is_channel(product: SubjectMention, anchors: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a product only tells through what a model is had: "GPT-5 via the API and Copilot, at $1.25 a million"."""
    for cue in sentence.named("location"):
        models = any(m.type != "product" and m.end <= cue.start for m in anchors)
        if models and cue.end <= product.start and not inside(sentence.quantities, cue.end, product.start):
            return True
    return False


def _has_other_subject(number: int, index: int, told: _Statement) -> bool:
    """Whether the clause of a sum has a subject that no sum is told of, and the chosen one stands in a clause before:
    "X switched to Codex, and GPT-5.4 reached a $1bn run rate"."""
    value, anchor, sentence = told.values[number], told.anchors[index], told.sentence
    if told.kind not in OF_FIRMS or anchor.start >= value.start or not sentence.apart(anchor, value):
        return False
    stop = STRONG.search(sentence.scan.text, anchor.end, value.start)
    if stop is not None and any(
        m.type == "company" and m.name != anchor.name for m in inside(sentence.subjects, stop.end(), value.start)
    ):
        return True  # "X opened an office; Y pledged $1bn"
    own = sentence.in_clause(sentence.subjects, value.start)
    return any(m.type == "model" and not m.short and m.end <= value.start for m in own)


def _is_in_remark(anchor: SubjectMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a name only stands in a remark on an unknown one before it: "Foo, which Bar pays, has raised $2m"."""
    remark = sentence.pattern("remark").match(sentence.scan.text, sentence.start)
    if remark is None or remark.end() > value.start or any(m.start < remark.start("inside") for m in sentence.subjects):
        return False
    return remark.start("inside") <= anchor.start and anchor.end <= remark.end()


def _is_of_nearer(value: Placed, anchor: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a name that nobody knows takes a value from the known one before it; from "the model" as well where that
    one stands behind the unknown name."""
    first = sentence.start if anchor.short else anchor.end
    return anchor.end <= value.start and is_taken(value, first, sentence, resolver)


def _is_of_opener(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a value with a name behind it belongs to somebody else, whom the sentence speaks of before."""
    if pattern(sentence.language, "we").match(sentence.text):
        return False  # "“We have 5 million users,” Jane Doe of X said."
    if sentence.traits.needs_subject and (
        opened_by_stranger(sentence, resolver)
        or opens_with_kind(value, sentence)
        or (kind not in OF_FIRMS and is_taken(value, sentence.start, sentence, resolver))  # "X led a round in Y"
    ):
        return True
    return unknown_name(value, sentence, resolver, within=_ADJACENT)


def _is_in_remark_on_stranger(anchor: SubjectMention, value: Placed, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a name stands in a remark on somebody whom nobody knows: "Speak, which X has backed, charges 20"."""
    clause = sentence.clause_of(anchor.start)
    opens = clause[0] > sentence.start and sentence.clause_index(anchor.start) == 1
    remark = opens and sentence.is_attached(clause) and clause[1] <= value.start
    return remark and opened_by_stranger(sentence, resolver)


def _is_parted(one: Placed, other: Placed, text: str) -> bool:
    """Whether two values stand in different statements."""
    return STRONG.search(text, min(one.end, other.end), max(one.start, other.start)) is not None


def _is_unnamed(value: Placed, sentence: Sentence) -> bool:
    """Whether a value is of something that is only told by what it is not: "against 50.8% for its predecessor", "where
    its predecessor had 50.8%"."""
    whose = pattern(sentence.language, "whose")
    for cue in sentence.named("unnamed"):
        if cue.start < value.end or not whose.fullmatch(sentence.scan.text, value.end, cue.start):
            continue
        if not any(overlaps(m, cue) for m in sentence.subjects):
            return True
    own = sentence.pattern("unnamed.own").search(sentence.scan.text, sentence.start, value.start)
    return own is not None and not is_across(own.span(), sentence.subjects)


def _is_of_new_firm(value: Placed, sentence: Sentence) -> bool:
    """Whether a sum is one of a firm without a name that somebody starts: "left X to launch a startup, raising $9m"."""
    started = sentence.pattern("new_firm").search(sentence.scan.text, sentence.start, value.start)
    return started is not None and not any(started.end() <= m.start < value.start for m in sentence.subjects)


def _is_of_stranger(value: Placed, anchor: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a value in brackets stands behind another name, which nobody knows: "X（20 亿）与 Neuralink（6 亿）"."""
    opened = pattern(sentence.language, "bracket").search(
        sentence.scan.text, max(anchor.end, value.start - _BRACKET_REACH), value.start
    )
    if anchor.end > value.start or opened is None or opened.start() <= anchor.end:
        return False
    if any(m.end == opened.start() and m.name != anchor.name for m in sentence.subjects):
        return True  # "X 得 82 分，超越 Manus（73 分）": behind a firm's name, which has no score
    return unknown_name(value, sentence, resolver, within=value.start - anchor.end)


def _is_of_kind(value: Placed, anchor: SubjectMention, sentence: Sentence) -> bool:
    """Whether another statement of a sentence than that of its name tells a value of a whole kind: "微软在整合；初创
    公司正在筹集数亿美元"."""
    if anchor.end > value.start or not _is_parted(anchor, value, sentence.scan.text):
        return False
    kinds = sentence.in_clause(sentence.named("generic"), value.start)
    return any(
        c.end <= value.start
        and sentence.pattern("own_kind").search(sentence.scan.text, sentence.start, c.start) is None
        for c in kinds
    )


def _makers(kind: str, values: Sequence[Placed], sentence: Sentence) -> list[SubjectMention]:
    """The maker of what a sentence without a firm speaks of, as who raises money: "Cursor is in talks at $50bn"."""
    if kind not in ("funding", "valuation") or any(m.type == "company" for m in sentence.subjects):
        return []
    return [m for m in makers(sentence.subjects) if all(m.end <= v.start for v in values)]


def _apps(kind: str, sentence: Sentence, resolver: Resolver) -> list[SubjectMention]:
    """Companies whose name is that of their app too, as what has a price: "DeepSeek is free"."""
    if kind not in ("price", "subscription", "context_length"):
        return []
    return [replace(m, type="product") for m in sentence.subjects if m.type == "company" and resolver.is_app(m)]


def _with_apps(
    anchors: list[SubjectMention], apps: Sequence[SubjectMention], sentence: Sentence
) -> list[SubjectMention]:
    """What has a price, and of the companies that are apps those in clauses of their own: "DeepSeek costs 1, while
    GPT-4o costs 9"."""
    own = {m.name for m in anchors} | {m.maker for m in anchors}
    more = [m for m in apps if m.name not in own and all(sentence.apart(m, a) for a in anchors)]
    return sorted([*anchors, *more], key=lambda m: m.start)


def _opens_with_pronoun(sentence: Sentence) -> bool:
    """Whether the sentence goes on about somebody named before: "It raised ..., with X", not "It took $2m to ..."."""
    if any(c.start == sentence.start for c in sentence.named("expletive")):
        return False
    return any(c.start == sentence.start for c in sentence.named("pronoun"))


def _speaks_of_another(value: Placed, behind: SubjectMention, sentence: Sentence) -> bool:
    """Whether a value is told of somebody named before, not of the name that a later clause brings in: "it wrote 41
    tokens a second, where X slowed". A value that opens its sentence waits for its name: "1,247: that is what X
    got"."""
    if _opens_with_pronoun(sentence):
        return True
    first, _ = sentence.clause_of(value.start)
    if not sentence.apart(value, behind) or any(c.start == first for c in sentence.named("expletive")):
        return False
    fronted = value.start - sentence.start <= _FRONTED or is_fronted(value, behind, sentence.quantities, sentence)
    return not (fronted or behind.short)


def _latter(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """Who "the latter" before a value is: the last one named before the word."""
    receiver = _receiver(kind, value, sentence)
    if receiver is not None:
        return receiver
    cues = [c for c in outside(sentence.named("latter"), sentence.subjects) if c.end <= value.start]
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
    text, into = sentence.scan.text, pattern(sentence.language, "into")
    for cue in sentence.named("latter", "former_one"):
        if cue.start < value.end or not into.search(text, max(0, cue.start - _INTO_REACH), cue.start):
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
    if kind in MIXED or kind == "revenue":
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


def _speak_of_both(values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether "both" stands in or before a clause of the values: "收入 9 亿，两者均胜预期" means sums."""
    end = max(sentence.clause_of(v.start)[1] for v in values)
    if any(c.start == sentence.start for c in sentence.named("both_of")):
        return True  # "Both take 256K tokens"
    return any(c.start < end for c in sentence.named("both"))


def both_meant(kind: str, sentence: Sentence) -> list[SubjectMention]:
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

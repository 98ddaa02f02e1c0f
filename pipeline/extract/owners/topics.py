"""Which subject a value or an event belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.apps import apps_of, firms_of, is_channel, specific, with_apps
from pipeline.extract.owners.candidates import OF_FIRMS, TIERS, candidates
from pipeline.extract.owners.carry import by_token, carried_over, sold_by
from pipeline.extract.owners.investors import goes_into, has_round
from pipeline.extract.owners.predicates import without_objects
from pipeline.extract.owners.rivals import (
    former_values,
    had_old_value,
    is_of_rival_value,
    is_only_set_against,
    not_beaten,
    of_rivals,
    set_against,
)
from pipeline.extract.owners.strangers import stands_nearer
from pipeline.extract.owners.together import (
    attributed,
    both_meant,
    both_named_before,
    is_of_each,
    owner,
    speak_of_both,
)
from pipeline.extract.owners.unowned import (
    is_in_remark,
    is_in_remark_on_stranger,
    is_of_kind,
    is_of_nearer,
    is_of_new_firm,
    is_of_opener,
    is_of_stranger,
    is_unnamed,
)
from pipeline.extract.pairing import STRONG, groups, is_fronted, is_parted, pair
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside, outside

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


#: How far from its sentence's beginning, in characters, a value opens it.
_FRONTED: Final = 16


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
    anchors = with_apps(anchors, apps_of(kind, sentence, resolver), sentence) or firms_of(kind, values, sentence)
    if kind == "price" and all(by_token(v) for v in values):
        anchors = [m for m in anchors if plan_of(m) is None]  # tokens are bought of a model, not in a plan
        anchors = [m for m in anchors if m.type != "product" or not is_channel(m, anchors, sentence)]
        sold = sold_by(anchors, sentence, resolver)
        if sold is not None:
            return [[specific(kind, sold, resolver)] for _ in values]
    rivals = set_against(kind, values, sentence)
    if rivals:
        return [[specific(kind, m, resolver)] for m in rivals]
    chosen = _chosen(values, anchors, sentence)
    both = both_meant(kind, sentence) if not anchors and speak_of_both(values, sentence) else []
    statement = _Statement(kind, values, anchors, chosen, both, sentence, resolver)
    rivals_own = of_rivals(kind, values, sentence)
    return [
        [specific(kind, m, resolver) for m in ([rivals_own[i]] if i in rivals_own else _subjects_of(i, statement))]
        for i in range(len(values))
    ]


def _chosen(values: Sequence[Placed], anchors: Sequence[SubjectMention], sentence: Sentence) -> list[int | None]:
    """For each value the number of the name that it stands beside; one that another came from goes with that."""
    former = former_values(values, anchors, sentence)
    rest = [v for n, v in enumerate(values) if n not in former]
    paired = iter(pair(rest, anchors, sentence, in_turn=sentence.has("respectively"), attached=sentence.is_attached))
    chosen: list[int | None] = []
    for number in range(len(values)):
        chosen.append(chosen[-1] if number in former else next(paired))
    return chosen


def _subjects_of(number: int, told: _Statement) -> list[SubjectMention]:
    """The subjects of value `number` of a statement; none where they are unknown."""
    value, index, sentence = told.values[number], told.chosen[number], told.sentence
    if is_unnamed(value, sentence) or (told.kind in OF_FIRMS and is_of_new_firm(value, sentence)):
        return []
    latter = _latter(told.kind, value, sentence, told.resolver)
    if latter is not None:
        return [latter]
    if told.kind == "parameter_count" and (sized := attributed(value, sentence)):
        return sized
    if told.kind in _SHARED and (two := both_named_before(told.kind, value, sentence)):
        return two
    if index is not None and told.anchors[index].start >= value.end:
        if has_round(told.anchors[index], [value], sentence):
            return [told.anchors[index]]
        earlier = [i for i, m in enumerate(told.anchors) if m.end <= value.start]
        if earlier and pattern(sentence.language, "of_next").fullmatch(
            sentence.scan.text, value.end, told.anchors[index].start
        ):
            return _listed(number, earlier[-1], told)  # "X dips to 53% as Y climbs"
        if is_of_opener(told.kind, value, sentence, told.resolver):
            return []
        tie = pattern(sentence.language, "tied")
        behind = told.anchors[index]
        tied = tie.fullmatch(sentence.scan.text, value.end, behind.start) is not None
        if told.kind in ("funding", "valuation"):
            tied = tied or goes_into(value, behind, sentence)
        if not tied and _is_not_its_owner(behind, value, sentence):
            index = None
    if index is not None and is_in_remark(told.anchors[index], value, sentence):
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
        if is_of_stranger(value, anchor, sentence, told.resolver) or is_of_kind(value, anchor, sentence):
            return []
        if stands_nearer(value, anchor, sentence, told.resolver):
            return []
    if sentence.traits.latin:
        if is_of_nearer(value, told.anchors[index], sentence, told.resolver) or _has_other_subject(number, index, told):
            return []
        if is_in_remark_on_stranger(told.anchors[index], value, sentence, told.resolver):
            return []
        if had_old_value(told.anchors[index], value, sentence):
            others = [
                i for i, m in enumerate(told.anchors) if m.end <= value.start and m.name != told.anchors[index].name
            ]
            if len({told.anchors[i].name for i in others}) != 1:
                return []
            index = others[-1]
    return _listed(number, index, told)


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
    firm = owner([told.anchors[i] for i in run], told.kind, told.values, sentence, told.resolver)
    if firm is not None:
        return [firm]
    if pattern(sentence.language, "bracket").fullmatch(sentence.scan.text, told.anchors[index].end, value.start):
        return [told.anchors[index]]  # "A 和 B (14B)"
    together = pattern(sentence.language, "together")
    if (
        len(run) > 1
        and told.kind in OF_FIRMS
        and together.search(sentence.scan.text, told.anchors[run[-1]].end, value.start)
    ):
        return []  # "A, B and C have together raised 4": of none of them
    if len(run) > 1 and is_of_each(value, sentence):
        return [told.anchors[i] for i in run]
    if told.kind not in _SHARED or len(run) == 1:
        return [told.anchors[index]]
    # Values of another statement do not speak for this one: "A and B both have 5; the former ...".
    text = sentence.scan.text
    near = [o for v, o in zip(told.values, told.chosen, strict=True) if not is_parted(v, value, text)]
    alone = sum(other in run for other in near) == 1
    shared = alone and (len(told.values) == 1 or sentence.has("both", "both_of"))
    return [told.anchors[i] for i in run] if shared else [told.anchors[index]]


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

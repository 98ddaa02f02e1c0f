"""Values that belong to none of the known names around them: to somebody whom nobody knows, or to a whole kind."""

from __future__ import annotations

from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import OF_FIRMS
from pipeline.extract.owners.carry import opens_with_kind
from pipeline.extract.owners.strangers import is_taken, opened_by_stranger, unknown_name
from pipeline.extract.pairing import is_parted
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, is_across, overlaps

#: How near, in characters, an unknown name before a value keeps a known one behind it from being the subject.
_ADJACENT: Final = 25

#: How far behind a name, in characters, brackets may open for its value.
_BRACKET_REACH: Final = 8


def is_in_remark(anchor: SubjectMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a name only stands in a remark on an unknown one before it: "Foo, which Bar pays, has raised $2m"."""
    remark = sentence.pattern("remark").match(sentence.scan.text, sentence.start)
    if remark is None or remark.end() > value.start or any(m.start < remark.start("inside") for m in sentence.subjects):
        return False
    return remark.start("inside") <= anchor.start and anchor.end <= remark.end()


def is_of_nearer(value: Placed, anchor: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a name that nobody knows takes a value from the known one before it; from "the model" as well where that
    one stands behind the unknown name."""
    first = sentence.start if anchor.short else anchor.end
    return anchor.end <= value.start and is_taken(value, first, sentence, resolver)


def is_of_opener(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> bool:
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


def is_in_remark_on_stranger(anchor: SubjectMention, value: Placed, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a name stands in a remark on somebody whom nobody knows: "Speak, which X has backed, charges 20"."""
    clause = sentence.clause_of(anchor.start)
    opens = clause[0] > sentence.start and sentence.clause_index(anchor.start) == 1
    remark = opens and sentence.is_attached(clause) and clause[1] <= value.start
    return remark and opened_by_stranger(sentence, resolver)


def is_unnamed(value: Placed, sentence: Sentence) -> bool:
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


def is_of_new_firm(value: Placed, sentence: Sentence) -> bool:
    """Whether a sum is one of a firm without a name that somebody starts: "left X to launch a startup, raising $9m"."""
    started = sentence.pattern("new_firm").search(sentence.scan.text, sentence.start, value.start)
    return started is not None and not any(started.end() <= m.start < value.start for m in sentence.subjects)


def is_of_stranger(value: Placed, anchor: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a value in brackets stands behind another name, which nobody knows: "X（20 亿）与 Neuralink（6 亿）"."""
    opened = pattern(sentence.language, "bracket").search(
        sentence.scan.text, max(anchor.end, value.start - _BRACKET_REACH), value.start
    )
    if anchor.end > value.start or opened is None or opened.start() <= anchor.end:
        return False
    if any(m.end == opened.start() and m.name != anchor.name for m in sentence.subjects):
        return True  # "X 得 82 分，超越 Manus（73 分）": behind a firm's name, which has no score
    return unknown_name(value, sentence, resolver, within=value.start - anchor.end)


def is_of_kind(value: Placed, anchor: SubjectMention, sentence: Sentence) -> bool:
    """Whether another statement of a sentence than that of its name tells a value of a whole kind: "微软在整合；初创
    公司正在筹集数亿美元"."""
    if anchor.end > value.start or not is_parted(anchor, value, sentence.scan.text):
        return False
    kinds = sentence.in_clause(sentence.named("generic"), value.start)
    return any(
        c.end <= value.start
        and sentence.pattern("own_kind").search(sentence.scan.text, sentence.start, c.start) is None
        for c in kinds
    )

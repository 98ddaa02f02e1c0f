"""Several that a value is told of together: lists, "both", "each", and the firm of several products."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import TIERS, candidates
from pipeline.extract.owners.pointing import LOOK_BACK
from pipeline.extract.pairing import groups, is_parted
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, overlaps

#: How far from a value, in letters, the word stands that gives it to each of those named.
_EACH: Final = 25


def attributed(value: Placed, sentence: Sentence) -> list[SubjectMention]:
    """The models that a size is an attribute of, whatever is said of them: "超过 130 亿参数的 Llama 2、Vicuna"."""
    of, named = pattern(sentence.language, "attribute"), [m for m in sentence.subjects if m.type in ("model", "family")]
    for run in groups(named, sentence):
        if of.fullmatch(sentence.scan.text, value.end, named[run[0]].start):
            return [named[i] for i in run]
    return []


def is_of_each(value: Placed, sentence: Sentence) -> bool:
    """Whether each of those named has the value: "Anthropic and Google each climb to 18%", «18% لكل منهما»."""
    return any(
        sentence.distance(cue, value) <= _EACH and not sentence.apart(cue, value)
        for cue in sentence.named("each_of_them")
    )


def owner(
    products: Sequence[SubjectMention], kind: str, values: Sequence[Placed], sentence: Sentence, resolver: Resolver
) -> SubjectMention | None:
    """The firm of several products of which one sum or number is told together: "A and B together have ..."."""
    if len({m.name for m in products}) < 2 or any(m.type == "company" for m in products):
        return None
    if any(not is_parted(a, b, sentence.scan.text) for a, b in pairwise(values)):
        return None
    together = pattern(sentence.language, "together").search(sentence.text) is not None
    if kind != "revenue" and not (kind == "user_count" and together):
        return None
    makers = {m.maker for m in products}
    named = {m.name: m for m in sentence.subjects if m.type == "company" and m.name in makers}
    if len(named) == 1:
        return next(iter(named.values()))
    return resolver.first("company", next(iter(makers))) if len(makers) == 1 else None


def speak_of_both(values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether "both" stands in or before a clause of the values: "收入 9 亿，两者均胜预期" means sums."""
    end = max(sentence.clause_of(v.start)[1] for v in values)
    if any(c.start == sentence.start for c in sentence.named("both_of")):
        return True  # "Both take 256K tokens"
    return any(c.start < end for c in sentence.named("both", "three"))


def both_meant(kind: str, sentence: Sentence) -> list[SubjectMention]:
    """The two subjects that "both models" means, three of "the three models": those that a sentence shortly before
    named, else the last that the article compared."""
    number = 3 if sentence.has("three") else 2
    for tier in TIERS[kind]:
        for earlier in islice(sentence.before(), LOOK_BACK):
            named = [m for m in candidates(kind, earlier) if m.type in tier]
            meant = list({m.name: m for m in named}.values())
            if len(meant) == number:
                return meant
    names: dict[str, str] = {}
    for draft in reversed(sentence.history):
        if any(draft.subject_type in tier for tier in TIERS[kind]):
            names.setdefault(draft.subject, draft.subject_type)
        if len(names) == number:
            found = [SubjectMention(0, 0, name, type_, "") for name, type_ in names.items()]  # type: ignore[arg-type]
            return found[::-1]
    return []


def both_named_before(kind: str, value: Placed, sentence: Sentence) -> list[SubjectMention]:
    """The two that a sentence names before it goes on with "both": "A has 5, B has 9; both are Apache 2.0"."""
    words = [c for c in sentence.in_clause(sentence.named("both_of", "both"), value.start) if c.end <= value.start]
    if not words:
        return []
    named = candidates(kind, sentence)
    if any(words[-1].end <= m.start < value.start or overlaps(m, words[-1]) for m in named):
        return []
    for tier in TIERS[kind]:
        meant = {m.name: m for m in named if m.type in tier and m.end <= words[-1].start}
        if len(meant) == 2:
            return list(meant.values())
    return []

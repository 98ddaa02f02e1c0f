"""Which subject a value or an event belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.pairing import groups, pair
from pipeline.extract.resolve import Resolver
from pipeline.extract.scan import Placed
from pipeline.extract.sentence import Sentence

_THINGS: Final = ("model", "product", "family")
_ALL: Final = (("model", "product", "family"), ("company",))

#: For each claim type the kinds of subject it can have, the likeliest first.
TIERS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "funding": (("company",),),
    "valuation": (("company",),),
    "revenue": (("company", "product"),),
    "training_cost": (("model", "family"), ("company",)),
    "training_data": (("model", "family"),),
    "parameter_count": (("model", "family"),),
    "context_length": (("model", "family", "product"),),
    "license": (("model", "family", "product"),),
    "benchmark_score": (("model", "family", "product"),),
    "release_date": (("model", "product", "family"),),
    "retirement_date": (("model", "product", "family"),),
    "speed": _ALL,
    "price": _ALL,
    "price_change": _ALL,
    "user_count": _ALL,
    "download_count": _ALL,
    "market_share": _ALL,
    "ranking": _ALL,
}


def candidates(kind: str, sentence: Sentence) -> list[SubjectMention]:
    """The sentence's mentions that can be the subject of a claim of this type: of the likeliest kind that occurs."""
    for tier in TIERS[kind]:
        found = [m for m in sentence.subjects if m.type in tier]
        if kind == "funding":
            found = [m for m in found if not _is_investor(m, sentence)]
        if found:
            return found
    return []


def _is_investor(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether the mention gives the money: "led by X", "X has invested", "X领投"."""
    for cue in sentence.named("investor"):
        if sentence.apart(cue, mention):
            continue
        gap = sentence.distance(cue, mention)
        if gap > 40:
            continue
        verb = sentence.scan.text[cue.start : cue.end].lower()
        by = verb.endswith(" by") or verb.startswith(("بقيادة", "به رهبری", "بمشاركة"))
        if (by and mention.start >= cue.end) or (not by and mention.end <= cue.start):
            return True
    return False


def subjects_for(
    kind: str, values: Sequence[Placed], sentence: Sentence, resolver: Resolver
) -> list[list[SubjectMention]]:
    """For each value of one claim type in a sentence its subjects: mostly one, several where a list shares one value.

    Where the sentence names none, the subject is carried over: from the line that leads in the list, the statement
    before, the heading, or what the article is about.
    """
    anchors = candidates(kind, sentence)
    if not anchors:
        carried = carried_over(kind, sentence, resolver)
        return [[carried] if carried else [] for _ in values]
    text = sentence.scan.text
    chosen = pair(values, anchors, text, sentence.clause_of, in_turn=sentence.has("respectively"))
    runs = groups(anchors, text)
    result: list[list[SubjectMention]] = []
    for index in chosen:
        if index is None:
            carried = carried_over(kind, sentence, resolver)
            result.append([carried] if carried else [])
            continue
        run = next(run for run in runs if index in run)
        shared = len(run) > 1 and len(set(chosen)) == 1 and (len(values) == 1 or sentence.has("both"))
        result.append([anchors[i] for i in run] if shared else [anchors[index]])
    return result


def carried_over(kind: str, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The subject of a sentence that names none."""
    for tier in TIERS[kind]:
        if sentence.lead_in is not None:
            named = [m for m in sentence.lead_in.subjects if m.type in tier]
            if named:
                return named[-1]
        near = next(sentence.before(), None)
        if near is not None:
            named = [m for m in near.subjects if m.type in tier]
            if named:
                return named[0] if len({m.name for m in named}) == 1 else _topic(named)
        found = resolver.before(sentence.block, sentence.start, tier)
        if found is not None:
            return found
        main = resolver.main(tier[0])
        if main is not None:
            return main
    return None


def _topic(mentions: list[SubjectMention]) -> SubjectMention:
    """What the sentence before was about: its first subject."""
    return mentions[0]

"""Who a sentence that names nobody speaks of: what the sentences before it, the headings and the title name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.owners.candidates import without_owners
from pipeline.extract.owners.comparison import is_compared
from pipeline.extract.owners.investors import goes_into
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.resolve import SET_AGAINST, Resolver
from pipeline.extract.reference.siblings import is_one_of
from pipeline.extract.sentence import Sentence

if TYPE_CHECKING:
    from pipeline.extract.draft import Draft

#: How many sentences back the last subject is looked for.
LOOK_BACK: Final = 4

#: How far from its beginning, in characters, the noun of a description stands.
_DESCRIPTION: Final = 45

#: How far from its beginning a word opens a sentence.
_OPENING: Final = 12


def pointed_at(
    tiers: Sequence[Sequence[str]], refused: set[str], sentence: Sentence, resolver: Resolver
) -> SubjectMention | None:
    """Who is meant: of the likeliest kind, the nearest that speaks.

    In order: the sentences before in the same block, the line that leads in the list, the heading above, what the
    article's title names if it is one thing, the only one of a paragraph of one sentence before. Whoever else another
    paragraph named last is nobody: of ten such guesses one is right.
    """
    label = _label(sentence)
    if label is not None and label.name not in refused and any(label.type in tier for tier in tiers):
        return label
    rivals = {m.name for m in resolver.rivals()}
    lead = sentence.lead_in.scan if sentence.lead_in is not None else None
    aside = {m.name for m in sentence.subjects if m.name in refused and is_compared(m, sentence)}
    for tier in tiers:
        spoken = _spoken_of(tier, refused, sentence, resolver)
        if spoken is not None:
            return spoken
        for scan in sentence.around:
            against = [c.end for c in scan.cues if c.name in SET_AGAINST and c.start]
            named = [m for m in scan.subjects if m.type in tier and not any(end <= m.start for end in against)]
            named = [m for m in named if m.name not in rivals and (scan is lead or not resolver.is_outspoken(m))]
            if len({m.name for m in named}) == 1 and named[0].name not in aside:
                return named[0]
        titled = [m for m in protagonists(resolver) if m.type in tier and m.name not in refused]
        titled = [m for m in titled if not resolver.is_outspoken(m)]
        if len({m.name for m in titled}) == 1:
            return titled[0]
        main = resolver.leading(tier)
        opening = titled[0].name if titled else ""
        if main is not None and main.type != "company" and main.name not in refused and main.name == opening:
            return main  # the model that the title begins with and the text speaks of most
        near = next(sentence.before(), None)
        if near is not None and near.start == 0 and near.reply == sentence.reply:  # a paragraph of one sentence
            named = [m for m in near.subjects if m.type in tier and m.name not in refused]
            if len({m.name for m in named}) == 1:
                return named[0]
        only = _only_one(tier, refused, sentence)
        if only is not None:
            return only
        goes_on = sentence.traits.drops_topic and tuple(tier) == ("company",)
        firm = resolver.leading(tier) if goes_on else None
        if firm is not None and firm.name not in refused and _is_titled(firm, resolver):
            return firm
    return None


def _is_titled(firm: SubjectMention, resolver: Resolver) -> bool:
    """Whether the title names a firm, or something of its make."""
    return any(firm.name in (m.name, m.maker) for m in resolver.titled())


def _label(sentence: Sentence) -> SubjectMention | None:
    """The name that opens the paragraph as its label: "DeepSeek：…"."""
    text = sentence.scan.text
    for mention in sentence.scan.subjects[:1]:
        if mention.start <= 2 and text[mention.end : mention.end + 2].lstrip()[:1] in (":", "："):
            return mention
    return None


def _spoken_of(tier: Sequence[str], refused: set[str], sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """What the sentences before in the same block speak of: the nearest one whose claims are all of one subject, or
    that begins with one name, else the nearest that names something."""
    passing: SubjectMention | None = None
    for earlier in _same_breath(sentence):
        own = without_owners(earlier.subjects, earlier)
        named = _without_speaker([m for m in own if m.type in tier and m.name not in refused], earlier)
        told = {
            d.subject: d
            for d in earlier.claims
            if d.subject_type in tier and d.subject not in refused and not _is_aside(d, named, earlier)
        }
        if told and not (named and is_described(sentence)):
            draft = min(told.values(), key=lambda d: d.value_span)
            if len(told) == 1 and _only_received(draft, sentence, earlier):
                continue
            same = [m for m in earlier.subjects if m.name == draft.subject]
            # "It has 200K, but version 4.5 had only 128K" goes on about what it began with.
            if len(told) == 1 or (not same and not (named and named[0].start < draft.value_span[0])):
                return same[0] if same else _as_named(draft, resolver)
        if named:
            # "The search startup ..." takes up what was spoken of last, "It ..." who spoke or acted.
            first = named[-1] if is_described(sentence) else named[0]
            first = next((m for m in named if m is not first and is_one_of(m, first)), first)
            if told or is_described(sentence) or _opens(named, earlier) or _is_presented(first, named, earlier):
                return first
            passing = passing or first
    return passing


def _without_speaker(named: list[SubjectMention], sentence: Sentence) -> list[SubjectMention]:
    """The names of a sentence without the firm that only says something of a product: "Amazon said Alexa+ is out"."""
    said = sentence.named("said.after")
    things = [m for m in named if m.type != "company"]
    speakers = [m for m in named if m.type == "company" and any(0 <= c.start - m.end <= 1 for c in said)]
    return [m for m in named if m not in speakers] if things else named


def _only_received(draft: Draft, sentence: Sentence, earlier: Sentence) -> bool:
    """Whether a sum went to the one that it is told of, and both sentences go on about who gave it: "It has put 30
    billion into X. Its profit tripled."."""
    opened = all(any(c.start == s.start for c in s.named("pronoun")) for s in (earlier, sentence))
    return opened and any(
        goes_into(q, m, earlier) for q in earlier.quantities for m in earlier.subjects if m.name == draft.subject
    )


def _is_aside(draft: Draft, named: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a claim is told in passing of another one than the sentence opens with: "X vies with Y, which has 5"."""
    value = draft.value_span[0]
    if not named or named[0].name == draft.subject or not sentence.is_attached(sentence.clause_of(value)):
        return False
    opens = sentence.clause_index(named[0].start) == 0
    return opens and named[0].start - sentence.start <= _OPENING and named[0].end <= value


def _is_presented(first: SubjectMention, named: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a sentence brings in what the next one goes on about: "what they want you to use is X"."""
    before = sentence.pattern("presents").search(sentence.scan.text, sentence.start, first.start)
    return before is not None and len({m.name for m in named}) == 1


def _as_named(draft: Draft, resolver: Resolver) -> SubjectMention:
    """The subject of a claim as a mention, for a sentence that goes on about it."""
    kind: SubjectType = draft.subject_type  # type: ignore[assignment]
    return resolver.first(kind, draft.subject) or SubjectMention(*draft.value_span, draft.subject, kind, "", "", True)


def _opens(named: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether the first clause of a sentence names one thing alone, which the sentence then is about."""
    clause = sentence.clause_of(sentence.start)
    return named[0].start < clause[1] and len({m.name for m in named}) == 1


def _only_one(tier: Sequence[str], refused: set[str], sentence: Sentence) -> SubjectMention | None:
    """The only one of its kind that the paragraph before names, where claims were made of it alone."""
    told: list[SubjectMention] = []
    claimed: set[str] = set()
    near = next(sentence.before(), None)
    for earlier in sentence.before():
        if near is None or earlier.block != near.block:
            break
        told += [
            m for m in earlier.subjects if m.type in tier and m.name not in refused and not is_compared(m, earlier)
        ]
        claimed |= {d.subject for d in earlier.claims}
    names = {m.name for m in told}
    return told[0] if len(names) == 1 and claimed == names else None


def _same_breath(sentence: Sentence) -> list[Sentence]:
    """The sentences before in the same block, nearest first, and the lead-in of a list."""
    before = [s for s in sentence.before() if s.block == sentence.block]
    return [*before, *([sentence.lead_in] if sentence.lead_in is not None else [])]


def protagonists(resolver: Resolver) -> list[SubjectMention]:
    """What the title names, without what it only sets it against ("X against Y")."""
    rivals = resolver.rivals()
    return [m for m in resolver.titled() if m not in rivals]


def is_described(sentence: Sentence) -> bool:
    """Whether the sentence begins with a description of somebody named before: "The search startup"."""
    words = sentence.named("described")
    if (
        not words
        or not pattern(sentence.language, "definite").match(sentence.text)
        or words[0].start - sentence.start > _DESCRIPTION
    ):
        return False
    # not "The round prices the business"
    another = pattern(sentence.language, "definite.inside")
    return another.search(sentence.scan.text, sentence.start, words[0].start) is None


def speaks_of_firm(sentence: Sentence) -> bool:
    """Whether a sentence begins with a word for a firm, where the one before told of its product: "The group ..."."""
    opening = [c for c in sentence.named("described") if c.start - sentence.start <= _OPENING]
    return bool(opening) and pattern(sentence.language, "definite").match(sentence.text) is not None


def opened_by_name(sentence: Sentence) -> bool:
    """Whether a sentence begins with the name of somebody or something, which it then is about."""
    text = sentence.scan.text
    named = [m for m in sentence.subjects if not m.short and text[m.end : m.end + 2] not in ("'s", "’s")]
    return any(m.start - sentence.start <= _DESCRIPTION for m in named)

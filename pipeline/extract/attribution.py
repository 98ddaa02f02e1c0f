"""Who the text says a claim comes from: a medium, an analyst, a person or a company beside a word of saying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.draft import Draft
from pipeline.extract.mentions import NameMention, SubjectMention
from pipeline.extract.pairing import STRONG
from pipeline.extract.scan import Placed
from pipeline.extract.sentence import Sentence

#: How far, in letters, a company may stand from the word that makes it a voice: before it, after it.
_BEFORE, _AFTER = 14, 45

#: Types whose numbers come from one source for a whole run of sentences.
_MEASURED: Final = frozenset(["market_share", "user_count", "download_count", "ranking"])

#: Media and analysts are named for what they report; a person must be said to speak, a company close beside the verb.
_REPORTERS: Final = ("media", "analyst")


def voices(sentence: Sentence, named: Sequence[NameMention]) -> list[NameMention]:
    """The voices of a sentence, in order. `named` are the people, media, analysts and companies that it names."""
    companies = [_as_voice(m) for m in sentence.subjects if m.type == "company"]
    people = [*named, *(c for c in companies if not any(c.start < n.end and n.start < c.end for n in named))]
    licences = [c for c in sentence.cues if c.name.startswith("licence.")]
    people = [p for p in people if not any(c.start <= p.start and p.end <= c.end for c in licences)]
    return sorted((person for person in people if _speaks(person, sentence)), key=lambda v: v.start)


def _as_voice(mention: SubjectMention) -> NameMention:
    return NameMention(mention.start, mention.end, mention.name, "company")


def _speaks(voice: NameMention, sentence: Sentence) -> bool:
    if voice.kind in _REPORTERS:
        return True
    if any(0 <= voice.start - c.end <= _BEFORE for c in sentence.named("said.before")):
        return True
    verbs = sentence.named("said.after")
    if voice.kind == "person":
        # «التابعة لماسك»: a particle glued to a name makes it an owner.
        return bool(verbs) and sentence.scan.text[voice.start - 1 : voice.start] != "ل"
    for cue in verbs:
        if voice.end <= cue.start and sentence.distance(cue, voice) <= _AFTER and sentence.apart(cue, voice) <= 1:
            return True
        # Arabic puts the verb first: «قالت الشركة».
        if sentence.language == "ar" and cue.end <= voice.start and sentence.distance(cue, voice) <= 12:
            return True
    return False


def attribute(value: Placed, found: Sequence[NameMention], sentence: Sentence) -> str | None:
    """The voice that a value comes from: who reports before who is reported, then the nearest in its statement."""
    text = sentence.scan.text
    near = [v for v in found if not STRONG.search(text, min(v.end, value.end), max(v.start, value.start))]
    near = [v for v in near if not _only_asked(v, near, sentence)]
    pool = [v for v in near if v.kind in _REPORTERS] or near or [v for v in found if v.kind in _REPORTERS]
    before = [v for v in pool if v.end <= value.start]
    after = [v for v in pool if v.start >= value.end and not _speaks_later(v, value, sentence)]
    if before:
        return before[-1].name
    return after[0].name if after else None


def _only_asked(voice: NameMention, others: Sequence[NameMention], sentence: Sentence) -> bool:
    """Whether a medium is only where somebody else spoke: "he said in an interview with X"."""
    if voice.kind not in _REPORTERS or not any(o.kind == "person" and o.end <= voice.start for o in others):
        return False
    return any(0 <= voice.start - c.end <= _BEFORE for c in sentence.named("interview"))


def _speaks_later(voice: NameMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a voice behind a value opens a statement of its own: "X has 8, while A says that Y has 7"."""
    if voice.kind in _REPORTERS or not any(q.start >= voice.end for q in sentence.quantities):
        return False
    return any(value.end <= c.start <= voice.start for c in sentence.named("clause"))


def issuer(draft: Draft, sentence: Sentence) -> str | None:
    """The firm whose own prospectus or report a sentence names for what it says of it: "its prospectus shows ..."."""
    value = draft.value_span[0]
    if draft.subject_type != "company" or not any(c.end <= value for c in sentence.named("prospectus")):
        return None
    return draft.subject


def carried_voice(kind: str, sentence: Sentence) -> str | None:
    """The source of a run of statements about the same data: the line that leads in, else the one before."""
    for earlier in [sentence.lead_in] if sentence.lead_in is not None else []:
        reporters = [v.name for v in earlier.voices]
        if reporters:
            return reporters[-1]
    if kind not in _MEASURED:
        return None
    for earlier in sentence.before():
        told = [d for d in earlier.claims if d.type in _MEASURED]
        # Shares of one market are one set of data over several paragraphs.
        shares = kind == "market_share" and any(d.type == kind for d in told)
        if earlier.block != sentence.block and not (earlier.kind == "item" == sentence.kind) and not shares:
            return None
        if told:
            return told[-1].attributed_to
    return None

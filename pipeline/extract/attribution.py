"""Who the text says a claim comes from: the voice beside a word such as "according to", "said", 据 or "بحسب"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.scan import Placed
from pipeline.extract.sentence import Sentence

#: How far a voice may stand from the word that makes it one, in letters.
_BEFORE, _AFTER = 30, 45


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something, at a place in a block."""

    start: int
    end: int
    name: str


def voices(sentence: Sentence, named: list[Voice]) -> list[Voice]:
    """The voices of a sentence: names beside a word of saying. `named` are its known voices."""
    people = [*named, *(_as_voice(m) for m in sentence.subjects if m.type == "company")]
    found: list[Voice] = []
    for person in people:
        if _speaks(person, sentence):
            found.append(person)
    return sorted(found, key=lambda v: v.start)


def _as_voice(mention: SubjectMention) -> Voice:
    return Voice(mention.start, mention.end, mention.name)


def _speaks(person: Voice, sentence: Sentence) -> bool:
    for cue in sentence.named("said.before"):
        if (
            0 <= person.start - cue.end
            and sentence.distance(cue, person) <= _BEFORE
            and not sentence.apart(cue, person)
        ):
            return True
    for cue in sentence.named("said.after"):
        if (
            person.end <= cue.start
            and sentence.distance(cue, person) <= _AFTER
            and sentence.apart(cue, person) <= 1
        ):
            return True
        # Arabic puts the verb first: «قالت رويترز».
        if sentence.language == "ar" and cue.end <= person.start and sentence.distance(cue, person) <= 12:
            return True
    return False


def attribute(value: Placed, found: list[Voice], sentence: Sentence) -> str | None:
    """The voice that a value comes from: the nearest one of the sentence, before rather than after."""
    if not found:
        return None
    before = [v for v in found if v.end <= value.start]
    after = [v for v in found if v.start >= value.end]
    if before and after:
        near, far = before[-1], after[0]
        return (far if sentence.apart(far, value) < sentence.apart(near, value) else near).name
    if before:
        return before[-1].name
    return after[0].name if after else None

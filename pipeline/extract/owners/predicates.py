"""Whose a value is that a further verb tells: "X replaces Y and costs $1" speaks of X, whose verb it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.pairing import STRONG
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed

#: Types that a verb tells of a thing: it costs, has, scores, runs at.
_OF_THINGS: Final = (
    "price", "context_length", "parameter_count", "training_data", "license", "benchmark_score", "speed",
)  # fmt: skip

#: How far from the beginning of a statement, in characters, the word stands that is its subject.
_OPENING: Final = 30


def without_objects(
    kind: str, index: int, value: Placed, anchors: Sequence[SubjectMention], run: Sequence[int], sentence: Sentence
) -> int | None:
    """The anchor of a value that stands behind the object of another verb of the same subject: the subject's, None
    where that is a word like "it"; `index` where the chosen anchor, one of `run`, is no such object."""
    chosen, text = anchors[index], sentence.scan.text
    further = sentence.pattern("further_verb")
    if kind not in _OF_THINGS or chosen.end > value.start or not further.fullmatch(text, chosen.end, value.start):
        return index
    cuts = [m.end() for m in STRONG.finditer(text, sentence.start, chosen.start)]
    begin = max([sentence.part_of(chosen.start)[0], *cuts])
    first = min(run)
    if _is_subject(anchors[first], begin, sentence):
        return index
    subjects = [i for i in range(first) if anchors[i].start >= begin and _is_subject(anchors[i], begin, sentence)]
    if subjects:
        return subjects[-1]
    opening = [c for c in sentence.named("anaphor") if begin <= c.start and c.end <= anchors[first].start]
    return None if any(c.start - begin <= _OPENING for c in opening) else index


def _is_subject(mention: SubjectMention, begin: int, sentence: Sentence) -> bool:
    """Whether a name opens its statement or a clause of it, so that the verb behind it is its own."""
    return sentence.pattern("subject_place").search(sentence.scan.text[begin : mention.start]) is not None

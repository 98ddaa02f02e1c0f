"""Whose day it is: what came out or went, of all that a sentence names, and what was only named beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import DateMention, SubjectMention
from pipeline.extract.owners.candidates import candidates
from pipeline.extract.owners.carry import carried_over
from pipeline.extract.owners.strangers import unknown_name, verb_of_stranger
from pipeline.extract.owners.together import both_meant
from pipeline.extract.pairing import STRONG, groups, pair
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import overlaps

#: How far, in characters, its subject may stand before a verb, or its object behind it.
_BEFORE_VERB: Final = 12
_OBJECT: Final = 18

#: How far, in letters, a name may stand behind the day of its release.
_PASSING: Final = 25

#: How far, in letters, a name may stand behind a word like "together with".
_BEHIND_ALONG: Final = 30

#: How far, in characters, one may stand before it.
_BEFORE_ALONG: Final = 3


def is_of_another(
    mention: DateMention, cue: Cue, subject: SubjectMention, sentence: Sentence, resolver: Resolver
) -> bool:
    """Whether the day is of something else than this subject, which the sentence only names beside it."""
    return (
        _is_of_stranger(mention, subject, sentence, resolver)
        or _only_acts(subject, cue, sentence, resolver)
        or _is_older(mention, cue, subject, sentence)
        or _is_beside(mention, cue, subject, sentence)
        or _is_taken_in(cue, subject, sentence)
    )


def owners_of(
    kind: str, dates: Sequence[DateMention], cues: Sequence[Cue], sentence: Sentence, resolver: Resolver
) -> list[list[SubjectMention]]:
    """For each day what came out or went on it, told by a cue each."""
    anchors = candidates(kind, sentence)
    maker = of_unnamed(sentence) if kind == "release_date" else None
    things = sentence.named("new_thing")
    if maker is not None:
        verbs = sentence.named("release_date")
        dates_there = [any(not sentence.apart(d, c) for c in verbs) for d in dates]
    if maker is not None and all(any(overlaps(c, a) for c in things) for a in anchors):
        return [[maker] if there else [] for there in dates_there]
    if _are_both(anchors, sentence):
        return [both_meant(kind, sentence)] * len(dates)
    if not anchors:
        found = [carried_over(kind, d, sentence, resolver) for d in dates]
        stores = [c for c in sentence.cues if c.name.startswith("store.")]
        firms = [m for m in sentence.subjects if m.type == "company"]
        companies = {m.name for m in firms if not any(overlaps(c, m) for c in stores)}
        # A company that the sentence names releases what is its own.
        return [[c] if c is not None and (not companies or c.maker in companies) else [] for c in found]
    runs = groups(anchors, sentence)
    chosen = _chosen(dates, cues, anchors, sentence)
    result: list[list[SubjectMention]] = []
    for index in chosen:
        if index is None:
            result.append([])
            continue
        run = next(run for run in runs if index in run)
        if len(dates) == 1:
            too = _released_too(anchors, run, sentence) if kind == "release_date" else []
            run = [*run, *too, *_along(anchors, run, sentence)]
        alone = sum(other in run for other in chosen) == 1
        result.append([anchors[i] for i in run] if len(run) > 1 and alone else [anchors[index]])
    return result


def _are_both(anchors: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a sentence goes on about two that were named before: "Both came out in May and cost less than X"."""
    words = sentence.named("both_of", "both")
    named = {m.name for m in anchors}
    return bool(words) and (not named or (len(named) == 1 and words[0].start == sentence.start))


def _chosen(
    dates: Sequence[DateMention], cues: Sequence[Cue], anchors: list[SubjectMention], sentence: Sentence
) -> list[int | None]:
    """For each day the index of the name that it belongs to."""
    chosen = pair(dates, anchors, sentence, in_turn=sentence.has("respectively"), attached=sentence.is_attached)
    one = len({a.name for a in anchors}) == 1
    for number, (mention, cue) in enumerate(zip(dates, cues, strict=True)):
        if sentence.traits.verb == "last" and _tells_of_next(mention, cue, anchors, sentence):
            chosen[number] = pair([cue], anchors, sentence, attached=sentence.is_attached)[0]
        if chosen[number] is not None:
            continue
        if not sentence.in_clause(anchors, mention.start) and sentence.in_clause(anchors, cue.start):
            # "On Monday, with half of the trade on holiday, Y put X on ..."
            chosen[number] = pair([cue], anchors, sentence, attached=sentence.is_attached)[0]
        elif one and 0 < anchors[0].start - mention.end <= _PASSING:
            parted = STRONG.search(sentence.scan.text, mention.end, anchors[0].start)
            chosen[number] = None if parted else 0  # "First shown in May, X ..."
    return chosen


def _tells_of_next(mention: DateMention, cue: Cue, anchors: list[SubjectMention], sentence: Sentence) -> bool:
    """Whether the word for what happened stands with a name of its own, in a later clause than the day and another
    name: «از ۲۲ ژانویه X پیش‌فرض است و Y کنار گذاشته می‌شود»."""
    later = mention.end <= sentence.clause_of(cue.start)[0]
    own = [a for a in sentence.in_clause(anchors, cue.start) if a.end <= cue.start and not a.short]
    return later and bool(own) and bool(sentence.in_clause(anchors, mention.start))


def of_unnamed(sentence: Sentence) -> SubjectMention | None:
    """The company that brings out something that the sentence does not name: "X 打算四季度推出新模型"."""
    if not sentence.has("status.expected", "status.will", "status.rumoured"):
        return None  # what has come out has a name elsewhere
    for thing in sentence.named("new_thing"):
        verbs = [c for c in sentence.in_clause(sentence.named("release_date"), thing.start) if c.end <= thing.start]
        firms = [m for m in sentence.subjects if verbs and m.type == "company" and m.end <= verbs[-1].start]
        if firms:
            return firms[-1]
    return None


def _released_too(anchors: Sequence[SubjectMention], run: Sequence[int], sentence: Sentence) -> list[int]:
    """What else came out on the day of the sentence: "9 日发布 X，同时推出 Y", "一同亮相的还有 Y"."""
    found = []
    for index, anchor in enumerate(anchors):
        if index in run or anchor.start < anchors[run[-1]].end or sentence.apart(anchor, anchors[run[-1]]) == 0:
            continue
        words = sentence.in_clause(sentence.named("also"), anchor.start)
        events = sentence.in_clause(sentence.named("release_date"), anchor.start)
        if any(c.end <= anchor.start for c in words) and any(c.start <= anchor.start for c in events):
            found.append(index)
    return found


def _along(anchors: Sequence[SubjectMention], run: Sequence[int], sentence: Sentence) -> list[int]:
    """What else has the day of the sentence: "X goes on Monday and takes Y and Z with it", "together with Y"."""
    found: list[int] = []
    for cue in sentence.named("along"):
        runs = groups(anchors, sentence)
        listed = next((one for one in runs if 0 <= anchors[one[0]].start - cue.end <= _BEHIND_ALONG), [])
        if cue.start >= anchors[run[-1]].end:
            found += [index for index in listed if index not in run]
        elif listed and listed[0] in run:
            # "It pulls X, together with Y and Z, from its API on Monday."
            found += [index for index in range(listed[0]) if 0 <= cue.start - anchors[index].end <= _BEFORE_ALONG]
    return found


def _is_of_stranger(mention: DateMention, subject: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether the statement of a day names something that nobody knows, and its subject only in another one: "Ovida
    came out in May, which makes it a rival of ChatGPT"."""
    named = [m for m in sentence.subjects if m.name == subject.name]
    beside = any(not sentence.apart(m, mention) for m in named)
    return bool(named) and not beside and named[0].start > mention.end and unknown_name(mention, sentence, resolver)


def _only_acts(subject: SubjectMention, cue: Cue, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether what came out is not the one named: that one brings out something else ("Codex shipped a layer"), it is
    announced to do something ("announced that Copilot moves to"), or another name is the subject of the verb."""
    if cue.name != "release_date":
        return False
    text = sentence.scan.text
    named = [m for m in sentence.subjects if m.name == subject.name]
    things = sentence.in_clause(candidates("release_date", sentence), cue.start)
    acts = sentence.pattern("brings_out").match(text, cue.end) and not any(m.start >= cue.end for m in things)
    if acts and any(0 <= cue.start - m.end <= _BEFORE_VERB for m in named):
        return True
    serves = sentence.pattern("serves")
    if acts and named and all(m.start >= cue.end and serves.search(text, cue.end, m.start) for m in named):
        return True  # "launched its search, which lets Claude ..."
    announced = [c for c in sentence.named("release_date.announcement") if c.start <= cue.start < c.end]
    does = sentence.pattern("does_else")
    if any(0 < m.start - c.start <= _OBJECT and does.match(text, m.end) for c in announced for m in named):
        return True
    behind = [m for m in named if m.start >= cue.end]
    return len(behind) == len(named) and bool(named) and verb_of_stranger(cue, behind[0], sentence, resolver)


def _is_older(mention: DateMention, cue: Cue, subject: SubjectMention, sentence: Sentence) -> bool:
    """Whether what came out on a day is only set against a subject: "相比去年发布的 1.0 版本，X 更快"."""
    if sentence.pattern("older_release").search(sentence.scan.text, sentence.start, mention.start) is None:
        return False
    named = [m for m in sentence.subjects if m.name == subject.name]
    return not any(cue.end <= m.start and not sentence.apart(m, cue) for m in named)


def _is_beside(mention: DateMention, cue: Cue, subject: SubjectMention, sentence: Sentence) -> bool:
    """Whether a subject is named only behind day and release, for a part of it or in a clause that sets it against what
    came out: "视觉智能 12 月推出，而 X 更晚", "A 的发布，以及 X 的上下文窗口"."""
    named = [m for m in sentence.subjects if m.name == subject.name]
    behind = max(mention.end, cue.end)
    if not named or any(m.start < behind or not sentence.apart(m, cue) for m in named):
        return False
    first = sentence.clause_of(named[0].start)[0]
    set_against = sentence.language == "zh" and any(c.start == first for c in sentence.named("clause"))
    too = any(c.start == first for c in sentence.named("also"))  # "发布 A，同时推出的 B": it came out as well
    set_against = set_against and not too
    return set_against or sentence.pattern("possesses").match(sentence.scan.text, named[0].end) is not None


def _is_taken_in(cue: Cue, subject: SubjectMention, sentence: Sentence) -> bool:
    """Whether a subject is named only as what something that came out makes use of: "v2.4 上线，新增 X"."""
    named = [m for m in sentence.subjects if m.name == subject.name]
    taken_in, text = sentence.pattern("taken_in"), sentence.scan.text
    return bool(named) and all(
        sentence.apart(m, cue) and taken_in.search(text, sentence.clause_of(m.start)[0], m.start) for m in named
    )

"""Claims of rank: a place in a chart, a leaderboard or a market, by number or by words such as "topped"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.extract.assertion import status_of
from pipeline.extract.draft import Draft, in_sentence
from pipeline.extract.mentions import Quantity, SubjectMention
from pipeline.extract.owners.topics import subjects_for
from pipeline.extract.ranked_lists import list_of, part_of
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, outside
from pipeline.extract.values.dating.candidates import is_of_report
from pipeline.extract.values.dating.choice import date_of

#: A verb behind "first" makes it an adverb.
_ADVERB: Final = re.compile(r" [a-z]+ed\b")


def ranking_claims(
    sentence: Sentence,
    resolver: Resolver,
    reference: date | None,
    events: Sequence[Draft] = (),
    values: Sequence[Draft] = (),
) -> list[Draft]:
    """Every place in a named list that the sentence gives; `events` and `values` are what else it tells."""
    name = list_of(sentence, resolver)
    if not name:
        return []
    ordinals = [q for q in sentence.quantities if q.kind == "ordinal" and _is_place(q, sentence)]
    tops = outside(sentence.named("top"), ordinals)
    # "It topped 300 million users": what a number is passed by is no place.
    tops = [c for c in tops if not any(0 <= q.start - c.end <= 1 for q in sentence.quantities)]
    tops = [c for c in tops if not _leads_another(c, name, sentence)]
    # "It came third in the list of the most downloaded apps": the superlative only names the list.
    most, text = sentence.pattern("superlative"), sentence.scan.text
    tops = [c for c in tops if not (most.search(text, c.start, c.end) and sentence.in_clause(ordinals, c.start))]
    places: list[Placed] = sorted([*ordinals, *tops], key=lambda p: p.start)
    denied = sentence.pattern("not_in_place")
    places = [p for p in places if denied.search(sentence.scan.text, sentence.start, p.start) is None]
    if not places:
        return []
    owners = [
        _tested(subjects, place, values, resolver)
        for place, subjects in zip(places, subjects_for("ranking", places, sentence, resolver), strict=True)
    ]
    told = {d.value_span for d in events}
    clauses = {sentence.clause_index(p.start) for p in places}
    dates = [
        d
        for d in sentence.dates
        if d.date
        and not is_of_report(d, sentence)
        and ((d.start, d.end) not in told or sentence.clause_index(d.start) in clauses)
    ]
    drafts: list[Draft] = []
    for place, subjects in zip(places, owners, strict=True):
        for subject in subjects:
            draft = in_sentence(sentence, "ranking", subject.name, subject.type, place, "ranking.sentence")
            draft.value = next((q.value for q in ordinals if q is place), 1.0)
            draft.unit = "rank"
            draft.aspect = part_of(name, place, sentence) + ("" if "open" in name else _open(sentence, place))
            draft.date(date_of(place, places, dates, sentence) if dates else None)
            draft.status, draft.status_cue = status_of(sentence, place, draft.about, reference)
            drafts.append(draft)
    return drafts


def _leads_another(word: Placed, name: str, sentence: Sentence) -> bool:
    """Whether a verb has somebody as its object, not a list: "X leads Y by a point"."""
    if not sentence.traits.latin:
        return False
    named = outside(sentence.subjects, [c for c in sentence.cues if c.name.startswith("store.")])
    return any(m.start - word.end == 1 and not name.startswith(m.name) for m in named)


def _tested(
    subjects: list[SubjectMention], place: Placed, values: Sequence[Draft], resolver: Resolver
) -> list[SubjectMention]:
    """Who has a place: of a firm that tells its model's score before it, that model: "得 63.2 分，全球第三"."""
    scored = {d.subject: d for d in values if d.type == "benchmark_score" and d.value_span[1] <= place.start}
    if len(scored) != 1 or [m.type for m in subjects] != ["company"]:
        return subjects
    draft = next(iter(scored.values()))
    model = resolver.first(draft.subject_type, draft.subject)  # type: ignore[arg-type]
    return [model] if model is not None and model.maker == subjects[0].name else subjects


def _is_place(ordinal: Quantity, sentence: Sentence) -> bool:
    """Whether an ordinal is a place in what is named: not where a chart's owner stands in another clause by itself."""
    if _ADVERB.match(sentence.scan.text, ordinal.end):
        return False  # "it first published"
    text = sentence.scan.text
    if sentence.pattern("day.before").search(text, sentence.start, ordinal.start) and sentence.pattern(
        "day.behind"
    ).match(text, ordinal.end):
        return False  # "on the 3rd, it topped the chart"
    if sentence.pattern("not_place").match(sentence.scan.text, ordinal.end):
        return False  # "超过第二到第四名之和"
    named = [c for c in sentence.cues if c.name.startswith(("store.", "list."))]
    return not named or sentence.has("ranking", "top") or any(not sentence.apart(c, ordinal) for c in named)


def _open(sentence: Sentence, place: Placed) -> str:
    near = [c for c in sentence.in_clause(sentence.named("open"), place.start) if sentence.distance(c, place) <= 20]
    return " open models" if near else ""

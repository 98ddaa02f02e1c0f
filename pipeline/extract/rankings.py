"""Claims of rank: a place in a chart, a leaderboard or a market, by number or by words such as "topped"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.extract.assertion import status_of
from pipeline.extract.draft import Draft, in_sentence
from pipeline.extract.mentions import Quantity
from pipeline.extract.owners.topics import subjects_for
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside, outside
from pipeline.extract.values import aspect_names
from pipeline.extract.values.dating.candidates import is_of_report
from pipeline.extract.values.dating.choice import date_of

#: Sites that rank models by use or by tests of their own.
_HOSTS: Final = frozenset(["OpenRouter", "Hugging Face", "Artificial Analysis", "ModelScope", "GitHub"])

#: A verb behind "first" makes it an adverb.
_ADVERB: Final = re.compile(r" [a-z]+ed\b")


def ranking_claims(
    sentence: Sentence, resolver: Resolver, reference: date | None, events: Sequence[Draft] = ()
) -> list[Draft]:
    """Every place in a named list that the sentence gives."""
    name = _list_name(sentence, resolver)
    if not name:
        return []
    ordinals = [q for q in sentence.quantities if q.kind == "ordinal" and _is_place(q, sentence)]
    tops = outside(sentence.named("top"), ordinals)
    # "It topped 300 million users": what a number is passed by is no place.
    tops = [c for c in tops if not any(0 <= q.start - c.end <= 1 for q in sentence.quantities)]
    places: list[Placed] = sorted([*ordinals, *tops], key=lambda p: p.start)
    denied = sentence.pattern("not_in_place")
    places = [p for p in places if denied.search(sentence.scan.text, sentence.start, p.start) is None]
    if not places:
        return []
    owners = subjects_for("ranking", places, sentence, resolver)
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
            draft.aspect = name + _open(sentence, place)
            draft.date(date_of(place, places, dates, sentence) if dates else None)
            draft.status, draft.status_cue = status_of(sentence, place, draft.about, reference)
            drafts.append(draft)
    return drafts


def _is_place(ordinal: Quantity, sentence: Sentence) -> bool:
    """Whether an ordinal is a place in what is named: not where a chart's owner stands in another clause by itself."""
    if _ADVERB.match(sentence.scan.text, ordinal.end):
        return False  # "it first published"
    if sentence.pattern("not_place").match(sentence.scan.text, ordinal.end):
        return False  # "超过第二到第四名之和"
    named = [c for c in sentence.cues if c.name.startswith(("store.", "list."))]
    return not named or sentence.has("ranking", "top") or any(not sentence.apart(c, ordinal) for c in named)


def _open(sentence: Sentence, place: Placed) -> str:
    near = [c for c in sentence.in_clause(sentence.named("open"), place.start) if sentence.distance(c, place) <= 20]
    return " open models" if near else ""


def _list_name(sentence: Sentence, resolver: Resolver) -> str:
    """The list in English: a store's chart, a leaderboard, or the market whose shares or users the sentence gives."""
    store = next((c.name.partition(".")[2] for c in sentence.cues if c.name.startswith("store.")), "")
    chart = next((c.name.partition(".")[2] for c in sentence.cues if c.name.startswith("list.")), "")
    hosts = [m.name for m in inside(resolver.lists(sentence.block), sentence.start, sentence.end) if m.name in _HOSTS]
    if hosts and sentence.has("ranking", "top"):
        board = next((c.name.partition(".")[2] for c in sentence.cues if c.name.startswith("board.")), "")
        parts = [c for c in sentence.cues if c.name.startswith("market.")]
        return " ".join(part for part in (hosts[0], board or aspect_names.market(parts, [])) if part)
    if store in ("App Store", "Google Play") or (chart and not sentence.benchmarks):
        place = f"({sentence.places[0].name})" if sentence.places else ""
        return " ".join(part for part in (store, chart, place) if part)
    if sentence.benchmarks and sentence.has("ranking", "top"):
        return sentence.benchmarks[0].name
    users = any(q.unit == "users" for q in sentence.quantities)
    by_users = sentence.has("top") and sentence.has("user_count.monthly", "user_count.daily")  # "坐上月活的头把交椅"
    if sentence.has("user_count") and (users or by_users):
        counted = [c for c in sentence.cues if c.name.startswith("market.")]
        return aspect_names.market(counted, [p.name for p in sentence.places[:1]])
    of_market = sentence.has("market_share") or (sentence.has("shares") and sentence.has("ranking"))
    if of_market and any(q.kind == "percent" for q in sentence.quantities):
        return aspect_names.market_of(
            [(sentence.scan, sentence.start, sentence.end)], [p.name for p in sentence.places[:1]]
        )
    before = next(sentence.before(), None)
    if before is not None and sentence.has("ranking") and (before.block == sentence.block):
        # "... is fourth in the free chart. X comes sixth": the same list.
        told = [d.aspect for d in before.claims if d.type == "ranking"]
        return told[-1] if told else ""
    return ""

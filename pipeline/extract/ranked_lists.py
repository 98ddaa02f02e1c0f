"""Which list a place is in: a chart, a leaderboard or a market, named in the sentence or before it."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside, overlaps
from pipeline.extract.values import aspect_names

#: Sites that rank models by use or by tests of their own.
_HOSTS: Final = frozenset(["OpenRouter", "Hugging Face", "Artificial Analysis", "ModelScope", "GitHub"])

#: A leaderboard by its own name, in whatever language the text is.
_LEADERBOARD: Final = re.compile(
    r"\b(?!(?:On|In|The|At|By|For|From|And|But|A|An|Its|Our|Their|This|That) )"
    r"(?:[A-Z][\w.&-]*[ -]){1,5}(?:Leaderboard|Arena|Rankings?)\b"
)

#: The part of a list behind a place: "#1 in Code Arena", "#6 Document", "first in the Search Arena".
_PART: Final = re.compile(
    r"(?: place)?(?: overall)?(?: (?:in|on|for)(?: the)?)? (?!(?:AI|LLM|LMArena|OpenRouter|LM|Artificial|Hugging)\b)"
    r"([A-Z][A-Za-z&-]*(?:[ -]?[A-Z][A-Za-z-]*){0,3})"
)

#: A list of everything, of which a part is a list of its own.
_OVERALL: Final = "overall chart"

#: How many sentences back a list may have been spoken of.
_BACK: Final = 3


def list_of(sentence: Sentence, resolver: Resolver) -> str:
    """The list in English, "" if the text names none."""
    named = _named(sentence, resolver)
    carried = _carried(sentence, resolver) if sentence.has("ranking", "top") and named in ("", _OVERALL) else ""
    return carried or named  # "X is first on LMArena. Y places seventh overall"


def part_of(name: str, place: Placed, sentence: Sentence) -> str:
    """The list of one place, where the text names a part or a list of its own right behind it: "#3 in Math"."""
    part = _PART.match(sentence.scan.text, place.end, sentence.end)
    taken: list[Placed] = [*sentence.subjects, *sentence.places, *sentence.dates]
    if part is None or any(m.start < part.end() and part.start(1) < m.end for m in taken):
        return name
    known = next((m.name for m in sentence.benchmarks if m.start < part.end() and part.start(1) < m.end), "")
    own = part.group(1)
    if known or own in name:
        return known or name
    whole = name.startswith(_OVERALL) or any(_LEADERBOARD.fullmatch(one) for one in (own, name))
    return own if whole else f"{name} {own}"


def _named(sentence: Sentence, resolver: Resolver) -> str:
    """A store's chart, a leaderboard, or the market whose shares or users the sentence gives."""
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
    own = _LEADERBOARD.search(sentence.scan.text, sentence.start, sentence.end)
    if own is not None and sentence.has("ranking", "top"):
        return own.group()
    among = next((c.name.partition(".")[2] for c in sentence.cues if c.name.startswith("among.")), "")
    place = f"({sentence.places[0].name})" if sentence.places else ""
    return " ".join(part for part in (among, place) if part) if among and _has_place(sentence) else ""


def _has_place(sentence: Sentence) -> bool:
    """Whether somebody takes a place: by its number, by a verb, or as what somebody else was: "overtook Y as the most
    used chatbot"; "the most used chatbot" alone may only describe."""
    if sentence.has("ranking") and any(q.kind == "ordinal" for q in sentence.quantities):
        return True
    most = sentence.pattern("superlative")
    described = [bool(most.search(sentence.scan.text, c.start, c.end)) for c in sentence.named("top")]
    return not all(described) or (bool(described) and sentence.has("beaten"))


def _carried(sentence: Sentence, resolver: Resolver) -> str:
    """The list that the sentences before speak of: "X is fourth in the free chart. Y comes sixth", "X had 80 % of the
    visits. Y is second with 9 %"."""
    near = [s for s in islice(sentence.before(), _BACK) if sentence.block - s.block <= 1]
    for before in near:
        told = [d.aspect for d in before.claims if d.type == "ranking" and d.aspect]
        if told and before.block == sentence.block:
            return told[-1]
    if not _is_placed(sentence):
        return ""
    opening = near[0] if near and near[0].block == sentence.block and not near[0].claims else None
    if opening is not None and opening.has("ranking") and (name := _named(opening, resolver)):
        return name  # "The table of LMArena is out. X is first ..."
    if not _measured(sentence):
        return ""
    for before in near:
        for draft in reversed(before.claims):
            if draft.type in ("ranking", "market_share") and draft.aspect:
                return draft.aspect
            if draft.type == "user_count":
                return f"{draft.aspect} users".lstrip()
    return ""


def _measured(sentence: Sentence) -> bool:
    """Whether the sentence gives what a list may go by."""
    return any(
        q.kind == "percent" or (q.kind == "count" and q.unit in ("", "users", "points")) for q in sentence.quantities
    )


def _is_placed(sentence: Sentence) -> bool:
    """Whether a word for a place in a list is said with the number: "is second", «المركز الثاني», not «الأول»."""
    places = [q for q in sentence.quantities if q.kind == "ordinal"]
    told = sentence.named("ranking", "top")
    beside = [c for c in told for q in places if overlaps(c, q) and (c.start, c.end) != (q.start, q.end)]
    moved, text = sentence.pattern("to_place"), sentence.scan.text
    return bool(beside or sentence.named("top") or any(moved.search(text, sentence.start, q.start) for q in places))

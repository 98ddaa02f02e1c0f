"""Which name belongs to which value, in a sentence that has several of both."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, Span, inside, is_across, overlaps

#: What parts statements inside one sentence: nothing carries back over it.
STRONG: Final = re.compile(r"[;；؛。]")


#: A remark in brackets.
_BRACKETS: Final = re.compile(r"[(（][^()（）]{4,120}[)）]")

#: What opens a remark in brackets, with a bound or a preposition.
_OPENS: Final = re.compile(r"[»”\"']?\s*[(（]\W*(?:\w{1,6} )?\W*")

#: What stands between a name and a clause that hangs on it: "X, which", "X, a startup that".
_HANGS: Final = re.compile(r"[»”\"'’)]{0,2}\s?[,،，(–—-]?\s?")

#: The longest gap, in characters, between two members of a list.
_GAP: Final = 14

#: How far ahead, in characters, a name may stand that a value waits for: "At $20 a month, X ...".
_AHEAD: Final = 40


class _Aside(NamedTuple):
    start: int
    end: int


def groups(items: Sequence[Placed], sentence: Sentence) -> list[list[int]]:
    """Runs of items that form a list ("A, B and C"), as lists of indexes; every item is in one run."""
    text, members, described = sentence.scan.text, sentence.pattern("members"), sentence.pattern("members.described")
    runs: list[list[int]] = []
    for index, item in enumerate(items):
        if runs:
            last = items[runs[-1][-1]]
            gap = text[last.end : _start_with_maker(item, sentence)]
            together = (last.start, last.end) == (item.start, item.end)  # "both models"
            listed = members.fullmatch(gap) or described.fullmatch(gap)
            if together or (last.end <= item.start and len(gap) <= _GAP and gap.strip() and listed):
                runs[-1].append(index)
                continue
        runs.append([index])
    return runs


def _start_with_maker(item: Placed, sentence: Sentence) -> int:
    """Where a name begins with that of its maker in front of it: "X、OPPO 小布助手"."""
    maker, text = getattr(item, "maker", ""), sentence.scan.text
    makers = (m for m in sentence.subjects if m.name == maker and m.type == "company" and m.end <= item.start)
    return next((m.start for m in makers if not text[m.end : item.start].strip()), item.start)


def is_set_against(value: Placed, sentence: Sentence) -> bool:
    """Whether a value stands right behind a word that sets it against another: "87, against 86"."""
    return any(0 <= value.start - c.end <= 1 for c in sentence.named("against"))


def pair(
    values: Sequence[Placed],
    anchors: Sequence[Placed],
    sentence: Sentence,
    *,
    in_turn: bool = False,
    attached: Callable[[Span], bool] = lambda _: False,
) -> list[int | None]:
    """For each value the index of the anchor that it belongs to, or None.

    In order: lists of the same length ("A and B cost 1 and 2"), strict alternation ("A 1, B 2" or "1 for A, 2 for
    B"), the nearest anchor before in the same clause, the nearest after in it, the first one of the nearest
    clause before that has any, and the nearest after. `in_turn` tells that it says "respectively"; `attached` tells
    clauses that hang on the word right before them.
    """
    if not anchors or not values:
        return [None] * len(values)
    aside = _in_asides(values, anchors, sentence)
    if not aside:
        return _paired(values, anchors, sentence, in_turn, attached)
    # What brackets tell of others is theirs alone: "46.3 (X 50, Y 40.5)".
    result: list[int | None] = [None] * len(values)
    for within in (True, False):
        part = [n for n, v in enumerate(values) if is_across((v.start, v.end), aside) == within]
        names = [i for i, a in enumerate(anchors) if is_across((a.start, a.end), aside) == within]
        chosen = _paired([values[n] for n in part], [anchors[i] for i in names], sentence, in_turn, attached)
        for n, index in zip(part, chosen, strict=True):
            result[n] = None if index is None else names[index]
    return result


def _in_asides(values: Sequence[Placed], anchors: Sequence[Placed], sentence: Sentence) -> list[_Aside]:
    """The brackets in which names stand with numbers of their own right behind them."""
    text = sentence.scan.text
    spans = (_Aside(*match.span()) for match in _BRACKETS.finditer(text, sentence.start, sentence.end))
    return [span for span in spans if _tells_of_others(span, values, anchors, text)]


def _tells_of_others(span: _Aside, values: Sequence[Placed], anchors: Sequence[Placed], text: str) -> bool:
    own, names = inside(values, *span), inside(anchors, *span)
    return bool(own) and any(
        name.end < v.start and not text[name.end : v.start].strip(" :：") for name in names for v in own
    )


def _paired(
    values: Sequence[Placed],
    anchors: Sequence[Placed],
    sentence: Sentence,
    in_turn: bool,
    attached: Callable[[Span], bool],
) -> list[int | None]:
    if not anchors or not values:
        return [None] * len(values)
    owned = _owned("owned", values, anchors, sentence) or _told_apart(values, anchors, sentence)
    if owned and len(owned) < len(values):
        # "40 % of A, against 27 % for B and 21 % for C": the others belong to the names that are left.
        left = [i for i in range(len(anchors)) if i not in owned.values()]
        rest = [v for n, v in enumerate(values) if n not in owned]
        chosen = iter(pair(rest, [anchors[i] for i in left], sentence, in_turn=in_turn, attached=attached))
        indexes = (None if n in owned else next(chosen) for n in range(len(values)))
        return [owned.get(n) if i is None else left[i] for n, i in enumerate(indexes)]
    if owned:
        return [owned[n] for n in range(len(values))]
    if in_turn and len(values) == len(anchors):
        return list(range(len(values)))
    result = _lists(values, anchors, sentence)
    if in_turn and not any(index is not None for index in result):
        result = _series(values, anchors, sentence)
        if any(index is not None for index in result):
            return result
    if not any(index is not None for index in result):
        alternating = _alternation(values, anchors, sentence.scan.text)
        if alternating is not None:
            return alternating
    return [
        index if index is not None else _nearest(value, values, anchors, sentence, attached)
        for value, index in zip(values, result, strict=True)
    ]


def _told_apart(values: Sequence[Placed], anchors: Sequence[Placed], sentence: Sentence) -> dict[int, int]:
    """The values, by number, of several names that stand right behind them: "from 410 ms on X to 620 ms on Y"."""
    tied = _owned("owned.in", values, anchors, sentence)
    if len(set(tied.values())) < 2:
        return {}
    rest = [n for n in range(max(tied) + 1, len(values)) if n not in tied]
    if len(rest) == len(tied):
        tied |= dict(zip(rest, tied.values(), strict=True))  # "..., and output from $1 to $2"
    return tied


def _owned(wording: str, values: Sequence[Placed], anchors: Sequence[Placed], sentence: Sentence) -> dict[int, int]:
    """The values, by number, with a name tied to them right behind, by number: "27 % for X", «27% لـ«س»»."""
    starts = {anchor.start: index for index, anchor in enumerate(anchors)}
    tie, text = sentence.pattern(wording), sentence.scan.text
    tied = ((n, tie.match(text, value.end)) for n, value in enumerate(values))
    owned = {n: starts[found.end()] for n, found in tied if found is not None and found.end() in starts}
    for run in groups(values, sentence):
        # "scored 87 and 77, against 86 and 79 for X": a list that is set against another is of one name
        if run[-1] in owned and is_set_against(values[run[0]], sentence):
            owned |= dict.fromkeys(run, owned[run[-1]])
    return owned


def _lists(values: Sequence[Placed], anchors: Sequence[Placed], sentence: Sentence) -> list[int | None]:
    result: list[int | None] = [None] * len(values)
    anchor_runs = [run for run in groups(anchors, sentence) if len(run) > 1]
    for run in groups(values, sentence):
        same = [names for names in anchor_runs if len(names) == len(run)]
        if len(run) < 2 or not same:
            continue
        start = values[run[0]].start
        best = min(same, key=lambda names: abs(anchors[names[-1]].end - start))
        for value, anchor in zip(run, best, strict=True):
            result[value] = anchor
    return result


def _series(values: Sequence[Placed], anchors: Sequence[Placed], sentence: Sentence) -> list[int | None]:
    """A list of as many values as there are names before it, in their order; other values belong to none."""
    result: list[int | None] = [None] * len(values)
    for run in groups(values, sentence):
        between = any(v.start < anchors[-1].end for v in values)
        if len(run) == len(anchors) > 1 and not between and anchors[-1].end <= values[run[0]].start:
            for value, anchor in zip(run, range(len(anchors)), strict=True):
                result[value] = anchor
    return result


def _alternation(values: Sequence[Placed], anchors: Sequence[Placed], text: str) -> list[int | None] | None:
    """Names and values in turn ("A 1, B 2" or "1 for A, 2 for B"), in every statement of the sentence."""
    if len(values) != len(anchors):
        return None
    order = sorted(
        [(v.start, "v", i) for i, v in enumerate(values)] + [(a.start, "a", i) for i, a in enumerate(anchors)]
    )
    result: list[int | None] = [None] * len(values)
    for (at, kind, i), (after, other, j) in zip(order[::2], order[1::2], strict=True):
        if kind == other or STRONG.search(text, at, after):
            return None
        value, anchor = (i, j) if kind == "v" else (j, i)
        result[value] = anchor
    kinds = [kind for _, kind, _ in order]
    turned = [n for n in range(2, len(kinds), 2) if kinds[n] != kinds[n - 2]]
    parted = all(STRONG.search(text, order[n - 1][0], order[n][0]) for n in turned)
    return result if parted else None


def _nearest(
    value: Placed,
    values: Sequence[Placed],
    anchors: Sequence[Placed],
    sentence: Sentence,
    attached: Callable[[Span], bool],
) -> int | None:
    """The number of the name nearest to a value, as `pair` tells it."""
    text, clause_of = sentence.scan.text, sentence.clause_of
    first, last = clause_of(value.start)
    before = [i for i, a in enumerate(anchors) if a.end <= value.start]
    after = [i for i, a in enumerate(anchors) if a.start >= value.end and not _has_own(a, value, values, text)]
    over = [i for i, a in enumerate(anchors) if overlaps(a, value)]
    if over:
        return over[0]
    near_before = [i for i in before if anchors[i].start >= first]
    near_after = [i for i in after if anchors[i].end <= last]
    if near_before:
        return near_before[-1]
    if near_after:
        return near_after[0]
    if before and attached((first, last)) and _HANGS.fullmatch(text, anchors[before[-1]].end, first):
        return before[-1]
    free = [i for i in before if not _is_taken(anchors[i], values, clause_of)] or before
    main = [i for i in free if not attached(clause_of(anchors[i].start))]
    free = free if attached((first, last)) else main or free
    if free and attached((first, last)):
        return free[-1]
    if free:
        # The nearest clause with a name: what it begins with is what it speaks of.
        clause = clause_of(anchors[free[-1]].start)
        return next(i for i in free if anchors[i].start >= clause[0])
    ahead = after and (
        anchors[after[0]].start - value.end <= _AHEAD or is_fronted(value, anchors[after[0]], values, sentence)
    )
    if ahead and not STRONG.search(text, value.end, anchors[after[0]].start):
        start, end = clause_of(anchors[after[0]].start)
        # "At $20 a month, X ...": a name ahead is meant, unless it has a value of its own.
        until = anchors[after[1]].start if len(after) > 1 else end
        if not any(start <= v.start < min(end, until) for v in values):
            return after[0]
    return None


def is_fronted(value: Placed, name: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a value is one of those that open a sentence as told of the name in the next clause: "At $1 per million
    input tokens and $5 per million output tokens, X is cheap".
    """
    first, last = sentence.clause_of(value.start)
    opening = min(v.start for v in (*values, value) if v.start >= first)
    leads = sentence.pattern("fronting").fullmatch(sentence.scan.text, sentence.start, opening)
    return leads is not None and sentence.start >= first and sentence.clause_of(name.start)[0] == last


def _is_taken(anchor: Placed, values: Sequence[Placed], clause_of: Callable[[int], Span]) -> bool:
    """Whether a name only tells whose the number before it is: "up from 69 for o3"."""
    first, _ = clause_of(anchor.start)
    return any(first <= v.start and v.end <= anchor.start for v in values)


def _has_own(anchor: Placed, value: Placed, values: Sequence[Placed], text: str) -> bool:
    """Whether a name has another value in brackets right behind it: "with 78 % even ahead of X (76.2 %)"."""
    return any(v is not value and v.start >= anchor.end and _OPENS.fullmatch(text, anchor.end, v.start) for v in values)


def is_parted(one: Placed, other: Placed, text: str) -> bool:
    """Whether two values stand in different statements."""
    return STRONG.search(text, min(one.end, other.end), max(one.start, other.start)) is not None

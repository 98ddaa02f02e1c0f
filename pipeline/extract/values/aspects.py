"""Which aspect a number is of: input or output, which market, which test, total or active, revenue or profit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import NameMention, Quantity, SubjectMention
from pipeline.extract.pairing import groups, is_set_against, pair
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import BEHIND, Span, overlaps, right_behind
from pipeline.extract.values import aspect_names
from pipeline.extract.values.benchmarks import benchmarks_of
from pipeline.extract.values.price_changes import sums_up
from pipeline.extract.values.restated import restated
from pipeline.extract.values.rounds import round_of

#: How far, in letters, "active" or "total" stands right beside a size.
_SIZE_WORD: Final = 5

#: What parts a word from the size of a neighbour: "480B 总参、35B 激活", "230B total, 10B active".
_PARTED: Final = re.compile(r"[、,，،;；/]")

#: Brackets open, and close with no price of their own.
_BRACKET: Final = re.compile(r"\s?[(（]")
_CLOSED: Final = re.compile(r"[^()（）\d]{0,12}[)）]")

#: Brackets behind a size that hold another one.
_OTHER_SIZE: Final = re.compile(r"\s?[(（][^()（）\d]{0,10}\d")


#: The prices that every model has, in their usual order.
_BOTH_SIDES: Final = ("input", "output")


def aspects_of(kind: str, values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """The aspect of each value of one type in a sentence, "" where it has none."""
    read = _ASPECTS.get(kind)
    return read(values, sentence) if read is not None else [""] * len(values)


def _sides(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Input, output or cached input of the prices of tokens."""
    per_token = [v for v in values if v.per == "1M_tokens"]
    labels = aspect_names.token_prices(per_token, sentence) if per_token else []
    if len(labels) > 1 and not any(labels):
        labels = _order_before(sentence, len(labels))
    labels = ["cached_input" if _is_cached(v, sentence) else a for v, a in zip(per_token, labels, strict=True)]
    names = dict(zip((id(v) for v in per_token), labels, strict=True))
    return [names.get(id(v), "") for v in values]


def _is_cached(value: Quantity, sentence: Sentence) -> bool:
    """Whether brackets right behind a price tell that it is for what was cached: "0.15 美元（缓存命中）"."""
    cached = sentence.named("price.cached_input")
    text = sentence.scan.text
    return any(
        _BRACKET.fullmatch(text, value.end, c.start) and _CLOSED.match(text, c.end)
        for c in cached
        if c.start >= value.end
    )


def _sides_changed(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Input or output of the changes of prices, where the word for it stands beside them."""
    return [
        a if a and aspect_names.is_labelled(x, sentence) and not (len(values) == 1 and sums_up(x, sentence)) else ""
        for x, a in zip(values, aspect_names.token_prices(values, sentence), strict=True)
    ]


def _directions(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Input or output of the lengths of contexts."""
    names = ("context_length.input", "context_length.output")
    return [aspect_names.nearest_cue(_own_view(sentence, v, values), v, names) for v in values]


#: The spans of time that users are counted by.
_SPANS: Final = ("weekly", "monthly", "daily")


def _periods(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Daily, weekly, monthly or paying users.

    A clause that says itself what it counts is not told so by another: "2 亿用户，付费用户 100 万".
    """
    names = tuple(f"user_count.{n}" for n in ("weekly", "monthly", "daily", "paying"))
    own = [bool(sentence.in_clause(sentence.named("user_count"), v.start)) for v in values]
    views = [_clause_view(sentence, v) if o else sentence for v, o in zip(values, own, strict=True)]
    told = [aspect_names.nearest_cue(view, v, names) for view, v in zip(views, values, strict=True)]
    told = ["" if _pay_only_of_next(i, told, values, sentence) else aspect for i, aspect in enumerate(told)]
    for index in range(1, len(told)):
        # "X leads with 157 million monthly users, Y has 143 million users": what is compared is of one measure.
        counted = sentence.in_clause(sentence.named("user_count.apart"), values[index].start)
        if not told[index] and told[index - 1] in _SPANS and not counted:
            told[index] = told[index - 1]
    return told


def _pay_only_of_next(index: int, told: Sequence[str], values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether those who pay are only the next number, a part of this one: "a million, 360,000 of whom pay"."""
    if told[index] != "paying" or index + 1 >= len(values) or values[index + 1].value >= values[index].value:
        return False
    first, last = values[index].end, values[index + 1].start
    cues = [c for c in sentence.named("user_count.paying") if c.start < last and c.end > sentence.part_of(first)[0]]
    return not cues and not sentence.pattern("and").search(sentence.scan.text, first, last)


def _speeds(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """What a speed is of: the first token, an image, any answer, or the output."""
    timed = "image generation" if sentence.pattern("image_in").search(sentence.text) else "latency"
    timed = "time to first token" if sentence.has("speed.time to first token") else timed
    return [timed if v.unit in ("s", "ms") else "output" for v in values]


def _markets(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """The market of each share: its place, and what the sentence, else the one before or the heading, calls it."""
    near = next(sentence.before(), None)
    chosen = pair(values, sentence.places, sentence)
    own = [
        [sentence.places[i].name] if i is not None and not _is_home(sentence.places[i], sentence) else []
        for i in chosen
    ]
    here = (sentence.scan, *_market_told(values, sentence))
    told = _market_before(sentence)
    if told and not aspect_names.market_of([here], []):
        return [aspect_names.market_again(told, place) for place in own]
    texts = [here, *([(near.scan, near.start, near.end)] if near and near.has("market", "market_share") else [])]
    texts += [(scan, 0, len(scan.text)) for scan in sentence.around if scan.has("market", "market_share")]
    return [aspect_names.market_of(texts, place) for place in own]


def _market_told(values: Sequence[Quantity], sentence: Sentence) -> Span:
    """Where a sentence tells the market: right behind the first share that has it there, else all of it."""
    told = (sentence.pattern("market.own").match(sentence.scan.text, v.end, sentence.end) for v in values)
    return next((match.span() for match in told if match is not None), (sentence.start, sentence.end))


def _market_before(sentence: Sentence) -> str:
    """The market of the shares that the sentence before told, which one that names none goes on with."""
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block:
        return ""
    return next((d.aspect for d in reversed(near.claims) if d.type == "market_share"), "")


def _is_home(place: NameMention, sentence: Sentence) -> bool:
    """Whether a place only tells where a firm is from: "France's Mistral"."""
    gap = sentence.scan.text[place.end : place.end + 3]
    return gap in ("'s ", "’s ") and any(m.start == place.end + 3 for m in sentence.subjects)


def _order_before(sentence: Sentence, count: int) -> list[str]:
    """Input, output, cached input in the order of the prices before, where as many follow without labels."""
    order: list[str] = []
    for draft in reversed(sentence.history):
        if draft.type != "price" or not draft.aspect or draft.aspect in order:
            break
        order.append(draft.aspect)
    order.reverse()
    if count == 2 and order == [*_BOTH_SIDES, "cached_input"]:
        order = [*_BOTH_SIDES]  # two prices are those that every model has
    times, rest = divmod(count, len(order)) if len(order) > 1 else (0, 1)
    return order * times if times and not rest else [""] * count


def _sizes(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Total or active: by the word right beside a size; else of two sizes of one model the smaller one is the active
    one, if the sentence speaks of any."""
    active = sentence.named("parameter_count.active")
    total = sentence.has("parameter_count.total")
    if not active:
        return ["total" if total else ""] * len(values)
    smallest = min(v.value for v in values)
    if len(values) == 1 and any(overlaps(c, values[0]) for c in sentence.named("parameter_count.total")):
        return ["total"]  # "229B total parameters with about 10B per token"
    active = [c for c in active if not _is_of_percentage(c, values, sentence)]
    if len(values) == 1:
        said_of = any(not sentence.apart(c, values[0]) or _hangs_on(values[0], c, sentence) for c in active)
        return ["active" if said_of else ("total" if total else "")]
    together = [[v.value for v in values if not sentence.apart(cue, v)] for cue in active]
    said = {min(sizes) for sizes in together if sizes}
    own = said if 0 < len(said) < len(values) else {smallest}
    beside = [_size_beside(v, sentence) for v in values]
    if "active" in beside:
        return [near or "total" for near in beside]
    return _in_pairs(
        [near or ("active" if v.value in own else "total") for near, v in zip(beside, values, strict=True)], values
    )


def _in_pairs(told: list[str], values: Sequence[Quantity]) -> list[str]:
    """The aspects of sizes that stand two by two, of which only the first two have their words: "744 billion, of them
    40 billion active, against 355 billion and 32 billion"."""
    both = ["total", "active"]
    pairs = len(values) % 2 == 0 and all(
        one.value > two.value for one, two in zip(values[::2], values[1::2], strict=True)
    )
    return both * (len(values) // 2) if pairs and told[:2] == both and "active" not in told[2:] else told


def _is_of_percentage(cue: Cue, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a word for active tells the part of a size in percent: "2.4 trillion, of which under 3 % are active"."""
    behind = [q for q in sentence.in_clause(sentence.quantities, cue.start) if q.start >= cue.end]
    return bool(behind) and behind[0].kind == "percent" and all(v.end <= cue.start for v in values)


def _hangs_on(value: Quantity, cue: Cue, sentence: Sentence) -> bool:
    """Whether the clause of a value hangs on a word right before it: «الخبراء النشطة التي تضم 32 مليار معلمة»."""
    clause = sentence.clause_of(value.start)
    return 0 <= clause[0] - cue.end <= 1 and sentence.is_attached(clause)


def _size_beside(value: Quantity, sentence: Sentence) -> str:
    """The word for active or total right before or behind a size, the nearer one; in other languages than Chinese a
    word between two sizes can belong to the one or the other (ar: "671 مليار معامل يُفعّل منها 37")."""
    if sentence.language != "zh":
        return ""
    text = sentence.scan.text
    if sentence.pattern("which_active").match(text, value.end):
        return "active"
    cues = sentence.named("parameter_count.active", "parameter_count.total")
    if _OTHER_SIZE.match(text, value.end):
        cues = [c for c in cues if c.end <= value.start]  # "总参数 3550 亿（激活参数 320 亿）"
    cues = [c for c in cues if not sentence.apart(c, value) and sentence.distance(c, value) <= _SIZE_WORD]
    cues = [c for c in cues if not _PARTED.search(text, min(c.end, value.end), max(c.start, value.start))]
    if not cues:
        return ""
    near = min(cues, key=lambda c: (sentence.distance(c, value), c.start > value.start))
    return near.name.partition(".")[2]


def _clause_view(sentence: Sentence, value: Quantity) -> Sentence:
    """The sentence with only the cues of the value's clause."""
    first, last = sentence.clause_of(value.start)
    return Sentence(sentence.scan, first, last, sentence.block, sentence.base, sentence.kind)


def _own_view(sentence: Sentence, value: Quantity, values: Sequence[Quantity]) -> Sentence:
    """The sentence with only the cues of the value's clause, up to the words that lead to the next value.

    What stands before a colon speaks of what follows it ("Longest output: 128K").
    """
    first, last = sentence.clause_of(value.start)
    heading = sentence.clause_of(first - 1) if first > sentence.start else (first, last)
    if sentence.scan.text[:first].rstrip().endswith((":", "：")):
        first = heading[0]
    following = [v.start for v in values if value.end < v.start < last]
    if following and sentence.pattern("next_value").match(sentence.scan.text, value.end):
        last = value.end  # "input of 1M and output of 64K": what follows an "and" is the next one's
    elif following:
        last = sentence.scan.text.find(" ", value.end + BEHIND, following[0])
        last = last if last > 0 else value.end
    return Sentence(sentence.scan, first, last, sentence.block, sentence.base, sentence.kind)


#: How far behind a sum, in characters, the word stands that tells what it is: " in annual recurring revenue".
_IN_BEHIND: Final = 14

#: The words that tell in which sense money comes in.
_IN: Final = ("revenue.profit", "revenue.loss", "revenue.revenue")


def _takings(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Revenue, annualized revenue, profit or loss of each sum; one told in another currency is in the same sense."""
    senses = [_money_in(v, sentence) for v in values]
    below_zero, text = sentence.pattern("below_zero"), sentence.scan.text
    lost = [below_zero.search(text, sentence.start, v.number_start) for v in values]
    senses = ["loss" if sense == "profit" and below else sense for sense, below in zip(senses, lost, strict=True)]
    for again, first in restated(values, sentence).items():
        senses[again] = senses[first]
    return senses


def _money_in(value: Quantity, sentence: Sentence) -> str:
    """Revenue, annualized revenue, profit or loss: the nearest word in the clause, else in the sentence."""
    said = [c for c in sentence.named(*_IN) if c.end <= value.start]
    yearly = sentence.named("revenue.annualized_revenue")
    here = [c for c in sentence.in_clause(yearly, value.start) if c.end <= value.start]
    if here and not sentence.in_clause(sentence.named(*_IN), value.start):
        return "annualized_revenue"  # "A 亏损 80 亿美元，B 年化收入 90 亿美元": the word of its own clause
    if said and not sentence.in_clause(sentence.named(*_IN), value.start):
        # "净利润 45 亿元，上年同期为 33 亿元，…收入 3 亿元": a clause without a word goes on with what was said before.
        last = max(said, key=lambda c: c.end)
        kind = last.name.partition(".")[2]
        whole_year = any(d.precision == "year" for d in sentence.in_clause(sentence.dates, value.start))
        if (
            kind == "revenue"
            and not whole_year
            and any(-1 <= last.start - c.end <= 1 or overlaps(c, last) for c in yearly)
        ):
            return "annualized_revenue"  # "Annualized revenue is $1 billion, he said, up from $500 million in June"
    elif label := _label_before(value, said, sentence):
        kind = label.name.partition(".")[2]
    else:
        kind = aspect_names.nearest(
            [c for c in sentence.named(*_IN) if not _opens_other(c, value, sentence)], value, sentence
        )
    own = sentence.in_clause(sentence.named("revenue.revenue"), value.start)
    if own and yearly and not any(sentence.apart(cue, value) == 0 for cue in yearly):
        return kind or "revenue"
    if kind == "revenue" and all(_is_of_other_sum(c, value, sentence) for c in yearly):
        return kind
    if kind in ("revenue", "") and yearly and sentence.apart(yearly[0], value) <= 1:
        return "annualized_revenue"
    return kind or ("annualized_revenue" if yearly else "revenue")


def _is_of_other_sum(cue: Cue, value: Quantity, sentence: Sentence) -> bool:
    """Whether a word stands right behind another sum: "made 193 and passed 330 million in annual recurring revenue"."""
    sums = [q for q in sentence.quantities if q.kind == "money" and 0 <= cue.start - q.end <= _IN_BEHIND]
    return bool(sums) and all(q.end != value.end for q in sums)


def _opens_other(cue: Cue, value: Quantity, sentence: Sentence) -> bool:
    """Whether a word behind a sum stands in a clause with a sum of its own: "部门贡献 5 亿；季度净利 3 亿"."""
    if cue.start < value.end or not sentence.apart(cue, value):
        return False
    return any(q.kind == "money" for q in sentence.in_clause(sentence.quantities, cue.start))


def _label_before(value: Quantity, said: Sequence[Cue], sentence: Sentence) -> Cue | None:
    """The word in front of a sum that is its own: no other sum between them, and none that stands right behind it."""
    leads_on = sentence.pattern("next_value").match(sentence.scan.text, value.end)  # "a turnover of 9 and profits of 4"
    taken = any(right_behind(c, value) for c in sentence.cues if c.name.startswith("revenue."))
    if (taken and not leads_on) or not said:
        return None
    label = max(said, key=lambda c: c.end)
    between = any(q.kind == "money" and label.end <= q.start and q.end <= value.start for q in sentence.quantities)
    return None if between or sentence.apart(label, value) else label


def _score_aspects(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """The test of each score."""
    benchmarks = benchmarks_of(sentence)
    if not sentence.benchmarks:
        return [benchmarks[-1].name if benchmarks else ""] * len(values)
    chosen = pair(values, benchmarks, sentence, in_turn=sentence.has("respectively"))
    in_brackets = [_test_before_brackets(v, benchmarks, sentence) for v in values]
    if all(in_brackets):
        return in_brackets
    again = _tests_again(values, benchmarks, sentence)
    told = [again.get(i) or _test_behind(v, benchmarks, sentence) for i, v in enumerate(values)]
    if any(told):
        # "98.6 on X and 88.3 on Y, or 96.7 with tools": a score without its own test is of the last one told.
        before = [[b for b in benchmarks if b.end <= v.start] for v in values]
        return [t or (b[-1].name if b else benchmarks[0].name) for t, b in zip(told, before, strict=True)]
    return [benchmarks[i].name if i is not None else benchmarks[0].name for i in chosen]


def _tests_again(values: Sequence[Quantity], tests: Sequence[SubjectMention], sentence: Sentence) -> dict[int, str]:
    """The tests of a list of scores, by number, set against scores of as many tests that were told before it: "87 on X
    and 77 on Y, against 86 and 79 for Z"."""
    for run in groups(values, sentence):
        first = values[run[0]]
        told_before = run[0] == len(run) == len(tests) > 1 and tests[-1].end <= first.start
        if told_before and is_set_against(first, sentence):
            return {index: test.name for index, test in zip(run, tests, strict=True)}
    return {}


def _test_before_brackets(value: Quantity, tests: Sequence[SubjectMention], sentence: Sentence) -> str:
    """The test whose scores the brackets right behind it give: "ahead on X (96 % to 94 %) and Y (99 % to 88 %)"."""
    opened = sentence.scan.text.rfind("(", sentence.start, value.start)
    if opened < 0 or ")" in sentence.scan.text[opened : value.start]:
        return ""
    return next((t.name for t in tests if 0 <= opened - t.end <= 1), "")


def _test_behind(value: Quantity, tests: Sequence[SubjectMention], sentence: Sentence) -> str:
    """The test that a score is told to be on right behind it, or ""."""
    return next(
        (t.name for t in tests if sentence.pattern("on_test").fullmatch(sentence.scan.text, value.end, t.start)), ""
    )


#: How the aspects of each type are read.
_ASPECTS: Final[dict[str, Callable[[Sequence[Quantity], Sentence], list[str]]]] = {
    "price": _sides,
    "price_change": _sides_changed,
    "benchmark_score": _score_aspects,
    "market_share": _markets,
    "parameter_count": _sizes,
    "context_length": _directions,
    "revenue": _takings,
    "user_count": _periods,
    "download_count": lambda values, sentence: [aspect_names.store(sentence, v) for v in values],
    "speed": _speeds,
    "funding": lambda values, sentence: [round_of(v, sentence) for v in values],
}

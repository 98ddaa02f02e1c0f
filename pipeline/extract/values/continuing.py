"""Numbers that go on with a claim told before: "this figure was 9 billion in June", a denial, a bare comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.extract.draft import Draft
from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.values.benchmarks import benchmarks_of
from pipeline.extract.values.plausible import of_measure, plausible
from pipeline.extract.values.states import states
from pipeline.extract.values.steps import is_step

#: How far behind the words that point back to a number, in characters, the next one stands.
_AGAIN: Final = 60

#: Types that a statement without words of its own can go on with: "It was half a billion in March".
_CONTINUING: Final = frozenset(
    ["user_count", "download_count", "market_share", "benchmark_score", "revenue", "valuation", "training_cost"]
)

#: In what units a number can go on with users or downloads: "累计 7 亿次", "350 million".
_GO_ON_IN: Final = {"users": ("", "users"), "downloads": ("", "downloads", "times")}

#: The highest score in percent.
_FULL: Final = 100


def measured_again(
    quantity: Quantity, sentence: Sentence, found: Mapping[str, Sequence[Quantity]]
) -> tuple[str, Draft | None] | None:
    """The type of the number that "this figure" points back to ("" if it makes no claim), and its claim if it stands
    in the sentence before."""
    ahead = [c for c in sentence.named("back.measure") if 0 <= quantity.start - c.end <= _AGAIN]
    if not ahead or quantity.kind == "ordinal" or quantity.change:
        return None
    between = [q for q in sentence.quantities if ahead[-1].end <= q.start and q.end <= quantity.start]
    if any(q.kind != quantity.kind for q in between) or any(
        c.end <= quantity.start for c in sentence.in_clause(sentence.named("status.denied"), quantity.start)
    ):
        return None
    if between and any(between[-1].end <= c.start < quantity.start for c in sentence.named("funding")):
        return None  # «كان الرقم ذاته 23 مليارا حين جمعت مليارا»: a sum with a verb of its own
    meant = [q for q in sentence.quantities if q.end <= ahead[-1].start and q.kind == quantity.kind]
    meant = [q for q in meant if q.unit == quantity.unit]
    if meant:
        return next((kind for kind, told in found.items() if any(t.start == meant[-1].start for t in told)), ""), None
    if any(told and told[-1].start >= ahead[-1].end for told in found.values()):
        kinds = [kind for kind, told in found.items() if told and told[-1] in between]
        return (kinds[-1], None) if kinds else None
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block:
        return None
    units = {"money": quantity.unit, "percent": "%"}
    lasting = [d for d in near.claims if d.type != "funding"]  # a sum is raised once, what a firm is worth goes on
    for draft in reversed(lasting or near.claims):
        same = draft.unit.partition("/")[0] == units.get(quantity.kind, quantity.unit or draft.unit)
        if draft.value is not None and same and draft.type not in ("ranking", "price_change"):
            return draft.type, draft
    return None


def denies(quantity: Quantity, sentence: Sentence) -> Draft | None:
    """The claim that a denial takes back: one of the same value before it, whatever the words ("it denied the $5m")."""
    if not sentence.has("status.denied"):
        return None
    for draft in reversed(sentence.history):
        same_unit = draft.unit.partition("/")[0] == quantity.unit or (quantity.unit == "%" == draft.unit)
        if draft.value is not None and same_unit and abs(draft.value) == quantity.value and quantity.unit:
            return draft
    return None


def _kinds_told(before: Sentence, quantity: Quantity, sentence: Sentence) -> set[str]:
    """The types of the sums told before that another one can go on with."""
    kinds = {d.type for d in before.claims if d.value is not None}
    return kinds - {"funding"} if sentence.dates and states(quantity, sentence) else kinds


def _names_model(sentence: Sentence) -> bool:
    return any(m.type in ("model", "family") for m in sentence.subjects)


def _names_firms_alone(sentence: Sentence) -> bool:
    return bool(sentence.subjects) and all(m.type == "company" for m in sentence.subjects)


def _is_percentage(quantity: Quantity) -> bool:
    """Whether a bare number looks like a score in percent: "71.3"."""
    return quantity.value <= _FULL and quantity.value % 1 != 0


def _is_rating_beside(quantity: Quantity, told: float, sentence: Sentence) -> bool:
    """Whether a bare number in brackets behind a name is a rating like the one told before: "behind it X (1470)"."""
    text = sentence.scan.text
    marks = text[quantity.start - 1 : quantity.start], text[quantity.end : quantity.end + 1]
    if marks not in (("(", ")"), ("（", "）")) or not _FULL < quantity.value < 2 * told or told > 2 * quantity.value:
        return False
    return any(
        text[m.end : quantity.start - 1].strip('»”" ') == "" for m in sentence.subjects if m.end < quantity.start
    )


def continues(quantity: Quantity, sentence: Sentence) -> Draft | None:
    """The claim of the statement before that this number goes on with, if the sentence says nothing else of it."""
    before = next(sentence.before(), None)
    if before is None:
        return None
    shares = quantity.kind == "percent" and any(d.type == "market_share" for d in before.claims)
    near = before.block == sentence.block or sentence.kind == "item" == before.kind
    if not near and not (shares and sentence.has("ranking", "delta")):
        return None
    own = tuple(kind for kind in of_measure(quantity) if plausible(quantity, kind))
    if not benchmarks_of(sentence):
        own = tuple(kind for kind in own if kind != "benchmark_score")
    if quantity.kind == "ordinal" or sentence.has(*own):
        return None
    if quantity.kind == "money" and len(_kinds_told(before, quantity, sentence)) > 1:
        return None
    if quantity.kind == "money" and sentence.pattern("pays").match(sentence.scan.text, quantity.end):
        return None  # «برای فناوری آن ۲٫۷ میلیارد دلار پرداخت»
    if quantity.kind == "count" and sentence.pattern("other_noun").match(sentence.scan.text, quantity.end):
        return None
    told = before.claims
    others = {m.name for m in sentence.subjects} - {d.subject for d in told}
    if others and all(d.type == "revenue" for d in told):
        told = told[:1]  # "A's sales came to 9 billion and its profit to 1. Its rival B had 57": of sales
    for draft in reversed(told):
        if draft.type not in _CONTINUING or draft.value is None:
            continue
        money = quantity.kind == "money" and draft.type in ("revenue", "valuation")
        money = money or (quantity.kind == "money" and draft.type == "training_cost" and _names_model(sentence))
        named = bool(sentence.subjects) or quantity.elided
        percent = quantity.kind == "percent" and draft.unit == "%" and named
        if draft.type == "benchmark_score" and _names_firms_alone(sentence):
            continue  # "GPT-5 got 79%. The firm took in 2 billion, of which AI is 77%."
        count = (
            quantity.kind == "count" and draft.unit in ("users", "downloads") and quantity.unit in _GO_ON_IN[draft.unit]
        )
        score = draft.type == "benchmark_score" and bool(sentence.subjects) and quantity.kind == "count"
        score = score and not quantity.unit
        score = score and (_is_rating_beside(quantity, draft.value, sentence) or _is_percentage(quantity))
        if (
            (money or percent or count or score)
            and not quantity.change
            and not (percent and is_step(quantity, sentence))
        ):
            return draft
    return None

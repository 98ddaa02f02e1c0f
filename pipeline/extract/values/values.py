"""Claims that give a number: prices, shares, scores, sizes, sums and counts, from one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Final

from pipeline.extract.assertion import status_of
from pipeline.extract.dates.dates import day_range
from pipeline.extract.draft import Draft, in_sentence, with_quantity
from pipeline.extract.mentions import DateMention, Quantity, QuantityKind, SubjectMention
from pipeline.extract.owners.candidates import candidates
from pipeline.extract.owners.carry import opens_with_kind
from pipeline.extract.owners.pointing import speaks_of_firm
from pipeline.extract.owners.sized import sized
from pipeline.extract.owners.together import attributed
from pipeline.extract.owners.topics import subjects_for
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed
from pipeline.extract.values.aspects import aspects_of
from pipeline.extract.values.benchmarks import benchmarks_of, scores_in_points
from pipeline.extract.values.checks import can_go_on, fits, tells_nothing
from pipeline.extract.values.classify import classify
from pipeline.extract.values.continuing import continues, denies, measured_again
from pipeline.extract.values.dating.dates import dates_of
from pipeline.extract.values.dating.old_values import is_old_value, is_origin_behind
from pipeline.extract.values.elision import completed
from pipeline.extract.values.first_days import take_first_days
from pipeline.extract.values.plan_names import listed_plans, named_plans
from pipeline.extract.values.plausible import CANDIDATES, plausible
from pipeline.extract.values.price_changes import sign
from pipeline.extract.values.rounds import date_rounds, take_round, told_of_round
from pipeline.extract.values.runs import take_date_of_run


@dataclass(slots=True)
class _Told:
    """The numbers of a sentence by the type of claim they make, and the earlier claims that types go on with."""

    values: dict[str, list[Quantity]] = field(default_factory=dict)
    continued: dict[str, Draft] = field(default_factory=dict)

    def add(self, kind: str, quantity: Quantity) -> None:
        self.values.setdefault(kind, []).append(quantity)


def value_claims(
    sentence: Sentence, resolver: Resolver, reference: date | None, events: Sequence[Draft] = ()
) -> list[Draft]:
    """Every claim with a number that the sentence makes. `events` are the releases and retirements that it dates."""
    told = _Told()
    for quantity in completed(sentence):
        if not tells_nothing(quantity, sentence):
            _tell(quantity, sentence, told)
    for kind, unit in _LISTED.items():
        if kind in told.values:
            told.values[kind] = _whole_list(kind, unit, told.values, sentence)
    drafts: list[Draft] = []
    for kind, values in told.values.items():
        if kind in _LASTING:
            values = [v for i, v in enumerate(values) if not _is_of_predecessor(i, values, sentence)]
        drafts.extend(_of_type(kind, values, sentence, resolver, reference, told.continued.get(kind), events))
    date_rounds(drafts, sentence)
    return drafts


def _tell(quantity: Quantity, sentence: Sentence, told: _Told) -> None:
    """Put a number under the type of claim that it makes, if it makes any."""
    again = measured_again(quantity, sentence, told.values)
    if again is not None:
        # «…؛ رقمی که در ژوئن ۹ میلیارد دلار بود»: what was measured before it is measured again.
        kind, draft = again
        quantity = _in_currency(quantity, kind, draft, told, sentence)
        if not kind or (kind in _SUMS and not quantity.unit):
            return  # what it points back to makes no claim, or nobody knows in which currency
        if draft is not None:
            told.continued[kind] = draft
            quantity = replace(quantity, per=quantity.per or draft.unit.partition("/")[2])
        elif quantity.kind == "money" and not quantity.per:
            quantity = replace(quantity, per=told.values[kind][-1].per)
        if plausible(quantity, kind):
            told.add(kind, quantity)
            return
    verdict = told_of_round(classify(quantity, sentence), quantity, sentence, told.values)
    if verdict is not None and verdict.type == "benchmark_score" and not benchmarks_of(sentence):
        verdict = None  # "recorded", "reached" alone tell of no test
    own = verdict is not None and verdict.cue in sentence.cues
    earlier = denies(quantity, sentence) or (None if own else continues(quantity, sentence))
    if earlier is not None and not can_go_on(quantity, earlier.type, sentence):
        return
    if earlier is not None and plausible(quantity, earlier.type):
        told.continued[earlier.type] = earlier
        told.add(earlier.type, quantity)
    elif verdict is not None and fits(quantity, verdict, sentence):
        told.add(verdict.type, quantity)


#: The types whose values are sums of money.
_SUMS: Final = frozenset(["funding", "valuation", "revenue", "training_cost"])


def _in_currency(quantity: Quantity, kind: str, draft: Draft | None, told: _Told, sentence: Sentence) -> Quantity:
    """A bare number that goes on with a sum in the currency of that, else of the next sum of the sentence."""
    if kind not in _SUMS or quantity.kind != "count" or quantity.unit:
        return quantity
    sums = [q.unit for q in told.values.get(kind, []) if q.unit][-1:] or ([draft.unit] if draft and draft.unit else [])
    sums += [q.unit for q in sentence.quantities if q.kind == "money" and q.start >= quantity.end]
    return replace(quantity, kind="money", unit=sums[0], elided=True) if sums else quantity


#: What lists name once and then tell of one after the other, with the kind of their numbers.
_LISTED: Final[dict[str, QuantityKind]] = {"market_share": "percent", "user_count": "count"}

#: Fewer are counted without a word for it in no list.
_FEWEST: Final = 1e4


def _whole_list(
    kind: str, unit: QuantityKind, found: Mapping[str, Sequence[Quantity]], sentence: Sentence
) -> list[Quantity]:
    """The shares or users of a sentence, with those of a list far behind the word: "份额：A 43%，…，E 10%"."""
    listed = list(found[kind])
    others = [q for name, told in found.items() if name != kind for q in told]
    for quantity in sentence.quantities:
        if quantity.start < listed[-1].end or quantity.kind != unit or quantity.change or quantity in others:
            continue
        if unit == "count" and (quantity.unit not in ("", "users") or quantity.value < _FEWEST):
            continue
        if unit == "count" and sentence.pattern("counts_other").match(sentence.scan.text, quantity.end):
            continue  # "日活已经破亿，是字节的一款过亿产品"
        own = sentence.in_clause(sentence.cues, quantity.start)
        named = any(m.end <= quantity.start for m in sentence.in_clause(sentence.subjects, quantity.start))
        key = "percent" if unit == "percent" else ""
        rivals = [name for name in CANDIDATES[key] if name != kind]
        if named and not any(c.name in ("delta", *(CANDIDATES[key] if unit == "percent" else rivals)) for c in own):
            listed.append(quantity)
    return listed


#: What a model does not change: "from 355B to 744B" tells the old value of the model before it.
_LASTING: Final = frozenset(["parameter_count", "training_data"])


def _is_of_predecessor(index: int, values: Sequence[Quantity], sentence: Sentence) -> bool:
    return index + 1 < len(values) and is_old_value(values[index], values[index + 1], sentence)


#: How many claims back the results stand that a number can go on with.
_RUN: Final = 12

#: Whom a number is told of: names with their types.
_Owners = list[tuple[str, str]]


def _of_type(
    kind: str,
    values: Sequence[Quantity],
    sentence: Sentence,
    resolver: Resolver,
    reference: date | None,
    continued: Draft | None,
    events: Sequence[Draft],
) -> list[Draft]:
    """The claims of one type that numbers of a sentence make."""
    owners, details = _owners_and_aspects(kind, values, sentence, resolver)
    if continued is not None:
        owners = _carried_owners(kind, owners, sentence, continued)
        # "Open models account for 11%" goes on about nobody.
        owners = [[] if opens_with_kind(v, sentence) else own for v, own in zip(values, owners, strict=True)]
        details = _carried_aspects(kind, details, sentence, continued)
    dates = dates_of(kind, values, sentence, {d.value_span for d in events})
    former = {id(a) for a, b in pairwise(values) if is_old_value(a, b, sentence)}
    former |= {id(v) for i, v in enumerate(values) if is_origin_behind(i, values, sentence)}
    drafts: list[Draft] = []
    for value, subjects, aspect, about in zip(values, owners, details, dates, strict=True):
        of_names = kind == "parameter_count" and aspect != "active" and value.value_max is None
        for name, subject_type in sized(value, subjects, sentence, resolver) if of_names else subjects:
            subscribed = kind == "price" and not value.per
            if subscribed and value.value and not (subject_type == "product" and _is_subscribed(aspect, sentence)):
                continue  # a sum of which nobody says what it buys is no price
            draft = with_quantity(in_sentence(sentence, kind, name, subject_type, value, f"{kind}.sentence"), value)
            # "Copilot Pro is 10 dollars": a subscription is paid by the month.
            draft.unit = unit_of(kind, replace(value, per="month") if subscribed else value, aspect)
            own = None if _is_of_other_launch(about, value, draft, sentence, events) else about
            draft.date(_abroad(own, draft, sentence))
            draft.aspect = _aspect_over(about, aspect, sentence) if continued is not None else aspect
            take_date_of_run(draft, sentence, id(value) in former)
            take_first_days(draft, sentence, events)
            if kind == "funding":
                take_round(draft, value, sentence)
            if kind == "price_change":
                sign(draft, value, sentence)
            if kind == "parameter_count" and _is_beaten(value, sentence):
                draft.bound = "exact"
            draft.status, draft.status_cue = status_of(
                sentence,
                value,
                None if _is_over(draft, about, sentence) else draft.about,
                reference,
                price=kind in ("price", "price_change"),
            )
            if draft.status == "stated" and _is_unfinished(draft, about, sentence, reference):
                draft.status = "expected"  # what comes in over a year is not known before its end
            if kind == "price" and draft.status == "expected" and id(value) in former:
                draft.status, draft.status_cue = "stated", ""  # what a price will be raised from is what it is
            drafts.append(draft)
    return drafts


#: The least length of a period that firms report, in days.
_QUARTER: Final = 89


def _is_unfinished(draft: Draft, about: DateMention | None, sentence: Sentence, reference: date | None) -> bool:
    """Whether a sum is one that comes in over a year, half or quarter which is not over yet, and did not come in so
    far: "revenue for 2026 is put at 5 billion"."""
    if draft.type != "revenue" or draft.aspect == "annualized_revenue" or draft.about is None or reference is None:
        return False
    if about is not None and (about.fiscal or about.bound != "exact" or about.precision in ("month", "part")):
        return False
    clause = sentence.clause_of(draft.value_span[0])
    if sentence.pattern("came_in").search(sentence.scan.text, *clause):
        return False
    first, last = day_range(draft.about)
    return last > reference and (last - first).days >= _QUARTER


def _is_subscribed(plan: str, sentence: Sentence) -> bool:
    """Whether a product is paid by the month: a plan of it is named, or the article speaks of a subscription."""
    return bool(plan) or sentence.has("plan", "per.month", "per.year") or sentence.priced_by_month


def _is_of_other_launch(
    about: DateMention | None, value: Placed, draft: Draft, sentence: Sentence, events: Sequence[Draft]
) -> bool:
    """Whether a date of another clause only tells when something else came out or went: "Comet came out in July for
    Max, which costs 200 a month", "X goes on March 26, while Y costs 2 per million tokens".
    """
    if about is None or draft.type != "price" or not sentence.apart(about, value):
        return False
    told = [e for e in events if e.value_span == (about.start, about.end)]
    if draft.unit.endswith(("/month", "/year")):
        return any(not e.subject.startswith(draft.subject) for e in told)
    others = [e for e in told if not e.subject.startswith(draft.subject) and not draft.subject.startswith(e.subject)]
    too = sentence.in_clause(sentence.named("also"), value.start)
    return bool(told) and others == told and draft.subject_type == "model" and not too


def _is_beaten(size: Quantity, sentence: Sentence) -> bool:
    """Whether the word in front of a size says that its model is surpassed: "超过 130 亿参数的 Llama 2"."""
    beaten = any(c.start <= size.cue_start < c.end for c in sentence.named("beaten"))
    return beaten and bool(attributed(size, sentence))


#: Currencies of firms whose year is the Jalali one.
_LOCAL: Final = ("IRT", "IRR")


def _abroad(about: DateMention | None, draft: Draft, sentence: Sentence) -> DateMention | None:
    """The date of a claim: "this year" is the Gregorian one unless the article counts in a currency of Iran."""
    if about is None or about.abroad is None or any(d.unit.startswith(_LOCAL) for d in [*sentence.history, draft]):
        return about
    return replace(about, date=about.abroad, calendar="gregorian")


def _is_over(draft: Draft, about: DateMention | None, sentence: Sentence) -> bool:
    """Whether a date that seems to lie ahead is one of a firm's own year: "in the third quarter of fiscal 2027"."""
    if about is not None:
        return about.fiscal
    return any(d.about == draft.about and d.status == "stated" for d in sentence.history[-_RUN:])


def _owners_and_aspects(
    kind: str, values: Sequence[Quantity], sentence: Sentence, resolver: Resolver
) -> tuple[list[_Owners], list[str]]:
    """Whom each number is told of, and which aspect it is of; a plan's price is of its product."""
    sold = "subscription" if kind == "price" and all(v.per in ("month", "year") for v in values) else kind
    mentions = subjects_for(sold, values, sentence, resolver)
    owners = [[(_api(kind, m, sentence), str(m.type)) for m in found] for found in mentions]
    details = aspects_of(kind, values, sentence)
    if kind not in ("price", "price_change"):
        return owners, details
    plans = [
        plan_of(found[0]) if found and not value.per.endswith("tokens") else None
        for found, value in zip(mentions, values, strict=True)
    ]
    owners = [[(plan[0], "product")] if plan else own for plan, own in zip(plans, owners, strict=True)]
    details = [plan[1] if plan else detail for plan, detail in zip(plans, details, strict=True)]
    if kind == "price_change":
        return owners, details
    return owners, listed_plans(values, sentence) or named_plans(values, details, sentence)


def _carried_owners(kind: str, owners: list[_Owners], sentence: Sentence, continued: Draft) -> list[_Owners]:
    """Whom numbers are told of that go on with an earlier claim: its subject, unless the sentence names another."""
    denied = sentence.has("status.denied")
    rivals = [m for m in candidates(kind, sentence) if not denied or m.type == continued.subject_type]
    firm = continued.subject_type != "company" and speaks_of_firm(sentence)
    if rivals or (firm and all(owners)):
        return owners
    return [[(continued.subject, continued.subject_type)]] * len(owners)


def _carried_aspects(kind: str, details: list[str], sentence: Sentence, continued: Draft) -> list[str]:
    """The aspects of numbers that go on with an earlier claim: its own where the sentence tells none."""
    told = [d.aspect for d in next((b.claims for b in sentence.before()), []) if d.type == kind]
    if sentence.has("back.measure") and len(details) == len(told) > 1 and sentence.has("respectively"):
        return told  # "these numbers are 21 and 3.6 billion for the smaller one"
    silent = kind == "revenue" and not sentence.has("revenue")
    if silent and continued.aspect in ("loss", "profit") and _guides(continued, sentence):
        return ["revenue"] * len(details)
    return [continued.aspect if silent else detail or continued.aspect for detail in details]


def _guides(continued: Draft, sentence: Sentence) -> bool:
    """Whether a sentence forecasts a sum of a firm whose revenue was told before its loss: "Revenue was 5, the loss 3.
    For the year it expects 20."."""
    told = [d for s in sentence.before() if s.block == sentence.block for d in s.claims]
    revenue = any((d.aspect, d.subject) == ("revenue", continued.subject) for d in told if d.type == "revenue")
    return revenue and sentence.has("status.expected")


def _aspect_over(about: DateMention | None, aspect: str, sentence: Sentence) -> str:
    """The aspect of what came in over a time: during a whole year it is no run rate, unless the sentence says so."""
    whole_year = about is not None and about.precision == "year" and about.bound == "exact"
    if aspect == "annualized_revenue" and whole_year and not sentence.has("revenue.annualized_revenue"):
        return "revenue"
    return aspect


def _api(kind: str, subject: SubjectMention, sentence: Sentence) -> str:
    """A cut of a company's API prices is one of its API."""
    if (
        kind == "price_change"
        and subject.type == "company"
        and sentence.has("market.API")
        and "API" not in subject.name
    ):
        return f"{subject.name} API"
    return subject.name


def unit_of(kind: str, value: Quantity, aspect: str) -> str:
    """The unit of a claim in the guide's form."""
    if kind == "price":
        return f"{value.unit}/{value.per}" if value.per else value.unit
    if kind == "benchmark_score":
        return "points" if value.unit != "%" and scores_in_points(aspect) else "%"
    fixed = {
        "user_count": "users",
        "download_count": "downloads",
        "parameter_count": "parameters",
        "context_length": "tokens",
        "training_data": "tokens",
    }
    return fixed.get(kind, value.unit)

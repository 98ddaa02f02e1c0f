"""Claims that give a number: prices, shares, scores, sizes, sums and counts, from one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final

from pipeline.extract import aspects
from pipeline.extract.assertion import status_of
from pipeline.extract.carry import speaks_of_firm
from pipeline.extract.classify import CANDIDATES, Verdict, benchmarks_of, classify, plausible
from pipeline.extract.cues import Cue
from pipeline.extract.draft import Draft, in_sentence, with_quantity
from pipeline.extract.elision import completed
from pipeline.extract.mentions import DateMention, Quantity, SubjectMention
from pipeline.extract.pairing import STRONG, pair
from pipeline.extract.patterns import pattern
from pipeline.extract.plans import plan_of
from pipeline.extract.resolve import Resolver
from pipeline.extract.scan import Placed
from pipeline.extract.sentence import Sentence
from pipeline.extract.sentences import Span
from pipeline.extract.topics import candidates, subjects_for
from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: Types whose claims take the date that their sentence gives.
DATED: Final = frozenset(
    [
        "price",
        "price_change",
        "market_share",
        "funding",
        "valuation",
        "revenue",
        "user_count",
        "download_count",
        "ranking",
        "training_cost",
    ]
)

#: How many clauses the verb of a change may stand from its number: a remark may lie between.
_ASIDE: Final = 2

#: How far before a percentage, in characters, the word "to" may stand: "to less than 5%".
_TO_REACH: Final = 8

#: How far behind a value, in characters, a word may begin that speaks of it and not of the next one.
_BEHIND: Final = 3

#: Benchmarks that score in points, not in percent.
_POINTS: Final = re.compile(r"elo|arena|codeforces|leaderboard|vending", re.IGNORECASE)


def value_claims(
    sentence: Sentence, resolver: Resolver, reference: date | None, events: Sequence[Draft] = ()
) -> list[Draft]:
    """Every claim with a number that the sentence makes. `events` are the releases and retirements that it dates."""
    found: dict[str, list[Quantity]] = {}
    continued: dict[str, Draft] = {}
    for quantity in completed(sentence):
        if _is_conditional(quantity, sentence) or _is_vague(quantity, sentence) or _is_of_a_kind(quantity, sentence):
            continue
        if sentence.pattern("beyond").match(sentence.scan.text, quantity.end) or _is_more_than(quantity, sentence):
            continue
        again = _measured_again(quantity, sentence, found)
        if again is not None:
            # «…؛ رقمی که در ژوئن ۹ میلیارد دلار بود»: what was measured before it is measured again.
            kind, draft = again
            if not kind:
                continue  # what it points back to makes no claim
            if draft is not None:
                continued[kind] = draft
                quantity = replace(quantity, per=quantity.per or draft.unit.partition("/")[2])
            elif quantity.kind == "money" and not quantity.per:
                quantity = replace(quantity, per=found[kind][-1].per)
            if plausible(quantity, kind):
                found.setdefault(kind, []).append(quantity)
                continue
        verdict = classify(quantity, sentence)
        if (
            verdict is not None
            and verdict.type == "funding"
            and _is_worth(quantity, sentence, found.get("funding", []))
        ):
            verdict = replace(verdict, type="valuation")
        if verdict is not None and verdict.type == "valuation" and _is_raised_at(quantity, verdict, sentence):
            verdict = replace(verdict, type="funding")
        if verdict is not None and quantity.kind == "money" and _is_origin(quantity, sentence):
            before = [kind for kind, told in found.items() if told and told[-1].kind == "money"]
            verdict = replace(verdict, type=before[-1]) if before else verdict
        if verdict is not None and verdict.type == "benchmark_score" and not benchmarks_of(sentence):
            verdict = None  # "recorded", "reached" alone tell of no test
        own = verdict is not None and verdict.cue in sentence.cues
        earlier = _denies(quantity, sentence) or (None if own else _continues(quantity, sentence))
        if earlier is not None and plausible(quantity, earlier.type):
            continued[earlier.type] = earlier
            found.setdefault(earlier.type, []).append(quantity)
        elif verdict is None:
            continue
        elif _plausible(quantity, verdict, sentence):
            found.setdefault(verdict.type, []).append(quantity)
    drafts: list[Draft] = []
    taken = {d.value_span for d in events}
    if "market_share" in found:
        found["market_share"] = _whole_list(found, sentence)
    for kind, values in found.items():
        if kind in _LASTING:
            values = [v for i, v in enumerate(values) if not _is_of_predecessor(i, values, sentence)]
        drafts.extend(_of_type(kind, values, sentence, resolver, reference, continued.get(kind), taken))
    return drafts


#: How far behind the words that point back to a number, in characters, the next one stands.
_AGAIN: Final = 60


def _measured_again(
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
    for draft in reversed(near.claims):
        same = draft.unit.partition("/")[0] == units.get(quantity.kind, quantity.unit or draft.unit)
        if draft.value is not None and same and draft.type not in ("ranking", "price_change"):
            return draft.type, draft
    return None


def _whole_list(found: Mapping[str, Sequence[Quantity]], sentence: Sentence) -> list[Quantity]:
    """The shares of a sentence, with those of a list that stand far behind the word: "份额：A 43%，…，E 10%"."""
    shares = list(found["market_share"])
    others = [q for kind, told in found.items() if kind != "market_share" for q in told]
    for quantity in sentence.quantities:
        if quantity.start < shares[-1].end or quantity.kind != "percent" or quantity.change or quantity in others:
            continue
        own = sentence.in_clause(sentence.cues, quantity.start)
        named = any(m.end <= quantity.start for m in sentence.in_clause(sentence.subjects, quantity.start))
        if named and not any(c.name in ("delta", *CANDIDATES["percent"]) for c in own):
            shares.append(quantity)
    return shares


def _is_worth(quantity: Quantity, sentence: Sentence, raised: Sequence[Quantity]) -> bool:
    """Whether a sum of a round is not what was raised but at what price."""
    text = sentence.scan.text[max(sentence.start, quantity.start - 24) : quantity.start]
    return bool(raised) and raised[-1].value < quantity.value and bool(sentence.pattern("worth").search(text))


#: How far behind a sum, in characters, the words "at a valuation of" begin where an adjective may stand between.
_AT_WORTH: Final = 12


def _is_raised_at(quantity: Quantity, verdict: Verdict, sentence: Sentence) -> bool:
    """Whether a sum without a verb of its own is what was raised at a valuation: "took $5m at a valuation of $50m",
    "followed with $5m at a $50m valuation"."""
    cue = verdict.cue
    if cue is None or cue.start < quantity.end or quantity.kind != "money" or quantity.per:
        return False
    for other in sentence.quantities:
        if other.kind == "money" and other.start >= quantity.end and other.value > quantity.value:
            until = cue.start if cue.end <= other.start else other.cue_start
            linked = any(0 <= c.start - quantity.end <= _AT_WORTH for c in sentence.named("at.worth"))
            if linked or sentence.pattern("raised_at").fullmatch(sentence.scan.text, quantity.end, until):
                return True
    return False


def _is_origin(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum is what the one before it came from: "to $500bn, up from $300bn in the round of March"."""
    origin = [c for c in sentence.named("change.from") if 0 <= quantity.start - c.end <= 2]
    moved = sentence.named("change.up", "change.down")
    return bool(origin) and any(0 <= origin[0].start - c.end <= 2 or c.end == origin[0].end for c in moved)


def _denies(quantity: Quantity, sentence: Sentence) -> Draft | None:
    """The claim that a denial takes back: one of the same value before it, whatever the words ("it denied the $5m")."""
    if not sentence.has("status.denied"):
        return None
    for draft in reversed(sentence.history):
        same_unit = draft.unit.partition("/")[0] == quantity.unit or (quantity.unit == "%" == draft.unit)
        if draft.value is not None and same_unit and abs(draft.value) == quantity.value and quantity.unit:
            return draft
    return None


def _is_vague(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is only a great many: "millions of users", «میلیون‌ها کاربر»."""
    number = fold(sentence.scan.text[quantity.number_start : quantity.number_end])
    return _vague_numbers(sentence.language).fullmatch(number) is not None


@cache
def _vague_numbers(language: str) -> re.Pattern[str]:
    """The plurals of a language that stand for no number, over folded text."""
    plurals = lexicon(language, "numbers").get("plurals") or {}
    return re.compile("|".join(f"(?:{fold(str(forms))})" for forms in plurals.values()) or "(?!)")


#: How far, in characters, a word stands right before a number.
_RIGHT_BEFORE: Final = 4

#: A bare number from here on tells of something by itself.
_LARGE: Final = 1000.0

#: How far, in letters, "active" or "total" stands right beside a size.
_SIZE_WORD: Final = 5

#: What a model does not change: "from 355B to 744B" tells the old value of the model before it.
_LASTING: Final = frozenset(["parameter_count", "training_data"])


def _is_of_predecessor(index: int, values: Sequence[Quantity], sentence: Sentence) -> bool:
    return index + 1 < len(values) and _is_old_value(values[index], values[index + 1], sentence)


def _is_more_than(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number tells by how much something else is passed: «که ۵۰ میلیون دلار بیشتر از تابستان است»."""
    counted = quantity.kind == "money" or quantity.unit in ("users", "downloads", "tokens")
    return counted and any(0 <= c.start - quantity.end <= 1 for c in sentence.named("back.more"))


def _is_of_a_kind(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number only tells which ones of a kind are meant: «شرکت‌هایی که بیش از ۷۰۰ میلیون کاربر دارند»."""
    clause = sentence.clause_of(quantity.start)
    if not sentence.is_attached(clause) or (quantity.kind == "money" and quantity.per):
        return False
    return any(0 <= clause[0] - c.end <= 1 for c in sentence.named("generic"))


def _is_conditional(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is only part of a condition: "if your product has over 100 million users"."""
    if quantity.kind == "money" and quantity.per:
        return False
    if any(0 <= c.start - quantity.end <= 1 for c in sentence.named("condition.after")):
        return True  # "年收入超过 100 万美元的公司需另行授权"
    clause = sentence.in_clause(sentence.named("condition"), quantity.start)
    return any(c.end <= quantity.start for c in clause)


#: Types that a statement without words of its own can go on with: "It was half a billion in March".
_CONTINUING: Final = frozenset(
    ["user_count", "download_count", "market_share", "benchmark_score", "revenue", "valuation"]
)


def _continues(quantity: Quantity, sentence: Sentence) -> Draft | None:
    """The claim of the statement before that this number goes on with, if the sentence says nothing else of it."""
    before = next(sentence.before(), None)
    if before is None:
        return None
    shares = quantity.kind == "percent" and any(d.type == "market_share" for d in before.claims)
    near = before.block == sentence.block or sentence.kind == "item" == before.kind
    if not near and not (shares and sentence.has("ranking", "delta")):
        return None
    own = CANDIDATES.get(quantity.kind if quantity.kind in ("money", "percent") else quantity.unit, ())
    if not benchmarks_of(sentence):
        own = tuple(kind for kind in own if kind != "benchmark_score")
    if quantity.kind == "ordinal" or sentence.has(*own):
        return None
    if quantity.kind == "money" and len({d.type for d in before.claims if d.value is not None}) > 1:
        return None
    for draft in reversed(before.claims):
        if draft.type not in _CONTINUING or draft.value is None:
            continue
        money = quantity.kind == "money" and draft.type in ("revenue", "valuation")
        percent = quantity.kind == "percent" and draft.unit == "%" and bool(sentence.subjects)
        count = quantity.kind == "count" and draft.unit in ("users", "downloads") and quantity.unit in ("", draft.unit)
        if (money or percent or count) and not quantity.change and not (percent and _is_step(quantity, sentence)):
            return draft
    return None


def _plausible(quantity: Quantity, verdict: Verdict, sentence: Sentence) -> bool:
    kind = verdict.type
    if kind == "benchmark_score":
        named = bool(benchmarks_of(sentence)) and not _in_other_test(quantity, sentence)
        in_scale = quantity.value <= 100 or any(_POINTS.search(b.name) for b in benchmarks_of(sentence))
        return named and in_scale and not _is_delta(quantity, sentence) and not _is_tally(quantity, sentence)
    if kind == "price_change":
        return _is_price_change(quantity, sentence)
    if kind == "price" and not quantity.per:
        return _is_price(sentence)
    if kind == "valuation":
        return not sentence.in_clause(sentence.named("lost_value"), quantity.start)
    if kind == "market_share":
        moved = _is_moved_by(quantity, sentence) or _is_step(quantity, sentence)
        return not moved and not _is_delta(quantity, sentence)
    if kind == "training_cost" and isinstance(verdict.cue, Cue) and verdict.cue.name.endswith(".weak"):
        # Of a model of that name nobody pays so much for using it: "GPT-4 came to $78m".
        return sentence.has("training_cost") or sentence.language == "en"
    if kind == "training_data":
        # "5 trillion tokens, of which 1 trillion Arabic": a part of the data is no size of it.
        return not any(c.end <= quantity.start for c in sentence.in_clause(sentence.named("including"), quantity.start))
    if kind == "parameter_count":
        if quantity.bound != "exact" and sentence.pattern("class").search(
            sentence.scan.text, sentence.start, quantity.cue_start
        ):
            return False  # "first among models with fewer than 200 billion parameters"
        return not sentence.in_clause(sentence.named("part"), quantity.start)
    if kind == "speed" and quantity.unit in ("s", "ms"):
        return sentence.has("speed.time to first token") or quantity.unit == "ms"
    return True


def _in_other_test(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the score's own statement is of a test without a known name: "MMLU-Pro 87 分；中文推理测试得分 93"."""
    stops = [m.end() for m in STRONG.finditer(sentence.scan.text, sentence.start, quantity.start)]
    if not stops or not sentence.benchmarks or any(stops[-1] <= m.start for m in sentence.benchmarks):
        return False
    return any(stops[-1] <= c.start < quantity.start for c in sentence.named("benchmark_score"))


def _is_tally(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number only counts tasks: "five of six problems", "35 of 42 points"."""
    text = sentence.scan.text
    counted = sentence.pattern("tally.behind").match(text[quantity.end : quantity.end + 20])
    within = sentence.pattern("tally.before").search(text[max(sentence.start, quantity.start - 12) : quantity.start])
    bare = quantity.unit in ("", "points") and quantity.kind == "count"
    few = quantity.value < 10 and quantity.value == int(quantity.value)
    return bare and (bool(counted) or bool(within) or few)


def _is_delta(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is a difference ("ahead by 3 points", "40% fewer"), not a score or share of its own."""
    if sentence.pattern("difference").match(sentence.scan.text, quantity.end):
        return True
    for cue in sentence.named("delta"):
        if sentence.pattern("came_to").match(sentence.scan.text, cue.end):
            continue  # "成绩提升至 74.5%": where it came to
        if cue.end <= quantity.start and sentence.distance(cue, quantity) <= 8 and not sentence.apart(cue, quantity):
            return True
    return False


def _is_moved_by(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the verb behind a percentage tells by how much something moved: «۲ درصد افت کرد», not «به ۲ درصد»."""
    verb = any(0 <= c.start - quantity.end <= _BEHIND for c in sentence.named("change.up", "change.down"))
    return verb and not any(0 <= quantity.cue_start - c.end <= _TO_REACH for c in sentence.named("change.to"))


#: How many words may stand between a verb of change and by how much.
_STEP_WORDS: Final = 6


def _is_step(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is by how much something changed, not what it came to: «تراجعت زيارات منافسه 6%»."""
    moved = [
        c for c in sentence.in_clause(sentence.named("change.up", "change.down"), quantity.start)
        if c.end <= quantity.start
    ]  # fmt: skip
    between = sentence.scan.text[moved[-1].end : quantity.start] if moved else ""
    return (
        bool(moved) and len(between.split()) <= _STEP_WORDS and sentence.pattern("step").fullmatch(between) is not None
    )


def _is_price(sentence: Sentence) -> bool:
    """Whether a sum that does not say what it buys can be a price: something that is sold is named near it."""
    sold = ("model", "product", "family")
    near = next(sentence.before(), None)
    named = [
        *sentence.subjects,
        *(m for scan in sentence.around for m in scan.subjects),
        *(near.subjects if near else []),
    ]
    return any(m.type in sold for m in named)


def _is_price_change(quantity: Quantity, sentence: Sentence) -> bool:
    if sentence.in_clause(sentence.named("stock"), quantity.start):
        return False
    near = next(sentence.before(), None)
    goes_on = near is not None and near.block == sentence.block and any(d.type == "price" for d in near.claims)
    about_price = (
        goes_on
        or sentence.has("price", "price_change")
        or any(s.has("price", "price_change") for s in sentence.around[:1])
    )
    if quantity.change and sentence.language == "en":
        # "He halved his homework": the verb itself speaks of no price.
        words = [c for c in sentence.named("price_change") if c.end <= quantity.start or quantity.end <= c.start]
        return goes_on or bool(words) or sentence.has("price") or any(s.has("price") for s in sentence.around[:1])
    if quantity.change:
        return about_price
    text = sentence.scan.text
    told = any(
        0 <= c.start - quantity.end <= _BEHIND and text[c.start : c.end].endswith((" on", " over"))
        for c in sentence.named("price_change")
    )  # "a 40% increase on what X cost" tells of a change, "40% cheaper than X" of none
    thans = () if told else sentence.named("than")
    if any(c.start >= quantity.end and sentence.distance(c, quantity) <= 25 for c in thans):
        return False  # "26% cheaper than X" compares two prices, it changes none
    if sentence.language == "zh" and _sets_apart(quantity, sentence):
        return False
    moved = [c for c in sentence.named("change.down", "change.up") if sentence.apart(c, quantity) <= _ASIDE]
    return about_price and bool(moved)


def _sets_apart(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a percentage in Chinese sets a price against another's: "比行业低 99%", not "比原来低 30%"."""
    thans = [c for c in sentence.in_clause(sentence.named("than"), quantity.start) if c.end <= quantity.start]
    if not thans or sentence.in_clause(sentence.named("price_change"), quantity.start):
        return False
    return not any(c.start >= thans[0].end for c in sentence.in_clause(sentence.named("than_before"), quantity.start))


def _of_type(
    kind: str,
    values: Sequence[Quantity],
    sentence: Sentence,
    resolver: Resolver,
    reference: date | None,
    continued: Draft | None,
    taken: set[Span],
) -> list[Draft]:
    sold = "subscription" if kind == "price" and all(v.per in ("month", "year") for v in values) else kind
    mentions = subjects_for(sold, values, sentence, resolver)
    owners = [[(_api(kind, m, sentence), str(m.type)) for m in found] for found in mentions]
    details = _aspects(kind, values, sentence)
    if kind == "price":
        listed = _listed_plans(values, sentence)
        plans = [
            plan_of(found[0]) if found and not value.per.endswith("tokens") else None
            for found, value in zip(mentions, values, strict=True)
        ]
        owners = [[(plan[0], "product")] if plan else own for plan, own in zip(plans, owners, strict=True)]
        details = [plan[1] if plan else detail for plan, detail in zip(plans, details, strict=True)]
        details = listed or _named_plans(values, details, sentence)
    denied = continued is not None and sentence.has("status.denied")
    rivals = [
        m for m in candidates(kind, sentence) if continued is None or not denied or m.type == continued.subject_type
    ]
    firm = continued is not None and continued.subject_type != "company" and speaks_of_firm(sentence)
    if continued is not None and not rivals and not (firm and all(owners)):
        owners = [[(continued.subject, continued.subject_type)]] * len(values)
    if continued is not None:
        silent = kind == "revenue" and not sentence.has("revenue")
        details = [continued.aspect if silent else detail or continued.aspect for detail in details]
        told = [d.aspect for d in next((b.claims for b in sentence.before()), []) if d.type == kind]
        if sentence.has("back.measure") and len(values) == len(told) > 1 and sentence.has("respectively"):
            details = told  # "these numbers are 21 and 3.6 billion for the smaller one"
    dates = _dates(kind, values, sentence, taken)
    former = {id(a) for a, b in pairwise(values) if _is_old_value(a, b, sentence)}
    drafts: list[Draft] = []
    for value, subjects, aspect, about in zip(values, owners, details, dates, strict=True):
        for name, subject_type in subjects:
            draft = with_quantity(in_sentence(sentence, kind, name, subject_type, value, f"{kind}.sentence"), value)
            draft.aspect = aspect
            draft.unit = unit_of(kind, value, aspect)
            draft.date(about)
            if (
                continued is not None
                and aspect == "annualized_revenue"
                and about
                and about.precision == "year"
                and about.bound == "exact"
            ):
                said = sentence.has("revenue.annualized_revenue")
                draft.aspect = aspect if said else "revenue"  # what came in during a whole year is no run rate
            if kind == "price_change":
                _sign(draft, value, sentence)
            draft.status, draft.status_cue = status_of(
                sentence, value, draft.about, reference, price=kind in ("price", "price_change")
            )
            if kind == "price" and draft.status == "expected" and id(value) in former:
                draft.status, draft.status_cue = "stated", ""  # what a price will be raised from is what it is
            drafts.append(draft)
    return drafts


#: The Latin name of a plan, and one of one or two words.
_NAME: Final = "[A-Z][A-Za-z+]*"
_NAMES: Final = f"{_NAME}(?: [A-Z][a-z+]+)?"


def _listed_plans(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """The plans that prices in the same order belong to, where the sentence lists them before; else nothing."""
    if len(values) < 2 or any(v.per.endswith("tokens") for v in values) or not sentence.has("respectively"):
        return []
    for match in _plan_lists(sentence.language).finditer(sentence.scan.text, sentence.start, values[0].start):
        names = re.findall(_NAME, match.group())
        if len(names) == len(values):
            return names
    return []


@cache
def _plan_lists(language: str) -> re.Pattern[str]:
    """Lists of Latin names: "Basic, Standard, Pro and Mega"."""
    joint = rf"(?:\s*[,،、]\s*|\s+(?:{pattern(language, 'plans.and').pattern})\s+)"
    return re.compile(rf"{_NAME}(?:{joint}{_NAME})+")


@cache
def _plans_beside(language: str) -> re.Pattern[str]:
    """A Latin name beside the word for a plan, right before a price: "the Premier plan", «پلن Pro», "Pro 套餐"."""
    before, behind = (pattern(language, name).pattern for name in ("plan.before", "plan.behind"))
    return re.compile(rf"(?:{before})\s+[«\"“]?(?P<after>{_NAMES})|\b(?P<before>{_NAMES})[»\"”]? ?(?:{behind})")


def _named_plans(values: Sequence[Quantity], details: Sequence[str], sentence: Sentence) -> list[str]:
    """The plan that each price is of, where the text behind the price before names another one: "its Pro plan is $10 a
    month and the Premier plan $30".
    """
    found = list(details)
    for index in range(1, len(values)):
        last, value = values[index - 1], values[index]
        if value.per.endswith("tokens") or not (value.per or last.per):
            continue
        named = list(_plans_beside(sentence.language).finditer(sentence.scan.text, last.end, value.start))
        if named and details[index] == details[index - 1]:
            found[index] = named[-1]["after"] or named[-1]["before"]
    return found


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
        return "points" if value.unit != "%" and _POINTS.search(aspect) else "%"
    fixed = {
        "user_count": "users",
        "download_count": "downloads",
        "parameter_count": "parameters",
        "context_length": "tokens",
        "training_data": "tokens",
    }
    return fixed.get(kind, value.unit)


def _sums_up(value: Quantity, sentence: Sentence) -> bool:
    """Whether a change is that of input and output prices that were told before it: "输入…，输出…，降幅约 47%"."""
    sides = ("price.input", "price.output")
    if sentence.in_clause(sentence.named(*sides, "price.cached_input"), value.start):
        return False
    return {c.name for c in sentence.named(*sides) if c.end <= value.start} == set(sides)


def _sign(draft: Draft, value: Quantity, sentence: Sentence) -> None:
    """A cut is negative: by the form of the number itself, else by the nearest word of change."""
    if value.change:
        falls = value.change < 0
    else:
        cues = sentence.named("change.down", "change.up")
        near = min(cues, key=lambda c: (sentence.apart(c, value), sentence.distance(c, value)))
        falls = near.name == "change.down"
    if (
        falls
        and not value.change
        and sentence.pattern("remaining").search(sentence.scan.text, max(sentence.start, value.start - 8), value.start)
    ):
        draft.value, draft.value_max = draft.value and 100 - draft.value, draft.value_max and 100 - draft.value_max
    if falls and draft.value is not None:
        draft.value = -abs(draft.value)
        draft.value_max = -abs(draft.value_max) if draft.value_max is not None else None


def _aspects(kind: str, values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    if kind == "price":
        per_token = [v for v in values if v.per == "1M_tokens"]
        if per_token:
            labels = aspects.token_prices(per_token, sentence)
            if len(labels) > 1 and not any(labels):
                labels = _order_before(sentence, len(labels))
            names = dict(zip((id(v) for v in per_token), labels, strict=True))
            return [names.get(id(v), "") for v in values]
        return [""] * len(values)
    if kind == "price_change":
        return [
            a if a and aspects.is_labelled(x, sentence) and not (len(values) == 1 and _sums_up(x, sentence)) else ""
            for x, a in zip(values, aspects.token_prices(values, sentence), strict=True)
        ]
    if kind == "benchmark_score":
        return _score_aspects(values, sentence)
    if kind == "market_share":
        return _markets(values, sentence)
    if kind == "parameter_count":
        return _sizes(values, sentence)
    if kind == "context_length":
        return [
            aspects.nearest_cue(_own_view(sentence, v, values), v, ("context_length.input", "context_length.output"))
            for v in values
        ]
    if kind == "revenue":
        return [_money_in(v, sentence) for v in values]
    if kind == "user_count":
        periods = tuple(f"user_count.{n}" for n in ("weekly", "monthly", "daily", "paying"))
        # A clause that says itself what it counts is not told so by another: "2 亿用户，付费用户 100 万".
        return [
            aspects.nearest_cue(_clause_view(sentence, v) if own else sentence, v, periods)
            for v in values
            for own in [bool(sentence.in_clause(sentence.named("user_count"), v.start))]
        ]
    if kind == "download_count":
        return [aspects.store(sentence, v) for v in values]
    if kind == "speed":
        return [
            "time to first token" if v.unit in ("s", "ms") and sentence.has("speed.time to first token") else "output"
            for v in values
        ]
    if kind == "funding":
        parts = [sentence.part_of(v.start) for v in values]
        texts = [fold(sentence.scan.text[first:last]) for first, last in parts]
        return [
            "" if _is_of_earlier_round(v, sentence) else _round_beside(v, sentence)
            or aspects.funding_round(sentence, text) or _round_before(sentence)
            for v, text in zip(values, texts, strict=True)
        ]  # fmt: skip
    return [""] * len(values)


def _markets(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """The market of each share: its place, and what the sentence, else the one before or the heading, calls it."""
    near = next(sentence.before(), None)
    texts = [
        (sentence.scan, sentence.start, sentence.end),
        *([(near.scan, near.start, near.end)] if near and near.has("market", "market_share") else []),
    ]
    texts += [(scan, 0, len(scan.text)) for scan in sentence.around if scan.has("market", "market_share")]
    chosen = pair(values, sentence.places, sentence.scan.text, sentence.clause_of)
    names = [[sentence.places[i].name] if i is not None else [] for i in chosen]
    return [aspects.market_of(texts, place) for place in names]


def _order_before(sentence: Sentence, count: int) -> list[str]:
    """Input, output, cached input in the order of the prices before, where as many follow without labels."""
    order: list[str] = []
    for draft in reversed(sentence.history):
        if draft.type != "price" or not draft.aspect or draft.aspect in order:
            break
        order.append(draft.aspect)
    times, rest = divmod(count, len(order)) if len(order) > 1 else (0, 1)
    return order[::-1] * times if times and not rest else [""] * count


def _sizes(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Total or active: by the word right beside a size; else of two sizes of one model the smaller one is the active
    one, if the sentence speaks of any."""
    active = sentence.named("parameter_count.active")
    total = sentence.has("parameter_count.total")
    if not active:
        return ["total" if total else ""] * len(values)
    smallest = min(v.value for v in values)
    if len(values) == 1:
        return ["active" if sentence.apart(active[0], values[0]) == 0 else ("total" if total else "")]
    said = {v.value for v in values if any(not sentence.apart(cue, v) for cue in active)}
    own = said if 0 < len(said) < len(values) else {smallest}
    beside = [_size_beside(v, sentence) for v in values]
    if "active" in beside:
        return [near or "total" for near in beside]
    return [near or ("active" if v.value in own else "total") for near, v in zip(beside, values, strict=True)]


#: What parts a word from the size of a neighbour: "480B 总参、35B 激活", "230B total, 10B active".
_PARTED: Final = re.compile(r"[、,，،;；/]")


def _size_beside(value: Quantity, sentence: Sentence) -> str:
    """The word for active or total right before or behind a size, the nearer one; in other languages than Chinese a
    word between two sizes can belong to the one or the other (ar: "671 مليار معامل يُفعّل منها 37")."""
    if sentence.language != "zh":
        return ""
    cues = sentence.named("parameter_count.active", "parameter_count.total")
    cues = [c for c in cues if not sentence.apart(c, value) and sentence.distance(c, value) <= _SIZE_WORD]
    text = sentence.scan.text
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
    if following:
        last = sentence.scan.text.find(" ", value.end + _BEHIND, following[0])
        last = last if last > 0 else value.end
    return Sentence(sentence.scan, first, last, sentence.block, sentence.base, sentence.kind)


#: How far behind a sum, in characters, a Chinese round begins that it was raised in: "130 亿美元 F 轮融资".
_ROUND_REACH: Final = 6


def _round_beside(value: Quantity, sentence: Sentence) -> str:
    """The round that stands right behind a sum."""
    behind = sentence.scan.text[value.end : value.end + _ROUND_REACH]
    return aspects.funding_round(sentence, fold(behind)) if sentence.language == "zh" else ""


def _is_of_earlier_round(value: Quantity, sentence: Sentence) -> bool:
    """Whether a sum is told as that of another round than the sentence's: "上一轮 10 亿美元的融资"."""
    words = sentence.in_clause(sentence.named("earlier_round"), value.start)
    return any(c.end <= value.start for c in words)


def _round_before(sentence: Sentence) -> str:
    """The round that a statement goes on about: "of the total, X gives ..." after it was named, «في هذه الجولة»."""
    if sentence.has("this_round"):
        return next((d.aspect for d in reversed(sentence.history) if d.type == "funding"), "")
    before = next(sentence.before(), None)
    if before is None or before.block != sentence.block or sentence.dates:
        return ""
    rounds = {d.aspect for d in before.claims if d.type == "funding"}
    return rounds.pop() if len(rounds) == 1 else ""


def _money_in(value: Quantity, sentence: Sentence) -> str:
    """Revenue, annualized revenue, profit or loss: the nearest word in the clause, else in the sentence."""
    names = ("revenue.profit", "revenue.loss", "revenue.revenue")
    said = [c for c in sentence.named(*names) if c.end <= value.start]
    if said and not sentence.in_clause(sentence.named(*names), value.start):
        # "净利润 45 亿元，上年同期为 33 亿元，…收入 3 亿元": a clause without a word goes on with what was said before.
        kind = max(said, key=lambda c: c.end).name.partition(".")[2]
    elif label := _label_before(value, said, sentence):
        kind = label.name.partition(".")[2]
    else:
        kind = aspects.nearest_cue(sentence, value, names)
    yearly = sentence.named("revenue.annualized_revenue")
    own = sentence.in_clause(sentence.named("revenue.revenue"), value.start)
    if own and yearly and not any(sentence.apart(cue, value) == 0 for cue in yearly):
        return kind or "revenue"
    if kind in ("revenue", "") and yearly and sentence.apart(yearly[0], value) <= 1:
        return "annualized_revenue"
    return kind or ("annualized_revenue" if yearly else "revenue")


def _label_before(value: Quantity, said: Sequence[Cue], sentence: Sentence) -> Cue | None:
    """The word in front of a sum that is its own: no other sum between them, and none that stands right behind it."""
    right_behind = any(0 <= c.start - value.end <= _BEHIND for c in sentence.cues if c.name.startswith("revenue."))
    if right_behind or not said:
        return None
    label = max(said, key=lambda c: c.end)
    between = any(q.kind == "money" and label.end <= q.start and q.end <= value.start for q in sentence.quantities)
    return None if between or sentence.apart(label, value) else label


def _score_aspects(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    benchmarks = benchmarks_of(sentence)
    if not sentence.benchmarks:
        return [benchmarks[-1].name if benchmarks else ""] * len(values)
    chosen = pair(values, benchmarks, sentence.scan.text, sentence.clause_of, in_turn=sentence.has("respectively"))
    told = [_test_behind(v, benchmarks, sentence) for v in values]
    if any(told):
        # "98.6 on X and 88.3 on Y, or 96.7 with tools": a score without its own test is of the last one told.
        before = [[b for b in benchmarks if b.end <= v.start] for v in values]
        return [t or (b[-1].name if b else benchmarks[0].name) for t, b in zip(told, before, strict=True)]
    return [benchmarks[i].name if i is not None else benchmarks[0].name for i in chosen]


def _test_behind(value: Quantity, tests: Sequence[SubjectMention], sentence: Sentence) -> str:
    """The test that a score is told to be on right behind it, or ""."""
    return next(
        (t.name for t in tests if sentence.pattern("on_test").fullmatch(sentence.scan.text, value.end, t.start)), ""
    )


def _dates(kind: str, values: Sequence[Quantity], sentence: Sentence, taken: set[Span]) -> list[DateMention | None]:
    """The date of each value: none for lasting properties and for the old value of "from A to B"."""
    if kind not in DATED:
        return [None] * len(values)
    dates = [d for d in sentence.dates if d.date is not None and not is_of_report(d, sentence)]
    clauses = {sentence.clause_index(v.start) for v in values}
    dates = [
        d
        for d in dates
        if (d.start, d.end) not in taken or sentence.clause_index(d.start) in clauses or kind == "price"
    ]
    if kind == "revenue":
        # The day when results came out is no date of theirs.
        dates = [d for d in dates if d.precision not in ("day", "week")]
        near = [d for d in dates if any(sentence.apart(d, value) == 0 or d.end <= value.start for value in values)]
        dates = near or dates
    if kind in _COUNTED:
        dates = [d for d in dates if not _is_of_launch(d, sentence)]
    if kind == "price":
        dates = [d for d in dates if not _is_aside(d, values, sentence)]
    if not dates:
        lead = sentence.lead_in
        told = {d.value_span for d in lead.claims} if lead is not None else set()
        common = [d for d in lead.dates if d.date and (d.start, d.end) not in told] if lead is not None else []
        return [common[0] if len(common) == 1 else None] * len(values)
    compared = range(len(values) - 1) if kind != "price_change" else ()
    old = [i for i in compared if _is_old_value(values[i], values[i + 1], sentence)]
    origins = {i: _origin_date(values[i], dates, sentence) for i in old}
    origins |= {i: d for i, v in enumerate(values) if i not in origins and (d := _own_past(v, values, dates, sentence))}
    old = sorted(origins)
    rest = [d for d in dates if d not in origins.values()]
    result = [date_of(value, values, rest, sentence) if rest else None for value in values]
    if kind == "price":
        result = [None if _is_former(v, sentence) else r for v, r in zip(values, result, strict=True)]
    for i in old:
        if origins[i] is not None or len(dates) < len(values):
            result[i] = origins[i]
    for i, value in enumerate(values):
        if sentence.in_clause(sentence.named("now"), value.start) and _is_told_of_another(result[i], value, sentence):
            result[i] = None
        if _is_past(value, values, sentence) and result[i] not in sentence.in_clause(dates, value.start):
            result[i] = None
    if len(dates) == 1 and not any(result) and sentence.in_clause(sentence.named("said.before"), dates[0].start):
        # "40 % for A and 27 % for B, by an estimate of C in December"
        return [dates[0]] * len(values)
    return [_a_year_before(d, dates, kind, sentence) if d and d.elapsed else d for d in result]


#: What a value can be compared with a year later.
_PERIODS: Final = ("month", "quarter", "half", "interval")

#: What is counted up from a launch on.
_COUNTED: Final = frozenset(["user_count", "download_count", "market_share", "ranking"])

#: How near, in letters, the date of a launch stands to the word for it.
_LAUNCHED: Final = 25


def _is_of_launch(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date only tells when something came out: "10 million downloads since its launch in May"."""
    return any(
        0 <= mention.start - c.end <= _LAUNCHED and not sentence.apart(c, mention)
        for c in sentence.named("release_date.since")
    )


def _is_aside(mention: DateMention, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a date stands in a remark about what is sold: "the plan, which came out in May, costs 8"."""
    if any(not sentence.apart(mention, v) for v in values):
        return False
    clause = sentence.clause_of(mention.start)
    return sentence.is_attached(clause) and clause[0] > sentence.start and any(v.start > clause[1] for v in values)


def _a_year_before(ago: DateMention, dates: Sequence[DateMention], kind: str, sentence: Sentence) -> DateMention:
    """ "A year ago" beside a value with a period is that period of the year before: "3 in the third quarter, against 2
    a year ago"; else it stays what it is.
    """
    told = [d.date for d in dates if not d.elapsed and not d.compared and d.precision in _PERIODS]
    if not told:
        before = next(sentence.before(), None)
        claims = before.claims if before is not None and before.block == sentence.block else []
        told = [d.about for d in claims if d.type == kind and d.about is not None and len(d.about) > len("2025")]
    if not told or told[0] is None or ago.precision != "month":
        return ago
    sides = told[0].split("/")
    if any(len(side) > len("2025-Q1") for side in sides):
        return ago  # a day: the month a year before it
    return replace(ago, date="/".join(f"{int(side[:4]) - 1}{side[4:]}" for side in sides))


def is_of_report(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a day is only that of the report that a statement is from: "上周发布的报告指出，…"."""
    if sentence.in_clause(sentence.quantities, mention.start):
        return False
    out = [c for c in sentence.in_clause(sentence.named("release_date"), mention.start) if c.start >= mention.end]
    return any(c.start >= out[0].end for c in sentence.in_clause(sentence.named("document"), mention.start) if out)


def _leads_another(mention: DateMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a date behind a value opens what a later clause tells of another number: "用户 1 亿，去年收入 2 亿"."""
    if sentence.language != "zh" or sentence.apart(mention, value) == 0:
        return False
    others = sentence.in_clause(sentence.quantities, mention.start)
    return any(q.start >= mention.end and (q.unit or q.value >= _LARGE) for q in others)


def _is_told_of_another(mention: DateMention | None, value: Placed, sentence: Sentence) -> bool:
    """Whether a date stands with another number in a clause before: "5 月融资 9 亿，年化收入已经超过 5 亿"."""
    if mention is None or sentence.apart(mention, value) == 0:
        return False
    own = sentence.clause_of(value.start)[0]
    others = [q for q in sentence.quantities if sentence.clause_of(mention.start)[0] <= q.start < own]
    return any(q.kind == "money" or q.value >= _LARGE for q in others)


def _is_past(value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a value is only what was before another one: "at 5, where its predecessor had cost 15"."""
    first, _ = sentence.clause_of(value.start)
    was = any(c.end <= value.start for c in sentence.in_clause(sentence.named("was"), value.start))
    return was and any(v.end <= first for v in values)


def date_of(
    value: Placed, values: Sequence[Placed], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date that holds for a value: in its clause, else one that stands before it and speaks for the sentence."""
    if len(dates) == len(values) > 1:
        index = pair(values, dates, sentence.scan.text, sentence.clause_of)[list(values).index(value)]
        return dates[index] if index is not None else None
    clause = sentence.in_clause(list(dates), value.start)
    near = [d for d in clause if d.end <= value.start or not (d.compared and _compares(d, sentence))]
    near = [d for d in near if not _is_behind_than(value, d, sentence)]
    behind = [d for d in near if _dates_behind(value, d, sentence)]
    if behind and len(near) > 1:
        return behind[0]
    if near:
        before = [d for d in near if d.end <= value.start]
        return before[-1] if before else near[0]
    if any(c.end <= value.start for c in sentence.in_clause(sentence.named("time.now"), value.start)):
        return None  # "which in 2023 had 50, now has 27"
    if any(
        c.start - sentence.clause_of(value.start)[0] <= 1
        for c in sentence.in_clause(sentence.named("when"), value.start)
    ):
        return next((d for d in reversed(dates) if d.end <= value.start), None)
    told = {id(v): _when(v, dates, sentence) for v in values}
    if told.get(id(value)) is not None:
        return told[id(value)]
    ahead = [
        d
        for d in dates
        if d.end <= value.start
        and d not in told.values()
        and not _compares(d, sentence)
        and not d.elapsed
        and not _is_spoken_for(d, value, values, sentence)
    ]
    if not ahead:
        if len(values) > 1 or len(dates) > 1 or _compares(dates[0], sentence):
            return None
        if _leads_another(dates[0], value, sentence):
            return None
        return None if STRONG.search(sentence.scan.text, value.end, dates[0].start) else dates[0]
    # A date in front of all values speaks for the whole sentence; another one only up to the next strong stop.
    opening = [d for d in ahead if all(d.end <= v.start for v in values)]
    parted = STRONG.search(sentence.scan.text, ahead[-1].end, value.start)
    said = sentence.in_clause(sentence.named("said.after"), opening[0].start) if parted and opening else []
    if said:
        return None  # "A said in May that ...; B puts it at 5 %": the day when A said so
    return opening[0] if parted and opening else ahead[-1]


def _when(value: Placed, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date in a clause of time right behind a value's clause: "less than 1 percent when it began in March"."""
    index = sentence.clause_index(value.start) + 1
    first, last = sentence.clauses[index] if index < len(sentence.clauses) else (0, 0)
    opens = any(0 <= c.start - first <= 1 for c in sentence.in_clause(sentence.named("when"), first))
    return next((d for d in dates if opens and first <= d.start and d.end <= last), None)


def _is_behind_than(value: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date behind a number belongs to a comparison: "5 million, more than anybody expected a year ago"."""
    return any(value.end <= c.start and c.end <= mention.start for c in sentence.named("than"))


def _dates_behind(value: Placed, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date stands right behind a number: "in May it put in 5, and is to take that to 9 by 2026"."""
    return (
        mention.start >= value.end
        and sentence.pattern("dated").fullmatch(sentence.scan.text, value.end, mention.start) is not None
    )


#: Languages whose word for "from" is that for "of", too: it compares where its number or the date itself follows.
_FROM_IS_OF: Final = ("ar", "fa")


def _compares(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date belongs to what a value is compared with: "up 56% from a year earlier"."""
    words = sentence.named("change.up", "change.down", "than", "other.percent")
    share = sentence.named("stock")  # "股价昨日跌 2.9%，市值 778 亿": the day of the quotation
    words = [c for c in words if not any(s.start == c.start for s in share)]
    if mention.compared or any(cue.end <= mention.start for cue in sentence.in_clause(words, mention.start)):
        return True
    origins = [c for c in sentence.in_clause(sentence.named("change.from"), mention.start) if c.end <= mention.start]
    # "From 1 May on prices are lower": nothing stands before that could be compared.
    opening = sentence.clause_of(mention.start)[0]
    origins = [c for c in origins if any(opening <= q.start < c.start for q in sentence.quantities)]
    if sentence.language not in _FROM_IS_OF:
        return bool(origins)
    return any(
        mention.start - c.end <= _RIGHT_BEFORE or any(c.end <= q.start < mention.start for q in sentence.quantities)
        for c in origins
    )


def _is_spoken_for(mention: DateMention, value: Placed, values: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a date of an earlier clause belongs to another number there: "raised 1 in May, and is worth 3"."""
    others = sentence.in_clause([q for q in sentence.quantities if q is not value], mention.start)
    first = min((q.start for q in sentence.quantities if q.kind != "ordinal"), default=mention.start)
    told = [q for q in others if q not in values and (q.unit or q.kind != "count") and q.kind != "ordinal"]
    return mention.start > first and any(q.end <= mention.start for q in told)


def _is_former(value: Quantity, sentence: Sentence) -> bool:
    """Whether a price is told as the one of before: "原价每月 399 卢比"."""
    return any(0 <= value.start - c.end <= _RIGHT_BEFORE for c in sentence.named("former"))


def _origin_date(value: Quantity, dates: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    """The date of an old value: "由去年同期的 5 亿降至 4 亿", "from 5 in May to 4"."""
    cues = [c for c in sentence.named("change.from") if c.end <= value.start]
    return next((d for d in dates if cues and cues[-1].end <= d.start and d.end <= value.start), None)


def _own_past(
    value: Quantity, values: Sequence[Quantity], dates: Sequence[DateMention], sentence: Sentence
) -> DateMention | None:
    """The date right behind the value that another one came from: "to $110m from $360m a year earlier"."""
    if len(values) < 2 or not any(0 <= value.start - c.end <= 2 for c in sentence.named("change.from")):
        return None
    return next((d for d in dates if 0 <= d.start - value.end <= 2), None)


def _is_old_value(value: Quantity, following: Quantity, sentence: Sentence) -> bool:
    """Whether `value` is what something rose or fell from, and `following` what it came to."""
    origin = [c for c in sentence.named("change.from") if c.end <= value.start and sentence.distance(c, value) <= 14]
    goal = [c for c in sentence.named("change.to") if value.end <= c.start and c.end <= following.start + 1]
    return bool(origin and goal)

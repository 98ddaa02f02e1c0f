"""Which type of claim a quantity makes: candidates by its unit, decided by the cue words around it.

Each cue votes for its type with a weight that falls with its distance: the value's own clause, other clauses of the
sentence, the line that leads in a list, the headings, the sentence before. Cues of other things (`other.money`,
`other.percent`, `other.count`) vote for "no claim" in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import Quantity, SubjectMention
from pipeline.extract.names.unlisted_tests import is_listed
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, overlaps
from pipeline.extract.values.elision import SMALL_MONEY
from pipeline.extract.values.people import are_users
from pipeline.extract.values.price_changes import moved_by

#: What a quantity of a kind can be about.
CANDIDATES: Final[dict[str, tuple[str, ...]]] = {
    "money": ("price", "funding", "valuation", "revenue", "training_cost", "other.money"),
    "percent": ("price_change", "market_share", "benchmark_score", "other.percent"),
    "tokens": ("context_length", "training_data", "other.count", "other.tokens"),
    "parameters": ("parameter_count",),
    "users": ("user_count", "other.count"),
    "downloads": ("download_count",),
    "points": ("benchmark_score",),
    "times": ("download_count",),
    "tokens/s": ("speed",),
    "s": ("speed", "other.count"),
    "ms": ("speed",),
    "": (
        "user_count",
        "download_count",
        "benchmark_score",
        "parameter_count",
        "context_length",
        "training_data",
        "other.count",
    ),
}

#: Benchmarks that score in points.
_POINTS: Final = re.compile(r"elo|arena|codeforces|leaderboard|vending", re.IGNORECASE)

#: Units that say what they count: their claim needs no cue word.
SELF_EVIDENT: Final = {"parameters": "parameter_count", "downloads": "download_count", "tokens/s": "speed"}

#: The smallest bare number that can be one of these: smaller ones are counts of something else.
_FLOOR: Final = {
    "user_count": 1e4, "download_count": 1e3, "parameter_count": 1e6, "context_length": 1e3, "training_data": 1e8,
    "funding": 1e5, "valuation": 1e6, "revenue": 1e5, "training_cost": 40,
}  # fmt: skip

#: No network that is written about has fewer parameters; without the word for them a number must be larger.
_LEAST_PARAMETERS: Final = 1e4

#: The most that a bare number can count of parameters: without their word, more are tokens.
_MOST_PARAMETERS: Final = 2e13

#: A bare number below is no count of tokens that a model was trained on: "the 15B model was trained on".
_LEAST_TOKENS: Final = 2e11

#: What a bare number can count unless it is a year, of the Gregorian calendar or of the Persian one.
_COUNTS: Final = ("user_count", "download_count", "context_length")
_YEARS: Final = frozenset([*range(1385, 1420), *range(2001, 2036)])

#: What nobody pays for a plan, an image or a million tokens; sums above are deals.
_CEILING: Final = 30_000.0

#: No image costs so many dollars.
_IMAGE: Final = 20.0

#: No model reads so many tokens at once.
_MOST_CONTEXT: Final = 2e8

#: More users than there are people are none.
_PEOPLE: Final = 8.5e9

#: What money per span of time needs words for, to be a price: takings and wages are told by the day, too.
_SPANS: Final = ("day", "week", "month", "year")

#: How near, in letters, a cue right behind a number stands beside it: "a $5 billion valuation".
_BESIDE: Final = 2.5

#: The ending of groups whose words tell less: "round" is said of what a round is worth, too.
_WEAK: Final = ".weak"

#: What makes a word that tells less as good as any other of its type.
_MAKES_SURE: Final = {"price_change": ("priced", "price_change"), "market_share": ("in_market",)}

#: Verbs around whom they price: "put X at".
_OBJECT: Final = "valuation.object"

#: What a quarter or a half-year in the clause adds to a vote for revenue: "took in $5 million in the third quarter".
_OF_PERIOD: Final = 0.3

#: How far from the beginning of a sentence, in characters, the noun stands that it is about.
_HEAD: Final = 20

#: The least a vote must weigh.
_THRESHOLD: Final = 3.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decided type with the cue that decided it (None where the unit did)."""

    type: str
    cue: Placed | None
    weight: float


def plausible(quantity: Quantity, kind: str) -> bool:
    """Whether a number can be a value of this type at all."""
    if kind == "benchmark_score" and (quantity.change or quantity.value > (100 if quantity.unit == "%" else 5000)):
        return False
    if kind == "market_share" and (quantity.value > 100 or quantity.change):
        return False
    if kind == "price" and quantity.value > (_CEILING if quantity.unit not in SMALL_MONEY else 1000 * _CEILING):
        return False
    if kind == "price" and quantity.per == "image" and quantity.unit == "USD" and quantity.value > _IMAGE:
        return False  # "$134/1k", of images
    if kind == "user_count" and quantity.value > _PEOPLE:
        return False
    if kind == "training_data" and not quantity.unit and quantity.value < _LEAST_TOKENS:
        return False
    if kind == "context_length" and quantity.value > _MOST_CONTEXT:
        return False
    if kind == "parameter_count" and quantity.unit == "parameters":
        return quantity.value >= _LEAST_PARAMETERS
    if kind == "parameter_count" and quantity.value > _MOST_PARAMETERS:
        return False
    if kind in _COUNTS and not quantity.unit and quantity.bound == "exact" and quantity.value in _YEARS:
        return False  # "its report of 2025"
    return quantity.value >= _FLOOR.get(kind, 0)


def benchmarks_of(sentence: Sentence) -> list[SubjectMention]:
    """The benchmarks that a sentence speaks of: its own, else those of the lead-in, the heading, the one before."""
    if sentence.benchmarks:
        return sentence.benchmarks
    for scan in sentence.around:
        if scan.benchmarks:
            return scan.benchmarks
    near = next(sentence.before(), None)
    if near is None or not near.benchmarks:
        return []
    if near.block != sentence.block and _are_examples(near):
        return []
    told = near.block == sentence.block and any(d.type == "benchmark_score" for d in near.claims)
    goes_on = told and sentence.has("benchmark_score.weak") and any(m.type == "model" for m in sentence.subjects)
    if sentence.has("benchmark_score") or goes_on:  # "It solved 40% of X. Without tools Y gets 25%."
        return near.benchmarks[-1:]
    return []


def _are_examples(sentence: Sentence) -> bool:
    """Whether a sentence names tests only as examples: "Most comparisons use tests like X"."""
    return any(0 <= b.start - c.end <= 1 for b in sentence.benchmarks for c in sentence.named("including"))


def scores_in_points(benchmark: str) -> bool:
    """Whether a benchmark scores in points, not in percent."""
    return _POINTS.search(benchmark) is not None


def candidates_of(quantity: Quantity) -> tuple[str, ...]:
    """The types of claim that a number can make by its kind and unit; a place, a difference and a sum whose currency
    is unknown make none."""
    nothing = quantity.kind == "ordinal" or quantity.unit == "pp" or (quantity.kind == "money" and not quantity.unit)
    return () if nothing else of_measure(quantity)


def of_measure(quantity: Quantity) -> tuple[str, ...]:
    """The types of claim and of other numbers that share a number's kind and unit."""
    return CANDIDATES.get(quantity.kind if quantity.kind in ("money", "percent") else quantity.unit, ())


def classify(quantity: Quantity, sentence: Sentence) -> Verdict | None:
    """The type of claim that `quantity` makes in `sentence`, or None."""
    candidates = candidates_of(quantity)
    if not candidates:
        return None
    sellable = plausible(quantity, "price")
    if quantity.per == "image" and not sellable:
        return None
    if quantity.kind == "money" and quantity.per and quantity.per not in _SPANS and sellable:
        if quantity.per in _TIMES and sentence.language == "en" and not _has_thing(quantity, sentence):
            return None  # "pupils pay 45 euros an hour for tuition"
        if quantity.per == "user" and any(_labels(c, quantity, sentence) for c in sentence.named("other.money")):
            return None  # "gave every user a voucher of $25"
        return Verdict("price", None, 10.0)
    if moved_by(quantity, sentence):
        return Verdict("price_change", None, 10.0)
    if are_users(quantity, sentence):
        return Verdict("user_count", None, 10.0)
    votes = _votes(quantity, sentence, candidates)
    if quantity.unit in SELF_EVIDENT:
        kind = SELF_EVIDENT[quantity.unit]
        if kind == "parameter_count" and not plausible(quantity, kind):
            return None  # "这一参数规模"
        return Verdict(kind, votes[kind][1] if kind in votes else None, 10.0)
    if quantity.elided and quantity.unit == "tokens" and quantity.value >= _LEAST_TOKENS:
        return Verdict("training_data", None, 10.0)  # "for Llama 4 it was 40 trillion"
    if not votes and _stands_with_parameters(quantity, sentence):
        return Verdict("training_data", None, 10.0)  # "has 40 billion parameters and 9 trillion tokens"
    if quantity.kind == "money" and quantity.per and sellable:
        weight, cue = votes.get("price", (0.0, None))
        votes["price"] = (max(weight + 4.0, 7.0), cue)
    if not votes:
        return None
    kind, (weight, cue) = max(votes.items(), key=lambda item: item[1][0])
    if kind.startswith("other.") or weight < _THRESHOLD:
        return None
    return Verdict(kind, cue, weight)


def _stands_with_parameters(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether so many tokens stand beside parameters that they can only be what the model was trained on."""
    if quantity.unit != "tokens" or quantity.value < _LEAST_TOKENS or quantity.per:
        return False
    return any(q.unit == "parameters" and not sentence.apart(q, quantity) for q in sentence.quantities)


#: What many things are paid by.
_TIMES: Final = ("hour", "day", "week")


def _has_thing(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the clause of a price names a thing that is sold, or points back to one, or is in a list or table."""
    if sentence.kind != "paragraph" or sentence.priced_by_token:
        return True
    named: list[Placed] = [
        *sentence.subjects,
        *(c for c in sentence.named("pronoun", "anaphor") if _is_thing(c, sentence)),
    ]
    return bool(sentence.in_clause(named, quantity.start)) or any(
        p.end <= quantity.start for p in sentence.subjects[:1]
    )


def _is_thing(cue: Placed, sentence: Sentence) -> bool:
    return sentence.pattern("people").fullmatch(sentence.scan.text, cue.start, cue.end) is None


def _votes(
    quantity: Quantity, sentence: Sentence, candidates: tuple[str, ...]
) -> dict[str, tuple[float, Placed | None]]:
    votes: dict[str, tuple[float, Placed | None]] = {}

    def vote(kind: str, weight: float, cue: Placed) -> None:
        if kind in candidates and weight > votes.get(kind, (0.0, None))[0]:
            votes[kind] = (weight, cue)

    scored = bool(benchmarks_of(sentence))
    for mention in sentence.benchmarks if plausible(quantity, "benchmark_score") else ():
        if not is_listed(mention) and not sentence.has("benchmark_score", "benchmark_score.weak"):
            continue  # "CIFAR-100 数据集，剪枝率 30%": what the catalogue does not know may be any data
        near = sentence.apart(mention, quantity) == 0
        away = min(sentence.distance(mention, quantity) / 12, 4.0)
        vote("benchmark_score", 8.0 - away if near else 5.5 - 0.4 * away, mention)
    sold = sentence.language == "zh" and "price" in candidates and plausible(quantity, "price")
    for mention in sentence.subjects if sold else ():
        plan = mention.type == "product" and mention.family not in ("", mention.name)
        if sentence.apart(mention, quantity):
            continue
        before = mention.end <= quantity.start
        if plan and (before or sentence.pattern("particle").fullmatch(sentence.scan.text, quantity.end, mention.start)):
            vote("price", 7.0 - min(sentence.distance(mention, quantity) / 12, 4.0), mention)
        elif before and mention.type == "product" and sentence.priced_by_month:
            vote("price", 5.0 - min(sentence.distance(mention, quantity) / 12, 4.0), mention)
    for cue in sentence.cues:
        kind = cue.name.removesuffix(_WEAK)
        if kind == _OBJECT and _encloses_firm(cue, sentence):
            kind = "valuation"
        if kind not in candidates or not plausible(quantity, kind) or (kind == "benchmark_score" and not scored):
            continue
        if kind == "market_share" != cue.name and (scored or not _speaks_of_market(sentence)):
            continue  # "Gemini got 18%": only among shares is it one
        if kind == "price_change" and (_moves_share(cue, sentence) or (scored and kind != cue.name)):
            continue
        if kind in ("price_change", "other.percent") and _is_on_test(quantity, sentence):
            continue  # "went up on Friday and gets 80.6% on AIME 2025", "is faster than X and gets 78% on it"
        if kind == "training_cost" != cue.name and not any(m.type in ("model", "family") for m in sentence.subjects):
            continue
        if kind == "other.count" and _is_in_other(cue, quantity, sentence):
            continue  # "15 trillion tokens in a thousand languages"
        if kind == "funding" and _is_made_of_other(cue, quantity, sentence):
            continue
        if any(than.end == cue.start for than in sentence.named("than")):
            continue  # "研发开支高于收入": what something is compared with is not what is told
        weight = _weight(cue, quantity, sentence)
        if kind == "revenue" and (quantity.per == "year" or _tells_period(cue, sentence)):
            weight += _OF_PERIOD
        told = sentence.has(*_MAKES_SURE.get(kind, ()))
        weak = cue.name.endswith(_WEAK) and not told
        vote(kind, 0.75 * weight if weak else weight, cue)
    listed = sentence.kind != "paragraph" or sentence.lead_in is not None
    if not listed or any(not kind.startswith("other.") and votes[kind][0] >= _THRESHOLD for kind in votes):
        return votes
    for depth, scan in enumerate(sentence.around):
        for cue in scan.cues:
            if plausible(quantity, cue.name):
                vote(cue.name, 5.0 - 0.6 * depth, cue)
    return votes


def _is_in_other(cue: Cue, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word is what another number counts."""
    return any(q.start <= cue.start and cue.end <= q.end for q in sentence.quantities if q is not quantity)


def _is_made_of_other(cue: Cue, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word only says what another sum is, behind which it stands: «با ۴۰۰ میلیون دلار پول تازه به ارزش ۲۵
    میلیارد دلار رسید»."""
    if sentence.pattern("money.kind").fullmatch(sentence.scan.text, cue.start, cue.end) is None:
        return False
    sums = [q for q in sentence.quantities if q.kind == "money" and q is not quantity]
    return any(q.start < cue.start <= q.end + 1 for q in sums)


def _is_on_test(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a test is named right behind a number, which then is what was scored in it."""
    on_test, text = sentence.pattern("on_test"), sentence.scan.text
    return any(on_test.fullmatch(text, quantity.end, m.start) for m in sentence.benchmarks)


def _encloses_firm(cue: Placed, sentence: Sentence) -> bool:
    """Whether what is put at a price is a firm: "put Canva at", not "put the cost of GPT-4 at"."""
    parted, text = sentence.pattern("object.parted"), sentence.scan.text
    firms = [m for m in sentence.subjects if m.type == "company" and cue.start < m.start and m.end < cue.end]
    return any(parted.search(text, cue.start, m.start) is None and m.end + 4 >= cue.end for m in firms)


def _tells_period(cue: Placed, sentence: Sentence) -> bool:
    """Whether the clause of a word tells a quarter or a half-year, which firms report on."""
    return any(d.precision in ("quarter", "half") for d in sentence.in_clause(sentence.dates, cue.start))


def _moves_share(cue: Placed, sentence: Sentence) -> bool:
    """Whether what falls or rises is a share of a market and no price: «سهم X به ۵۳ درصد کاهش یابد»."""
    shares = [c for c in sentence.named("market_share") if c.end <= cue.start]
    if not shares and not sentence.has("price"):
        near = next(sentence.before(), None)  # «جمنای در همین فاصله از ۱۴ به ۲۵ درصد بالا رفت»
        return near is not None and near.block == sentence.block and any(d.type == "market_share" for d in near.claims)
    if not sentence.in_clause(shares, cue.start):
        return bool(shares) and not sentence.has("price")  # «سهم X که ۷ درصد بود، به ۵ درصد کاهش یافت»
    spans = sentence.named("per.month", "per.year")
    prices = sentence.in_clause(sentence.named("price"), cue.start)
    return all(any((p.start, p.end) == (s.start, s.end) for s in spans) for p in prices)


def _speaks_of_market(sentence: Sentence) -> bool:
    """Whether shares of a market are what the sentence, the one before it or its heading speaks of."""
    if sentence.has("shares", "market_share") or any(scan.has("market_share") for scan in sentence.around):
        return True
    near = next(sentence.before(), None)
    return near is not None and near.block == sentence.block and any(d.type == "market_share" for d in near.claims)


def _joined(quantity: Quantity, cue: Placed, sentence: Sentence) -> bool:
    """Whether only the particle that joins an attribute to its noun stands between: "128K tokens 的上下文"."""
    return sentence.pattern("particle").fullmatch(sentence.scan.text, quantity.end, cue.start) is not None


def _weight(cue: Placed, quantity: Quantity, sentence: Sentence) -> float:
    """What a cue's vote weighs: most beside the number, less with distance, little where it stands beside another."""
    if overlaps(cue, quantity):
        return 10.3 if cue.start < quantity.start else 10.5  # "the new $": a label
    ahead = cue.end <= quantity.start
    gap = sentence.distance(cue, quantity)
    away = min(gap / 12, 4.0)
    clauses = sentence.apart(cue, quantity)
    if clauses > 1 and sentence.language == "en" and cue.start - sentence.start <= _HEAD:
        clauses = (
            1  # "Recurring revenue, the measure that investors like, passed 5 million": what a sentence begins with
        )
    if clauses:
        weight = (6.5 if ahead else 5.0) - 0.6 * (clauses - 1) - 0.5 * away
        if ahead and _in_remark(cue, quantity, sentence):
            weight *= 0.7
    elif not ahead and _opens_next(cue, quantity, sentence):
        return (9.0 - away) * 0.7
    elif not ahead and (gap <= _BESIDE or _joined(quantity, cue, sentence)):
        # English sets the noun behind its number ("seeks a $5 billion valuation"), Persian the verb.
        weight = 10.4 if sentence.language == "en" else 10.2
    elif ahead and _labels(cue, quantity, sentence):
        weight = 10.3
    else:
        weight = (10.0 if ahead else 9.0) - away
    if ahead and sentence.traits.verb == "last" and _ends_another(cue, quantity, sentence):
        return weight * 0.7
    if not ahead and _leads_on(cue, quantity, sentence):
        return 0.0
    if not ahead and _is_taken(cue, quantity, sentence):
        return weight * (0.5 if clauses and sentence.language == "en" else 0.7)
    return weight


def _opens_next(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word behind a number opens what is said of the next one: «200 مليون دولار بتقييم 1.8 مليار»."""
    if not sentence.pattern("opens_next").fullmatch(sentence.scan.text, quantity.end, cue.start):
        return False
    return any(0 <= q.start - cue.end <= _BESIDE for q in sentence.quantities)


def _leads_on(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word behind a number leads to what the next one comes to: «200 مليون رفعت قيمتها إلى 1.8 مليار»."""
    leads = sentence.pattern("leads_on")
    others = [q for q in sentence.quantities if q.start >= cue.end and q.kind in (quantity.kind, "count")]
    return bool(others) and leads.match(sentence.scan.text, cue.end, others[0].end) is not None


def _in_remark(cue: Placed, quantity: Placed, sentence: Sentence) -> bool:
    """Whether a cue is in a remark that ends before the number: "worth 9 in May, when it raised 1, and 3 earlier"."""
    clause = sentence.clause_of(cue.start)
    opened = any(0 <= c.start - clause[0] <= 1 for c in sentence.named("when")) or sentence.is_attached(clause)
    return opened and quantity.start >= clause[1] and sentence.scan.text[: clause[1]].rstrip().endswith(",")


def _labels(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word stands right before a number, a bound aside: «با ارزش نزدیک به ۶ میلیارد یورو جذب کرد»."""
    number = replace(quantity, start=quantity.cue_start)
    return cue.end <= number.start and sentence.distance(cue, number) <= _BESIDE


def _is_taken(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a cue belongs to another number of the kind: as its label, or right behind one that has no label."""
    for other in sentence.quantities:
        if other is quantity or other.kind != quantity.kind:
            continue
        if _labels(cue, other, sentence):
            return True
        if other.end <= cue.start and sentence.distance(other, cue) <= _BESIDE and not _has_label(other, sentence):
            return True
    return False


def _ends_another(cue: Placed, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a verb ends what is said of another number of the kind: «۵ میلیارد می‌ارزد و دنبال ۲ میلیارد است»."""
    others = [q for q in sentence.quantities if q is not quantity and q.kind == quantity.kind]
    return any(0 <= cue.start - q.end <= _BESIDE and not _has_label(q, sentence) for q in others)


def _has_label(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number has a label, so that a verb behind it speaks of another one."""
    kinds = of_measure(quantity)
    return any(_labels(cue, quantity, sentence) for cue in sentence.cues if cue.name in kinds)

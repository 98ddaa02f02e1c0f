"""The votes of the words around a number for what it can be."""

from __future__ import annotations

from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import Quantity
from pipeline.extract.names.unlisted_tests import is_listed
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed
from pipeline.extract.values.benchmarks import benchmarks_of
from pipeline.extract.values.plausible import plausible
from pipeline.extract.values.weights import weight_of

#: What the word for raising money weighs for a sum that adds to one.
_FURTHER: Final = 10.2

#: The ending of groups whose words tell less: "round" is said of what a round is worth, too.
_WEAK: Final = ".weak"

#: What makes a word that tells less as good as any other of its type.
_MAKES_SURE: Final = {"price_change": ("priced", "price_change"), "market_share": ("in_market",)}

#: Verbs around whom they price: "put X at".
_OBJECT: Final = "valuation.object"

#: What a quarter or a half-year in the clause adds to a vote for revenue: "took in $5 million in the third quarter".
_OF_PERIOD: Final = 0.3

#: The least a vote must weigh.
THRESHOLD: Final = 3.0


def votes_of(
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
        if kind == "other.percent" and _is_end_of_change(cue, quantity, sentence):
            continue  # "its share of the visits grew from 6% to 13%"
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
        weight = weight_of(cue, quantity, sentence)
        if kind == "funding" and _is_further(cue, quantity, sentence):
            weight = _FURTHER
        if kind == "revenue" and (quantity.per == "year" or _tells_period(cue, sentence)):
            weight += _OF_PERIOD
        told = sentence.has(*_MAKES_SURE.get(kind, ()))
        weak = cue.name.endswith(_WEAK) and not told
        vote(kind, 0.75 * weight if weak else weight, cue)
    listed = sentence.kind != "paragraph" or sentence.lead_in is not None
    if not listed or any(not kind.startswith("other.") and votes[kind][0] >= THRESHOLD for kind in votes):
        return votes
    for depth, scan in enumerate(sentence.around):
        for cue in scan.cues:
            if plausible(quantity, cue.name):
                vote(cue.name, 5.0 - 0.6 * depth, cue)
    return votes


def _is_end_of_change(cue: Cue, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number is what something moved from or to, by a word for moves, and so no difference."""
    moves = any((c.start, c.end) == (cue.start, cue.end) for c in sentence.named("change.up", "change.down"))
    ends = sentence.named("change.from", "change.to")
    return moves and any(cue.end <= c.start and 0 <= quantity.cue_start - c.end <= 1 for c in ends)


def _is_further(cue: Cue, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum adds to one that was raised before it: "raised $1 billion in May and another $2 billion"."""
    further = sentence.pattern("further").search(sentence.scan.text, cue.end, quantity.start)
    return further is not None and further.end() == quantity.start


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

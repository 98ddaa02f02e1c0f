"""Quantities whose unit or measure stands elsewhere: in the sentence, its lead-in, or the statement before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from pipeline.extract.mentions import Quantity
from pipeline.extract.names.words import name_words
from pipeline.extract.phrases import expand
from pipeline.extract.quantities.cells import UnitHint, header_unit
from pipeline.extract.sentence import Sentence
from pipeline.extract.values.bought import bare_price, bought, of_clip, period, shared
from pipeline.extract.values.states import states
from pipeline.extract.values.token_pairs import is_of_pair
from pipeline.languages import lexicon
from pipeline.text.fold import fold

_PER_TOKEN: Final = "1M_tokens"
#: The cues that tell which price of a token a price is.
TOKEN_ASPECTS: Final = ("price.input", "price.output", "price.cached_input")

#: Currencies in which a month's subscription is a number of six figures or more.
SMALL_MONEY: Final = frozenset(["IRT", "IRR", "KRW", "JPY", "VND", "IDR", "IQD", "LBP"])

#: Currencies in which it is a number of up to five.
_LESSER_MONEY: Final = frozenset(["TWD", "INR", "THB", "PHP", "RUB", "JPY", "HUF", "PKR", "EGP"])

#: How far, in characters, a word stands right before a number.
_AT_ONCE: Final = 2

#: A bare number from here on can be a sum whose currency was named before.
_SUM: Final = 1e5

#: How far, in characters, the word for input or output stands behind a number that it labels.
_LABEL: Final = 3

#: No share is larger.
_ALL: Final = 100

#: Sums of firms, of which the first may leave its currency to the next one.
_MILLIONS: Final = 1e6

#: A sum above this is no price of a million tokens (in any currency but the small ones).
_HIGHEST: Final = 2000.0


def completed(sentence: Sentence) -> list[Quantity]:
    """The sentence's quantities, prices per token completed with what they buy."""
    if not sentence.quantities:
        return []
    hint = _hint(sentence)
    priced = [q for q in sentence.quantities if q.kind == "money" and q.per == _PER_TOKEN]
    return [_complete(_unbound(q, sentence), sentence, hint, bool(priced)) for q in sentence.quantities]


def _unbound(quantity: Quantity, sentence: Sentence) -> Quantity:
    """A number without the bound that is the name in front of it: "Perplexity Max $200"."""
    if any(m.start <= quantity.cue_start < m.end for m in sentence.subjects if quantity.cue_start < quantity.start):
        return replace(quantity, bound="exact", cue_start=quantity.start)
    return quantity


def _currency_behind(quantity: Quantity, sentence: Sentence) -> str:
    """The currency that a sum shares with the next one: «این رقم در بهار ۹ میلیارد و در پاییز ۳۰ میلیارد دلار بود»."""
    if quantity.value < _MILLIONS or not sentence.has("back.measure"):
        return ""
    behind = next((q for q in sentence.quantities if q.start >= quantity.end), None)
    if behind is None or behind.kind != "money" or behind.value < _MILLIONS:
        return ""
    joins = name_words(sentence.language).joins
    return behind.unit if joins.match(sentence.scan.text, quantity.end) else ""


def _complete(quantity: Quantity, sentence: Sentence, hint: UnitHint | None, priced: bool) -> Quantity:
    highest = _HIGHEST * (10 if quantity.unit in _LESSER_MONEY else 1)
    low = quantity.value <= highest or quantity.unit in SMALL_MONEY
    if quantity.per in ("user", "seat") and sentence.has("per.month", "per.year"):
        # "The plan is $20 a month; teams pay $40 per seat"
        return replace(quantity, per=period(quantity, sentence) or quantity.per)
    if quantity.per in ("user", "seat") and sentence.priced_by_month and sentence.has("plan"):
        return replace(quantity, per="month")
    if quantity.per == "clip":
        return replace(quantity, per=of_clip(sentence))
    if quantity.kind == "money" and not quantity.per and (item := bought(quantity, sentence)):
        return replace(quantity, per=item)
    if quantity.kind == "money" and not quantity.per and low and _is_token_price(quantity, sentence):
        return replace(quantity, per=_PER_TOKEN)
    if quantity.kind == "money" and not quantity.per and low and not _is_other_money(quantity, sentence):
        if (priced or _sells_both_ways(sentence)) and sentence.has(*TOKEN_ASPECTS):
            return replace(quantity, per=_PER_TOKEN)
        if (
            hint is not None
            and hint.per
            and (not hint.unit or hint.unit == quantity.unit or sentence.has(*TOKEN_ASPECTS))
        ):
            return replace(quantity, per=hint.per)
        if sentence.priced_by_token and sentence.has(*TOKEN_ASPECTS):
            return replace(quantity, per=_PER_TOKEN)
        if _follows_prices(sentence) or is_of_pair(quantity, sentence):
            return replace(quantity, per=_PER_TOKEN)
        if per := period(quantity, sentence) or shared(quantity, sentence):
            return replace(quantity, per=per)
    if quantity.unit == "tokens" and _is_rate(quantity, sentence):
        return replace(quantity, unit="tokens/s")
    bare = quantity.kind == "count" and not quantity.unit
    if bare and quantity.value >= _TRAINING and _goes_on_training(sentence):
        return replace(quantity, unit="tokens", elided=True)
    if bare and (currency := _currency_behind(quantity, sentence)):
        return replace(quantity, kind="money", unit=currency)
    if bare and _is_size_again(quantity, sentence):
        return replace(quantity, unit="parameters", elided=True)
    if bare and (unit := _size(quantity, sentence) or _measure(quantity, sentence)):
        return replace(quantity, unit=unit, elided=True)
    if bare and _is_share(quantity, sentence):
        return replace(quantity, kind="percent", unit="%", elided=True)
    if bare and (whole := _lone(quantity, sentence) or _of_next_name(quantity, sentence)) is not None:
        return whole
    if bare and low and (whole := bare_price(quantity, sentence)) is not None:
        return whole
    told = sentence.in_clause(sentence.named("revenue", "funding", "valuation", "was"), quantity.start)
    counted = sentence.in_clause(sentence.named("user_count", "download_count"), quantity.start)
    if bare and quantity.value >= _SUM and (told or (states(quantity, sentence) and not counted)):
        sums = [q for q in sentence.quantities if q.kind == "money" and not q.per and q.end <= quantity.start]
        told_openly = [q for q in sums if not _in_brackets(q, sentence)] or sums
        units = [q.unit for q in told_openly] or _currency_before(sentence)
        if units:
            return replace(quantity, kind="money", unit=units[-1], elided=True)
    if bare and low and _is_labelled_price(quantity, sentence):
        pers = (_PER_TOKEN, "") if _sells_both_ways(sentence) else (_PER_TOKEN,)
        before = [q for q in sentence.quantities if q.kind == "money" and q.per in pers and q.end <= quantity.start]
        if before:
            return replace(quantity, kind="money", unit=before[-1].unit, per=_PER_TOKEN, elided=True)
    by_token = hint is not None and hint.kind == "money" and hint.unit and hint.per.endswith("tokens")
    if bare and low and hint is not None and by_token and sentence.has(*TOKEN_ASPECTS):
        factor = hint.factor
        top = quantity.value_max * factor if quantity.value_max is not None else None
        return replace(
            quantity, kind="money", unit=hint.unit, per=hint.per, value=quantity.value * factor, value_max=top
        )
    return quantity


#: Only tokens that models were trained on are counted by the trillion without their name.
_TRAINING: Final = 2e12


def _goes_on_training(sentence: Sentence) -> bool:
    """Whether a sentence goes on about what models were trained on: "Llama 4 made do with 22trn"."""
    near = next(sentence.before(), None)
    told = near is not None and near.block == sentence.block and any(d.type == "training_data" for d in near.claims)
    others = sentence.has("other.money", "revenue", "valuation", "parameter_count", "user_count")
    return told and not others and any(m.type in ("model", "family") for m in sentence.subjects)


def _sells_both_ways(sentence: Sentence) -> bool:
    """Whether a sentence gives a price for input and one for output, which only tokens have."""
    if not (sentence.has("price.input") and sentence.has("price.output")):
        return False
    sums = [q for q in sentence.quantities if q.kind == "money" and not q.per]
    bare = [q for q in sentence.quantities if q.kind == "count" and not q.unit and _is_labelled_price(q, sentence)]
    return bool(sums) and len(sums) + len(bare) > 1


#: The least number of parameters of a model that is told without the word: "80B total, 3B active".
_LEAST_SIZE: Final = 1e8

#: The most parameters that a number without the word can count, and what tells that it counts something else.
_LARGEST: Final = 2e13
_NO_SIZES: Final = (
    "other.money", "revenue", "valuation", "funding", "user_count", "download_count", "training_data", "training_cost",
)  # fmt: skip
#: How far, in characters, the size of what is active stands behind the whole, and how many sentences back one is told.
_PART_ACTIVE: Final = 8
_SIZES_BACK: Final = 2

#: Units that a comparison does not repeat: "214 tokens per second, and Haiku managed 148", "7.9 seconds, against 0.6".
_COMPARED: Final = ("tokens/s", "s", "ms")

#: Words before a number that is measured again: "managed 148", "只剩 22".
_AGAIN: Final = ("speed.weak", "speed.again", "versus", "and_about")

#: Units of numbers that a language leaves out where the scale word is said alone.
_OF_SCALE: Final = frozenset(["users", "downloads", "tokens", "parameters"])
#: The words that tell what a number behind them counts: «عدد معلماته 355 مليارا».
_COUNTING: Final = {"parameter_count": "parameters", "user_count": "users", "download_count": "downloads"}
#: How many sentences back the currency of such a number is looked for.
_CURRENCY_BACK: Final = 6


def _lone(quantity: Quantity, sentence: Sentence) -> Quantity | None:
    """A number whose scale word stands without the noun that it counts («34.5 ملياراً»), with what was counted last.

    In the sentence, else in the statement before; a sum whose clause tells of one takes the last currency.
    """
    patterns = _lone_scales(sentence.language)
    if patterns is None:
        return None
    number = fold(sentence.scan.text[quantity.number_start : quantity.number_end])
    ending = patterns.ends.search(number)
    rest = fold(sentence.scan.text[quantity.number_end : sentence.end])
    if ending is None or not (ending["lone"] or patterns.before_nothing.match(rest)):
        return None
    one = quantity.value / 2 if patterns.one.fullmatch(number) else quantity.value
    ahead = [c for c in sentence.in_clause(sentence.named(*_COUNTING), quantity.start) if c.end <= quantity.start]
    sums = sentence.in_clause(sentence.named(*_NO_SIZES[:4]), quantity.start)
    if ahead and not sums:
        return replace(quantity, unit=_COUNTING[ahead[-1].name], value=one, elided=True)
    here = [q for q in sentence.quantities if q.end <= quantity.start and _is_counted(q)]
    near = next(sentence.before(), None)
    if not here and near is not None and near.block == sentence.block and near.claims:
        here = [q for q in near.quantities if _is_counted(q)]
    if not here and sentence.in_clause(sentence.named("revenue", "funding", "valuation"), quantity.start):
        back = islice(sentence.before(), _CURRENCY_BACK)
        here = next((m for s in back if (m := [q for q in s.quantities if q.kind == "money" and _is_counted(q)])), [])
    if not here:
        return None
    told = [q for q in here if not _in_brackets(q, sentence)] or here
    return replace(quantity, kind=told[-1].kind, unit=told[-1].unit, value=one, elided=True)


def _in_brackets(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a quantity stands in brackets, as the same in another currency does."""
    text = sentence.scan.text
    return text.rfind("(", sentence.start, quantity.start) > text.rfind(")", sentence.start, quantity.start)


def _currency_before(sentence: Sentence) -> list[str]:
    """The currency that the statement before tells its sums in most: "…投后 293 亿美元。年初它的身价是 26 亿"."""
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block or not near.claims:
        return []
    told = Counter(q.unit for q in near.quantities if q.kind == "money" and q.unit and not q.per)
    return [unit for unit, _ in told.most_common(1)]


def _is_counted(quantity: Quantity) -> bool:
    return (quantity.kind == "money" and bool(quantity.unit) and not quantity.per) or quantity.unit in _OF_SCALE


class _LoneScales(NamedTuple):
    """Scale words at a number's end (`lone`: those that never count a noun), what follows one that counts none, and
    the words that are two before a noun and one alone («مليارا دولار», «جمعت مليارا»).
    """

    ends: re.Pattern[str]
    before_nothing: re.Pattern[str]
    one: re.Pattern[str]


@cache
def _lone_scales(language: str) -> _LoneScales | None:
    """The patterns of a language that leaves out what a scale word counts."""
    words = lexicon(language, "units").get("lone_scales")
    if not words:
        return None
    lone, scales, after = ("|".join(map(re.escape, expand(words[key]))) for key in ("alone", "scales", "before"))
    duals = lexicon(language, "numbers").get("duals") or {}
    one = "|".join(re.escape(form) for entry in duals.values() for form in expand(entry))
    return _LoneScales(
        re.compile(rf"(?:(?P<lone>{lone})|{scales})$"),
        re.compile(rf"\s*(?:$|[،,.؛;:)»–—-]|(?:{after})(?![^\W_])|ل(?:ـ|\s?[«\"]|[a-z]))"),
        re.compile(one or "(?!)"),
    )


def _is_rate(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether tokens are those of a second, which the sentence has told before: "每秒 100 个 token，…速度为 50 个"."""
    rates = any(q.unit == "tokens/s" and q.end <= quantity.start for q in sentence.quantities)
    if sentence.in_clause(sentence.named("context_length", "training_data"), quantity.start):
        return False
    return rates and any(c.end <= quantity.start for c in sentence.in_clause(sentence.named("speed"), quantity.start))


def _size(quantity: Quantity, sentence: Sentence) -> str:
    """ "80B total, 3B active", "9B 的小模型": the word for which size it is, or for what is so large, tells one."""
    number = sentence.scan.text[quantity.number_start : quantity.number_end]
    if number[-1:] in "bB" and sentence.pattern("sized").match(sentence.scan.text, quantity.end):
        return "parameters"
    labels = sentence.named("parameter_count.active", "parameter_count.total")
    beside = any(0 <= c.start - quantity.end <= _LABEL for c in labels)
    active = [c for c in labels if c.name.endswith("active")]
    beside = beside or any(0 <= quantity.cue_start - c.end <= _AT_ONCE for c in active)  # "activates 2.4 billion"
    beside = beside or sentence.pattern("which_active").match(sentence.scan.text, quantity.end) is not None
    return "parameters" if beside and quantity.value >= _LEAST_SIZE else ""


def _is_size_again(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number sets the size of a model beside one told before, or in front of what of it is active:
    "HunyuanVideo gets by with 8.3 billion", "at 112 billion, 11 billion of which are active"."""
    if not _LEAST_SIZE <= quantity.value <= _LARGEST or quantity.change:
        return False
    if sentence.in_clause(sentence.named(*_NO_SIZES), quantity.start):
        return False
    behind = [q for q in sentence.quantities if 0 <= q.cue_start - quantity.end <= _PART_ACTIVE]
    if any(q.value < quantity.value and not q.unit and _size(q, sentence) for q in behind):
        return True
    named = [m for m in sentence.subjects if m.end <= quantity.start][-1:]
    of_model = any(m.type in ("model", "family") for m in named)
    if not of_model or not sentence.pattern("counts_nothing").match(sentence.scan.text, quantity.end, sentence.end):
        return False
    units = [q.unit for q in sentence.quantities if q.unit in ("parameters", "tokens") and q.end <= quantity.start]
    if units:
        return units[-1] == "parameters"
    near = [s for s in islice(sentence.before(), _SIZES_BACK) if s.block == sentence.block or s.kind == "item"]
    return any(d.type == "parameter_count" for s in near for d in s.claims)


def _measure(quantity: Quantity, sentence: Sentence) -> str:
    """The unit of the number before that a bare number is set beside, or "": in the sentence, or the statement before.

    In the sentence something must be named between them or right behind; a statement that goes on must name its own.
    """
    if not sentence.pattern("counts_nothing").match(sentence.scan.text, quantity.end, sentence.end):
        return ""
    before = [q for q in sentence.quantities if q.end <= quantity.start and q.unit in _COMPARED]
    if before:
        last = before[-1]
        if any(last.end <= m.start for m in sentence.benchmarks):
            return ""  # "answers in 38 ms and gets 61.2 on X, against 63.4 for Y": scores
        named = any(last.end <= m.start for m in sentence.subjects)
        again = any(last.end <= c.start < quantity.start for c in sentence.named(*_AGAIN))
        return last.unit if named or again else ""
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block or not sentence.subjects or not sentence.has(*_AGAIN[:2]):
        return ""
    units = {q.unit for q in near.quantities if q.unit in _COMPARED and any(d.type == "speed" for d in near.claims)}
    return units.pop() if len(units) == 1 else ""


def _is_share(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a bare number is a share as the one told before: "64 per cent, followed by Gemini with 19", "from 5 per
    cent to 21", "A year earlier it was 86.7"."""
    text = sentence.scan.text
    if quantity.value > _ALL or not sentence.pattern("counts_nothing").match(text, quantity.end, sentence.end):
        return False
    before = [q for q in sentence.quantities if q.end <= quantity.start]
    if before and before[-1].kind == "percent" and not before[-1].change:
        owner = sentence.pattern("share.owner")
        named = any(owner.fullmatch(text, m.end, quantity.cue_start) for m in sentence.subjects)
        came_to = sentence.pattern("share.to").fullmatch(text, before[-1].end, quantity.cue_start)
        return (named and sentence.has("market_share")) or came_to is not None
    near = next(sentence.before(), None)
    told = near is not None and near.block == sentence.block and any(d.type == "market_share" for d in near.claims)
    return told and not before and states(quantity, sentence)


def _of_next_name(quantity: Quantity, sentence: Sentence) -> Quantity | None:
    """A price or share in a row of them, told of the name behind it: «10 دولارات شهريا لباقة Basic و30 لـ Pro»."""
    owned, text = sentence.pattern("owned"), sentence.scan.text
    named = [m for m in sentence.subjects if owned.fullmatch(text, quantity.end, m.start)]
    before = [q for q in sentence.quantities if q.end <= quantity.start and (q.per or q.kind == "percent")]
    if not named or not before:
        return None
    first = before[-1]
    is_plan = named[0].type == "product" and named[0].family not in ("", named[0].name)
    if first.kind == "money" and is_plan:
        return replace(quantity, kind="money", unit=first.unit, per=first.per, elided=True)
    shared = first.kind == "percent" and not first.change and quantity.value < 100
    if shared and sentence.has("market_share"):
        return replace(quantity, kind="percent", unit=first.unit, elided=True)
    return None


def _is_token_price(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a price of a model has its label right behind it: "Opus 4 is $15 in, $75 out"."""
    labels = sentence.named("behind.input", "behind.output")
    beside = any(0 <= c.start - quantity.end <= _AT_ONCE for c in labels)
    ends = _LABEL_ENDS.match(sentence.scan.text, quantity.end) is not None
    return beside and ends and (sentence.priced_by_token or any(m.type == "model" for m in sentence.subjects))


#: The short label of a price and what may follow it: "in,", "out.", "in and".
_LABEL_ENDS: Final = re.compile(r" (?:in|out)(?:[,.;)/]| and | / | for |$)")


def _is_other_money(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a word right before the sum says that it is no price: "充值 50 元"."""
    return any(0 <= quantity.start - c.end <= _AT_ONCE for c in sentence.named("other.money"))


def _is_labelled_price(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a bare number stands right before its label: "$3 per million in and 15 for output"."""
    return any(0 <= c.start - quantity.end <= _LABEL for c in sentence.named(*TOKEN_ASPECTS))


def _hint(sentence: Sentence) -> UnitHint | None:
    """What the line that leads in, or the heading, states for the prices of the list below it."""
    for scan in sentence.around:
        if scan.has("price", *TOKEN_ASPECTS) or sentence.has(*TOKEN_ASPECTS):
            hint = header_unit(scan.text, scan.language, country=scan.country)
            if hint is not None and hint.per and (hint.unit or hint.per.endswith(_PER_TOKEN)):
                return hint
    return None


def _follows_prices(sentence: Sentence) -> bool:
    """Whether the sentence goes on about the token prices of the one before it."""
    before = next(sentence.before(), None)
    if before is None or before.block != sentence.block:
        return False
    told = [d for d in before.claims if d.type == "price" and d.unit.endswith(_PER_TOKEN)]
    if not sentence.has("price", "respectively", "change.from", *TOKEN_ASPECTS):
        # "X wants $1 for input and $5 for output. Y is at 25 cents and $2": pairs of the same kind.
        sums = [q for q in sentence.quantities if q.kind == "money"]
        models = any(m.type in ("model", "family") for m in sentence.subjects)
        return models and len(sums) > 1 and not len(sums) % 2 and len({d.aspect for d in told if d.aspect}) > 1
    return bool(told)


def states_basis(sentence: Sentence) -> bool:
    """Whether a sentence says what all prices of the article are for: "All prices are in dollars per 1M tokens"."""
    if not sentence.has("price") or any(q.unit not in ("", "tokens") for q in sentence.quantities):
        return False  # a sentence that gives a value of its own is no note on prices
    hint = header_unit(sentence.text, sentence.language)
    priced = hint is not None and (bool(hint.unit) or hint.per.endswith(_PER_TOKEN))
    return hint is not None and hint.kind == "money" and bool(hint.per) and priced

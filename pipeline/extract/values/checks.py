"""Whether a number is a value of its type at all: no condition, difference, tally or step of a change."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import Quantity
from pipeline.extract.owners.investors import goes_into
from pipeline.extract.patterns import pattern
from pipeline.extract.scan import Scan
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import right_behind
from pipeline.extract.values.classify import Verdict
from pipeline.extract.values.counted import counts_another
from pipeline.extract.values.people import are_users
from pipeline.extract.values.price_changes import is_price_change
from pipeline.extract.values.score_checks import is_score
from pipeline.extract.values.share_checks import is_of_market, is_share
from pipeline.extract.values.steps import is_delta
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import fold

#: What may stand between the kind of a model and its name: "小模型——Mistral NeMo".
_NAMED_BESIDE: Final = re.compile(r"[\s—–:：，,、“「《的]{0,3}")


#: How far in front of a number, in characters, a word begins that makes it no number.
_MULTIPLE: Final = 8

#: Between a number and another one that it is equal to, and in front of that.
_EQUALS: Final = re.compile(r"\s?=\s?\d")
_EQUAL_TO: Final = re.compile(r"\d[A-Za-z万亿]?\s?=\s?$")

#: Fewer downloads nobody reports.
_FEWEST_DOWNLOADS: Final = 10

#: A part told as a fraction.
_FRACTION: Final = re.compile(r"(?<![\d.])1/\d+(?![\d.]*[A-Za-z])")


def tells_nothing(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number makes no claim, whatever it counts: a condition, a great many, a difference, a kind."""
    return (
        _is_conditional(quantity, sentence)
        or is_vague(quantity, sentence.scan)
        or _is_heading(quantity, sentence)
        or _is_of_a_kind(quantity, sentence)
        or _is_beyond(quantity, sentence)
        or _is_number_of(quantity, sentence)
        or _is_in_equation(quantity, sentence)
        or sentence.pattern("threshold").search(sentence.scan.text, sentence.start, quantity.number_start) is not None
        or sentence.pattern("numbered").search(sentence.scan.text, sentence.start, quantity.number_start) is not None
        or _is_more_than(quantity, sentence)
        or _is_figure_of_speech(quantity, sentence)
        or is_of_other_thing(quantity.start, sentence)
    )


def is_of_other_thing(place: int, sentence: Sentence) -> bool:
    """Whether the clause or the sentence begins with what no claim is made of: «قیمت هر اونس طلا ۲ درصد بالا رفت».

    Where it names a subject it may tell of that one: "the paper says that GPT-5 has ...".
    """
    if any(m.start < place for m in sentence.subjects):
        return False
    text, other = sentence.scan.text, sentence.pattern("other_thing")
    starts = {sentence.start, sentence.clause_of(place)[0]}
    return any(other.match(text[start:place]) is not None for start in starts)


def _is_conditional(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the number is only part of a condition: "if your product has over 100 million users"."""
    if any(c.end <= quantity.start for c in sentence.named("hypothesis")):
        return True  # "假设有一亿用户，…收入就有 3 亿美元"
    if quantity.kind == "money" and quantity.per:
        return False
    if any(0 <= c.start - quantity.end <= 1 for c in sentence.named("condition.after")):
        return True  # "年收入超过 100 万美元的公司需另行授权"
    if any(c.end <= quantity.start for c in sentence.named("supposed")):
        return True  # "如果你有一亿用户，那么…收入就有 3 亿美元"
    clause = sentence.in_clause(sentence.named("condition"), quantity.start)
    return any(c.end <= quantity.start for c in clause)


def _is_heading(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a currency and a scale only head a table: "results (Rs crore)"."""
    text = sentence.scan.text
    scale = quantity.kind == "money" and quantity.start < quantity.number_start
    return scale and text[quantity.number_start : quantity.number_end].isalpha() and text[quantity.start].isascii()


def _is_beyond(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number tells by how much another is passed: "$2 billion more than analysts expected"."""
    beyond = sentence.pattern("beyond").match(sentence.scan.text, quantity.end)
    return beyond is not None and sentence.pattern("than_itself").match(sentence.scan.text, beyond.end()) is None


def _is_in_equation(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number is one side of a reckoning: "1T = 1024B"."""
    text = sentence.scan.text
    return bool(_EQUALS.match(text, quantity.end) or _EQUAL_TO.search(text, sentence.start, quantity.start))


def _is_number_of(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number only tells one thing from others: "see #37421"."""
    return quantity.kind == "count" and sentence.scan.text[: quantity.start].endswith("#")


def is_vague(quantity: Quantity, scan: Scan) -> bool:
    """Whether the number is only a great many: "millions of users", "multi-billion-dollar", «میلیون‌ها کاربر»."""
    if pattern(scan.language, "multiple.before").search(
        scan.text, max(0, quantity.start - _MULTIPLE), quantity.number_start
    ):
        return True
    if pattern(scan.language, "order_of_size").match(scan.text, quantity.number_end - 1):
        return True
    vague = _vague_numbers(scan.language)
    if quantity.value_max is not None:  # «بين 5 دولارات ومئات الدولارات»
        upper = fold(scan.text[quantity.number_end : quantity.end]).split()
        return any(word[0] == "و" and vague.fullmatch(word[1:]) for word in upper)
    return vague.fullmatch(fold(scan.text[quantity.number_start : quantity.number_end])) is not None


@cache
def _vague_numbers(language: str) -> re.Pattern[str]:
    """What stands for no number in a language, over folded text: a plural, in spaced scripts "several" of a scale.

    Chinese 上亿 and 数百万 tell the order of size, which readers take for the number.
    """
    words = lexicon(language, "numbers")
    plurals = [f"(?:{fold(str(forms))})" for forms in (words.get("plurals") or {}).values()]
    several = [fold(str(forms)) for forms in words["several"].values()] if traits(language).spaced else []
    few = [rf"(?:{'|'.join(several)})\b.*"] if several else []
    return re.compile("|".join([*plurals, *few]) or "(?!)")


def _is_of_a_kind(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number only tells which ones of a kind are meant, or what many have: «شرکت‌هایی که بیش از ۷۰۰ میلیون
    کاربر دارند», «تقف النماذج السحابية عند 80%»."""
    clause, kinds = sentence.clause_of(quantity.start), sentence.named("generic")
    many = sentence.in_clause(sentence.named("generic.many"), quantity.start)
    if any(c.end <= quantity.start for c in many) and not sentence.in_clause(sentence.subjects, quantity.start):
        return True
    if quantity.kind == "money" and quantity.per:
        return False
    return sentence.is_attached(clause) and any(0 <= clause[0] - c.end <= 1 for c in kinds)


def _is_more_than(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number tells by how much something else is passed: «که ۵۰ میلیون دلار بیشتر از تابستان است»."""
    counted = quantity.kind == "money" or quantity.unit in ("users", "downloads", "tokens")
    return counted and any(0 <= c.start - quantity.end <= 1 for c in sentence.named("back.more"))


def _is_figure_of_speech(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum only tells how large something is that is no sum: "its $30 billion bet"."""
    return (
        quantity.kind == "money" and sentence.pattern("figurative").match(sentence.scan.text, quantity.end) is not None
    )


def fits(quantity: Quantity, verdict: Verdict, sentence: Sentence) -> bool:
    """Whether the words around a number let it be a value of the type that was found for it."""
    kind = verdict.type
    if counts_another(quantity, kind, sentence) and not are_users(quantity, sentence):
        return False
    if kind in _OF_SUMS and _is_no_sum_of(quantity, kind, sentence):
        return False
    if kind == "benchmark_score":
        return is_score(quantity, sentence)
    if kind == "price_change":
        return is_price_change(quantity, sentence)
    if kind == "price" and sentence.pattern("other_goods").search(
        sentence.scan.text, sentence.start, quantity.cue_start
    ):
        return False
    if kind == "price" and _is_earned(quantity, sentence):
        return False
    if kind == "price" and _is_billed(quantity, sentence):
        return False
    if kind == "price" and not quantity.per:
        return _is_price(sentence)
    if kind == "funding":
        aimed_at = sentence.pattern("aimed_at").match(sentence.scan.text, quantity.end)
        return aimed_at is None and not _is_spent(quantity, sentence)
    if kind == "download_count" and quantity.value < _FEWEST_DOWNLOADS:
        return False  # "一个安装在汽车上的设备"
    if kind in ("user_count", "download_count") and sentence.pattern("size").fullmatch(
        sentence.scan.text, quantity.number_start, quantity.number_end
    ):
        return False  # "前十名里有八个小于 10B": how large models are
    if kind in ("user_count", "download_count") and not quantity.unit:
        return sentence.pattern("counts_other").match(sentence.scan.text, quantity.end) is None and not _is_order(
            quantity, sentence
        )
    if kind == "user_count":
        of_users = sentence.pattern("of_users").match(sentence.scan.text, quantity.end)
        if sentence.pattern("increment").match(sentence.scan.text, quantity.number_end + 1):
            return False
        before = sentence.scan.text, sentence.start, quantity.number_start
        reached = sentence.pattern("may_reach").search(*before) is None
        return of_users is None and reached and not _is_order(quantity, sentence)
    if kind == "revenue" and sentence.pattern("in_worth").match(sentence.scan.text, quantity.end):
        return False  # "a loss of $5bn in market value"
    if kind == "revenue" and sentence.pattern("moved_by").search(
        sentence.scan.text, sentence.start, quantity.cue_start
    ):
        return False  # "毛利增长 6 亿元"
    if kind in ("revenue", "funding") and _is_sum_of_many(quantity, sentence):
        return False
    if kind == "revenue" and any(right_behind(quantity, c) for c in sentence.named("delta")):
        return sentence.language != "zh"  # "多了 250 亿美元": by how much it grew
    if kind == "valuation":
        text = sentence.scan.text[: quantity.cue_start]
        of_part = sentence.pattern("stake_worth").search(text, sentence.start) is not None
        person = sentence.pattern("persons_worth").search(text, sentence.start)
        if person is not None and not any(person.start() <= m.end <= person.end() for m in sentence.subjects):
            return False
        return not of_part and not sentence.in_clause(sentence.named("lost_value"), quantity.start)
    if kind == "market_share":
        return is_share(quantity, sentence)
    if kind == "training_cost" and sentence.pattern("and_use").search(
        sentence.scan.text, *sentence.clause_of(quantity.start)
    ):
        return False
    if kind == "training_cost" and isinstance(verdict.cue, Cue) and verdict.cue.name.endswith(".weak"):
        # Of a model of that name nobody pays so much for using it: "GPT-4 came to $78m".
        return sentence.has("training_cost") or sentence.language == "en"
    if kind == "training_data" and not quantity.unit and _is_of_no_data(quantity, sentence):
        return False
    if kind == "training_data":
        # "5 trillion tokens, of which 1 trillion Arabic": a part of the data is no size of it.
        return not any(c.end <= quantity.start for c in sentence.in_clause(sentence.named("including"), quantity.start))
    if kind == "context_length":
        return not _is_in_use(quantity, verdict, sentence) and not _is_of_trial(quantity, sentence)
    if kind == "parameter_count" and (_tells_class(quantity, sentence) or _is_fraction(quantity, sentence)):
        return False
    if kind == "parameter_count" and _is_tried_at(quantity, sentence):
        return False
    if kind == "parameter_count":
        number = sentence.scan.text[quantity.number_start : quantity.number_end]
        if sentence.pattern("order_of_size").match(number):
            return False  # «مئات المليارات من المعلمات»
        if quantity.bound != "exact" and sentence.pattern("first_past").search(
            sentence.scan.text, sentence.start, quantity.cue_start
        ):
            return False  # "韩国首个超 5000 亿参数的模型，共 5190 亿"
        if quantity.bound != "exact" and sentence.pattern("class").search(
            sentence.scan.text, sentence.start, quantity.cue_start
        ):
            return False  # "first among models with fewer than 200 billion parameters"
        return not sentence.in_clause(sentence.named("part"), quantity.start) and not _is_of_other(quantity, sentence)
    if kind == "speed" and quantity.unit in ("s", "ms"):
        timed = sentence.has("speed.time to first token", "speed.latency") or sentence.pattern("image_in").search(
            sentence.text
        )
        return bool(timed) or quantity.unit == "ms"
    return True


def _is_sum_of_many(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum is one of a whole trade or of many firms together: "34 家公司累计净亏 62 亿元"."""
    before = sentence.scan.text, sentence.start, quantity.cue_start
    if sentence.pattern("sum_of_trade").search(*before):
        return True
    firms = sentence.pattern("many_firms").search(*before)
    return firms is not None and not any(firms.end() <= m.start < quantity.start for m in sentence.subjects)


#: Types whose sums are told as those that another moved by, or that others only expected.
_OF_SUMS: Final = ("funding", "valuation", "revenue")


def _is_no_sum_of(quantity: Quantity, kind: str, sentence: Sentence) -> bool:
    """Whether a sum is only by how much another moved, what a result is set against, a round that is not there, or
    what several firms are worth together."""
    text, before = sentence.scan.text, (sentence.scan.text, sentence.start, quantity.cue_start)
    if sentence.pattern("moved_by_sum").search(*before):
        return True
    if kind == "revenue":
        return sentence.pattern("expected_sum").search(*before) is not None
    together = kind == "valuation" and sentence.pattern("worth.together").match(text, quantity.end) is not None
    return together or sentence.pattern("not_raised").search(*before) is not None


def can_go_on(quantity: Quantity, kind: str, sentence: Sentence) -> bool:
    """Whether a number with no word of its own can go on with a claim of a type told before."""
    if kind == "benchmark_score":
        no_score = sentence.pattern("no_score").search(sentence.scan.text, sentence.start, quantity.cue_start)
        return no_score is None and not is_delta(quantity, sentence)  # "相比 GPT-4，又提升了 28%"
    if kind == "market_share":
        return is_of_market(quantity, sentence)
    return fits(quantity, Verdict(kind, None, 0.0), sentence)


def _is_billed(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum is what somebody's use came to, and no price: "our bill went from $312 to $65"."""
    if any(q.start == quantity.start and q.per.endswith("tokens") for q in sentence.quantities):
        return False  # "at $2 per million tokens my bill ..."
    return bool(sentence.in_clause(sentence.named("bill"), quantity.start))


def _is_earned(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a sum for a span is what somebody earns or loses in it: «ماهی ۲۰ دلار ضرر می‌دهد», «سود ماهی ۲۰ دلار»."""
    spans = sentence.named("per.month", "per.year")
    firsts = {quantity.start, *(c.start for c in spans if 0 <= quantity.start - c.end <= 1)}
    return any(
        0 <= c.start - quantity.end <= 1 or any(0 <= first - c.end <= 1 for first in firsts)
        for c in sentence.named("revenue.profit", "revenue.loss")
    )


def _is_in_use(quantity: Quantity, verdict: Verdict, sentence: Sentence) -> bool:
    """Whether tokens are those that somebody used or a test or a training took: "used 15k output tokens", "9× faster
    at 1M context", "trained with a context length of 4K"."""
    text = sentence.scan.text
    cue = verdict.cue
    own = cue in sentence.cues  # not one of the line that leads in
    itself = own and cue is not None and any(q.start <= cue.start and cue.end <= q.end for q in sentence.quantities)
    if itself and sentence.language == "en" and not sentence.in_clause(sentence.named("capacity"), quantity.start):
        return True  # "output tokens" alone says of no limit that there is one
    if sentence.pattern("in_use.needs").match(text, quantity.end):
        return True
    if sentence.pattern("in_use.behind").match(text, quantity.end):
        return sentence.pattern("in_use").search(text, sentence.start, quantity.cue_start) is not None
    return sentence.pattern("no_limit").search(text, sentence.start, quantity.cue_start) is not None


def _tells_class(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a size only tells which models are meant: "ahead of leading 8B models", "a 3T-class effort"."""
    text = sentence.scan.text
    if sentence.pattern("class.joined").match(text, quantity.end):
        return True
    behind = sentence.pattern("class.behind").match(text, quantity.end)
    before = sentence.pattern("class.before").search(text, sentence.start, quantity.cue_start)
    return behind is not None and before is not None


def _is_fraction(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number is half of a fraction: "1/200 的参数"."""
    text = sentence.scan.text
    return any(
        m.start() <= quantity.number_start < m.end()
        for m in _FRACTION.finditer(text, max(sentence.start, quantity.number_start - 6), quantity.number_end + 6)
    )


def _is_of_no_data(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a bare number beside the word for training tells how large a model is: "训练一个 70B 的模型"."""
    text = sentence.scan.text
    if sentence.pattern("of_kind").match(text, quantity.end):
        return True
    return sentence.language == "zh" and sentence.pattern("of_data").search(text, sentence.start, sentence.end) is None


def _is_order(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a count only gives its order of size: "数亿用户", "上百万人"."""
    number = sentence.scan.text[quantity.number_start : quantity.number_end]
    return sentence.pattern("order_of_count").fullmatch(number) is not None


def _is_of_trial(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a length is one at which something was tried or measured, not what a model takes: "在 128K 长度时"."""
    text = sentence.scan.text
    if not quantity.unit and sentence.pattern("counts").match(text, quantity.end):
        return True
    return bool(sentence.in_clause(sentence.named("trial"), quantity.start)) or (
        sentence.pattern("at_length").match(text, quantity.end) is not None
    )


def _is_of_other(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a size only tells what kind of model is meant, and not that of the one that is spoken of: "7B 模型"."""
    text = sentence.scan.text
    if sentence.language == "zh" and not quantity.unit and not sentence.has("parameter_count"):
        return True  # "13B 排第三": nobody says what is counted
    stranger = sentence.pattern("of_stranger").match(text, quantity.end)
    if stranger is not None and not any(m.start < stranger.end() <= m.end for m in sentence.subjects):
        return True  # "80 亿参数的 JetMoE"
    kind = sentence.pattern("of_kind").match(text, quantity.end)
    if kind is None:
        return False
    named = [m for m in sentence.subjects if m.type in ("model", "family")]
    if any(m.start < kind.end() <= m.end or _NAMED_BESIDE.fullmatch(text, kind.end(), m.start) for m in named):
        return False  # "12B 参数小模型——X", but not "8B 模型战胜 X"
    if any(_NAMED_BESIDE.fullmatch(text, m.end, quantity.cue_start) for m in named):
        return False  # "X，9B 的小模型"
    if sentence.pattern("like_kind").search(text, sentence.start, quantity.cue_start):
        return True  # "占用内存只相当于 4B 模型"
    return sentence.pattern("is_such").search(text, sentence.clause_of(quantity.start)[0], quantity.cue_start) is None


def _is_spent(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether no firm gets a sum but what is built with it or a country: «استثمار 5 مليارات في مراكز بيانات»."""
    text, there = sentence.scan.text, sentence.pattern("spent_in")
    built = sentence.pattern("spent_on").match(text, quantity.end) is not None
    return built or any(
        goes_into(quantity, p, sentence) or there.fullmatch(text, p.end, quantity.cue_start) for p in sentence.places
    )


def _is_tried_at(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a size is one that something was tried at, of no model that is named: "validated from 270M to 3B"."""
    tried = sentence.pattern("tried_at").search(sentence.scan.text, sentence.start, quantity.cue_start)
    return tried is not None and not any(tried.start() <= m.start < quantity.start for m in sentence.subjects)


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

"""What aspects are called by the words that tell them: a price's side, a round, a market, a store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import Quantity
from pipeline.extract.pairing import STRONG, pair
from pipeline.extract.scan import Scan
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, overlaps
from pipeline.extract.values.restated import restated
from pipeline.extract.values.token_pairs import token_pairs

#: A round named by a letter, in folded text: "series b", "b轮", "سری b", "الجوله b".
_ROUND: Final = re.compile(
    r"(?:\bseries|سری|سلسله|الفیه|فیه|السلسله|جوله|الجوله|دور|راند|راوند)\s*[\"'«(]*([a-m])\b(?!\w)(\+*)"
    r"|(?<![a-z])([a-m])(\+*)\s*(?:轮|系列)"
)
#: The same with an Arabic letter, or the name of a Latin one: «الفئة «ج»», «جولة (ب)», «الفئة «دي»».
_LETTERS: Final = dict(zip("ابجدهو", "ABCDEF", strict=True)) | {
    "ایه": "A", "بی": "B", "سی": "C", "دی": "D", "ای": "E", "اف": "F", "جی": "G", "اتش": "H",
}  # fmt: skip
_LOCAL_ROUND: Final = re.compile(
    rf"(?<!\w)(?:الفیه|فیه|السلسله|سلسله|جوله|الجوله)\s+[\"'«(]*({'|'.join(_LETTERS)})[\"'»)]*(?!\w)"
)
_NAMED_ROUNDS: Final = re.compile(
    r"(pre-?seed|\bseed\b|天使轮|种子轮|pre-a|بذری|بذره|تاسیسیه|تمویل تاسیسی|جوله البذره|تمویل اولی)"
    r"|(\bipo\b|initial public offering|(?:start|begin) trading|(?:go|going|went|goes) public|\bflotation\b"
    r"|\b(?:hong kong|stock market|stock exchange|nasdaq|public) listing\b|\boffering (?:brought|raised)\b"
    r"|首次公开募股|首次公开发行|全球发售|公开发售|新股发行|绿鞋|以发售价计|基石投资者"
    r"|عرضه اولیه|طرحها العام الاولی|الطرح العام الاولی|طرح عام اولی"
    r"|اکتتاب|طرح(?:ا|ها|ه)? (?:ال)?عام|الطرح العام|(?:ال)?ادراج)"
)


def nearest_cue(sentence: Sentence, value: Placed, names: Sequence[str]) -> str:
    """The aspect (the word after the dot) of the cue nearest to the value: in its clause, else in the sentence."""
    return nearest(sentence.named(*names), value, sentence)


def nearest(cues: Sequence[Cue], value: Placed, sentence: Sentence) -> str:
    """The aspect of the one of several cues that is nearest to the value."""
    if not cues:
        return ""
    text = sentence.scan.text
    same = [c for c in cues if not STRONG.search(text, min(c.end, value.end), max(c.start, value.start))]
    best = min(same or cues, key=lambda c: (sentence.apart(c, value), sentence.distance(c, value)))
    return best.name.partition(".")[2]


def _merged(cues: list[Cue], text: str) -> list[Cue]:
    """Cues of input, output and cached input as one each: neighbours without a number between them are one label."""
    merged: list[Cue] = []
    for cue in cues:
        if merged:
            last = merged[-1]
            gap = text[last.end : cue.start]
            close = cue.start < last.end or (len(gap) <= 24 and not re.search(r"\d|[,،，;；.。]", gap))
            same = cue.name == last.name
            if close and (same or {cue.name, last.name} == {"price.cached_input", "price.input"}):
                name = cue.name if same else "price.cached_input"
                merged[-1] = Cue(name, last.start, max(cue.end, last.end))
                continue
            if cue.name == last.name and not re.search(r"\d", text[last.end : cue.start]):
                continue
        merged.append(cue)
    return merged


def token_prices(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """For each price per token of a sentence: input, output, cached_input, or ""."""
    text = sentence.scan.text
    repeats = restated(values, sentence)
    if repeats:
        own = iter(token_prices([v for i, v in enumerate(values) if i not in repeats], sentence))
        labels: list[str] = []
        for index in range(len(values)):
            labels.append(labels[repeats[index]] if index in repeats else next(own))
        return labels
    cues = sorted(sentence.named("price.input", "price.output", "price.cached_input"), key=lambda c: (c.start, -c.end))
    cues = [c for c in cues if not _is_of_other(c, values, sentence)]
    if len(values) == 1 and _is_blended(values[0], cues, sentence):
        return [""]
    cues = sorted([*_merged(cues, text), *_behind(values, cues, sentence)], key=lambda c: c.start)
    beside = [c for c in cues if sentence.in_clause(values, c.start)]
    if {c.name for c in beside} == {c.name for c in cues} and all(sentence.in_clause(beside, v.start) for v in values):
        cues = beside  # "$1.25 in and $10 out, half of what X charged on the way in"
    if not cues:
        return _paired(values, sentence)
    names = [cue.name.partition(".")[2] for cue in cues]
    if len(cues) == len(values):
        return names
    unlabelled = _unlabelled_pairs(values, cues, sentence)
    if 0 < len(unlabelled) < len(values):
        rest = iter(token_prices([v for v in values if id(v) not in unlabelled], sentence))
        return [unlabelled[id(v)] if id(v) in unlabelled else next(rest) for v in values]
    in_order = _each_before_as_many(cues, values)
    if in_order:
        return [names[i] for i in in_order]
    if len(cues) > 1 and len(values) % len(cues) == 0 and cues[-1].start < values[len(cues)].start:
        # "5 in and 25 out, while X took 15 and 75": the second pair repeats the order of the first.
        return names * (len(values) // len(cues))
    chosen = pair(values, cues, sentence, in_turn=sentence.has("respectively"))
    if len(cues) == 1 and len(values) > 1 and not _one_measure(values, sentence):
        near = min(values, key=lambda v: sentence.distance(v, cues[0]))
        return [names[0] if v is near or _is_of_another(v, near, sentence) else "" for v in values]
    return ["" if i is None else names[i] for i in chosen]


def _is_of_other(cue: Cue, values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a word for input or output labels the change of a price, which is none of the values, in a clause of its
    own: "$2 in and $8 out, with 90 % off cached input"."""
    if any(v.end > cue.start for v in values):
        return False  # "20 % off input, which is now $2"
    here = sentence.in_clause(sentence.quantities, cue.start)
    return any(q.kind == "percent" for q in here) and not any(q.kind == "money" or q in values for q in here)


#: How far behind the beginning of a clause, in characters, the word stands that opens it.
_OPENS: Final = 2

#: How near each other, in letters, input and output stand where one price is for both.
_BLENDED: Final = 60


def _is_blended(value: Quantity, cues: Sequence[Cue], sentence: Sentence) -> bool:
    """Whether one price is for input and output together: "19 cents, at three tokens in for each one out"."""
    sides = [c for c in cues if c.name != "price.cached_input"]
    if {c.name for c in sides} != {"price.input", "price.output"}:
        return False
    behind = [c for c in sides if c.start >= value.end]
    before = [c for c in sides if c.end <= value.start]
    together = behind if len(behind) == len(sides) else before if len(before) == len(sides) else []
    return bool(together) and together[-1].start - together[0].end <= _BLENDED


def _behind(values: Sequence[Quantity], cues: Sequence[Cue], sentence: Sentence) -> list[Cue]:
    """Short labels that count right behind a price alone: "20 cents in and 50 cents out"."""
    found = []
    for cue in sentence.named("behind.input", "behind.output"):
        beside = any(0 <= cue.start - value.end <= 1 for value in values)
        if beside and not any(overlaps(c, cue) for c in cues):
            found.append(Cue(f"price.{cue.name.partition('.')[2]}", cue.start, cue.end))
    return found


def _unlabelled_pairs(values: Sequence[Quantity], cues: Sequence[Cue], sentence: Sentence) -> dict[int, str]:
    """The sides, by the values' identities, of pairs in clauses of their own that say neither, where the sentence has
    told both: "$1.25 in and $10 out; the mini is 25 cents and $2"."""
    if not {"price.input", "price.output"} <= {c.name for c in cues}:
        return {}
    pairs = token_pairs(values, sentence)
    bare = [both for both in pairs if not any(sentence.in_clause(cues, v.start) for v in both)]
    return {id(v): side for both in bare for v, side in zip(both, _SIDES, strict=True)}


def _paired(values: Sequence[Quantity], sentence: Sentence) -> list[str]:
    """Prices that stand two by two without a word for either are input and output: "$5/$25", "$150 and $600"."""
    sides = {
        id(value): side for both in token_pairs(values, sentence) for value, side in zip(both, _SIDES, strict=True)
    }
    return [sides.get(id(value), "") for value in values]


#: What tokens are paid for, in the order in which the two prices stand.
_SIDES: Final = ("input", "output")


def _each_before_as_many(cues: Sequence[Cue], values: Sequence[Quantity]) -> list[int]:
    """For each value its cue, where each stands before as many values ("input from 6 to 3, output from 4 to 2")."""
    each, rest = divmod(len(values), len(cues))
    if rest or each < 2 or len(cues) < 2:
        return []
    chosen = [sum(cue.start < value.start for cue in cues) - 1 for value in values]
    return chosen if chosen == [i for i in range(len(cues)) for _ in range(each)] else []


def is_labelled(value: Quantity, sentence: Sentence) -> bool:
    """Whether a word for input or output stands before the value in its statement, or close behind it."""
    text = sentence.scan.text
    for cue in sentence.named("price.input", "price.output", "price.cached_input"):
        if cue.end <= value.start and not STRONG.search(text, cue.end, value.start):
            return True
        beside = cue.start >= value.end and sentence.distance(cue, value) <= 25 and not sentence.apart(cue, value)
        if beside and sentence.pattern("joined").search(text, value.end, cue.start) is None:
            return True  # not "cut it by 80 % and brought the price of input to 2"
    return False


def _is_of_another(value: Quantity, told: Quantity, sentence: Sentence) -> bool:
    """Whether a price behind another one is that of another model, which its clause names: "X costs $3 per million
    input tokens, while Y costs $5"."""
    models = [m for m in sentence.in_clause(sentence.subjects, value.start) if m.type in ("model", "family")]
    return any(told.end <= m.start and m.end <= value.start for m in models)


def _one_measure(values: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether several prices are one measure before and after ("from 4 to 2"), which one label covers."""
    if sentence.has("change.to") or sentence.apart(values[0], values[-1]) == 0:
        return True
    # "Output: 3, against 12 before": what a price is set against is of the same kind.
    first, _ = sentence.clause_of(values[-1].start)
    against = [c for c in sentence.named("against") if 0 <= c.start - first <= _OPENS]
    return len(values) == 2 and bool(against) and against[0].end <= values[-1].start


def funding_round(folded: str) -> str:
    """ "Series B", "IPO", "seed" or ""."""
    match = _ROUND.search(folded)
    if match:
        letter, plus = match.group(1, 2) if match.group(1) else match.group(3, 4)
        return f"Series {letter.upper()}{plus}"
    local = _LOCAL_ROUND.search(folded)
    if local:
        return f"Series {_LETTERS[local.group(1)]}"
    named = _NAMED_ROUNDS.search(folded)
    if named is None:
        return ""
    return "seed" if named.group(1) else "IPO"


#: The order in which the parts of a market's name stand in English.
_MARKET_ORDER: Final = (
    "enterprise", "consumer", "public cloud", "smartphone", "generative AI", "AI", "LLM", "chatbot app", "chatbot",
    "coding", "search", "video generation", "API", "cloud", "GPU", "chips", "website traffic", "referrals",
    "app downloads", "downloads", "monthly active users", "daily users", "calls", "tokens",
    "training and inference workloads", "workloads", "usage", "spending", "shipments", "revenue",
)  # fmt: skip


#: How the name of a part is written, where a reader expects more than the bare word.
_WRITTEN: Final = {"chatbot": "AI chatbot", "chatbot app": "AI chatbot app"}


def market(parts: Sequence[Cue], places: Sequence[str]) -> str:
    """The market in English, from what the text says of it: "AI chatbots (US)", "public cloud LLM calls (China)"."""
    names = {cue.name.partition(".")[2] for cue in parts}
    if "generative AI" in names:
        names.discard("AI")
    if "chatbot app" in names:
        names -= {"chatbot"}
    if names & {"chatbot", "chatbot app"}:
        names.discard("AI")
    if "public cloud" in names:
        names.discard("cloud")
    bare = "generative AI" in names  # "generative AI chatbots"
    what = " ".join(name if bare else _WRITTEN.get(name, name) for name in _MARKET_ORDER if name in names)
    if what.endswith(tuple(_WRITTEN)):
        what += "s"
    where = ", ".join(dict.fromkeys(places))
    return f"{what} ({where})" if what and where else what or where


def market_again(before: str, places: Sequence[str]) -> str:
    """The market told before, in other places if any are named: "In the US the ranking is the same"."""
    if not places:
        return before
    where = ", ".join(dict.fromkeys(places))
    what = before.partition(" (")[0]
    return f"{what} ({where})" if what else where


def market_of(scans: Sequence[tuple[Scan, int, int]], places: Sequence[str]) -> str:
    """The market's name from the nearest of several texts (scan, start, end) that says something of it."""
    for scan, start, end in scans:
        parts = [c for c in scan.cues if c.name.startswith("market.") and start <= c.start and c.end <= end]
        if parts:
            return market(parts, places)
    return market([], places)


def store(sentence: Sentence, value: Placed) -> str:
    """The store or hub of a download count: the nearest in its clause, else the one of the line that leads in."""
    cues = [c for c in sentence.in_clause(sentence.cues, value.start) if c.name.startswith("store.")]
    # "500,000 times, including 200,000 from X": a hub behind another number is that number's.
    numbers = [q for q in sentence.quantities if q.start >= value.end and q.kind != "ordinal"]
    cues = [c for c in cues if c.end <= value.start or not any(q.end <= c.start for q in numbers)]
    if not cues:
        ahead = [c for c in sentence.cues if c.name.startswith("store.") and c.start < value.end]
        named = {c.name.partition(".")[2] for c in ahead}
        scoped = bool(ahead) and sentence.has("alone")  # "光在苹果商店，它的下载就有 3900 万次"
        if len(named) == 1 and (scoped or not named & {"App Store", "Google Play"}):
            return named.pop()  # "Hugging Face 上最受欢迎的模型，下载量 1000 万"; a shop elsewhere is that of a rank
        led = sentence.lead_in.cues if sentence.lead_in is not None else []
        names = {c.name.partition(".")[2] for c in led if c.name.startswith("store.")}
        return names.pop() if len(names) == 1 else ""
    return min(cues, key=lambda c: sentence.distance(c, value)).name.partition(".")[2]

"""How a claim is put forward: its status (stated, expected, rumoured, denied) and the words that made it so."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pipeline.claim import Status
from pipeline.extract.cues import Cue
from pipeline.extract.dates.dates import day_range
from pipeline.extract.pairing import STRONG
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed


def status_of(
    sentence: Sentence,
    value: Placed,
    about: str | None,
    reference: date | None,
    *,
    event: bool = False,
    price: bool = False,
) -> tuple[Status, str]:
    """The status of what `value` says in `sentence`, and its cue in the text's own characters.

    A denial or a rumour speaks for the whole sentence and for the list that it leads in; a plan for its own clause.
    "Will" alone makes no plan of a `price`: a price that will be asked is the new price. An event (a release, a
    retirement) after the publication day is expected whatever the words; one before it is stated unless the words say
    that it was only planned.
    """
    if _is_passed(value, sentence):
        return "stated", ""
    over = about is not None and reference is not None and day_range(about)[1] < reference
    told = _doubted(sentence, value, price=price, over=over) or _doubted_above(sentence)
    if told is not None:
        return told
    ahead = about is not None and reference is not None and day_range(about)[1] > reference
    likely = [c for c in sentence.in_clause(sentence.named("status.possible"), value.start) if c.end <= value.start]
    if likely and not sentence.has("status.expected") and (event or not ahead):
        return "rumoured", _words(sentence, likely[-1:])
    possible = _possible(sentence, value)
    if possible is not None and (event or not ahead):
        # "It may launch in May" is doubt; "it could earn 3 billion next year" is a forecast.
        return "rumoured", _words(sentence, [possible])
    future = about is not None and reference is not None and day_range(about)[0] > reference
    planned = [c for c in sentence.named("status.was_expected")[:1] if not sentence.apart(c, value)]
    plans = ["status.expected", "status.conditional", *(() if price else ("status.will",))]
    plans += ["status.coming"] if event else []  # «عرضه می‌شود»
    plans += ["status.estimated", "status.wanted"] if ahead else []  # an estimate of what is over is no forecast
    expected = _forecasts([*likely, *sentence.named(*plans)], value, about, reference, sentence)
    if getattr(value, "unit", "") == "parameters":
        # "X is developing a model of 120 billion parameters": there is none yet.
        making, media = (
            sentence.in_clause(sentence.named("status.making"), value.start),
            sentence.pattern("makes_media"),
        )
        making = [c for c in making if not media.search(sentence.scan.text, sentence.start, c.start)]
        expected = expected or [c for c in making if c.end <= value.start or sentence.traits.verb == "last"]
    if over and not event and _is_origin(value, sentence):
        return "stated", ""
    if not event:
        return ("expected", _words(sentence, expected or planned)) if future or expected or planned else ("stated", "")
    due = ahead and getattr(value, "bound", "") == "at_most"  # a deadline that lies ahead
    if future or due:
        return "expected", _words(sentence, expected)
    if planned:
        return "expected", _words(sentence, planned)
    if expected and (about is None or reference is None or day_range(about)[1] >= reference):
        return "expected", _words(sentence, expected)
    return "stated", ""


def _is_passed(value: Placed, sentence: Sentence) -> bool:
    """Whether a value is another's, which something would come to pass: "would lift it past X's $5bn"."""
    before, own, text = sentence.pattern("passed.before"), sentence.pattern("passed.own"), sentence.scan.text
    return any(
        own.fullmatch(text, m.end, value.start) and before.search(text, sentence.start, m.start)
        for m in sentence.subjects
        if m.end <= value.start
    )


def _doubted(sentence: Sentence, value: Placed, *, price: bool, over: bool) -> tuple[Status, str] | None:
    """The status that a denial or a rumour in the sentence gives to a value; `over`: one of the past."""
    if any(c.end <= value.start for c in sentence.in_clause(sentence.named("corrected"), value.start)):
        return None
    text = sentence.scan.text
    status: Status
    for status in ("denied", "rumoured"):
        cue = _nearest(sentence, value, f"status.{status}")
        if cue is None or (
            status == "denied"
            and (_of_latter(cue, value, sentence) or _is_answered(cue, value, sentence) or _stays(cue, value, sentence))
        ):
            continue
        if sentence.pattern("feasible").match(text, cue.start):
            continue
        if sentence.pattern("rather").search(text, cue.end, value.start):
            continue  # "并非每月 20 美元，而是每月 200 美元"
        if price and sentence.apart(cue, value) and _tells_more(value, sentence):
            continue  # what a plan costs is known, whatever is rumoured of it
        if status == "rumoured" and (
            _is_known(value, cue, sentence)
            or _is_in_remark(value, cue, sentence)
            or (over and _goes_on_in_talks(cue, value, sentence))
        ):
            continue
        # A rumour and its denial in one sentence: "... is said to be in talks; the company called it false".
        behind = [c for c in sentence.named("status.denied") if c.start >= value.end]
        denials = [c for c in behind if status == "rumoured" and not _of_latter(c, value, sentence)]
        return ("denied" if denials else status), _words(sentence, [*denials, cue])
    return None


def _doubted_above(sentence: Sentence) -> tuple[Status, str] | None:
    """The status that a denial or a rumour in the line that leads in a list gives to its items."""
    lead = sentence.lead_in
    if lead is None or (sentence.kind == "item" and not (lead.kind in _HEADS or lead.text.endswith(_COLONS))):
        return None
    status: Status
    for status in ("denied", "rumoured"):
        found = lead.named(f"status.{status}")
        if found:
            return status, _words(lead, found)
    return None


#: What speaks for the items of a list: a heading, or a line that ends with a colon.
_HEADS: Final = ("heading", "title")
_COLONS: Final = (":", "：")


def _possible(sentence: Sentence, value: Placed) -> Cue | None:
    """The word that makes what a value says only possible: "could", "may"; not what somebody is allowed to do."""
    cue = _nearest(sentence, value, "status.conditional")
    if (
        cue is None
        or _is_permission(cue, sentence)
        or sentence.apart(cue, value) > (1 if cue.end <= value.start else 0)
    ):
        return None
    return None if _is_parted(cue, value, sentence) else cue


def _is_permission(cue: Cue, sentence: Sentence) -> bool:
    """Whether "may" tells what somebody is allowed to do: "researchers may use it free of charge"."""
    return sentence.pattern("permission").search(sentence.scan.text, sentence.start, cue.end) is not None


def _forecasts(
    cues: list[Cue], value: Placed, about: str | None, reference: date | None, sentence: Sentence
) -> list[Cue]:
    """Those of the words of plans and forecasts that speak of a value."""
    compared = [c.end for c in sentence.named("than", "beaten") if c.start >= value.end]
    return [
        c for c in cues
        if not any(than <= c.start for than in compared) and not _is_compared(c, value, sentence)
        and not _takes_object(c, sentence) and not _is_permission(c, sentence)
        and (
            (not sentence.apart(c, value) and not _of_another(c, value, about, reference, sentence))
            or _introduces(c, value, sentence) or _led_to(c, value, sentence)
            or _goes_on(c, value, about, reference, sentence)
        )
    ]  # fmt: skip


def _takes_object(cue: Cue, sentence: Sentence) -> bool:
    """Whether a word for "will" right before a name only marks it as an object: "将 GPT-4o 的 13% 甩在身后"."""
    if sentence.pattern("marks_object").fullmatch(sentence.scan.text, cue.start, cue.end) is None:
        return False
    names = [m for m in [*sentence.subjects, *sentence.benchmarks] if m.start >= cue.end]
    return any(not sentence.scan.text[cue.end : m.start].strip() for m in names)


def _is_known(value: Placed, rumour: Cue, sentence: Sentence) -> bool:
    """Whether a value is only what a rumoured one is set against: "worth 45, nearly double the 24 of its May round"."""
    words = [c for c in sentence.named("than", "against", "multiple", "was") if c.end <= value.start]
    words = [c for c in words if not c.end <= rumour.start < value.start]
    kind = getattr(value, "kind", None)
    same = [q for q in sentence.quantities if q.kind == kind and q.end <= value.start]
    return any(
        any(q.end <= c.start for q in same) and not any(q.start >= c.end and sentence.apart(c, value) for q in same)
        for c in words
    )


def _is_in_remark(value: Placed, rumour: Cue, sentence: Sentence) -> bool:
    """Whether a value is in a remark on the one of whom a rumour goes: "X, which had 700, is thought to have 900"."""
    first, last = sentence.clause_of(value.start)
    named = any(0 <= first - m.end <= _MARK for m in sentence.subjects)
    return named and rumour.start >= last and _RELATIVE.match(sentence.scan.text, first) is not None


def _goes_on_in_talks(rumour: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether talks that go on are no rumour of a value of the past: "raised 41 in 2023 and is in talks for 200"."""
    talks = any(c.start == rumour.start for c in sentence.named("status.talks"))
    would = sentence.in_clause(sentence.named("status.will", "status.conditional"), value.start)
    return talks and not would and (rumour.start >= value.end or sentence.apart(rumour, value) > 0)


#: Smaller sums are prices.
_LARGE_SUM: Final = 1e5

#: How far behind a name, in characters, a remark on it begins: ", which".
_MARK: Final = 2

#: How far behind a forecast, in characters, stands what is forecast.
_RIGHT_BEHIND: Final = 3

#: What makes a clause say something of its own, for sums.
_VERBS: Final = ("funding", "valuation", "revenue", "price", "training_cost", "said.after", "other.money")

#: What opens a clause that tells more of the thing before it: "a licence that firms will want to read".
_RELATIVE: Final = re.compile(r"\b(?:that|which|who)\b")


def _of_another(cue: Cue, value: Placed, about: str | None, reference: date | None, sentence: Sentence) -> bool:
    """Whether a plan behind a value in its clause is one of something else: "got 5 in March and plans to spend 9"."""
    if cue.start < value.end:
        return False
    between = sentence.scan.text[value.end : cue.start]
    if _RELATIVE.search(between):
        return True
    past = about is not None and reference is not None and day_range(about)[1] < reference
    return past and sentence.pattern("joined").search(between) is not None


def _led_to(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a plan's clause goes on with "with": "expects to leave the year with sales above 200"."""
    if cue.name != "status.expected" or cue.end > value.start or sentence.apart(cue, value) != 1:
        return False
    first, _ = sentence.clause_of(value.start)
    text = sentence.scan.text[first : value.start].lstrip(" ,").lower()
    return text.startswith("with ") and not any(first <= m.start < value.start for m in sentence.subjects)


def _is_compared(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a forecast is only what something is compared with: "more than analysts had expected".

    What stands right behind it is forecast all the same: "高于该行预测的 2 亿".
    """
    if 0 <= value.start - cue.end <= _RIGHT_BEHIND:
        return False
    thans = [c for c in sentence.in_clause(sentence.named("than"), cue.start) if c.end <= cue.start]
    return bool(thans) and not any(thans[-1].end <= q.start < cue.start for q in sentence.quantities)


def _is_parted(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a colon or a stop stands between a word of doubt and what it would be about."""
    first, last = min(cue.end, value.end), max(cue.start, value.start)
    return ":" in sentence.scan.text[first:last] or STRONG.search(sentence.scan.text, first, last) is not None


def _of_latter(denial: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a denial takes back only the last of several things: "A cost 5 and B 9; the latter is wrong"."""
    if not any(c.start <= denial.start for c in sentence.in_clause(sentence.named("latter"), denial.start)):
        return False
    return any(value.end <= q.start < denial.start and q.kind != "ordinal" for q in sentence.quantities)


def _is_answered(denial: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether those who deny something tell a value of their own: "they call that wrong, and say it cost 5"."""
    if denial.end > value.start or not sentence.apart(denial, value):
        return False
    said = sentence.in_clause(sentence.named("said.after"), value.start)
    joined, text = sentence.pattern("joined"), sentence.scan.text
    return any(c.end <= value.start and joined.search(text, denial.end, c.start) for c in said)


def _is_origin(value: Placed, sentence: Sentence) -> bool:
    """Whether a value is only what another one, perhaps a forecast, is set against: "450 this year, up from 240", "or
    double the 100 that it had in May"."""
    return any(0 <= value.start - c.end <= _RIGHT_BEHIND for c in sentence.named("against", "multiple"))


def _stays(denial: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a value is told, behind a denial of a change, as one that stays: "it has no such plans: X remains 20"."""
    still = sentence.in_clause(sentence.named("still"), value.start)
    return bool(still) and denial.end <= sentence.clause_of(value.start)[0]


def _introduces(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a forecast is announced in front of what it says: "分析师预计，…", "predicts: ..."."""
    text = sentence.scan.text
    if _governs(cue, value, sentence):
        return True
    rest = text[cue.end : sentence.clause_of(cue.start)[1]].rstrip()
    # "It is about to raise twice as much: 2 billion", a sum that tells only what the words before it announce.
    leads = rest.endswith(_COLONS) and sentence.apart(cue, value) == 1 and _is_large_sum(value)
    if (
        cue.end > value.start
        or (rest.strip(" ,，:：") and not leads)
        or cue.name == "status.will"
        or text[max(0, cue.start - 1) : cue.start] == "的"  # "兑现了许下的承诺，": a noun
    ):
        return False
    return STRONG.search(text, cue.end, value.start) is None


def _is_large_sum(value: Placed) -> bool:
    return getattr(value, "kind", "") == "money" and getattr(value, "value", 0) >= _LARGE_SUM


def _governs(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a forecast stands in front of the clause with "that" that holds the value: «پیش‌بینی می‌شود که …»."""
    if cue.name != "status.expected" or cue.end > value.start or sentence.apart(cue, value) != 1:
        return False
    clause = sentence.clause_of(value.start)
    if not sentence.is_attached(clause) or STRONG.search(sentence.scan.text, cue.end, clause[0]):
        return False
    if _tells_more(value, sentence):
        return False  # «تعتزم طرح نموذجها الذي يضم 9 مليارات معلمة»
    things: list[Placed] = [*sentence.quantities, *sentence.dates]
    return not any(cue.end <= thing.start < clause[0] for thing in things)


def _tells_more(value: Placed, sentence: Sentence) -> bool:
    """Whether the clause of a value only tells more of the thing that is named before it: «X، التي تكلف 20 دولارا»."""
    first, _ = sentence.clause_of(value.start)
    return sentence.pattern("tells_more").match(sentence.scan.text, first, value.start) is not None


def _goes_on(cue: Cue, value: Placed, about: str | None, reference: date | None, sentence: Sentence) -> bool:
    """Whether a forecast of one sum goes on with the next: "预计收入 8 亿，亏损 2 亿", "今年收入 8 亿，明年 9 亿"."""
    if cue.name != "status.expected" or cue.end > value.start or sentence.apart(cue, value) != 1:
        return False
    own = sentence.clause_of(value.start)[0]
    money = [q for q in sentence.quantities if q.kind == "money"]
    parallel = any(cue.end <= q.start and q.end <= own for q in money) and any(q.start == value.start for q in money)
    # "A agreed to put in up to 5, and B up to 10": a clause without a verb of its own.
    verbs = [c for c in sentence.cues if own <= c.start < value.start and c.name in _VERBS]
    ahead = about is not None and reference is not None and day_range(about)[1] > reference
    others: list[Placed] = [*(sentence.subjects if verbs else []), *([] if ahead else sentence.dates)]
    return parallel and not any(own <= other.start < value.start for other in others)


def _words(sentence: Sentence, cues: list[Cue]) -> str:
    return sentence.scan.text[cues[0].start : cues[0].end] if cues else ""


def _nearest(sentence: Sentence, value: Placed, name: str) -> Cue | None:
    cues = [
        c for c in sentence.named(name) if not _tells_when(c, value, sentence) and not _in_aside(c, value, sentence)
    ]
    # "X has signed, while Y is in talks": a rumour of another thing that is set against it.
    cues = [c for c in cues if c.start < value.end or sentence.part_of(c.start) == sentence.part_of(value.start)]
    cues = [c for c in cues if not _is_of_next(c, value, sentence)]
    if not cues:
        return None
    cue = min(cues, key=lambda c: (sentence.apart(c, value), sentence.distance(c, value)))
    # A rumour told in a later statement of the sentence does not touch what was said before it.
    if cue.start <= value.end or sentence.apart(cue, value) <= 1:
        return cue
    return cue if _is_quoted(cue, value, sentence) or _is_cited(cue, value, sentence) else None


def _is_of_next(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a word of doubt in a later clause is of what that clause tells of another: "X had been due in May, and Y
    is said to follow in June"."""
    if cue.start < value.end or not sentence.apart(cue, value):
        return False
    named = [m for m in sentence.in_clause(sentence.subjects, cue.start) if m.end <= cue.start and not m.short]
    told: list[Placed] = [*sentence.dates, *sentence.quantities]
    before = {m.name for m in sentence.subjects if m.end <= value.end}
    return (
        bool(named)
        and named[0].name not in before
        and any(t.start >= cue.end for t in sentence.in_clause(told, cue.start))
    )


#: How far, in characters, a word of denial stands behind the mark that opens a quotation, and a source that is cited
#: behind the word of reporting: "Bloomberg reported on Tuesday, citing ...".
_INTO_QUOTE: Final = 8
_TO_SOURCE: Final = 30


def _is_cited(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a source is cited behind who reports it: "..., Bloomberg reported on Tuesday, citing unnamed sources"
    speaks for the whole sentence.
    """
    if STRONG.search(sentence.scan.text, value.end, cue.start) is not None:
        return False
    if sentence.in_clause(sentence.quantities, cue.start):
        return False
    if any(0 <= cue.start - said.end <= 2 for said in sentence.named("said.before")):
        return True
    return any(value.end <= c.start and 0 < cue.start - c.end <= _TO_SOURCE for c in sentence.named("said.after"))


def _is_quoted(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a denial is somebody's answer in his own words to all that the sentence tells: "..., and the firm
    replied: 'Fake news.'"
    """
    if cue.name != "status.denied":
        return False
    opened = sentence.scan.text[max(value.end, cue.start - _INTO_QUOTE) : cue.start]
    others = [q for q in sentence.quantities if q.start >= value.end and sentence.part_of(q.start)[0] > value.end]
    return any(mark in opened for mark in '“"«「『:：') and not others


def _in_aside(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a word of doubt stands in a clause about a name that ends before a value: «X که گفته می‌شود ... دارد، در
    مارس عرضه شد»."""
    text = sentence.scan.text
    opened = sentence.pattern("relative.opened").search(text, sentence.start, cue.start)
    if opened is None or sentence.pattern("relative.closed").search(text, cue.end, value.start) is None:
        return False
    return any(0 <= opened.start() - m.end <= 1 for m in sentence.subjects)


def _tells_when(cue: Cue, value: Placed, sentence: Sentence) -> bool:
    """Whether a word of doubt only belongs to what tells when or despite what: "Days after it leaked, X came out"."""
    if not sentence.apart(cue, value):
        return False
    return any(c.end <= cue.start for c in sentence.in_clause(sentence.named("aside"), cue.start))

"""Which word of a sentence tells that something came out or went on a day, or that the day is of another thing."""

from __future__ import annotations

from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.events.frames import framed_event
from pipeline.extract.mentions import DateMention
from pipeline.extract.names.introduced_han import is_nameless
from pipeline.extract.owners.candidates import candidates
from pipeline.extract.pairing import STRONG
from pipeline.extract.patterns import pattern
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, is_across, overlaps

EVENTS: Final = ("release_date", "retirement_date")
STAGES: Final = ("release_date.preview", "release_date.moved", "release_date.object", "release_date.passive",
                 "release_date.named", "retirement_date.object")  # fmt: skip

#: How far, in letters, a day stands behind the words that a release was moved to it.
_MOVED: Final = 12

#: How many clauses may lie between a date and the word for the event.
_REACH: Final = 3

#: How far, in letters, the word for a document may stand behind the word for its release.
_TITLE_LENGTH: Final = 40

#: How far, in characters, behind the word for a document stands what it is about: "a paper on X, which Y published".
_TITLE: Final = 8

#: How far, in letters, a day may stand from the word for its event at all.
_FAR: Final = 200

#: How far, in letters, its day may stand behind a release that is told in passing.
_PASSING: Final = 25

#: What a clause has, in characters, beside the day if it only tells the day of an event: "时间是 8 月 7 日".
_ONLY_A_DAY: Final = 8

#: How far behind a verb that comes first, in characters, its subject stands.
_NEXT: Final = 2

#: A smaller sum may be the price of what comes out: "launched a $200 plan".
_SUM: Final = 1e6

#: How far behind a verb, in characters, the name of what it brings out may stand.
_OBJECT: Final = 18


def event_of(mention: DateMention, sentence: Sentence) -> Cue | None:
    """The word that says what happened on the day: the nearest one, if it tells of a release or a retirement."""
    best: tuple[float, Cue] | None = None
    if any(c.start <= mention.start and mention.end <= c.end for c in sentence.named("other.date")):
        return None
    if sentence.pattern("span_to_now").match(sentence.scan.text, mention.start):
        return None
    clause = sentence.clause_of(mention.start)
    if sentence.is_attached(clause) and any(0 <= clause[0] - c.end <= 1 for c in sentence.named("generic")):
        return None  # «النماذج السحابية التي ظهرت العام الماضي»
    for cue in sentence.cues:
        if cue.name not in (*EVENTS, *STAGES, "other.date") or (cue.name in EVENTS and _of_document(cue, sentence)):
            continue
        if any(d.start <= cue.start and cue.end <= d.end for d in sentence.named("document")):
            continue  # «برنامجا تجريبيا»
        if any(overlaps(c, cue) for c in sentence.named("free")):
            continue  # "免费开放": what opens free of charge may long be out
        if cue.name == "release_date" and sentence.apart(cue, mention) and _is_free_from(mention, sentence):
            continue
        if cue.name == "release_date.preview" and sentence.language == "zh" and sentence.apart(cue, mention):
            continue  # a noun in another clause: "…，O1 被视为研究预览"
        if cue.name == "release_date.moved" and not 0 <= mention.start - cue.end <= _MOVED:
            continue
        if cue.name != "other.date" and sentence.pattern("not_released").search(
            sentence.scan.text, sentence.start, cue.start
        ):
            continue
        if _in_other_statement(cue, mention, sentence) or _of_unknown(cue, sentence):
            continue
        if _is_of_own(mention, cue, sentence) or _has_later_day(cue, mention, sentence):
            continue
        if cue.name == "release_date.passive" and not _has_subject(cue, sentence):
            continue
        if cue.name == "release_date.named" and not _names(cue, sentence):
            continue
        if cue.name.endswith(".object") and not _has_object(cue, sentence):
            continue
        if _said_before(cue, mention, sentence) or _is_of_sum(cue, sentence):
            continue
        if _in_passing(cue, mention, sentence):
            cue = Cue("other.date", cue.start, cue.end)
        away = sentence.distance(cue, mention) + 12 * sentence.apart(cue, mention)
        if cue.name == "other.date":
            away += 6  # a release in the same breath as a report is the news
        if best is None or away < best[0]:
            best = (away, cue)
    if best is None:
        return _listed_event(mention, sentence) or framed_event(mention, sentence)
    if best[1].name.startswith("release_date") and _is_last_day(mention, sentence):
        return None
    if best[1].name == "other.date" or sentence.apart(best[1], mention) > _REACH or best[0] > _FAR:
        return None
    if best[1].name.startswith("retirement_date") and (
        sentence.pattern("resumed").search(sentence.text) or sentence.pattern("outage").search(sentence.text)
    ):
        return None
    moved = any(c.start == best[1].start for c in sentence.named("moved", "release_date.moved"))
    if moved and sentence.has("retirement_date"):
        return Cue("retirement_date", best[1].start, best[1].end)
    if _goes_the_same_way(best[1], sentence):
        return Cue("retirement_date", best[1].start, best[1].end)
    gone = [c for c in sentence.in_clause(sentence.named("no_longer"), best[1].start) if c.end <= best[1].start]
    return Cue("retirement_date", best[1].start, best[1].end) if gone else best[1]


def _goes_the_same_way(cue: Cue, sentence: Sentence) -> bool:
    """Whether a verb goes on with the retirement told before it: "X leaves the API in May, and Y follows in June"."""
    if not sentence.pattern("follows_event").fullmatch(sentence.scan.text, cue.start, cue.end):
        return False
    told = [c for c in sentence.named("release_date", "retirement_date") if c.end <= cue.start]
    if told:
        return told[-1].name == "retirement_date"
    near = next(sentence.before(), None)
    events = (
        [d.type for d in near.claims if d.type in EVENTS] if near is not None and near.block == sentence.block else []
    )
    return bool(events) and events[-1] == "retirement_date"


def _is_free_from(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a clause that follows a release only tells since when something is free: "it offers X, which it has made
    free from November 4"."""
    free = sentence.in_clause(sentence.named("free"), mention.start)
    return bool(free) and not sentence.in_clause(sentence.named("release_date"), mention.start)


def _is_last_day(mention: DateMention, sentence: Sentence) -> bool:
    """Whether something only lasts until that day: «تا ۱۹ ژوئیه در دسترس است», not «تا پایان سال منتشر می‌شود»."""
    until = any(
        (c.start < mention.start and mention.start - c.end <= 2) or c.start == mention.start
        for c in sentence.named("until_by")
    )
    return until and bool(sentence.in_clause(sentence.named("lasting.on"), mention.start))


def _has_object(cue: Cue, sentence: Sentence) -> bool:
    """Whether what a verb and its particle enclose came out or goes: "put X on", not "announced a deal for X on"."""
    things: list[Placed] = [*candidates("release_date", sentence), *sentence.named("pronoun")]
    parted, text = sentence.pattern("object.parted"), sentence.scan.text
    if any(cue.start < q.start and q.end <= cue.end for q in sentence.quantities if q.kind == "percent"):
        return False  # "gives X 64% of the traffic to"
    return any(
        cue.start < m.start and m.end <= cue.end and parted.search(text, cue.start, m.start) is None for m in things
    )


def _names(cue: Cue, sentence: Sentence) -> bool:
    """Whether a model is all that a verb brings out: "published X under", "X, which Y published in", not "published X's
    system card"."""
    end, text = sentence.pattern("named.end"), sentence.scan.text
    things = [m for m in sentence.subjects if m.type in ("model", "family")]
    firms = [m.end for m in sentence.subjects if m.type == "company" and 0 <= m.start - cue.end <= _NEXT]
    behind, gap = max(firms, default=cue.end), sentence.pattern("named.gap")
    if any(gap.fullmatch(text, behind, m.start) and end.match(text, m.end) for m in things if m.start >= behind):
        return True
    which, papers = sentence.pattern("named.which"), sentence.named("document")
    return any(
        which.fullmatch(text, m.end, cue.start) is not None and not any(0 <= m.start - d.end <= _TITLE for d in papers)
        for m in things
        if m.end <= cue.start
    )


def _has_subject(cue: Cue, sentence: Sentence) -> bool:
    """Whether what can be released stands right before a verb of telling: "X was announced", "X, its model, was shown",
    not "the price of X was announced"."""
    text = sentence.scan.text
    things: list[Placed] = [*candidates("release_date", sentence), *sentence.named("pronoun")]
    for thing in things:
        gap = text[thing.end : cue.start]
        if thing.end <= cue.start and (len(gap) <= 1 or (gap[0] in ",”" and gap.rstrip().endswith(","))):
            first = text[sentence.start : thing.start]
            return sentence.pattern("object.parted").search(first.rpartition(",")[2]) is None
    return False


def _in_other_statement(cue: Cue, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a stop parts a day from an event before it, and the day has a number to date: "...; in May it had 5m"."""
    if cue.end > mention.start or STRONG.search(sentence.scan.text, cue.end, mention.start) is None:
        return False
    own = STRONG.search(sentence.scan.text, mention.end, sentence.end)
    last = own.start() if own else sentence.end
    return any(mention.end <= q.start < last and q.kind != "ordinal" for q in sentence.quantities)


def _is_of_own(mention: DateMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether the clause of a day, behind that of a Chinese release, says something of its own, which the day is of:
    "推出 GPT-4 时…，今天提供它的成本只有…"."""
    if sentence.language != "zh" or cue.end > mention.start or not sentence.apart(cue, mention):
        return False
    first, last = sentence.clause_of(mention.start)
    rest = len(sentence.scan.text[first : mention.start].strip()) + len(sentence.scan.text[mention.end : last].strip())
    return rest > _ONLY_A_DAY


def _has_later_day(cue: Cue, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a verb that comes first opens a later statement with a day of its own, and that of this day has a verb
    before it: «طرحت «أ» في مايو، وصدر «ب» في يونيو»."""
    if sentence.traits.verb != "first" or cue.start < mention.end or not sentence.apart(cue, mention):
        return False
    told = sentence.in_clause(sentence.named(*EVENTS), mention.start)
    own = sentence.in_clause(sentence.dates, cue.start)
    return any(c.end <= mention.start for c in told) and any(d.start >= cue.end for d in own)


def _said_before(cue: Cue, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a verb of saying ends in front of a day, which is that of what is said: «گفت فردا عرضه می‌شود».

    Where the verb comes last, a day behind it is of the next one.
    """
    if sentence.traits.verb != "last" or cue.name != "other.date" or cue.end > mention.start:
        return False
    return any(c.start == cue.start for c in sentence.named("said.after"))


def _is_of_sum(cue: Cue, sentence: Sentence) -> bool:
    """Whether what a verb has as its object is a sum and nothing that comes out: "posted $9 billion in revenue"."""
    return cue.name in EVENTS and any(
        0 <= q.cue_start - cue.end <= 1
        and q.kind in ("money", "percent")
        and q.value >= (_SUM if q.kind == "money" else 0)
        for q in sentence.quantities
    )


def _in_passing(cue: Cue, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a release only tells when something else happened: "in May, after its launch".

    "After its launch in May" dates the launch.
    """
    if not any(p.start <= cue.start and cue.end <= p.end for p in sentence.named("release_date.since")):
        return False
    behind = mention.start >= cue.end and not sentence.apart(mention, cue)
    return not behind or sentence.distance(mention, cue) > _PASSING


def _of_document(cue: Cue, sentence: Sentence) -> bool:
    """Whether what came out is a report, not a product: "QuestMobile 发布的三季度报告"."""
    # Where the verb comes last, the document stands before it: «گزارشی که دیروز منتشر شد», «گزارش خود را منتشر کرد».
    for document in sentence.named("document.before"):
        apart = sentence.apart(document, cue)
        attached = apart == 1 and sentence.is_attached(sentence.clause_of(cue.start))
        things = [m for m in sentence.subjects if m.type != "company" and document.end <= m.start < cue.start]
        if document.end <= cue.start and (not apart or attached) and not things:
            return True
    return any(
        document.start >= cue.end and sentence.distance(document, cue) <= _TITLE_LENGTH
        and not sentence.apart(document, cue)
        and not any(cue.end <= m.start and m.end + 2 < document.start for m in sentence.subjects if m.type != "company")
        and not (document.name == "feature" and _is_named(document, sentence))
        for document in sentence.named("document", "feature")
    )  # fmt: skip


def _is_named(feature: Cue, sentence: Sentence) -> bool:
    """Whether a word like "feature" introduces a known name: «ميزة Copilot Vision», not «ميزة الذاكرة في ChatGPT»."""
    introduced, text = pattern(sentence.language, "feature.name"), sentence.scan.text
    return any(introduced.fullmatch(text, feature.end, m.start) for m in sentence.subjects if m.start >= feature.end)


def _of_unknown(cue: Cue, sentence: Sentence) -> bool:
    """Whether what a verb brings out has a Latin name that nobody knows: "斯坦福发布 Alpaca，为 Llama…"."""
    if cue.name == "other.date":
        return False
    text = sentence.scan.text
    first, last = sentence.clause_of(cue.start)
    before, behind = sentence.pattern("brought_out.before"), sentence.pattern("brought_out.behind")
    named = before.search(text, first, cue.start) or behind.search(text, cue.end, min(last, cue.end + _OBJECT))
    if named is None or is_nameless(named.group()):
        return False
    return not is_across(named.span(), sentence.subjects)


def _listed_event(mention: DateMention, sentence: Sentence) -> Cue | None:
    """The event that a list is about: "Shutdown dates:" above "Model X: 1 June 2026"."""
    named = candidates("release_date", sentence)
    if not named or sentence.quantities:
        return None
    labelled = sentence.scan.text[named[-1].end : mention.start].strip() in (":", "：", "–", "—")
    if sentence.kind != "item" and not labelled:
        return None
    for scan in sentence.around:
        for kind in ("retirement_date", "release_date"):
            if scan.has(kind):
                return Cue(kind, mention.start, mention.end)
    return None

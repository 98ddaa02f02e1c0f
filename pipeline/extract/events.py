"""Claims that give a day: releases and retirements, from one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.claim import Bound
from pipeline.extract.assertion import status_of
from pipeline.extract.cues import Cue
from pipeline.extract.dates.dates import day_range
from pipeline.extract.draft import Draft, in_sentence, overlap
from pipeline.extract.mentions import DateMention, SubjectMention
from pipeline.extract.names.introduced_han import is_nameless
from pipeline.extract.owners.candidates import candidates
from pipeline.extract.owners.carry import carried_over
from pipeline.extract.owners.strangers import unknown_name, verb_of_stranger
from pipeline.extract.pairing import STRONG, groups, pair
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, is_across, overlaps
from pipeline.extract.values.checks import is_of_other_thing

_EVENTS: Final = ("release_date", "retirement_date")
_STAGES: Final = ("release_date.preview", "release_date.moved", "release_date.object", "release_date.passive",
                    "release_date.named", "retirement_date.object")  # fmt: skip

#: How far, in letters, a day stands behind the words that a release was moved to it.
_MOVED: Final = 12

#: How far, in characters, its subject may stand before a verb, or its object behind it.
_BEFORE_VERB: Final = 12

#: How many clauses may lie between a date and the word for the event.
_REACH: Final = 3

#: How far, in letters, the word for a document may stand behind the word for its release.
_TITLE_LENGTH: Final = 40

#: How far, in letters, a day may stand from the word for its event at all.
_FAR: Final = 200

#: How far, in letters, its day may stand behind a release that is told in passing.
_PASSING: Final = 25

#: What a clause has, in characters, beside the day if it only tells the day of an event: "时间是 8 月 7 日".
_ONLY_A_DAY: Final = 8

#: How far, in letters, a name may stand behind a word like "together with".
_BEHIND_ALONG: Final = 12

#: How far, in letters, the word may stand where the sentence does not name what was released.
_CLOSE: Final = 40


def event_claims(sentence: Sentence, resolver: Resolver, reference: date | None) -> list[Draft]:
    """Every release or retirement that the sentence dates."""
    drafts: list[Draft] = []
    dates = [d for d in sentence.dates if not is_of_other_thing(d.start, sentence)]
    found = [(d, _kind(cue)) for d in dates if (cue := _event(d, sentence)) is not None]
    if not candidates("release_date", sentence) and _of_unnamed(sentence) is None:
        found = [(d, cue) for d, cue in found if _is_close(d, cue, sentence)]
    found = [(d, cue) for d, cue in found if not _is_remote(d, cue, found, sentence)]
    for kind in _EVENTS:
        dated = [(d, cue) for d, cue in found if cue.name == kind]
        if not dated:
            continue
        owners = _owners(kind, [d for d, _ in dated], sentence, resolver)
        for (mention, cue), subjects in zip(dated, owners, strict=True):
            if mention.date is None and reference is not None:
                continue
            for subject in subjects:
                if _is_of_stranger(mention, subject, sentence, resolver):
                    continue
                if _only_acts(subject, cue, sentence, resolver) or _is_older(mention, cue, subject, sentence):
                    continue
                if _is_beside(mention, cue, subject, sentence):
                    continue
                draft = in_sentence(sentence, kind, subject.name, subject.type, mention, f"{kind}.sentence")
                draft.date(mention)
                draft.bound = _bound(kind, mention, sentence)
                if kind == "release_date":
                    draft.aspect = _stage(mention, cue, sentence)
                draft.status, draft.status_cue = status_of(sentence, mention, mention.date, reference, event=True)
                to_come = sentence.in_clause(sentence.named("status.expected", "status.will"), mention.start)
                if draft.bound == "at_least" and draft.status == "stated" and to_come:
                    draft.status = "expected"  # "will come after July 4", told on July 6
                drafts.append(draft)
    return _most_precise(drafts)


def _is_of_stranger(mention: DateMention, subject: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether the statement of a day names something that nobody knows, and its subject only in another one: "Ovida
    came out in May, which makes it a rival of ChatGPT"."""
    named = [m for m in sentence.subjects if m.name == subject.name]
    beside = any(not sentence.apart(m, mention) for m in named)
    return bool(named) and not beside and named[0].start > mention.end and unknown_name(mention, sentence, resolver)


def _only_acts(subject: SubjectMention, cue: Cue, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether what came out is not the one named: that one brings out something else ("Codex shipped a layer"), it is
    announced to do something ("announced that Copilot moves to"), or another name is the subject of the verb."""
    if cue.name != "release_date":
        return False
    text = sentence.scan.text
    named = [m for m in sentence.subjects if m.name == subject.name]
    things = sentence.in_clause(candidates("release_date", sentence), cue.start)
    acts = sentence.pattern("brings_out").match(text, cue.end) and not any(m.start >= cue.end for m in things)
    if acts and any(0 <= cue.start - m.end <= _BEFORE_VERB for m in named):
        return True
    announced = [c for c in sentence.named("release_date.announcement") if c.start <= cue.start < c.end]
    does = sentence.pattern("does_else")
    if any(0 < m.start - c.start <= _OBJECT and does.match(text, m.end) for c in announced for m in named):
        return True
    behind = [m for m in named if m.start >= cue.end]
    return len(behind) == len(named) and bool(named) and verb_of_stranger(cue, behind[0], sentence, resolver)


def _is_older(mention: DateMention, cue: Cue, subject: SubjectMention, sentence: Sentence) -> bool:
    """Whether what came out on a day is only set against a subject: "相比去年发布的 1.0 版本，X 更快"."""
    if sentence.pattern("older_release").search(sentence.scan.text, sentence.start, mention.start) is None:
        return False
    named = [m for m in sentence.subjects if m.name == subject.name]
    return not any(cue.end <= m.start and not sentence.apart(m, cue) for m in named)


def _is_beside(mention: DateMention, cue: Cue, subject: SubjectMention, sentence: Sentence) -> bool:
    """Whether a subject is named only behind day and release, for a part of it or in a clause that sets it against what
    came out: "视觉智能 12 月推出，而 X 更晚", "A 的发布，以及 X 的上下文窗口"."""
    named = [m for m in sentence.subjects if m.name == subject.name]
    behind = max(mention.end, cue.end)
    if not named or any(m.start < behind or not sentence.apart(m, cue) for m in named):
        return False
    first = sentence.clause_of(named[0].start)[0]
    set_against = sentence.language == "zh" and any(c.start == first for c in sentence.named("clause"))
    return set_against or sentence.pattern("possesses").match(sentence.scan.text, named[0].end) is not None


def _is_remote(mention: DateMention, cue: Cue, found: Sequence[tuple[DateMention, Cue]], sentence: Sentence) -> bool:
    """Whether a date of another clause, where the event has its own: "out yesterday, in a race of two years", "X, which
    came out in May, sat at No. 2 on Monday"."""
    apart = sentence.apart(mention, cue)
    if apart > 0 and any(
        other.start == cue.start and not sentence.apart(d, other) and (cue.end <= d.start or mention.end <= cue.start)
        for d, other in found
    ):  # fmt: skip
        return True
    vague = mention.precision in ("year", "interval", "month") and apart > 0
    return vague and any(
        other.name == cue.name and d.precision == "day" and sentence.apart(d, other) <= sentence.apart(mention, cue)
        for d, other in found
    )


def _is_close(mention: DateMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether a date and its event stand together in a sentence that goes on about something named before."""
    day = mention.precision in ("day", "part", "month", "quarter", "season")
    only_said = any(overlaps(c, cue) for c in sentence.named("release_date.announcement"))
    headed = not only_said and any(m.type != "company" for scan in sentence.around for m in scan.subjects)
    named = any(s.subjects for s in sentence.before() if s.block == sentence.block)
    goes_on = sentence.lead_in is not None or named or headed
    if sentence.language == "zh":
        goes_on = sentence.lead_in is not None or named
        day = day and sentence.pattern("no_object").match(sentence.scan.text, cue.end) is not None
    return day and goes_on and not sentence.apart(mention, cue) and sentence.distance(mention, cue) <= _CLOSE


def _most_precise(drafts: list[Draft]) -> list[Draft]:
    """One draft for a day that the sentence gives twice: "that same month, on June 10"."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=_days):
        same = [k for k in kept if (k.type, k.subject) == (draft.type, draft.subject)]
        if not any(overlap(k.about, draft.about) for k in same):
            kept.append(draft)
    return kept


def _days(draft: Draft) -> int:
    if draft.about is None:
        return 1 << 20
    first, last = day_range(draft.about)
    return (last - first).days


def _event(mention: DateMention, sentence: Sentence) -> Cue | None:
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
        if cue.name not in (*_EVENTS, *_STAGES, "other.date") or (cue.name in _EVENTS and _of_document(cue, sentence)):
            continue
        if any(d.start <= cue.start and cue.end <= d.end for d in sentence.named("document")):
            continue  # «برنامجا تجريبيا»
        if any(overlaps(c, cue) for c in sentence.named("free")):
            continue  # "免费开放": what opens free of charge may long be out
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
        if _is_of_own(mention, cue, sentence):
            continue
        if cue.name == "release_date.passive" and not _has_subject(cue, sentence):
            continue
        if cue.name == "release_date.named" and not _names(cue, sentence):
            continue
        if cue.name.endswith(".object") and not _has_object(cue, sentence):
            continue
        if _said_before(cue, mention, sentence):
            continue
        if _in_passing(cue, mention, sentence):
            cue = Cue("other.date", cue.start, cue.end)
        away = sentence.distance(cue, mention) + 12 * sentence.apart(cue, mention)
        if cue.name == "other.date":
            away += 6  # a release in the same breath as a report is the news
        if best is None or away < best[0]:
            best = (away, cue)
    if best is None:
        return _listed_event(mention, sentence)
    if best[1].name.startswith("release_date") and _is_last_day(mention, sentence):
        return None
    if best[1].name == "other.date" or sentence.apart(best[1], mention) > _REACH or best[0] > _FAR:
        return None
    if best[1].name.startswith("retirement_date") and sentence.pattern("resumed").search(sentence.text):
        return None
    moved = any(c.start == best[1].start for c in sentence.named("moved"))
    if moved and sentence.has("retirement_date"):
        return Cue("retirement_date", best[1].start, best[1].end)
    gone = [c for c in sentence.in_clause(sentence.named("no_longer"), best[1].start) if c.end <= best[1].start]
    return Cue("retirement_date", best[1].start, best[1].end) if gone else best[1]


def _is_last_day(mention: DateMention, sentence: Sentence) -> bool:
    """Whether something only lasts until that day: «تا ۱۹ ژوئیه در دسترس است», not «تا پایان سال منتشر می‌شود»."""
    until = any(
        (c.start < mention.start and mention.start - c.end <= 2) or c.start == mention.start
        for c in sentence.named("until_by")
    )
    return until and bool(sentence.in_clause(sentence.named("lasting"), mention.start))


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
    """Whether a model is all that a verb brings out: "published X under", not "published X's system card"."""
    end, text = sentence.pattern("named.end"), sentence.scan.text
    things = [m for m in sentence.subjects if m.type in ("model", "family")]
    return any(0 <= m.start - cue.end <= 1 and end.match(text, m.end) is not None for m in things)


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


def _said_before(cue: Cue, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a verb of saying ends in front of a day, which is that of what is said: «گفت فردا عرضه می‌شود».

    Where the verb comes last, a day behind it is of the next one.
    """
    if sentence.traits.verb != "last" or cue.name != "other.date" or cue.end > mention.start:
        return False
    return any(c.start == cue.start for c in sentence.named("said.after"))


def _in_passing(cue: Cue, mention: DateMention, sentence: Sentence) -> bool:
    """Whether a release only tells when something else happened: "in May, after its launch".

    "After its launch in May" dates the launch.
    """
    if not any(p.start <= cue.start and cue.end <= p.end for p in sentence.named("release_date.since")):
        return False
    behind = mention.start >= cue.end and not sentence.apart(mention, cue)
    return not behind or sentence.distance(mention, cue) > _PASSING


def _kind(cue: Cue) -> Cue:
    """The event that a cue tells of: a preview is a release."""
    return Cue(cue.name.partition(".")[0], cue.start, cue.end) if cue.name in _STAGES else cue


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


#: How far behind a verb, in characters, the name of what it brings out may stand.
_OBJECT: Final = 18


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


def _bound(kind: str, mention: DateMention, sentence: Sentence) -> Bound:
    """The bound of a day: "until" and "since" give the day itself, "by" and "not before" a limit."""
    if mention.bound == "at_most" and sentence.pattern("not_before").search(
        sentence.scan.text, sentence.clause_of(mention.start)[0], mention.start
    ):
        return "at_least"  # "won't arrive before May"
    if mention.bound == "at_most" and kind == "release_date" and sentence.named("until_by"):
        return "at_most"  # «تا» is both "until" and "by": what comes out does so by a day
    since = ("until", "release_date", "retirement_date") if mention.bound == "at_least" else ("until",)
    for cue in sentence.named(*since):  # "available since" is one cue
        if (cue.start < mention.end and 0 <= mention.start - cue.end <= 2) or (
            cue.name == "until" and mention.start <= cue.start < cue.end <= max(mention.start + 8, mention.end + 1)
        ):
            return "exact"
    return mention.bound


def _stage(mention: DateMention, cue: Cue, sentence: Sentence) -> str:
    """Release, preview (beta, limited access) or announcement (only shown or announced)."""
    near = [c for c in sentence.named("release_date.preview") if _speaks_of(c, cue, sentence)]
    shown = [c for c in sentence.named("release_date.announcement") if overlaps(c, cue)]
    if near and min(sentence.distance(c, cue) for c in near) <= 60 and not (shown and sentence.language == "fa"):
        return "preview"
    sold = any(q.kind == "money" and q.per for q in sentence.quantities)
    return "announcement" if shown and not sold else "release"  # what is shown with its price is for sale


def _speaks_of(word: Cue, event: Cue, sentence: Sentence) -> bool:
    """Whether a word of another clause can qualify an event: not where that clause has a subject of its own."""
    apart = sentence.apart(word, event)
    if apart == 1 and any(not sentence.apart(d, word) for d in sentence.dates):
        return False  # "unveiled on Monday as a preview, it came out on Friday"
    return apart == 0 or (apart == 1 and not sentence.in_clause(candidates("release_date", sentence), word.start))


def _of_unnamed(sentence: Sentence) -> SubjectMention | None:
    """The company that brings out something that the sentence does not name: "X 打算四季度推出新模型"."""
    if not sentence.has("status.expected", "status.will", "status.rumoured"):
        return None  # what has come out has a name elsewhere
    for thing in sentence.named("new_thing"):
        verbs = [c for c in sentence.in_clause(sentence.named("release_date"), thing.start) if c.end <= thing.start]
        firms = [m for m in sentence.subjects if verbs and m.type == "company" and m.end <= verbs[-1].start]
        if firms:
            return firms[-1]
    return None


def _released_too(anchors: Sequence[SubjectMention], run: Sequence[int], sentence: Sentence) -> list[int]:
    """What else came out on the day of the sentence: "9 日发布 X，同时推出 Y", "一同亮相的还有 Y"."""
    found = []
    for index, anchor in enumerate(anchors):
        if index in run or anchor.start < anchors[run[-1]].end or sentence.apart(anchor, anchors[run[-1]]) == 0:
            continue
        words = sentence.in_clause(sentence.named("also"), anchor.start)
        events = sentence.in_clause(sentence.named("release_date"), anchor.start)
        if any(c.end <= anchor.start for c in words) and any(c.start <= anchor.start for c in events):
            found.append(index)
    return found


def _along(anchors: Sequence[SubjectMention], run: Sequence[int], sentence: Sentence) -> list[int]:
    """What else has the day of the sentence: "X goes on Monday and takes Y and Z with it", "together with Y"."""
    found: list[int] = []
    for cue in sentence.named("along"):
        if cue.start < anchors[run[-1]].end:
            continue
        for listed in groups(anchors, sentence):
            if 0 <= anchors[listed[0]].start - cue.end <= _BEHIND_ALONG:
                found += [index for index in listed if index not in run]
    return found


def _owners(
    kind: str, dates: Sequence[DateMention], sentence: Sentence, resolver: Resolver
) -> list[list[SubjectMention]]:
    anchors = candidates(kind, sentence)
    maker = _of_unnamed(sentence) if kind == "release_date" else None
    things = sentence.named("new_thing")
    if maker is not None:
        verbs = sentence.named("release_date")
        dates_there = [any(not sentence.apart(d, c) for c in verbs) for d in dates]
    if maker is not None and all(any(overlaps(c, a) for c in things) for a in anchors):
        return [[maker] if there else [] for there in dates_there]
    if not anchors:
        found = [carried_over(kind, d, sentence, resolver) for d in dates]
        stores = [c for c in sentence.cues if c.name.startswith("store.")]
        firms = [m for m in sentence.subjects if m.type == "company"]
        companies = {m.name for m in firms if not any(overlaps(c, m) for c in stores)}
        # A company that the sentence names releases what is its own.
        return [[c] if c is not None and (not companies or c.maker in companies) else [] for c in found]
    text = sentence.scan.text
    runs = groups(anchors, sentence)
    result: list[list[SubjectMention]] = []
    chosen = pair(
        dates,
        anchors,
        sentence,
        in_turn=sentence.has("respectively"),
        attached=sentence.is_attached,
    )
    for mention, index in zip(dates, chosen, strict=True):
        if index is None and len({a.name for a in anchors}) == 1 and 0 < anchors[0].start - mention.end <= _PASSING:
            index = None if STRONG.search(text, mention.end, anchors[0].start) else 0  # "First shown in May, X ..."
        if index is None:
            result.append([])
            continue
        run = next(run for run in runs if index in run)
        if len(dates) == 1:
            too = _released_too(anchors, run, sentence) if kind == "release_date" else []
            run = [*run, *too, *_along(anchors, run, sentence)]
        alone = sum(other in run for other in chosen) == 1
        result.append([anchors[i] for i in run] if len(run) > 1 and alone else [anchors[index]])
    return result

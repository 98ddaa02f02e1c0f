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
from pipeline.extract.events.happening import EVENTS, STAGES, event_of
from pipeline.extract.events.owners import is_of_another, of_unnamed, owners_of
from pipeline.extract.events.tense import is_moved_from, is_moved_to, on_its_side
from pipeline.extract.mentions import DateMention
from pipeline.extract.owners.candidates import candidates
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import outside, overlaps
from pipeline.extract.values.checks import is_of_other_thing

#: How far, in letters, the word may stand where the sentence does not name what was released.
_CLOSE: Final = 40


def event_claims(sentence: Sentence, resolver: Resolver, reference: date | None) -> list[Draft]:
    """Every release or retirement that the sentence dates."""
    drafts: list[Draft] = []
    dates = [d for d in sentence.dates if not is_of_other_thing(d.start, sentence)]
    found = [(d, _kind(cue)) for d in dates if (cue := event_of(d, sentence)) is not None]
    if not candidates("release_date", sentence) and of_unnamed(sentence) is None:
        found = [(d, cue) for d, cue in found if _is_close(d, cue, sentence)]
    found = [
        (d, cue) for d, cue in found if not (_is_remote(d, cue, found, sentence) or is_moved_from(d, dates, sentence))
    ]
    moved = any(is_moved_to(d, sentence) for d in dates)
    for kind in EVENTS:
        dated = [(d, cue) for d, cue in found if cue.name == kind]
        if not dated:
            continue
        dated = [(on_its_side(d, cue, sentence, reference), cue) for d, cue in dated]
        owners = owners_of(kind, [d for d, _ in dated], [cue for _, cue in dated], sentence, resolver)
        for (mention, cue), subjects in zip(dated, owners, strict=True):
            if mention.date is None and reference is not None:
                continue
            for subject in subjects:
                if is_of_another(mention, cue, subject, sentence, resolver):
                    continue
                draft = in_sentence(sentence, kind, subject.name, subject.type, mention, f"{kind}.sentence")
                draft.date(mention)
                draft.bound = _bound(kind, mention, sentence)
                if kind == "release_date":
                    draft.aspect = _stage(mention, cue, sentence)
                draft.status, draft.status_cue = status_of(sentence, mention, mention.date, reference, event=True)
                if draft.status == "stated" and (moved or _is_to_come(draft, mention, cue, sentence, reference)):
                    draft.status = "expected"
                drafts.append(draft)
    return _most_precise(drafts)


def _is_to_come(draft: Draft, mention: DateMention, cue: Cue, sentence: Sentence, reference: date | None) -> bool:
    """Whether an event is to come though its day is not: it "will come after July 4", told on July 6, or in a season
    that is not over («این فصل می‌آید»)."""
    plans = draft.bound == "at_least" and sentence.in_clause(
        sentence.named("status.expected", "status.will"), mention.start
    )
    return bool(plans) or _lies_ahead(mention, cue, sentence, reference)


def _lies_ahead(mention: DateMention, cue: Cue, sentence: Sentence, reference: date | None) -> bool:
    """Whether a time that is not over is told in the tense of what is to come."""
    if (
        reference is None
        or mention.date is None
        or not day_range(mention.date)[0] <= reference < day_range(mention.date)[1]
    ):
        return False
    return sentence.pattern("event.to_come").match(sentence.scan.text, cue.start) is not None


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


def _kind(cue: Cue) -> Cue:
    """The event that a cue tells of: a preview is a release."""
    return Cue(cue.name.partition(".")[0], cue.start, cue.end) if cue.name in STAGES else cue


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
    others = [d for d in sentence.dates if d is not mention and d.start >= cue.end]
    over = sentence.named("preview.over")
    near = [
        c for c in outside(sentence.named("release_date.preview"), over)
        # "The former came out on the 14th and the latter on the 12th as a preview"
        if _speaks_of(c, cue, sentence)
        and not _is_before_release(c, cue, sentence)
        and not any(mention.end <= d.start and d.end <= c.start for d in others)
    ]  # fmt: skip
    shown = [c for c in sentence.named("release_date.announcement") if overlaps(c, cue)]
    if near and min(sentence.distance(c, cue) for c in near) <= 60 and not (shown and sentence.language == "fa"):
        return "preview"
    sold = any(q.kind == "money" and q.per for q in sentence.quantities)
    return "announcement" if shown and not sold else "release"  # what is shown with its price is for sale


def _is_before_release(word: Cue, event: Cue, sentence: Sentence) -> bool:
    """Whether a test is only what came before: "it went live after a month of beta", "spent a year in preview before it
    went ..."; not "after a preview came in May"."""
    text = sentence.scan.text
    before = sentence.pattern("preview.before").search(text, sentence.start, word.start)
    if before is not None and (event.start < word.start or sentence.apart(event, word)):
        return True
    return sentence.pattern("preview.behind").match(text, word.end) is not None


def _speaks_of(word: Cue, event: Cue, sentence: Sentence) -> bool:
    """Whether a word of another clause can qualify an event: not where that clause has a subject of its own."""
    apart = sentence.apart(word, event)
    if apart == 1 and any(not sentence.apart(d, word) for d in sentence.dates):
        return False  # "unveiled on Monday as a preview, it came out on Friday"
    return apart == 0 or (apart == 1 and not sentence.in_clause(candidates("release_date", sentence), word.start))

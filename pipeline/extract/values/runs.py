"""Dates that hold for a run of sentences on the same data: shares of a survey, results of a quarter.

"In July ChatGPT had 82.7 % of the traffic. Perplexity came next with 8 %." and "It took in 5 billion in the third
quarter. Its loss was 1 billion." date what follows, too, until another sentence gives a date of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.extract.dates.dates import day_range
from pipeline.extract.draft import Draft
from pipeline.extract.mentions import DateMention
from pipeline.extract.sentence import Sentence

#: The aspect of revenue that is as of a day, not of a period.
_AS_OF: Final = "annualized_revenue"

#: The shortest and the longest of what results are told of, in days.
_PERIOD: Final = range(28, 367)


def take_date_of_run(draft: Draft, sentence: Sentence, former: bool) -> None:
    """Date a share or a result as those that it goes on with; `former` is what it rose or fell from."""
    again = draft.type == "market_share" and any(d.again and d.date == draft.about for d in sentence.dates)
    if (draft.about is not None and not again) or sentence.has("now"):
        return
    if any(_is_of_its_own(d) and not _is_of_another(d, draft, sentence) for d in sentence.dates):
        return
    for told in _run(draft, sentence):
        if draft.type == "market_share" and _is_from_elsewhere(told, sentence):
            return
        dated = sorted((d for d in told if d.about is not None), key=lambda d: day_range(d.about or ""))
        if draft.type == "revenue":
            dated = [d for d in dated if _is_of_firm(d, draft) and _is_of_period(d)]
            former = False
        if not dated:
            continue
        days = {d.about for d in dated}
        if former and len(days) == 1:
            return
        source = dated[0] if former else dated[-1]
        if draft.type == "market_share" and not former and not sentence.pattern("then").search(sentence.text):
            source = _before_looking_back(source, draft, sentence)
        current = [d for d in told if d.about is None and d.subject == source.subject]
        if draft.type == "market_share" and not former and current and source.status == "stated":
            return  # "X is down to 27% from 50% in 2023. Y has 21%": only what was before has a date
        if again and not former and len(days) == 1:
            return  # the period pointed to is the one that the sentence's own words were read as
        draft.about, draft.about_text, draft.calendar = source.about, source.about_text, source.calendar
        return


def _is_from_elsewhere(run: list[Draft], sentence: Sentence) -> bool:
    """Whether a sentence names another house that counts than that of the run: "By B's data X has 80 %"."""
    counting = {v.name for v in sentence.voices if v.kind == "analyst"}
    sources = {d.attributed_to for d in run if d.attributed_to}
    return bool(counting and sources) and not counting & sources


def _before_looking_back(source: Draft, draft: Draft, sentence: Sentence) -> Draft:
    """What a run was about before its last sentence looked back: "In 2025 X has 40 %. Two years before it had 12 %. Y
    has 21 %." """
    run = [d for told in _run(draft, sentence) for d in told if d.about is not None]
    later = [d for d in run if day_range(d.about or "") > day_range(source.about or "")]
    return later[0] if later else source


def _is_of_its_own(mention: DateMention) -> bool:
    """Whether a date of the sentence is another one than that of the run: not "in the same period", "a year ago"."""
    return mention.date is not None and not (mention.again or mention.compared or mention.elapsed)


def _is_of_another(mention: DateMention, draft: Draft, sentence: Sentence) -> bool:
    """Whether a date stands with a later result: "it made 3, after losing 5 in 2024"."""
    if draft.type != "revenue" or sentence.clause_index(mention.start) <= sentence.clause_index(draft.value_span[0]):
        return False
    others = sentence.in_clause(sentence.quantities, mention.start)
    return any(q.kind == "money" and q.end <= mention.start for q in others)


def _run(draft: Draft, sentence: Sentence) -> Iterator[list[Draft]]:
    """The claims of the same type in the sentences before, nearest first, as long as each of them tells of some."""
    if draft.type not in ("market_share", "revenue") or draft.aspect == _AS_OF:
        return
    for before in sentence.before():
        if before.block != sentence.block:
            if any(d.again for d in sentence.dates):
                yield _paragraph_before(draft, sentence)
            return
        told = _alike(draft, before)
        if not told and draft.type == "market_share":
            return
        yield told


def _paragraph_before(draft: Draft, sentence: Sentence) -> list[Draft]:
    """The claims of the same type in the nearest paragraph with any, which "over the same period" points back to."""
    found: list[Draft] = []
    for before in sentence.before():
        told = _alike(draft, before) if before.block != sentence.block else []
        if found and before.block != found[0].block:
            break
        found += told
    return found


def _alike(draft: Draft, before: Sentence) -> list[Draft]:
    """The claims of a sentence that a claim can go on with: of its type, and no share of another market."""
    told = [d for d in before.claims if d.type == draft.type and d.aspect != _AS_OF]
    if draft.type != "market_share":
        return told
    return [d for d in told if set(draft.aspect.split()) <= set(d.aspect.split())]


def _is_of_firm(result: Draft, draft: Draft) -> bool:
    """Whether a result is of a firm or of a part of it that bears its name: "Alibaba Cloud" for "Alibaba"."""
    return result.subject.startswith(draft.subject) or draft.subject.startswith(result.subject)


def _is_of_period(draft: Draft) -> bool:
    first, last = day_range(draft.about or "")
    return (last - first).days + 1 in _PERIOD

"""A claim while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claim import Bound, Claim, Status
from pipeline.extract.dates.dates import day_range
from pipeline.extract.mentions import Calendar, DateMention, Quantity
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, Span


def overlap(one: str | None, other: str | None) -> bool:
    """Whether two dates in the guide's form have a day in common."""
    if one is None or other is None:
        return False
    (a, b), (c, d) = day_range(one), day_range(other)
    return a <= d and c <= b


@dataclass(slots=True)
class Draft:
    """A claim with offsets in its block; `finish` turns it into a `Claim` with offsets in the article's stored text.

    `named` tells whether its paragraph names the subject; `first` is the beginning that it counts, "in its first
    week", of something whose launch has not been told yet.
    """

    type: str
    subject: str
    subject_type: str
    value_span: Span
    quote_span: Span
    text: str
    base: int
    block: int
    rule: str
    aspect: str = ""
    value: float | None = None
    value_max: float | None = None
    text_value: str | None = None
    unit: str = ""
    bound: Bound = "exact"
    about: str | None = None
    about_text: str = ""
    calendar: Calendar | str = ""
    status: Status = "stated"
    status_cue: str = ""
    attributed_to: str | None = None
    named: bool = True
    first: DateMention | None = None

    def date(self, mention: DateMention | None) -> None:
        """Take the date that the claim is about, with its words and calendar."""
        if mention is not None:
            self.about = mention.date
            self.about_text = self.text[mention.start : mention.end] if mention.end <= len(self.text) else ""
            self.calendar = mention.calendar

    def finish(self, text: str) -> Claim:
        """The claim, with offsets in the stored text `text` of its article, and with its words."""
        value_start, value_end, quote_start, quote_end = (self.base + at for at in (*self.value_span, *self.quote_span))
        return Claim(
            claim_type=self.type,
            subject=self.subject,
            subject_type=self.subject_type,
            aspect=self.aspect,
            value=self.value,
            value_max=self.value_max,
            text_value=self.text_value,
            unit=self.unit,
            bound=self.bound,
            value_text=text[value_start:value_end],
            value_start=value_start,
            value_end=value_end,
            quote=text[quote_start:quote_end],
            quote_start=quote_start,
            quote_end=quote_end,
            about_date=self.about,
            about_text=self.about_text,
            calendar=str(self.calendar),
            status=self.status,
            status_cue=self.status_cue,
            attributed_to=self.attributed_to,
            rule=self.rule,
        )


def in_sentence(sentence: Sentence, kind: str, subject: str, subject_type: str, value: Placed, rule: str) -> Draft:
    """A draft whose quote is the sentence and whose value stands at `value`."""
    return Draft(
        type=kind,
        subject=subject,
        subject_type=subject_type,
        value_span=(value.start, value.end),
        quote_span=(sentence.start, sentence.end),
        text=sentence.scan.text,
        base=sentence.base,
        block=sentence.block,
        rule=rule,
    )


def with_quantity(draft: Draft, quantity: Quantity) -> Draft:
    """Take value, upper value and bound from a quantity."""
    draft.value, draft.value_max, draft.bound = quantity.value, quantity.value_max, quantity.bound
    return draft

"""One claim once: a value said again, without anything new, is no further claim."""

from __future__ import annotations

from pipeline.article import Article
from pipeline.extract.dates.dates import day_range
from pipeline.extract.draft import Draft, overlap

#: How far a rounded number of a headline may be off.
_ROUNDING = 0.1

_DAY_TYPES = ("release_date", "retirement_date")


def without_repeats(drafts: list[Draft], article: Article) -> list[Draft]:
    """The drafts without those that repeat another: body before title and headings, first before later.

    A later draft stays if it adds a subject, aspect, date or status. A draft of the title or a heading goes as soon as
    the body gives the same value of the same type.
    """
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (_is_headline(d, article), d.base, d.value_span)):
        if not any(_repeats(draft, earlier, _is_headline(draft, article)) for earlier in kept):
            kept.append(draft)
    return kept


def _is_headline(draft: Draft, article: Article) -> bool:
    return article.blocks[draft.block].kind in ("title", "heading")


def _repeats(draft: Draft, earlier: Draft, headline: bool) -> bool:
    if draft.type != earlier.type:
        return False
    if draft.type in _DAY_TYPES:
        return (
            (draft.subject == earlier.subject or headline)
            and _same_day(draft, earlier)
            and draft.status == earlier.status
        )
    same_value = (draft.value, draft.value_max, draft.text_value, draft.unit) == (
        earlier.value, earlier.value_max, earlier.text_value, earlier.unit,
    )  # fmt: skip
    if headline and (same_value or _rounds(draft, earlier)):
        return True
    if not same_value:
        return False
    return (
        draft.subject == earlier.subject
        and draft.aspect in (earlier.aspect, "")
        and draft.about in (earlier.about, None)
        and draft.status == earlier.status
    )


def _rounds(draft: Draft, earlier: Draft) -> bool:
    """Whether a headline's "over 100 billion" is the body's 105.4 billion, rounded."""
    if draft.value is None or earlier.value is None or draft.unit != earlier.unit:
        return False
    if draft.bound == "exact" and not _is_round(draft.value):
        return False
    return draft.subject == earlier.subject and abs(draft.value - earlier.value) <= _ROUNDING * abs(earlier.value)


def _is_round(value: float) -> bool:
    """Whether a number has one digit that counts: 100 billion."""
    digits = f"{value:.6e}".partition("e")[0].replace(".", "").rstrip("0")
    return len(digits) == 1


def _same_day(draft: Draft, earlier: Draft) -> bool:
    """Whether the days overlap and the later draft is not the more precise one."""
    if draft.about is None or earlier.about is None:
        return draft.about == earlier.about
    (a, b), (c, d) = day_range(draft.about), day_range(earlier.about)
    return overlap(draft.about, earlier.about) and (b - a) >= (d - c)

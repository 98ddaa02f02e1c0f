"""Articles that report few numbers: interviews, research reports, essays.

News goes on about a subject for paragraphs without naming it. Where few sentences state a value of somebody they name,
a number whose paragraph names nobody known is mostly that of somebody unknown, or an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.draft import Draft
from pipeline.extract.mentions import SubjectMention
from pipeline.extract.sentence import Sentence

#: The share of sentences that state a value of somebody they name, under which an article reports few numbers. In
#: annotated news hardly any has fewer; of what was carried over from afar in articles that do, read in 2026, one claim
#: in seven was right.
_FEW: Final = 1 / 12

#: Fewer sentences are no article that could be sparse: of what posts of channels carry over, eight claims in ten are
#: right.
_SHORT: Final = 20


def is_named(draft: Draft, sentence: Sentence) -> bool:
    """Whether a claim's sentence, or one before it in its paragraph, names the subject, its line or its product."""
    paragraph = [sentence, *(s for s in sentence.before() if s.block == sentence.block)]
    return any(
        _names(mention, draft) and not _is_a_word(mention, each) for each in paragraph for mention in each.subjects
    )


def _is_a_word(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a subject is not named but pointed at by a word of the language: 该公司, «این مدل»."""
    written = sentence.scan.text[mention.start : mention.end]
    return mention.short and not any(char.isascii() and char.isalnum() for char in written)


def _names(mention: SubjectMention, draft: Draft) -> bool:
    name, subject = mention.name, draft.subject
    return subject in (name, mention.maker) or name.startswith(subject) or subject.startswith((f"{name} ", f"{name}-"))


def without_far_fetched(drafts: Sequence[Draft], telling: int, sentences: int) -> list[Draft]:
    """The claims without those whose subject comes from afar, in an article of which only `telling` of its `sentences`
    state a value of somebody they name."""
    if sentences < _SHORT or telling >= _FEW * sentences:
        return list(drafts)
    return [draft for draft in drafts if draft.named]

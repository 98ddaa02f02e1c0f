"""What tells of a release or a retirement without a verb for it: where something goes, with what a firm comes.

Whatever the verb of motion, what gets into the hands of developers comes out, and what goes from a list leaves; a firm
that answers, follows or begins "with" a model of its own brings it out.
"""

from __future__ import annotations

from typing import Final

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import DateMention, SubjectMention
from pipeline.extract.sentence import Sentence

#: How far behind "with", in characters, stands the name of what a firm comes with.
_WITH: Final = 30

_FRAMES: Final = {"event.goal": "release_date", "event.source": "retirement_date"}
_ELSEWHERE: Final = ("other.date", "ranking", "top")


def framed_event(mention: DateMention, sentence: Sentence) -> Cue | None:
    """The words of the day's clause that tell where a model or product goes to or from, or that its maker brings it."""
    if mention.precision in ("year", "interval") or any(sentence.in_clause(sentence.named(*_ELSEWHERE), mention.start)):
        return None
    first, last = sentence.clause_of(mention.start)
    if any(q.kind in ("money", "percent") for q in sentence.in_clause(sentence.quantities, mention.start)):
        return None
    text = sentence.scan.text
    things = [m for m in sentence.in_clause(sentence.subjects, mention.start) if m.type in ("model", "family")]
    for name, kind in _FRAMES.items() if things else ():
        found = sentence.pattern(name).search(text, first, last)
        if found is not None:
            return Cue(kind, found.start(), found.end())
    return _comes_with(mention, sentence)


def _comes_with(mention: DateMention, sentence: Sentence) -> Cue | None:
    """The words with which a firm appears with something of its own: "IBM went first, on 2 October, with Granite 4"."""
    firms = [m for m in sentence.subjects if m.type == "company"]
    for found in sentence.pattern("event.with").finditer(sentence.scan.text, sentence.start, sentence.end):
        own = [m for m in sentence.subjects if 0 <= m.start - found.end() <= _WITH and _is_thing(m)]
        if own and any(firm.end <= found.start() + 1 and firm.name == own[0].maker for firm in firms):
            cue = Cue("release_date", found.start(), found.end())
            if (
                sentence.apart(cue, mention) <= 1
                and found.start() <= mention.end
                and mention.start <= own[0].end + _WITH
            ):
                return cue
    return None


def _is_thing(mention: SubjectMention) -> bool:
    return mention.type in ("model", "family", "product")

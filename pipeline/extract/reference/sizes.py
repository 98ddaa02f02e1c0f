"""Sizes that an article lists for a model: "Apertus comes in two sizes, 8 billion and 70 billion parameters".

Each of them is a model of its own, "Apertus 8B", which the text then calls "the larger one" or "the 70B".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import Quantity, SubjectMention
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.patterns import pattern
from pipeline.extract.quantities.quantities import find_quantities
from pipeline.extract.sentences import ROUGH_END
from pipeline.text.fold import Folded

#: The size at the end of a model's name.
_SIZED: Final = re.compile(r"[ -]\d{1,4}(?:\.\d+)?[bBmM](?:-[aA]\d+(?:\.\d)?[bB])?$")
#: A size as in a model's name: "4B与9B两个版本".
_WRITTEN: Final = re.compile(r"\d{1,4}(?:\.\d)?B(?![A-Za-z\d])")
#: Models smaller and larger than these are told in other words.
_LEAST: Final = 1e6
_MOST: Final = 1e12
#: How far behind the word for sizes, in characters, their list begins, and what parts two of a list.
_REACH: Final = 60
_GAP: Final = 24


def listed_sizes(
    texts: Sequence[Folded], languages: Sequence[str], named: Sequence[Sequence[SubjectMention]], subjects: Subjects
) -> dict[tuple[str, float], SubjectMention]:
    """By the name of a line and the number of parameters the models that an article tells by their sizes alone."""
    found: dict[tuple[str, float], SubjectMention] = {}
    told = {m.name for mentions in named for m in mentions}
    for text, language, mentions in zip(texts, languages, named, strict=True):
        for cue in pattern(language, "in_sizes").finditer(text.original):
            line = _line_before(cue.start(), mentions) or _main_line(named)
            if line is None:
                continue
            for size in _list_at(cue, text, language):
                model = replace(line, name=_name(line, size, text, subjects), type="model", short=True)
                if model.name not in told:
                    found.setdefault((line.name, size.value), model)
    return found


def _list_at(cue: re.Match[str], text: Folded, language: str) -> list[Quantity]:
    """The numbers of parameters in the list that stands beside a word for sizes; none if there are not several."""
    ends = [m.end() for m in ROUGH_END.finditer(text.original, cue.end())][:1]
    starts = [m.end() for m in ROUGH_END.finditer(text.original, 0, cue.start())][-1:]
    first, last = (*starts, 0)[0], (*ends, len(text.original))[0]
    sizes = [
        q
        for q in find_quantities(text, language)
        if first <= q.start and q.end <= last and q.unit in ("", "parameters") and _LEAST <= q.value < _MOST
    ]
    near = [q for q in sizes if -_REACH <= q.start - cue.end() <= _REACH]
    run = near[:1]
    for one, other in pairwise([*near[:1], *(q for q in sizes if near and q.start > near[0].start)]):
        if other.start - one.end > _GAP or other.value <= 0:
            break
        run.append(other)
    several = len({q.value for q in run}) > 1
    sure = any(q.unit == "parameters" or _WRITTEN.match(text.original, q.start) for q in run)
    return run if several and sure else []


def _line_before(at: int, mentions: Iterable[SubjectMention]) -> SubjectMention | None:
    """The last model or family named before a place, that tells no size itself."""
    lines = [m for m in mentions if m.type in ("model", "family") and m.end <= at and not _SIZED.search(m.name)]
    return lines[-1] if lines else None


def _main_line(named: Sequence[Sequence[SubjectMention]]) -> SubjectMention | None:
    """The model or family without a size that the title names first, else the one that the text names most."""
    lines = [[m for m in each if m.type in ("model", "family") and not _SIZED.search(m.name)] for each in named]
    if lines and lines[0]:
        return lines[0][0]
    counts = Counter(m.name for each in lines for m in each)
    return next((m for each in lines for m in each if m.name == counts.most_common(1)[0][0]), None)


def _name(line: SubjectMention, size: Quantity, text: Folded, subjects: Subjects) -> str:
    """A line's name with a size, as its maker joins the two and the text writes it: "Qwen4-0.5B", "Apertus 70B"."""
    family = next(iter(subjects.families_of(line)), "")
    joint = (subjects.grammars[family].entry.joint or "-") if family in subjects.grammars else " "
    billions = size.value >= 1e9 or text.original[size.number_start : size.number_end].endswith(("B", "b"))
    number, scale = (size.value / 1e9, "B") if billions else (size.value / 1e6, "M")
    return f"{line.name}{joint}{number:g}{scale}"

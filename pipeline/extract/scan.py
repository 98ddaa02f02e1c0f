"""Everything that the layers below claims find in one text, found once: a scan of a block or of a table's cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from pipeline.extract.cues import Cue, find_cues, longest
from pipeline.extract.dates.dates import find_dates
from pipeline.extract.mentions import DateMention, NameMention, Quantity, SubjectMention
from pipeline.extract.patterns import pattern
from pipeline.extract.quantities.quantities import find_quantities
from pipeline.extract.spans import Placed, inside, outside
from pipeline.text.fold import folded_once

_DIGIT: Final = re.compile(r"\d|(?<=\d)[.](?=\d)")


@dataclass(slots=True)
class Scan:
    """The mentions and cues of one text; all offsets count in `text`. Lists are in order of their starts."""

    text: str
    language: str
    country: str = ""
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    subjects: list[SubjectMention] = field(default_factory=list)
    benchmarks: list[SubjectMention] = field(default_factory=list)
    places: list[NameMention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    def part(self, start: int, end: int) -> Scan:
        """The scan with only the dates and cues inside `start:end`."""
        return replace(self, dates=inside(self.dates, start, end), cues=inside(self.cues, start, end))

    def named(self, *names: str, start: int = 0, end: int | None = None) -> list[Cue]:
        """The cues of these groups inside `start:end`."""
        stop = len(self.text) if end is None else end
        return [c for c in self.cues if c.name in names and start <= c.start and c.end <= stop]

    def cues_of(self, family: str) -> list[Cue]:
        """The cues of all groups whose names begin so: "store." for those of every store."""
        return [c for c in self.cues if c.name.startswith(family)]

    def has(self, *names: str, start: int = 0, end: int | None = None) -> bool:
        """Whether a cue of one of these groups stands inside `start:end`."""
        stop = len(self.text) if end is None else end
        return any(c.name in names and start <= c.start and c.end <= stop for c in self.cues)


def scan(
    text: str,
    language: str,
    *,
    reference: date | None,
    previous: DateMention | None,
    subjects: Sequence[SubjectMention],
    benchmarks: Sequence[SubjectMention],
    places: Sequence[NameMention] = (),
    country: str = "",
    earlier: Sequence[DateMention] = (),
) -> Scan:
    """Scan one text. `subjects` and `benchmarks` are given; what lies inside their names is no number and no date."""
    folded = folded_once(text)
    names = [*subjects, *benchmarks]
    bare = _without(names, text)
    nameless = folded if bare == text else folded_once(bare)
    found = find_dates(nameless, language, reference, previous=previous, earlier=earlier, country=country)
    dateline = pattern(language, "dateline").match(text)
    dates = [d for d in outside(found, names) if dateline is None or d.start >= dateline.end()]
    cues = [*_apart_from(find_cues(folded, language), [*names, *dates]), *_own_licences(text)]
    cues = longest_by_kind(cues)
    licences = [c for c in cues if c.name.startswith("licence.")]
    quantities = outside(find_quantities(nameless, language, country=country), [*names, *dates, *licences])
    return Scan(
        text=text,
        language=language,
        country=country,
        quantities=quantities,
        dates=dates,
        subjects=sorted(subjects, key=lambda m: m.start),
        benchmarks=sorted(benchmarks, key=lambda m: m.start),
        places=list(places),
        cues=cues,
    )


#: A licence of a maker's own by its name: "Tencent Hunyuan Community License", "Gemma Terms of Use".
_OWN_LICENCE: Final = re.compile(
    r"\b(?:[A-Z][\w.-]*|\d+(?:\.\d+)?)(?: (?:[A-Z][\w.-]*|\d+(?:\.\d+)?)){0,4} "
    r"(?:(?:Community|Research|Model|Open|Open Model|Commercial|Non-Commercial|RAIL-M|Source|Responsible AI) "
    r"Licen[sc]e(?: Agreement)?|Terms of Use)\b"
    r"|\b(?!(?:The|An?|This|Its|Their|Our|Under|Open|Source|Free|Software|Commercial|Public|Standard|Business) )"
    r"[A-Z][A-Za-z.-]*(?: [A-Z][A-Za-z.-]*){0,3} Licen[sc]e(?: (?:v|Version )?\d(?:\.\d)?)?\b"
)


def _own_licences(text: str) -> list[Cue]:
    """The licences that a text names in full and the lexicon does not know."""
    if "Licen" not in text and "Terms of Use" not in text:
        return []  # the pattern is tried at every capital
    return [Cue(f"licence.{m.group()}", m.start(), m.end()) for m in _OWN_LICENCE.finditer(text)]


def _without(names: Sequence[Placed], text: str) -> str:
    """The text with letters in place of names' digits, which are no days: "GPT-5 in August", «Llama 4 در آوریل»."""
    for name in names:
        text = text[: name.start] + _DIGIT.sub("x", text[name.start : name.end]) + text[name.end :]
    return text


def _apart_from(cues: list[Cue], taken: Sequence[Placed]) -> list[Cue]:
    """The cues that are no part of a name or a date ("May", "ERNIE Speed"); a store may bear its firm's name."""
    return [
        c
        for c in cues
        if c.name == "new_thing"
        or c.name.startswith("store.")
        or not any(t.start <= c.start and c.end <= t.end for t in taken)
    ]


def longest_by_kind(cues: list[Cue]) -> list[Cue]:
    """Drop a cue inside a longer one of the same kind of group: "缓存" in "缓存未命中", "cost" in "training cost"."""
    kinds: dict[str, list[Cue]] = {}
    for cue in cues:
        kinds.setdefault(_kind(cue.name), []).append(cue)
    kept = [cue for group in kinds.values() for cue in longest(group)]
    return sorted(kept, key=lambda c: (c.start, c.end))


def _kind(name: str) -> str:
    head, dot, _ = name.partition(".")
    if head == "other" or not dot:
        return "free" if name in ("free", "not_free") else "type"
    return head

"""One statement to look at: a sentence, list item or heading with what was found in it and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extract.cues import Cue
from pipeline.extract.mentions import DateMention, NameMention, Quantity, SubjectMention
from pipeline.extract.patterns import pattern
from pipeline.extract.scan import Scan
from pipeline.extract.sentences import clauses
from pipeline.extract.spans import P, Placed, Span, inside
from pipeline.languages.traits import Traits, traits

if TYPE_CHECKING:
    from pipeline.extract.draft import Draft

#: How far behind its article, in characters, the noun of a description stands.
_DESCRIBED = 30


@dataclass(slots=True)
class Sentence:
    """`scan.text[start:end]` of block `block`; `base` is the block's offset in the article's stored text.

    `around` holds the scans that speak for this sentence too, nearest first: the line that leads in a list, the
    headings above. `previous` is the sentence before it in the same section; `claims` are those it made, and `voices`
    who speaks in it, once read; `history` are all claims of the article so far.
    """

    scan: Scan
    start: int
    end: int
    block: int
    base: int
    kind: str
    reply: int = 0
    around: list[Scan] = field(default_factory=list)
    lead_in: Sentence | None = None
    previous: Sentence | None = None
    history: list[Draft] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    subjects: list[SubjectMention] = field(default_factory=list)
    benchmarks: list[SubjectMention] = field(default_factory=list)
    places: list[NameMention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    clauses: list[Span] = field(default_factory=list)
    claims: list[Draft] = field(default_factory=list)
    voices: list[NameMention] = field(default_factory=list)
    _groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        a, b = self.start, self.end
        self.quantities = inside(self.scan.quantities, a, b)
        self.dates = inside(self.scan.dates, a, b)
        self.subjects = inside(self.scan.subjects, a, b)
        self.benchmarks = inside(self.scan.benchmarks, a, b)
        self.places = inside(self.scan.places, a, b)
        self.cues = inside(self.scan.cues, a, b)
        self._groups = frozenset(c.name for c in self.cues)
        breaks = [c.start for c in self.cues if c.name == "clause"]
        breaks += [m.end() for m in pattern(self.language, "verb.and").finditer(self.scan.text, a, b)]
        self.clauses = _unbroken(
            clauses(self.scan.text, a, b, breaks),
            [*self.subjects, *self.benchmarks, *self.quantities, *self.dates],
        )

    @property
    def text(self) -> str:
        return self.scan.text[self.start : self.end]

    @property
    def language(self) -> str:
        return self.scan.language

    @property
    def priced_by_token(self) -> bool:
        """Whether the article has given prices per token before."""
        return any(d.type == "price" and d.unit.endswith("tokens") for d in self.history)

    @property
    def priced_by_month(self) -> bool:
        """Whether the article has given prices of subscriptions before."""
        return any(d.type == "price" and d.unit.endswith("/month") for d in self.history)

    def named(self, *names: str) -> list[Cue]:
        """The sentence's cues of these groups."""
        return [] if self._groups.isdisjoint(names) else [c for c in self.cues if c.name in names]

    def has(self, *names: str) -> bool:
        """Whether the sentence has a cue of one of these groups."""
        return not self._groups.isdisjoint(names)

    def pattern(self, name: str) -> re.Pattern[str]:
        """The regex of that name in the sentence's language."""
        return pattern(self.language, name)

    @property
    def traits(self) -> Traits:
        """How the sentence's language is built."""
        return traits(self.language)

    def clause_index(self, offset: int) -> int:
        """The number of the clause that `offset` lies in."""
        return max(0, bisect_right(self.clauses, (offset, 1 << 60)) - 1)

    def clause_of(self, offset: int) -> Span:
        """The clause that `offset` lies in."""
        return self.clauses[self.clause_index(offset)] if self.clauses else (self.start, self.end)

    def part_of(self, offset: int) -> Span:
        """The statement that `offset` lies in: between words that set one against another ("while", "whereas")."""
        cuts = [c.start for c in self.cues if c.name == "contrast" and c.start > self.start]
        first = max((c for c in cuts if c <= offset), default=self.start)
        return first, min((c for c in cuts if c > offset), default=self.end)

    def is_attached(self, clause: Span) -> bool:
        """Whether a clause hangs on the word right before it: "..., valued at", "..., which", «که»."""
        first = (
            clause[0] + len(self.scan.text[clause[0] : clause[1]]) - len(self.scan.text[clause[0] : clause[1]].lstrip())
        )
        if any(c.start == first for c in self.cues if c.name == "attached"):
            return True
        # "..., a start-up that investors value at"
        opens = self.pattern("article").match(self.scan.text, first)
        named = any(0 <= clause[0] - m.end <= 1 for m in self.subjects)  # "Foo, another rival of Bar,"
        return opens is not None and (
            named or any(0 < c.start - first <= _DESCRIBED for c in self.cues if c.name == "described")
        )

    def in_clause(self, items: Sequence[P], offset: int) -> list[P]:
        """The items in the clause of `offset`."""
        first, last = self.clause_of(offset)
        return [item for item in items if first <= item.start < last]

    def distance(self, item: Placed, other: Placed) -> float:
        """How far apart two things stand, in letters of an alphabet."""
        gap = max(item.start - other.end, other.start - item.end, 0)
        return gap * self.traits.letters

    def apart(self, item: Placed, other: Placed) -> int:
        """How many clauses lie between two things (0: the same clause)."""
        return abs(self.clause_index(item.start) - self.clause_index(other.start))

    def before(self) -> Iterator[Sentence]:
        """The sentences before this one in its section, nearest first."""
        sentence = self.previous
        while sentence is not None:
            yield sentence
            sentence = sentence.previous


def _unbroken(spans: list[Span], names: list[Placed]) -> list[Span]:
    """Clauses, with no cut inside a name or a value."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and any(n.start < start < n.end for n in names):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged

"""Places in a text: what lies inside, outside or across what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

#: A stretch of a text, `start:end`.
Span = tuple[int, int]


class Placed(Protocol):
    """Anything that stands at `start:end` of a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=Placed)

#: How far behind a thing, in characters, a word may begin that speaks of it and not of the next one.
BEHIND: Final = 3


def overlaps(one: Placed, other: Placed) -> bool:
    """Whether two things have a character in common."""
    return one.start < other.end and other.start < one.end


def contains(one: Placed, other: Placed) -> bool:
    """Whether one thing holds all of another."""
    return one.start <= other.start and other.end <= one.end


def is_across(span: Span, items: Iterable[Placed]) -> bool:
    """Whether a stretch has a character in common with one of the items."""
    start, end = span
    return any(item.start < end and start < item.end for item in items)


def is_taken(span: Span, taken: Iterable[Span]) -> bool:
    """Whether a stretch has a character in common with one of those that are taken."""
    start, end = span
    return any(first < end and start < last for first, last in taken)


def inside(items: Iterable[P], start: int, end: int) -> list[P]:
    """The items that lie wholly inside `start:end`."""
    return [item for item in items if start <= item.start and item.end <= end]


def outside(items: Iterable[P], others: Sequence[Placed]) -> list[P]:
    """The items that overlap none of the others."""
    return [item for item in items if not any(overlaps(item, other) for other in others)]


def right_behind(word: Placed, thing: Placed) -> bool:
    """Whether a word stands so close behind a thing that it speaks of it."""
    return 0 <= word.start - thing.end <= BEHIND

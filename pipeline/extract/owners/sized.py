"""Sizes that models' own names give: "Gemma 3 270M" has 270 million parameters, and nobody's "7B" has 13 billion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import Quantity, SubjectMention
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence

#: A size in a name; "A3B" and "E4B" are others than that of the whole model, "8x7B" is no sum.
_SIZE: Final = re.compile(r"(?<![A-Za-z\d.])(\d{1,4}(?:\.\d+)?)([BbMm])(?![A-Za-z\d])")
_SCALES: Final = {"b": 1e9, "m": 1e6}

#: How far a model may be from the size of its name: Qwen2.5-VL-7B has 8.3 billion parameters.
_NEAR: Final = 1.35


def sized(
    size: Quantity, owners: Sequence[tuple[str, str]], sentence: Sentence, resolver: Resolver
) -> list[tuple[str, str]]:
    """The owners of a size, each as its sibling whose name gives the size, without those whose names contradict it."""
    found = (_as_named(size, name, kind, sentence, resolver) for name, kind in owners)
    return list(dict.fromkeys(owner for owner in found if owner is not None))


def _as_named(size: Quantity, name: str, kind: str, sentence: Sentence, resolver: Resolver) -> tuple[str, str] | None:
    listed = resolver.of_size(name, size.value)
    if listed is not None:
        return listed.name, "model"
    given = _sizes(name)
    if any(_is_near(size.value, own) for own in given):
        return name, kind
    stem = _SIZE.sub("", name).strip(" -")
    named: Sequence[SubjectMention] = resolver.models() if given else sentence.subjects
    siblings = {
        m.name for m in named
        if m.name != name and m.name.startswith(stem) and _SIZE.sub("", m.name).strip(" -") == stem
        and any(_is_near(size.value, own) for own in _sizes(m.name))
    }  # fmt: skip
    if len(siblings) == 1:
        return siblings.pop(), "model"
    return None if given else (name, kind)


def _sizes(name: str) -> list[float]:
    return [float(number) * _SCALES[scale.lower()] for number, scale in _SIZE.findall(name)]


def _is_near(size: float, own: float) -> bool:
    return own / _NEAR <= size <= own * _NEAR

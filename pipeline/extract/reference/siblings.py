"""Which of several models is meant: the larger, the older, the newest, the plain one, or the last two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.reference.prominence import Prominence

_VERSION: Final = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2})?(?![\d.]*[bB])")

#: Words of models' names that tell a smaller or a larger one of its line.
_RANKS: Final = {
    "nano": -4, "tiny": -4, "mini": -3, "flash-lite": -3, "lite": -2, "small": -2, "haiku": -2, "air": -1, "flash": -1,
    "medium": 0, "sonnet": 0, "pro": 1, "large": 1, "opus": 1, "max": 2, "ultra": 2,
}  # fmt: skip
_RANK_WORD: Final = re.compile(rf"[ -](?:{'|'.join(sorted(_RANKS, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)

#: What is made, in contrast to who makes it.
_THINGS: Final = ("model", "family", "product")

#: The size of a model as its name tells it: "gpt-oss-120b", "Qwen3-235B-A22B".
_SIZE_IN_NAME: Final = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,2})?)[bB](?![a-z])")


def sized(kind: str, last: Sequence[SubjectMention], everything: Sequence[SubjectMention]) -> SubjectMention | None:
    """What "the larger model" (`kind`: larger, smaller) is, of models whose names tell their size.

    The largest of the line named last that has several, or that the article names later.
    """
    chosen = max if kind == "larger" else min
    for mentions in (last, [*last, *everything]):
        lines: dict[str, list[SubjectMention]] = defaultdict(list)
        for model in {m.name: m for m in mentions if m.type in ("model", "family")}.values():
            told = _SIZE_IN_NAME.search(model.name)
            # "gpt-oss-20b" beside "gpt-oss-120b"; "GPT-5" beside "GPT-5 mini"
            lines[model.name[: told.start()].rstrip(" -") if told else _RANK_WORD.sub("", model.name)].append(model)
        for line in lines.values():
            numbered = [m for m in line if _SIZE_IN_NAME.search(m.name)]
            siblings = numbered if len(numbered) > 1 else line
            if len({_size_of(m.name) for m in siblings}) > 1:
                return chosen(siblings, key=lambda m: _size_of(m.name))
    return None


def plain(last: Sequence[SubjectMention], main: SubjectMention | None) -> SubjectMention | None:
    """What "the regular version" is: of two models named last the one whose name the other one lengthens, but the
    article's main model where that is the longer one."""
    models = list({m.name: m for m in last if m.type == "model"}.values())
    for model in models:
        if any(_lengthens(other, model) for other in models):
            return main if main is not None and _lengthens(main, model) else model
    return main


def _lengthens(other: SubjectMention, model: SubjectMention) -> bool:
    return other.name.startswith((f"{model.name} ", f"{model.name}-"))


def last_two(
    last: Sequence[SubjectMention], types: Sequence[SubjectType], subjects: Subjects, prominence: Prominence
) -> list[SubjectMention]:
    """The two that "both models" means, in the order in which they were named: the last two of the family that the
    article speaks of most, else the last two; none if fewer were named."""
    named = {m.name: m for m in reversed(last) if m.type in types}
    recent = list(dict.fromkeys(m.name for m in last if m.name in named))
    if len(recent) < 2:
        return []
    lines = {name: (subjects.families_of(m) or [m.maker])[0] for name, m in named.items()}
    weights: Counter[str] = Counter()
    for name, m in named.items():
        weights[lines[name]] += prominence.weight(m)
    several = [line for line, _ in weights.most_common() if list(lines.values()).count(line) > 1]
    two = [name for name in recent if not several or lines[name] == several[0]][:2]
    return [named[name] for name in reversed(two)]


def is_one_of(mention: SubjectMention, line: SubjectMention) -> bool:
    """Whether a mention is a model of the line that another one names: Qwen3-Coder of Qwen."""
    if line.type == "company" or mention.name == line.name:
        return False
    return mention.name.startswith(f"{line.name} ") or (line.type == "family" and mention.name.startswith(line.name))


def two_named(sentence: Sequence[SubjectMention]) -> list[SubjectMention]:
    """The two that "the former" and "the latter" mean, of what a sentence names: its two things, else its two firms."""
    for types in (_THINGS, ("company",)):
        named = {m.name: m for m in reversed(sentence) if m.type in types}
        if len(named) >= 2:
            return list(named.values())[::-1] if len(named) == 2 else []
    return []


def newest(here: Sequence[SubjectMention], prominence: Prominence) -> SubjectMention | None:
    """What "the new model" is: the article's main one, but in a story that does not name it the one that the story
    began with."""
    main = prominence.main("model")
    models = [m for m in here if m.type == "model"]
    if main is None or not models or any(m.name == main.name or m.family == main.name for m in here):
        return main or prominence.last(reversed(here), "model")
    return models[0]


def predecessor(last: Iterable[SubjectMention], main: SubjectMention | None) -> SubjectMention | None:
    """The last named model of the main model's maker that is another one, of its family an older one."""
    if main is None:
        return None
    others = (m for m in last if m.type == "model" and m.name != main.name and m.maker == main.maker)
    return next((m for m in others if not _is_as_new(m.name, main.name)), None)


def _is_as_new(name: str, other: str) -> bool:
    """Whether a model is a sister of another one and no model before it: GLM-4.5-Air beside GLM-4.5."""
    one, two = _VERSION.search(name), _VERSION.search(other)
    same_line = one is not None and two is not None and name[: one.start()] == other[: two.start()]
    return same_line and float(one[0]) >= float(two[0])  # type: ignore[index]


def _size_of(name: str) -> float:
    """How large a model is among those of its line, by the number or the word in its name."""
    size = _SIZE_IN_NAME.search(name)
    if size is not None:
        return float(size[1])
    word = _RANK_WORD.search(name)
    return float(_RANKS[word.group()[1:].lower()]) if word is not None else 0.0

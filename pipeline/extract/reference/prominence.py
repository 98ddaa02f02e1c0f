"""How much an article speaks of each of its subjects: what its title names most, then its lead, then how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pipeline.article import Block
from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.names.subjects import Subjects

#: Which types of mention answer to a wanted type, the likeliest first.
ANSWERS: Final[dict[str, tuple[SubjectType, ...]]] = {
    "model": ("model", "family"),
    "family": ("family", "model"),
    "product": ("product",),
    "company": ("company",),
    "plan": ("product",),
}
_TITLE_WEIGHT: Final = 8
_FIRST_WEIGHT: Final = 6  # the first of its type in the title
_LEAD_WEIGHT: Final = 2
_LEAD_BLOCKS: Final = 3


class Prominence:
    """The subjects that an article names, weighed; made of the mentions of its title and then of each block.

    `rivals` are those of the title that it only sets something against: they weigh no more than anywhere else.
    """

    def __init__(
        self,
        mentions: Sequence[Sequence[SubjectMention]],
        blocks: Sequence[Block],
        subjects: Subjects,
        rivals: Sequence[SubjectMention] = (),
    ) -> None:
        self._subjects = subjects
        self._weights: Counter[tuple[SubjectType, str]] = Counter()
        self._apps: Counter[str] = Counter()  # how often a family is named by its models
        self._first: dict[tuple[SubjectType, str], SubjectMention] = {}
        self._in_text: Counter[str] = Counter()  # how often a name stands elsewhere than in the title
        self._weigh(mentions, blocks, rivals)

    def __bool__(self) -> bool:
        return bool(self._weights)

    def weight(self, mention: SubjectMention) -> int:
        """How much the article speaks of what a mention names."""
        return self._weights[mention.type, mention.name]

    def main(self, wanted: str) -> SubjectMention | None:
        """What the article is mostly about, of a wanted type (model, family, product, company), or None.

        The title counts most, then the lead, then how often a subject is named.
        """
        keys = [
            key
            for key, first in self._first.items()
            if self.answer(first, wanted) is first and (first.type != "company" or wanted == "company")
        ]
        if not keys:
            return None
        likeliest = ANSWERS[wanted][0]

        def weight(key: tuple[SubjectType, str]) -> tuple[int, bool]:
            apps = self._apps[key[1].removesuffix(" app")] if wanted == "product" else 0
            return self._weights[key] + apps, key[0] == likeliest

        return self._first[max(keys, key=weight)]

    def leading(self, types: Sequence[str]) -> SubjectMention | None:
        """What the article is mostly about among subjects of these types: by title, lead and frequency.

        A company whose name is its app's too counts among the products.
        """
        apps = "product" in types
        keys = [k for k in self._weights if k[0] in types or (apps and self._subjects.is_app(self._first[k]))]
        return self._first[max(keys, key=lambda key: self._weights[key])] if keys else None

    def named(self) -> Iterable[SubjectMention]:
        """The first mention of every subject that the article names in full."""
        return self._first.values()

    def first(self, type_: SubjectType, name: str) -> SubjectMention | None:
        """The first mention of a subject, or None where the article does not name it in full."""
        return self._first.get((type_, name))

    def answer(self, mention: SubjectMention, wanted: str) -> SubjectMention | None:
        """The mention if it answers to a wanted type; a model answers to "company" with its maker.

        The bare name of a family or company that is also an app answers to "product", a plan to "plan".
        """
        if wanted == "plan":
            return mention if mention.type == "product" and mention.family not in ("", mention.name) else None
        if mention.type in ANSWERS[wanted] or (wanted == "product" and self._subjects.is_app(mention)):
            return mention
        return next(iter(makers([mention])), None) if wanted == "company" else None

    def last(self, mentions: Iterable[SubjectMention], wanted: str) -> SubjectMention | None:
        """The first answer to a wanted type among mentions that are given from the last one on."""
        return next((answer for m in mentions if (answer := self.answer(m, wanted)) is not None), None)

    def in_full(
        self, meant: SubjectMention, told: Sequence[SubjectMention], refused: Collection[str] = ()
    ) -> SubjectMention:
        """What the text calls by a longer name than its title does: Gemini 3 Pro under a title on Gemini 3.

        It is the only such model of the article and of what was `told` before, where the shorter name was not told
        itself and is not what the text calls it more often; none of the `refused`.
        """
        in_text = self._in_text[meant.name] > 0
        if meant.type not in ("model", "family") or (in_text and any(m.name == meant.name for m in told)):
            return meant
        joined = () if in_text else (f"{meant.name}-",)  # a title's "2.5 Flash" on 2.5 Flash-Lite
        models = (m for m in (*self._first.values(), *told) if m.type == "model" and m.name not in refused)
        longer = {m.name: m for m in models if m.name.startswith((f"{meant.name} ", *joined))}
        if len(longer) != 1:
            return meant
        (one,) = longer.values()
        return meant if self._in_text[meant.name] > self._in_text[one.name] else one

    def _weigh(
        self, named: Sequence[Sequence[SubjectMention]], blocks: Sequence[Block], rivals: Sequence[SubjectMention]
    ) -> None:
        """Count every subject, those of the title and the lead more."""
        paragraphs = 0
        for index, mentions in enumerate(named):
            weight = _TITLE_WEIGHT
            if index:
                paragraphs += blocks[index - 1].kind in ("paragraph", "item")
                weight = _LEAD_WEIGHT if paragraphs <= _LEAD_BLOCKS else 1
            first = _FIRST_WEIGHT if index == 0 else 0
            if index and blocks[index - 1].kind != "title":
                self._in_text.update(m.name for m in mentions)
            seen: set[SubjectType] = set()
            for mention in mentions:
                if index == 0 and mention in rivals:
                    self._count(mention, 1)
                    continue
                self._count(mention, weight + (0 if mention.type in seen else first))
                seen.add(mention.type)

    def _count(self, mention: SubjectMention, weight: int) -> None:
        """Count a mention, and its maker with it."""
        for counted in (mention, *makers([mention])):
            key = (counted.type, counted.name)
            self._weights[key] += weight
            self._first.setdefault(key, counted)
        if mention.type == "model":
            self._apps.update(dict.fromkeys(self._subjects.families_of(mention)[:1], weight))


def makers(mentions: Sequence[SubjectMention]) -> list[SubjectMention]:
    """The makers of models and products, as companies named at the same place."""
    return [
        SubjectMention(m.start, m.end, m.maker, "company", m.maker, short=True)
        for m in mentions
        if m.type != "company" and m.maker
    ]

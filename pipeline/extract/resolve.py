"""Who is meant: short forms, "the model", and sentences without a subject, resolved inside one article.

A short form ("R1", "2.5 Pro", "Plus") is completed from what the article named before it or in its title; "the
model", «این شرکت», 该模型 stand for the last or the main one of their type. The words for it are data, in
`pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, Literal

from pipeline.article import Article, Block
from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.gazetteer import ends_right, spellings, starts_right
from pipeline.extract.subjects import Found, NameMention, Subjects
from pipeline.languages import LANGUAGES, lexicon
from pipeline.text.fold import Folded

Wanted = Literal["model", "company", "product"]

#: Which types of mention answer to a wanted type.
_ANSWERS: Final[dict[str, tuple[SubjectType, ...]]] = {
    "model": ("model", "family"),
    "family": ("family", "model"),
    "product": ("product",),
    "company": ("company",),
}
_NUMBER: Final = re.compile(r"(?<![\w.,$€£¥-])\d{1,2}(?:\.\d{1,2})?(?=[ -]?[a-z\u0600-\u06ff])")
_BARE_NUMBER: Final = re.compile(r"[ ]?(\d{1,2}\.\d{1,2})(?![\w%.,])")
_JOIN: Final = re.compile(r"[ ]?(?:and|or|و|او|یا|和|与|及|或|、|،|,|/|&|以及)[ ]?")
_TITLE_WEIGHT, _LEAD_WEIGHT = 8, 2
_LEAD_BLOCKS: Final = 3


class Resolver:
    """The mentions of one article, with short and anaphoric ones resolved.

    Blocks are read in order once, at construction; the methods look things up.
    """

    def __init__(self, article: Article, subjects: Subjects) -> None:
        self._subjects = subjects
        self._language = article.language if article.language in LANGUAGES else "en"
        self.about_ai = subjects.is_about_ai("\n".join((article.title, article.text)))
        self._found: list[Found] = []
        self._mentions: list[list[SubjectMention]] = []
        self._named: list[SubjectMention] = []
        self._title = self._read(article.title, self._language).subjects
        self._weights: Counter[tuple[SubjectType, str]] = Counter()
        self._first: dict[tuple[SubjectType, str], SubjectMention] = {}
        explicit = [self._read(block.text, self._language_of(block)) for block in article.blocks]
        self._weigh(article, explicit)
        self._named = list(self._title)
        for block, found in zip(article.blocks, explicit, strict=True):
            self._found.append(found)
            self._mentions.append(self._resolve(Folded(block.text), self._language_of(block), found))

    def mentions(self, block: int) -> list[SubjectMention]:
        """Subjects and benchmarks of a block in order, explicit, completed and anaphoric ones."""
        return self._mentions[block]

    def voices(self, block: int) -> list[NameMention]:
        """People, media, analysts and companies of a block in order."""
        return self._found[block].voices

    def places(self, block: int) -> list[NameMention]:
        """Countries and regions of a block in order."""
        return self._found[block].places

    def lists(self, block: int) -> list[NameMention]:
        """Rankings and shops of a block in order."""
        return self._found[block].lists

    def main(self, wanted: str) -> SubjectMention | None:
        """What the article is mostly about, of a wanted type (model, product, company): by title, lead and frequency."""
        answers = _ANSWERS[wanted]
        keys = [key for key in self._weights if key[0] in answers]
        if not keys:
            return None
        return self._first[max(keys, key=lambda key: (self._weights[key], -answers.index(key[0])))]

    def before(self, block: int, offset: int, wanted: Sequence[str]) -> SubjectMention | None:
        """The last mention of a wanted type before `offset` of `block`, back to the beginning of the article."""
        answers = {answer for each in wanted for answer in _ANSWERS[each]}
        for index in range(block, -1, -1):
            for mention in reversed(self._mentions[index]):
                if mention.type in answers and (index < block or mention.end <= offset):
                    return mention
        return next((m for m in self._title if m.type in answers), None)

    def complete(self, text: str, language: str) -> list[SubjectMention]:
        """The mentions of a piece of text outside the blocks, a table's cell or caption, short forms completed."""
        folded = Folded(text)
        found = self._read(text, language)
        explicit = found.subjects
        whole = self._whole_cell(folded, language)
        shorts = (
            [whole] if whole and not explicit else self._shorts(folded, language, explicit, self._families())
        )
        return sorted([*_merged(explicit, shorts), *found.benchmarks], key=lambda m: m.start)

    def _language_of(self, block: Block) -> str:
        return block.language if block.language in LANGUAGES else self._language

    def _read(self, text: str, language: str) -> Found:
        return self._subjects.find(text, language, self.about_ai)

    def _weigh(self, article: Article, explicit: Sequence[Found]) -> None:
        """Count every subject, those of the title and the lead more."""
        for mention in self._title:
            self._count(mention, _TITLE_WEIGHT)
        paragraphs = 0
        for block, found in zip(article.blocks, explicit, strict=True):
            paragraphs += block.kind in ("paragraph", "item")
            weight = _LEAD_WEIGHT if paragraphs <= _LEAD_BLOCKS else 1
            for mention in found.subjects:
                self._count(mention, weight)

    def _count(self, mention: SubjectMention, weight: int) -> None:
        key = (mention.type, mention.name)
        self._weights[key] += weight
        self._first.setdefault(key, mention)

    def _resolve(self, folded: Folded, language: str, found: Found) -> list[SubjectMention]:
        """The block's mentions; they join those that later blocks are completed from."""
        families = self._families([*self._named, *found.subjects])
        shorts = self._shorts(folded, language, found.subjects, families)
        named = _merged(found.subjects, shorts)
        anaphors = [m for m in self._anaphors(folded, language, named)]
        mentions = _merged(named, anaphors)
        self._named.extend(named)
        return sorted([*mentions, *found.benchmarks], key=lambda m: (m.start, m.end))

    def _families(self, named: Sequence[SubjectMention] | None = None) -> list[str]:
        """The families that short forms may belong to, the last named first."""
        names: dict[str, None] = {}
        for mention in reversed(self._named if named is None else named):
            for family in self._subjects.families_of(mention):
                names.setdefault(family)
        return list(names)

    def _shorts(
        self, folded: Folded, language: str, explicit: Sequence[SubjectMention], families: Sequence[str]
    ) -> list[SubjectMention]:
        """Short forms of known families: "R1", "V3.2-Exp", "2.5 Pro", "4o", "Sonnet", and numbers after "GPT-5 and"."""
        found: list[SubjectMention] = []
        text = folded.text
        for start in _short_starts(text, self._subjects, families):
            if not starts_right(text, start):
                continue
            for family in families:
                grammar = self._subjects.grammars[family]
                reading = grammar.read(folded, start, language)
                if reading is None or not grammar.is_short(text[start : reading.end]):
                    continue
                first, last = folded.span(start, reading.end)
                maker = grammar.entry.maker
                found.append(
                    SubjectMention(first, last, reading.name, "model", maker, reading.family, short=True)
                )
                break
        found += self._continued(folded, _merged(explicit, found))
        return _merged([], found)

    def _continued(self, folded: Folded, named: Sequence[SubjectMention]) -> Iterator[SubjectMention]:
        """Bare versions in a list with a named one: "GPT-5 and 5.1"."""
        if folded.text == "" or not named:
            return
        text = folded.original
        for mention in named:
            if mention.type != "model":
                continue
            join = _JOIN.match(text, mention.end)
            number = _BARE_NUMBER.match(text, join.end()) if join else None
            if not number:
                continue
            for family in self._subjects.families_of(mention):
                entry = self._subjects.grammars[family].entry
                name = f"{entry.name}{entry.first_joint}{number[1]}"
                yield SubjectMention(
                    number.start(1), number.end(1), name, "model", entry.maker, entry.name, True
                )

    def _whole_cell(self, folded: Folded, language: str) -> SubjectMention | None:
        """A table cell that is only a plan's name ("Plus") stands for the main product's plan."""
        main = self.main("product")
        if main is None:
            return None
        plan = self._subjects.plan_of(main, folded, 0, language)
        if plan is None or plan[1] < len(folded.text.rstrip()):
            return None
        name, maker = f"{main.family} {plan[0]}", main.maker
        return SubjectMention(0, len(folded.original), name, "product", maker, main.family, short=True)

    def _anaphors(
        self, folded: Folded, language: str, named: Sequence[SubjectMention]
    ) -> Iterator[SubjectMention]:
        text = folded.text
        pattern, kinds = _anaphor_words(language)
        for match in pattern.finditer(text):
            if not (starts_right(text, match.start()) and ends_right(text, match.end())):
                continue
            start, end = folded.span(match.start(), match.end())
            meant = self._meant(kinds[match.group()], start, named)
            if meant is not None:
                yield replace(meant, start=start, end=end, short=True)

    def _meant(self, kind: str, offset: int, named: Sequence[SubjectMention]) -> SubjectMention | None:
        """What "the model" or "the company" at `offset` of a block with mentions `named` stands for."""
        if kind == "previous":
            return self._predecessor(offset, named)
        answers = _ANSWERS[kind]
        here = [m for m in named if m.end <= offset and m.type in answers]
        main = self.main(kind)
        names = {m.name for m in here}
        if len(names) == 1:
            return here[-1]
        if main is not None and (main.name in names or kind != "company"):
            return main
        if here:
            return here[0]
        return next((m for m in reversed(self._named) if m.type in answers), main)

    def _predecessor(self, offset: int, named: Sequence[SubjectMention]) -> SubjectMention | None:
        """The last mention of an older version of the main model's family."""
        main = self.main("model")
        if main is None:
            return None
        for mention in reversed([*self._named, *(m for m in named if m.end <= offset)]):
            if mention.type == "model" and mention.maker == main.maker and mention.name != main.name:
                return mention
        return None


def _merged(first: Sequence[SubjectMention], second: Sequence[SubjectMention]) -> list[SubjectMention]:
    """Both in order, without those of `second` that overlap one already there."""
    kept = list(first)
    for mention in second:
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _short_starts(text: str, subjects: Subjects, families: Sequence[str]) -> Iterator[int]:
    """Where a short form of one of these families may begin in folded `text`."""
    for family in families:
        pattern = subjects.grammars[family].short_start
        if pattern is not None:
            yield from (match.start() for match in pattern.finditer(text))
    if families:
        yield from (match.start() for match in _NUMBER.finditer(text))


@cache
def _anaphor_words(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the words that stand for a subject, and the type of each."""
    words = lexicon(language, "subjects")
    kinds = {
        form: kind
        for kind in ("model", "company", "product", "previous")
        for word in words[kind]
        for form in spellings(word)
    }
    alternatives = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    return re.compile(alternatives), kinds

"""Words that stand for a subject named elsewhere: "the model", «این شرکت», 前代, "both companies"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.names.gazetteer import ends_right, starts_right
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.words import NameWords, name_words
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.prominence import Prominence
from pipeline.extract.reference.siblings import last_two, newest, plain, predecessor, sized
from pipeline.extract.sentences import ROUGH_END
from pipeline.text.fold import Folded

#: Kinds of anaphors that stand for something of another type than their name says.
_WANTED: Final = {
    "new": "model", "previous": "model", "api": "company", "own_app": "company",
    "larger": "model", "smaller": "model", "plain": "model", "both": "model",
}  # fmt: skip
_MOST_BEFORE: Final = 60

#: How far from its sentence's beginning a name may stand and still be what the sentence is about, in
#: characters.
_TOPIC: Final = {"zh": 16}
_TOPIC_ELSEWHERE: Final = 40

#: How far before a name, in characters, the words stand that make it a bystander: "led by X", "from X".
_AGENT_REACH: Final = 26
#: How far before a word, in characters, a preposition makes it whom something goes to.
_TOWARDS_REACH: Final = 6
#: What stands between a word and a name that only describes it has at most so many characters, none of them letters.
_APPOSED: Final = 3


class _Spoken(NamedTuple):
    """What was spoken of before a word that points back: `here` what its text named, `about` what the text's
    sentences were about, `last` everything named (both the last first), `section` what the heading names.
    """

    here: Sequence[SubjectMention]
    about: Sequence[SubjectMention]
    last: Sequence[SubjectMention]
    section: Sequence[SubjectMention]


class Anaphors:
    """What words that point back mean in one article; `named` are all its named mentions."""

    def __init__(self, subjects: Subjects, prominence: Prominence, named: Sequence[SubjectMention]) -> None:
        self._subjects = subjects
        self._prominence = prominence
        self._named = named

    def find(
        self,
        text: Folded,
        language: str,
        named: Sequence[SubjectMention],
        before: Sequence[SubjectMention],
        section: Sequence[SubjectMention],
    ) -> Iterator[SubjectMention]:
        """The words of a text that stand for a subject; not where the name itself follows.

        `named` is what the text names, `before` what the texts before it named, `section` what its heading names.
        """
        words = name_words(language)
        topics = _topics(named, text.original, language)
        resolved: list[SubjectMention] = []
        starts = [m.start for m in named]

        def spoken(start: int) -> _Spoken:
            here = named[: bisect_left(starts, start)]
            about = [m for m in sorted([*topics, *resolved], key=lambda m: -m.start) if m.start < start]
            return _Spoken(here, about, [*reversed(here), *islice(reversed(before), _MOST_BEFORE)], section)

        for first, final in _places(text.text, words):
            start, end = text.span(first, final)
            word = text.text[first:final]
            kind, _ = words.kinds[word]
            wanted = _WANTED.get(kind, kind)
            following = named[bisect_left(starts, end) :][:1]
            if any(
                self._prominence.answer(m, wanted) is m and _apposed(text.original[end : m.start], language)
                for m in following
            ):
                continue
            if kind == "company" and words.towards.search(text.text, max(0, first - _TOWARDS_REACH), first):
                meant = self._receiver(spoken(start))
            else:
                meant = self._stands_for(word, start, text, words, spoken(start))
            placed = [replace(m, start=start, end=end, short=True) for m in meant]
            if kind != "both":
                resolved += _topics(placed, text.original, language)
            yield from placed
        for match in words.firm.finditer(text.text):
            # «درآمد شرکت در این فصل»: the firm, where no name follows
            start, end = text.span(*match.span("firm"))
            if any(0 <= m.start - end <= 2 for m in named):
                continue
            firm = self._meant("company", spoken(start))
            if firm is not None:
                yield replace(firm, start=start, end=end, short=True)

    def _receiver(self, spoken: _Spoken) -> list[SubjectMention]:
        """Whom "X puts money into the company" means: not X."""
        giver = next((m.name for m in spoken.about if m.type == "company"), "")
        return [m for m in spoken.last if m.name != giver and m.type == "company"][:1]

    def _stands_for(
        self, word: str, start: int, text: Folded, words: NameWords, spoken: _Spoken
    ) -> list[SubjectMention]:
        """What a word at `start` of a text stands for: mostly one subject, two for "both models", none if unknown."""
        kind, country = words.kinds[word]
        if kind == "both":
            return last_two(spoken.last, words.both_of[word], self._subjects, self._prominence)
        if kind == "previous":
            meant = predecessor(spoken.last, self._prominence.main("model"))
        elif kind in ("larger", "smaller"):
            meant = sized(kind, spoken.last, self._named)
            if meant is None and word in words.flagships:
                meant = self._meant("model", spoken)
        elif kind == "plain":
            meant = plain(spoken.last, self._prominence.main("model"))
        elif kind == "new" and not country:
            meant = newest(spoken.here, self._prominence)
        else:
            meant = self._nearest(_WANTED.get(kind, kind), country, start, text.original, spoken)
        if meant is not None and kind in ("api", "own_app"):
            meant = self._owned(meant, kind)
        return [meant] if meant is not None else []

    def _nearest(self, wanted: str, country: str, start: int, text: str, spoken: _Spoken) -> SubjectMention | None:
        """What "the model" or "the company" at `start` stands for, with a country only what is made there."""
        if country:
            about, last = (
                [m for m in mentions if self._subjects.country_of(m) == country]
                for mentions in (spoken.about, spoken.last)
            )
            spoken = spoken._replace(about=about, last=last)
        topics: Sequence[SubjectMention] = _only_company(spoken.here, start, text) or spoken.about
        if wanted == "model" and not country and self._prominence.last(topics, wanted) is None:
            topics = _only_model(spoken.here)
        return self._meant(wanted, spoken._replace(about=topics), country)

    def _meant(self, wanted: str, spoken: _Spoken, country: str = "") -> SubjectMention | None:
        """What this block's sentences were about so far, else the one that the section's heading names, else the
        article's main one, else the last named.
        """
        answer = self._prominence.answer
        headed = {a.name: a for m in spoken.section if (a := answer(m, wanted)) is not None}
        topics = [a for m in spoken.about if (a := answer(m, wanted)) is not None]
        if topics:
            # What the heading names goes on being the topic beside what was only named along the way.
            return next((a for a in topics if len(headed) == 1 and a.name in headed), topics[0])
        main = next(iter(headed.values())) if len(headed) == 1 else self._prominence.main(wanted)
        nearest = next((m for m in spoken.last if m.type in ("model", "family")), None) if wanted == "model" else None
        if main is not None and nearest and nearest.name.startswith(f"{main.name} "):
            main = nearest  # "Kimi ... Kimi K2 Thinking ... the model", "Gemini 3 ... Gemini 3 Pro ... it"
        if main is not None and wanted == "company" and not country and main.name not in {m.name for m in spoken.last}:
            # Nobody speaks of "the company" before naming it: the one that the text before began with is meant.
            main = self._prominence.last(_opening(spoken.last), wanted) or main
        if main is not None and country in ("", self._subjects.country_of(main)):
            return main
        return self._prominence.last(spoken.last, wanted)

    def _owned(self, company: SubjectMention, kind: str) -> SubjectMention | None:
        """What "its API" or "its app" of a company is."""
        if kind == "api" or self._subjects.is_app(replace(company, type="company")):
            suffix = "API" if kind == "api" else "app"
            return replace(company, name=f"{company.name} {suffix}", type="product", family=company.name)
        app = self._prominence.main("product")
        return app if app is not None and app.maker == company.maker else None


def _places(text: str, words: NameWords) -> Iterator[tuple[int, int]]:
    """Where in folded `text` a word stands that can mean a subject, not as a part of another word."""
    for _, first, final in words.anaphors.find_matches_as_indexes(text):
        if not (starts_right(text, first) and ends_right(text, final)):
            continue
        before = text[first - 1 : first]
        if final - first == 2 and "\u4e00" <= before <= "\u9fff" and before not in words.short_after:
            continue  # 公司 inside 科技公司
        if not words.compound.match(text, final):  # "the chatbot market"
            yield first, final


def _apposed(gap: str, language: str) -> bool:
    """Whether nothing but quotation marks and spaces stands between a word and a name: «النموذج الجديد «جيميناي»».

    In Chinese a noun may stand there too: "上一代主力 X".
    """
    if pattern(language, "noun_gap").fullmatch(gap):
        return True
    return len(gap) <= _APPOSED and not any(char.isalpha() for char in gap)


def _topics(mentions: Sequence[SubjectMention], text: str, language: str) -> list[SubjectMention]:
    """The mentions that stand near the beginning of their sentence, and so are what it is about."""
    reach = _TOPIC.get(language, _TOPIC_ELSEWHERE)
    agent = pattern(language, "agent")
    starts = [0, *(match.end() for match in ROUGH_END.finditer(text))]
    near = [
        m
        for m in mentions
        if m.start - starts[bisect_right(starts, m.start) - 1] <= reach
        and not agent.search(text, max(0, m.start - _AGENT_REACH), m.start)
    ]
    # "Anthropic, OpenAI's rival, has ...": a name in the genitive is not what a sentence with another one is about.
    heads = {bisect_right(starts, m.start) for m in near if not _is_genitive(m, text)}
    return [m for m in near if not _is_genitive(m, text) or bisect_right(starts, m.start) not in heads]


def _opening(last: Sequence[SubjectMention]) -> Sequence[SubjectMention]:
    """Of mentions, the last first, those of the text named last, as it began: its first name first."""
    parted = next((i for i in range(1, len(last)) if last[i].start >= last[i - 1].start), len(last))
    return last[:parted][::-1]


def _is_genitive(mention: SubjectMention, text: str) -> bool:
    return text[mention.end : mention.end + 2] in ("'s", "’s")


def _only_company(before: Sequence[SubjectMention], start: int, text: str) -> list[SubjectMention]:
    """The company named before `start` in the same sentence, if it is the only one: "X closed a round that values
    the company at ..."."""
    begin = max((m.end() for m in ROUGH_END.finditer(text, 0, start)), default=0)
    here = [m for m in before if m.start >= begin and m.type == "company"]
    return here[-1:] if len({m.name for m in here}) == 1 else []


def _only_model(before: Sequence[SubjectMention]) -> list[SubjectMention]:
    """The model that the paragraph has named so far, if it is the only one: verbs first, the name stands far behind."""
    models = [m for m in before if m.type == "model"]
    return models[-1:] if len({m.name for m in models}) == 1 else []

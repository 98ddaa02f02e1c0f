"""Finding who and what a text speaks of: models, products, companies, benchmarks, people, media, countries,
lists.

One pass of one automaton over the folded text finds every name that `data/subjects.yml` knows; the grammar of
`versions` reads what follows a family's name; of overlapping names the longest wins. Everyday words (Meta,
Nova, 豆包) count only where the text, or the article around it, is about AI.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeline.extract.catalogue import Catalogue, Entry, SubjectsError, read_catalogue
from pipeline.extract.gazetteer import Gazetteer, Match, spellings, starts_right
from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.transliteration import FEWEST, WRITTEN_BY_SOUND, Sounds
from pipeline.extract.versions import Grammar, Reading
from pipeline.languages import LANGUAGES, lexicon
from pipeline.resources import editable
from pipeline.text.fold import Folded, fold

__all__ = ["Found", "NameMention", "Subjects", "SubjectsError", "load_subjects"]

NameKind = Literal["media", "analyst", "person", "company", "place", "list"]

_YEAR_AFTER: Final = re.compile(r"[ ]?[-']?(20\d\d|2[3-9])(?!\d|[.%]\d|%)")
_YEAR_BEFORE: Final = re.compile(r"(?<!\d)(20\d\d)[ ]?年?[ ]?$")
_EDITION: Final = re.compile(r"[ -]?(v\d{1,2}(?:\.\d)?|\d\.\d)(?![\d.%a-z])")
_NUMBER_BEFORE: Final = re.compile(r"(?<![\d.,])\d(?:\.\d)?[ -]?$")
_FRACTION_BEFORE: Final = re.compile(r"(?<![\d.,])\d\.\d[ -]?$")
#: What makes a lone letter a part of a longer name: "Professor X", Mate20 X, X-Men.
_NAME_BEFORE: Final = re.compile(r"(?<![A-Za-z\d'’])([A-Z][A-Za-z\d]*|[A-Za-z]+\d[A-Za-z\d]*)[ -]$")
_NAME_BEHIND: Final = re.compile(r"-[A-Z]")
_PREPOSITIONS: Final = frozenset("On In At To By Of For From Via And Or With As When While If Both The Since".split())
_LONGEST_WORD: Final = 24
_NUMBERED: Final = re.compile(r"[ ]?-?[a-z]?\d{1,2}(?![\d%])")
_BRACKET: Final = re.compile(r"[»\"”]?\s?[(（]")
_LETTERS_AND_SPACES: Final = re.compile(r"[\u0620-\u06d3]+(?: [\u0620-\u06d3]+){0,3}")
#: The most words of a name that is known by its sound.
_MOST_WORDS: Final = 4
_API: Final = re.compile(r"(?:'s)?[ -]?apis?(?![a-z])")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A person, medium, analyst or company that may be quoted, a country or region, or a list or shop, by its
    usual English name; offsets as in `SubjectMention`.
    """

    start: int
    end: int
    name: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found in one text; `about_ai` tells whether it was taken to be about AI."""

    subjects: list[SubjectMention] = field(default_factory=list)
    benchmarks: list[SubjectMention] = field(default_factory=list)
    voices: list[NameMention] = field(default_factory=list)
    places: list[NameMention] = field(default_factory=list)
    lists: list[NameMention] = field(default_factory=list)
    about_ai: bool = False


Level = Literal["sure", "careful", "versioned", "excluded", "cue", "line"]


class _Use(NamedTuple):
    """What a spelling stands for: an entry (none for a cue) and how much it may be trusted. `capital`: the
    original must begin with a capital; `capitals`: it must be in capitals throughout.
    """

    entry: Entry | None
    level: Level
    capital: bool = False
    capitals: bool = False


class _Candidate(NamedTuple):
    """A possible mention at folded `start:end`; `entry` is None for a phrase that is something else."""

    start: int
    end: int
    rank: int
    entry: Entry | None
    reading: Reading | None = None
    name: str = ""
    short: bool = False


_OF_AI: Final = ("families", "benchmarks", "products")
_CUES_OF_AI: Final = 2
#: How many different doubtful names make up for the second one.
_DOUBTFUL_OF_AI: Final = 2
_RANKS: Final = {"companies": 0, "products": 1, "families": 2}


class Subjects:
    """The names of `data/subjects.yml`, ready for search; made once by `load_subjects`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.entries = catalogue.entries
        self._by_name = {(entry.section, entry.name): entry for entry in catalogue.entries}
        self.grammars = {e.name: Grammar(e, catalogue.words) for e in catalogue.entries if e.section == "families"}
        self.common_words = frozenset(catalogue.words)
        self.words = {f: word for word, names in catalogue.words.items() for n in (word, *names) for f in spellings(n)}
        self._plan_spellings = catalogue.plans
        self._by_maker: dict[str, list[Entry]] = defaultdict(list)
        for entry in catalogue.entries:
            if entry.section == "families":
                self._by_maker[entry.maker].append(entry)
        uses: dict[str, list[_Use]] = defaultdict(list)
        for entry in catalogue.entries:
            for spelling, use in _uses(entry):
                if use not in uses[spelling]:
                    uses[spelling].append(use)
            if entry.versions:
                family = self._by_name["families", entry.versions]
                for name in entry.sure:
                    for spelling in spellings(name):
                        uses[spelling].append(_Use(family, "versioned"))
        for language in LANGUAGES:
            for cue in lexicon(language, "subjects")["about"]:
                uses[fold(cue)].append(_Use(None, "cue", capitals=str(cue).isupper()))
        self._sounds, self._by_sound = _by_sound(catalogue.entries)
        self._gazetteer = Gazetteer(uses)
        self._uses = [*uses.values(), *self._by_sound.values()]
        self._heard = {name: len(uses) + number for number, name in enumerate(self._by_sound)}
        self._plans: dict[str, tuple[re.Pattern[str], dict[str, str]]] = {}
        self._app_before, self._app_after = _app_words()

    def entry(self, section: str, name: str) -> Entry | None:
        """The entry of that section ("companies", "families", ...) with that usual English name."""
        return self._by_name.get((section, name))

    def find(self, text: str | Folded, language: str, about_ai: bool | None = None) -> Found:
        """Everything that is named in one block, sentence or cell.

        `about_ai` tells whether the article is about AI, which settles doubtful names; None: judge by this
        text. Mentions of one kind do not overlap and stand in order. Offsets count code points of the
        original text.
        """
        folded = text if isinstance(text, Folded) else Folded(text)
        matches = [m for m in self._gazetteer.find(folded.text) if m.end - m.start > 1 or not _is_initial(m, folded)]
        if language in WRITTEN_BY_SOUND and about_ai:
            matches += self._by_their_sound(folded.text, language, matches)
        if not matches:
            return Found(about_ai=bool(about_ai))
        about = about_ai or self._cues_of_ai(matches, folded) > 0
        groups: dict[str, list[_Candidate]] = defaultdict(list)
        for match in matches:
            for use in self._uses[match.name]:
                if use.level != "cue":
                    self._consider(match, use, folded, language, about, groups)
        blocked = groups.pop("excluded", [])
        chosen = {group: _longest([*found, *blocked]) for group, found in groups.items()}
        subjects = _in_brackets([self._subject(c, folded) for c in chosen.get("subjects", ())], folded.original)
        companies = [NameMention(m.start, m.end, m.name, "company") for m in subjects if m.type == "company"]
        voices = [_named(c, folded) for c in chosen.get("voices", ())]
        return Found(
            subjects,
            [self._subject(c, folded) for c in chosen.get("benchmarks", ())],
            _without_overlap(voices, companies) if voices else companies,
            [_named(c, folded) for c in chosen.get("places", ())],
            [_named(c, folded) for c in chosen.get("lists", ())],
            about,
        )

    def find_subjects(self, text: str | Folded, language: str, about_ai: bool | None = None) -> list[SubjectMention]:
        """The models, families, products and companies of one text, in order; see `find`."""
        return self.find(text, language, about_ai).subjects

    def find_benchmarks(self, text: str | Folded, language: str) -> list[SubjectMention]:
        """The benchmarks of one text, in order; see `find`."""
        return self.find(text, language).benchmarks

    def find_voices(self, text: str | Folded, language: str) -> list[NameMention]:
        """The people, media, analysts and companies of one text, in order; see `find`."""
        return self.find(text, language).voices

    def find_places(self, text: str | Folded, language: str) -> list[NameMention]:
        """The countries and regions of one text, in order; see `find`."""
        return self.find(text, language).places

    def is_about_ai(self, text: str) -> bool:
        """Whether an article is about AI: whether its text shows it at least twice."""
        folded = Folded(text)
        matches = list(self._gazetteer.find(folded.text))
        count = self._cues_of_ai(matches, folded)
        if count >= _CUES_OF_AI or not count:
            return count >= _CUES_OF_AI
        # Everyday words that are also names of AI show it together: 豆包 beside 千问 and 元宝.
        uses = (use for m in matches for use in self._uses[m.name])
        doubtful = {use.entry.name for use in uses if use.entry and use.level == "careful"
                    and use.entry.section in _OF_AI and not use.entry.wide}  # fmt: skip
        return len(doubtful) >= _DOUBTFUL_OF_AI

    def _cues_of_ai(self, matches: Iterable[Match], folded: Folded) -> int:
        """How often a text speaks of AI by name, or names a model or benchmark beyond doubt."""
        count = 0
        for match in matches:
            if match.open and not folded.text[match.end].isdigit():
                continue
            count += any(
                self._shows_ai(use, match, folded.text) and _has_capitals(use, match, folded)
                for use in self._uses[match.name]
            )
        return count

    def _shows_ai(self, use: _Use, match: Match, text: str) -> bool:
        """Whether a name shows that a text is about AI: a model, benchmark, AI product or AI lab beyond doubt."""
        entry = use.entry
        if entry is None or use.level != "sure":
            numbered = entry is not None and entry.section == "families" and use.level == "careful"
            return use.level == "cue" or (numbered and _NUMBERED.match(text, match.end) is not None)
        if entry.section == "companies":
            return entry.name in self._by_maker and not entry.wide
        return entry.section in _OF_AI and not entry.wide

    def _by_their_sound(self, text: str, language: str, known: Sequence[Match]) -> Iterator[Match]:
        """Names in quotes, or behind a word such as «شركة», whose spelling nobody listed, by their sound."""
        starts = {match.start for match in known if not match.open}
        for place in _named_places(language).finditer(text):
            if place.end() in starts:
                continue
            words = _LETTERS_AND_SPACES.match(text, place.end())
            if words is None:
                continue
            ends = [m.start() for m in re.finditer(r" |$", words.group())][:_MOST_WORDS]
            fewest = FEWEST + place.group()[-1].isspace()  # without quotation marks one more is needed
            sounded = ((end, self._sounds.find(words.group()[:end], fewest=fewest)) for end in reversed(ends))
            for end, names in sounded:
                if names:
                    yield from (Match(place.end(), place.end() + end, self._heard[n], False) for n in names)
                    break

    def is_app(self, mention: SubjectMention) -> bool:
        """Whether a family's or company's bare name is that of an app too (Gemini, Sora, DeepSeek)."""
        section = {"family": "families", "company": "companies"}.get(mention.type, "")
        entry = self.entry(section, mention.name)
        return entry is not None and entry.app

    def country_of(self, mention: SubjectMention) -> str:
        """The ISO 3166 code of the country of a mention's maker, "" if unknown."""
        entry = self.entry("companies", mention.maker)
        return entry.country if entry else ""

    def families_of(self, mention: SubjectMention) -> list[str]:
        """The names of the families that short forms beside this mention may belong to."""
        own = next((name for name in (mention.family, mention.name) if name in self.grammars), "")
        product = self.entry("products", mention.family or mention.name)
        names = [own or self._family_by_prefix(mention)]
        if product is not None and product.versions:
            names.append(product.versions)
        return [name for name in dict.fromkeys(names) if name]

    def _family_by_prefix(self, mention: SubjectMention) -> str:
        return max(
            (e.name for e in self._by_maker.get(mention.maker, ()) if mention.name.startswith(e.name)),
            key=len,
            default="",
        )

    def is_plan(self, word: str) -> bool:
        """Whether a word is the usual name of a plan (Pro, Plus)."""
        return word in self._plan_spellings

    def line_spellings(self, mention: SubjectMention, line: str) -> set[str]:
        """How a line of a model's family is written in other scripts, folded («ماوریک» for Maverick)."""
        entries = (self.grammars[family].entry for family in self.families_of(mention)[:1])
        others = [other for entry in entries for name, names in entry.lines if name == line for other in names]
        return {form for other in others if not other.isascii() for form in spellings(other)}

    def has_plans(self, mention: SubjectMention) -> bool:
        """Whether the product or family of this mention is sold in plans."""
        return self._sold_in_plans(mention) is not None

    def _sold_in_plans(self, mention: SubjectMention) -> Entry | None:
        """The product or family of a mention, or of its company's name ("Midjourney"), if it has plans."""
        for section in ("products", "families"):
            entry = self.entry(section, mention.family or mention.name)
            if entry is not None and entry.plans:
                return entry
        return None

    def plans_in(self, mention: SubjectMention, text: Folded) -> Iterator[tuple[int, int, str]]:
        """Names of plans of this mention's product in a text, without the product's name: folded start, end,
        plan.

        Words in small Latin letters are left out ("free", "team").
        """
        entry = self._sold_in_plans(mention)
        if entry is None:
            return
        pattern, forms = self._plan_words(entry)
        for match in pattern.finditer(text.text):
            first = text.slice(match.start(1), match.start(1) + 1)
            if not (first.isascii() and first.islower()) and starts_right(text.text, match.start(1)):
                yield match.start(1), match.end(1), forms[match[1]]

    def _plan_words(self, entry: Entry) -> tuple[re.Pattern[str], dict[str, str]]:
        if entry.name not in self._plans:
            self._plans[entry.name] = _plan_pattern(entry, self._plan_spellings)
        return self._plans[entry.name]

    def _consider(
        self,
        match: Match,
        use: _Use,
        folded: Folded,
        language: str,
        about: bool,
        groups: dict[str, list[_Candidate]],
    ) -> None:
        """Put what `use` makes of `match` into its group, if it holds here."""
        entry = use.entry
        if use.level == "excluded":
            if not match.open:
                groups["excluded"].append(_Candidate(match.start, match.end, -1, None))
            return
        assert entry is not None
        if use.level == "line":
            self._consider_line(match, entry, folded, language, about, groups)
            return
        if entry.section == "families":
            candidate = self._family(match, use, entry, folded, language, about)
            if candidate:
                groups["subjects"].append(candidate)
            return
        if match.open and entry.section != "benchmarks":
            return
        if use.level == "careful" and not (about and _is_no_unit(match, folded.text)):
            return
        if not _has_capitals(use, match, folded, language):
            return
        if entry.section in ("companies", "products"):
            groups["subjects"].append(self._plain(match, entry, folded, language))
        elif entry.section == "benchmarks":
            candidate = _benchmark(match, entry, folded.text)
            if candidate:
                groups["benchmarks"].append(candidate)
        else:
            groups[entry.section].append(_Candidate(match.start, match.end, 0, entry))

    def _family(
        self, match: Match, use: _Use, entry: Entry, folded: Folded, language: str, about: bool
    ) -> _Candidate | None:
        at = match.end - 1 if entry.glued else match.end
        reading = self.grammars[entry.name].read(folded, at, language)
        if reading is None:
            if match.open or use.level == "versioned" or entry.glued:
                return None
            if (use.level == "careful" and not about) or not _has_capitals(use, match, folded, language):
                return None
            return self._plain(match, entry, folded, language)
        # "wan2.5" in small letters is a name all the same where its version is glued to it.
        glued = folded.text[match.end : match.end + 1].isdigit()
        if use.level == "versioned" and not (about and (glued or _has_capitals(use, match, folded, language))):
            return None
        if use.level == "careful" and not (about or reading.numbered):
            return None
        return _Candidate(match.start, reading.end, 2, entry, reading, reading.name)

    def _consider_line(
        self,
        match: Match,
        entry: Entry,
        folded: Folded,
        language: str,
        about: bool,
        groups: dict[str, list[_Candidate]],
    ) -> None:
        """A line's name without its family's ("Opus 4.5", "3.5 Sonnet")."""
        if not about:
            return
        # Before a local word a whole number may count centimetres («۳ سانت»); before "Sonnet" it is a version.
        number = _NUMBER_BEFORE if folded.text[match.start].isascii() else _FRACTION_BEFORE
        before = number.search(folded.text, max(0, match.start - 6), match.start)
        start = before.start() if before else match.start
        reading = self.grammars[entry.name].read(folded, start, language)
        if reading and reading.numbered and reading.end >= match.end and any(c.isdigit() for c in reading.name):
            groups["subjects"].append(_Candidate(start, reading.end, 2, entry, reading, reading.name, short=True))

    def _plain(self, match: Match, entry: Entry, folded: Folded, language: str) -> _Candidate:
        """A name without a version: with its plan, as an app, as an API, or by itself."""
        text = folded.text
        rank = _RANKS[entry.section]
        plan = self._plan(entry, folded, match.end)
        if plan:
            name, end = plan
            return _Candidate(match.start, end, rank, entry, None, f"{entry.name} {name}")
        if entry.section != "products":
            api = _API.match(text, match.end)
            if api and "API" in folded.slice(match.end, api.end()):
                return _Candidate(match.start, api.end(), rank, entry, None, f"{entry.name} API")
        if entry.app:
            after = self._app_after.match(text, match.end)
            if after:
                return _Candidate(match.start, after.end(), rank, entry, None, f"{entry.name} app")
            if self._app_before.search(text, max(0, match.start - 14), match.start):
                return _Candidate(match.start, match.end, rank, entry, None, f"{entry.name} app")
        return _Candidate(match.start, match.end, rank, entry)

    def _plan(self, entry: Entry, folded: Folded, at: int) -> tuple[str, int] | None:
        if not entry.plans:
            sold = entry.section == "products" or entry.app
            usual = _USUAL_PLAN.match(folded.original, folded.origin(at)) if sold else None
            return (usual[1], at + len(usual[0])) if usual else None
        pattern, forms = self._plan_words(entry)
        match = pattern.match(folded.text, at)
        if match is None:
            return None
        first = folded.slice(match.start(1), match.start(1) + 1)
        if first.isascii() and first.islower():
            return None
        return forms[match[1]], match.end()

    def _subject(self, candidate: _Candidate, folded: Folded) -> SubjectMention:
        start, end = folded.span(candidate.start, candidate.end)
        entry = candidate.entry
        assert entry is not None
        if entry.section == "benchmarks":
            return SubjectMention(start, end, candidate.name or entry.name, "benchmark", "", entry.name)
        maker = entry.maker or entry.name
        if candidate.reading:
            kind: SubjectType = "model" if _is_model(candidate.reading, entry) else "family"
            return SubjectMention(
                start, end, candidate.reading.name, kind, maker, candidate.reading.family, candidate.short
            )
        if candidate.name:
            return SubjectMention(start, end, candidate.name, "product", maker, entry.plan_of or entry.name)
        types: dict[str, SubjectType] = {"companies": "company", "products": "product", "families": "family"}
        family = "" if entry.section == "companies" else entry.plan_of or entry.name
        return SubjectMention(start, end, entry.name, types[entry.section], maker, family)


def _is_model(reading: Reading, entry: Entry) -> bool:
    """A line alone ("Claude Opus", "Mistral Large") is a family, anything with a version or word a model."""
    return (reading.numbered and any(c.isdigit() for c in reading.name[len(entry.name) :])) or (
        reading.name != reading.family
    )


def _uses(entry: Entry) -> list[tuple[str, _Use]]:
    """The spellings of an entry and what each stands for."""
    found: list[tuple[str, _Use]] = []
    levels: tuple[tuple[Level, tuple[str, ...]], ...] = (
        ("sure", entry.sure),
        ("careful", entry.careful),
        ("versioned", entry.versioned),
        ("excluded", entry.excluded),
        ("line", entry.alone),
    )
    for level, names in levels:
        for name in names:
            latin = name.isascii() and name[0].isupper()
            plain = name.istitle() and name.isalpha()  # like an ordinary word: Oracle, Cohere
            use = _Use(
                entry,
                level,
                capital=latin and (plain or level in ("careful", "versioned")),
                capitals=name.isascii() and name.isupper() and name.isalpha() and len(name) <= 5,
            )
            if entry.glued and level == "versioned":
                found += [(fold(name) + digit, use) for digit in "123456789"]
                continue
            others = dict(entry.lines).get(name, ()) if level == "line" else ()
            for other in (name, *others):
                found += [(spelling, use) for spelling in spellings(other) if spelling]
    return found


def _by_sound(entries: Sequence[Entry]) -> tuple[Sounds, dict[str, list[_Use]]]:
    """The Latin names of makers, models, products, benchmarks and voices by their sound, with what each stands for."""
    uses: dict[str, list[_Use]] = defaultdict(list)
    for entry in entries:
        if entry.section in ("places", "lists"):
            continue
        for level, names in (("careful", (*entry.sure, *entry.careful)), ("versioned", entry.versioned)):
            for name in names:
                if name.isascii() and not name.isupper() and name.replace(" ", "").isalpha() and not entry.glued:
                    uses[name].append(_Use(entry, level))  # type: ignore[arg-type]
    return Sounds(uses), dict(uses)


@cache
def _named_places(language: str) -> re.Pattern[str]:
    """What stands before a name: an opening quotation mark, or a word for what bears it."""
    words = lexicon(language, "subjects")["naming"]
    forms = "|".join(sorted((form for word in words for form in spellings(str(word))), key=len, reverse=True))
    return re.compile(rf"[«\"](?=[\u0620-\u06d3])|(?<![\u0620-\u06d3])[وفبلك]?(?:{forms}) (?=[\u0620-\u06d3])")


def _is_initial(match: Match, folded: Folded) -> bool:
    """Whether a letter that is a name elsewhere ends or begins a longer one here: "Professor X", Mate20 X, "X-Men"."""
    start, end = folded.span(match.start, match.end)
    before = _NAME_BEFORE.search(folded.original, max(0, start - _LONGEST_WORD), start)
    return (before is not None and before[1] not in _PREPOSITIONS) or bool(_NAME_BEHIND.match(folded.original, end))


def _has_capitals(use: _Use, match: Match, folded: Folded, language: str = "en") -> bool:
    """Whether the original has the capitals without which a doubtful Latin name is an ordinary word."""
    if use.capitals:
        return folded.slice(match.start, match.end).isupper()
    if use.capital and (language == "en" or match.end - match.start <= 3):
        return folded.slice(match.start, match.start + 1).isupper()
    return True


def _is_no_unit(match: Match, text: str) -> bool:
    """Whether no number stands before a doubtful Chinese name: 128字节 are bytes."""
    return not ("\u4e00" <= text[match.start] <= "\u9fff" and text[match.start - 1 : match.start].isdigit())


def _benchmark(match: Match, entry: Entry, text: str) -> _Candidate | None:
    start, end, name = match.start, match.end, entry.name
    if entry.years:
        after = _YEAR_AFTER.match(text, end)
        before = None if after else _YEAR_BEFORE.search(text, max(0, start - 8), start)
        if after:
            end, name = after.end(), f"{name} {after[1] if len(after[1]) == 4 else '20' + after[1]}"
        elif before:
            start, name = before.start(), f"{name} {before[1]}"
    if entry.editions and end == match.end:
        edition = _EDITION.match(text, end)
        if edition:
            end, name = edition.end(), f"{name} {edition[1]}"
    if match.open and end == match.end:
        return None
    return _Candidate(start, end, 0, entry, None, name)


def _longest(candidates: list[_Candidate]) -> list[_Candidate]:
    """Of overlapping candidates the longest one, the leftmost of equally long ones; in order of the text.

    Phrases that are something else (without an entry) take their place and are left out.
    """
    if len(candidates) == 1:
        return [c for c in candidates if c.entry]
    chosen: list[_Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, c.start, c.rank)):
        span = range(candidate.start, candidate.end)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(candidate)
    return sorted((c for c in chosen if c.entry), key=lambda c: c.start)


def _in_brackets(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """Mentions in which a transliteration takes the name in brackets after it: «غروك» (Groq) is no Grok.

    A maker in brackets changes nothing: «كيمي» (Moonshot).
    """
    result = list(mentions)
    for index, (one, other) in enumerate(pairwise(mentions)):
        if one.name == other.name or other.maker == one.maker or text[one.start : one.end].isascii():
            continue
        if _BRACKET.fullmatch(text, one.end, other.start) and text[other.start : other.end].isascii():
            result[index] = replace(other, start=one.start, end=one.end)
    return result


def _named(candidate: _Candidate, folded: Folded) -> NameMention:
    entry = candidate.entry
    assert entry is not None
    start, end = folded.span(candidate.start, candidate.end)
    kinds: dict[str, NameKind] = {"places": "place", "lists": "list"}
    kind = kinds.get(entry.section) or entry.kind
    return NameMention(start, end, entry.name, kind)  # type: ignore[arg-type]


def _without_overlap(first: list[NameMention], second: list[NameMention]) -> list[NameMention]:
    """Both lists in order, without those of `second` that overlap one of `first`."""
    kept = [m for m in second if not any(m.start < o.end and o.start < m.end for o in first)]
    return sorted([*first, *kept], key=lambda m: m.start)


#: Plans as they are usually called: they are known behind the name of any product or of a company that is one.
_USUAL_PLAN: Final = re.compile(
    r"(?: ?的)? (Pro\+?|Plus|Max|Ultra|Premium|Premier|Business|Team|Teams|Enterprise|Go|Basic|Standard)(?![\w.-])"
)


def _plan_pattern(entry: Entry, others: Mapping[str, tuple[str, ...]]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the plans of an entry, and the plan that each folded spelling means."""
    forms = {form: plan for plan in entry.plans for name in (plan, *others.get(plan, ())) for form in spellings(name)}
    alternatives = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(rf"(?:[ ]?的)?[ ]?-?({alternatives})(?![a-z0-9\u0620-\u064a])"), forms


def _app_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of the words that make a name an app, before it («تطبيق») and after it ("app")."""
    before: set[str] = set()
    after: set[str] = set()
    for language in LANGUAGES:
        words = lexicon(language, "subjects")["app"]
        before.update(form for word in words["before"] for form in spellings(word))
        after.update(form for word in words["after"] for form in spellings(word))
    first = "|".join(sorted(map(re.escape, before), key=len, reverse=True))
    last = "|".join(sorted(map(re.escape, after), key=len, reverse=True))
    # Not the end of another word: «استارتاپ» is no «اپ».
    return re.compile(rf"(?<![\u0620-\u06d3])[وفبلک]{{0,2}}(?:{first})[ \"«]{{0,2}}$"), re.compile(
        rf"[ ]?(?:{last})(?![a-z])"
    )


@cache
def _loaded(path: Path) -> Subjects:
    return Subjects(read_catalogue(path))


def load_subjects(path: Path | None = None) -> Subjects:
    """The subjects of `path`, by default of the user's `subjects.yml` or the project's; read once.

    Raises SubjectsError for a file that people must mend, FileNotFoundError if there is none.
    """
    return _loaded(path or editable("data/subjects.yml"))

"""Finding every name of the catalogue in a text: candidates, and of overlapping ones the longest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.extract.mentions import Found, NameKind, NameMention, SubjectMention, SubjectType
from pipeline.extract.names.catalogue import Catalogue, Entry
from pipeline.extract.names.gazetteer import Gazetteer, Match, spellings
from pipeline.extract.names.plan_forms import PlanForms
from pipeline.extract.names.tails import latest_of, tail
from pipeline.extract.names.transliteration import FEWEST, Sounds
from pipeline.extract.names.uses import Use, sounding_uses, spelling_uses
from pipeline.extract.names.versions import Grammar, Reading
from pipeline.extract.spans import outside
from pipeline.languages import LANGUAGES, lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded

_YEAR_AFTER: Final = re.compile(r"[ ]?[-']?(20\d\d|2[3-9])(?!\d|[.%]\d|%)")
_YEAR_BEFORE: Final = re.compile(r"(?<!\d)(20\d\d)[ ]?年?[ ]?$")
_EDITION: Final = re.compile(r"[ -]?(v\d{1,2}(?:\.\d)?|\d\.\d)(?![\d.%a-z])")
#: What a part of a benchmark is called that has a score of its own: "HealthBench Hard".
_PART: Final = re.compile(r"[ -](Hard|Professional|Lite|Live|Verified|Multilingual|Multimodal|Extended)(?![a-zA-Z\d-])")
_NUMBER_BEFORE: Final = re.compile(r"(?<![\d.,])\d(?:\.\d)?[ -]?$")
_FRACTION_BEFORE: Final = re.compile(r"(?<![\d.,])\d\.\d[ -]?$")
#: What makes a lone letter a part of a longer name: "Professor X", Mate20 X, X-Men.
_NAME_BEFORE: Final = re.compile(r"(?<![A-Za-z\d'’])([A-Z][A-Za-z\d]*|[A-Za-z]+\d[A-Za-z\d]*)[ -]$")
_NAME_BEHIND: Final = re.compile(r"-[A-Z]")
_PREPOSITIONS: Final = frozenset("On In At To By Of For From Via And Or With As When While If Both The Since".split())
_LONGEST_WORD: Final = 24
_NUMBERED: Final = re.compile(r"[ ]?-?[a-z]?\d{1,2}(?![\d%])")
_DIGITS: Final = re.compile(r"\d+")
_BRACKET: Final = re.compile(r"[»\"”]?\s?[(（]")
_LETTERS_AND_SPACES: Final = re.compile(r"[\u0620-\u06d3]+(?: [\u0620-\u06d3]+){0,3}")
#: The most words of a name that is known by its sound.
_MOST_WORDS: Final = 4
_API: Final = re.compile(r"(?:'s)?[ -]?apis?(?![a-z])")

_OF_AI: Final = ("families", "benchmarks", "products")
_CUES_OF_AI: Final = 2
_HINTING: Final = (*_OF_AI, "companies")
#: How many different names that hint at AI make up for the second cue.
_HINTS_AT_AI: Final = 2
_RANKS: Final = {"companies": 0, "products": 1, "families": 2}


class _Candidate(NamedTuple):
    """A possible mention at folded `start:end`; `entry` is None for a phrase that is something else."""

    start: int
    end: int
    rank: int
    entry: Entry | None
    reading: Reading | None = None
    name: str = ""
    short: bool = False


class NameFinder:
    """Finds the names of a catalogue; `grammars` read what stands behind families' names, `plans` behind products'."""

    def __init__(self, catalogue: Catalogue, grammars: Mapping[str, Grammar], plans: PlanForms) -> None:
        self._grammars = grammars
        self._plans = plans
        self._labs = frozenset(entry.maker for entry in catalogue.entries if entry.section == "families")
        uses = spelling_uses(catalogue)
        by_sound = sounding_uses(catalogue.entries)
        self._sounds = Sounds(by_sound)
        self._gazetteer = Gazetteer(uses)
        self._uses = [*uses.values(), *by_sound.values()]
        self._heard = {name: len(uses) + number for number, name in enumerate(by_sound)}
        self._app_before, self._app_after = _app_words()

    def find(self, folded: Folded, language: str, about_ai: bool | None = None) -> Found:
        """Everything that is named in a text; see `Subjects.find`."""
        matches = [m for m in self._gazetteer.find(folded.text) if m.end - m.start > 1 or not _is_initial(m, folded)]
        if traits(language).by_sound and about_ai:
            matches += self._by_their_sound(folded.text, language, matches)
        if not matches:
            return Found(about_ai=bool(about_ai))
        about = about_ai or any(self._is_cue_of_ai(match, folded) for match in matches)
        groups: dict[str, list[_Candidate]] = defaultdict(list)
        for match in matches:
            for use in self._uses[match.name]:
                if use.level != "cue":
                    self._consider(match, use, folded, language, about, groups)
        blocked = groups.pop("excluded", [])
        chosen = {group: _longest([*found, *blocked]) for group, found in groups.items()}
        subjects = _whole([self._subject(c, folded) for c in chosen.get("subjects", ())], folded.original)
        subjects = _without_other_names(_in_brackets(subjects, folded.original), folded.original)
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

    def is_about_ai(self, text: str) -> bool:
        """Whether an article is about AI: whether its text shows it twice, or once beside names that hint at it."""
        folded = Folded(text)
        shown, hints = 0, set[str]()
        for match in self._gazetteer.find(folded.text):
            if self._is_cue_of_ai(match, folded):
                shown += 1
            else:
                hints.update(self._hints_at_ai(match, folded))
            if shown >= _CUES_OF_AI:
                return True
        return shown > 0 and len(hints) >= _HINTS_AT_AI

    def _is_cue_of_ai(self, match: Match, folded: Folded) -> bool:
        """Whether a text speaks of AI by name here, or names a model or benchmark beyond doubt."""
        if match.open and not folded.text[match.end].isdigit():
            return False
        return any(
            self._shows_ai(use, match, folded.text) and _has_capitals(use, match, folded)
            for use in self._uses[match.name]
        )

    def _hints_at_ai(self, match: Match, folded: Folded) -> Iterator[str]:
        """What a name stands for that shows little alone: an everyday word that is also a name of AI (豆包 beside 千问
        and 元宝), or a firm of the field."""
        for use in self._uses[match.name]:
            entry = use.entry
            if entry is None or entry.wide or not _has_capitals(use, match, folded):
                continue
            if use.level == ("sure" if entry.section == "companies" else "careful") and entry.section in _HINTING:
                yield entry.name

    def _shows_ai(self, use: Use, match: Match, text: str) -> bool:
        """Whether a name shows that a text is about AI: a model, benchmark, AI product or AI lab beyond doubt."""
        entry = use.entry
        if entry is None or use.level != "sure":
            numbered = entry is not None and entry.section == "families" and use.level == "careful"
            return use.level == "cue" or (numbered and _NUMBERED.match(text, match.end) is not None)
        if entry.section == "companies":
            return entry.name in self._labs and not entry.wide
        return entry.section in _OF_AI and not entry.wide

    def _by_their_sound(self, text: str, language: str, known: Sequence[Match]) -> Iterator[Match]:
        """Names in quotes, or behind a word such as «شركة», whose spelling nobody listed, by their sound."""
        starts = {
            match.start for match in known
            if not match.open and any(use.level != "versioned" for use in self._uses[match.name])
        }  # fmt: skip
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

    def _consider(
        self,
        match: Match,
        use: Use,
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
            candidate = _benchmark(match, entry, folded)
            if candidate:
                groups["benchmarks"].append(candidate)
        else:
            groups[entry.section].append(_Candidate(match.start, match.end, 0, entry))

    def _family(
        self, match: Match, use: Use, entry: Entry, folded: Folded, language: str, about: bool
    ) -> _Candidate | None:
        at = match.end - 1 if entry.glued else match.end
        reading = self._grammars[entry.name].read(folded, at, language)
        if reading is None:
            if match.open or use.level == "versioned" or entry.glued:
                return None
            if use.level == "careful" and not about:
                return None
            named = _has_capitals(use, match, folded, language)
            if not named and not tail(folded.original, *folded.span(match.start, match.end)):
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
        reading = self._grammars[entry.name].read(folded, start, language)
        if reading and reading.numbered and reading.end >= match.end and any(c.isdigit() for c in reading.name):
            groups["subjects"].append(_Candidate(start, reading.end, 2, entry, reading, reading.name, short=True))

    def _plain(self, match: Match, entry: Entry, folded: Folded, language: str) -> _Candidate:
        """A name without a version: with its plan, as an app, as an API, or by itself."""
        text = folded.text
        rank = _RANKS[entry.section]
        plan = self._plans.behind(entry, folded, match.end)
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


def _has_capitals(use: Use, match: Match, folded: Folded, language: str = "en") -> bool:
    """Whether the original has the capitals without which a doubtful Latin name is an ordinary word."""
    if use.capitals:
        return folded.slice(match.start, match.end).isupper()
    if use.capital and (traits(language).latin or match.end - match.start <= 3):
        return folded.slice(match.start, match.start + 1).isupper()
    return True


def _is_no_unit(match: Match, text: str) -> bool:
    """Whether no number stands before a doubtful Chinese name: 128字节 are bytes."""
    return not ("\u4e00" <= text[match.start] <= "\u9fff" and text[match.start - 1 : match.start].isdigit())


def _benchmark(match: Match, entry: Entry, folded: Folded) -> _Candidate | None:
    start, end, name, text = match.start, match.end, entry.name, folded.text
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
    part = _PART.match(folded.slice(end, end + _LONGEST_WORD))
    if part:
        end, name = end + part.end(), f"{name} {part[1]}"
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


def _whole(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """Models and families with the end of their names that no grammar knows, where none of it is another's name."""
    result = []
    following = [*(m.start for m in mentions[1:]), len(text)]
    for mention, limit in zip(mentions, following, strict=False):
        latest = latest_of(text, mention.start, limit)
        if latest:
            result.append(replace(mention, end=mention.start + len(latest), name=latest, type="model"))
            continue
        behind = tail(text, mention.start, mention.end) if mention.type in ("model", "family") else ""
        end = mention.end + len(behind)
        if behind and end <= limit:
            name = text[mention.start : mention.end] if mention.type == "family" and behind.islower() else mention.name
            mention = replace(mention, end=end, name=name + behind, type="model")
        result.append(mention)
    return result


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


def _without_other_names(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """The mentions without another name of a model in brackets behind it: 混元2.0（Tencent HY 2.0）."""
    others = {
        id(other)
        for one, other in pairwise(mentions)
        if one.type == other.type == "model"
        and one.maker == other.maker
        and one.family != other.family
        and _DIGITS.findall(one.name) == _DIGITS.findall(other.name)
        and _BRACKET.fullmatch(text, one.end, other.start)
        and text[other.end : other.end + 1] in (")", "）")
    }
    return [m for m in mentions if id(m) not in others]


def _named(candidate: _Candidate, folded: Folded) -> NameMention:
    entry = candidate.entry
    assert entry is not None
    start, end = folded.span(candidate.start, candidate.end)
    kinds: dict[str, NameKind] = {"places": "place", "lists": "list"}
    kind = kinds.get(entry.section) or entry.kind
    return NameMention(start, end, entry.name, kind)  # type: ignore[arg-type]


def _without_overlap(first: list[NameMention], second: list[NameMention]) -> list[NameMention]:
    """Both lists in order, without those of `second` that overlap one of `first`."""
    return sorted([*first, *outside(second, first)], key=lambda m: m.start)


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

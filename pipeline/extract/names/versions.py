"""The grammar of model names: what may follow a family's name.

A family's name is followed by a version ("GPT-5.2", "Qwen3", "DeepSeek-V3"), a line ("Claude Opus", before or
after the version), a size ("Llama 3.1 405B"), a release ("R1-0528") and words ("mini", "Flash-Lite", «پرو»).
The words and the way of writing come from `data/subjects.yml`, so models that do not exist yet are read by
the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal, NamedTuple

from pipeline.extract.names.catalogue import Entry
from pipeline.extract.names.gazetteer import ends_right, is_arabic, spellings
from pipeline.extract.names.transliteration import BEGINNINGS, FEWEST, Sounds
from pipeline.languages import LANGUAGES, lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded, fold

Kind = Literal["version", "line", "size", "release", "word"]

_MOST_PARTS: Final = 7
_GAP: Final = re.compile(r"[ ]?[-_·]?")
_NUMBER: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,2})([a-z]?)(?![a-z\d%]|[.,:/]\d)")
_SIZE: Final = re.compile(r"(?:\d{1,2}x|[ae])?\d{1,4}(?:\.\d{1,2})?[bm](?:-a\d{1,3}(?:\.\d)?b)?(?![a-z\d])")
_LENGTH: Final = re.compile(r"\d{1,4}k(?![a-z\d])")
_RELEASE: Final = re.compile(
    r"(?:20\d\d-[01]\d-[0-3]\d|20\d{6}|\d{6}|(?:0\d|1[0-2]|2[3-9])[0-3]\d)(?![a-z\d%]|[.,:/]\d)"
)
#: A version with the comma that writers of Arabic and Persian set for the point: «جيميني 2,5 برو».
_COMMA: Final = re.compile(r"(\d{1,2}),(\d)(?![a-z\d%]|[.,:/]\d)")
#: A version in an identifier of an interface: claude-opus-4-5.
_DASHED: Final = re.compile(r"(\d)-(\d)(?![\d.,a-z])")
_ARABIC_O: Final = fold("أو")  # GPT-4o as «جي بي تي 4أو»
_TOKEN: Final = re.compile(r"[\u0620-\u06d3]+(?![\u0620-\u06d3])")
_SPOKEN: Final = 4  # shorter words are listed in every spelling
_LARGEST_SPACED: Final = 20  # "Gemini 30 ...", "ILMU 87.2" with a space is hardly a version

#: Letters after a number that make it a size, a length, a multiple, a time, and no version: 7B, 32k, 20x, 1.6s.
_UNITS: Final = frozenset("bkmtxsh")

#: Words that readers of English do not take for prose even without a capital.
_SMALL: Final = frozenset(("mini", "nano", "turbo", "pro", "lite", "flash", "ultra", "exp", "instruct", "coder", "max"))


def is_counted(folded: str, at: int) -> bool:
    """Whether the number that ends at folded `at` counts what follows: "3 million users", «۲ شهریور»."""
    return any(_words_after(matter).match(folded, at) for matter in ("scales", "counted", "parameters"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A model's or family's name as the grammar read it.

    It ends before folded character `end`; `name` is written as the maker does. `family` is the line or
    generation ("Claude Opus", "DeepSeek-V3"), the family's own name if there is none. `version` is the
    version alone ("4.5", "V3.2"), "" if none was read; `numbered` tells that a version, size or release was
    read.
    """

    end: int
    name: str
    family: str
    version: str
    numbered: bool


class _Part(NamedTuple):
    """A part as the maker writes it; `glued` tells that the text joins it directly to the part before."""

    kind: Kind
    spelled: str
    end: int
    glued: bool = False


@cache
def _words_after(matter: str) -> re.Pattern[str]:
    """What may follow a number and tells what the number is, from the lexicons of all languages."""
    words = [fold(str(word)) for language in LANGUAGES for word in lexicon(language, "subjects")[matter]]
    spelled = []
    for word in sorted(words, key=len, reverse=True):
        tail = "(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        tail = r"(?![\u0620-\u06d3])" if is_arabic(word[-1]) else tail
        spelled.append(re.escape(word) + tail)
    return re.compile(r"[ -]?(?:" + "|".join(spelled) + ")")


def _joint_of(letter: str) -> str:
    """What may stand between a transliterated letter and its number; «في» is also the word "in"."""
    return r"(?:-?|[ ](?=\d\.\d|\d»))" if letter == fold("في") else "[ -]?"


def _alternatives(forms: Iterable[str]) -> str:
    return "|".join(sorted(forms, key=len, reverse=True))


class Grammar:
    """Reads what follows the name of one family."""

    def __init__(self, entry: Entry, words: Mapping[str, tuple[str, ...]]) -> None:
        self.entry = entry
        self._shared = words
        self._spoken = {word.lower(): names for word, names in words.items()}

    @cached_property
    def _forms(self) -> dict[str, tuple[str, Kind]]:
        """Folded spelling of a word or line -> how the maker writes it, and which of the two it is."""
        forms: dict[str, tuple[str, Kind]] = {}

        def add(spelled: str, kind: Kind, others: Iterable[str]) -> None:
            bare = spelled.removeprefix("-")
            for other in (bare, *others, *self._spoken.get(bare.lower(), ())):
                for form in spellings(other):
                    forms.setdefault(form, (spelled, kind))

        for line, others in self.entry.lines:
            add(line, "line", others)
        for word in self.entry.words:
            add(word, "word", ())
        for word, others in self._shared.items():
            add(word, "word", others)
        return forms

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return re.compile(_alternatives(map(re.escape, self._forms)))

    @cached_property
    def _sounds(self) -> Sounds:
        """The Latin words and lines by their sound."""
        return Sounds(form for form in self._forms if form.isascii() and form.isalpha() and len(form) >= _SPOKEN)

    def _heard(self, folded: str, at: int) -> tuple[str, int] | None:
        """The folded word or line that the Arabic letters at `at` sound like, and their end."""
        token = _TOKEN.match(folded, at)
        names = self._sounds.find(token.group(), fewest=FEWEST - 1) if token else []
        return (names[0], token.end()) if token and names else None

    @cached_property
    def own(self) -> frozenset[str]:
        """The words that name a model without a version ("Gemini Pro", "Qwen-Max")."""
        return frozenset(word.removeprefix("-") for word in self.entry.words)

    @cached_property
    def _letters(self) -> dict[str, str]:
        """Folded letter or transliteration -> the letter as the maker writes it."""
        letters = {letter.lower(): letter for letter, _ in reversed(self.entry.letters)}
        for letter, names in self.entry.letters:
            letters.update((form, letter) for name in names for form in spellings(name))
        return letters

    @cached_property
    def _letter_heads(self) -> str:
        """A pattern of the letters, each only where its version follows."""
        return _alternatives(
            rf"{re.escape(form)}(?={'' if form.isascii() else _joint_of(form)}\d)" for form in self._letters
        )

    @cached_property
    def _letter(self) -> re.Pattern[str] | None:
        """A version with a letter in front: V3, R1, K2, «آر۱»."""
        if not self._letters:
            return None
        return re.compile(rf"({self._letter_heads})[ -]?(\d{{1,2}}(?:\.\d{{1,2}}){{0,2}})([a-z]?)(?![a-z\d%]|[.,:/]\d)")

    @cached_property
    def _only_letter(self) -> str:
        """The "v" of families whose versions all have one ("Midjourney v7"), which writers leave out."""
        letters = [letter for letter, _ in self.entry.letters]
        return letters[0] if letters in (["v"], ["V"]) else ""

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The folded characters that a part can begin with; most text after a name begins otherwise."""
        spoken = {first for form in self._forms if form.isascii() for first in BEGINNINGS.get(form[0], "")}
        return frozenset("0123456789ae") | {form[0] for form in (*self._letters, *self._forms)} | spoken

    @cached_property
    def short_start(self) -> re.Pattern[str] | None:
        """Where a short form that starts with a letter may begin in folded text: "R1", "Sonnet 4", «آر۱»."""
        heads = [re.escape(form) for form, (_, kind) in self._forms.items() if kind == "line" and len(form) > 2]
        heads += [self._letter_heads] if self._letters else []
        return re.compile(_alternatives(heads)) if heads else None

    def is_short(self, folded: str) -> bool:
        """Whether `folded`, which the grammar read without the family's name, is distinct enough to mean it.

        A letter with a version is ("R1"), a version with a word or letter ("2.5 pro", "4o"), a line with a
        version ("sonnet 4"), a line that is known by itself ("opus"); a bare number or word is not.
        """
        if not any(char.isdigit() for char in folded):
            form = self._forms.get(folded)
            return form is not None and form[0] in self.entry.alone
        if folded[0].isdigit():
            return re.fullmatch(r"[\d.]+", folded) is None
        return True

    def read(self, text: Folded, at: int, language: str) -> Reading | None:
        """What the grammar reads from folded character `at` on, where a family's name has just ended, or
        None.

        Bounded: at most seven parts are read.
        """
        parts: list[_Part] = []
        while len(parts) < _MOST_PARTS:
            part = self._part(text, parts[-1].end if parts else at, language, {part.kind for part in parts})
            if part is None:
                break
            parts.append(part)
        if not parts:
            return None
        return Reading(
            parts[-1].end,
            self._name(parts),
            self._family(parts),
            next((part.spelled for part in parts if part.kind == "version"), ""),
            any(part.kind in ("version", "size", "release") for part in parts),
        )

    def _part(self, text: Folded, end: int, language: str, kinds: Collection[Kind]) -> _Part | None:
        """The part that begins at folded `end`, after parts of the given kinds."""
        folded = text.text
        gap = _GAP.match(folded, end)
        at = gap.end() if gap else end
        if not kinds and self.entry.first_joint and folded.startswith(self.entry.first_joint, end):
            at = end + len(self.entry.first_joint)
        if at >= len(folded) or folded[at] not in self._beginnings:
            return None
        joint = folded[end:at]
        hyphen = "-" in joint
        if "version" not in kinds:
            part = self._version(text, at, joint, language, "line" in kinds)
            if part:
                return part
        if (self.entry.sizes or "version" in kinds or "line" in kinds) and "size" not in kinds:
            size = _SIZE.match(folded, at)
            if size and (hyphen or not _words_after("parameters").match(folded, size.end())):
                return _Part("size", self._size(text, size), size.end())
        if kinds and hyphen:
            length = _LENGTH.match(folded, at)
            if length:
                return _Part("size", length.group(), length.end())
        if kinds and joint:
            release = _RELEASE.match(folded, at)
            if release and (hyphen or release.group().startswith("0")):
                return _Part("release", release.group(), release.end())
        return self._named(text, at, joint, language, kinds)

    def _version(self, text: Folded, at: int, joint: str, language: str, after_line: bool) -> _Part | None:
        folded = text.text
        letter = self._letter.match(folded, at) if self._letter else None
        if letter:
            suffix = text.slice(letter.start(3), letter.end(3)) if letter[3] else ""
            return _Part("version", self._letters[letter[1]] + letter[2] + suffix, letter.end())
        dashed = _DASHED.match(folded, at) if joint == "-" else None
        if dashed:
            return _Part("version", f"{dashed[1]}.{dashed[2]}", dashed.end())
        comma = _COMMA.match(folded, at) if traits(language).decimal_comma else None
        if comma and not _words_after("scales").match(folded, comma.end()):
            return _Part("version", f"{self._only_letter}{comma[1]}.{comma[2]}", comma.end(), joint == "")
        number = _NUMBER.match(folded, at)
        if number is None or (number[2] and number[2] in _UNITS):
            return None
        if not number[2] and not self._is_version(number, folded, joint, language, after_line):
            return None
        suffix = number[2] if number[2] in ("", "o") else text.slice(number.start(2), number.end(2))
        end = number.end()
        if folded.startswith(_ARABIC_O, end) and ends_right(folded, end + len(_ARABIC_O)):
            suffix, end = "o", end + len(_ARABIC_O)
        return _Part("version", self._only_letter + number[1] + suffix, end, joint == "")

    def _is_version(self, number: re.Match[str], folded: str, joint: str, language: str, after_line: bool) -> bool:
        """Whether a number is a version and does not count what follows it ("Gemini 3 million users")."""
        if self.entry.glued:
            return len(number[1].split(".")[0]) == 1
        before = number.start() - len(joint) - 1
        latin = before >= 0 and folded[before].isascii()
        if joint == "-" or (joint == "" and latin):
            return True
        whole = "." not in number[1]
        if int(number[1].partition(".")[0]) > _LARGEST_SPACED:
            return False
        if _words_after("scales").match(folded, number.end()):
            return False
        # Arabic and Persian writers put a date's words after a Latin name: «Gemini 3 روز سه‌شنبه».
        sure = after_line or not whole or (latin and traits(language).spaced and not traits(language).latin)
        return sure or not _words_after("counted").match(folded, number.end())

    def _size(self, text: Folded, size: re.Match[str]) -> str:
        """A size as makers write it ("8x7B", "235B-A22B"), in small letters where this maker does ("20b")."""
        if self.entry.name.islower():
            return size.group()
        return size.group().upper().replace("X", "x")

    def _named(self, text: Folded, at: int, joint: str, language: str, kinds: Collection[Kind]) -> _Part | None:
        """A word or line at folded `at`."""
        folded = text.text
        match = self._word.match(folded, at)
        if match is None or not (ends_right(folded, match.end()) or folded[match.end() : match.end() + 1].isdigit()):
            heard = self._heard(folded, at) if is_arabic(folded[at]) else None
            if heard is None:
                return None
            form, end = heard
        else:
            form, end = match.group(), match.end()
        line = self._forms[form][1] == "line"
        numbered = line and folded[end : end + 1].isdigit()  # VL2
        if not numbered and not ends_right(folded, end):
            return None
        latin = folded[at].isascii()
        if joint == "" and latin and at > 0 and folded[at - 1].isascii() and folded[at - 1].isalnum():
            return None
        spelled, kind = self._forms[form]
        bare = spelled.removeprefix("-")
        if not kinds and (bare in self.entry.plans or (kind == "word" and bare not in self.own)):
            return None
        prose = traits(language).latin and joint == " " and bare.isalpha() and bare.lower() not in _SMALL
        if prose and latin and text.slice(at, at + 1).islower():
            return None
        return _Part(kind, spelled, end)

    def _name(self, parts: list[_Part]) -> str:
        """The name as the maker writes it; words before the version go behind it ("Gemini Pro 1.5")."""
        first = next((i for i, part in enumerate(parts) if part.kind == "version"), 0)
        if all(part.kind == "word" for part in parts[:first]):
            parts = [parts[first], *parts[:first], *parts[first + 1 :]]
        leads = self.entry.line_leads
        if leads and len(parts) > 1 and (parts[0].kind, parts[1].kind) == ("version", "line"):
            number = re.match(r"\d+", parts[0].spelled)
            if number is not None and int(number[0]) >= int(leads):
                parts = [parts[1], parts[0], *parts[2:]]  # "Claude 4 Sonnet" is Claude Sonnet 4
        name = self.entry.name
        for index, part in enumerate(parts):
            if part.kind == "release" and len(part.spelled) == 8:
                continue  # the day in an interface's identifier, which the model's name does not have
            if part.spelled.startswith("-"):
                name += part.spelled
            elif index == 0 and part.kind == "version":
                lettered = part.spelled[0].isalpha() and not self._only_letter
                name += (self.entry.first_joint or (self.entry.joint if lettered else "")) + part.spelled
            elif part.glued and parts[index - 1].kind == "line":
                name += part.spelled
            else:
                name += (self.entry.joint or "-") + part.spelled
        return name

    def _family(self, parts: list[_Part]) -> str:
        lines = [part.spelled for part in parts if part.kind == "line"]
        if lines:
            return self.entry.name + self.entry.joint + lines[0]
        for part in parts:
            if part.kind == "version" and part.spelled[0].isalpha():
                return self.entry.name + self.entry.first_joint + part.spelled.split(".")[0]
        return self.entry.name

"""The grammar of model names: what may follow a family's name.

A family's name is followed by a version ("GPT-5.2", "Qwen3", "DeepSeek-V3"), a line ("Claude Opus", in either order
with the version), a size ("Llama 3.1 405B"), a release ("R1-0528") and words ("mini", "Flash-Lite", «پرو»). The words
and the way of writing come from `data/subjects.yml`, so models that do not exist yet are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from pipeline.extract.catalogue import Entry
from pipeline.extract.gazetteer import ends_right, spellings
from pipeline.languages import LANGUAGES, lexicon
from pipeline.text.fold import Folded, fold

Part = Literal["version", "line", "size", "release", "word"]

_MOST_PARTS: Final = 7
_GAP: Final = re.compile(r"[ ]?[-_·]?")
_NUMBER: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,2})([a-z]?)(?![a-z\d%]|[.,:/]\d)")
_SIZE: Final = re.compile(r"(?:\d{1,2}x|[ae])?\d{1,4}(?:\.\d{1,2})?[bm](?:-a\d{1,3}(?:\.\d)?b)?(?![a-z\d])")
_LENGTH: Final = re.compile(r"\d{1,4}k(?![a-z\d])")
_RELEASE: Final = re.compile(
    r"(?:20\d\d-[01]\d-[0-3]\d|20\d{6}|\d{6}|(?:0\d|1[0-2]|2[3-9])[0-3]\d)(?![a-z\d%]|[.,:/]\d)"
)
_LARGEST_SPACED: Final = 20  # "Gemini 30 ..." with a space is hardly a version

#: Words that readers of English do not take for prose even without a capital.
_SMALL: Final = frozenset("mini nano turbo pro lite flash ultra exp instruct coder max".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """A model's or family's name as the grammar read it.

    It ends before folded character `end`; `name` is written as the maker does. `family` is the line or generation
    ("Claude Opus", "DeepSeek-V3"), the family's own name if there is none. `numbered` tells that a version, size or
    release was read.
    """

    end: int
    name: str
    family: str
    numbered: bool


def counted_words() -> re.Pattern[str]:
    """What follows a number that counts something and so is no version: "3 million", "3 亿"."""
    words = [fold(str(word)) for language in LANGUAGES for word in lexicon(language, "subjects")["counted"]]
    return _word_list(words)


def parameter_words() -> re.Pattern[str]:
    """What follows a number of parameters: "671B parameters"."""
    words = [
        fold(str(word)) for language in LANGUAGES for word in lexicon(language, "subjects")["parameters"]
    ]
    return _word_list(words)


def _word_list(words: Iterable[str]) -> re.Pattern[str]:
    spelled = []
    for word in sorted(words, key=len, reverse=True):
        tail = "(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        tail = r"(?![\u0620-\u064a])" if "\u0600" <= word[-1] <= "\u06ff" else tail
        spelled.append(re.escape(word) + tail)
    return re.compile(r"[ -]?(?:" + "|".join(spelled) + ")")


class Grammar:
    """Reads what follows the name of one family."""

    def __init__(self, entry: Entry, words: Mapping[str, tuple[str, ...]]) -> None:
        self.entry = entry
        self._shared = words

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        return counted_words()

    @cached_property
    def _parameters(self) -> re.Pattern[str]:
        return parameter_words()

    @cached_property
    def _forms(self) -> dict[str, tuple[str, Part]]:
        """Folded spelling of a word or line -> how the maker writes it, and which of the two it is."""
        forms: dict[str, tuple[str, Part]] = {}
        for word in self.entry.words:
            for other in (word.removeprefix("-"), *self._shared.get(word.removeprefix("-"), ())):
                for form in spellings(other):
                    forms.setdefault(form, (word, "word"))
        for line, others in self.entry.lines:
            for other in (line, *others, *self._shared.get(line, ())):
                for form in spellings(other):
                    forms[form] = (line, "line")
        for word, others in self._shared.items():
            for other in (word, *others):
                for form in spellings(other):
                    forms.setdefault(form, (word, "word"))
        return forms

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return re.compile("|".join(sorted(map(re.escape, self._forms), key=len, reverse=True)))

    @cached_property
    def _own(self) -> frozenset[str]:
        """The words that name a model without a version ("Gemini Pro", "Qwen-Max")."""
        return frozenset(word.removeprefix("-") for word in self.entry.words)

    @cached_property
    def _letter(self) -> re.Pattern[str] | None:
        """A version with a letter in front: V3, R1, K2, «آر۱»."""
        if not self.entry.letters:
            return None
        latin = [letter for letter, _ in self.entry.letters]
        other = [form for _, names in self.entry.letters for name in names for form in spellings(name)]
        first = "|".join(map(re.escape, sorted({x.lower() for x in latin}, key=len, reverse=True)))
        local = "|".join(map(re.escape, sorted(other, key=len, reverse=True)))
        head = f"({first})" + (f"|({local}) ?-?" if local else "|($^)")
        return re.compile(rf"(?:{head})(\d{{1,2}}(?:\.\d{{1,2}}){{0,2}})([a-z]?)(?![a-z\d%]|[.,:/]\d)")

    @cached_property
    def short_start(self) -> re.Pattern[str] | None:
        """Where a short form may begin that starts with a letter: "R1", "Sonnet 4"."""
        heads = [rf"{re.escape(letter.lower())}(?=\d)" for letter, _ in self.entry.letters]
        heads += [
            rf"{re.escape(form)}(?=[ -]?\d)"
            for _, names in self.entry.letters
            for n in names
            for form in spellings(n)
        ]
        heads += [
            re.escape(form) for form, (_, kind) in self._forms.items() if kind == "line" and len(form) > 2
        ]
        return re.compile("|".join(sorted(heads, key=len, reverse=True))) if heads else None

    def is_short(self, folded: str) -> bool:
        """Whether `folded`, which the grammar read without the family's name, is distinct enough to mean this family.

        A letter with a version is ("R1"), a version with a word or letter ("2.5 pro", "4o"), a line with a version
        ("sonnet 4"); a bare number or word is not.
        """
        if not any(c.isdigit() for c in folded):
            return any(fold(line) == folded for line in self.entry.alone)
        if self._letter is not None and self._letter.match(folded):
            return True
        return any(self._word.search(folded, i) for i in (0,)) or bool(re.fullmatch(r"\d(?:\.\d)?o", folded))

    def _canonical_letter(self, latin: str | None, local: str | None) -> str:
        for letter, names in self.entry.letters:
            if latin is not None and letter.lower() == latin:
                return letter
            if local is not None and any(local in spellings(name) for name in names):
                return letter
        return latin or ""

    def read(self, text: Folded, at: int, language: str) -> Reading | None:
        """What the grammar reads from folded character `at` on, where a family's name has just ended; None if nothing.

        Bounded: at most seven parts are read.
        """
        parts: list[tuple[Part, str]] = []
        end = at
        while len(parts) < _MOST_PARTS:
            found = self._part(text, end, language, parts)
            if found is None:
                break
            kind, spelled, end = found
            parts.append((kind, spelled))
        if not parts:
            return None
        return Reading(end, self._name(parts), self._family(parts), any(k != "word" for k, _ in parts))

    def _part(
        self, text: Folded, end: int, language: str, before: list[tuple[Part, str]]
    ) -> tuple[Part, str, int] | None:
        folded = text.text
        gap = _GAP.match(folded, end)
        at = gap.end() if gap else end
        joint = folded[end:at]
        if at >= len(folded):
            return None
        kinds = {kind for kind, _ in before}
        if "version" not in kinds:
            found = self._version(text, at, joint, end)
            if found:
                return found
        if (kinds & {"version", "line"} or self.entry.sizes) and "size" not in kinds:
            size = _SIZE.match(folded, at)
            if size and ("-" in joint or not self._parameters.match(folded, size.end())):
                return "size", _size(size.group()), size.end()
        if kinds and "-" in joint:
            length = _LENGTH.match(folded, at)
            if length:
                return "size", length.group(), length.end()
        if kinds and joint:
            release = _RELEASE.match(folded, at)
            if release and ("-" in joint or release.group().startswith("0")):
                return "release", release.group(), release.end()
        return self._named(text, at, joint, language, kinds)

    def _version(self, text: Folded, at: int, joint: str, end: int) -> tuple[Part, str, int] | None:
        folded = text.text
        if self._letter is not None:
            match = self._letter.match(folded, at)
            if match:
                letter = self._canonical_letter(match[1], match[2])
                suffix = text.slice(match.start(4), match.end(4)) if match[4] else ""
                return "version", letter + match[3] + suffix, match.end()
        match = _NUMBER.match(folded, at)
        if match is None:
            return None
        suffix = match[2]
        if suffix in "bkmtx" and suffix:
            return None
        if joint == " " or not folded[end - 1].isascii():
            if "." not in match[1] and int(match[1]) > _LARGEST_SPACED:
                return None
            if not suffix and self._counted.match(folded, match.end()):
                return None
        if suffix and suffix != "o":
            suffix = text.slice(match.start(2), match.end(2))
        return "version", match[1] + suffix, match.end()

    def _named(
        self, text: Folded, at: int, joint: str, language: str, kinds: set[Part]
    ) -> tuple[Part, str, int] | None:
        folded = text.text
        match = self._word.match(folded, at)
        if match is None or not ends_right(folded, match.end()):
            return None
        if (
            joint == ""
            and folded[at].isascii()
            and at > 0
            and folded[at - 1].isascii()
            and folded[at - 1].isalnum()
        ):
            return None
        spelled, kind = self._forms[match.group()]
        bare = spelled.removeprefix("-")
        if kind == "word" and not kinds and bare not in self._own:
            return None
        if bare in self.entry.plans and not kinds:
            return None
        small = folded[at].isascii() and text.slice(at, at + 1).islower()
        if small and language == "en" and joint == " " and bare.lower() not in _SMALL:
            return None
        return kind, spelled, match.end()

    def _name(self, parts: list[tuple[Part, str]]) -> str:
        first = next((i for i, (kind, _) in enumerate(parts) if kind == "version"), None)
        if first and all(kind == "word" for kind, _ in parts[:first]):
            parts = [parts[first], *parts[:first], *parts[first + 1 :]]
        name = self.entry.name
        for index, (kind, spelled) in enumerate(parts):
            if spelled.startswith("-"):
                name += spelled
            elif index == 0 and kind == "version":
                name += self.entry.first_joint + spelled
            elif self.entry.first_joint == "" and kind == "size" and index == 0:
                name += (self.entry.joint or "-") + spelled
            else:
                name += self.entry.joint + spelled
        return name

    def _family(self, parts: list[tuple[Part, str]]) -> str:
        lines = [spelled for kind, spelled in parts if kind == "line"]
        if lines:
            return self.entry.name + self.entry.joint + lines[0]
        for kind, spelled in parts:
            if kind == "version" and spelled[0].isalpha():
                return self.entry.name + self.entry.first_joint + spelled.split(".")[0]
        return self.entry.name


def _size(folded: str) -> str:
    """ "8x7b" -> "8x7B", "235b-a22b" -> "235B-A22B"."""
    return folded.upper().replace("X", "x")

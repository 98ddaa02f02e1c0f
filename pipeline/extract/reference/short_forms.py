"""Short forms of the names that an article gives in full: "R1", "V3.2-Exp", "2.5 Pro", "Opus", "GPT-5 and 5.1"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline.extract.mentions import Found, SubjectMention, SubjectType, merged
from pipeline.extract.names.gazetteer import starts_right
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.versions import is_counted
from pipeline.extract.names.words import name_words
from pipeline.extract.reference.nicknames import SIZE_ALONE
from pipeline.extract.spans import is_across
from pipeline.languages import lexicon
from pipeline.text.fold import Folded, fold

_NUMBER: Final = re.compile(r"(?<![^\W\u4e00-\u9fff])(?<![.,$€£¥])(\d{1,2})(?:\.\d{1,2})?(?=[ -]?[a-z\u0600-\u06ff])")
#: Numbers above this are no versions.
_HIGHEST_VERSION: Final = 20
_EDITION: Final = re.compile(r"[ -]([a-z]{3,})")
#: How far in front of a version, in characters, its brand may begin.
_BRAND_REACH: Final = 24
_NEXT_VERSION: Final = re.compile(
    r"\d{1,2}\.\d{1,2}"
    r"(?![\w%.,]| (?:s|ms|[kmgt]b|x|times|points?|percent|seconds?|minutes?|hours?|[mbt]n|[mb]illion)\b)",
    re.IGNORECASE,
)


#: What a version of something else has behind it: the chips of computers, releases of software in three numbers.
_OF_HARDWARE: Final = re.compile(
    r"(?:\.\d+|(?: (?:Pro|Max|Ultra|Mini|Air))?,?"
    r"(?: \(?\d+ ?[GT]B| (?:Mac|MacBook|iMac|iPad|iPhone|chips?|Studio|laptop|engine|GPUs?|SoC)))\b"
)
#: A word with a capital right in front of a version, and one that begins a sentence.
_BRAND: Final = re.compile(r"(?<!\w)(?P<word>[a-z]{0,3}[A-Z][A-Za-z]*)[ -]$")
#: Endings of words for peoples, which own no version: "the Chinese V4".
_PEOPLES: Final = ("ese", "ian", "ean", "ish", "can", "ench", "abs", "AI")
#: How far behind a number, in characters, the word for what it counts ends.
_COUNTED_REACH: Final = 24


def _is_of_another(text: str, start: int, end: int, named: Sequence[SubjectMention]) -> bool:
    """Whether a version is one of something else that is named around it: "vLLM V1", "an M4 Max MacBook"."""
    if text[start:end][:1].isalpha() and _OF_HARDWARE.match(text, end):
        return True
    brand = _BRAND.search(text, max(0, start - _BRAND_REACH), start)
    if brand is None or is_across((brand.start(), start), named):
        return False
    word = brand["word"]
    words = lexicon("en", "subjects")
    begins = text[: brand.start()].rstrip()[-1:] in ("", ".", ":", "!", "?", "—", "–", "•", '"', "“", "(")
    opener = word in words["strangers"]["openers"] or word.endswith(_PEOPLES)
    return not opener and not (begins and word in words["kinds"]["nameless"])


class ShortForms:
    """What short forms mean in one article, of which `found` is what its title and blocks name in full."""

    def __init__(self, subjects: Subjects, found: Sequence[Found]) -> None:
        self._subjects = subjects
        #: Family -> the major versions that the article names in full, for forms like "2.5 Pro".
        self.versions = self._named_versions(found)

    def completed(self, text: Folded, language: str, explicit: Found, families: Sequence[str]) -> list[SubjectMention]:
        """The explicit mentions of a text and the short forms in it of these families, the likeliest first."""
        found: list[SubjectMention] = []
        taken = merged(explicit.subjects, explicit.benchmarks)
        particle = name_words(language).particle
        for start, family in self._short_starts(text.text, families):
            if particle.match(text.text, start):
                continue  # «في 3 ثوان»
            grammar = self._subjects.grammars[family]
            reading = grammar.read(text, start, language)
            if reading is None or not grammar.is_short(text.text[start : reading.end]):
                continue
            first, last = text.span(start, reading.end)
            if _is_of_another(text.original, first, last, [*taken]):
                continue  # "vLLM V1", "an M3 Ultra Mac Studio"
            kind: SubjectType = "model" if reading.numbered else "family"
            found.append(
                SubjectMention(first, last, reading.name, kind, grammar.entry.maker, reading.family, short=True)
            )
        mentions = [m for m in merged(taken, found) if m.type != "benchmark"]
        return merged(mentions, self._continued(text, language, mentions))

    def families(self, mentions: Iterable[SubjectMention]) -> list[str]:
        """The families of these mentions, each once, in order."""
        return list(dict.fromkeys(f for mention in mentions for f in self._subjects.families_of(mention)))

    def _named_versions(self, everything: Sequence[Found]) -> dict[str, set[str]]:
        versions: dict[str, set[str]] = defaultdict(set)
        for found in everything:
            for mention in found.subjects:
                for family in self._subjects.families_of(mention):
                    number = re.search(r"\d+", mention.name.removeprefix(family))
                    versions[family].update([number[0]] if number else [])
        return versions

    def _short_starts(self, text: str, families: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Where in folded `text` a short form of which of these families may begin."""
        for family in families:
            pattern = self._subjects.grammars[family].short_start
            if pattern is not None:
                for match in pattern.finditer(text):
                    if starts_right(text, match.start()) and text[match.start() - 1 : match.start()] != "-":
                        yield match.start(), family
        for match in _NUMBER.finditer(text):
            if SIZE_ALONE.match(text, match.start()):
                continue  # "4B、7B" are sizes, also where Llama 4 is named
            for family in families:
                if match[1] in self.versions[family] or self._is_edition(text, match, family, families):
                    yield match.start(), family

    def _is_edition(self, text: str, number: re.Match[str], family: str, families: Sequence[str]) -> bool:
        """Whether a version of a family that the article names without any is told by its edition: "2.5 Pro".

        Where another family of that edition has versions, the older one is its own: "1.5 Flash" beside Gemini 2.5.
        """
        word = _EDITION.match(text, number.end())
        if word is None or "." not in number[0]:
            return False
        having = [f for f in families if any(word[1] == own.lower() for own in self._subjects.grammars[f].own)]
        versioned = [f for f in having if self.versions[f]]
        return versioned == [family] if versioned else family in having

    def _continued(self, text: Folded, language: str, named: Sequence[SubjectMention]) -> Iterator[SubjectMention]:
        """Bare versions in a list that begins with a named one: "GPT-5 and 5.1"."""
        original = text.original
        for mention in named:
            if mention.type != "model":
                continue
            join = name_words(language).joins.match(original, mention.end)
            number = _NEXT_VERSION.match(original, join.end()) if join else None
            if number is None or int(number[0].partition(".")[0]) > _HIGHEST_VERSION:
                continue  # "72.5 for GPT-4 and 62.3 for Jais": a score
            if is_counted(fold(original[number.end() : number.end() + _COUNTED_REACH]), 0):
                continue  # "Gemma 3 270M，2.7 亿参数"
            for family in self._subjects.families_of(mention)[:1]:
                entry = self._subjects.grammars[family].entry
                name = entry.name + entry.first_joint + number[0]
                yield SubjectMention(number.start(), number.end(), name, "model", entry.maker, entry.name, short=True)

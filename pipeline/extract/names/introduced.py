"""Names that an article brings in itself: «نویسا (Nevisa)، سازنده …», «مدل فارسی «رستا»», «دستیار کدنویسی Jules»,
"Tessel, a start-up from Ghent", "a chatbot called Pondo".

No catalogue knows every start-up and every new model. The press tells its readers who is meant where it first names
one: by a word for its kind in front of the name, which then stands in quotation marks or in Latin letters, or by the
name's Latin form in brackets; in Latin script also by what the name is said to be behind it. Such a name counts in the
whole article. The words for kinds are data, `kinds` in `pipeline/languages/<language>/subjects.yml`; a language without
them has no introduced names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import Found, Named, SubjectMention
from pipeline.extract.names import introduced_han, introduced_latin, introduced_often
from pipeline.extract.names.gazetteer import ends_right, spellings, starts_right
from pipeline.extract.names.introduced_by_kind import bare, described, kinds_of, named_in
from pipeline.extract.names.introduced_by_use import named_by_use, quoted_by_use
from pipeline.extract.names.versions import is_counted
from pipeline.extract.spans import is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded, fold

#: More names than this no article brings in.
_MOST: Final = 16
#: A version behind a name, in folded text.
_VERSION: Final = r" (?P<version>1?\d(?:\.\d)?)(?![\w%]|[.,:/-]\d)"

#: The Latin form of the name before it.
_LATIN_IN_BRACKETS: Final = re.compile(r"[»\"”]?\s?[(（][A-Za-z][\w .-]*[)）]")

#: How far before a name, in characters, the word may stand that makes it part of a longer one.
_REACH: Final = 30

#: A capitalised word before a name makes it part of a longer one.
_WORD_BEFORE: Final = re.compile(r"(?<!\w)[A-Z][a-z]+(?= $)")

#: A word in small letters, and the words of a name that can be one; "AI" alone tells nothing.
_SMALL_WORD: Final = re.compile(r"(?<![\w.@/-])[a-z]{3,}(?![\w@/]|\.\w)")
_PART: Final = re.compile(r"[A-Za-z]{3,}")


class Introduced:
    """The names that one article brings in."""

    def __init__(
        self, texts: Sequence[Folded], languages: Sequence[str], found: Sequence[Found], variants: Collection[str]
    ) -> None:
        """`variants` are words of known models' names, which by themselves name nobody: Instruct, Sonnet."""
        self._named: dict[str, SubjectMention] = {}
        for text, language, known in zip(texts, languages, found, strict=True):
            self._bring_in(text, language, known)
        self._drop_ordinary([text for text, language in zip(texts, languages, strict=True) if traits(language).latin])
        #: Spellings of a known name beside whose Latin form the article shows that it means another one.
        self._meant = {
            fold(form): other
            for text, known in zip(texts, found, strict=True)
            for form, other in _respelled(text, known)
        }
        originals, taken = [text.original for text in texts], [known.taken for known in found]
        self._add(bare(texts, languages, found))
        self._add(introduced_latin.headlined(originals, languages, taken))
        self._add(introduced_often.named_often(originals, languages, taken))
        self._add(introduced_often.versioned(originals, taken, variants))
        self._add(named_by_use(originals, languages, taken))
        self._add(quoted_by_use(texts, languages, found))
        self._add_sisters(texts, languages)
        # "Nano" beside "Nemotron 3 Nano" is a short form of that, and nobody's name.
        known_words = {m.name.split()[-1] for f in found for m in f.subjects if m.type == "model" and " " in m.name}
        known_words.update(variants)
        self._named = {form: m for form, m in self._named.items() if m.name not in known_words}
        forms = {spelling: m for form, m in self._named.items() for spelling in spellings(form) if spelling}
        self._forms = forms
        alternatives = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
        self._pattern = re.compile(rf"(?:{alternatives})(?!(?<=\d)(?:[\d%]|[.,]\d))") if forms else None

    def _add(self, named: Iterable[Named], most: float = math.inf) -> None:
        """Bring in names while there are fewer than `most`; what is brought in already stands."""
        for form, mention in named:
            if len(self._named) < most:
                self._named.setdefault(form, mention)

    def _bring_in(self, text: Folded, language: str, known: Found) -> None:
        """The names that one text brings in by what stands around them."""
        if not traits(language).spaced:
            self._add(introduced_han.named_in(text, known.taken), _MOST)
            return
        kinds = kinds_of(language)
        if kinds is None:
            return
        self._add(introduced_latin.shortened(known.subjects, language))
        self._add(named_in(text, kinds, language, known), _MOST)
        self._add(introduced_latin.named_in(text.original, language, known.taken), _MOST)
        self._add(described(text, kinds, language, known.taken))

    def _add_sisters(self, texts: Sequence[Folded], languages: Sequence[str]) -> None:
        """The versions and sisters of the models that are brought in."""
        self._add(introduced_latin.sisters(self._named, [text.original for text in texts]))
        han = [text for text, language in zip(texts, languages, strict=True) if not traits(language).spaced]
        self._add(list(introduced_han.versions(self._named, han)))
        # A name in Latin script is brought in with its version.
        local = [text for text, language in zip(texts, languages, strict=True) if traits(language).by_sound]
        self._add([*_versions(self._named, local), *_lines(self._named, local)])

    def added(self, text: Folded, found: Found) -> Found:
        """What was found in a text, with the names that the article brings in; known names stand."""
        if self._meant:
            found = replace(found, subjects=[self._as_meant(m, text.original) for m in found.subjects])
        if self._pattern is None:
            return found
        taken = found.taken
        new = []
        for match in self._pattern.finditer(text.text):
            start, end = match.span()
            if not (starts_right(text.text, start) and ends_right(text.text, end)):
                continue
            first, last = text.span(start, end)
            if text.original[first].islower() or is_taken((first, last), taken):
                continue
            named = self._forms[match.group()]
            if named.name != text.original[first:last] and _in_longer_name(text.original, first):
                continue
            new.append(replace(named, start=first, end=last))
        if not new:
            return found
        return replace(found, subjects=sorted([*found.subjects, *new], key=lambda m: m.start))

    def _drop_ordinary(self, texts: Sequence[Folded]) -> None:
        """Leave out words that the article also writes small: "Training" of a heading is the training of the text."""
        if not self._named:
            return
        small = {word for text in texts for word in _SMALL_WORD.findall(text.original)}
        for form in list(self._named):
            parts = [part.lower() for part in _PART.findall(form)]
            if parts and small.issuperset(parts):
                del self._named[form]

    def _as_meant(self, mention: SubjectMention, text: str) -> SubjectMention:
        """A mention as what its spelling stands for in this article."""
        other = self._meant.get(fold(text[mention.start : mention.end]))
        if other is None or other.maker == mention.maker:
            return mention
        return replace(other, start=mention.start, end=mention.end)


def _versions(named: Mapping[str, SubjectMention], texts: Sequence[Folded]) -> Iterator[Named]:
    """The versions of a model brought in, where the number behind its name counts nothing: «سیمرغ ۲ چه فرقی دارد».

    A number so known is a version before a day of the month, too.
    """
    for form, model in named.items():
        if model.type == "company" or form[-1].isdigit():
            continue
        for spelling in spellings(form):
            numbered = re.compile(rf"{re.escape(spelling)}{_VERSION}")
            for text in texts:
                for match in numbered.finditer(text.text):
                    if starts_right(text.text, match.start()) and not is_counted(text.text, match.end()):
                        yield f"{form} {match['version']}", replace(model, name=f"{model.name} {match['version']}")


def _lines(named: Mapping[str, SubjectMention], texts: Sequence[Folded]) -> Iterator[Named]:
    """The sisters of a model brought in that have a word or two more in their quotation marks: «سدرة 2 ميني»."""
    for form, model in named.items():
        if model.type == "company":
            continue
        longer = re.compile(rf"[«\"“]({re.escape(form)}(?: \d{{1,2}}(?:\.\d)?)?(?: [^\W\d]{{2,12}}){{1,2}})[»\"”]")
        for text in texts:
            yield from ((m[1], replace(model, name=m[1])) for m in longer.finditer(text.original))


def _respelled(text: Folded, known: Found) -> Iterator[Named]:
    """Local spellings with the Latin form of what they stand for here in brackets: «غروك» (Groq) is no Grok."""
    for one, other in pairwise(known.subjects):
        local = text.original[one.start : one.end]
        behind = _LATIN_IN_BRACKETS.fullmatch(text.original, one.end, min(other.end + 1, len(text.original)))
        if one.name == other.name and not local.isascii() and behind is not None:
            yield local, other


def _in_longer_name(text: str, start: int) -> bool:
    """Whether a short name is part of a longer one: "Bharti Airtel" is not the Airtel of "Airtel AI"."""
    before = _WORD_BEFORE.search(text, max(0, start - _REACH), start)
    return before is not None and before.group() not in lexicon("en", "subjects")["strangers"]["openers"]

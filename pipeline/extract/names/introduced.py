"""Names that an article brings in itself: «نویسا (Nevisa)، سازنده …», «مدل فارسی «رستا»», «دستیار کدنویسی Jules»,
"Tessel, a start-up from Ghent", "a chatbot called Pondo".

No catalogue knows every start-up and every new model. The press tells its readers who is meant where it first names
one: by a word for its kind in front of the name, which then stands in quotation marks or in Latin letters, or by the
name's Latin form in brackets; in Latin script also by what the name is said to be behind it. Such a name counts in the
whole article. The words for kinds are data, `kinds` in `pipeline/languages/<language>/subjects.yml`; a language without
them has no introduced names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.extract.cues import find_cues
from pipeline.extract.mentions import Found, SubjectMention, SubjectType
from pipeline.extract.names import introduced_han, introduced_latin, introduced_often
from pipeline.extract.names.gazetteer import ends_right, spellings, starts_right
from pipeline.extract.names.versions import is_counted
from pipeline.extract.patterns import pattern
from pipeline.extract.spans import Placed, is_taken
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded, fold

#: Wordings (`patterns.yml`) that bring in a name, with what it then is.
_DEEDS: Final[dict[str, SubjectType]] = {
    "raises.name": "company", "company.name": "company", "model.name": "model", "product.name": "product",
}  # fmt: skip
#: More names than this no article brings in.
_MOST: Final = 16
#: A word in Arabic letters, half-spaces inside.
_WORD: Final = r"[\u0620-\u065f\u066e-\u06d3\u200c]{1,20}"
#: A name in Latin letters; "V3" and "R1" are short forms of names that others resolve.
_LATIN: Final = r"[A-Z][A-Za-z]{2}[A-Za-z0-9]{0,20}(?:[ .&-]?[A-Z0-9][A-Za-z0-9]{0,15}){0,3}"
_SHORT_FORM: Final = re.compile(r"[^\W\d_]{1,3}-?\d[\w.]*|[\d.]+\w*")
#: A name in quotation marks or in Latin letters.
_NAME: Final = rf"(?:[«\"“](?P<quoted>[^«»\"“”()،,.:؛]{{2,30}})[»\"”]|(?P<latin>{_LATIN})(?![\w-]))"
#: Words in quotation marks that are a name, and no saying, by the version in them.
_VERSIONED: Final = re.compile(r"[^\W\d]+(?: [^\W\d]+)? v?\d{1,2}(?:\.\d)?(?: [^\W\d]+)?")
#: More words than these in quotation marks are no firm's name.
_MOST_WORDS: Final = 3
#: What stands behind a word for a kind: adjectives, then the name.
_AFTER_KIND: Final = re.compile(rf"(?P<between>(?: {_WORD}){{0,3}}?)(?:(?: خود| خودش|ش)،)? {_NAME}")
#: A name with its Latin form in brackets.
_BRACKETED: Final = re.compile(rf"(?P<words>{_WORD}(?: {_WORD}){{0,3}})[»\"”]?\s?\((?P<latin>{_LATIN})\)")
#: What stands behind a bare name that opens a sentence, and what makes an ordinary noun of it: its plural.
_MOST_ADJECTIVES: Final = 2
_BARE: Final = r"(?P<name>[\u0620-\u065f\u066e-\u06d3]{4,12})"
#: How often an article names what it brings in without any mark.
_OFTEN: Final = 3
#: A version at the end of a quoted name, which is brought in without it: «مروارید ۲».
_UNVERSIONED: Final = re.compile(r"(?<=[\u0620-\u06d3]{3}) \d{1,2}(?:[.٫]\d)?$")
#: A name in quotation marks with a comma behind it.
_QUOTED: Final = re.compile(r"[«\"“](?P<name>[^«»\"“”()،,.:؛]{3,30})[»\"”]، ")
#: A version behind a name, in folded text.
_VERSION: Final = r" (?P<version>1?\d(?:\.\d)?)(?![\w%]|[.,:/-]\d)"
#: How far before a name with its Latin form the word for the kind may stand.
_REACH: Final = 30
#: How alike the consonants of a name and of its Latin form must be, of 1.
_ALIKE: Final = 0.6
#: Capitalised words behind a word for a kind that name nothing.
_NO_NAMES: Final = frozenset(
    (
        "AI API APIs App Agent Agents Chat CLI IDE SDK Edge LLM LLMs SLM SLMs VLM VLMs Open Source "
        "GPU CPU TPU MoE RL AGI IPO ARR SaaS PDF Pro Plus Max"
    ).split()
)

#: The Latin form of the name before it.
_LATIN_IN_BRACKETS: Final = re.compile(r"[»\"”]?\s?[(（][A-Za-z][\w .-]*[)）]")

#: A capitalised word before a name makes it part of a longer one.
_WORD_BEFORE: Final = re.compile(r"(?<!\w)[A-Z][a-z]+(?= $)")

#: A word in small letters, and the words of a name that can be one; "AI" alone tells nothing.
_SMALL_WORD: Final = re.compile(r"(?<![\w.@/-])[a-z]{3,}(?![\w@/]|\.\w)")
_PART: Final = re.compile(r"[A-Za-z]{3,}")

#: A name and what it stands for.
Named = tuple[str, SubjectMention]


class _Kinds(NamedTuple):
    """One language's words for kinds over folded text, the type of each, what ends a description and names nothing;
    over the text as it is, a description with "called" and the name; over folded text again, a bare name behind its
    kind, what stands behind one that opens a sentence, and bare names with a description behind them; words for what is
    sold in plans, which have Latin names of their own.
    """

    pattern: re.Pattern[str]
    types: dict[str, SubjectType]
    apart: frozenset[str]
    nameless: frozenset[str]
    called: re.Pattern[str]
    bare: re.Pattern[str] | None
    opening: str
    anaphors: frozenset[str]
    described: tuple[re.Pattern[str], ...]
    sold: frozenset[str]


class Introduced:
    """The names that one article brings in."""

    def __init__(
        self, texts: Sequence[Folded], languages: Sequence[str], found: Sequence[Found], variants: Collection[str]
    ) -> None:
        """`variants` are words of known models' names, which by themselves name nobody: Instruct, Sonnet."""
        self._named: dict[str, SubjectMention] = {}
        for text, language, known in zip(texts, languages, found, strict=True):
            if not traits(language).spaced:
                for form, mention in introduced_han.named_in(text, _taken(known)):
                    if len(self._named) < _MOST:
                        self._named.setdefault(form, mention)
                continue
            kinds = _kinds(language)
            if kinds is None:
                continue
            taken = _taken(known)
            for form, mention in introduced_latin.shortened(known.subjects, language):
                self._named.setdefault(form, mention)
            latin = introduced_latin.named_in(text.original, language, taken)
            for form, mention in (
                *_bracketed(text, kinds, known, taken), *_after_kinds(text, kinds, language, taken),
                *_apposed(text, kinds, language, taken), *_by_deeds(text, language, taken), *latin,
            ):  # fmt: skip
                if len(self._named) < _MOST:
                    self._named.setdefault(form, mention)
            for form, mention in _described(text, kinds, language, taken):
                self._named.setdefault(form, mention)
        self._drop_ordinary([text for text, language in zip(texts, languages, strict=True) if traits(language).latin])
        #: Spellings of a known name beside whose Latin form the article shows that it means another one.
        self._meant = {
            fold(form): other
            for text, known in zip(texts, found, strict=True)
            for form, other in _respelled(text, known)
        }
        for form, mention in _bare(texts, languages, found):
            self._named.setdefault(form, mention)
        originals = [text.original for text in texts]
        spans = [_taken(known) for known in found]
        for form, mention in (
            *introduced_latin.headlined(originals, languages, spans),
            *introduced_often.named_often(originals, languages, spans),
        ):
            self._named.setdefault(form, mention)
        for form, sister in introduced_latin.sisters(self._named, originals):
            self._named.setdefault(form, sister)
        han = [text for text, language in zip(texts, languages, strict=True) if not traits(language).spaced]
        for form, sister in list(introduced_han.versions(self._named, han)):
            self._named.setdefault(form, sister)
        # A name in Latin script is brought in with its version.
        local = [text for text, language in zip(texts, languages, strict=True) if traits(language).by_sound]
        for form, version in [*_versions(self._named, local), *_lines(self._named, local)]:
            self._named.setdefault(form, version)
        # "Nano" beside "Nemotron 3 Nano" is a short form of that, and nobody's name.
        known_words = {m.name.split()[-1] for f in found for m in f.subjects if m.type == "model" and " " in m.name}
        known_words.update(variants)
        self._named = {form: m for form, m in self._named.items() if m.name not in known_words}
        forms = {spelling: m for form, m in self._named.items() for spelling in spellings(form) if spelling}
        self._forms = forms
        alternatives = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
        self._pattern = re.compile(rf"(?:{alternatives})(?!(?<=\d)(?:[\d%]|[.,]\d))") if forms else None

    def added(self, text: Folded, found: Found) -> Found:
        """What was found in a text, with the names that the article brings in; known names stand."""
        if self._meant:
            found = replace(found, subjects=[self._as_meant(m, text.original) for m in found.subjects])
        if self._pattern is None:
            return found
        taken = _taken(found)
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


def _bracketed(text: Folded, kinds: _Kinds, known: Found, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names with their Latin form in brackets: spellings of a known name, or new ones whose kind is told."""
    original = text.original
    if "(" not in original:  # looked for at every word, the pattern costs more than all others
        return
    for match in _BRACKETED.finditer(original):
        local = _alike(match["words"], match["latin"])
        if local is None:
            continue
        start = match.end("words") - len(local)
        if is_taken((start, match.end("words")), taken):
            continue
        inside = [m for m in known.subjects if match.start("latin") <= m.start and m.end <= match.end("latin")]
        if inside:
            yield local, inside[0]
            continue
        after = fold(original[match.end() : match.end() + _REACH]).lstrip(' »"”،,')
        before = fold(original[max(0, start - _REACH) : start])
        behind = kinds.pattern.match(after)
        ahead = [m for m in kinds.pattern.finditer(before) if _is_word(m, before)]
        if ahead and not kinds.apart.isdisjoint(before[ahead[-1].end() :].split()):
            ahead = []
        kind = ahead[-1] if ahead else behind
        if kind is not None:
            mention = introduced_latin.introduced(match["latin"], kinds.types[kind.group()])
            yield local, mention
            yield match["latin"], mention


def _after_kinds(text: Folded, kinds: _Kinds, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names in quotation marks or Latin letters behind the word for what they are."""
    for match in kinds.pattern.finditer(text.text):
        if not _is_word(match, text.text):
            continue
        _, end = text.span(*match.span())
        name = kinds.called.match(text.original, end) or _AFTER_KIND.match(text.original, end)
        if name is None or not kinds.apart.isdisjoint(fold(name["between"]).split()):
            continue
        if any(word in kinds.types for word in fold(name["between"]).split()):
            continue  # «سازنده دستیار «س»»: the nearer word is the one for its kind
        group = "quoted" if name["quoted"] else "latin"
        if group == "latin" and match.group() in kinds.sold:
            continue  # «اشتراک Creator»: a plan
        if is_taken(name.span(group), taken):
            continue
        word = _UNVERSIONED.sub("", name[group].strip())
        kind = kinds.types[match.group()]
        if (
            word in _NO_NAMES
            or not kinds.nameless.isdisjoint(fold(word).split())
            or not word[0].isalpha()
            or (group == "quoted" and " " in word and not _is_long_name(name, match, kinds, language))
        ):
            continue
        if _SHORT_FORM.fullmatch(word):
            continue  # «النموذج الأساسي «V3»»: a version, whose family the article names elsewhere
        # «مدل «باز»»: a word that says something of its own is no model's name.
        if (
            kind == "model"
            and not word.isascii()
            and any(c.end - c.start >= len(word) - 1 for c in find_cues(word, language))
        ):
            continue
        yield word, introduced_latin.introduced(word, kind)


def _apposed(text: Folded, kinds: _Kinds, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names in quotation marks with what they are behind a comma: «سیمرغ»، مدل ۷۰ میلیارد پارامتری."""
    for match in _QUOTED.finditer(text.original):
        kind = kinds.pattern.match(fold(text.original[match.end() : match.end() + _REACH]))
        word = _UNVERSIONED.sub("", match["name"].strip())
        if kind is None or " " in word or is_taken(match.span("name"), taken) or find_cues(word, language):
            continue
        if kinds.nameless.isdisjoint((fold(word),)):
            yield word, introduced_latin.introduced(word, kinds.types[kind.group()])


def _by_deeds(text: Folded, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names in quotation marks that the word for what they are follows, or what only firms do: «جمعت «أ» 5 ملايين»."""
    for wording, kind in _DEEDS.items():
        for match in pattern(language, wording).finditer(text.original):
            name = match["name"]
            if not is_taken(match.span("name"), taken) and not find_cues(name, language):
                yield name, introduced_latin.introduced(name, kind)


def _is_long_name(name: re.Match[str], told: re.Match[str], kinds: _Kinds, language: str) -> bool:
    """Whether several words in quotation marks behind the word that tells a kind are a name: «شركة «نور كابيتال»»,
    «نموذج «سدرة 2»», but «نموذج «ادفع أولا»», «الشركة «لا ترد»», «شركته كلّف «أكثر بكثير» من»; who only counts, «وفق
    شركة «دلتا متركس»», is left out."""
    words, kind = name["quoted"], told.group()
    if _VERSIONED.fullmatch(words):
        return True
    if kinds.types[kind] != "company" or kind in kinds.anaphors or name["between"] or words.count(" ") >= _MOST_WORDS:
        return False
    before = told.string[max(0, told.start() - _REACH) : told.start()]
    counts = any(c.name == "said.before" and len(before) - c.end <= 1 for c in find_cues(before, language))
    return not counts and not find_cues(words, language)


def _described(text: Folded, kinds: _Kinds, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names without any mark that are told by what they are, or do, behind a comma: «زنتسو، استارتاپی در تبریز»,
    «استارتاپ شکوفه، سازنده دستیار پزشکی»."""
    for match in (m for of in kinds.described for m in of.finditer(text.text)):
        first, last = text.span(*match.span("name"))
        if match["kind"] not in kinds.types:
            continue
        nobody = match["name"] in kinds.apart | kinds.nameless or find_cues(match["name"], language)
        if not nobody and not is_taken((first, last), taken):
            yield match["name"], introduced_latin.introduced(text.original[first:last], kinds.types[match["kind"]])


def _bare(texts: Sequence[Folded], languages: Sequence[str], found: Sequence[Found]) -> Iterator[Named]:
    """Names without any mark behind their kind and its adjectives: «چت‌بات ایرانی سپینا».

    Any noun may stand so («دستیار هوشمند خرید»); a name comes again, opens sentences, and has no plural.
    """
    for text, language, known in zip(texts, languages, found, strict=True):
        kinds = _kinds(language)
        if kinds is None or kinds.bare is None:
            continue
        for match in kinds.bare.finditer(text.text):
            name, (first, last) = match["name"], text.span(*match.span("name"))
            if not (kinds.apart | kinds.nameless).isdisjoint((name,)) or find_cues(name, language):
                continue
            if is_taken((first, last), _taken(known)):
                continue
            of = re.compile(rf"(?<!\w){name}(?P<plural> ?ها\w{{0,3}})?(?!\w)(?P<opens>{kinds.opening})?")
            told = [m for other in texts for m in of.finditer(other.text)]
            opens = any(m["opens"] and re.search(r"(?:^|[.!?؟:؛] ?)\Z", m.string[: m.start()]) for m in told)
            if len(told) >= _OFTEN and opens and not any(m["plural"] for m in told):
                yield name, introduced_latin.introduced(text.original[first:last], kinds.types[match["kind"]])


def _is_word(match: re.Match[str], text: str) -> bool:
    return starts_right(text, match.start()) and not text[match.end() : match.end() + 1].isalpha()


def _taken(found: Found) -> list[tuple[int, int]]:
    named: list[Placed] = [*found.subjects, *found.benchmarks, *found.voices, *found.places, *found.lists]
    return [(m.start, m.end) for m in named]


#: Letters of both scripts by the sound that they stand for; vowels and what may be one are left out.
_SOUNDS: Final = {
    **dict.fromkeys("bpپب", "p"), **dict.fromkeys("tdتطدضة", "t"), **dict.fromkeys("szسصزظثذ", "s"),
    **dict.fromkeys("kqcکكقخ", "k"), **dict.fromkeys("gjگجژغ", "g"), **dict.fromkeys("fف", "f"),
    **dict.fromkeys("mم", "m"), **dict.fromkeys("nن", "n"), **dict.fromkeys("lل", "l"), **dict.fromkeys("rر", "r"),
    "x": "ks", "ش": "S", "چ": "C",
}  # fmt: skip
_DIGRAPHS: Final = (("sh", "ش"), ("ch", "چ"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ce", "s"), ("ci", "s"))


def _sounds(name: str) -> str:
    name = name.lower()
    for letters, sound in _DIGRAPHS:
        name = name.replace(letters, sound)
    return "".join(_SOUNDS.get(char, "") for char in name)


def _alike(words: str, latin: str) -> str | None:
    """The last of these words that sound like the Latin name, or None."""
    sounds = _sounds(latin)
    best, chosen = _ALIKE - 0.01, None
    parts = words.split()
    for count in range(1, len(parts) + 1):
        tail = " ".join(parts[-count:])
        ratio = SequenceMatcher(None, _sounds(tail), sounds, autojunk=False).ratio()
        if ratio > best:
            best, chosen = ratio, tail
    return chosen if sounds else None


@cache
def _kinds(language: str) -> _Kinds | None:
    words = lexicon(language, "subjects").get("kinds")
    if not words:
        return None
    types: dict[str, SubjectType] = {}
    for kind in ("company", "model", "product"):
        for word in words[kind]:
            types.update((spelling, kind) for spelling in spellings(str(word)))
    pattern = "|".join(sorted(map(re.escape, types), key=len, reverse=True))
    anaphors = frozenset(fold(word) for word in lexicon(language, "subjects")["company"])
    apart, nameless = (frozenset(fold(str(word)) for word in words.get(of, ())) for of in ("apart", "nameless"))
    called = "|".join(words.get("called", ())) or "(?!)"
    calling = re.compile(rf"(?P<between>(?: {_WORD}){{0,5}}?) (?:{called}) {_NAME}")
    adjectives, opening = ("|".join(map(fold, words.get(of, ()))) for of in ("adjectives", "opened"))
    bare = re.compile(rf"(?<!\w)(?P<kind>{pattern})(?: (?:{adjectives})){{1,{_MOST_ADJECTIVES}}} {_BARE}(?!\w)")
    opened = rf" (?:{opening})(?!\w)"
    return _Kinds(
        *(re.compile(pattern), types, apart, nameless, calling),
        *(bare if adjectives else None, opened, anaphors, _described_by(words, pattern)),
        sold=frozenset(form for word in words.get("sold", ()) for form in spellings(str(word))),
    )


def _described_by(words: Mapping[str, Sequence[str]], kinds: str) -> tuple[re.Pattern[str], ...]:
    """Bare names behind their kind that a word for what they make follows, and at the beginning that one with "a"
    follows: «شکوفه، سازنده», «زنتسو، استارتاپی»."""
    makes, one = ("|".join(form for word in words.get(of, ()) for form in spellings(word)) for of in ("makes", "one"))
    if not makes or not one:
        return ()
    behind_kind = re.compile(rf"(?<!\w)(?P<kind>{kinds}) {_BARE}، (?:{makes}) ")
    return behind_kind, re.compile(rf"(?:^|[.!?:؛] ){_BARE}، (?P<kind>{one})(?!\w)")

"""Names that a text brings in by a word for what they are: «مدل فارسی «رستا»», «نویسا (Nevisa)، سازنده …»,
«دستیار کدنویسی Jules», «زنتسو، استارتاپی در تبریز», and in quotation marks by what only a firm or a model does.

The words for kinds are data, `kinds` in `pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from pipeline.extract.cues import find_cues
from pipeline.extract.mentions import Found, Named, SubjectType
from pipeline.extract.names import introduced_latin
from pipeline.extract.names.gazetteer import spellings, starts_right
from pipeline.extract.names.sounds import alike
from pipeline.extract.patterns import pattern
from pipeline.extract.spans import is_taken
from pipeline.languages import lexicon
from pipeline.text.fold import Folded, fold

#: Wordings (`patterns.yml`) that bring in a name, with what it then is.
_DEEDS: Final[dict[str, SubjectType]] = {
    "raises.name": "company", "company.name": "company", "model.name": "model", "product.name": "product",
}  # fmt: skip

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

#: How far before a name with its Latin form the word for the kind may stand.
_REACH: Final = 30

#: Capitalised words behind a word for a kind that name nothing.
_NO_NAMES: Final = frozenset(
    (
        "AI API APIs App Agent Agents Chat CLI IDE SDK Edge LLM LLMs SLM SLMs VLM VLMs Open Source "
        "GPU CPU TPU MoE RL AGI IPO ARR SaaS PDF Pro Plus Max"
    ).split()
)


class Kinds(NamedTuple):
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


def named_in(text: Folded, kinds: Kinds, language: str, known: Found) -> Iterator[Named]:
    """The names with a mark of their own, quotation marks or Latin letters, that a text brings in by what is beside."""
    taken = known.taken
    yield from _bracketed(text, kinds, known, taken)
    yield from _after_kinds(text, kinds, language, taken)
    yield from _apposed(text, kinds, language, taken)
    yield from _by_deeds(text, language, taken)


def _bracketed(text: Folded, kinds: Kinds, known: Found, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names with their Latin form in brackets: spellings of a known name, or new ones whose kind is told."""
    original = text.original
    if "(" not in original:  # looked for at every word, the pattern costs more than all others
        return
    for match in _BRACKETED.finditer(original):
        local = alike(match["words"], match["latin"])
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


def _after_kinds(text: Folded, kinds: Kinds, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
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


def _apposed(text: Folded, kinds: Kinds, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
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


def _is_long_name(name: re.Match[str], told: re.Match[str], kinds: Kinds, language: str) -> bool:
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


def described(text: Folded, kinds: Kinds, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names without any mark that are told by what they are, or do, behind a comma: «زنتسو، استارتاپی در تبریز»,
    «استارتاپ شکوفه، سازنده دستیار پزشکی»."""
    for match in (m for of in kinds.described for m in of.finditer(text.text)):
        first, last = text.span(*match.span("name"))
        if match["kind"] not in kinds.types:
            continue
        nobody = match["name"] in kinds.apart | kinds.nameless or find_cues(match["name"], language)
        if not nobody and not is_taken((first, last), taken):
            yield match["name"], introduced_latin.introduced(text.original[first:last], kinds.types[match["kind"]])


def bare(texts: Sequence[Folded], languages: Sequence[str], found: Sequence[Found]) -> Iterator[Named]:
    """Names without any mark behind their kind and its adjectives: «چت‌بات ایرانی سپینا».

    Any noun may stand so («دستیار هوشمند خرید»); a name comes again, opens sentences, and has no plural.
    """
    for text, language, known in zip(texts, languages, found, strict=True):
        kinds = kinds_of(language)
        if kinds is None or kinds.bare is None:
            continue
        for match in kinds.bare.finditer(text.text):
            name, (first, last) = match["name"], text.span(*match.span("name"))
            if not (kinds.apart | kinds.nameless).isdisjoint((name,)) or find_cues(name, language):
                continue
            if is_taken((first, last), known.taken):
                continue
            of = re.compile(rf"(?<!\w){name}(?P<plural> ?ها\w{{0,3}})?(?!\w)(?P<opens>{kinds.opening})?")
            told = [m for other in texts for m in of.finditer(other.text)]
            opens = any(m["opens"] and re.search(r"(?:^|[.!?؟:؛] ?)\Z", m.string[: m.start()]) for m in told)
            if len(told) >= _OFTEN and opens and not any(m["plural"] for m in told):
                yield name, introduced_latin.introduced(text.original[first:last], kinds.types[match["kind"]])


def _is_word(match: re.Match[str], text: str) -> bool:
    return starts_right(text, match.start()) and not text[match.end() : match.end() + 1].isalpha()


@cache
def kinds_of(language: str) -> Kinds | None:
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
    return Kinds(
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

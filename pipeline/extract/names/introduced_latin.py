"""Names that a text in Latin letters brings in itself: "X, a start-up ...", "the X app", "a model called X", "X raised
$5m", "... in a deal that values X at $2bn", "X has 7 billion parameters".

A name is told by what it is said to be, by what only a firm does, take in money and be worth some, or by what only a
model has; a name of the headline by what it does in a text that goes on to speak of "the start-up" or "the app". The
words are data, `kinds` in `pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.names.gazetteer import SHORTEST_JOINED
from pipeline.extract.spans import is_taken
from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: One to four words, of which a version may be one.
CAPITAL: Final = r"[A-Z]\w*(?:\.\w+){0,2}(?:-\w+(?:\.\w+)?){0,4}"
_PROPER: Final = rf"{CAPITAL}(?: (?:{CAPITAL}|v?\d+(?:\.\d+)?(?![\w%]))){{0,3}}"
_NAME: Final = rf"(?<![\w.@/’'-])(?P<name>{_PROPER})"
#: Three letters in a row, behind one with a hyphen perhaps: "V3" and "R1" are short forms of names that others resolve.
SPELLED: Final = re.compile(r"(?:[A-Z]-)?[A-Za-z]{3}")
#: A model named by its size ("Foo-7B-Instruct") or by what it is (FooLM, FooGPT).
_SIZED: Final = re.compile(
    r"(?<![\w.-])[A-Z][\w.]*(?:-[A-Za-z][\w.]*){0,3}-\d{1,4}(?:\.\d)?[BM](?:-[A-Za-z]\w{0,11}){0,3}(?![\w-])"
    r"|(?<![\w.-])(?P<line>[A-Z][a-z]{2,}(?: \d(?:\.\d)?)?) \d{1,3}(?:\.\d)?B(?![\w-])"
    r"|(?<![\w.-])(?:[A-Z]\w+-)?[A-Z][a-z]+(?:LM|LLM|GPT|BERT)(?![\w-])"
)
#: A version at the end of a name, by which its sisters are known ("Mina-3", "Ottilie 2.0").
_NUMBERED: Final = re.compile(r"(?P<line>[A-Z][A-Za-z]{2,}(?:[ -][A-Z][a-z]+)?[ -]?v?)\d(?:\.\d)?")
#: Where a firm is from, in front of its name: "Lagos-based X".
_FROM: Final = re.compile(r"^[A-Z][\w.]*-(?:based|born|headquartered|listed|backed|owned|bred|made)\s")
#: A remark behind a name: "X, which writes code,", "X (formerly Y)".
_REMARK: Final = r"(?:, [^,.;$€£₹]{3,90}(?:, [^,.;$€£₹]{3,60})?,| \([^()]{2,40}\))?"
#: The beginning of a sum of money, and the same with a few words in front of it.
_MONEY: Final = (
    r"(?:(?:[A-Z]{1,3})?[$€£¥₹₦₩]|Rs\.? ?|(?:USD|EUR|GBP|INR|SGD) |\d[\d.,]*[- ](?:million|billion|crore|lakh))"
)
_SUM: Final = rf"(?:[a-z’'-]+ ){{0,5}}{_MONEY}"

#: In so many paragraphs a name of the headline stands that the text is about.
_RECURS: Final = 2
#: How many parameters something has.
_PARAMETERS: Final = (
    r"(?:(?:about|around|only|just|some|roughly|nearly|over|almost|more than|a total of) )?"
    r"(?<![\d.,])\d[\d.,]{0,9}(?: ?(?:[BMT]|bn|million|billion|trillion))? (?:total |active )?param(?:eter)?s"
)
_PARAMETER: Final = re.compile("param")
#: The fewest letters of a firm's name without the word for its trade, less one.
_SHORTEST: Final = 3


#: Two places that tell where something is from: "X, the Bengaluru and San Francisco app".
_PLACES: Final = re.compile(r"(?:[A-Z][\w-]+ ){1,3}and (?=[A-Z])")


class _Told(NamedTuple):
    """A pattern that begins with a name, which could begin at any capital, and a quick one of the words that it cannot
    match without."""

    words: re.Pattern[str]
    whole: re.Pattern[str]

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        return self.whole.finditer(text) if self.words.search(text) else ()


class _Patterns(NamedTuple):
    """One language's patterns, each with a name in it; those of `things` and `apposed` tell its kind too.

    `acting` shows what a name does that firms and products do, `told` what the text calls them: its groups are kinds.
    """

    apposed: re.Pattern[str]
    things: tuple[re.Pattern[str] | _Told, ...]
    firms: tuple[re.Pattern[str] | _Told, ...]
    models: tuple[_Told, ...]
    acting: _Told
    told: re.Pattern[str]
    types: Mapping[str, SubjectType]
    apart: frozenset[str]
    nameless: frozenset[str]
    #: Endings of peoples' names: "the Nigerian chatbot", "Belgian AI".
    peoples: re.Pattern[str]
    #: Words of a firm's name without which it is used too: "Fractal" for "Fractal Analytics".
    trades: re.Pattern[str]
    #: What makes a name one of a person: "X, the company's chairman".
    office: re.Pattern[str]


def named_in(text: str, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[str, SubjectMention]]:
    """The names that a text brings in, with what they are; not where something known stands (`taken`)."""
    patterns = _patterns(language)
    if patterns is None:
        return
    for match in _SIZED.finditer(text):
        if not is_taken(match.span(), taken) and not (match["line"] and fold(match["line"]) in patterns.nameless):
            model = introduced(match.group(), "model")
            yield match.group(), model
            if match["line"]:
                yield match["line"], model
    for pattern in (patterns.apposed, *patterns.things, *patterns.firms, *patterns.models):
        for match in pattern.finditer(text):
            name, start = _bare(match, patterns.nameless)
            end = match.end("name")
            if not name or is_taken((start, end), taken) or not SPELLED.match(name):
                continue
            told = match.groupdict()
            between = _PLACES.sub(" ", told.get("between") or "")
            if not patterns.apart.isdisjoint(fold(between).split()):
                continue
            if patterns.office.match(text, end):
                continue
            if (told.get("kind") or name.endswith(" AI")) and patterns.peoples.search(name.removesuffix(" AI")):
                continue
            kind: SubjectType = "model" if pattern in patterns.models else "company"
            mention = introduced(name, patterns.types[_joined(told["kind"])] if told.get("kind") else kind)
            yield name, mention
            yield from _without_trade(mention, patterns)


def shortened(known: Sequence[SubjectMention], language: str) -> Iterator[tuple[str, SubjectMention]]:
    """The known firms of a text by their names without the word for their trade: "Skild" for Skild AI."""
    patterns = _patterns(language)
    if patterns is not None:
        for mention in known:
            yield from _without_trade(mention, patterns)


def _without_trade(mention: SubjectMention, patterns: _Patterns) -> Iterator[tuple[str, SubjectMention]]:
    short = patterns.trades.sub("", mention.name) if mention.type == "company" else mention.name
    if short != mention.name and len(short) > _SHORTEST and patterns.nameless.isdisjoint(_parts(short)):
        yield short, mention


def headlined(
    texts: Sequence[str], languages: Sequence[str], taken: Sequence[Sequence[tuple[int, int]]]
) -> Iterator[tuple[str, SubjectMention]]:
    """The name of the headline, the first of `texts`, that the text goes on to speak of: by name in several
    paragraphs, as what does something, and as "the start-up" or "the app". A firm, if the text speaks of one."""
    told: set[str] = set()
    acting: Counter[str] = Counter()
    for text, language, known in zip(texts[1:], languages[1:], taken[1:], strict=True):
        patterns = _patterns(language)
        if patterns is None:
            continue
        told.update(match.lastgroup or "" for match in patterns.told.finditer(text))
        for match in patterns.acting.finditer(text):
            name, start = _bare(match, patterns.nameless)
            if name and SPELLED.match(name) and not is_taken((start, match.end("name")), known):
                acting[name] += 1
    for name in acting if told else ():
        whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        # "Ana Pires", "in Porto": people and places do much, too.
        other = re.compile(rf"(?:[A-Z][a-z]+|\b(?:in|near|Mr|Ms|Mrs|Dr|from))\.? {re.escape(name)}(?![\w-])")
        named = sum(whole.search(text) is not None for text in texts[1:])
        if whole.search(texts[0]) and named >= _RECURS and not any(other.search(text) for text in texts[1:]):
            yield name, introduced(name, "company" if "company" in told else "product")


def sisters(named: Mapping[str, SubjectMention], texts: Sequence[str]) -> list[tuple[str, SubjectMention]]:
    """The models that differ from one brought in by their version alone: "Mina-2" beside "Mina-3"."""
    found = []
    for name, model in named.items():
        numbered = _NUMBERED.fullmatch(name) if model.type != "company" else None
        if numbered is not None:
            sister = re.compile(rf"(?<![\w.-]){re.escape(numbered['line'])}\d(?:\.\d)?(?![\w%]|\.\d)")
            found += [(m.group(), introduced(m.group(), model.type)) for text in texts for m in sister.finditer(text)]
    return found


def introduced(name: str, kind: SubjectType) -> SubjectMention:
    """A name that an article brings in, as a mention."""
    return SubjectMention(0, 0, name, kind, name if kind == "company" else "", "" if kind == "company" else name)


def without_nameless(match: re.Match[str], language: str) -> tuple[str, int]:
    """The group "name" without the words in front that name nobody, and where it begins; "" if none is left."""
    patterns = _patterns(language)
    return _bare(match, patterns.nameless) if patterns is not None else ("", match.start("name"))


def _bare(match: re.Match[str], nameless: frozenset[str]) -> tuple[str, int]:
    """A name without the words in front that name nothing ("On Monday X"), and where it begins; "" if none is left."""
    name, start = match["name"], match.start("name")
    words = name.split(" ")
    while words and fold(words[0]) in nameless:
        start += len(words[0]) + 1
        del words[0]
    name = " ".join(words)
    origin = _FROM.match(name)
    if origin is not None:
        name, start = name[origin.end() :], start + origin.end()
    parts = _parts(name)
    own = parts[:-1] if len(parts) > 1 and parts[-1] == "ai" else parts
    return ("", start) if not nameless.isdisjoint(own) else (name, start)


def _parts(words: str) -> list[str]:
    return fold(words.replace("-", " ")).split()


def _joined(kind: str) -> str:
    """A word for a kind however its parts are joined."""
    return fold(kind).replace(" ", "").replace("-", "")


def _loosely(kind: str) -> str:
    """A regex of a word for a kind, its parts spaced, hyphened or joined."""
    parts = _parts(kind)
    return ("[ -]?" if len("".join(parts)) >= SHORTEST_JOINED else "[ -]").join(map(re.escape, parts))


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _patterns(language: str) -> _Patterns | None:
    words: dict[str, Any] = lexicon(language, "subjects").get("kinds") or {}
    if "articles" not in words:
        return None

    def any_of(*entries: str) -> str:
        return _alternatives([str(word) for entry in entries for word in words[entry]])

    def told(entry: str, pattern: str) -> _Told:
        return _Told(re.compile(any_of(*entry.split())), re.compile(pattern))

    types: dict[str, SubjectType] = {}
    forms: set[str] = set()
    for each in ("company", "model", "product"):
        for word in (*words[each], *words["apposed"].get(each, ())):
            types[_joined(str(word))] = each
            forms.add(_loosely(str(word)))
    kinds = "|".join(sorted(forms, key=len, reverse=True))
    kind = rf"(?P<kind>(?i:{kinds}))(?![\w-]|[’']s)"
    things = rf"(?P<kind>(?i:{any_of('model', 'product')}))(?![\w-]|[’']s)"
    described = rf"(?:(?:{any_of('qualified')}) )?(?:(?:{any_of('articles')})|(?:[A-Z]\w+ )?[A-Z]\w+[’']s?)"
    not_event = rf"(?![\w-]|(?i: (?:{any_of('events')})))"
    acting = (
        rf"(?<!\bin )(?<!\bnear )(?<!\bof ){_NAME}{_REMARK}(?:,? (?:{any_of('before_verb')}|(?:on|in) [A-Z]\w+)){{0,8}}"
    )
    rounds = rf"[^.;]{{0,40}}?\b(?i:{any_of('rounds')})\b"
    no_fund = rf"(?![^.;]{{0,40}}\b(?:{any_of('causes')})\b)"
    return _Patterns(
        re.compile(rf"{_NAME}[\"”]?, {described} (?P<between>(?:[\w.’'-]+ ){{0,8}}?){kind}"),
        (
            re.compile(rf"(?i:(?<!\w)(?:{any_of('definite')})) {_NAME} (?P<between>(?:[a-z-]+ ){{0,2}}?){things}"),
            told("called", rf"(?<!\w){kind},? (?:{any_of('called')}) [\"“']?{_NAME}"),
            # "its image model, X, came out": the name in commas
            re.compile(
                rf"(?i:(?<!\w)(?:{any_of('definite')})|[’']s) (?P<between>(?:[\w’'-]+ ){{0,5}}?){kind}, "
                rf"[\"“']?{_NAME}(?=[\"”']?(?:[,.;:)—–]| \(|$))"
            ),
        ),
        (
            told("makes", rf"{_NAME},? (?:{any_of('makes')})(?!\w)"),
            told("firms", rf"(?<![\w.@/-])(?P<name>{CAPITAL}(?: {CAPITAL})?(?<!\W)(?:{any_of('firms')})){not_event}"),
            told("raises", rf"{acting},? (?:{any_of('raises')}) {_SUM}{no_fund}"),
            told("announces", rf"{acting},? (?:{any_of('announces')}) {_SUM}{rounds}{no_fund}"),
            told("worth", rf"{acting},? (?:{any_of('worth')}) {_SUM}"),
            told(
                "raises worth",
                rf"{_NAME}, (?:which|who) (?:(?:{any_of('before_verb')}) )*(?:{any_of('raises', 'worth')}) {_SUM}",
            ),
            re.compile(rf"\b(?:{any_of('values')}) {_NAME}{_REMARK} at {_SUM}"),
            told("relative", rf"{_NAME}, (?:{any_of('relative')}) [^.;]{{3,160}}?{_MONEY}{rounds}"),
            re.compile(rf"{_NAME}[’']s? (?:[a-z-]+ ){{0,2}}(?i:{any_of('owned')})\b"),
            told("earns", rf"{_NAME}[’']s? (?:[a-z-]+ ){{0,2}}(?:{any_of('earns')}) [^.;]{{0,60}}?{_MONEY}"),
            re.compile(rf"(?<!\w)(?i:{any_of('shares_of')}) {_NAME}"),
            re.compile(rf"\b(?:{any_of('puts')}) {_SUM}[^.;,]{{0,30}}? into {_NAME}(?=[,.;: ]|$)"),
        ),
        (
            _Told(_PARAMETER, re.compile(rf"{_NAME}{_REMARK} (?:{any_of('counts')}) {_PARAMETERS}")),
            _Told(
                _PARAMETER, re.compile(rf"{_PARAMETERS}(?:,? and|, while|,|;) {_NAME} (?:(?:{any_of('counts')}) )?\d")
            ),
            told("trained", rf"{_NAME}{_REMARK} (?:{any_of('trained')})\b"),
            told(
                "scores",
                rf"{_NAME}{_REMARK} (?:{any_of('scores')}) \d[\d.,]{{0,5}}(?:%| percent| per cent| points)? (?:on|in) ",
            ),
        ),
        told("does", rf"{acting},? (?:{any_of('does')})(?![\w-])"),
        re.compile(
            rf"\b[Tt]h(?:e|is) (?:[\w.’'-]+ ){{0,5}}?(?:(?P<company>{_alternatives(words['told']['company'])})"
            rf"|(?P<product>{_alternatives(words['told']['product'])}))(?![\w-])"
        ),
        types,
        frozenset(fold(str(word)) for word in words["apart"]),
        frozenset(fold(str(word)) for word in words["nameless"]),
        re.compile(rf"(?:{any_of('peoples')})$"),
        re.compile(rf"(?:\.ai|,? (?:{any_of('trades')}))$"),
        re.compile(rf",? (?:(?!(?:whose|which|by|with|for|from) )[\w.’'-]+ ){{0,5}}?(?:{any_of('offices')})\b"),
    )

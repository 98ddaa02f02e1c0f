"""The words around names, per language: what stands for a subject, what makes a plan or an edition of one.

They are data, `pipeline/languages/<language>/subjects.yml`; here they become patterns over folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.mentions import SubjectType
from pipeline.extract.names.gazetteer import is_arabic, spellings
from pipeline.languages import lexicon
from pipeline.text.fold import fold

#: The entries of the lexicon whose phrases stand for a subject; of a phrase in two of them the later one holds.
_KINDS: Final = (
    "model", "new", "company", "product", "previous", "api", "own_app",
    "this_plan", "larger", "smaller", "plain", "family",
)  # fmt: skip
#: The types of the two that a phrase such as "both models" stands for.
_BOTH: Final[dict[str, tuple[SubjectType, ...]]] = {
    "models": ("model",), "companies": ("company",), "products": ("product", "family"),
}  # fmt: skip
_NOTHING: Final = "(?!)"


class NameWords(NamedTuple):
    """One language's words, as patterns over folded text.

    `anaphors` finds the phrases that stand for a subject; `kinds` tells for each which kind it means and of which
    country its maker must be ("" for any), `both_of` the types of the two that it means, `flagships` which of them
    need not tell a size; `nations` the country of each nation's name, `not_described` the words inside a firm's
    description that speak of another one, `small` those for a firm that no giant is. `short_after` are the characters
    that may precede the shortest of them. A `particle` sounds like a letter of a model's name and begins none.
    """

    anaphors: AhoCorasick
    kinds: dict[str, tuple[str, str]]
    both_of: dict[str, tuple[SubjectType, ...]]
    flagships: frozenset[str]
    nations: dict[str, str]
    not_described: re.Pattern[str]
    small: re.Pattern[str]
    short_after: frozenset[str]
    firm: re.Pattern[str]
    towards: re.Pattern[str]
    particle: re.Pattern[str]
    compound: re.Pattern[str]
    plan: re.Pattern[str]
    priced: re.Pattern[str]
    parameters: re.Pattern[str]
    joins: re.Pattern[str]
    edition: re.Pattern[str]
    edition_before: re.Pattern[str]
    edition_after: re.Pattern[str]
    edition_number: re.Pattern[str]
    maker_before: re.Pattern[str]
    maker_after: re.Pattern[str]


@cache
def name_words(language: str) -> NameWords:
    """The words of a language, compiled at their first use."""
    words = lexicon(language, "subjects")
    both_of = {
        form: types
        for meant, types in _BOTH.items()
        for phrase in (words.get("both") or {}).get(meant, ())
        for form in spellings(str(phrase))
    }
    flagships = frozenset(form for word in words.get("flagship", ()) for form in spellings(str(word)))
    kinds = _kinds(words)
    kinds.update((form, ("both", "")) for form in both_of)
    kinds.update((form, ("larger", "")) for form in flagships)
    edition = _alternatives(words["edition"])
    word = r"(?P<word>[a-z]{3,9}|[\u0620-\u06d3]{2,8})"
    glued = _alternatives(words.get("towards_glued", ()))
    return NameWords(
        anaphors=AhoCorasick(list(kinds), matchkind=MatchKind.LeftmostLongest),
        kinds=kinds,
        both_of=both_of,
        flagships=flagships,
        nations=_nations(words),
        not_described=re.compile(rf"(?<![a-z])(?:{_alternatives(words.get('not_described', ()))})(?![a-z])"),
        small=re.compile(_alternatives(words.get("small", ()))),
        short_after=frozenset(str(words.get("short_after", ""))),
        firm=_firm(words.get("firm")),
        towards=re.compile(rf"(?:^|[ ،,])(?:{_alternatives(words['towards'])})[ ]?$|(?:{glued})$"),
        particle=re.compile(rf"(?:{_alternatives(words.get('particles', ()))}) "),
        compound=re.compile(rf"[ -](?:{_alternatives(words.get('compound', ()))})(?![a-z])"),
        plan=re.compile(_alternatives(words["plan"])),
        priced=re.compile(rf"(?: (?:{_alternatives(words.get('priced', ()))}))?\s?[:：(（]?\s?[$€£¥]\d"),
        parameters=re.compile(_alternatives(words["parameters"])),
        joins=re.compile(rf"[ ]?(?:{'|'.join(map(re.escape, words['joins']))})[ ]?"),
        edition=re.compile(edition),
        edition_before=re.compile(rf"(?:{edition})[ ][«\"]?{word}" if is_arabic(edition[-1]) else rf"(?!){word}"),
        edition_after=re.compile(rf"{word}[ ]?(?:{edition})"),
        edition_number=re.compile(rf"(?:{edition})[ ](\d{{1,2}}\.\d{{1,2}})(?![\d.%]|[ ]?[a-z])"),
        maker_before=re.compile(rf"(?:^|[ ،,])[وفبلک]?(?:{_alternatives(words['maker']['before'])})[ «\"“]{{0,2}}$"),
        maker_after=re.compile(rf"[»\"”]?[ -]?(?:{_alternatives(words['maker']['after'])})(?![a-z])"),
    )


def _alternatives(words: Sequence[str]) -> str:
    forms = {re.escape(form) for word in words for form in spellings(word)}
    return "|".join(sorted(forms, key=len, reverse=True)) or _NOTHING


def _kinds(words: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Each phrase that stands for a subject: the kind it means and the country of its maker, "" for any."""
    nations = _nations(words)
    heads = tuple(map(fold, words.get("nation_behind", ())))
    return {
        form: (kind.removeprefix("this_"), country)
        for kind in _KINDS
        for word in words.get(kind, ())
        for form, country in (*_plain(str(word), nations), *_of_nations(str(word), nations, heads))
    }


def _nations(words: Mapping[str, Any]) -> dict[str, str]:
    return {fold(name): country for country, names in words["nations"].items() for name in names}


def _plain(phrase: str, nations: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The spellings of a phrase as it is, with the country that it names."""
    for form in spellings(phrase):
        yield form, next((country for name, country in nations.items() if name in form), "")


def _of_nations(phrase: str, nations: Mapping[str, str], heads: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The spellings of a phrase with the name of a nation in its place, and the nation's country: "the Chinese
    startup", «الشركة الصينية», 这家中国公司."""
    head = next((h for h in heads if phrase.startswith(h)), None)
    if head is not None:
        forms = [(head, " " + form if head.endswith(" ") else form) for form in spellings(phrase[len(head) :])]
    else:
        forms = [(form + " ", "") for form in spellings(phrase) if is_arabic(form[-1])]
    for before, behind in forms:
        for name, country in nations.items():
            yield before + name + behind, country


def _firm(words: Mapping[str, Sequence[str]] | None) -> re.Pattern[str]:
    """A word for a firm that stands alone behind what belongs to it: «درآمد شرکت»."""
    if not words:
        return re.compile(r"(?!)(?P<firm>)")
    owned, firm = _alternatives(words["owned"]), _alternatives(words["words"])
    return re.compile(rf"(?:^|[ «(])(?:{owned}) (?P<firm>{firm})(?=$|[ ،.؛:)»])(?! [a-z«\"])")

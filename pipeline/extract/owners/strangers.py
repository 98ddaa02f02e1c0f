"""Names that nobody knows, which keep what is told of them from the names that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from pipeline.extract.names.introduced_han import is_nameless
from pipeline.extract.names.latin import LONE, RUN, VERSIONED, is_made
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, is_across
from pipeline.languages import lexicon

#: What may stand in front of a name where a clause begins.
_OPENED: Final = re.compile(r"(?i:(?:^|[:;—–]|\. )\s*(?:and |but |while |as |with )?(?:the |a |an )?[\"“'‘]?$)")

#: What joins or compares names that have values of their own.
_JOINING: Final = frozenset(["and", "or", "than", "against"])

#: How far, in characters, a verb may stand behind its subject.
_BEFORE_VERB: Final = 12

#: How far, in characters, the word for a plan begins before its name.
_PLAN_REACH: Final = 8

#: A name in quotes behind the word for what bears it.
_QUOTED: Final = re.compile(r"\s[«\"“]([^«»\"“”]{2,40})[»\"”]")


#: A name with a version that counts nothing, in a text in Chinese.
_NUMBERED: Final = re.compile(
    r"[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?[ -]?\d{1,2}(?:\.\d)?(?!\s?[\d%.万亿千百个家款天年月日次])"
)


class _Words(NamedTuple):
    """Words in Latin letters, in whatever language they stand: capitalised ones that name nobody, those that tell one
    model of a line from others, those that may open a sentence, and prepositions; of these `naming` open an example,
    whose name is a subject all the same.
    """

    nameless: frozenset[str]
    sizes: frozenset[str]
    openers: frozenset[str]
    prepositions: frozenset[str]
    joining: frozenset[str]


@cache
def _words() -> _Words:
    words = lexicon("en", "subjects")["strangers"]
    return _Words(
        frozenset(words["nameless"]),
        frozenset(words["sizes"]),
        frozenset(words["openers"]),
        frozenset(words["prepositions"]) - frozenset(words["naming"]),
        frozenset(words["joining"]),
    )


def introduces(value: Placed, sentence: Sentence) -> bool:
    """Whether a firm that nobody knows is brought in before a value, by its kind and a name in quotes: شركة «س»."""
    text = sentence.scan.text
    for cue in sentence.named("naming"):
        quoted = _QUOTED.match(text, cue.end)
        if quoted is None or quoted.end() > value.start:
            continue
        if any(0 <= cue.start - said.end <= 1 for said in sentence.named("said.before")):
            continue  # «وفق أرقام شركة «س»»: it counts, and owns nothing
        if not is_across(quoted.span(), sentence.subjects):
            return True
    return False


def turns_to_stranger(value: Placed, sentence: Sentence) -> bool:
    """Whether the sentence turns to a name in quotes that nobody knows before a value: «أما «س» فيكلف 5 دولارات»."""
    known = [*sentence.subjects, *sentence.benchmarks]
    topics = sentence.pattern("stranger.topic").finditer(sentence.scan.text, sentence.start, value.start)
    return any(not is_across(topic.span("name"), known) for topic in topics)


def unknown_name(value: Placed, sentence: Sentence, resolver: Resolver, within: int = 1000) -> bool:
    """Whether a name that nobody knows stands in the subject's place: before `value` in its clause, `within` reach."""
    text = sentence.scan.text
    first, _ = sentence.clause_of(value.start)
    if sentence.language == "zh" and _acting_before(sentence.start, value.start, sentence, resolver):
        return True
    known: Sequence[Placed] = [
        *sentence.subjects, *sentence.benchmarks, *sentence.places, *sentence.dates, *sentence.quantities,
        *resolver.voices(sentence.block), *resolver.lists(sentence.block),
        *(c for c in sentence.cues if c.name.startswith(("store.", "licence.", "list.", "hardware"))),
    ]  # fmt: skip
    for match in RUN.finditer(text, max(first, value.start - within), value.start):
        words = [w for w in match.group().split() if w not in _words().nameless]
        if words and words[0] in _words().openers and match.start() == sentence.start:
            words = words[1:]
        if not words or is_across(match.span(), known):
            continue
        if _is_cue(match, sentence):
            continue
        if _is_person(match, sentence) or _is_based(match, sentence) or _is_plan(match, sentence):
            continue
        if match.start() > sentence.start:
            before = text[: match.start()].rstrip().rpartition(" ")[2].lower()
            if before not in _words().prepositions:
                return True
        elif len(words) > 1 or _is_odd(words[0]) or _acts(match.end(), sentence):
            return True
    return False


def opened_by_stranger(sentence: Sentence, resolver: Resolver) -> bool:
    """Whether the sentence begins with a name that nobody knows: what it says later is of that one too."""
    match = RUN.match(sentence.scan.text, sentence.start)
    words = match.group().split() if match is not None else []
    if len(words) > 1 and words[0] in _words().joining:
        del words[0]  # "And Foo, ..."
    if match is None or words[0] in _words().openers or words[0] in _words().nameless or _is_cue(match, sentence):
        return False
    known: Sequence[Placed] = [
        *sentence.subjects, *sentence.benchmarks, *sentence.places, *sentence.dates, *resolver.voices(sentence.block),
    ]  # fmt: skip
    if is_across(match.span(), known) or _is_person(match, sentence):
        return False
    return len(words) > 1 or _is_odd(words[0]) or _acts(match.end(), sentence)


def is_taken(value: Placed, first: int, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a name that nobody knows stands nearer to a value than what is named up to `first`: right in front of
    the value ("X gets 80% and Y 20%"), or as the subject of a clause that tells it ("Y 2, built on X, gets 20%").
    """
    text, beside = sentence.scan.text, sentence.pattern("stranger.beside")
    behind = VERSIONED.match(text, value.end + 1)
    if getattr(value, "kind", "") == "percent" and behind is not None:
        named = _unknown_names(behind.start(), behind.end(), sentence, resolver)
        if any(sentence.has("price_change") for _ in named):
            return True  # "80% Luna and 20% Terra price cuts"
    for match in _unknown_names(first, value.start, sentence, resolver):
        ahead = text[sentence.start : match.start()].rstrip().rpartition(" ")[2].lower()
        # "on 8× MI210 at 6 tokens a second"
        with_it = ahead in _words().prepositions - _JOINING or ahead.rstrip("x×").isdigit()
        first_word = match.start() == sentence.start and not _is_odd(match.group())  # "About 5m people"
        if beside.fullmatch(text, match.end(), value.start) and not with_it and not first_word:
            return True
        if _is_subject(match, sentence):
            return True
    return False


def speaks_of_stranger(sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a sentence is about a name that nobody knows, so that what goes on from it is, too: "Y 2 came out"."""
    first = sentence.subjects[0].start if sentence.subjects else sentence.end
    return any(_is_subject(match, sentence) for match in _unknown_names(sentence.start, first, sentence, resolver))


def verb_of_stranger(verb: Placed, subject: Placed, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether an English verb has a name that nobody knows right in front, and the known one is not its object: "Y 2
    came out as a rival of X", not "Acme released X"."""
    if not sentence.traits.latin:
        return False
    text = sentence.scan.text
    if sentence.pattern("object.parted").search(text, verb.end, subject.start) is None:
        return False
    return any(
        0 <= verb.start - match.end() <= _BEFORE_VERB and _is_subject(match, sentence)
        for match in _unknown_names(sentence.start, verb.start, sentence, resolver)
    )


def _is_subject(name: re.Match[str], sentence: Sentence) -> bool:
    """Whether a name begins a sentence, a clause or what stands behind a label, and a verb follows it."""
    text, at = sentence.scan.text, name.start()
    start, _ = sentence.clause_of(at)
    opens = _OPENED.search(text[sentence.start : at]) is not None or not text[start:at].strip()
    return opens and sentence.pattern("stranger.verbs").match(text, name.end()) is not None


def _unknown_names(first: int, last: int, sentence: Sentence, resolver: Resolver) -> Iterator[re.Match[str]]:
    """The names between two places that nobody knows, of no person and of nobody who only says something."""
    known: Sequence[Placed] = [
        *sentence.subjects, *sentence.benchmarks, *sentence.places, *sentence.dates,
        *resolver.voices(sentence.block), *resolver.lists(sentence.block),
        *(c for c in sentence.cues if c.name.startswith(("store.", "licence.", "list.", "hardware"))),
    ]  # fmt: skip
    words = _words()
    for match in VERSIONED.finditer(sentence.scan.text, first, last):
        named = match.group().split()
        named = named[1:] if named[0] in words.openers else named
        # "TTFT 0.3 s": capitals alone are mostly terms of the trade, a letter alone is one.
        named = [w for w in named if w not in words.nameless and w not in words.sizes]
        if not any(w[0].isalpha() and not (w.isupper() and w.isalpha()) for w in named):
            continue
        if any(k.start < match.end() and match.start() < k.end for k in known) or _is_cue(match, sentence):
            continue
        if any(q.start <= match.start() < q.end for q in sentence.quantities):
            continue  # "Rs 50"; the 2 of "Y 2" is a version
        says = any(0 <= c.start - match.end() <= 1 for c in sentence.named("said.after", "role"))
        if not says and not _is_person(match, sentence):
            yield match


def stands_nearer(value: Placed, anchor: Placed, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a made name that nobody knows stands between a value and the known name beside it, in a language of
    another script: "比 Llama 3 更小的 JoltMoE 有 30 亿参数". What it is done with or tested on is none.
    """
    text = sentence.scan.text
    first, last = (anchor.end, value.start) if anchor.end <= value.start else (sentence.start, value.start)
    means, stage = sentence.pattern("stranger.means"), sentence.pattern("stranger.stage")
    made = (match for match in _strangers(first, last, sentence, resolver) if is_made(match.group()))
    if any(not means.search(text, sentence.start, m.start()) and not stage.match(text, m.end()) for m in made):
        return True
    return anchor.end <= value.start and _acting_before(first, last, sentence, resolver)


def _acting_before(first: int, last: int, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a Latin name that nobody knows does something between two places, with no known name behind it: "押注的
    Figure 刚刚宣布，新一轮…", "M6 大模型从百亿…"."""
    text = sentence.scan.text
    means, acts = sentence.pattern("stranger.means"), sentence.pattern("stranger.acts")
    behind = max((m.end for m in sentence.subjects if m.end <= last), default=first)
    return any(
        not is_nameless(match.group())
        and not means.search(text, sentence.start, match.start())
        and (acts.match(text, match.end()) is not None or _opens_with_version(match.start(), sentence))
        for match in _strangers(max(first, behind), last, sentence, resolver)
    )


def _opens_with_version(at: int, sentence: Sentence) -> bool:
    """Whether a name at the beginning of a clause has a version, as models have: "Gauss 3端侧版的延迟为…"."""
    text, (first, _) = sentence.scan.text, sentence.clause_of(at)
    if any(c.start <= at < c.end for c in sentence.cues):
        return False  # "Apache 2.0"
    return not text[first:at].strip(" “「《") and _NUMBERED.match(text, at) is not None


def _strangers(first: int, last: int, sentence: Sentence, resolver: Resolver) -> Iterator[re.Match[str]]:
    """The words in Latin letters between two places that are no part of anything known."""
    known: Sequence[Placed] = [
        *sentence.subjects, *sentence.benchmarks, *sentence.places, *sentence.quantities, *sentence.dates,
        *resolver.voices(sentence.block), *resolver.lists(sentence.block),
    ]  # fmt: skip
    for match in LONE.finditer(sentence.scan.text, first, last):
        if not is_across(match.span(), known):
            yield match


def _is_cue(name: re.Match[str], sentence: Sentence) -> bool:
    """Whether a word with a capital is one of those that tell what a number is: "Recurring revenue rose", and in a
    headline "Acme Raises $5 Million"."""
    return any(c.start == name.start() and c.end >= name.end() for c in sentence.cues)


def _is_person(name: re.Match[str], sentence: Sentence) -> bool:
    """Whether a name is that of somebody with an office, who owns no number: "Jane Doe, the chief executive, ..."."""
    text, description = sentence.scan.text, pattern(sentence.language, "role.gap")
    for role in sentence.named("role"):
        if role.start >= name.end() and description.fullmatch(text, name.end(), role.start):
            return True
        if 0 <= name.start() - role.end <= 2 or name.start() <= role.start < name.end():
            return True
    return False


def _is_plan(name: re.Match[str], sentence: Sentence) -> bool:
    """Whether a name is that of a plan, behind the word for one: «پلن Team»."""
    first = max(sentence.start, name.start() - _PLAN_REACH)
    words = sentence.pattern("plan.before").finditer(sentence.scan.text, first, name.start())
    return any(name.start() - word.end() <= 2 for word in words)


def _is_based(name: re.Match[str], sentence: Sentence) -> bool:
    """Whether a name only tells where a firm is from, or whose it is: "Sunnyvale, California-based"."""
    return (
        pattern("en", "based").search(name.group()) is not None
        or pattern("en", "based.behind").match(sentence.scan.text, name.end()) is not None
    )


def _is_odd(word: str) -> bool:
    """Whether a word that opens a sentence is no common word: capitals or digits inside ("SandboxAQ")."""
    plain = word.replace("-", "")
    return not plain.isalpha() or not plain[1:].islower()


def _acts(at: int, sentence: Sentence) -> bool:
    """Whether a verb of the trade follows the word that opens the sentence: "Databricks raised ..."."""
    verbs = ("funding", "said.after", "release_date", "valuation", "revenue")
    return (
        any(0 <= c.start - at <= 2 for c in sentence.named(*verbs)) and sentence.scan.text[at:].lstrip()[:1].islower()
    ) or sentence.pattern("stranger.which").match(sentence.scan.text, at) is not None

"""Carrying a subject over: who is meant where a sentence names nobody, and when nobody may be meant at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.resolve import Resolver
from pipeline.extract.scan import Placed
from pipeline.extract.sentence import Sentence

if TYPE_CHECKING:
    from pipeline.extract.draft import Draft

#: Languages whose sentences must have a subject: without a word that points back, nothing is carried over.
_SUBJECT_NEEDED: Final = ("en",)

#: Languages whose topic, once named, is left out over several paragraphs.
_TOPIC_GOES_ON: Final = ("zh",)

#: What an article about one model tells of it without naming it again.
_PROPERTIES: Final = ("benchmark_score", "context_length", "parameter_count", "license", "training_data")

#: A name in Latin letters, one word or several.
_WORD: Final = r"[A-Z][0-9_A-Za-zÀ-ɏ]*(?:[-.&][A-Za-z0-9]+)*"
_NAME: Final = re.compile(rf"(?<![\w.-]){_WORD}(?:\s+{_WORD})*")

#: Capitalised words that name nobody.
_NO_NAMES: Final = frozenset(
    "AI API APIs App Apps GPU GPUs CPU LLM LLMs CEO CTO CFO COO IPO ARR VC US UK EU USD CNY EUR SaaS B2B MoE "
    "RL GAAP Q1 Q2 Q3 Q4 Series I A B C D E F G H Pro Plus Max Mini Beta Preview Input Output Context Token "
    "Tokens PDF SDK CLI IDE FP8 INT4".split()
)
#: Words that open a sentence and name nobody.
_OPENERS: Final = frozenset(
    "It Its The A An In On At By For From To With This That These Those There Here Then And But Or So Yet If When "
    "While As After Before Since Until Under Over Both Each All Some Most Many Few One Two Three They Their He She "
    "His Her We Our You I My Who What Which Where Why How Not No Now Today Yesterday Elsewhere Meanwhile However Still "
    "Also According Revenue Sales Prices Pricing Users Weights Context Parameters Training Input Output Neither "
    "Nobody Instead Last Next".split()
)
_PREPOSITIONS: Final = frozenset(
    "in at on of from to by with for via under over into through and or than like as per against".split()
)
#: A name in quotes behind the word for what bears it.
_QUOTED: Final = re.compile(r"\s[«\"“]([^«»\"“”]{2,40})[»\"”]")

#: How many sentences back the last subject is looked for.
LOOK_BACK: Final = 4

#: How far from its beginning, in characters, the noun of a description stands.
_DESCRIPTION: Final = 45

#: Prepositions that open an example, whose name is a subject all the same: "with firms like X raising ...".
_NAMING: Final = frozenset(["with", "like", "as"])


def may_carry(
    kind: str, value: Placed, sentence: Sentence, resolver: Resolver, tiers: Sequence[Sequence[str]] = ()
) -> bool:
    """Whether the subject of `value` may stand outside its sentence.

    Not where the clause speaks of a whole kind ("AI startups raised ..."), nor where a name that nobody knows stands
    in the subject's place ("SandboxAQ closed ..."), nor, in languages whose sentences need a subject, where no word
    points back and the title does not name the one model whose properties are told.
    """
    buyers = by_token(value)  # "developers pay $3 per million tokens"
    if not buyers and any(_is_spoken_of(cue, value, sentence) for cue in sentence.named("generic")):
        return False
    if _introduces(value, sentence) or unknown_name(value, sentence, resolver):
        return False
    if opened_by_stranger(sentence, resolver):
        return False
    if sentence.language in _SUBJECT_NEEDED and sentence.kind == "paragraph" and sentence.lead_in is None:
        near = next(sentence.before(), None)
        goes_on = near is not None and near.block == sentence.block and bool(near.claims)
        told = kind in _PROPERTIES or by_token(value)
        one_model = told and len({m.name for m in _protagonists(resolver) if m.type == "model"}) == 1
        # "Revenue for the quarter was $76bn" in a report whose title names one firm.
        opens = any(c.start == sentence.start for c in sentence.named("revenue")) if kind == "revenue" else False
        one_firm = opens and len({m.name for m in _protagonists(resolver) if m.type == "company"}) == 1
        if goes_on or one_model or one_firm or _is_described(sentence) or sentence.has("investor"):
            return True
        return _is_headed(tiers, sentence) or any(_points_back(c, kind, sentence) for c in sentence.named("anaphor"))
    return True


def by_token(value: Placed) -> bool:
    """Whether a value is what tokens cost: "$3 per million tokens"."""
    return str(getattr(value, "per", "")).endswith("tokens")


def _is_headed(tiers: Sequence[Sequence[str]], sentence: Sentence) -> bool:
    """Whether the heading above names one thing of the kind: "Microsoft tops estimates", then "Revenue was ..."."""
    heading = next((scan for scan in sentence.around if scan is not sentence.scan), None)
    if heading is None or opened_by_name(sentence):
        return False
    return any(len({m.name for m in heading.subjects if m.type in tier}) == 1 for tier in tiers)


def opened_by_name(sentence: Sentence) -> bool:
    """Whether a sentence begins with the name of somebody or something, which it then is about."""
    text = sentence.scan.text
    named = [m for m in sentence.subjects if not m.short and text[m.end : m.end + 2] not in ("'s", "’s")]
    return any(m.start - sentence.start <= _DESCRIPTION for m in named)


#: Persons, of whom no price or score is told.
_PERSONS: Final = ("he", "she", "who", "whose")
#: Types that are told of firms.
_OF_FIRMS: Final = ("funding", "valuation", "revenue")


def _points_back(cue: Placed, kind: str, sentence: Sentence) -> bool:
    """Whether a word points back to something that can have the value: "he" says of no model what it costs."""
    word = sentence.scan.text[cue.start : cue.end].lower()
    return kind in _OF_FIRMS or word not in _PERSONS


#: How far from the beginning of its sentence, in characters, a word stands that the sentence is about.
_ABOUT: Final = 30


def _is_spoken_of(cue: Placed, value: Placed, sentence: Sentence) -> bool:
    """Whether a sentence is about a whole kind: "AI startups raised ...", not "the sum, which investors knew, ..."."""
    if cue.start >= value.start:
        return False
    if sentence.language not in _SUBJECT_NEEDED:
        return True
    if cue.start > sentence.start and sentence.scan.text[cue.start : cue.start + 2].istitle():
        return False  # part of a name: "Companies House", but not "AI assistants"
    return not sentence.apart(cue, value) or cue.start - sentence.start <= _ABOUT


#: How far from its beginning a word opens a sentence.
_OPENING: Final = 12


def speaks_of_firm(sentence: Sentence) -> bool:
    """Whether a sentence begins with a word for a firm, where the one before told of its product: "The group ..."."""
    opening = [c for c in sentence.named("described") if c.start - sentence.start <= _OPENING]
    return bool(opening) and sentence.language == "en" and sentence.text.startswith("The ")


def opens_with_kind(value: Placed, sentence: Sentence) -> bool:
    """Whether a sentence that begins with a whole kind tells a number of it: "AI apps have a billion users"."""
    kinds = [c for c in sentence.named("kind_of") if c.end <= value.start and c.start - sentence.start <= _ABOUT]
    return any(not any(c.end <= s.start < value.start for s in sentence.subjects) for c in kinds)


def _introduces(value: Placed, sentence: Sentence) -> bool:
    """Whether a firm that nobody knows is brought in before a value, by its kind and a name in quotes: شركة «س»."""
    text = sentence.scan.text
    for cue in sentence.named("naming"):
        quoted = _QUOTED.match(text, cue.end)
        if quoted is None or quoted.end() > value.start:
            continue
        if not any(s.start < quoted.end() and quoted.start() < s.end for s in sentence.subjects):
            return True
    return False


def unknown_name(value: Placed, sentence: Sentence, resolver: Resolver, within: int = 1000) -> bool:
    """Whether a name that nobody knows stands in the subject's place: before `value` in its clause, `within` reach."""
    text = sentence.scan.text
    first, _ = sentence.clause_of(value.start)
    known: Sequence[Placed] = [
        *sentence.subjects, *sentence.benchmarks, *sentence.places, *sentence.dates, *sentence.quantities,
        *resolver.voices(sentence.block), *resolver.lists(sentence.block),
        *(c for c in sentence.cues if c.name.startswith(("store.", "licence.", "list.", "hardware"))),
    ]  # fmt: skip
    for match in _NAME.finditer(text, max(first, value.start - within), value.start):
        words = [w for w in match.group().split() if w not in _NO_NAMES]
        if words and words[0] in _OPENERS and match.start() == sentence.start:
            words = words[1:]
        if not words or any(k.start < match.end() and match.start() < k.end for k in known):
            continue
        if _is_person(match, sentence) or _BASED.search(match.group()) or _BASED_BEHIND.match(text, match.end()):
            continue
        if match.start() > sentence.start:
            before = text[: match.start()].rstrip().rpartition(" ")[2].lower()
            if before not in _PREPOSITIONS or before in _NAMING:
                return True
        elif len(words) > 1 or _is_odd(words[0]) or _acts(match.end(), sentence):
            return True
    return False


def opened_by_stranger(sentence: Sentence, resolver: Resolver) -> bool:
    """Whether the sentence begins with a name that nobody knows: what it says later is of that one too."""
    match = _NAME.match(sentence.scan.text, sentence.start)
    if match is None or match.group().split()[0] in _OPENERS or match.group().split()[0] in _NO_NAMES:
        return False
    known: Sequence[Placed] = [
        *sentence.subjects, *sentence.benchmarks, *sentence.places, *sentence.dates, *resolver.voices(sentence.block),
    ]  # fmt: skip
    if any(k.start < match.end() and match.start() < k.end for k in known) or _is_person(match, sentence):
        return False
    words = match.group().split()
    return len(words) > 1 or _is_odd(words[0]) or _acts(match.end(), sentence)


#: Where a firm is from, or whose it is: "California-based", "Sunnyvale, California-based".
_BASED: Final = re.compile(r"-(?:based|backed|owned|led|born|headquartered|listed|made|style|trained|bred)$")
_BASED_BEHIND: Final = re.compile(r",? (?:[A-Z][\w.]* )?[A-Z][\w.]*-(?:based|headquartered)\b")

#: What may stand between a person and what they are: "Jane Doe, its new chief executive", "co-founder Jane Doe".
_ROLE_AFTER: Final = re.compile(
    r",? (?:(?:who is |the|its|their|a|an|his|her|\w+[’']s?|former|new|then|chief|senior) ){0,4}"
)


def _is_person(name: re.Match[str], sentence: Sentence) -> bool:
    """Whether a name is that of somebody with an office, who owns no number: "Jane Doe, the chief executive, ..."."""
    text = sentence.scan.text
    for role in sentence.named("role"):
        if role.start >= name.end() and _ROLE_AFTER.fullmatch(text, name.end(), role.start):
            return True
        if 0 <= name.start() - role.end <= 2 or name.start() <= role.start < name.end():
            return True
    return False


def _is_odd(word: str) -> bool:
    """Whether a word that opens a sentence is no common word: capitals or digits inside ("SandboxAQ")."""
    plain = word.replace("-", "")
    return not plain.isalpha() or not plain[1:].islower()


def _acts(at: int, sentence: Sentence) -> bool:
    """Whether a verb of the trade follows the word that opens the sentence: "Databricks raised ..."."""
    verbs = ("funding", "said.after", "release_date", "valuation", "revenue")
    return (
        any(0 <= c.start - at <= 2 for c in sentence.named(*verbs)) and sentence.scan.text[at:].lstrip()[:1].islower()
    )


def pointed_at(
    tiers: Sequence[Sequence[str]], refused: set[str], sentence: Sentence, resolver: Resolver
) -> SubjectMention | None:
    """Who is meant: of the likeliest kind, the nearest that speaks.

    In order: the sentences before in the same block, the line that leads in the list, the heading above, what the
    article's title names if it is one thing, the only one of a paragraph of one sentence before. Whoever else another
    paragraph named last is nobody: of ten such guesses one is right.
    """
    label = _label(sentence)
    if label is not None and label.name not in refused and any(label.type in tier for tier in tiers):
        return label
    for tier in tiers:
        spoken = _spoken_of(tier, refused, sentence, resolver)
        if spoken is not None:
            return spoken
        for scan in sentence.around:
            named = [m for m in scan.subjects if m.type in tier]
            if len({m.name for m in named}) == 1:
                return named[0]
        titled = [m for m in _protagonists(resolver) if m.type in tier and m.name not in refused]
        if len({m.name for m in titled}) == 1:
            return titled[0]
        main = resolver.leading(tier)
        opening = titled[0].name if titled else ""
        if main is not None and main.type != "company" and main.name not in refused and main.name == opening:
            return main  # the model that the title begins with and the text speaks of most
        near = next(sentence.before(), None)
        if near is not None and near.start == 0 and near.reply == sentence.reply:  # a paragraph of one sentence
            named = [m for m in near.subjects if m.type in tier and m.name not in refused]
            if len({m.name for m in named}) == 1:
                return named[0]
        only = _only_one(tier, refused, sentence)
        if only is not None:
            return only
        if sentence.language not in _TOPIC_GOES_ON:
            continue
        for earlier in islice(sentence.before(), LOOK_BACK):
            named = [m for m in earlier.subjects if m.type in tier and m.name not in refused]
            if named:
                return named[0]
        firm = resolver.leading(tier) if tuple(tier) == ("company",) else None
        if firm is not None and firm.name not in refused:
            return firm
    return None


def _spoken_of(tier: Sequence[str], refused: set[str], sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """What the sentences before in the same block speak of: the nearest one whose claims are all of one subject, or
    that begins with one name, else the nearest that names something."""
    passing: SubjectMention | None = None
    for earlier in _same_breath(sentence):
        own = earlier.subjects
        if sentence.language == "zh":
            own = without_owners(own, earlier.scan.text)
        named = [m for m in own if m.type in tier and m.name not in refused]
        told = {d.subject: d for d in earlier.claims if d.subject_type in tier and d.subject not in refused}
        if told and not (named and _is_described(sentence)):
            draft = min(told.values(), key=lambda d: d.value_span)
            same = [m for m in earlier.subjects if m.name == draft.subject]
            # "It has 200K, but version 4.5 had only 128K" goes on about what it began with.
            if len(told) == 1 or (not same and not (named and named[0].start < draft.value_span[0])):
                return same[0] if same else _as_named(draft, resolver)
        if named:
            # "The search startup ..." takes up what was spoken of last, "It ..." who spoke or acted.
            first = named[-1] if _is_described(sentence) else named[0]
            first = next((m for m in named if m is not first and _is_one_of(m, first)), first)
            if told or _is_described(sentence) or _opens(named, earlier):
                return first
            passing = passing or first
    return passing


def _as_named(draft: Draft, resolver: Resolver) -> SubjectMention:
    """The subject of a claim as a mention, for a sentence that goes on about it."""
    kind: SubjectType = draft.subject_type  # type: ignore[assignment]
    return resolver.first(kind, draft.subject) or SubjectMention(*draft.value_span, draft.subject, kind, "", "", True)


def _opens(named: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether the first clause of a sentence names one thing alone, which the sentence then is about."""
    clause = sentence.clause_of(sentence.start)
    return named[0].start < clause[1] and len({m.name for m in named}) == 1


def _only_one(tier: Sequence[str], refused: set[str], sentence: Sentence) -> SubjectMention | None:
    """The only one of its kind that the paragraph before names, where claims were made of it alone."""
    told: list[SubjectMention] = []
    claimed: set[str] = set()
    near = next(sentence.before(), None)
    for earlier in sentence.before():
        if near is None or earlier.block != near.block:
            break
        told += [m for m in earlier.subjects if m.type in tier and m.name not in refused]
        claimed |= {d.subject for d in earlier.claims}
    names = {m.name for m in told}
    return told[0] if len(names) == 1 and claimed == names else None


#: The particle 的, with a word or two in front, that ties a Chinese name to what it owns: "千问App底层的Qwen3-Max".
_OWNS: Final = re.compile(r"[\u4e00-\u9fff]{0,6}的\s?[“「《]?")


def without_owners(mentions: Sequence[SubjectMention], text: str) -> list[SubjectMention]:
    """The mentions that are not only whose the next one is: of "X的Y" it is Y that is spoken of."""
    owners = [one for one, owned in pairwise(mentions) if _OWNS.fullmatch(text, one.end, owned.start)]
    return [m for m in mentions if m not in owners]


def _is_one_of(mention: SubjectMention, line: SubjectMention) -> bool:
    """Whether a mention is a model of the line that another one names: Qwen3-Coder of Qwen."""
    if line.type == "company" or mention.name == line.name:
        return False
    return mention.name.startswith(f"{line.name} ") or (line.type == "family" and mention.name.startswith(line.name))


def _is_described(sentence: Sentence) -> bool:
    """Whether the sentence begins with a description of somebody named before: "The search startup"."""
    words = sentence.named("described")
    if not words or not sentence.text.startswith("The ") or words[0].start - sentence.start > _DESCRIPTION:
        return False
    return " the " not in sentence.scan.text[sentence.start : words[0].start]  # not "The round prices the business"


def _label(sentence: Sentence) -> SubjectMention | None:
    """The name that opens the paragraph as its label: "DeepSeek：…"."""
    text = sentence.scan.text
    for mention in sentence.scan.subjects[:1]:
        if mention.start <= 2 and text[mention.end : mention.end + 2].lstrip()[:1] in (":", "："):
            return mention
    return None


def _protagonists(resolver: Resolver) -> list[SubjectMention]:
    """What the title names, without what it only sets it against ("X against Y")."""
    rivals = resolver.rivals()
    return [m for m in resolver.titled() if m not in rivals]


def _same_breath(sentence: Sentence) -> list[Sentence]:
    """The sentences before in the same block, nearest first, and the lead-in of a list."""
    before = [s for s in sentence.before() if s.block == sentence.block]
    return [*before, *([sentence.lead_in] if sentence.lead_in is not None else [])]

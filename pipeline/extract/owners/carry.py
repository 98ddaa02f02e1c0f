"""Carrying a subject over: who is meant where a sentence names nobody, and when nobody may be meant at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import HUBS, MIXED, OF_FIRMS, TIERS, candidates
from pipeline.extract.owners.comparison import is_compared
from pipeline.extract.owners.investors import without_investors
from pipeline.extract.owners.pointing import (
    LOOK_BACK,
    is_described,
    opened_by_name,
    pointed_at,
    protagonists,
    speaks_of_firm,
)
from pipeline.extract.owners.strangers import (
    introduces,
    is_taken,
    opened_by_stranger,
    speaks_of_stranger,
    turns_to_stranger,
    unknown_name,
)
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed

#: What an article about one model tells of it without naming it again.
_PROPERTIES: Final = ("benchmark_score", "context_length", "parameter_count", "license", "training_data", "speed")

#: Types that tell of a model, never of a plan that sells it.
_OF_MODELS: Final = ("context_length", "parameter_count", "training_data", "license", "benchmark_score", "speed")

#: What a reviewer tells of a model that he tried himself: "I measured 90 tokens a second".
_TRIED: Final = ("benchmark_score", "speed", "ranking")

#: How far from the beginning of its sentence, in characters, a word stands that the sentence is about.
_ABOUT: Final = 30


#: How far from the beginning of its clause, in characters, a name opens it.
_CLAUSE_HEAD: Final = 3


def carried_over(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The subject of a value whose sentence names none, or None where none may be carried over."""
    if not _may_carry(kind, value, sentence, resolver):
        return None
    if kind in _OF_MODELS and _is_of_other_maker(value, sentence):
        return None
    asked = resolver.interviewed
    if asked is not None and _tells_of_own(kind, asked, sentence):
        return asked
    refused = {m.name for m in sentence.subjects} - {m.name for m in candidates(kind, sentence)}
    for earlier in (s for s in sentence.before() if s.block == sentence.block):
        refused |= {m.name for m in earlier.subjects if m not in without_investors([m], earlier)}
        refused |= {m.name for m in earlier.subjects if is_compared(m, earlier)}
    if kind in _OF_MODELS or by_token(value):
        refused |= {m.name for m in _named_before(sentence) if plan_of(m) is not None}
    lead = sentence.lead_in
    if kind == "revenue" and lead is not None and lead.has("revenue"):
        owners = [m for m in lead.subjects if m.type in ("company", "product", "family")]
        if len({m.name for m in owners}) == 1:
            return owners[0]
    if kind == "subscription" and (sold := resolver.with_plans()) is not None and sold.name not in refused:
        firms = {m.name for m in sentence.subjects if m.type == "company"}
        if sentence.traits.drops_topic and firms and sold.maker not in firms:
            return None  # "微软把个人版涨到 9.99 美元": not what another firm sells
        nearer = _sold_near(sold, sentence, resolver) or _of_section(sold, sentence)
        if nearer is not None or _is_near(sold, sentence, resolver):
            return nearer or sold
    owner = _of_revenue_before(sentence) if kind == "revenue" and not speaks_of_firm(sentence) else None
    if owner is not None and owner.name not in refused:
        return owner
    tiers = (("company",),) if kind == "revenue" else TIERS[kind]
    if kind in _OF_MODELS or by_token(value):
        # What is told of models is carried over from a model before a product that was named last.
        tiers = (("model", "family"), *tiers)
    meant = pointed_at(tiers, refused, sentence, resolver)
    if kind == "user_count" and meant is not None and meant.type == "model":
        return None  # people use an app, of which models come and go
    if meant is not None:
        told = [m for earlier in sentence.before() for m in reversed(earlier.subjects)]
        meant = _of_family(meant, sentence) or resolver.in_full(meant, told, refused)
    if kind in (*MIXED, "price", "subscription") and meant is not None and meant.name in HUBS:
        return None  # they count what others make
    if kind in ("speed", "training_cost") and meant is not None and meant.type == "company":
        return None  # what is fast or was trained is a thing; whose chips run it the sentence must say
    tokens = by_token(value)  # clouds sell the tokens of others' models
    if kind == "price" and not tokens and sentence.traits.drops_topic and meant and meant.type != "company":
        firms = {m.name for m in sentence.subjects if m.type == "company"}
        return meant if not firms or meant.maker in firms else None  # the price of what that firm sells
    if tokens and meant is not None and meant.type == "company":
        return sold_by([meant], sentence, resolver) or meant
    return meant


def _is_of_other_maker(value: Placed, sentence: Sentence) -> bool:
    """Whether a clause before its value names a firm whose model nobody knows: "中国联通的元景则为700亿参数"."""
    first, _ = sentence.clause_of(value.start)
    opening = [m for m in sentence.subjects if m.type == "company" and not m.short and m.start - first <= _CLAUSE_HEAD]
    of_firm = sentence.pattern("of_firm")
    return any(first <= m.start and of_firm.match(sentence.scan.text, m.end, value.start) for m in opening)


def _of_family(meant: SubjectMention, sentence: Sentence) -> SubjectMention | None:
    """The one model of a family that the text has told of, where only the title calls the family by its bare name."""
    if meant.type != "family" or sentence.has("anaphor"):
        return None
    told = [(m, s) for s in sentence.before() for m in s.subjects if meant.name in (m.name, m.family)]
    if any(m.name == meant.name and s.kind != "title" for m, s in told):
        return None
    models = {m.name: m for m, s in told if m.type == "model" and not is_compared(m, s)}
    return next(iter(models.values())) if len(models) == 1 else None


def _tells_of_own(kind: str, asked: SubjectMention, sentence: Sentence) -> bool:
    """Whether a sentence of an interview tells of the firm or product of who is asked: by its "we", or by naming
    nothing before. A product that has no known maker stands for its firm.
    """
    tiers = {of for tier in TIERS[kind] for of in tier}
    if asked.type not in tiers and not (asked.type == "product" and not asked.maker and kind in OF_FIRMS):
        return False
    if sentence.pattern("we_did").search(sentence.text):
        return True
    block = [sentence, *(s for s in sentence.before() if s.block == sentence.block)]
    return not any(s.subjects or s.has("anaphor") for s in block)


def _may_carry(kind: str, value: Placed, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether the subject of `value` may stand outside its sentence.

    Not where the clause speaks of a whole kind ("AI startups raised ..."), nor where a name that nobody knows stands
    in the subject's place ("SandboxAQ closed ..."), nor, in languages whose sentences need a subject, where no word
    points back and the title does not name the one model whose properties are told.
    """
    buyers = by_token(value)  # "developers pay $3 per million tokens"
    if not buyers and any(_is_spoken_of(cue, value, sentence) for cue in sentence.named("generic")):
        return False
    if not buyers and opens_with_kind(value, sentence):
        return False  # "Open models account for 11%"
    if kind == "benchmark_score" and any(plan_of(m) is not None for m in sentence.subjects):
        return False  # «يتضمن هذا الاشتراك …، محققا 44% في الاختبار»
    firm = sentence.pattern("some_firm").search(sentence.scan.text, *sentence.clause_of(value.start))
    if firm is not None and not buyers:
        return False  # "一家收入 10 亿美元的公司"
    if turns_to_stranger(value, sentence):
        return False
    sells = sentence.pattern("sells")  # "DeepInfra serves it at 10 cents": who sells it may be unknown
    if buyers and sells.search(sentence.scan.text, sentence.start, value.start) is not None:
        return True
    if introduces(value, sentence) or unknown_name(value, sentence, resolver):
        return False
    known = any(m.end <= value.start for m in sentence.subjects)
    if not known and sentence.pattern("of_rival").match(sentence.scan.text, sentence.start, value.start):
        return False  # «رقیبش سرج ۱٫۲ میلیارد دلار درآمد داشت»
    if opened_by_stranger(sentence, resolver) or (
        kind not in _TRIED and not buyers and _speaks_for_itself(value, sentence)
    ):
        return False
    if sentence.traits.latin and (
        is_taken(value, sentence.start, sentence, resolver)
        or (kind in _OF_MODELS and _follows_stranger(sentence, resolver))
    ):
        return False
    if sentence.traits.needs_subject and sentence.kind == "paragraph" and sentence.lead_in is None:
        near = next(sentence.before(), None)
        goes_on = near is not None and near.block == sentence.block and bool(near.claims)
        told = kind in _PROPERTIES or by_token(value)
        one_model = told and len({m.name for m in protagonists(resolver) if m.type == "model"}) == 1
        # "Revenue for the quarter was $76bn" in a report whose title names one firm.
        opens = any(c.start == sentence.start for c in sentence.named("revenue")) if kind == "revenue" else False
        one_firm = opens and len({m.name for m in protagonists(resolver) if m.type == "company"}) == 1
        if goes_on or one_model or one_firm or is_described(sentence) or sentence.has("investor"):
            return True
        return _is_headed(TIERS[kind], sentence) or any(
            _points_back(c, kind, sentence) for c in sentence.named("anaphor")
        )
    return True


def _follows_stranger(sentence: Sentence, resolver: Resolver) -> bool:
    """Whether a sentence goes on about a name that nobody knows, of which the paragraph spoke last."""
    for earlier in sentence.before():
        if earlier.block != sentence.block:
            return False
        if speaks_of_stranger(earlier, resolver):
            return not earlier.has("pronoun")  # "DeepInfra serves it": who sells it
        if earlier.subjects:
            return False
    return False


def _speaks_for_itself(value: Placed, sentence: Sentence) -> bool:
    """Whether somebody tells a number of himself or asks another for it, not in quotation marks: "我们去年收入…"."""
    if sentence.lead_in is not None:
        return False  # an answer, or a line of a list
    person = sentence.pattern("first_person").search(sentence.scan.text, sentence.start, value.start)
    return person is not None and not sentence.pattern("quoted").search(
        sentence.scan.text, sentence.start, person.start()
    )


def _is_headed(tiers: Sequence[Sequence[str]], sentence: Sentence) -> bool:
    """Whether the heading above names one thing of the kind: "Microsoft tops estimates", then "Revenue was ..."."""
    heading = next((scan for scan in sentence.around if scan is not sentence.scan), None)
    if heading is None or opened_by_name(sentence):
        return False
    return any(len({m.name for m in heading.subjects if m.type in tier}) == 1 for tier in tiers)


def _points_back(cue: Placed, kind: str, sentence: Sentence) -> bool:
    """Whether a word points back to something that can have the value: "he" says of no model what it costs."""
    persons = pattern(sentence.language, "persons")
    return kind in OF_FIRMS or persons.fullmatch(sentence.scan.text, cue.start, cue.end) is None


def _is_spoken_of(cue: Placed, value: Placed, sentence: Sentence) -> bool:
    """Whether a sentence is about a whole kind: "AI startups raised ...", not "the sum, which investors knew, ..."."""
    if cue.start >= value.start:
        return False
    if sentence.traits.latin and cue.start > sentence.start and sentence.scan.text[cue.start : cue.start + 2].istitle():
        return False  # part of a name: "Companies House", but not "AI assistants"
    if sentence.pattern("own_kind").search(sentence.scan.text, sentence.start, cue.end):
        return False  # "its consumer apps"
    return not sentence.apart(cue, value) or cue.start - sentence.start <= _ABOUT


def opens_with_kind(value: Placed, sentence: Sentence) -> bool:
    """Whether a sentence that begins with a whole kind tells a number of it: "AI apps have a billion users"."""
    kinds = [c for c in sentence.named("kind_of") if c.end <= value.start and c.start - sentence.start <= _ABOUT]
    return any(not any(c.end <= s.start < value.start for s in sentence.subjects) for c in kinds)


def by_token(value: Placed) -> bool:
    """Whether a value is what tokens cost: "$3 per million tokens"."""
    return str(getattr(value, "per", "")).endswith("tokens")


def sold_by(anchors: Sequence[SubjectMention], sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The model whose tokens a company sells, where the text has just spoken of it: "The company charges ..."."""
    if not anchors or any(m.type != "company" for m in anchors) or len({m.name for m in anchors}) != 1:
        return None
    for earlier in islice(sentence.before(), LOOK_BACK):
        told = {d.subject: d.subject_type for d in earlier.claims if d.subject_type in ("model", "family")}
        for name, kind in told.items() if len(told) == 1 else ():
            model = resolver.first(kind, name)  # type: ignore[arg-type]
            return model if model is not None and model.maker == anchors[0].name else None
    return None


def _sold_near(sold: SubjectMention, sentence: Sentence, resolver: Resolver) -> SubjectMention | None:
    """The app that the sentence right before speaks of alone, where it is another than the article's main one."""
    near = next(sentence.before(), None)
    if near is None or near.block != sentence.block or not sentence.has("pronoun", "anaphor"):
        return None
    apps = {m.name: m for m in near.subjects if m.type == "product" or resolver.is_app(m)}
    if len(apps) != 1 or sold.maker in {m.maker for m in near.subjects}:
        return None
    return replace(next(iter(apps.values())), type="product")


def _is_near(sold: SubjectMention, sentence: Sentence, resolver: Resolver) -> bool:
    """Whether the title, the heading or the text shortly before names what is sold, or who sells it."""
    near = [*resolver.titled(), *sentence.subjects, *_named_before(sentence)]
    return any(sold.name in (m.name, m.family) or m.name == sold.maker or m.maker == sold.maker for m in near)


def _of_section(sold: SubjectMention, sentence: Sentence) -> SubjectMention | None:
    """Whose plans a section speaks of that names another firm or app alone, and not the article's main one."""
    told = [m for earlier in sentence.before() for m in earlier.subjects]
    told += [m for scan in sentence.around[:1] for m in scan.subjects]
    makers = {m.maker or m.name for m in told}
    firms = {m.name: m for m in told if m.type in ("company", "product")}
    return next(iter(firms.values())) if len(makers) == 1 and sold.maker not in makers and firms else None


def _named_before(sentence: Sentence) -> list[SubjectMention]:
    """The subjects of the sentences shortly before and of the lines that speak for this one."""
    near = [m for earlier in islice(sentence.before(), LOOK_BACK) for m in earlier.subjects]
    return [*near, *(m for scan in sentence.around for m in scan.subjects)]


def _of_revenue_before(sentence: Sentence) -> SubjectMention | None:
    """Whose revenue the sentence right before told, in the same paragraph: a business is spoken of for a while."""
    before = next(sentence.before(), None)
    if before is None or before.block != sentence.block:
        return None
    told = {d.subject: d for d in before.claims if d.type == "revenue"}
    if len(told) != 1:
        return None
    draft = next(iter(told.values()))
    return SubjectMention(0, 0, draft.subject, draft.subject_type, draft.subject)  # type: ignore[arg-type]

"""Claims of licence, and of being free of charge: values that are words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.extract.assertion import status_of
from pipeline.extract.cues import Cue
from pipeline.extract.draft import Draft, in_sentence
from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.topics import subjects_for
from pipeline.extract.patterns import NEVER
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.values.plan_names import plan_before

#: How far the word "licence" may stand from the licence's name, in letters.
_REACH: Final = 30

#: What only a licence's name has: "Apache 2.0", 修改版 MIT. "MIT" alone is a university, too.
_UNMISTAKABLE: Final = re.compile(r"\d|[\u4e00-\u9fff]|[Ll]icen[cs]e")

#: How far before a licence, in letters, the word stands that says that it is another one: "not Apache 2.0".
_NEGATED: Final = 20


def licence_claims(sentence: Sentence, resolver: Resolver, reference: date | None) -> list[Draft]:
    """Every licence that the sentence gives a model."""
    names = [c for c in sentence.cues if c.name.startswith("licence.")]
    words = sentence.named("license")
    drafts: list[Draft] = []
    for name in names:
        overlapped = any(
            o.start < name.end
            and name.start < o.end
            and o.name != name.name
            and (name.start - name.end, name.start) > (o.start - o.end, o.start)
            for o in names
        )  # the longer name holds, of two the first
        again = any((o.start, o.end) == (name.start, name.end) for o in names[: names.index(name)])
        told = _UNMISTAKABLE.search(sentence.scan.text, name.start, name.end) or any(
            sentence.distance(word, name) <= _REACH for word in words
        )
        if overlapped or again or not told or _is_another(name, sentence):
            continue
        for subject in subjects_for("license", [name], sentence, resolver)[0]:
            draft = in_sentence(sentence, "license", subject.name, subject.type, name, "license.sentence")
            draft.text_value = licence_name(name, sentence.scan.text)
            draft.status, draft.status_cue = status_of(sentence, name, None, reference)
            drafts.append(draft)
    return drafts


def _is_another(name: Cue, sentence: Sentence) -> bool:
    """Whether a licence is named as the one that something does not have: "not Apache 2.0", «مشتقة من أباتشي»."""
    if any(0 <= name.start - c.end <= 1 for c in sentence.named("built_on")):
        return True
    words = sentence.in_clause(sentence.named("instead_of"), name.start)
    return any(c.end <= name.start and sentence.distance(c, name) <= _NEGATED for c in words)


def licence_name(cue: Cue, text: str) -> str:
    """The licence's short name; the text's own words where they say more ("Llama 4 Community License")."""
    short, words = cue.name.partition(".")[2], text[cue.start : cue.end]
    said = set(words.lower().split()) - {"license", "licence"}
    fuller = words[:1].isupper() and set(short.lower().split()) - {"license", "licence"} < said
    return words if fuller else short


_AND: Final = re.compile(r" (?:و|and|والذي|وقد) ")


def free_claims(
    sentence: Sentence, resolver: Resolver, reference: date | None, events: Sequence[Draft] = ()
) -> list[Draft]:
    """Prices of nothing: "free", "免费", "مجانا", "رایگان" said of a product, a plan or a model.

    `events` are the releases and retirements that the sentence dates; in another clause their day is theirs alone.
    """
    told = {d.value_span for d in events}
    drafts: list[Draft] = []
    named = [c for c in sentence.named("free") if not _negated(c, sentence) and _is_said(c, sentence)]
    for cue in [*named, *_stated(sentence)]:
        alone = sentence.pattern("free.alone").fullmatch(sentence.text)
        if not (sentence.subjects or alone or _is_priced(sentence)):
            continue
        if sentence.pattern("other_thing").match(sentence.text):
            continue  # "该功能仅对 Pro 开放，可免费使用"
        for subject in subjects_for("price", [cue], sentence, resolver)[0]:
            if subject.type == "company" or _is_of_another(subject, sentence) or _is_place(subject, cue, sentence):
                continue
            line, plan = plan_of(subject) or (subject.name, "")
            if subject.start >= cue.end and sentence.apart(subject, cue):
                plan = plan_before(cue, sentence)  # "The Basic plan is free, Pro costs $12"
            draft = in_sentence(sentence, "price", line, subject.type, cue, "price.free")
            draft.value, draft.aspect = 0.0, plan
            draft.unit = _currency(sentence)
            dates = [d for d in sentence.in_clause(sentence.dates, cue.start) if d.date]
            # "It is free and yesterday came fourth": what follows an "and" is another statement.
            dates = [d for d in dates if not _AND.search(sentence.scan.text, cue.end, max(cue.end, d.start))]
            dates = dates or [
                d for d in sentence.dates if d.date and d.end <= cue.start and (d.start, d.end) not in told
            ]
            draft.date(dates[0] if len(dates) == 1 else None)
            draft.status, draft.status_cue = status_of(sentence, cue, draft.about, reference)
            drafts.append(draft)
    return drafts


def _is_priced(sentence: Sentence) -> bool:
    """Whether a sentence tells other prices of what it says to be free: "The Basic plan is free, Pro is $8 a month"."""
    return any(q.kind == "money" and q.per for q in sentence.quantities)


def _is_of_another(subject: SubjectMention, sentence: Sentence) -> bool:
    """Whether a subject that the sentence does not name is of another maker than the company that it names."""
    makers = {m.name for m in sentence.subjects if m.type == "company"}
    return bool(makers) and subject.maker not in makers and subject.name not in {m.name for m in sentence.subjects}


def _is_place(subject: SubjectMention, cue: Cue, sentence: Sentence) -> bool:
    """Whether a subject is only where something is free: «رایگان در X و Y در دسترس است»."""
    where = sentence.pattern("free.place").match(sentence.scan.text, cue.end)
    return (
        where is not None
        and subject.start >= where.end()
        and subject in sentence.in_clause(sentence.subjects, where.end())
    )


def _is_said(cue: Cue, sentence: Sentence) -> bool:
    """Whether "free" is what is said, where grammar tells that from a kind: «رایگان است», not «ابزار رایگان»."""
    said, text = sentence.pattern("free.said"), sentence.scan.text
    if said is NEVER or said.match(text, cue.start):
        return True
    clause = sentence.clause_of(cue.start)
    manner = sentence.pattern("free.manner").search(text, clause[0], cue.start)
    return manner is not None and sentence.pattern("free.given").search(text, cue.end, clause[1]) is not None


def _negated(cue: Cue, sentence: Sentence) -> bool:
    if sentence.scan.text[max(0, cue.start - 1) : cue.start] in ("-", "‑", "."):
        return True  # "OCR-free", "cache.free()"
    text = sentence.scan.text
    spell = sentence.pattern("free.given_for").search(text, sentence.start, cue.start)
    if spell is not None and sentence.pattern("free.spell").match(text, cue.end):
        return True  # "two months of free use"
    if sentence.pattern("free.kind").match(text, cue.end):
        return True  # "free and paid"
    return any(o.start <= cue.start and cue.end <= o.end for o in sentence.named("not_free"))


def _stated(sentence: Sentence) -> list[Cue]:
    """The last words of phrases that tell a kind apart («کاربران رایگان»), where a verb makes them a statement, or the
    article of the noun alone does («التطبيق مجاني»)."""
    verbs, article = sentence.named("is"), sentence.pattern("free.noun")
    found = [
        c
        for c in sentence.named("not_free")
        if any(0 <= verb.start - c.end <= 2 for verb in verbs)
        or article.match(sentence.scan.text, max(c.start - 2, sentence.start), c.end)
    ]
    return [replace(c, start=sentence.scan.text.rfind(" ", c.start, c.end) + 1) for c in found]


def _currency(sentence: Sentence) -> str:
    """The currency of the neighbouring price, else USD."""
    for other in [sentence, *list(sentence.before())[:2]]:
        money = [q.unit for q in other.quantities if q.kind == "money" and q.unit]
        if money:
            return money[0]
    return "USD"

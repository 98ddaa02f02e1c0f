"""Who the text says a claim comes from: a medium, an analyst, a person or a company beside a word of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from pipeline.extract.draft import Draft
from pipeline.extract.mentions import NameMention, SubjectMention
from pipeline.extract.pairing import STRONG
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, outside

#: Who speaks where the text says just "the company".
COMPANY: Final = "company"

#: How many sentences back whoever "he said" means has spoken.
_RECENT: Final = 3

#: How many sentences back somebody was introduced whom a surname means.
_REMEMBERED: Final = 12

#: How far behind "told", in letters, the name of a medium begins: "told the Financial Times".
_TOLD: Final = 5

#: How far, in letters, a company may stand from the word that makes it a voice: before it, after it.
_BEFORE, _AFTER = 14, 45

#: How far a person may stand behind "according to", with what he is between: "according to chief executive Jane Doe".
_ROLE = 32

#: How far, in characters, somebody stands behind the firm in which he is something: "OpenAI's chief executive Sam".
_TITLE = 40

#: How far from its beginning, in characters, a name opens a sentence, and what sets off a remark about it.
_OPENS: Final = 2

#: How far from a word for investing, in characters, who invests stands.
_BESIDE: Final = 2
_COMMAS: Final = (",", "،", "，")

#: What may stand there, in characters, beside a day and a remark in brackets: "某公司（002230.SZ）10月20日晚间披露".
_REST: Final = 4
_IN_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")

#: Types whose numbers come from one source for a whole run of sentences.
_MEASURED: Final = frozenset(["market_share", "user_count", "download_count", "ranking"])

#: What no paper of a maker is named for: that something came out, at what price, under which licence.
_OF_EVENTS: Final = frozenset(["release_date", "retirement_date", "price", "license"])

#: The verbs with which somebody says something, or puts forward a number of his own.
_VERBS: Final = ("said.after", "reckons")

#: Media and analysts are named for what they report; a person must be said to speak, a company close beside the verb.
_REPORTERS: Final = ("media", "analyst")


def voices(sentence: Sentence, named: Sequence[NameMention]) -> list[NameMention]:
    """The voices of a sentence, in order. `named` are the people, media, analysts and companies that it names."""
    companies = [_as_voice(m, sentence) for m in sentence.subjects if m.type == "company"]
    named = [*named, *_introduced(sentence, named)]
    people = [*named, *outside(companies, named)]
    licences = [c for c in sentence.cues if c.name.startswith("licence.")]
    people = [p for p in people if not any(c.start <= p.start and p.end <= c.end for c in licences)]
    meeting, text = sentence.pattern("meeting"), sentence.scan.text
    people = [p for p in people if not meeting.match(text, p.end)]  # "at the Bloomberg Tech conference"
    spoken = [person for person in people if _speaks(person, sentence) or _counts(person, sentence)]
    spoken = [v for v in spoken if not _is_office_of(v, spoken, sentence)]
    unnamed = outside(_just_companies(sentence), [*spoken, *companies])
    return sorted([*spoken, *unnamed, *_by_pronoun(sentence)], key=lambda v: v.start)


def _just_companies(sentence: Sentence) -> list[NameMention]:
    """The company that is said to say something where nobody knows which one it is."""
    found = sentence.pattern("company.says").finditer(sentence.scan.text, sentence.start, sentence.end)
    return [NameMention(m.start(), m.end(), COMPANY, "company") for m in found]


def _is_office_of(firm: NameMention, voices: Sequence[NameMention], sentence: Sentence) -> bool:
    """Whether a firm only tells where somebody is who speaks: "Jane Doe, chief of X, said", "X's Jane Doe said"."""
    if firm.kind != "company":
        return False
    text, office = sentence.scan.text, sentence.pattern("person.office")
    people = [v for v in voices if v.kind == "person"]
    if any(office.fullmatch(text, p.end, firm.start) for p in people if p.end <= firm.start):
        return True
    title = [text[firm.end : p.start] for p in people if 0 <= p.start - firm.end <= _TITLE]
    said = [c.start for c in sentence.named(*_VERBS, "said.before")]
    return any(
        not any(mark in between for mark in (*_COMMAS, ":", "：", ";", "；"))
        and not any(firm.end <= at < firm.end + len(between) for at in said)
        for between in title
    )


def _introduced(sentence: Sentence, known: Sequence[NameMention]) -> list[NameMention]:
    """People whom the text introduces by what they are, "its co-founder Jane Doe", and later by their surnames."""
    text, found = sentence.scan.text, []
    for match in sentence.pattern("person").finditer(text, sentence.start, sentence.end):
        group = "before" if match["before"] else "behind"
        found.append(NameMention(match.start(group), match.end(group), match[group], "person"))
    for before in islice(sentence.before(), _REMEMBERED):
        for voice in before.voices:
            surname = voice.name.rpartition(" ")[2]
            at = text.find(surname, sentence.start, sentence.end) if voice.kind == "person" else -1
            if at >= 0 and not any(v.start <= at < v.end for v in found):
                found.append(NameMention(at, at + len(surname), voice.name, "person"))
    taken: list[Placed] = [*known, *sentence.subjects]
    return outside(found, taken)


def _as_voice(mention: SubjectMention, sentence: Sentence) -> NameMention:
    """A company as one who may speak: by its name, but as "company" where a sentence says just "the company said"."""
    text = sentence.scan.text
    bare = sentence.pattern("company").fullmatch(text, mention.start, mention.end) is not None
    beside = any(c.end + 1 == mention.start or mention.end + 1 == c.start for c in sentence.named(*_VERBS))
    beside = beside or any(c.end + 1 == mention.start for c in sentence.named("said.before"))
    beside = beside or _counts(mention, sentence)
    named = any(m.name == mention.name and m.start < mention.start for m in sentence.subjects)
    return NameMention(
        mention.start, mention.end, COMPANY if bare and beside and not named else mention.name, "company"
    )


def _counts(voice: Placed, sentence: Sentence) -> bool:
    """Whether a number is of somebody's own count: "by Google's reckoning", "OpenAI's own figures"."""
    return sentence.pattern("own_count").match(sentence.scan.text, voice.end) is not None


def _by_pronoun(sentence: Sentence) -> list[NameMention]:
    """Who speaks as "he said", "it said": the last person or company that spoke before, else the company told of."""
    found = []
    for kind in ("person", "company"):
        for match in sentence.pattern(f"pronoun.{kind}").finditer(sentence.scan.text, sentence.start, sentence.end):
            name = _last_voice(kind, match.start(), sentence)
            if name is not None:
                found.append(NameMention(match.start(), match.end(), name, "person" if kind == "person" else "company"))
    return found


def _is_pronoun(voice: NameMention, sentence: Sentence) -> bool:
    patterns = (sentence.pattern(f"pronoun.{kind}") for kind in ("person", "company"))
    return any(p.match(sentence.scan.text, voice.start, voice.end) for p in patterns)


def _last_voice(kind: str, offset: int, sentence: Sentence) -> str | None:
    """The name that a pronoun of one who speaks stands for."""
    if kind == "company":
        ahead = [m.name for m in sentence.subjects if m.type == "company" and m.end <= offset]
        if ahead:
            return ahead[0]
    for before in islice(sentence.before(), _RECENT):
        spoken = [v.name for v in before.voices if v.kind == kind and v.name != COMPANY]
        if spoken:
            return spoken[-1]
        told = [d.subject for d in before.claims if d.subject_type == "company"]
        if kind == "company" and told:
            return told[-1]
    return None


def _speaks(voice: NameMention, sentence: Sentence) -> bool:
    if voice.kind in _REPORTERS:
        return not _gives(voice, sentence)
    reach = _ROLE if voice.kind == "person" else _BEFORE
    told = [c for c in sentence.named("said.before") if 0 <= voice.start - c.end <= reach]
    if voice.kind != "person":  # "according to Jane Doe, X has raised ..."
        told = [c for c in told if not any(mark in sentence.scan.text[c.end : voice.start] for mark in _COMMAS)]
    if told or _is_noted(voice, sentence):
        return True
    verbs = sentence.named(*_VERBS)
    if voice.kind == "person":
        if _only_owns(voice, sentence):
            return False
        if sentence.scan.text[voice.end : voice.end + 1] in (":", "："):
            return True
        # «التابعة لماسك»: a particle glued to a name makes it an owner.
        return bool(verbs) and sentence.scan.text[voice.start - 1 : voice.start] != "ل"
    if verbs and _is_described(voice, verbs[0], sentence):
        return True
    for cue in verbs:
        if voice.end <= cue.start and sentence.apart(cue, voice) <= 1 and _reaches(voice, cue, sentence):
            return True
        # «قالت الشركة»
        if sentence.traits.verb == "first" and cue.end <= voice.start and sentence.distance(cue, voice) <= 12:
            return True
    return False


def _gives(voice: Placed, sentence: Sentence) -> bool:
    """Whether a house that also counts markets is named as an investor: "led by Menlo Ventures"."""
    return any(
        0 <= voice.start - c.end <= _BESIDE or 0 <= c.start - voice.end <= _BESIDE for c in sentence.named("investor")
    )


def _only_owns(person: Placed, sentence: Sentence) -> bool:
    """Whether somebody is named only for whose a firm is or for whom something is: "Jane Doe's X is in talks", "a check
    to Jane Doe"."""
    text, owns = sentence.scan.text, sentence.pattern("person.owns")
    if sentence.pattern("person.object").search(text, sentence.start, person.start):
        return True
    return any(owns.fullmatch(text, person.end, m.start) for m in sentence.subjects)


def _reaches(voice: Placed, verb: Placed, sentence: Sentence) -> bool:
    """Whether a verb of saying is near enough behind a company to be its own, what stands in brackets and days aside;
    where the verb comes last, the one that opens the clause may be far from it.
    """
    if sentence.distance(verb, voice) <= _AFTER:
        return True
    if sentence.traits.verb == "last" and not sentence.apart(verb, voice):
        between: list[Placed] = [*sentence.subjects, *sentence.named("release_date")]
        return not any(m.start >= voice.end and m.end <= verb.start for m in between if m.start != voice.start)
    dated = sum(d.end - d.start for d in sentence.dates if voice.end <= d.start and d.end <= verb.start)
    return len(_IN_BRACKETS.sub("", sentence.scan.text[voice.end : verb.start]).strip()) - dated <= _REST


def _is_described(voice: Placed, verb: Placed, sentence: Sentence) -> bool:
    """Whether a remark in commas is all that stands between the name that opens a sentence and the verb."""
    text = sentence.scan.text
    remark = text[voice.end : verb.start].strip()
    return voice.start - sentence.start <= _OPENS and remark[:1] in _COMMAS and remark[-1:] in _COMMAS


def _is_noted(voice: Placed, sentence: Sentence) -> bool:
    """Whether a note names where data are from: "Source: X", «الأرقام من جدول س», 数据来自 X."""
    text, note = sentence.scan.text, sentence.pattern("source_note")
    return any(m.end() == voice.start for m in note.finditer(text, sentence.start, voice.start))


def noted(sentence: Sentence) -> str | None:
    """Whom a line behind a table names as its source, None if it is no such note."""
    return next((v.name for v in sentence.voices if _is_noted(v, sentence)), None)


def attribute(value: Placed, found: Sequence[NameMention], sentence: Sentence) -> str | None:
    """The voice that a value comes from: who reports before who is reported, then the nearest in its statement."""
    near = [v for v in found if not _is_parted(v, value, sentence)]
    near = [v for v in near if not _only_asked(v, near, sentence)]
    near = [v for v in near if not (_is_told(v, sentence) and any(o is not v for o in near))]
    reporters = [v for v in found if v.kind in _REPORTERS and not _only_asked(v, found, sentence)]
    pool = [v for v in near if v.kind in _REPORTERS] or near or reporters
    before = [v for v in pool if v.end <= value.start]
    after = [v for v in pool if v.start >= value.end and not _speaks_later(v, value, sentence)]
    if before:
        return before[-1].name
    return after[0].name if after else None


def denier(found: Sequence[NameMention], sentence: Sentence) -> str | None:
    """Who takes back what a sentence tells, not the medium that had told it: somebody in the clause with the word of
    denial, else a firm there, else the last person named before it ("..., 马斯克回了一个词：“假的”").
    """
    for cue in sentence.named("status.denied"):
        beside = [v for v in found if v.kind not in _REPORTERS and not sentence.apart(v, cue)]
        people = [v for v in found if v.kind == "person"]
        before = [v for v in people if v.end <= cue.start]
        told = [v for v in people if v in beside][-1:] or beside[-1:] or before[-1:]
        if told:
            return told[0].name
    return None


def _is_parted(voice: NameMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a strong stop makes a value part of another statement than that of a voice; the results that a company
    tells go on behind it until somebody else is named: "某公司公布，收入 8 亿元；净利润 1 亿元".
    """
    first, last = min(voice.end, value.end), max(voice.start, value.start)
    if STRONG.search(sentence.scan.text, first, last) is None:
        return False
    others = [m for m in sentence.subjects if first <= m.start < last and m.name != voice.name]
    if voice.kind == "person":
        others = [m for m in others if m.type == "company" and not m.short]
    return voice.kind in _REPORTERS or voice.end > value.start or bool(others)


def _only_asked(voice: NameMention, others: Sequence[NameMention], sentence: Sentence) -> bool:
    """Whether a medium is only where somebody else spoke: "he said in an interview with X"."""
    if voice.kind not in _REPORTERS or not any(o.kind == "person" and o.end <= voice.start for o in others):
        return False
    return any(0 <= voice.start - c.end <= _BEFORE for c in sentence.named("interview"))


def _is_told(voice: NameMention, sentence: Sentence) -> bool:
    """Whether a medium is only whom somebody told it: "told Reuters"."""
    return voice.kind == "media" and any(0 <= voice.start - c.end <= _TOLD for c in sentence.named("told"))


def _speaks_later(voice: NameMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a voice behind a value opens a statement of its own: "X has 8, while A says that Y has 7"."""
    if not sentence.traits.spaced and _goes_on(voice, sentence):
        return True
    if voice.kind in _REPORTERS:
        return False
    if sentence.traits.verb == "first" and _is_pronoun(voice, sentence):
        return True  # «…، وتقول إن…»
    if not any(q.start >= voice.end for q in sentence.quantities):
        return False
    return _counts(voice, sentence) or any(value.end <= c.start <= voice.start for c in sentence.named("clause"))


def _goes_on(voice: Placed, sentence: Sentence) -> bool:
    """Whether what somebody says stands behind him: "输出 4.8 元，甲称只有乙的十八分之一", not "……，甲称。"."""
    verbs = [c for c in sentence.in_clause(sentence.named(*_VERBS), voice.start) if c.start >= voice.end]
    return bool(verbs) and len(sentence.scan.text[verbs[-1].end : sentence.end].strip()) > _REST


def sources(lead: Sentence, maker: str | None) -> tuple[str | None, str | None]:
    """Who a table is from that a line leads in: who speaks in the line, or `maker` where it is from a paper of his; and
    who measured what it holds.
    """
    spoken = [v.name for v in lead.voices if v.name != COMPANY]
    lines = [line for line in lead.before() if line.block == lead.block]
    measured = [v.name for line in lines for v in line.voices if v.name != COMPANY]
    issued = maker if lead.has("official", "prospectus") else None
    return (spoken[-1] if spoken else issued), (measured[0] if measured else None)


def issuer(draft: Draft, sentence: Sentence) -> str | None:
    """The firm whose own paper a sentence names for what it says: "its prospectus shows", "the model card says"."""
    value = draft.value_span[0]
    if draft.subject_type == "company":
        papers = sentence.named("prospectus", "official")
        speaking = [c for c in papers if sentence.in_clause(sentence.named("said.after"), c.start)]
        return draft.subject if any(c.end <= value for c in papers) or speaking or _cites(papers, sentence) else None
    papers = sentence.named("official")
    if draft.type in _OF_EVENTS or not (any(c.end <= value for c in papers) or _cites(papers, sentence)):
        return None
    told = [*sentence.subjects, *(m for before in islice(sentence.before(), _RECENT) for m in before.subjects)]
    return next((m.maker or None for m in told if m.name == draft.subject), None)


def _cites(papers: Sequence[Placed], sentence: Sentence) -> bool:
    """Whether a paper is named as the source of what stands before it: "…, according to its technical report"."""
    told = sentence.named("said.before")
    return any(0 <= paper.start - c.end <= _BEFORE for paper in papers for c in told)


def carried_voice(draft: Draft, sentence: Sentence) -> str | None:
    """The source of a run of statements about the same data: the line that leads in, else the one before."""
    for earlier in [sentence.lead_in] if sentence.lead_in is not None else []:
        reporters = [v.name for v in earlier.voices]
        if reporters:
            return reporters[-1]
    if sentence.pattern("same_source").search(sentence.text):
        return _last_source(sentence)
    if draft.type == "revenue":
        return _of_results(draft, sentence)
    if draft.type not in _MEASURED:
        return None
    if draft.type == "market_share":
        # Shares of one market are one set of data over several paragraphs.
        told_by = {d.attributed_to for d in sentence.history if d.type == draft.type and d.attributed_to}
        if len(told_by) == 1:
            return told_by.pop()
    for earlier in sentence.before():
        told = [d for d in earlier.claims if d.type in _MEASURED]
        if earlier.block != sentence.block and not (earlier.kind == "item" == sentence.kind):
            return None
        if told:
            return told[-1].attributed_to
        counting = [v.name for v in earlier.voices if v.kind == "analyst"]
        if counting and earlier.has("document", "document.before", *_VERBS):
            return counting[-1]  # "A says so in a survey of Thursday. By its estimate X has 32 %."
    return None


def _last_source(sentence: Sentence) -> str | None:
    """Who spoke last before a sentence that names "the same report": a medium or an analyst before a firm."""
    for before in islice(sentence.before(), _REMEMBERED):
        names = [v.name for v in before.voices if v.kind in _REPORTERS] or [v.name for v in before.voices]
        if names and names[-1] != COMPANY:
            return names[-1]
    return None


def _of_results(draft: Draft, sentence: Sentence) -> str | None:
    """Who told the results that a paragraph goes on with: those of the same firm in the sentence before."""
    before = next(sentence.before(), None)
    if before is None or before.block != sentence.block:
        return None
    told = [d for d in before.claims if d.type == "revenue" and d.subject == draft.subject and d.status == draft.status]
    return told[-1].attributed_to if told and told[-1].attributed_to != COMPANY else None

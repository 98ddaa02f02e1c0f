"""From an article to its claims: scan every block, read sentences and tables, leave out what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.article import Article, Block
from pipeline.claim import Claim
from pipeline.extract.attribution import attribute, carried_voice, issuer, noted, sources, voices
from pipeline.extract.draft import Draft
from pipeline.extract.events import event_claims
from pipeline.extract.licences import free_claims, licence_claims
from pipeline.extract.mentions import DateMention, NameMention, SubjectMention
from pipeline.extract.names.subjects import Subjects, load_subjects
from pipeline.extract.rankings import ranking_claims
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.repeats import without_repeats
from pipeline.extract.scan import Scan, scan
from pipeline.extract.sentence import Sentence
from pipeline.extract.sentences import sentences
from pipeline.extract.spans import inside
from pipeline.extract.sparse import is_named, without_far_fetched
from pipeline.extract.tables.claims import table_claims
from pipeline.extract.values.dating.kinds import MEASURED
from pipeline.extract.values.elision import states_basis
from pipeline.extract.values.values import value_claims
from pipeline.languages import LANGUAGES

#: The end of a sentence: a paragraph without it, after a line that leads in, is a line of a list.
_ENDS = re.compile(r"[.!?。！？؟]\W*$")

#: A question of an interview, which the next paragraph answers: "问：…？", "Q: ...?".
_QUESTION = re.compile(r"[^\s:：]{1,12}\s?[:：][^\n]{4,150}[?？؟]\W*")

#: The same without saying who asks, and an answer of a few words to it: "And the context?", "65,536 tokens."
_ASKS = re.compile(r"[^\n]{4,150}[?？؟][\W]*")
_ONLY_SAYS = re.compile(r"[^\n]{4,150}")
_NUMBER = re.compile(r"[$€£¥]?\d")

#: The longest sentence, in characters, that leads in a table without saying so by a colon.
_LEAD_LENGTH = 160

#: How many dates are remembered for words that point back ("in the same quarter").
_REMEMBERED: Final = 12

_LEADING = (":", "：", "؛")

#: Data or code in running text: keys with their values.
_CODE: Final = re.compile(r"""["']\w+["']\s*:\s*["'\[{\d]|\b[a-z_]\w*=(?:["'\[{]|\d)[^，。]{0,40},\s*[a-z_]\w*=""")


def extract(article: Article, subjects: Subjects | None = None) -> list[Claim]:
    """Every claim of an article, in the order of the text.

    Pure: what it returns depends on the article and on `subjects` (by default the catalogue that comes with the
    project) alone.
    """
    return _Reading(article, subjects or load_subjects()).claims()


class _Reading:
    """One pass over one article."""

    def __init__(self, article: Article, subjects: Subjects) -> None:
        self._article = article
        self._subjects = subjects
        self._resolver = Resolver(article, subjects)
        self._told: list[DateMention] = []

    def claims(self) -> list[Claim]:
        if self._article.language not in LANGUAGES or not self._is_about_ai():
            return []
        drafts: list[Draft] = []
        headings: dict[int, Scan] = {}
        lead: Sentence | None = None
        last: Sentence | None = None
        tables: set[int] = set()
        basis: list[Scan] = []
        read = telling = 0
        for index, block in enumerate(self._article.blocks):
            if block.kind == "row":
                if block.table not in tables:
                    tables.add(block.table)
                    before = lead or (last if last is not None and len(last.text) <= _LEAD_LENGTH else None)
                    by_token = any(d.unit.endswith("tokens") for d in drafts if d.type == "price")
                    around = [*self._around_table(block, before, headings), *basis]
                    drafts.extend(self._of_table(block.table, around, before, by_token))
                continue
            scanned = self._scan(index, block)
            if block.kind in ("heading", "title"):
                headings = {level: s for level, s in headings.items() if level < block.level}
                lead = last = None
            around = [*(headings[level] for level in sorted(headings, reverse=True)), *basis]
            listed = block.kind == "item" or (lead is not None and not _ENDS.search(block.text))
            asked = last if last is not None and last.block == index - 1 and _is_answer(last, block) else None
            leading = lead if listed else asked
            for start, end in sentences(block.text):
                sentence = Sentence(
                    scanned, start, end, index, block.start, block.kind, block.reply,
                    around=[*([leading.scan] if leading else []), *around], lead_in=leading, previous=last,
                    history=drafts,
                )  # fmt: skip
                if not _tells_nothing(sentence):
                    sentence.claims = self._of_sentence(sentence, self._reference(block))
                drafts.extend(sentence.claims)
                read, telling = read + 1, telling + any(draft.named for draft in sentence.claims)
                if states_basis(sentence):
                    basis = [self._scan_text(sentence.text, scanned.language, [], None)]
                if index and self._article.blocks[index - 1].kind == "row" and start == 0:
                    self._take_note(sentence, self._article.blocks[index - 1].table, drafts)
                last = sentence
            if block.kind in ("heading", "title"):
                headings[block.level] = scanned
            if last is not None and block.kind != "item" and (block.text.endswith(_LEADING) or block.kind == "heading"):
                lead = last
            elif not listed:
                lead = last if last is not None and _next_is_item(self._article, index) else None
        drafts = without_repeats(without_far_fetched(drafts, telling, read), self._article)
        return [draft.finish() for draft in sorted(drafts, key=lambda d: (d.base, d.value_span))]

    def _is_about_ai(self) -> bool:
        """Whether the article speaks of AI, or names a model: a company or an app alone makes no AI news."""
        return self._resolver.about_ai or self._resolver.leading(("model", "family")) is not None

    def _reference(self, block: Block) -> date | None:
        """The publication day that relative dates of a block count from: the article's, or the reply's own."""
        published = self._article.published
        if block.reply and block.reply <= len(self._article.replies):
            published = self._article.replies[block.reply - 1].published or published
        try:
            return date.fromisoformat(published[:10]) if published else None
        except ValueError:
            return None

    def _scan(self, index: int, block: Block) -> Scan:
        mentions = self._resolver.mentions(index)
        language = block.language if block.language in LANGUAGES else self._article.language
        places = self._resolver.places(index)
        scanned = self._scan_text(block.text, language, mentions, self._reference(block), places)
        self._told.extend(d for d in scanned.dates if d.date is not None and not d.compared)
        return scanned

    def _scan_text(
        self,
        text: str,
        language: str,
        mentions: list[SubjectMention],
        reference: date | None,
        places: Sequence[NameMention] = (),
    ) -> Scan:
        return scan(
            text,
            language,
            reference=reference,
            previous=self._told[-1] if self._told else None,
            earlier=self._told[-_REMEMBERED:],
            subjects=[m for m in mentions if m.type != "benchmark"],
            benchmarks=[m for m in mentions if m.type == "benchmark"],
            places=places,
            country=self._article.country,
        )

    def _of_sentence(self, sentence: Sentence, reference: date | None) -> list[Draft]:
        events = event_claims(sentence, self._resolver, reference)
        drafts = [
            *events,
            *value_claims(sentence, self._resolver, reference, events),
            *licence_claims(sentence, self._resolver, reference),
            *free_claims(sentence, self._resolver, reference, events),
            *ranking_claims(sentence, self._resolver, reference, events),
        ]
        named = inside(self._resolver.voices(sentence.block), sentence.start, sentence.end)
        sentence.voices = voices(sentence, named)
        for draft in drafts:
            value = NameMention(*draft.value_span, "", "list")
            draft.attributed_to = (
                attribute(value, sentence.voices, sentence) or issuer(draft, sentence) or carried_voice(draft, sentence)
            )
            draft.named = is_named(draft, sentence)
        return drafts

    def _around_table(self, block: Block, lead: Sentence | None, headings: dict[int, Scan]) -> list[Scan]:
        table = self._article.tables[block.table]
        language = self._article.language
        named = self._resolver.complete(table.caption, language)
        caption = [self._scan_text(table.caption, language, named, self._reference(block))] if table.caption else []
        return [
            *caption,
            *([lead.scan] if lead else []),
            *(headings[level] for level in sorted(headings, reverse=True)),
        ]

    def _of_table(self, index: int, around: list[Scan], lead: Sentence | None, by_token: bool) -> list[Draft]:
        blocks = {block.row: i for i, block in enumerate(self._article.blocks) if block.table == index}
        reference = self._reference(self._article.blocks[min(blocks.values())])

        def scan_text(text: str, language: str) -> Scan:
            return self._scan_text(text, language, self._resolver.complete(text, language), reference)

        firms = {m.name: m for m in self._resolver.titled() if m.type == "company"}
        main = self._resolver.leading(("model", "product", "family"))
        mains = [*([main] if main is not None else []), *(firms.values() if len(firms) == 1 else ())]
        # The title tells what the article is about, not when a table holds.
        lead_scan = lead.scan if lead is not None else None
        dated = [s for s in around if s.text != self._article.title and s is not lead_scan]
        if lead is not None:
            dated = [*_dated_lead(lead), *dated]
        drafts = table_claims(
            self._article, index, blocks, scan_text, around, mains, reference, by_token=by_token, dated=dated
        )
        source, measurer = sources(lead) if lead is not None else (None, None)
        for draft in drafts:
            draft.attributed_to = source or (measurer if draft.type in MEASURED else None)
        return drafts

    def _take_note(self, note: Sentence, table: int, drafts: Sequence[Draft]) -> None:
        """Give the claims of the table right before the source that a note behind it names."""
        source = noted(note)
        rows = {i for i, block in enumerate(self._article.blocks) if block.kind == "row" and block.table == table}
        for draft in drafts if source is not None else ():
            if draft.block in rows and draft.attributed_to is None:
                draft.attributed_to = source


def _tells_nothing(sentence: Sentence) -> bool:
    """Whether a sentence is a question that leaves its answer open, or no sentence at all but code."""
    return sentence.pattern("question").search(sentence.text) is not None or _CODE.search(sentence.text) is not None


def _dated_lead(lead: Sentence) -> list[Scan]:
    """What the line before a table says of when it holds: its last sentence, and what was measured when.

    The days of events that it tells are none of the table's, and "since last year" is when something else began.
    """
    lines = [lead, *(s for s in lead.before() if s.block == lead.block)]
    claims = [d for line in lines for d in line.claims]
    events = {*(d.value_span for d in claims)}
    days = {d.about for d in claims}
    measured = [line for line in lines if line.has("measured")]
    others = [line for line in lines if line not in measured]
    found = []
    for line in [*measured, *others[:1]]:
        part = line.scan.part(line.start, line.end)
        part.dates = [d for d in part.dates if (d.start, d.end) not in events and d.date not in days]
        part.dates = [d for d in part.dates if d.bound != "at_least" or d.precision == "day"]
        found.append(part)
    return found


def _is_answer(before: Sentence, block: Block) -> bool:
    """Whether a paragraph answers the one before it: a question, or a remark that a bare number completes."""
    text = before.scan.text
    if _QUESTION.fullmatch(text):
        return True
    if (before.kind, block.kind) != ("paragraph", "paragraph"):
        return False
    return bool(_ASKS.fullmatch(text) or (_ONLY_SAYS.fullmatch(text) and _NUMBER.match(block.text)))


def _next_is_item(article: Article, index: int) -> bool:
    following = article.blocks[index + 1 : index + 2]
    return bool(following) and following[0].kind in ("item", "row")

"""From an article to its claims: scan every block, read sentences and tables, leave out what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.article import Article, Block
from pipeline.claim import Claim
from pipeline.extract.answers import asked_before, with_questions
from pipeline.extract.attribution import attribute, carried_voice, denier, issuer, noted, sources, voices
from pipeline.extract.draft import Draft
from pipeline.extract.events.claims import event_claims
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
from pipeline.extract.tables.chronicles import with_chronicles_as_lists
from pipeline.extract.tables.claims import table_claims
from pipeline.extract.transcript import is_transcript, without_days_of_talk
from pipeline.extract.values.dating.kinds import MEASURED
from pipeline.extract.values.elision import states_basis
from pipeline.extract.values.first_days import date_by_later_launches
from pipeline.extract.values.values import value_claims
from pipeline.languages import LANGUAGES
from pipeline.text.punctuation import in_chinese_marks

#: The end of a sentence: a paragraph without it, after a line that leads in, is a line of a list.
_ENDS = re.compile(r"[.!?。！？؟]\W*$")

#: The rest of a name and of its sentence: "2.0。…", "Plus, ...".
_GOES_ON: Final = re.compile(
    r"\d{1,2}(?:\.\d)?(?:[。，、]|[^\S\n]?[\u4e00-\u9fff])|[A-Z]\w{0,12}[。，、\u4e00-\u9fff]|[a-z]"
)

#: A question of an interview, which the next paragraph answers: "问：…？", "Q: ...?".
_QUESTION = re.compile(r"[^\s:：]{1,12}\s?[:：][^\n]{4,150}[?？؟]\W*")

#: The same without saying who asks, and an answer of a few words to it: "And the context?", "65,536 tokens."
_ASKS = re.compile(r"[^\n]{4,150}[?？؟][\W]*")
_ONLY_SAYS = re.compile(r"[^\n]{4,150}")
#: A number that opens a paragraph and is no date.
_NUMBER = re.compile(r"[$€£¥]?\d(?!\d{0,3}\s?[年月日号/-])")

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
        self._stored = article.text
        self._article = in_chinese_marks(with_questions(with_chronicles_as_lists(article)))
        self._subjects = subjects
        self._resolver = Resolver(self._article, subjects)
        self._told: list[DateMention] = []
        self._drafts: list[Draft] = []
        #: The headings that stand above, by their level.
        self._headings: dict[int, Scan] = {}
        #: The line that leads in what follows, and the last sentence read.
        self._lead: Sentence | None = None
        self._last: Sentence | None = None
        #: The sentence that says what all prices are for, and the tables that were read.
        self._basis: list[Scan] = []
        self._tables: set[int] = set()
        #: Whether what the article prints was said on another day than it was published.
        self._spoken = is_transcript(article)
        #: How many sentences were read, and how many of them state a value of somebody they name.
        self._read = self._telling = 0

    def claims(self) -> list[Claim]:
        if self._article.language not in LANGUAGES or not self._is_about_ai():
            return []
        for index, block in enumerate(self._article.blocks):
            if block.kind != "row":
                self._read_block(index, block)
            elif block.table not in self._tables:
                self._tables.add(block.table)
                self._drafts.extend(self._of_table(block))
        date_by_later_launches(self._drafts)
        near = without_far_fetched(self._drafts, self._telling, self._read)
        drafts = without_repeats(near, self._article)
        return [draft.finish(self._stored) for draft in sorted(drafts, key=lambda d: (d.base, d.value_span))]

    def _read_block(self, index: int, block: Block) -> None:
        """Read the sentences of a block that is no row of a table."""
        scanned = self._scan(index, block)
        heads = block.kind in ("heading", "title")
        if heads:
            self._headings = {level: s for level, s in self._headings.items() if level < block.level}
            self._lead = self._last = None
        listed = block.kind == "item" or (self._lead is not None and not _ENDS.search(block.text))
        before = self._last if self._last is not None and self._last.block == index - 1 else None
        asked = before if before is not None and _is_answer(before, block) else None
        leading = self._lead if listed else asked
        around = [*([leading.scan] if leading else []), *self._above(), *self._basis]
        own = asked_before(block, self._article.blocks[index - 1] if index else None)
        for start, end in sentences(block.text):
            sentence = Sentence(
                scanned, start, end, index, block.start, block.kind, block.reply,
                around=around, lead_in=leading, previous=self._last, history=self._drafts,
            )  # fmt: skip
            self._read_sentence(sentence, block, own)
        if heads:
            self._headings[block.level] = scanned
        self._lead = self._led_in(index, block, listed)

    def _read_sentence(self, sentence: Sentence, block: Block, own: int) -> None:
        """Take the claims of a sentence, and what it says for others; the block's own text begins at `own`."""
        if not _tells_nothing(sentence):
            sentence.claims = [d for d in self._of_sentence(sentence, self._reference(block)) if d.value_span[0] >= own]
            for draft in sentence.claims:
                draft.quote_span = max(own, draft.quote_span[0]), draft.quote_span[1]
        self._drafts.extend(sentence.claims)
        self._read += 1
        self._telling += any(draft.named for draft in sentence.claims)
        if states_basis(sentence):
            self._basis = [self._scan_text(sentence.text, sentence.language, [], None)]
        above = self._article.blocks[sentence.block - 1] if sentence.block else None
        if above is not None and above.kind == "row" and sentence.start == 0:
            self._take_note(sentence, above.table)
        self._last = sentence

    def _led_in(self, index: int, block: Block, listed: bool) -> Sentence | None:
        """The line that leads in what follows a block; the items of a list keep theirs."""
        leads = block.kind != "item" and (block.text.endswith(_LEADING) or block.kind == "heading")
        if self._last is not None and leads:
            return self._last
        if listed:
            return self._lead
        return self._last if _next_is_item(self._article, index) else None

    def _above(self) -> list[Scan]:
        """The headings that stand above, the nearest first."""
        return [self._headings[level] for level in sorted(self._headings, reverse=True)]

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
        mentions = [m for m in self._resolver.mentions(index) if not self._is_cut(m, index)]
        language = block.language if block.language in LANGUAGES else self._article.language
        places = self._resolver.places(index)
        scanned = self._scan_text(block.text, language, mentions, self._reference(block), places)
        if self._spoken:
            scanned.dates = without_days_of_talk(scanned.dates, block.text)
        self._told.extend(d for d in scanned.dates if d.date is not None and not (d.compared or d.elapsed))
        return scanned

    def _is_cut(self, mention: SubjectMention, index: int) -> bool:
        """Whether a name ends a line of a page that breaks its lines anywhere, and the next one may go on with it."""
        block, following = self._article.blocks[index], self._article.blocks[index + 1 : index + 2]
        if block.kind != "paragraph" or mention.end < len(block.text) or not following:
            return False
        return following[0].kind == "paragraph" and _GOES_ON.match(following[0].text) is not None

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
        named = inside(self._resolver.voices(sentence.block), sentence.start, sentence.end)
        sentence.voices = voices(sentence, named)
        events = event_claims(sentence, self._resolver, reference)
        values = value_claims(sentence, self._resolver, reference, events)
        drafts = [
            *events,
            *values,
            *licence_claims(sentence, self._resolver, reference),
            *free_claims(sentence, self._resolver, reference, events),
            *ranking_claims(sentence, self._resolver, reference, events, values),
        ]
        for draft in drafts:
            value = NameMention(*draft.value_span, "", "list")
            draft.attributed_to = (
                (denier(sentence.voices, sentence) if draft.status == "denied" else None)
                or attribute(value, sentence.voices, sentence)
                or issuer(draft, sentence)
                or carried_voice(draft, sentence)
            )
            draft.named = is_named(draft, sentence)
        return drafts

    def _around_table(self, block: Block, lead: Sentence | None) -> list[Scan]:
        """What stands around a table and speaks for it, nearest first: caption, lead-in, headings, the basis."""
        text = self._article.tables[block.table].caption
        named = self._resolver.complete(text, self._article.language)
        caption = [self._scan_text(text, self._article.language, named, self._reference(block))] if text else []
        # Of the line that leads in, its last sentence speaks first.
        leading = [lead.scan.part(lead.start, lead.end), lead.scan] if lead else []
        return [*caption, *leading, *self._above(), *self._basis]

    def _of_table(self, block: Block) -> list[Draft]:
        """The claims of the table that begins with this row."""
        last = self._last if self._last is not None and len(self._last.text) <= _LEAD_LENGTH else None
        lead = self._lead or last
        around = self._around_table(block, lead)
        by_token = any(d.unit.endswith("tokens") for d in self._drafts if d.type == "price")
        blocks = {b.row: i for i, b in enumerate(self._article.blocks) if b.table == block.table}
        reference = self._reference(block)

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
            self._article, block.table, blocks, scan_text, around, mains, reference, by_token=by_token, dated=dated
        )
        maker = main.maker if main is not None else None
        source, measurer = sources(lead, maker) if lead is not None else (None, None)
        if self._last is not None and self._last.scan.text == self._article.tables[block.table].caption:
            source = sources(self._last, maker)[0] or source
        for draft in drafts:
            draft.attributed_to = source or (measurer if draft.type in MEASURED else None)
        return drafts

    def _take_note(self, note: Sentence, table: int) -> None:
        """Give the claims of the table right before the source that a note behind it names."""
        source = noted(note)
        rows = {i for i, block in enumerate(self._article.blocks) if block.kind == "row" and block.table == table}
        for draft in self._drafts if source is not None else ():
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

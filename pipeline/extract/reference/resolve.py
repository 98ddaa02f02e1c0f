"""Who is meant: short forms, "the model", and sentences without a subject, resolved inside one article.

A short form ("R1", "2.5 Pro", "Plus") is completed from what the article names; "the model", «این شرکت»,
该模型 stand for the last or the main one of their type. This is the order of the steps; each has its own module:
`introduced` (names that the article brings in), `short_forms`, `renaming`, `nicknames`, then, once `prominence` has
weighed what is named, `plans`, `editions` and `anaphors`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final

from pipeline.article import Article, Block
from pipeline.extract.cues import find_cues
from pipeline.extract.mentions import Found, NameMention, SubjectMention, SubjectType, merged
from pipeline.extract.names.introduced import Introduced
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.tails import with_variants
from pipeline.extract.names.unlisted_tests import with_unlisted_tests
from pipeline.extract.patterns import pattern
from pipeline.extract.reference.anaphors import Anaphors
from pipeline.extract.reference.editions import editions
from pipeline.extract.reference.nicknames import called, nicknames
from pipeline.extract.reference.plans import Plans
from pipeline.extract.reference.prominence import ANSWERS, Prominence
from pipeline.extract.reference.renaming import as_makers, compounds, of_brand, shortened, without_employers
from pipeline.extract.reference.short_forms import ShortForms
from pipeline.extract.reference.sizes import listed_sizes
from pipeline.extract.reference.unknown import spoken_of_unknown
from pipeline.languages import LANGUAGES
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded, folded_once

#: Groups of cues behind which a title names what something is only set against.
SET_AGAINST: Final = ("versus", "beaten", "than")

#: So many names before a text are near it.
_NEAR: Final = 8

#: Short forms may belong to so many families.
_MOST_FAMILIES: Final = 12

#: The title and the lines below it, which tell whom an interview is with.
_INTERVIEW_LINES: Final = 4


class Resolver:
    """The mentions of one article, with short and anaphoric ones resolved.

    `about_ai` tells whether the article is about AI at all. Everything is read once, at construction; the
    methods look things up.
    """

    def __init__(self, article: Article, subjects: Subjects) -> None:
        self._subjects = subjects
        self._language = article.language if article.language in LANGUAGES else "en"
        self.about_ai = subjects.is_about_ai(f"{article.title}\n{article.text}")
        languages = [self._language, *(self._language_of(block) for block in article.blocks)]
        texts = [folded_once(article.title), *(folded_once(block.text) for block in article.blocks)]
        read = [self._read(text, lang) for text, lang in zip(texts, languages, strict=True)]
        found = with_variants([text.original for text in texts], languages, read)
        # What an article of another field calls a model is none of AI.
        variants = subjects.variants_of(m for each in found for m in each.subjects)
        self._introduced = Introduced(texts, languages, found, variants) if self.about_ai else None
        self._found = [self._with_introduced(text, each) for text, each in zip(texts, found, strict=True)]
        self._short_forms = ShortForms(subjects, self._found)
        named = self._complete_all(texts, languages)
        self._title = named[0]
        self._rivals = _after_versus(self._title, folded_once(article.title), self._language)
        self._prominence = Prominence(named, article.blocks, subjects, self._rivals)
        everything = [mention for mentions in named for mention in mentions]
        self._plans = Plans(subjects, self._prominence, everything)
        self._anaphors = Anaphors(subjects, self._prominence, [*self._sizes.values(), *everything])
        self._mentions = self._resolve_all(named, texts, languages, article.blocks)
        self.interviewed = _interviewed(texts, named, self._language)
        latin = traits(self._language).latin
        self._unknown = 0 if latin else spoken_of_unknown(article.blocks, self._found[1:])

    def mentions(self, block: int) -> list[SubjectMention]:
        """Subjects and benchmarks of a block in order: explicit, completed (`short`) and anaphoric ones.

        A `short` company is always an anaphor ("the company"). A plan is a product whose `family` is the
        product it is a plan of ("ChatGPT Plus" of "ChatGPT").
        """
        return self._mentions[block + 1]

    def voices(self, block: int) -> list[NameMention]:
        """People, media, analysts and companies of a block in order."""
        return self._found[block + 1].voices

    def places(self, block: int) -> list[NameMention]:
        """Countries and regions of a block in order."""
        return self._found[block + 1].places

    def lists(self, block: int) -> list[NameMention]:
        """Rankings and shops of a block in order."""
        return self._found[block + 1].lists

    def main(self, wanted: str) -> SubjectMention | None:
        """What the article is mostly about, of a wanted type (model, family, product, company), or None."""
        return self._prominence.main(wanted)

    def titled(self) -> list[SubjectMention]:
        """The subjects that the title names."""
        return self._title

    def rivals(self) -> list[SubjectMention]:
        """The subjects that the title only sets something against: those after "against", "vs", 对比."""
        return self._rivals

    def is_outspoken(self, mention: SubjectMention) -> bool:
        """Whether the text names something that nobody knows more often than what a mention names."""
        if not self._unknown:
            return False
        named = (m for mentions in self._mentions[1:] for m in mentions if mention.name in (m.name, m.family, m.maker))
        return sum(1 for _ in named) < self._unknown

    def leading(self, types: Sequence[str]) -> SubjectMention | None:
        """What the article is mostly about among subjects of these types: by title, lead and frequency.

        A company whose name is its app's too counts among the products.
        """
        return self._prominence.leading(types)

    def is_app(self, mention: SubjectMention) -> bool:
        """Whether a name is that of an app too ("DeepSeek", "Gemini")."""
        return self._subjects.is_app(mention)

    def models(self) -> list[SubjectMention]:
        """The first mention of every model that the article names in full."""
        return [mention for mention in self._prominence.named() if mention.type == "model"]

    def of_size(self, line: str, parameters: float) -> SubjectMention | None:
        """The model of a line that the article tells by its size alone ("in two sizes, 8 and 70 billion")."""
        return self._sizes.get((line, parameters))

    def in_full(
        self, meant: SubjectMention, told: Sequence[SubjectMention], refused: Collection[str]
    ) -> SubjectMention:
        """What the text calls by a longer name than its title does."""
        return self._prominence.in_full(meant, told, refused)

    def product_of(self, family: str) -> SubjectMention | None:
        """The product that a family's name stands for where people use it or pay for it: 可灵 for Kling AI."""
        entry = self._subjects.entry("products", f"{family} AI")
        return SubjectMention(0, 0, entry.name, "product", entry.maker, entry.name, True) if entry else None

    def first(self, type_: SubjectType, name: str) -> SubjectMention | None:
        """The first mention of a subject, or None where the article does not name it in full."""
        return self._prominence.first(type_, name)

    def with_plans(self) -> SubjectMention | None:
        """The product or family with subscriptions that the article names most, or None."""
        return next(iter(self._plans.products.values()), None)

    def before(self, block: int, offset: int, wanted: Sequence[str]) -> SubjectMention | None:
        """The last mention of one of the wanted types that ends before `offset` of `block`, back to the
        title.
        """
        answers = {answer for each in wanted for answer in ANSWERS[each]}
        for index in range(block + 1, -1, -1):
            for mention in reversed(self._mentions[index]):
                if mention.type in answers and (index <= block or mention.end <= offset):
                    return mention
        return None

    def complete(self, text: str, language: str) -> list[SubjectMention]:
        """The mentions of a piece of text outside the blocks (a cell, a caption), short forms completed."""
        folded = folded_once(text)
        found = self._with_introduced(folded, self._read(folded, language))
        mentions = compounds(self._short_forms.completed(folded, language, found, self._recent), text)
        mentions = merged(mentions, self._plans.find(folded, language, mentions))
        return merged(mentions, found.benchmarks)

    def _language_of(self, block: Block) -> str:
        return block.language if block.language in LANGUAGES else self._language

    def _read(self, text: Folded, language: str) -> Found:
        found = self._subjects.find(text, language, self.about_ai)
        return with_unlisted_tests(text.original, language, found) if self.about_ai else found

    def _with_introduced(self, text: Folded, found: Found) -> Found:
        return self._introduced.added(text, found) if self._introduced is not None else found

    def _complete_all(self, texts: Sequence[Folded], languages: Sequence[str]) -> list[list[SubjectMention]]:
        """The named mentions of title and blocks; the title may shorten what only the text names in full.

        Short forms belong to the families named last, then to those named later.
        """
        forms = self._short_forms
        everything = forms.families(mention for found in self._found for mention in found.subjects)
        recent: dict[str, None] = {}  # the last named at the end
        completed = []
        for text, language, found in zip(texts, languages, self._found, strict=True):
            for family in forms.families(reversed(found.subjects))[::-1]:
                recent.pop(family, None)
                recent[family] = None
            families = list(dict.fromkeys((*reversed(recent), *everything)))[:_MOST_FAMILIES]
            named = compounds(forms.completed(text, language, found, families), text.original)
            completed.append(without_employers(as_makers(named, text, language), text.original, language))
        self._recent = families
        completed = of_brand(completed, texts, self._subjects)
        self._sizes = listed_sizes(texts, languages, completed, self._subjects)
        short = nicknames(completed, self._language, self._subjects, list(self._sizes.values()))
        first: list[dict[str, int]] = [{} for _ in completed]
        named_already: set[str] = set()
        for places, mentions in zip(first, completed, strict=True):
            places.update((m.name, m.start) for m in reversed(mentions) if m.name not in named_already)
            named_already |= places.keys()
        return [
            shortened(merged(mentions, called(text, short, language, places)) if short else mentions, text.original)
            for text, mentions, language, places in zip(texts, completed, languages, first, strict=True)
        ]

    def _resolve_all(
        self,
        named: Sequence[list[SubjectMention]],
        texts: Sequence[Folded],
        languages: Sequence[str],
        blocks: Sequence[Block],
    ) -> list[list[SubjectMention]]:
        """The named mentions with plans, editions, anaphors and benchmarks, in order of the text."""
        if not self._prominence:  # nothing is named that a plan, an edition or "the model" could stand for
            return [merged((), found.benchmarks) for found in self._found]
        main = self._prominence.main("model")
        before: list[SubjectMention] = []
        section: list[SubjectMention] = []
        resolved = []
        for index, (text, language, here) in enumerate(zip(texts, languages, named, strict=True)):
            if index and blocks[index - 1].kind == "heading":
                section = here
            near = [*named[0], *before[-_NEAR:]]
            mentions = merged(here, self._plans.find(text, language, here, section, near))
            versions = self._short_forms.versions
            mentions = merged(mentions, editions(text, language, mentions, main, self._subjects, versions))
            mentions = merged(mentions, self._anaphors.find(text, language, mentions, before, section), together=True)
            before += here
            resolved.append(merged(mentions, self._found[index].benchmarks))
        return resolved


def _interviewed(
    texts: Sequence[Folded], named: Sequence[Sequence[SubjectMention]], language: str
) -> SubjectMention | None:
    """Whose people an interview is with, named alone behind «گفت‌وگو با» in the title or one of the first lines."""
    for text, mentions in islice(zip(texts, named, strict=True), _INTERVIEW_LINES):
        opened = pattern(language, "interview_with").search(text.original)
        whose = {m.name: m for m in mentions if opened is not None and m.start >= opened.end()}
        if len(whose) == 1:
            return next(iter(whose.values()))
    return None


def _after_versus(titled: list[SubjectMention], title: Folded, language: str) -> list[SubjectMention]:
    """The subjects of a title that something is only set against, whoever stands before it, or is of the class of."""
    cues = [c.start for c in find_cues(title, language) if c.name in SET_AGAINST and c.start]
    level = pattern(language, "level_of")
    return [m for m in titled if any(c < m.start for c in cues) or level.match(title.original, m.end)]

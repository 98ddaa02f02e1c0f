"""The models, products, companies, benchmarks, people, media, places and lists that the project knows.

`data/subjects.yml` names them. One pass of one automaton over the folded text finds every name (`name_finder`); the
grammar of `versions` reads what follows a family's name; of overlapping names the longest wins. Everyday words (Meta,
Nova, 豆包) count only where the text, or the article around it, is about AI.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pipeline.extract.mentions import Found, SubjectMention
from pipeline.extract.names.catalogue import Catalogue, Entry, SubjectsError, read_catalogue
from pipeline.extract.names.finder import NameFinder
from pipeline.extract.names.gazetteer import spellings
from pipeline.extract.names.plan_forms import PlanForms
from pipeline.extract.names.versions import Grammar
from pipeline.resources import editable
from pipeline.text.fold import Folded

__all__ = ["Subjects", "SubjectsError", "load_subjects"]


class Subjects:
    """The names of `data/subjects.yml`, ready for search; made once by `load_subjects`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.entries = catalogue.entries
        self._by_name = {(entry.section, entry.name): entry for entry in catalogue.entries}
        self.grammars = {e.name: Grammar(e, catalogue.words) for e in catalogue.entries if e.section == "families"}
        self.common_words = frozenset(catalogue.words)
        self._spelled_words = frozenset(
            n for of in (catalogue.words, catalogue.plans) for ns in of.values() for n in ns
        )
        self.words = {f: word for word, names in catalogue.words.items() for n in (word, *names) for f in spellings(n)}
        self._families_of_maker: dict[str, list[Entry]] = defaultdict(list)
        for entry in catalogue.entries:
            if entry.section == "families":
                self._families_of_maker[entry.maker].append(entry)
        self._plans = PlanForms(catalogue.plans)
        self._finder = NameFinder(catalogue, self.grammars, self._plans)

    def entry(self, section: str, name: str) -> Entry | None:
        """The entry of that section ("companies", "families", ...) with that usual English name."""
        return self._by_name.get((section, name))

    def find(self, text: str | Folded, language: str, about_ai: bool | None = None) -> Found:
        """Everything that is named in one block, sentence or cell.

        `about_ai` tells whether the article is about AI, which settles doubtful names; None: judge by this
        text. Mentions of one kind do not overlap and stand in order. Offsets count code points of the
        original text.
        """
        return self._finder.find(text if isinstance(text, Folded) else Folded(text), language, about_ai)

    def find_subjects(self, text: str | Folded, language: str, about_ai: bool | None = None) -> list[SubjectMention]:
        """The models, families, products and companies of one text, in order; see `find`."""
        return self.find(text, language, about_ai).subjects

    def is_about_ai(self, text: str) -> bool:
        """Whether an article is about AI: whether its text shows it at least twice."""
        return self._finder.is_about_ai(text)

    def is_app(self, mention: SubjectMention) -> bool:
        """Whether a family's or company's bare name is that of an app too (Gemini, Sora, DeepSeek)."""
        section = {"family": "families", "company": "companies"}.get(mention.type, "")
        entry = self.entry(section, mention.name)
        return entry is not None and entry.app

    def country_of(self, mention: SubjectMention) -> str:
        """The ISO 3166 code of the country of a mention's maker, "" if unknown."""
        entry = self.entry("companies", mention.maker)
        return entry.country if entry else ""

    def is_giant(self, mention: SubjectMention) -> bool:
        """Whether a mention's maker does much besides AI, and so is no start-up."""
        entry = self.entry("companies", mention.maker)
        return entry is not None and entry.wide

    def families_of(self, mention: SubjectMention) -> list[str]:
        """The names of the families that short forms beside this mention may belong to."""
        own = next((name for name in (mention.family, mention.name) if name in self.grammars), "")
        product = self.entry("products", mention.family or mention.name)
        names = [own or self._family_by_prefix(mention)]
        if product is not None and product.versions:
            names.append(product.versions)
        return [name for name in dict.fromkeys(names) if name]

    def _family_by_prefix(self, mention: SubjectMention) -> str:
        return max(
            (e.name for e in self._families_of_maker.get(mention.maker, ()) if mention.name.startswith(e.name)),
            key=len,
            default="",
        )

    def variants_of(self, mentions: Iterable[SubjectMention]) -> set[str]:
        """The words by which the models and plans of these mentions' families differ from each other, in every
        spelling: Instruct, Sonnet, «ماوریک».
        """
        families = {family for mention in mentions for family in self.families_of(mention)}
        lines = [line for family in families for line in self.grammars[family].entry.lines]
        return {*self.common_words, *self._spelled_words, *(form for line, forms in lines for form in (line, *forms))}

    def is_plan(self, word: str) -> bool:
        """Whether a word is the usual name of a plan (Pro, Plus)."""
        return word in self._plans

    def line_spellings(self, mention: SubjectMention, line: str) -> set[str]:
        """How a line of a model's family is written in other scripts, folded («ماوریک» for Maverick)."""
        entries = (self.grammars[family].entry for family in self.families_of(mention)[:1])
        others = [other for entry in entries for name, names in entry.lines if name == line for other in names]
        return {form for other in others if not other.isascii() for form in spellings(other)}

    def has_plans(self, mention: SubjectMention) -> bool:
        """Whether the product or family of this mention is sold in plans."""
        return self._sold_in_plans(mention) is not None

    def _sold_in_plans(self, mention: SubjectMention) -> Entry | None:
        """The product or family of a mention, or of its company's name ("Midjourney"), if it has plans."""
        for section in ("products", "families", "companies"):
            entry = self.entry(section, mention.family or mention.name)
            if entry is not None and entry.plans:
                return entry
        return None

    def sold_with(self, model: SubjectMention) -> str:
        """The product or family in whose plans a model is had, that is not sold in plans itself: ChatGPT for GPT-5.2;
        "" if there is none.
        """
        for family in self.families_of(model) if model.type in ("model", "family") else ():
            sellers = [e for e in self.entries if e.plans and (e.versions == family or e.name == family)]
            if sellers:
                return sellers[0].name
        return ""

    def plans_in(self, mention: SubjectMention, text: Folded) -> Iterator[tuple[int, int, str]]:
        """Names of plans of this mention's product in a text, without the product's name: folded start, end,
        plan.
        """
        entry = self._sold_in_plans(mention)
        return self._plans.find(entry, text) if entry is not None else iter(())


@cache
def _loaded(path: Path) -> Subjects:
    return Subjects(read_catalogue(path))


def load_subjects(path: Path | None = None) -> Subjects:
    """The subjects of `path`, by default of the user's `subjects.yml` or the project's; read once.

    Raises SubjectsError for a file that people must mend, FileNotFoundError if there is none.
    """
    return _loaded(path or editable("data/subjects.yml"))

"""Plans without their product's name: "the Plus plan", «باقة Go», "Plus 與 Pro"."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.names.gazetteer import is_arabic
from pipeline.extract.names.subjects import Subjects
from pipeline.extract.names.words import name_words
from pipeline.extract.reference.prominence import Prominence
from pipeline.extract.sentences import ROUGH_END
from pipeline.languages.traits import traits
from pipeline.text.fold import Folded

#: How near the word "plan" must stand to a plan's name, and how far before it its product in the same sentence, in
#: characters.
_PLAN_REACH: Final = 12
_SAME_SENTENCE: Final = 120


def plan_of(subject: SubjectMention) -> tuple[str, str] | None:
    """The product line and the plan that a name gives: "ChatGPT Plus" -> ("ChatGPT", "Plus"); None without a plan."""
    line = subject.family
    if subject.type != "product" or line in ("", subject.name):
        return None
    plan = subject.name.removeprefix(f"{line} ")
    return None if plan in ("app", "API") else (line, plan)


class Plans:
    """The plans of one article's products; `named` are all its named mentions."""

    def __init__(self, subjects: Subjects, prominence: Prominence, named: Sequence[SubjectMention]) -> None:
        self._subjects = subjects
        in_full = [m for m in named if m.type == "product" and m.name != m.family]
        self._in_full = frozenset(m.name for m in in_full)
        self._with_plans = frozenset(m.family for m in in_full)
        #: The named products and families that have plans, the most often named first.
        self.products = self._products(prominence)

    def find(
        self,
        text: Folded,
        language: str,
        named: Sequence[SubjectMention],
        section: Sequence[SubjectMention] = (),
        near: Sequence[SubjectMention] | None = None,
    ) -> Iterator[SubjectMention]:
        """The plans in a text, of which `named` is what it names and `section` what its heading names.

        They belong to a product that this block or its heading names, else to the one that the article names most, but
        where `near` tells what title and text name shortly before only to one of those or of their makers.
        """
        here, headed = (self._sold(some) for some in (named, section))
        # Where plans are spoken of, a plan's Latin name needs no word beside it, but among Latin words it does.
        expected = bool(here) or (not traits(language).latin and bool(self._with_plans))
        last = -_PLAN_REACH
        sold_alone = (self._subjects.is_app, self._subjects.has_plans)
        sellers = [m for m in named if m.type == "product" or any(sells(m) for sells in sold_alone)]
        ends = [m.end for m in sellers]
        # "Suno ... Its Pro plan": a text about another product speaks of that one's plan.
        other = any(m.type == "product" or self._subjects.is_app(m) for m in named)
        words = name_words(language)
        spoken = None if near is None else {name for m in near for name in (m.name, m.family, m.maker)}
        sold = {p: m for p, m in self.products.items() if spoken is None or {p, m.maker} & spoken}
        sold = here or headed or ({} if other else sold)
        # "GPT-5.2 is out. The Plus plan is 20 dollars.": of what a model is sold with, plans are called so alone.
        by_model = {} if sold or other else self._sold_with(near or named)
        for product, mention in (sold or by_model).items():
            for start, end, plan in self._subjects.plans_in(mention, text):
                if _is_edition(text, start, end, language, named):
                    continue
                if here and _is_of_other(text, start, product, sellers, ends):
                    continue
                name = f"{product} {plan}"
                if not _is_beside_plan(text.text, start, end, language):
                    joined = start - last >= 0 and words.joins.fullmatch(text.text, last, start)
                    again = bool(by_model) and last > 0 and not traits(language).latin
                    priced = words.priced.match(text.text, end) and (sold or last > 0)
                    told = joined or priced or name in self._in_full or expected or again
                    quoted = bool(here) and text.text[start - 1 : start] == "«"  # «بلس» beside another plan
                    if not (text.text[start].isascii() or quoted) or not (told or not text.text[:start].strip()):
                        continue
                last = end
                first, final = text.span(start, end)
                yield SubjectMention(first, final, name, "product", mention.maker, product, True)

    def _products(self, prominence: Prominence) -> dict[str, SubjectMention]:
        named: dict[str, SubjectMention] = {}
        weights: Counter[str] = Counter()
        for mention in prominence.named():
            if self._subjects.has_plans(mention):
                product = mention.family or mention.name
                named.setdefault(product, mention)
                weights[product] += prominence.weight(mention)
        return {product: named[product] for product, _ in weights.most_common()}

    def _sold_with(self, mentions: Sequence[SubjectMention]) -> dict[str, SubjectMention]:
        """The one product in whose plans the models are had, by its name."""
        sellers = {m.name: self._subjects.sold_with(m) for m in mentions if m.type in ("model", "family")}
        product = next(iter(sellers.values()), "")
        if not product or set(sellers.values()) != {product}:
            return {}
        maker = next(m.maker for m in mentions if m.name in sellers)
        return {product: SubjectMention(0, 0, product, "product", maker, product)}

    def _sold(self, mentions: Sequence[SubjectMention]) -> dict[str, SubjectMention]:
        return {m.family or m.name: m for m in mentions if self._subjects.has_plans(m)}


def _is_beside_plan(text: str, start: int, end: int, language: str) -> bool:
    """Whether a word such as "plan" or «باقة» stands beside folded `start:end`."""
    pattern = name_words(language).plan
    return any(
        pattern.search(text, max(0, a), b) is not None
        for a, b in ((start - _PLAN_REACH, start), (end, end + _PLAN_REACH))
    )


def _is_of_other(text: Folded, start: int, product: str, sellers: Sequence[SubjectMention], ends: list[int]) -> bool:
    """Whether a plan's name stands behind the name of another product in its sentence, and so is a plan of that."""
    at = text.origin(start)
    last = bisect_right(ends, at) - 1
    if last < 0 or at - ends[last] > _SAME_SENTENCE or ROUGH_END.search(text.original, ends[last], at):
        return False
    return (sellers[last].family or sellers[last].name) != product


def _is_edition(text: Folded, start: int, end: int, language: str, named: Sequence[SubjectMention]) -> bool:
    """Whether the name of a plan tells an edition of the model that was named last: «نسخه پرو» behind GPT-5.5; in
    Chinese, where one word is said of both, in the sentence of a text that names no product: "Sora 2 …，Pro 版"."""
    at = text.origin(start)
    before = [m for m in named if m.type in ("model", "product") and m.end <= at]
    if not before or before[-1].type != "model":
        return False
    if traits(language).spaced:
        words = name_words(language)
        form = words.edition_before if is_arabic(text.text[start - 2 : start - 1] or " ") else words.edition_after
        beside = any(m.start("word") <= start < m.end("word") for m in form.finditer(text.text))
        return beside and not _is_beside_plan(text.text, start, end, language)
    alone = all(m.type != "product" for m in named)
    near = alone and at - before[-1].end <= _SAME_SENTENCE
    return near and not ROUGH_END.search(text.original, before[-1].end, at)

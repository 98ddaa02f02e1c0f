"""Who is meant: short forms, "the model", and sentences without a subject, resolved inside one article.

A short form ("R1", "2.5 Pro", "Plus") is completed from what the article names; "the model", «این شرکت»,
该模型 stand for the last or the main one of their type. The words for it are data, in
`pipeline/languages/<language>/subjects.yml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.article import Article, Block
from pipeline.extract.cues import find_cues
from pipeline.extract.gazetteer import ends_right, is_arabic, spellings, starts_right
from pipeline.extract.introduced import Introduced
from pipeline.extract.mentions import SubjectMention, SubjectType
from pipeline.extract.subjects import Found, NameMention, Subjects
from pipeline.languages import LANGUAGES, lexicon
from pipeline.text.fold import Folded, fold

#: Which types of mention answer to a wanted type, the likeliest first.
_ANSWERS: Final[dict[str, tuple[SubjectType, ...]]] = {
    "model": ("model", "family"),
    "family": ("family", "model"),
    "product": ("product",),
    "company": ("company",),
    "plan": ("product",),
}
#: Kinds of anaphors that stand for something of another name.
_BOTH: Final[dict[str, tuple[SubjectType, ...]]] = {
    "models": ("model",), "companies": ("company",), "products": ("product", "family"),
}  # fmt: skip
_WANTED: Final = {
    "new": "model", "previous": "model", "api": "company", "own_app": "company",
    "larger": "model", "smaller": "model", "plain": "model", "both": "model",
}  # fmt: skip
_NUMBER: Final = re.compile(r"(?<![\w.,$€£¥])(\d{1,2})(?:\.\d{1,2})?(?=[ -]?[a-z\u0600-\u06ff])")
#: Numbers above this are no versions.
_HIGHEST_VERSION: Final = 20
_NEXT_VERSION: Final = re.compile(r"\d{1,2}\.\d{1,2}(?![\w%.,])")
_SENTENCE_END: Final = re.compile(r"[.!?؟。！？;؛；\n](?=\s|$|[\u4e00-\u9fff])")
_TITLE_WEIGHT: Final = 8
_FIRST_WEIGHT: Final = 6  # the first of its type in the title
_LEAD_WEIGHT: Final = 2
_LEAD_BLOCKS: Final = 3
_MOST_FAMILIES: Final = 12
_MOST_BEFORE: Final = 60

#: How far from its sentence's beginning a name may stand and still be what the sentence is about, in
#: characters.
_TOPIC: Final = {"zh": 16}
_TOPIC_ELSEWHERE: Final = 40

#: Chinese characters that end a word in front of 公司 and do not make a compound with it: "指集团", "第三季度公司".
_LEADS_TO_NOUN: Final = frozenset("指称说让使令对由为给向与和及但而则将被把据年月日度前后时期末初底")

#: A price right behind a plan's name: "Pro is $10", "Max: $100", "Plus (¥158".
_PRICED: Final = re.compile(r"(?: is| costs| at)?\s?[:：(（]?\s?[$€£¥]\d")

#: How near the word "plan" must stand to a plan's name, its product in the same sentence, and a name to a word that
#: only describes it, in characters.
_PLAN_REACH: Final = 12
_SAME_SENTENCE: Final = 120
_APPOSED: Final = 3


class _Words(NamedTuple):
    """One language's words, as patterns over folded text.

    `kinds` tells what an anaphoric word stands for and of which country its maker must be ("" for any).
    """

    anaphors: AhoCorasick
    kinds: dict[str, tuple[str, str]]
    towards: re.Pattern[str]
    compound: re.Pattern[str]
    plan: re.Pattern[str]
    parameters: re.Pattern[str]
    joins: re.Pattern[str]
    edition_before: re.Pattern[str]
    edition_after: re.Pattern[str]
    maker_before: re.Pattern[str]
    maker_after: re.Pattern[str]
    both_of: dict[str, tuple[SubjectType, ...]]
    flagships: frozenset[str]
    edition_number: re.Pattern[str]
    firm: re.Pattern[str]


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
        texts = [Folded(article.title), *(Folded(block.text) for block in article.blocks)]
        found = [self._read(text, lang) for text, lang in zip(texts, languages, strict=True)]
        # What an article of another field calls a model is none of AI.
        self._introduced = Introduced(texts, languages, found) if self.about_ai else None
        self._found = [self._with_introduced(text, each) for text, each in zip(texts, found, strict=True)]
        self._versions = self._named_versions()
        self._mentions = self._complete_all(texts, languages)
        self._title = self._mentions[0]
        self._rivals = _after_versus(self._title, Folded(article.title), self._language)
        self._weights: Counter[tuple[SubjectType, str]] = Counter()
        self._apps: Counter[str] = Counter()  # how often a family is named by its models
        self._first: dict[tuple[SubjectType, str], SubjectMention] = {}
        self._weigh(article.blocks)
        self._named = [mention for mentions in self._mentions for mention in mentions]
        plans = [m for m in self._named if m.type == "product" and m.name != m.family]
        self._plans_named = frozenset(m.name for m in plans)
        self._with_plans = frozenset(m.family for m in plans)
        self._plan_products = self._products_with_plans()
        self._resolve_all(texts, languages, article.blocks)

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
        """What the article is mostly about, of a wanted type (model, family, product, company), or None.

        The title counts most, then the lead, then how often a subject is named.
        """
        keys = [
            key
            for key, first in self._first.items()
            if self._answer(first, wanted) is first and (first.type != "company" or wanted == "company")
        ]
        if not keys:
            return None
        likeliest = _ANSWERS[wanted][0]

        def weight(key: tuple[SubjectType, str]) -> tuple[int, bool]:
            apps = self._apps[key[1].removesuffix(" app")] if wanted == "product" else 0
            return self._weights[key] + apps, key[0] == likeliest

        return self._first[max(keys, key=weight)]

    def titled(self) -> list[SubjectMention]:
        """The subjects that the title names."""
        return self._title

    def rivals(self) -> list[SubjectMention]:
        """The subjects that the title only sets something against: those after "against", "vs", 对比."""
        return self._rivals

    def leading(self, types: Sequence[str]) -> SubjectMention | None:
        """What the article is mostly about among subjects of these types: by title, lead and frequency.

        A company whose name is its app's too counts among the products.
        """
        apps = "product" in types
        keys = [k for k in self._weights if k[0] in types or (apps and self._subjects.is_app(self._first[k]))]
        return self._first[max(keys, key=lambda key: self._weights[key])] if keys else None

    def is_app(self, mention: SubjectMention) -> bool:
        """Whether a name is that of an app too ("DeepSeek", "Gemini")."""
        return self._subjects.is_app(mention)

    def models(self) -> list[SubjectMention]:
        """The first mention of every model that the article names in full."""
        return [mention for (type_, _), mention in self._first.items() if type_ == "model"]

    def product_of(self, family: str) -> SubjectMention | None:
        """The product that a family's name stands for where people use it or pay for it: 可灵 for Kling AI."""
        entry = self._subjects.entry("products", f"{family} AI")
        return SubjectMention(0, 0, entry.name, "product", entry.maker, entry.name, True) if entry else None

    def first(self, type_: SubjectType, name: str) -> SubjectMention | None:
        """The first mention of a subject, or None where the article does not name it in full."""
        return self._first.get((type_, name))

    def with_plans(self) -> SubjectMention | None:
        """The product or family with subscriptions that the article names most, or None."""
        return next(iter(self._plan_products.values()), None)

    def before(self, block: int, offset: int, wanted: Sequence[str]) -> SubjectMention | None:
        """The last mention of one of the wanted types that ends before `offset` of `block`, back to the
        title.
        """
        answers = {answer for each in wanted for answer in _ANSWERS[each]}
        for index in range(block + 1, -1, -1):
            for mention in reversed(self._mentions[index]):
                if mention.type in answers and (index <= block or mention.end <= offset):
                    return mention
        return None

    def complete(self, text: str, language: str) -> list[SubjectMention]:
        """The mentions of a piece of text outside the blocks (a cell, a caption), short forms completed."""
        folded = Folded(text)
        found = self._with_introduced(folded, self._read(folded, language))
        mentions = self._with_shorts(folded, language, found, self._recent)
        mentions = _merged(mentions, self._plans(folded, language, mentions))
        return _merged(mentions, found.benchmarks)

    def _language_of(self, block: Block) -> str:
        return block.language if block.language in LANGUAGES else self._language

    def _read(self, text: Folded, language: str) -> Found:
        return self._subjects.find(text, language, self.about_ai)

    def _with_introduced(self, text: Folded, found: Found) -> Found:
        return self._introduced.added(text, found) if self._introduced is not None else found

    def _named_versions(self) -> dict[str, set[str]]:
        """Family -> the major versions that the article names in full, for forms like "2.5 Pro"."""
        versions: dict[str, set[str]] = defaultdict(set)
        for found in self._found:
            for mention in found.subjects:
                for family in self._subjects.families_of(mention):
                    number = re.search(r"\d+", mention.name.removeprefix(family))
                    versions[family].update([number[0]] if number else [])
        return versions

    def _complete_all(self, texts: Sequence[Folded], languages: Sequence[str]) -> list[list[SubjectMention]]:
        """The named mentions of title and blocks; the title may shorten what only the text names in full.

        Short forms belong to the families named last, then to those named later.
        """
        everything = self._families(mention for found in self._found for mention in found.subjects)
        recent: dict[str, None] = {}  # the last named at the end
        completed = []
        for text, language, found in zip(texts, languages, self._found, strict=True):
            for family in self._families(reversed(found.subjects))[::-1]:
                recent.pop(family, None)
                recent[family] = None
            families = list(dict.fromkeys((*reversed(recent), *everything)))[:_MOST_FAMILIES]
            completed.append(self._with_shorts(text, language, found, families))
        self._recent = families
        completed = [_compounds(each, text.original) for each, text in zip(completed, texts, strict=True)]
        completed = [_as_makers(*each) for each in zip(completed, texts, languages, strict=True)]
        nicknames = self._nicknames(completed)
        return [
            _shortened(_merged(mentions, _called(text, nicknames, language)) if nicknames else mentions, text.original)
            for text, mentions, language in zip(texts, completed, languages, strict=True)
        ]

    def _nicknames(self, named: Sequence[Sequence[SubjectMention]]) -> dict[str, SubjectMention]:
        """Lower-case last words that stand for one model of the article alone ("Maverick" for Llama 4 Maverick)."""
        models: dict[str, dict[str, SubjectMention]] = defaultdict(dict)
        for mention in (m for mentions in named for m in mentions if m.type == "model"):
            word = mention.name.rpartition(" ")[2].rpartition("-")[2]
            # Inside a text in another script a Latin word with a capital is a name, also a common one: "Air 排第六".
            common = word in self._subjects.common_words
            called = len(word) >= _NICKNAME and not common
            called = called or (common and self._language != "en" and not self._subjects.is_plan(word))
            if called and word.isalpha() and word[0].isupper():
                models[word.lower()].setdefault(mention.name, mention)
                for form in self._subjects.line_spellings(mention, word):
                    models[form].setdefault(mention.name, mention)
        for mention in (m for mentions in named for m in mentions if m.type in ("model", "family")):
            size = _SIZE.search(mention.name.lower())
            if size is not None:
                for form in {size.group(), size.group().partition("-")[0]}:
                    models[form].setdefault(mention.name, mention)
        return {word: next(iter(of.values())) for word, of in models.items() if len(of) == 1}

    def _families(self, mentions: Iterable[SubjectMention]) -> list[str]:
        """The families of these mentions, each once, in order."""
        return list(dict.fromkeys(f for mention in mentions for f in self._subjects.families_of(mention)))

    def _products_with_plans(self) -> dict[str, SubjectMention]:
        """The named products and families that have plans, the most often named first."""
        named: dict[str, SubjectMention] = {}
        weights: Counter[str] = Counter()
        for mention in self._first.values():
            if self._subjects.has_plans(mention):
                product = mention.family or mention.name
                named.setdefault(product, mention)
                weights[product] += self._weights[mention.type, mention.name]
        return {product: named[product] for product, _ in weights.most_common()}

    def _weigh(self, blocks: Sequence[Block]) -> None:
        """Count every subject, those of the title and the lead more."""
        paragraphs = 0
        for index, mentions in enumerate(self._mentions):
            weight = _TITLE_WEIGHT
            if index:
                paragraphs += blocks[index - 1].kind in ("paragraph", "item")
                weight = _LEAD_WEIGHT if paragraphs <= _LEAD_BLOCKS else 1
            first = _FIRST_WEIGHT if index == 0 else 0
            seen: set[SubjectType] = set()
            for mention in mentions:
                self._count(mention, weight + (0 if mention.type in seen else first))
                seen.add(mention.type)

    def _count(self, mention: SubjectMention, weight: int) -> None:
        """Count a mention, and its maker with it."""
        for counted in (mention, *_makers([mention])):
            key = (counted.type, counted.name)
            self._weights[key] += weight
            self._first.setdefault(key, counted)
        if mention.type == "model":
            self._apps.update(dict.fromkeys(self._subjects.families_of(mention)[:1], weight))

    def _resolve_all(self, texts: Sequence[Folded], languages: Sequence[str], blocks: Sequence[Block]) -> None:
        """Add plans, editions, anaphors and benchmarks to the named mentions, in order of the text."""
        if not self._weights:  # nothing is named that a plan, an edition or "the model" could stand for
            self._mentions = [_merged((), found.benchmarks) for found in self._found]
            return
        before: list[SubjectMention] = []
        section: list[SubjectMention] = []
        for index, (text, language) in enumerate(zip(texts, languages, strict=True)):
            named = self._mentions[index]
            if index and blocks[index - 1].kind == "heading":
                section = named
            mentions = _merged(named, self._plans(text, language, named, section))
            mentions = _merged(mentions, self._editions(text, language, mentions))
            mentions = _merged(mentions, self._anaphors(text, language, mentions, before, section), together=True)
            before += named
            self._mentions[index] = _merged(mentions, self._found[index].benchmarks)

    def _with_shorts(
        self, text: Folded, language: str, explicit: Found, families: Sequence[str]
    ) -> list[SubjectMention]:
        """The explicit mentions and the short forms of known families: "R1", "V3.2-Exp", "2.5 Pro", "Opus",
        "and 5.1".
        """
        found: list[SubjectMention] = []
        taken = _merged(explicit.subjects, explicit.benchmarks)
        for start, family in self._short_starts(text.text, families):
            grammar = self._subjects.grammars[family]
            reading = grammar.read(text, start, language)
            if reading is None or not grammar.is_short(text.text[start : reading.end]):
                continue
            first, last = text.span(start, reading.end)
            kind: SubjectType = "model" if reading.numbered else "family"
            found.append(
                SubjectMention(first, last, reading.name, kind, grammar.entry.maker, reading.family, short=True)
            )
        mentions = [m for m in _merged(taken, found) if m.type != "benchmark"]
        return _merged(mentions, self._continued(text, language, mentions))

    def _short_starts(self, text: str, families: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Where in folded `text` a short form of which of these families may begin."""
        for family in families:
            pattern = self._subjects.grammars[family].short_start
            if pattern is not None:
                for match in pattern.finditer(text):
                    if starts_right(text, match.start()) and text[match.start() - 1 : match.start()] != "-":
                        yield match.start(), family
        for match in _NUMBER.finditer(text):
            if _SIZE_ALONE.match(text, match.start()):
                continue  # "4B、7B" are sizes, also where Llama 4 is named
            for family in families:
                if match[1] in self._versions[family]:
                    yield match.start(), family

    def _continued(self, text: Folded, language: str, named: Sequence[SubjectMention]) -> Iterator[SubjectMention]:
        """Bare versions in a list that begins with a named one: "GPT-5 and 5.1"."""
        original = text.original
        for mention in named:
            if mention.type != "model":
                continue
            join = _words(language).joins.match(original, mention.end)
            number = _NEXT_VERSION.match(original, join.end()) if join else None
            if number is None or int(number[0].partition(".")[0]) > _HIGHEST_VERSION:
                continue  # "72.5 for GPT-4 and 62.3 for Jais": a score
            for family in self._subjects.families_of(mention)[:1]:
                entry = self._subjects.grammars[family].entry
                name = entry.name + entry.first_joint + number[0]
                yield SubjectMention(number.start(), number.end(), name, "model", entry.maker, entry.name, short=True)

    def _plans(
        self, text: Folded, language: str, named: Sequence[SubjectMention], section: Sequence[SubjectMention] = ()
    ) -> Iterator[SubjectMention]:
        """Plans without their product's name: "the Plus plan", «باقة Go», "Plus 與 Pro".

        They belong to a product that this block or its heading names, else to the one that the article names most.
        """
        # Where plans are spoken of, a plan's Latin name needs no word beside it, but in English it does.
        expected = language != "en" and bool(self._with_plans)
        last = -_PLAN_REACH
        here, headed = (
            {m.family or m.name: m for m in some if self._subjects.has_plans(m)} for some in (named, section)
        )
        expected = expected or bool(here)
        sellers = [m for m in named if m.type == "product" or self._subjects.has_plans(m)]
        ends = [m.end for m in sellers]
        # "Suno ... Its Pro plan": a text about another product speaks of that one's plan.
        other = any(m.type == "product" or self._subjects.is_app(m) for m in named)
        for product, mention in (here or headed or ({} if other else self._plan_products)).items():
            for start, end, plan in self._subjects.plans_in(mention, text):
                if language == "zh" and not here and _is_edition(text, start, named):
                    continue
                if here and _is_of_other(text, start, product, sellers, ends):
                    continue
                name = f"{product} {plan}"
                first, final = text.span(start, end)
                latin = text.text[start].isascii()
                joined = start - last >= 0 and _words(language).joins.fullmatch(text.text, last, start)
                if self._is_beside_plan(text.text, start, end, language) or (
                    latin
                    and (
                        joined
                        or _PRICED.match(text.text, end)
                        or name in self._plans_named
                        or expected
                        or not text.text[:start].strip()
                    )
                ):
                    last = end
                    yield SubjectMention(first, final, name, "product", mention.maker, product, True)

    def _is_beside_plan(self, text: str, start: int, end: int, language: str) -> bool:
        """Whether a word such as "plan" or «باقة» stands beside folded `start:end`."""
        pattern = _words(language).plan
        return any(
            pattern.search(text, max(0, a), b) is not None
            for a, b in ((start - _PLAN_REACH, start), (end, end + _PLAN_REACH))
        )

    def _editions(self, text: Folded, language: str, named: Sequence[SubjectMention]) -> Iterator[SubjectMention]:
        """The model named before in the text, else the main one, with a word: "the Turbo version", «نسخه توربو»."""
        main = self.main("model")
        words = _words(language)
        for pattern in (words.edition_before, words.edition_after):
            for match in pattern.finditer(text.text):
                start, end = text.span(match.start(), match.end())
                model = self._edited([m for m in named if m.type == "model" and m.end <= start], text.original)
                word = self._subjects.words.get(match["word"])
                if model is None or model.type != "model" or word is None or word in model.name:
                    continue
                if not (starts_right(text.text, match.start()) and ends_right(text.text, match.end())):
                    continue
                for family in self._subjects.families_of(model)[:1]:
                    joint = self._subjects.grammars[family].entry.joint or "-"
                    yield replace(model, start=start, end=end, name=model.name + joint + word, short=True)
        for match in words.edition_number.finditer(text.text):
            # «نسخه ۴.۵» beside GLM-4.6: a version of the family that is spoken of.
            start, end = text.span(match.start(), match.end())
            models = [
                m for m in named if m.type == "model" and m.end <= start and m.maker == (main.maker if main else "")
            ]
            for model in models[-1:] or ([main] if main is not None else []):
                for family in self._subjects.families_of(model)[:1]:
                    head = re.match(r"\D+(?=\d)", model.name)
                    if head is not None and match[1].partition(".")[0] in self._versions[family]:
                        # The line or letter is that of the model beside it: V3.1 beside DeepSeek-V3.2.
                        yield replace(model, start=start, end=end, name=head[0] + match[1], short=True)

    def _edited(self, before: Sequence[SubjectMention], text: str) -> SubjectMention | None:
        """The model whose edition is meant: the last one named, or the one that the text began with where the last is
        only what it is set against ("more than GPT-5.1 costs. The Thinking variant ...")."""
        if not before:
            return self.main("model")
        last = before[-1]
        compared = _SET_AGAINST.search(text, max(0, last.start - 14), last.start)
        others = [m for m in before if m.maker == last.maker and m.name != last.name]
        return others[-1] if compared and others else last

    def _anaphors(
        self,
        text: Folded,
        language: str,
        named: Sequence[SubjectMention],
        before: Sequence[SubjectMention],
        section: Sequence[SubjectMention],
    ) -> Iterator[SubjectMention]:
        """ "The model", «این شرکت», 前代, each standing for a subject; not where the name itself follows."""
        words = _words(language)
        topics = _topics(named, text.original, language)
        resolved: list[SubjectMention] = []
        starts = [m.start for m in named]
        for _, first, final in words.anaphors.find_matches_as_indexes(text.text):
            if not (starts_right(text.text, first) and ends_right(text.text, final)):
                continue
            before_it = text.text[first - 1 : first]
            if final - first == 2 and "\u4e00" <= before_it <= "\u9fff" and before_it not in _LEADS_TO_NOUN:
                continue  # 公司 inside 科技公司
            if words.compound.match(text.text, final):
                continue  # "the chatbot market"
            start, end = text.span(first, final)
            kind, country = words.kinds[text.text[first:final]]
            wanted = _WANTED.get(kind, kind)
            here = bisect_left(starts, start)
            following = named[bisect_left(starts, end) :][:1]
            if any(
                self._answer(m, wanted) is m and _apposed(text.original[end : m.start], language) for m in following
            ):
                continue
            last = [*reversed(named[:here]), *islice(reversed(before), _MOST_BEFORE)]
            about = [m for m in sorted([*topics, *resolved], key=lambda m: -m.start) if m.start < start]
            if kind == "company" and words.towards.search(text.text, max(0, first - 6), first):
                # "X puts money into the company": not into X.
                giver = next((m.name for m in about if m.type == "company"), "")
                about, last = [], [m for m in last if m.name != giver and m.type == "company"]
                meant = self._last(last, wanted)
            elif kind == "previous":
                meant = self._predecessor(last)
            elif kind in ("larger", "smaller"):
                meant = self._sized(kind, last)
                if meant is None and text.text[first:final] in words.flagships:
                    meant = self._meant("model", about, section, last, "")
            elif kind == "plain":
                meant = self._plain(last)
            elif kind == "both":
                pair = self._last_two(last, words.both_of[text.text[first:final]])
                yield from (replace(m, start=start, end=end, short=True) for m in pair)
                continue
            elif kind == "new" and not country:
                meant = self._newest(named[:here])
            else:
                if country:
                    about, last = ([m for m in ms if self._subjects.country_of(m) == country] for ms in (about, last))
                about = _only_company(named[:here], start, text.original) or about
                if wanted == "model" and not country and self._last(about, wanted) is None:
                    about = _only_model(named[:here])
                meant = self._meant(wanted, about, section, last, country)
            if meant is not None and kind in ("api", "own_app"):
                meant = self._owned(meant, kind)
            if meant is not None:
                meant = replace(meant, start=start, end=end, short=True)
                resolved += _topics([meant], text.original, language)
                yield meant
        for match in words.firm.finditer(text.text):
            # «درآمد شرکت در این فصل»: the firm, where no name follows
            start, end = text.span(*match.span("firm"))
            if any(0 <= m.start - end <= 2 for m in named):
                continue
            about = [m for m in sorted([*topics, *resolved], key=lambda m: -m.start) if m.start < start]
            last = [*reversed(named[: bisect_left(starts, start)]), *islice(reversed(before), _MOST_BEFORE)]
            meant = self._meant("company", about, section, last, "")
            if meant is not None:
                yield replace(meant, start=start, end=end, short=True)

    def _meant(
        self,
        wanted: str,
        topics: Iterable[SubjectMention],
        section: Sequence[SubjectMention],
        last: Iterable[SubjectMention],
        country: str,
    ) -> SubjectMention | None:
        """What "the model" or "the company" stands for: what this block's sentences were about so far, else
        the one that the section's heading names, else the article's main one, else the last named.

        With a country ("the Chinese startup") only what is made there.
        """
        headed = {a.name: a for m in section if (a := self._answer(m, wanted)) is not None}
        spoken = [a for m in topics if (a := self._answer(m, wanted)) is not None]
        if spoken:
            # What the heading names goes on being the topic beside what was only named along the way.
            return next((a for a in spoken if len(headed) == 1 and a.name in headed), spoken[0])
        main = next(iter(headed.values())) if len(headed) == 1 else self.main(wanted)
        nearest = next((m for m in last if m.type in ("model", "family")), None) if wanted == "model" else None
        if (
            main is not None
            and nearest is not None
            and main.type == "family"
            and nearest.name.startswith(f"{main.name} ")
        ):
            main = nearest  # "Kimi ... Kimi K2 Thinking ... the model"
        if main is not None and country in ("", self._subjects.country_of(main)):
            return main
        return self._last(last, wanted)

    def _answer(self, mention: SubjectMention, wanted: str) -> SubjectMention | None:
        """The mention if it answers to a wanted type; a model answers to "company" with its maker.

        The bare name of a family or company that is also an app answers to "product", a plan to "plan".
        """
        if wanted == "plan":
            return mention if mention.type == "product" and mention.family not in ("", mention.name) else None
        if mention.type in _ANSWERS[wanted] or (wanted == "product" and self._subjects.is_app(mention)):
            return mention
        return next(iter(_makers([mention])), None) if wanted == "company" else None

    def _last(self, mentions: Iterable[SubjectMention], wanted: str) -> SubjectMention | None:
        """The first answer to a wanted type among mentions that are given from the last one on."""
        return next((answer for m in mentions if (answer := self._answer(m, wanted)) is not None), None)

    def _owned(self, company: SubjectMention, kind: str) -> SubjectMention | None:
        """What "its API" or "its app" of a company is."""
        if kind == "api" or self._subjects.is_app(replace(company, type="company")):
            suffix = "API" if kind == "api" else "app"
            return replace(company, name=f"{company.name} {suffix}", type="product", family=company.name)
        app = self.main("product")
        return app if app is not None and app.maker == company.maker else None

    def _sized(self, kind: str, last: Sequence[SubjectMention]) -> SubjectMention | None:
        """What "the larger model" is: of the models whose names tell their size, the largest of the line named last
        that has several, or that the article names later."""
        chosen = max if kind == "larger" else min
        for mentions in (last, [*last, *self._named]):
            lines: dict[str, list[SubjectMention]] = defaultdict(list)
            for model in {m.name: m for m in mentions if m.type in ("model", "family")}.values():
                sized = _SIZE_IN_NAME.search(model.name)
                # "gpt-oss-20b" beside "gpt-oss-120b"; "GPT-5" beside "GPT-5 mini"
                lines[model.name[: sized.start()] if sized else _RANK_WORD.sub("", model.name)].append(model)
            for siblings in lines.values():
                if len({_size_of(m.name) for m in siblings}) > 1:
                    return chosen(siblings, key=lambda m: _size_of(m.name))
        return None

    def _plain(self, last: Sequence[SubjectMention]) -> SubjectMention | None:
        """What "the regular version" is: of two models named last the one whose name the other one lengthens, but the
        article's main model where that is the longer one."""
        main = self.main("model")
        models = list({m.name: m for m in last if m.type == "model"}.values())
        for model in models:
            if any(other.name.startswith((f"{model.name} ", f"{model.name}-")) for other in models):
                longer = main is not None and main.name.startswith((f"{model.name} ", f"{model.name}-"))
                return main if longer else model
        return main

    def _last_two(self, last: Sequence[SubjectMention], types: Sequence[SubjectType]) -> list[SubjectMention]:
        """The two that "both models" means, in the order in which they were named: the last two of the family that
        the article speaks of most, else the last two; none if fewer were named."""
        named = {m.name: m for m in reversed(last) if m.type in types}
        recent = list(dict.fromkeys(m.name for m in last if m.name in named))
        if len(recent) < 2:
            return []
        lines = {name: (self._subjects.families_of(m) or [m.maker])[0] for name, m in named.items()}
        weights: Counter[str] = Counter()
        for name, m in named.items():
            weights[lines[name]] += self._weights[m.type, name]
        several = [line for line, _ in weights.most_common() if list(lines.values()).count(line) > 1]
        pair = [name for name in recent if not several or lines[name] == several[0]][:2]
        return [named[name] for name in reversed(pair)]

    def _newest(self, here: Sequence[SubjectMention]) -> SubjectMention | None:
        """What "the new model" is: the article's main one, but in a story that does not name it the one that the
        story began with."""
        main = self.main("model")
        models = [m for m in here if m.type == "model"]
        if main is None or not models or any(m.name == main.name or m.family == main.name for m in here):
            return main or self._last(reversed(here), "model")
        return models[0]

    def _predecessor(self, last: Iterable[SubjectMention]) -> SubjectMention | None:
        """The last named model of the main model's maker that is another one, of its family an older one."""
        main = self.main("model")
        if main is None:
            return None
        others = (m for m in last if m.type == "model" and m.name != main.name and m.maker == main.maker)
        return next((m for m in others if not _is_as_new(m.name, main.name)), None)


_VERSION: Final = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2})?(?![\d.]*[bB])")


def _is_as_new(name: str, other: str) -> bool:
    """Whether a model is a sister of another one and no model before it: GLM-4.5-Air beside GLM-4.5."""
    one, two = _VERSION.search(name), _VERSION.search(other)
    same_line = one is not None and two is not None and name[: one.start()] == other[: two.start()]
    return same_line and float(one[0]) >= float(two[0])  # type: ignore[index]


def _is_of_other(text: Folded, start: int, product: str, sellers: Sequence[SubjectMention], ends: list[int]) -> bool:
    """Whether a plan's name stands behind the name of another product in its sentence, and so is a plan of that."""
    at = text.origin(start)
    last = bisect_right(ends, at) - 1
    if last < 0 or at - ends[last] > _SAME_SENTENCE or _SENTENCE_END.search(text.original, ends[last], at):
        return False
    return (sellers[last].family or sellers[last].name) != product


#: Words of models' names that tell a smaller or a larger one of its line.
_RANKS: Final = {
    "nano": -4, "tiny": -4, "mini": -3, "flash-lite": -3, "lite": -2, "small": -2, "haiku": -2, "air": -1, "flash": -1,
    "medium": 0, "sonnet": 0, "pro": 1, "large": 1, "opus": 1, "max": 2, "ultra": 2,
}  # fmt: skip
_RANK_WORD: Final = re.compile(rf"[ -](?:{'|'.join(sorted(_RANKS, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)

#: The size of a model as its name tells it: "gpt-oss-120b", "Qwen3-235B-A22B".
_SIZE_IN_NAME: Final = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,2})?)[bB](?![a-z])")


def _size_of(name: str) -> float:
    """How large a model is among those of its line, by the number or the word in its name."""
    size = _SIZE_IN_NAME.search(name)
    if size is not None:
        return float(size[1])
    word = _RANK_WORD.search(name)
    return float(_RANKS[word.group()[1:].lower()]) if word is not None else 0.0


def _is_edition(text: Folded, start: int, named: Sequence[SubjectMention]) -> bool:
    """Whether the name of a plan stands behind a model's name in its sentence: "Sora 2 …，Pro 版每秒 0.5 美元"."""
    at = text.origin(start)
    models = [m for m in named if m.type == "model" and m.end <= at and at - m.end <= _SAME_SENTENCE]
    return bool(models) and not _SENTENCE_END.search(text.original, models[-1].end, at)


def _makers(mentions: Sequence[SubjectMention]) -> list[SubjectMention]:
    """The makers of models and products, as companies named at the same place."""
    return [
        SubjectMention(m.start, m.end, m.maker, "company", m.maker, short=True)
        for m in mentions
        if m.type != "company" and m.maker
    ]


#: What makes the name after it one that something is only set against.
_SET_AGAINST: Final = re.compile(
    r"(?:\b(?:than|what|against|versus|vs\.?|over)|من|از|比|较|對比|对比)\s?[«“「]?$", re.IGNORECASE
)

#: How far from a name the word "maker" may stand, in characters.
_MAKER_REACH: Final = 24
#: The shortest word, in letters, that can be a model's nickname.
_NICKNAME: Final = 5
_LOCAL_WORD: Final = re.compile(r"(?<![\u0620-\u06d3])[\u0620-\u06d3]{5,14}(?![\u0620-\u06d3])")
#: Languages that write Latin names in letters of their own.
_BY_SOUND: Final = ("ar", "fa")
_LATIN_WORD: Final = re.compile(r"(?<![a-z0-9.-])[a-z]{5,20}(?![\w-])")
#: In a text of another script a shorter one too, if no other Latin word stands beside it.
_LONE_WORD: Final = re.compile(r"(?<![a-z0-9.-])(?<![a-z0-9] )[a-z]{3,20}(?![a-z0-9.-])(?! [a-z0-9])")
#: A size at the end of a model's name, and one that stands alone for the model: "gpt-oss-120b", "120b 的訓練".
_SIZE: Final = re.compile(r"(?<![a-z0-9.])\d{1,4}(?:\.\d)?[bm](?:-a\d{1,3}b)?$")
_SIZE_ALONE: Final = re.compile(r"(?<![a-z0-9.$€£¥-])\d{1,4}(?:\.\d)?[bm](?:-a\d{1,3}b)?(?![a-z0-9%-])")
#: A list of sizes: "0.5B、1.8B、4B".
_SIZES_BEFORE: Final = re.compile(r"\d[bm][、,/ ]{1,2}$")
#: How near, in characters, a word for parameters keeps a size from being a name.
_SIZE_TOLD: Final = 14

#: What makes the name after it a bystander: "led by X", "from X".
_AGENT: Final = re.compile(
    r"\b(?:by|from|with)\s(?:the\s)?$"
    r"|(?:به گفته|به گزارش|به نقل از|به نوشته|به ادعای|طبق|براساس|بر اساس|بنا بر|داده‌های|آن‌?طور که|توسط)[ٔ‌ی]{0,2}"
    r"(?: \w{2,9})?\s[«\"]?$"
)
_AGENT_REACH: Final = 26


def _as_makers(mentions: list[SubjectMention], text: Folded, language: str) -> list[SubjectMention]:
    """The mentions, "the maker of ChatGPT" and "ChatGPT maker" taken as the company."""
    words = _words(language)
    result = []
    for mention in mentions:
        if mention.type == "company" or not mention.maker:
            result.append(mention)
            continue
        before = fold(text.original[max(0, mention.start - _MAKER_REACH) : mention.start])
        after = fold(text.original[mention.end : mention.end + _MAKER_REACH])
        if words.maker_before.search(before) or words.maker_after.match(after):
            mention = replace(mention, name=mention.maker, type="company", family="", short=True)
        result.append(mention)
    return result


#: The rest of a name that hyphens hold together, and how long such a name can be.
_HYPHENED: Final = re.compile(r"(?:-[\w.]{0,20}\w){0,4}")
_LONGEST_COMPOUND: Final = 60
#: A version that makes a model of a firm's name: "Krutrim-2".
_NUMBERED_NAME: Final = re.compile(r"-\d{1,2}(?:\.\d)?(?:-[A-Za-z]\w{0,20}){0,3}(?![\w.%-])")


def _compounds(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """The mentions, names that a hyphen joins taken as one model: "Qwen-SEA-LION-v4", "Krutrim-2"."""
    result: list[SubjectMention] = []
    for mention in mentions:
        numbered = _NUMBERED_NAME.match(text, mention.end) if mention.type == "company" else None
        if numbered is not None and text[mention.start].isascii():
            name = text[mention.start : numbered.end()]
            mention = replace(mention, end=numbered.end(), name=name, type="model", family=name)
        last = result[-1] if result else None
        things = last is not None and last.type in ("family", "model") and mention.type in ("family", "model")
        if (
            last is None
            or not things
            or text[last.end : mention.start] != "-"
            or mention.end - last.start > _LONGEST_COMPOUND
        ):
            result.append(mention)
            continue
        end = _HYPHENED.match(text, mention.end).end()  # type: ignore[union-attr]
        name = text[last.start : end]
        result[-1] = replace(mention, start=last.start, end=end, name=name, type="model", family=name, short=False)
    return result


def _called(text: Folded, nicknames: Mapping[str, SubjectMention], language: str) -> Iterator[SubjectMention]:
    """The places where a model is called by its last word alone, with a capital or in local letters, or by its size."""
    for match in _LOCAL_WORD.finditer(text.text) if language in _BY_SOUND else ():
        mention = nicknames.get(match.group())
        if mention is not None:
            start, end = text.span(match.start(), match.end())
            yield replace(mention, start=start, end=end, short=True)
    for match in (_LATIN_WORD if language == "en" else _LONE_WORD).finditer(text.text):
        mention = nicknames.get(match.group())
        if mention is not None:
            start, end = text.span(match.start(), match.end())
            if text.original[start].isupper():
                yield replace(mention, start=start, end=end, short=True)
    for match in _SIZE_ALONE.finditer(text.text):
        mention = nicknames.get(match.group())
        if mention is not None and not _tells_size(text.text, match, language):
            start, end = text.span(match.start(), match.end())
            yield replace(mention, start=start, end=end, short=True)


def _tells_size(text: str, size: re.Match[str], language: str) -> bool:
    """Whether a size is told as what it is and does not stand for a model: "120B parameters", "总参数为 120B"."""
    if _SIZES_BEFORE.search(text, max(0, size.start() - _SIZE_TOLD), size.start()):
        return True
    near = text[max(0, size.start() - _SIZE_TOLD) : size.end() + _SIZE_TOLD]
    return _words(language).parameters.search(near) is not None


def _shortened(mentions: list[SubjectMention], text: str) -> list[SubjectMention]:
    """The mentions, a product called by the last word of another one named before it taken as that one ("Copilot"
    after GitHub Copilot)."""
    full = [m for m in mentions if m.type == "product" and " " in text[m.start : m.end]]
    if not full:
        return mentions
    result = []
    for mention in mentions:
        word = text[mention.start : mention.end].partition(" ")[0]
        meant = next((f for f in full if f.end <= mention.start and _product(f).endswith(f" {word}")), None)
        if mention.type == "product" and meant is not None and _product(meant) != _product(mention):
            line = _product(meant)
            rest = text[mention.start + len(word) : mention.end]
            mention = replace(mention, name=line + rest, family=line, maker=meant.maker, short=True)
        result.append(mention)
    return result


def _product(mention: SubjectMention) -> str:
    """The product of a mention that may name a plan of it."""
    return mention.family or mention.name


def _topics(mentions: Sequence[SubjectMention], text: str, language: str) -> list[SubjectMention]:
    """The mentions that stand near the beginning of their sentence, and so are what it is about."""
    reach = _TOPIC.get(language, _TOPIC_ELSEWHERE)
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    near = [
        m
        for m in mentions
        if m.start - starts[bisect_right(starts, m.start) - 1] <= reach
        and not _AGENT.search(text, max(0, m.start - _AGENT_REACH), m.start)
    ]
    # "Anthropic, OpenAI's rival, has ...": a name in the genitive is not what a sentence with another one is about.
    heads = {bisect_right(starts, m.start) for m in near if not _is_genitive(m, text)}
    return [m for m in near if not _is_genitive(m, text) or bisect_right(starts, m.start) not in heads]


def _is_genitive(mention: SubjectMention, text: str) -> bool:
    return text[mention.end : mention.end + 2] in ("'s", "’s")


def _only_company(before: Sequence[SubjectMention], start: int, text: str) -> list[SubjectMention]:
    """The company named before `start` in the same sentence, if it is the only one: "X closed a round that values
    the company at ..."."""
    begin = max((m.end() for m in _SENTENCE_END.finditer(text, 0, start)), default=0)
    here = [m for m in before if m.start >= begin and m.type == "company"]
    return here[-1:] if len({m.name for m in here}) == 1 else []


def _only_model(before: Sequence[SubjectMention]) -> list[SubjectMention]:
    """The model that the paragraph has named so far, if it is the only one: verbs first, the name stands far behind."""
    models = [m for m in before if m.type == "model"]
    return models[-1:] if len({m.name for m in models}) == 1 else []


def _merged(
    first: Sequence[SubjectMention], second: Iterable[SubjectMention], together: bool = False
) -> list[SubjectMention]:
    """Both in order of the text, without those of `second` that overlap one already there.

    `first` must be in order and without overlaps. `together`: several of `second` may stand for one word ("both").
    """
    kept = list(first)
    starts = [mention.start for mention in kept]
    taken: tuple[int, int] | None = None
    for mention in second:
        at = bisect_right(starts, mention.start)
        if together and taken == (mention.start, mention.end):
            kept.insert(at, mention)
            starts.insert(at, mention.start)
            continue
        if (at and kept[at - 1].end > mention.start) or (at < len(kept) and kept[at].start < mention.end):
            continue
        kept.insert(at, mention)
        starts.insert(at, mention.start)
        taken = (mention.start, mention.end)
    return kept


def _alternatives(words: Sequence[str], spell: Callable[[str], set[str]] = spellings) -> str:
    return "|".join(sorted({re.escape(form) for word in words for form in spell(word)}, key=len, reverse=True))


def _apposed(gap: str, language: str) -> bool:
    """Whether nothing but quotation marks and spaces stands between a word and a name: «النموذج الجديد «جيميناي»».

    In Chinese a noun may stand there too: "上一代主力 X".
    """
    if language == "zh" and _NOUN_GAP.fullmatch(gap):
        return True
    return len(gap) <= _APPOSED and not any(char.isalpha() for char in gap)


#: A Chinese noun between a word and the name that it belongs to, without a word that parts the two.
_NOUN_GAP: Final = re.compile(
    r"(?:旗舰|旗艦|主力|开源|開源|闭源|推理|语言|多模态|视频|图像|编程|通用|大|小|新){0,3}"
    r"(?:模型|版本|产品|主力|旗舰|旗艦)?\s?[「“《『]?"
)


def _of_nations(phrase: str, nations: Iterable[str]) -> Iterator[str]:
    """A phrase with the name of a nation in its place: "the Chinese startup", «الشركة الصينية», 这家中国公司."""
    for nation in nations:
        if phrase.startswith(("the ", "这家")):
            head = phrase[:4] if phrase[0] == "t" else phrase[:2]
            yield head + nation + (" " if phrase[0] == "t" else "") + phrase[len(head) :]
        elif is_arabic(phrase[-1]):
            yield f"{phrase} {nation}"


def _firm_pattern(words: Mapping[str, Sequence[str]] | None) -> re.Pattern[str]:
    """A word for a firm that stands alone behind what belongs to it: «درآمد شرکت»."""
    if not words:
        return re.compile(r"(?!)(?P<firm>)")
    owned, firm = _alternatives(words["owned"]), _alternatives(words["words"])
    return re.compile(rf"(?:^|[ «(])(?:{owned}) (?P<firm>{firm})(?=$|[ ،.؛:)»])(?! [a-z«\"])")


@cache
def _words(language: str) -> _Words:
    """The words of `pipeline/languages/<language>/subjects.yml` as patterns."""
    words = lexicon(language, "subjects")
    kinds: dict[str, tuple[str, str]] = {}
    nations = {fold(name): country for country, names in words["nations"].items() for name in names}
    for kind in (
        "model",
        "new",
        "company",
        "product",
        "previous",
        "api",
        "own_app",
        "this_plan",
        "larger",
        "smaller",
        "plain",
        "family",
    ):
        for word in words.get(kind, ()):
            for phrase in (str(word), *_of_nations(str(word), nations)):
                folded = fold(phrase)
                country = next((c for name, c in nations.items() if name in folded), "")
                kinds.update((form, (kind.removeprefix("this_"), country)) for form in spellings(phrase))
    both_of: dict[str, tuple[SubjectType, ...]] = {}
    for meant, types in _BOTH.items():
        for phrase in (words.get("both") or {}).get(meant, ()):
            both_of.update((form, types) for form in spellings(str(phrase)))
    kinds.update((form, ("both", "")) for form in both_of)
    flagships = frozenset(form for word in words.get("flagship", ()) for form in spellings(str(word)))
    kinds.update((form, ("larger", "")) for form in flagships)
    edition = _alternatives(words["edition"])
    word = r"(?P<word>[a-z]{3,9}|[\u0620-\u06d3]{2,8})"
    return _Words(
        AhoCorasick(list(kinds), matchkind=MatchKind.LeftmostLongest),
        kinds,
        re.compile(rf"(?:^|[ ،,])(?:{_alternatives(words['towards'])})[ ]?$|[向对给]$"),
        re.compile(rf"[ -](?:{_alternatives(words.get('compound', ())) or '(?!)'})(?![a-z])"),
        re.compile(_alternatives(words["plan"])),
        re.compile(_alternatives(words["parameters"])),
        re.compile(rf"[ ]?(?:{'|'.join(map(re.escape, words['joins']))})[ ]?"),
        re.compile(rf"(?:{edition})[ ]{word}" if is_arabic(edition[-1]) else rf"(?!){word}"),
        re.compile(rf"{word}[ ]?(?:{edition})"),
        re.compile(rf"(?:^|[ ،,])[وفبلک]?(?:{_alternatives(words['maker']['before']) or '(?!)'})[ «\"“]{{0,2}}$"),
        re.compile(rf"[»\"”]?[ -]?(?:{_alternatives(words['maker']['after']) or '(?!)'})(?![a-z])"),
        both_of,
        flagships,
        re.compile(rf"(?:{edition})[ ](\d{{1,2}}\.\d{{1,2}})(?![\d.%]|[ ]?[a-z])"),
        _firm_pattern(words.get("firm")),
    )


def _after_versus(titled: list[SubjectMention], title: Folded, language: str) -> list[SubjectMention]:
    """The subjects of a title that stand after a word of opposition, if any stand before it."""
    cues = [c.start for c in find_cues(title, language) if c.name == "versus"]
    later = [m for m in titled if any(c < m.start for c in cues)]
    return later if len(later) < len(titled) else []

"""The unit lexicon of one language: tables of currencies, counted nouns, bounds, ranges and per-phrases.

The groups of `pipeline/languages/<language>/units.yml` (and of `shared/units.yml`, whose symbols, codes and
Latin unit words occur in every language's texts):

- money: `currencies` and `currencies_before` (code: forms), `subunits` ([code, part, forms]), `small_change` (the
  same, only behind a larger subunit), `loose_change` (units behind which a lone digit is tenths), `short_tails` (units
  of which hundreds behind a scale word are of the next lower scale), `classifiers` (units
  that a noun makes a classifier, which is any letter or quote but `behind_money`: 一块芯片), `regions`
  (country: forms: code, or [code, part]), `bare_money` (goes on with the currency told before it, if that has one of
  `told_money` in its name), `symbols` and `bare_symbols` (those that say nothing without a country);
- other units: `percent`, `percent_glued` (only right behind digits), `percent_before`, `percent_of` (in front of a
  number alone, unless behind `percent_asked`), `points_of_percent`, `basis_points`, `tenths` (成), `discounts` (折),
  `counted` (unit: forms); `fillers` may stand between number and noun; `not_units` begin like a unit and are none;
- bounds: `bounds_before`, `bounds_after` (bound: forms; `not_bounds` begin like one of these), `bound_verbs` (before a
  subject without `bound_stops`, of which `bound_asides` may open what tells when or where; one of `bound_particles`
  may lead to the number); `bound_gaps` may stand between; `starting_verbs` make a lower bound with one of
  `from_marks` right before the number; `comparatives` are turned round by a word of `negations` before them ("costs no
  more than") unless one of `no_negations` follows it; `negatives`;
- neighbours: `ranges` join two numbers, so do `range_marks` with `range_ands` (between A and B); `from_marks` with
  `from_tos` are two values (from A to B), unless `spread_marks` stand in front; `lists`, `commas`, `compares`,
  `formers`, `equals` and `of_which` tie a number to its neighbour's unit;
- purchases: `per_marks` with a noun of `priced` say what a price buys, before it or behind it, `per_marks_weak`
  directly behind it only; `per_phrases` say it by themselves, `per_leads` in front only; none does with one of
  `per_stops` behind it ("a year earlier") or of `per_spans` before it ("in less than a year");
  `price_links` tie a price to the amount of tokens it buys;
- words: `changes` ([percent, sign, forms]); `amounts` ([value, code, forms]: duals of a unit); `ordinals`
  (rank: forms), `ordinal_marks`, `ordinal_ends`, `not_ordinal_before` (what follows where it is no rank),
  `not_ordinal_after` (what precedes);
- fractions count with `part_marks`, one of `wholes` or a word in `part_heads` (but not `not_parts`) behind them, not
  behind `half_marks`; `fifths` are numbers elsewhere and fractions before `part_heads`; before `price_words` a
  fraction is what is left of a price.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pipeline.claim import Bound
from pipeline.extract.mentions import QuantityKind
from pipeline.extract.patterns import pattern
from pipeline.extract.phrases import Phrases, expand, is_arabic, is_latin, starts_of
from pipeline.extract.quantities.numbers import NumberReader, number_reader
from pipeline.languages import lexicon

_LONGEST_CLITIC: Final = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit word makes of a number: `factor` is 0.01 for cents, 10 for 成 (tenths as percent).

    `discount` marks 折, which counts what is left of a price in tenths.
    """

    kind: QuantityKind
    unit: str
    factor: float = 1
    discount: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is a quantity by itself: an ordinal, a change ("halved": 50 percent, sign -1), a dual (دولارين)."""

    kind: QuantityKind
    value: float
    unit: str
    sign: int = 0


class UnitLexicon:
    """The compiled tables of one language as written in one country; made once by `unit_lexicon`."""

    def __init__(self, language: str, country: str) -> None:
        self._own, self._shared = lexicon(language, "units"), lexicon("shared", "units")
        numbers = lexicon(language, "numbers")
        self.numbers: NumberReader = number_reader(language)
        self._proclitics = frozenset(f for e in numbers.get("proclitics", ()) for f in expand(e))
        self._endings = frozenset(f for e in numbers.get("endings", ()) for f in expand(e))
        regional = self._regional(country)
        units = self._units(regional)
        self.units: Phrases[Unit | None] = self._table(units)
        self.loose_change = self.flags("loose_change")
        self.short_tails = self.flags("short_tails")
        self.classifiers = self.flags("classifiers")
        self.bare_money = self.flags("bare_money")
        self.told_money = self._pattern("told_money")
        self.behind_money = self.flags("behind_money")
        self.small_change: Phrases[Unit] = self._table(
            (form, Unit("money", code, factor))
            for code, factor, entry in self._own.get("small_change", ())
            for form in expand(entry)
        )
        self.unit_starts = starts_of(units)
        self.currencies_before: Phrases[str] = self._table(self._leading(regional))
        self.bounds_before: Phrases[Bound] = self._groups("bounds_before")
        self.bounds_after: Phrases[Bound] = self._groups("bounds_after")
        self.not_bounds = self.flags("not_bounds")
        self.bound_verbs: Phrases[Bound] = self._groups("bound_verbs")
        self.bound_verb_starts = starts_of(self.bound_verbs.forms())
        self.bound_stops = self.flags("bound_stops")
        self.bound_asides = self.flags("bound_asides")
        self.bound_particles = self.flags("bound_particles")
        self.starting_verbs = self.flags("starting_verbs")
        self.comparatives = self.flags("comparatives")
        self.negations = self.flags("negations")
        self.no_negations = self.flags("no_negations")
        self.per_phrases: Phrases[str] = self._groups("per_phrases")
        self.per_leads: Phrases[str] = self._groups("per_leads")
        self.priced: Phrases[str] = self._groups("priced")
        self.percent_before = self.flags("percent_before")
        self.percent_of = self.flags("percent_of")
        self.percent_asked = self.flags("percent_asked")
        self.percent_glued = self.flags("percent_glued")
        self.negatives = self.flags("negatives")
        self.fillers = self.flags("fillers")
        self.bound_gaps = self.flags("bound_gaps")
        self.ranges = self.flags("ranges")
        self.range_marks = self.flags("range_marks")
        self.range_ands = self.flags("range_ands")
        self.from_marks = self.flags("from_marks")
        self.passed = pattern(language, "passed")
        self.from_tos = self.flags("from_tos")
        self.spread_marks = self.flags("spread_marks")
        self.lists = self.flags("lists")
        self.commas = self.flags("commas")
        self.compares = self.flags("compares")
        self.formers = self.flags("formers")
        self.equals = self.flags("equals")
        self.of_which = self._pattern("of_which")
        self.price_links = self._pattern("price_links")
        self.per_marks = self.flags("per_marks")
        self.per_marks_weak = self.flags("per_marks_weak")
        marks = (self.per_marks, self.per_phrases, self.per_leads)
        self.per_starts = starts_of(form for table in marks for form in table.forms())
        self.per_stops = self.flags("per_stops")
        self.per_spans = self.flags("per_spans")
        self.weak_per_starts = starts_of(self.per_marks_weak.forms())
        self.ordinal_marks = self.flags("ordinal_marks")
        self.ordinal_ends = self.flags("ordinal_ends")
        self.ordinal_places = self.flags("ordinal_places")
        self.not_ordinal_before = self.flags("not_ordinal_before")
        self.not_ordinal_after = self.flags("not_ordinal_after")
        self.part_marks = self.flags("part_marks")
        self.part_heads = tuple(expand(self._own.get("part_heads", "")))
        self.not_parts = self.flags("not_parts")
        self.wholes = self.flags("wholes")
        self.fifths: Phrases[float] = self._table(
            (form, float(value)) for value, entry in self._own.get("fifths", {}).items() for form in expand(entry)
        )
        self.half_marks = self.flags("half_marks")
        self.price_words = self.flags("price_words")
        words = self._words()
        self.words: Phrases[Word] = self._table(words)
        self.word_starts = starts_of(words)
        self.bare_words: bool = self._own.get("bare_words", True)

    def flags(self, group: str) -> Phrases[bool]:
        """The table of a group without meanings."""
        return self._table((form, True) for source in self._sources() for form in expand(source.get(group) or ""))

    def begins(self, text: str, at: int) -> bool:
        """Whether a word begins at `at`, perhaps behind clitics."""
        if at == 0:
            return True
        first, previous = text[at], text[at - 1]
        if is_latin(first):
            return not is_latin(previous)
        if is_arabic(first) and is_arabic(previous):
            return self.before_clitic(text, at) != at
        return True

    def before_clitic(self, text: str, at: int) -> int:
        """The place before a clitic (بـ, و) that is glued to the front of `at`, or `at`."""
        head = at
        while head > 0 and at - head < _LONGEST_CLITIC and is_arabic(text[head - 1]):
            head -= 1
        return head if text[head:at] in self._proclitics else at

    def is_prefix(self, word: str) -> bool:
        """Whether Arabic letters that are glued to digits are a clitic or a word of this lexicon (تا۵۰)."""
        tables = (self.ranges, self.bounds_before, self.from_marks)
        return word in self._proclitics or any(word in table for table in tables)

    def _sources(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return self._shared, self._own

    def _table(self, entries: Iterable[tuple[str, Any]] | dict[str, Any]) -> Phrases[Any]:
        pairs = entries.items() if isinstance(entries, dict) else entries
        return Phrases(pairs, endings=self._endings, proclitics=self._proclitics)

    def _groups(self, group: str) -> Phrases[Any]:
        return self._table(
            (form, meaning)
            for source in self._sources()
            for meaning, entry in source.get(group, {}).items()
            for form in expand(entry)
        )

    def _pattern(self, group: str) -> re.Pattern[str]:
        return starts_of(self.flags(group).forms())

    def _regional(self, country: str) -> dict[str, Unit]:
        places = ["", *country.split("-")] if country else [""]
        regions = self._own.get("regions", {})
        entries = [entry for place in places for entry in regions.get(place, {}).items()]
        units = [(entry, (meaning, 1.0) if isinstance(meaning, str) else meaning) for entry, meaning in entries]
        return {form: Unit("money", code, float(part)) for entry, (code, part) in units for form in expand(entry)}

    def _units(self, regional: dict[str, Unit]) -> dict[str, Unit | None]:
        units: dict[str, Unit | None] = {}

        def add(entry: str, unit: Unit | None) -> None:
            units.update((form, unit) for form in expand(entry or ""))

        for code, entry in self._shared["symbols"].items():
            add(entry, Unit("money", code))
        add(self._shared["bare_symbols"], Unit("money", ""))
        for source in self._sources():
            for unit, entry in source.get("counted", {}).items():
                add(entry, Unit("count", unit))
            add(source["percent"], Unit("percent", "%"))
            add(source.get("percent_glued", ""), Unit("percent", "%"))
            add(source["points_of_percent"], Unit("count", "pp"))
            add(source.get("basis_points", ""), Unit("count", "pp", 0.01))
        for code, entry in self._own.get("currencies", {}).items():
            add(entry, Unit("money", code))
        for source in self._sources():
            for code, factor, entry in source.get("subunits", ()):
                add(entry, Unit("money", code, float(factor)))
        add(self._own.get("tenths", ""), Unit("percent", "%", 10))
        add(self._own.get("discounts", ""), Unit("percent", "%", 10, discount=True))
        add(self._own.get("not_units", ""), None)
        units.update(regional)
        return units

    def _leading(self, regional: dict[str, Unit]) -> dict[str, str]:
        leading: dict[str, str] = {}
        for source in (self._shared["symbols"], self._own.get("currencies_before", {})):
            leading.update((form, code) for code, entry in source.items() for form in expand(entry))
        leading.update((form, "") for form in expand(self._shared["bare_symbols"]))
        leading.update((form, unit.unit) for form, unit in regional.items() if form in leading)
        return leading

    def _words(self) -> dict[str, Word]:
        words = {
            form: Word("percent", float(value), "%", sign)
            for value, sign, entry in self._own.get("changes", ())
            for form in expand(entry)
        }
        ordinals = self._own.get("ordinals", {}).items()
        words.update((form, Word("ordinal", float(rank), "rank")) for rank, entry in ordinals for form in expand(entry))
        words.update(
            (form, Word("money" if code.isupper() else "count", float(value), code))
            for value, code, entry in self._own.get("amounts", ())
            for form in expand(entry)
        )
        return words


def skip_spaces(text: str, at: int) -> int:
    """Behind at most two spaces and a hyphen that joins words ("685-billion-parameter")."""
    stop = at + 2
    while at < stop and text[at : at + 1] == " ":
        at += 1
    if text[at : at + 1] == "-" and not text[at + 1 : at + 2].isdecimal():
        at += 1
    return at


@cache
def unit_lexicon(language: str, country: str = "") -> UnitLexicon:
    """The lexicon of `language` (ar, fa, zh, en) for texts from `country`; made once."""
    return UnitLexicon(language, country)

"""Quantities in text: numbers with their currency, percent sign or counted noun, bounds, ranges and what a price buys.

One engine for all languages; the words stand in `pipeline/languages/<language>/units.yml` (and `shared/units.yml`
for symbols, codes and Latin unit words that occur in every language's texts). Works on folded text, gives offsets into
the original. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pipeline.claim import Bound
from pipeline.extract.mentions import Quantity, QuantityKind
from pipeline.extract.numbers import Number, number_reader
from pipeline.extract.phrases import Phrases, expand, is_arabic, is_latin, trie_pattern
from pipeline.languages import lexicon
from pipeline.text.fold import Folded

_SENTENCE_END: Final = re.compile(r"[。！？!?؟\n；;]|\.\s")
_DATE: Final = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)")
_QUOTES: Final = "\"'«»“”()[]（「『"
_CELL_JOINTS: Final = ("/", "|", "->", "→", "،", ",")
_MILLION: Final = 1e6
#: Which unit of a header counts, the first first.
_HINT_RANK: Final = {
    unit: rank
    for rank, unit in enumerate(
        (
            "money",
            "percent",
            "tokens/s",
            "ms",
            "parameters",
            "tokens",
            "users",
            "downloads",
            "points",
            "s",
            "pp",
        )
    )
}


@dataclass(frozen=True, slots=True)
class UnitHint:
    """What a header, caption or lead-in states for bare numbers; `kind`, `unit` and `per` are as in `Quantity`.

    `factor` multiplies bare numbers ("亿元": 1e8); `per_factor` multiplies any price that does not say itself what it
    buys ("USD per 1K tokens": 1000, as `per` is 1M_tokens).
    """

    kind: QuantityKind
    unit: str
    per: str = ""
    factor: float = 1
    per_factor: float = 1


@dataclass(frozen=True, slots=True)
class _Unit:
    kind: QuantityKind
    unit: str
    factor: float = 1


@dataclass(frozen=True, slots=True)
class _Per:
    """A phrase for what a price buys, at `start:end`; a price is multiplied by `factor` to be per `unit`."""

    start: int
    end: int
    unit: str
    factor: float
    leads: bool


@dataclass(slots=True)
class _Item:
    """A quantity in the making, in folded offsets."""

    number: Number
    start: int
    end: int
    cue: int
    value: float
    kind: QuantityKind = "count"
    unit: str = ""
    factor: float = 1
    value_max: float | None = None
    bound: Bound = "exact"
    per: str = ""
    per_end: int = -1
    elided: bool = False
    change: int = 0
    number_factor: float = 1

    @property
    def bare(self) -> bool:
        return self.kind == "count" and not self.unit


class QuantityReader:
    """Reads the quantities of one language as written in one country; made once by `quantity_reader`."""

    def __init__(self, language: str, country: str) -> None:
        own, shared = lexicon(language, "units"), lexicon("shared", "units")
        numbers = lexicon(language, "numbers")
        self.numbers = number_reader(language)
        self._proclitics = frozenset(f for e in numbers.get("proclitics", ()) for f in expand(e))
        self._endings = frozenset(f for e in numbers.get("endings", ()) for f in expand(e))
        places = country.split("-") if country else []
        regional = {
            form: code
            for place in ("", *places)
            for entry, code in own.get("regions", {}).get(place, {}).items()
            for form in expand(entry)
        }
        units = self._units(own, shared)
        units.update((form, _Unit("money", code)) for form, code in regional.items())
        self._after = self._table(units)
        self._unit_starts = re.compile(trie_pattern(units))
        self._before = self._table(self._leading(own, shared, regional))
        self._percent_before = self._table((f, True) for f in expand(own.get("percent_before") or ""))
        self._fillers = self._flags(own, "fillers")
        self._bounds = self._bound_table(own, shared, "bounds_before")
        self._bounds_after = self._bound_table(own, shared, "bounds_after")
        self._bound_gaps = self._flags(own, "bound_gaps")
        self._ranges = self._flags(own, "ranges", shared)
        self._range_marks = self._flags(own, "range_marks")
        self._range_ands = self._flags(own, "range_ands")
        self._from_marks = self._flags(own, "from_marks")
        self._from_tos = self._flags(own, "from_tos")
        self._spread_marks = self._flags(own, "spread_marks")
        self._lists = self._flags(own, "lists")
        self._commas = self._flags(shared, "lists")
        self._ordinal_marks = self._table(
            (form, True) for entry in [own.get("ordinal_marks") or ""] for form in _verbatim(entry)
        )
        self._ordinal_ends = self._flags(own, "ordinal_ends")
        self._not_ordinal_before = self._flags(own, "not_ordinal_before")
        self._not_ordinal_after = self._flags(own, "not_ordinal_after")
        self._per_marks = self._flags(own, "per_marks", shared)
        self._priced = self._table(
            (form, unit)
            for source in (shared, own)
            for unit, entry in source.get("priced", {}).items()
            for form in expand(entry)
        )
        phrases = self._table(
            (form, unit) for unit, entry in own.get("per_phrases", {}).items() for form in expand(entry)
        )
        self._per_phrases = phrases
        marks = [*self._per_marks.forms(), *phrases.forms()]
        self._per_starts = re.compile(trie_pattern(marks))
        self._words: dict[str, tuple[QuantityKind, float, int]] = {
            form: ("percent", float(value), int(sign))
            for value, sign, entry in own.get("changes", ())
            for form in expand(entry)
        }
        self._words.update(
            (form, ("ordinal", float(rank), 0))
            for rank, entry in own.get("ordinals", {}).items()
            for form in expand(entry)
        )
        self._word_table = self._table(self._words.items())
        self._word_starts = re.compile(trie_pattern(self._words)) if self._words else None
        self._bare_words: bool = own.get("bare_words", True)

    def _table(self, entries: Iterable[tuple[str, Any]] | dict[str, Any]) -> Phrases[Any]:
        pairs = entries.items() if isinstance(entries, dict) else entries
        return Phrases(pairs, endings=self._endings, proclitics=self._proclitics)

    def _flags(self, own: dict[str, Any], group: str, shared: dict[str, Any] | None = None) -> Phrases[bool]:
        entries = [(source or {}).get(group) or "" for source in (own, shared)]
        return self._table((form, True) for entry in entries for form in expand(entry))

    def _bound_table(self, own: dict[str, Any], shared: dict[str, Any], group: str) -> Phrases[Bound]:
        return self._table(
            (form, bound)
            for source in (shared, own)
            for bound, entry in source.get(group, {}).items()
            for form in expand(entry)
        )

    @staticmethod
    def _units(own: dict[str, Any], shared: dict[str, Any]) -> dict[str, _Unit]:
        units: dict[str, _Unit] = {}
        for code, entry in shared["symbols"].items():
            units.update((form, _Unit("money", code)) for form in expand(entry))
        units.update((form, _Unit("money", "")) for form in shared["bare_symbols"])
        for source in (shared, own):
            for unit, entry in source.get("counted", {}).items():
                units.update((form, _Unit("count", unit)) for form in expand(entry))
            units.update((form, _Unit("percent", "%")) for form in expand(source["percent"]))
            units.update((form, _Unit("count", "pp")) for form in expand(source["points_of_percent"]))
        for code, entry in own.get("currencies", {}).items():
            units.update((form, _Unit("money", code)) for form in expand(entry))
        for code, factor, entry in own.get("subunits", ()):
            units.update((form, _Unit("money", code, factor)) for form in expand(entry))
        return units

    @staticmethod
    def _leading(own: dict[str, Any], shared: dict[str, Any], regional: dict[str, str]) -> dict[str, str]:
        leading: dict[str, str] = {}
        for source in (shared["symbols"], own.get("currencies_before", {})):
            for code, entry in source.items():
                leading.update((form, code) for form in expand(entry))
        leading.update((form, regional.get(form, "")) for form in shared["bare_symbols"])
        leading.update((form, code) for form, code in regional.items() if form in leading)
        return leading

    # -- one quantity

    def items(self, text: str) -> list[_Item]:
        """All quantities of folded `text`, sorted."""
        return self._found(text, self._pers(text))

    def _found(self, text: str, pers: list[_Per]) -> list[_Item]:
        items: list[_Item] = []
        floor, next_per = 0, 0
        for number in self.numbers.find(text):
            while next_per < len(pers) and pers[next_per].end <= number.start:
                next_per += 1
            inside_per = next_per < len(pers) and pers[next_per].start <= number.start
            if number.start < floor or inside_per:
                continue
            item = self._item(text, number, floor)
            if item is not None:
                items.append(item)
                floor = item.end
        items = self._with_words(text, items)
        items = self._compounds(text, items)
        items = self._joined(text, items)
        self._list_units(text, items)
        self._bracketed(text, items)
        self._priced_items(text, items, pers)
        return [item for item in items if not self._doubtful(item)]

    def hint(self, text: str) -> UnitHint | None:
        """The unit that folded `text` states without a number of its own."""
        pers = self._pers(text)
        items = self._found(text, pers)
        scales = [item for item in items if item.number.words and item.number.value == item.number.scale > 1]
        units = [(item.end, _Unit(item.kind, item.unit, item.factor)) for item in scales if not item.bare]
        taken = [(item.start, item.end) for item in items] + [(per.start, per.end) for per in pers]
        units += [found for found in self._units_in(text) if _is_free(found, taken)]
        ranked = [(rank, *found) for found in units if (rank := _hint_rank(found[1])) is not None]
        per = pers[0] if pers else None
        if not ranked:
            return UnitHint("money", "", per.unit, 1, per.factor) if per and per.unit == "1M_tokens" else None
        _, end, unit = min(ranked, key=lambda entry: entry[0])
        scale = scales[0].number.scale if scales else self._scale_letter(text, end)
        if unit.kind != "money" or per is None:
            return UnitHint(unit.kind, unit.unit, factor=unit.factor * scale)
        return UnitHint("money", unit.unit, per.unit, unit.factor * scale, per.factor)

    def _units_in(self, text: str) -> Iterable[tuple[int, _Unit]]:
        for match in self._unit_starts.finditer(text):
            found = self._after.after(text, match.start())
            if found is not None and self._begins(text, match.start()):
                yield found

    def _scale_letter(self, text: str, at: int) -> float:
        """The scale letter behind a header's unit: $bn, Params (B)."""
        at = self._space(text, at)
        at += text[at : at + 1] in ("(", "（", ",", "،", "，")
        letter = self.numbers.scale_letter("1" + text[self._space(text, at) :], 1)
        return letter[1] if letter is not None else 1

    def cell(self, text: str, hint: UnitHint | None) -> list[_Item]:
        """The quantities of a table cell; bare numbers take the hint's unit."""
        items = self.items(text)
        stated = any(not item.bare and item.kind != "ordinal" for item in items)
        for index, item in enumerate(items):
            if index == 0 and item.bound == "exact" and item.value_max is None:
                self._starting_price(text, item)
            if item.bare and index and _is_twin(text, items[index - 1], item):
                self._take(item, items[index - 1])
            elif item.bare and hint is not None and not stated and not _in_brackets(text, item):
                self._apply(item, hint)
            elif hint is not None and hint.per and item.kind == "money" and not item.per:
                item.value, item.value_max = _times(item.value, item.value_max, hint.per_factor)
                item.per = hint.per
                item.unit = item.unit or hint.unit
        return items

    def _starting_price(self, text: str, item: _Item) -> None:
        """ "from $100" is a lower bound where it is all that the cell says."""
        mark = self._from_marks.before(text, item.start - 1)
        if mark is not None and not text[: mark[0]].strip():
            item.cue, item.bound = mark[0], "at_least"

    @staticmethod
    def _take(item: _Item, other: _Item) -> None:
        factor = other.number_factor
        item.kind, item.unit, item.per, item.elided = other.kind, other.unit, other.per, True
        item.value, item.value_max = _times(item.value, item.value_max, factor)

    @staticmethod
    def _apply(item: _Item, hint: UnitHint) -> None:
        factor = hint.per_factor * (hint.factor if item.number.scale == 1 else 1)
        item.kind, item.unit, item.per, item.elided = hint.kind, hint.unit, hint.per, True
        item.value, item.value_max = _times(item.value, item.value_max, factor)

    def _item(self, text: str, number: Number, floor: int) -> _Item | None:
        start, end = number.start, number.end
        digits = text[start] in ".0123456789"
        leading = self._lead(text, start, floor)
        if digits and leading is None and self._is_glued(text, number, floor):
            return None
        item = _Item(number, start, end, start, number.value, value_max=number.value_max)
        if number.open_end:
            item.bound = "at_least"
        if leading is not None:
            item.start, item.kind, item.unit = leading[0], "money", leading[1]
        self._sign(text, item, floor)
        if self._ordinal(text, item, floor):
            return item
        self._closing_bound(text, item)
        self._unit(text, item)
        if digits and item.end == end and text[end : end + 1] and is_latin(text[end]):
            return None
        if item.bare and number.fraction:
            item.kind, item.unit, item.factor = "percent", "%", 100
        item.value, item.value_max = _times(item.value, item.value_max, item.factor)
        self._closing_bound(text, item)
        item.cue = item.start
        self._opening_bound(text, item, floor)
        return item

    def _lead(self, text: str, at: int, floor: int) -> tuple[int, str] | None:
        """Start and code of a currency that stands before the number at `at`."""
        if at and text[at - 1] in "-+":
            at -= 1
        found = self._before.before(text, at, floor)
        if found is None and at and text[at - 1] == " ":
            found = self._before.before(text, at - 1, floor)
        return found

    def _is_glued(self, text: str, number: Number, floor: int) -> bool:
        """Whether the digits belong to a name, a version, a date or a time of day."""
        start, end = number.start, number.end
        if _DATE.match(text, start) or (text[end : end + 1] == ":" and text[end + 1 : end + 2].isdecimal()):
            return True
        if start == 0:
            return False
        previous, earlier = text[start - 1], text[start - 2 : start - 1]
        if is_latin(previous) or previous == "_":
            return True
        if previous in "-./:" and earlier and (is_latin(earlier) or earlier.isdecimal()):
            return floor != start - 1
        if is_arabic(previous):
            head = start - 1
            while head > 0 and start - head < 12 and is_arabic(text[head - 1]):
                head -= 1
            word = text[head:start]
            return not (word in self._proclitics or word in self._ranges or word in self._bounds)
        return False

    def _sign(self, text: str, item: _Item, floor: int) -> None:
        inner = text[item.number.start - 1 : item.number.start]
        at = item.start - 1
        if inner in ("-", "+") and item.start < item.number.start:
            item.value *= -1 if inner == "-" else 1
            return
        if at >= floor and text[at] in "-+" and (at == 0 or text[at - 1] in " (:：،,，|（\n"):
            item.value *= -1 if text[at] == "-" else 1
            item.start = at

    def _unit(self, text: str, item: _Item) -> None:
        """Take the unit behind the number, if there is one."""
        at = self._space(text, item.end)
        found = self._after.after(text, at)
        if found is None:
            found = self._after_fillers(text, at)
        if found is not None and self._is_unit_of(text, item, at, found):
            end, unit = found
            if item.kind == "money":
                item.end = end
            else:
                item.end, item.kind, item.unit, item.factor = end, unit.kind, unit.unit, unit.factor
        elif item.bare and (sign := self._percent_before.before(text, item.start)):
            item.start, item.kind, item.unit = sign[0], "percent", "%"

    def _space(self, text: str, at: int) -> int:
        stop = at + 2
        while at < stop and text[at : at + 1] == " ":
            at += 1
        if text[at : at + 1] == "-" and not text[at + 1 : at + 2].isdecimal():
            at += 1
        return at

    def _after_fillers(self, text: str, at: int) -> tuple[int, _Unit] | None:
        for _ in range(3):
            filler = self._fillers.after(text, at)
            if filler is None:
                return None
            at = self._space(text, filler[0])
            found: tuple[int, _Unit] | None = self._after.after(text, at)
            if found is not None:
                return found if found[1].kind != "percent" else None
        return None

    def _is_unit_of(self, text: str, item: _Item, at: int, found: tuple[int, _Unit]) -> bool:
        end, unit = found
        if item.kind == "money":
            return unit.kind == "money" and unit.unit == item.unit and unit.factor == 1 and end - at > 1
        form = text[at:end]
        if not is_latin(form[-1]) and text[end : end + 1].isdecimal() and at > item.end:
            return form not in self._before
        if form == "s" and at == item.end and item.value >= 1000:
            return False
        return True

    # -- bounds and ordinals

    def _closing_bound(self, text: str, item: _Item) -> None:
        """ "or more", 以上, + behind the number or behind its unit."""
        found = self._bounds_after.after(text, self._space(text, item.end))
        if found is not None:
            glued = item.end == found[0] - 1 or item.end == item.number.end
            item.bound = found[1]
            if glued and item.end == item.number.end and item.bare:
                item.end = found[0]

    def _opening_bound(self, text: str, item: _Item, floor: int) -> None:
        at = self._unclitic(text, item.start)
        for _ in range(3):
            while at > floor and text[at - 1] in " \"'«»“”":
                at -= 1
            found = self._bounds.before(text, at, floor)
            if found is not None:
                if item.bound == "exact" or found[1] != "about":
                    item.bound = found[1]
                item.cue = found[0]
                return
            gap = self._bound_gaps.before(text, at, floor)
            if gap is None:
                return
            at = gap[0]

    def _unclitic(self, text: str, at: int) -> int:
        """Before a clitic (بـ, و) that is glued to the front of `at`."""
        head = at
        while head > 0 and at - head < 4 and is_arabic(text[head - 1]):
            head -= 1
        return head if text[head:at] in self._proclitics else at

    def _ordinal(self, text: str, item: _Item, floor: int) -> bool:
        """Make a rank of "No. 1" and 第1名; whether it is one."""
        found = self._ordinal_marks.before(text, item.start, floor)
        if found is None or not item.bare or item.value < 1 or item.value != int(item.value):
            return False
        ending = self._ordinal_ends.after(text, item.end)
        end = ending[0] if ending else item.end
        if self._not_ordinal_before.after(text, self._space(text, end)):
            return False
        item.start, item.end, item.kind, item.unit, item.cue = found[0], end, "ordinal", "rank", found[0]
        return True

    def _with_words(self, text: str, items: list[_Item]) -> list[_Item]:
        """Add ordinals and changes that are words of their own: first, halved, 腰斩."""
        if self._word_starts is None:
            return items
        found: list[_Item] = []
        for match in self._word_starts.finditer(text):
            at = match.start()
            hit = self._word_table.after(text, at)
            if hit is None or not self._begins(text, at):
                continue
            end, (kind, value, sign) = hit
            if kind == "ordinal" and self._is_other_ordinal(text, at, end):
                continue
            number = Number(at, end, value, words=True)
            unit = "rank" if kind == "ordinal" else "%"
            item = _Item(number, at, end, at, value, kind, unit, change=sign)
            self._opening_bound(text, item, 0)
            found.append(item)
        return _merged(items, found) if found else items

    def _begins(self, text: str, at: int) -> bool:
        if at == 0:
            return True
        first, previous = text[at], text[at - 1]
        if is_latin(first):
            return not is_latin(previous) and previous != "-"
        if is_arabic(first) and is_arabic(previous):
            return self._unclitic(text, at) != at
        return True

    def _is_other_ordinal(self, text: str, at: int, end: int) -> bool:
        """ "first half", "the second time", "a third"."""
        if self._not_ordinal_before.after(text, end) or self._not_ordinal_before.after(text, end + 1):
            return True
        return at > 0 and self._not_ordinal_after.before(text, at - 1) is not None

    # -- quantities together

    def _compounds(self, text: str, items: list[_Item]) -> list[_Item]:
        """3元5角, five dollars and 20 cents: one amount."""
        done: list[_Item] = []
        for item in items:
            last = done[-1] if done else None
            if (
                last is not None
                and last.kind == item.kind == "money"
                and last.unit == item.unit != ""
                and item.factor < last.factor
                and item.value < last.factor
                and item.start == item.number.start
                and (gap := text[last.end : item.start].strip()) in ("", *self._and_words())
                and (gap or not self._juxtaposed_space(text, last, item))
            ):
                last.value = _tidy(last.value + item.value)
                last.end, last.factor = item.end, item.factor
            else:
                done.append(item)
        return done

    def _and_words(self) -> tuple[str, ...]:
        return tuple(form for form in self._range_ands.forms() if form != "-")

    @staticmethod
    def _juxtaposed_space(text: str, last: _Item, item: _Item) -> bool:
        return item.start - last.end > 1

    def _joined(self, text: str, items: list[_Item]) -> list[_Item]:
        """Ranges become one quantity; of "from A to B" the first takes the unit of the second."""
        done: list[_Item] = []
        for item in items:
            last = done[-1] if done else None
            if last is None or not self._join(text, last, item):
                done.append(item)
        return done

    def _join(self, text: str, low: _Item, high: _Item) -> bool:
        """Whether `low` and `high` are one range, which `low` then is. May lend a unit to `low`."""
        if high.start - low.end > 14 or low.value_max is not None or "ordinal" in (low.kind, high.kind):
            return False
        gap = text[low.end : high.start].strip()
        head = self._unclitic(text, low.start)
        head -= text[max(head - 1, 0) : head] == " "
        came_from = self._from_marks.before(text, head) or self._from_marks.before(text, low.cue - 1)
        between = self._range_marks.before(text, head)
        if between is not None and gap in self._range_ands:
            pass
        elif gap in self._ranges:
            start = came_from[0] - 1 if came_from else 0
            if came_from and gap not in ("-", "~") and not self._spread_marks.before(text, start):
                if gap in self._from_tos:
                    self._lend(low, high)
                    return False
        elif came_from and gap in self._from_tos:
            self._lend(low, high)
            return False
        else:
            return False
        if not self._same_measure(low, high):
            return False
        value = low.value
        scale = high.number.scale if low.number.literal and low.number.scale == 1 else 1
        if low.bare and scale > 1 and value * high.factor < high.value / scale:
            value *= scale
        elif low.kind == "money" and low.unit == high.unit and scale > 1 and value < high.value / scale:
            value *= scale
        elif high.bare and scale > 1 and value < high.value / scale:
            value *= scale
        if low.bare and not high.bare:
            value *= high.factor
        upper = high.value * (low.factor if high.bare else 1)
        if not value < upper:
            return False
        source = high if low.bare else low
        low.value, low.value_max, low.bound = _tidy(value), _tidy(upper), "range"
        low.kind, low.unit, low.factor = source.kind, source.unit, source.factor
        low.end = high.end
        if between is not None:
            low.cue = min(low.cue, between[0])
        elif came_from is not None:
            low.cue = min(low.cue, came_from[0])
        return True

    @staticmethod
    def _same_measure(low: _Item, high: _Item) -> bool:
        if low.bare or (high.bare and low.start < low.number.start):
            return True
        return (low.kind, low.unit) == (high.kind, high.unit)

    def _lend(self, low: _Item, high: _Item) -> None:
        """Give `low`, a bare number, the unit of `high`, and its scale where it can only be meant."""
        if not low.bare or high.bare or high.kind == "ordinal":
            return
        scale = high.number.scale
        if low.number.literal and scale > 1 and low.value < 1000:
            low.value = _tidy(low.value * scale)
        low.value = _tidy(low.value * high.factor)
        low.kind, low.unit, low.factor, low.elided = high.kind, high.unit, high.factor, True

    def _list_units(self, text: str, items: list[_Item]) -> None:
        """۱۰، ۳۰ و ۶۰ دلار: the unit of the last holds for all."""
        for left, right in zip(items[-2::-1], items[:0:-1], strict=True):
            if right.start - left.end > 16 or right.bare or right.kind == "ordinal":
                continue
            gap = text[left.end : right.start].strip()
            listed = gap in self._lists or (right.elided and gap in self._commas)
            if not listed:
                continue
            if left.bare and left.number.literal and not _is_year(left.value) and left.end == left.number.end:
                self._lend(left, right)
            if left.elided and left.bound != "exact" and right.bound == "exact":
                right.bound = left.bound

    @staticmethod
    def _bracketed(text: str, items: list[_Item]) -> None:
        """A bound in front covers the same amount in another currency in brackets."""
        for left, right in zip(items, items[1:], strict=False):
            gap = text[left.end : right.cue].strip()
            if gap in ("(", "（", "[") and left.kind == right.kind == "money" and left.unit != right.unit:
                if right.bound == "exact" and left.bound in ("at_least", "at_most"):
                    right.bound = left.bound

    # -- what a price buys

    def _pers(self, text: str) -> list[_Per]:
        found: list[_Per] = []
        for match in self._per_starts.finditer(text):
            at = match.start()
            if found and at < found[-1].end:
                continue
            per = self._per(text, at)
            if per is not None:
                found.append(per)
        return found

    def _per(self, text: str, at: int) -> _Per | None:
        if not self._begins(text, at):
            return None
        phrase = self._per_phrases.after(text, at)
        mark = self._per_marks.after(text, at)
        if mark is not None:
            inside = self._space(text, mark[0])
            count = self.numbers.read(text, inside)
            if count is not None and count.value > 0:
                inside = self._space(text, count.end)
            amount = count.value if count is not None else 1.0
            noun = self._priced.after(text, inside)
            if noun is not None and amount > 0 and (phrase is None or noun[0] >= phrase[0]):
                end, unit = noun
                lasting = "tokens" if unit == "tokens" else unit
                if lasting == "tokens":
                    return _Per(at, end, "1M_tokens", _MILLION / amount, True)
                return _Per(at, end, unit, 1 / amount, text[at] != "/")
        if phrase is not None:
            return _Per(at, phrase[0], phrase[1], 1, True)
        return None

    def _priced_items(self, text: str, items: list[_Item], pers: list[_Per]) -> None:
        if not pers:
            return
        money = [item for item in items if item.kind == "money" and not item.change]
        for index, item in enumerate(money):
            limit = money[index + 1].start if index + 1 < len(money) else len(text)
            per = self._per_behind(text, item, pers, limit)
            if per is not None:
                _buy(item, per)
        for left, right in zip(money[-2::-1], money[:0:-1], strict=True):
            if (
                not left.per
                and right.per
                and right.per_end > right.end
                and self._is_listed(text, left, right)
            ):
                per = next(p for p in pers if p.end == right.per_end)
                _buy(left, per)
        for item in money:
            if not item.per:
                per = self._per_in_front(text, item, pers, money)
                if per is not None:
                    _buy(item, per)

    def _is_listed(self, text: str, left: _Item, right: _Item) -> bool:
        gap = text[left.end : right.cue].strip()
        return gap in self._lists or gap in self._commas

    def _per_behind(self, text: str, item: _Item, pers: list[_Per], limit: int) -> _Per | None:
        for per in pers:
            if per.start < item.end:
                continue
            if per.start >= limit or per.start - item.end > 60:
                return None
            gap = text[item.end : per.start]
            near = len(gap) <= 24 and not re.search(r"[^\w\s()/|,-]", gap) and len(gap.split()) <= 3
            if near or (per.unit == "1M_tokens" and not re.search(r"[。！？!?؟\n；;،,，:]|\.\s", gap)):
                return per
            return None
        return None

    def _per_in_front(self, text: str, item: _Item, pers: list[_Per], money: list[_Item]) -> _Per | None:
        best: _Per | None = None
        for per in pers:
            if per.end > item.start:
                break
            best = per
        if best is None or _SENTENCE_END.search(text, best.end, item.start) or item.number.scale >= _MILLION:
            return None
        if best.unit == "1M_tokens":
            return best
        taken = any(other.per_end == best.end for other in money)
        return best if best.leads and not taken and item.start - best.end <= 48 else None

    def _doubtful(self, item: _Item) -> bool:
        """Bare number words that are mostly no numbers: "one", یک, 一."""
        number = item.number
        if not item.bare or not number.words or item.elided or item.value_max is not None:
            return False
        if not self._bare_words:
            return number.end - number.start < 2 or number.value < 10
        return number.weak


def _merged(items: list[_Item], words: list[_Item]) -> list[_Item]:
    """Both, sorted; where they overlap the longer one stays."""
    merged: list[_Item] = []
    for item in sorted([*items, *words], key=lambda item: (item.start, -item.end)):
        while merged and item.start < merged[-1].end:
            if item.end - item.start <= merged[-1].end - merged[-1].start:
                break
            merged.pop()
        else:
            merged.append(item)
    return merged


def _buy(item: _Item, per: _Per) -> None:
    item.per, item.per_end = per.unit, per.end
    item.number_factor = per.factor
    item.value, item.value_max = _times(item.value, item.value_max, per.factor)


def _times(value: float, value_max: float | None, factor: float) -> tuple[float, float | None]:
    return _tidy(value * factor), None if value_max is None else _tidy(value_max * factor)


def _hint_rank(unit: _Unit) -> int | None:
    """The place of a unit among those that a header can state, None if a header cannot."""
    return _HINT_RANK.get(unit.unit if unit.kind == "count" else unit.kind)


def _is_free(found: tuple[int, _Unit], taken: list[tuple[int, int]]) -> bool:
    return not any(start < found[0] <= end for start, end in taken)


def _is_twin(text: str, left: _Item, right: _Item) -> bool:
    """Whether `right` is the second of two values in a cell: "$2 / 8"."""
    return not left.bare and left.kind == "money" and text[left.end : right.cue].strip() in _CELL_JOINTS


def _in_brackets(text: str, item: _Item) -> bool:
    opened = max(text.rfind("(", 0, item.start), text.rfind("（", 0, item.start))
    return opened > 0 and not any(closing in text[opened : item.start] for closing in ")）")


def _verbatim(entry: str) -> list[str]:
    """Forms with their spaces at the end kept."""
    return [
        form for part in entry.split("|") for form in ({f + part[len(part.rstrip()) :] for f in expand(part)})
    ]


def _is_year(value: float) -> bool:
    return value == int(value) and (1900 <= value <= 2100 or 1380 <= value <= 1450)


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")


@cache
def quantity_reader(language: str, country: str = "") -> QuantityReader:
    """The reader of `language` (ar, fa, zh, en) for texts from `country`; made once."""
    return QuantityReader(language, country)


def find_quantities(text: str | Folded, language: str, *, country: str = "") -> list[Quantity]:
    """All quantities in `text`, sorted, non-overlapping, with offsets into the original text.

    `country` is the source's ISO 3166 code, with a script in front where it matters ("TW", "Hant", "Hant-HK"): it
    decides what ¥, $, درهم and 元 mean.
    """
    folded = text if isinstance(text, Folded) else Folded(text)
    items = quantity_reader(language, country).items(folded.text)
    return [_quantity(folded, item) for item in items]


def header_unit(text: str, language: str, *, country: str = "") -> UnitHint | None:
    """What a header, caption or lead-in states for the bare numbers below it; None if it states no unit."""
    return quantity_reader(language, country).hint(Folded(text).text)


def cell_quantities(text: str, language: str, hint: UnitHint | None, *, country: str = "") -> list[Quantity]:
    """The quantities of one table cell: as `find_quantities`, with the unit of `hint` for bare numbers.

    Numbers in brackets behind another value ("$2.00 (≤200K)") do not take it.
    """
    folded = Folded(text)
    return [_quantity(folded, item) for item in quantity_reader(language, country).cell(folded.text, hint)]


def _quantity(folded: Folded, item: _Item) -> Quantity:
    start, end = folded.span(item.start, item.end)
    number_start, number_end = folded.span(item.number.start, item.number.end)
    return Quantity(
        start=start,
        end=end,
        number_start=number_start,
        number_end=number_end,
        cue_start=folded.origin(item.cue),
        kind=item.kind,
        value=item.value,
        value_max=item.value_max,
        bound=item.bound,
        unit=item.unit,
        per=item.per,
        elided=item.elided,
        change=item.change,
    )

"""The words of dates: `languages/<lang>/dates.yml` compiled to one scanner per language.

A lexicon's `words` maps a kind to values to spellings. "#" in a spelling stands for a number, in digits or words;
a spelling may have several kinds ("last": `which` and `past`). Kinds and their values:

- `month`, `weak_month`: "1".."12" or "<calendar> n"; weak ones are also common words and need company.
- `weekday`, `weak_weekday`: 1 (Monday) to 7; `day`, `weak_day`, `han_day`: a day of the month; `year`: a year with
  its own mark, the value being "short", "roc", "hijri" or "gregorian" where the mark tells it.
- `relative`: days from the reference day; `span`: "<unit> n", n units from the one that holds the reference day,
  or "<unit> same" for that of the previous mention; `unit` and `which`: the two halves of a span that stand apart.
- `count`, `clock_count`, `just_now`: "<unit> n", a length of time; `one`: a unit that means one of it after `ago`;
  `ago`, `apart`, `past`: what such a length is told from; `following`: "<unit> n" from the previous mention.
- `weekend`: 0, -1 (this week's, last week's) or "latest"; `to_date`: the year up to the reference day;
- `quarter`, `half`, `half_month`, `season`, `opening` ("first # months"), `closing` ("last # months"),
  `ended` (a number of months, "three months ended"), `nth_week` (of a month or year, -1 the last one), `week_of`;
  `part`, `year_part`, `month_part`: beginning, early, early_mid, mid, mid_late, late, end (`past end`: of a year
  that is over); `closed`: a verb, the end of the year behind it;
  `nth`: a day of the month that says so itself ("13th"); `behind`: after.
- `first`: "<unit> n", the first days or weeks of something that the text dates elsewhere ("in its first week");
- `same_unit`, `year_ago`: the previous mention in another year; `whole`: the year that a report is about.
- `era`: the calendar of a year; `fiscal`, `month_word`, `day_word`, `year_word`: words that only belong to a date;
  `other_calendar`: one that is not converted; `none`: not a date at all.
Bare numbers are `number`, `number_word` or `plain_year`; whole numeric dates are `numeric`.
What may stand together is told by `grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.extract.dates.calendars import YEARS
from pipeline.extract.dates.grammar import grammar_of
from pipeline.extract.dates.trie import trie
from pipeline.extract.mentions import Calendar
from pipeline.languages import lexicon
from pipeline.languages.traits import traits
from pipeline.text.fold import fold

Value = str | int

_DIGITS: Final = r"\d{1,4}"
_NUMERIC: Final = "|".join(
    (
        r"\d{4}(?P<big>[-/.])\d{1,2}(?P=big)\d{1,2}",
        r"\d{1,2}(?P<small>[-/.])\d{1,2}(?P=small)\d{4}",
        r"20\d\d[- ]?[qh][1-4]",
        r"[1-4][qh]'?(?:20)?2\d",
        r"2\d[qh][1-4]",
        r"20\d\d[-/](?:0[1-9]|1[0-2])",
    )
)
#: Before a number that may be part of a date: no name, price, path, decimal or clock time.
_NUMBER_LEFT: Final = r"(?<![a-z\d$€£¥₹%+=@&_./\\])(?<!\d[,:])(?<![$€£¥₹] )"


@dataclass(frozen=True, slots=True)
class Atom:
    """One date word or number at `start:end` of the folded text, with all that it can be: kind -> value.

    `number` is the number it holds, or 0.
    """

    start: int
    end: int
    kinds: Mapping[str, Value]
    number: int = 0


class DateWords:
    """The compiled lexicon of one language."""

    def __init__(self, language: str) -> None:
        data = lexicon(language, "dates")
        self.spaced: bool = traits(language).spaced
        self.cased: bool = data.get("cased", False)
        self.year_calendar: Calendar = data["year_calendar"]
        self.numeric_order: str = data["numeric_order"]
        self.days_ahead: int = data.get("days_ahead", 0)
        self._numerals: dict[str, int] = data.get("numerals", {})
        self._ten: str = data.get("ten", "")
        self._numeral = f"[{''.join(self._numerals)}{self._ten}]{{1,4}}" if self._numerals else "(?!)"
        self._numbers: dict[str, int] = {fold(word): n for word, n in data.get("numbers", {}).items()}
        self._exact: dict[str, dict[str, Value]] = {}
        for kind, values in data["words"].items():
            for value, spellings in values.items():
                for spelling in spellings:
                    for form, more in self._forms(kind, str(value), fold(spelling), data):
                        self._exact.setdefault(form, {}).update({kind: value} | more)
        self._clitics: str = fold(data.get("clitics", ""))
        self._scan = self._scanner(data.get("unless_followed", {}), data.get("unless_number_follows", []))
        self.gap = self._between(data["gap"])
        parting = "|".join(re.escape(fold(word)) for word in data.get("gap_not_behind_day", ()))
        self.gap_not_behind_day = re.compile(rf" ?(?:{parting}) " if parting else "(?!)")
        self.to = self._between(data["to"])
        self.conjunction = self._between(data["and"])
        self.grammar = grammar_of(data, self._exact)
        self.before = {
            name: self._ending(data["before"].get(name, ["(?!)"]))
            for name in ("licence", "never", "at_most", "at_least", "range", "as_of", "news")
        }
        self.after = {
            name: self._starting(data["after"].get(name, ["(?!)"]))
            for name in ("counted", "accounts", "at_most", "at_least", "range")
        }
        self.updated = self._ending(data["updated"])
        self.future_before = self._containing(data["future"]["before"])
        self.future_unless = self._containing(data["future"]["unless"])
        self.future_after = self._containing(data["future"]["after"])
        self.future_past = self._containing(data["future"].get("past", []))
        self.fiscal = self._containing(data["fiscal"])
        self.done = self._containing(data["future"].get("done", ["(?!)"]))
        self.another_year = self._containing(data.get("another_year", ["(?!)"]))

    def _forms(
        self, kind: str, value: str, spelling: str, data: dict[str, Any]
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        """A spelling with the endings of its kind and the kind each adds, and its contracted form ("lil-", «للربع»)."""
        endings = data.get("endings", {})
        added = {"": [""]} | endings.get(kind, {}) | endings.get(f"{kind} {value.partition(' ')[0]}", {})
        for meaning, spellings in added.items():
            more, _, of = meaning.partition(" ")
            for ending in spellings:
                form = spelling + fold(ending)
                yield form, {more: of} if more else {}
                for full, contracted in data.get("contractions", {}).items():
                    if form.startswith(full):
                        yield contracted + form.removeprefix(full), {more: of} if more else {}

    def _scanner(self, unless_followed: dict[str, str], unless_number: list[str]) -> re.Pattern[str]:
        """One regex for all atoms: those that begin with a digit, and words where a word begins."""
        number_words = self._numeral if self._numerals else trie(self._numbers) or "(?!)"
        number = f"(?:{_DIGITS}|{number_words})"

        def spelled(forms: list[str], first: str = "") -> str:
            """The forms as one trie; `first` is what a "#" at their beginning stands for."""
            joined = trie(forms if self.spaced else [form.replace("#", " # ").strip() for form in forms])
            joined = first + joined[1:] if first else joined
            joined = joined.replace("'#", f"'{_DIGITS}")  # "January '25"
            return joined.replace(" ", " {1,2}" if self.spaced else " ?").replace("#", number) or "(?!)"

        numbered = [*(form for form in self._exact if form.startswith("#")), "#"]
        digits = [form for form in self._exact if form[0].isdigit()]
        words = [form for form in self._exact if form[0] != "#" and not form[0].isdigit()]
        letters = {form[0] for form in (*words, *self._numbers, *self._numerals, *self._ten, *self._clitics)}
        right = self._right(unless_followed, unless_number)
        word_left = r"(?<!\w)" if self.spaced else r"(?:(?![a-z])|(?<![a-z\d]))"
        clitics = f"(?:[{self._clitics}]{{1,2}}?)??" if self._clitics else ""
        return re.compile(
            rf"(?=\d){_NUMBER_LEFT}{_after_hyphen()}(?:(?P<numeric>{_NUMERIC})(?!\d|[.:/]\d|-\d{{1,2}}(?![\d/.-]))"
            rf"|(?P<digits>{spelled(digits)}|{spelled(numbered, _DIGITS)}){right})"
            rf"|(?=[{''.join(sorted(letters))}]){word_left}{clitics}"
            rf"(?P<word>{spelled(words)}|{spelled(numbered, number_words)}){right}"
        )

    def _right(self, unless_followed: dict[str, str], unless_number: list[str]) -> str:
        """Where an atom may end: a number not inside a longer one or a name, a word at its own end."""
        months = (form for form, kinds in self._exact.items() if kinds.keys() & {"month", "weak_month"})
        dashed = trie(sorted({form[:3] for form in months if form.isascii()})) or "(?!)"  # "18-Dec"
        number = rf"(?<=\d)(?![a-z\d%_]|[.,:/]\d|-(?!{dashed})[a-z])"
        word = r"(?<!\d)(?![^\W\d]|(?<=[a-z])(?!(?<=-[a-z]{3})-[12]\d{3}\b)[-/]?\d)" if self.spaced else r"(?<!\d)"
        for last, following in unless_followed.items():
            word += f"(?!(?<={last})[{following}])"
        for last in map(fold, unless_number):  # «آذر ۱۴۰۴ ساعت ۹:۱۴» is no 1404 hours
            word += rf"(?!(?<={last}) ?\d)"
        return f"(?:{number}|(?<=-)|{word})"

    def _between(self, words: list[str]) -> re.Pattern[str]:
        """What may stand between two atoms: one of the words, with spaces around it."""
        joined = "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True))
        return re.compile(rf" {{0,3}}(?:(?:{joined}) {{0,2}})?")

    def _ending(self, words: list[str]) -> re.Pattern[str]:
        joined = "|".join(map(fold, words)) or "(?!)"
        left = r"(?<![^\W_])" if self.spaced else ""
        clitics = f"[{self._clitics}]{{0,2}}" if self._clitics else ""
        return re.compile(rf"{left}{clitics}(?:{joined})[ :：'\"«(]{{0,3}}\Z")

    def _starting(self, words: list[str]) -> re.Pattern[str]:
        joined = "|".join(map(fold, words)) or "(?!)"
        right = r"(?![^\W_])" if self.spaced else ""
        return re.compile(rf" ?(?:{joined}){right}")

    def _containing(self, words: list[str]) -> re.Pattern[str]:
        joined = "|".join(map(fold, words)) or "(?!)"
        left, right = (r"(?<![^\W_])", r"(?![^\W_])") if self.spaced else ("", "")
        clitics = f"[{self._clitics}]{{0,2}}" if self._clitics else ""
        return re.compile(rf"{left}{clitics}(?:{joined}){right}")

    def scan(self, text: str) -> Iterator[Atom]:
        """The atoms of a folded text in order."""
        for match in self._scan.finditer(text):
            if match.lastgroup == "numeric":
                yield Atom(match.start("numeric"), match.end("numeric"), {"numeric": 0})
                continue
            group = match.lastgroup or ""
            kinds, number = self._read(match[group])
            yield Atom(match.start(group), match.end(), kinds, number)

    @lru_cache(maxsize=4096)  # noqa: B019  (one DateWords per language lives as long as the process)
    def _read(self, word: str) -> tuple[Mapping[str, Value], int]:
        """The kinds and the number of what the scanner matched."""
        key = " ".join(word.split()) if self.spaced else word.replace(" ", "")
        if key in self._exact and "#" not in key:
            return self._exact[key], 0
        number, shape = self._number(key)
        kinds = self._exact.get(shape)
        if shape == "#":
            return _bare(number, key), number
        if kinds is None or (kinds.keys() & {"day", "weak_day", "relative"} and not 1 <= number <= 31):
            return {"none": 0}, number
        if kinds.get("quarter") == 0 and not 1 <= number <= 4:
            return {"none": 0}, number
        if "day" in kinds and (key[0] in self._numerals or key[0] == self._ten):
            return {"han_day": 0}, number
        if "year" in kinds:
            return _year(number, key, kinds), number
        if "month" in kinds:
            return (kinds | {"month": number} if 1 <= number <= 12 else {"none": 0}), number
        return kinds, number

    def _number(self, key: str) -> tuple[int, str]:
        """The number inside a match, and the match with "#" in its place."""
        for found in re.finditer(_DIGITS, key):
            shape = key[: found.start()] + "#" + key[found.end() :]
            if shape in self._exact or shape == "#":
                return int(found[0]), shape
        for found in re.finditer(self._numeral, key):
            shape = key[: found.start()] + "#" + key[found.end() :]
            if shape in self._exact or shape == "#":
                return self._of_numerals(found[0]), shape
        for start, end in _word_spans(key):
            shape = key[:start] + "#" + key[end:]
            if key[start:end] in self._numbers and (shape == "#" or shape in self._exact):
                return self._numbers[key[start:end]], shape
        return 0, key

    def _of_numerals(self, word: str) -> int:
        """The number that numerals write: 十五 is 15, 二〇二五 is 2025."""
        if self._ten not in word:
            return int("".join(str(self._numerals[c]) for c in word))
        tens, _, ones = word.partition(self._ten)
        return 10 * self._numerals.get(tens[-1:], 1) + self._numerals.get(ones[:1], 0)


@cache
def _after_hyphen() -> str:
    """Behind what, of all that ends in a hyphen, a number can be part of a date: "mid-2025", "18-Dec-2025"."""
    shared = lexicon("shared", "dates")
    parts = "".join(rf"|(?<=\b{part}-)" for part in shared["parts"])
    return f"(?:(?<![a-z]-){parts}" + "".join(rf"|(?<=-{month}-)" for month in shared["months"]) + ")"


def _word_spans(key: str) -> Iterator[tuple[int, int]]:
    """The spans of one to three whole words in `key`, longest first."""
    starts = [0, *(m.end() for m in re.finditer(" ", key))]
    ends = [*(m.start() for m in re.finditer(" ", key)), len(key)]
    for length in range(min(3, len(starts)), 0, -1):
        for i in range(len(starts) - length + 1):
            yield starts[i], ends[i + length - 1]


def _bare(number: int, key: str) -> Mapping[str, Value]:
    digits = len(key) if key.isdigit() else 0
    if digits == 4 and any(number in YEARS[c] for c in ("gregorian", "jalali", "hijri")):
        return {"plain_year": 0}
    if not 0 < number < 1000:
        return {"none": 0}
    return {"number": 0} if digits else {"number_word": 0}


def _year(number: int, key: str, kinds: Mapping[str, Value]) -> Mapping[str, Value]:
    """What a number with a year's mark is: a year, a short one ("25年"), or in Chinese a count ("三年")."""
    if number >= 1000 or kinds["year"] in ("short", "roc"):
        return kinds
    if key[:2].isdigit() and 10 <= number <= 60:
        return {"short_year": 0, "count": "year 0"}
    return {"count": "year 0"} if "part" not in kinds else {"none": 0}


@cache
def date_words(language: str) -> DateWords:
    """The compiled lexicon of a language."""
    return DateWords(language)

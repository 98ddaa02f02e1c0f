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
  `part`, `year_part`, `month_part`: beginning, early, early_mid, mid, mid_late, late, end; `nth`: a day of the month
  that says so itself ("13th").
- `first`: "<unit> n", the first days or weeks of something that the text dates elsewhere ("in its first week");
- `same_unit`, `year_ago`: the previous mention in another year; `whole`: the year that a report is about.
- `era`: the calendar of a year; `fiscal`, `month_word`, `day_word`, `year_word`: words that only belong to a date;
  `other_calendar`: one that is not converted; `none`: not a date at all.
Bare numbers are `number`, `number_word` or `plain_year`; whole numeric dates are `numeric`.

A lexicon's `phrases` tell what may stand together, each with its sense (see `date_values.resolve`): kinds, the gaps
`to`, `and`, `open`, `close`, `slash`, the `macros`, and `?`, `|`, `(...)`, `!kind` (not followed by that kind).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.extract.dates.calendars import YEARS
from pipeline.extract.mentions import Calendar
from pipeline.languages import lexicon
from pipeline.text.fold import fold

Value = str | int

#: Stretches up to this length are few and come again; longer ones are not worth remembering.
_SHORT: Final = 16

_DIGITS: Final = r"\d{1,4}"
_NUMERIC: Final = "|".join(
    (
        r"\d{4}(?P<big>[-/.])\d{1,2}(?P=big)\d{1,2}",
        r"\d{1,2}(?P<small>[-/.])\d{1,2}(?P=small)\d{4}",
        r"20\d\d[- ]?[qh][1-4]",
        r"[1-4][qh]'?2\d",
        r"2\d[qh][1-4]",
        r"20\d\d[-/](?:0[1-9]|1[0-2])",
    )
)
#: Before a number that may be part of a date: no name, price, path, decimal or clock time.
_NUMBER_LEFT: Final = (
    r"(?<![a-z\d$€£¥₹%+=@&_./\\])(?<!\d[,:])(?<![$€£¥₹] )"
    r"(?:(?<![a-z]-)|(?<=\bmid-)|(?<=\bend-)|(?<=\blate-)|(?<=\bearly-)"
    + "".join(rf"|(?<=-{month}-)" for month in "jan feb mar apr may jun jul aug sep oct nov dec".split())
    + ")"
)
_HAN_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "元": 1}
_HAN_NUMBERS: Final = "〇零一二三四五六七八九十两"
_HAN_NUMBER: Final = f"[{_HAN_NUMBERS}]{{1,4}}"


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
        self.spaced: bool = data["spaced"]
        self.cased: bool = data.get("cased", False)
        self.year_calendar: Calendar = data["year_calendar"]
        self.numeric_order: str = data["numeric_order"]
        self.days_ahead: int = data.get("days_ahead", 0)
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
        self.to = self._between(data["to"])
        self.conjunction = self._between(data["and"])
        self.phrases = _phrases(data, self._exact)
        self.before = {
            name: self._ending(data["before"].get(name, ["(?!)"]))
            for name in ("licence", "never", "at_most", "at_least", "range", "as_of")
        }
        self.after = {name: self._starting(data["after"][name]) for name in ("counted", "at_most", "at_least", "range")}
        self.updated = self._ending(data["updated"])
        self.future_before = self._containing(data["future"]["before"])
        self.future_unless = self._containing(data["future"]["unless"])
        self.future_after = self._containing(data["future"]["after"])
        self.future_past = self._containing(data["future"].get("past", []))
        self.fiscal = self._containing(data["fiscal"])
        self.done = self._containing(data["future"].get("done", ["(?!)"]))

    def _forms(
        self, kind: str, value: str, spelling: str, data: dict[str, Any]
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        """A spelling with the endings of its kind and the kind each adds, and "lil-" for Arabic "li" + "al-"."""
        endings = data.get("endings", {})
        added = {"": [""]} | endings.get(kind, {}) | endings.get(f"{kind} {value.partition(' ')[0]}", {})
        for meaning, spellings in added.items():
            more, _, of = meaning.partition(" ")
            for ending in spellings:
                form = spelling + fold(ending)
                yield form, {more: of} if more else {}
                if data.get("clitics") and form.startswith("ال"):
                    yield "لل" + form[2:], {more: of} if more else {}

    def _scanner(self, unless_followed: dict[str, str], unless_number: list[str]) -> re.Pattern[str]:
        """One regex for all atoms: those that begin with a digit, and words where a word begins."""
        number_words = _HAN_NUMBER if not self.spaced else _trie(list(self._numbers)) or "(?!)"
        number = f"(?:{_DIGITS}|{number_words})"

        def spelled(forms: list[str], first: str = "") -> str:
            """The forms as one trie; `first` is what a "#" at their beginning stands for."""
            trie = _trie(forms if self.spaced else [form.replace("#", " # ").strip() for form in forms])
            trie = first + trie[1:] if first else trie
            trie = trie.replace("'#", f"'{_DIGITS}")  # "January '25"
            return trie.replace(" ", " {1,2}" if self.spaced else " ?").replace("#", number) or "(?!)"

        numbered = [*(form for form in self._exact if form.startswith("#")), "#"]
        digits = [form for form in self._exact if form[0].isdigit()]
        words = [form for form in self._exact if form[0] != "#" and not form[0].isdigit()]
        letters = {form[0] for form in (*words, *self._numbers, *self._clitics)}
        if not self.spaced:
            letters |= set(_HAN_NUMBERS)
        right = self._right(unless_followed, unless_number)
        word_left = r"(?<!\w)" if self.spaced else r"(?:(?![a-z])|(?<![a-z\d]))"
        clitics = f"(?:[{self._clitics}]{{1,2}}?)??" if self._clitics else ""
        return re.compile(
            rf"(?=\d){_NUMBER_LEFT}(?:(?P<numeric>{_NUMERIC})(?!\d|[.:/]\d|-\d{{1,2}}(?![\d/.-]))"
            rf"|(?P<digits>{spelled(digits)}|{spelled(numbered, _DIGITS)}){right})"
            rf"|(?=[{''.join(sorted(letters))}]){word_left}{clitics}"
            rf"(?P<word>{spelled(words)}|{spelled(numbered, number_words)}){right}"
        )

    def _right(self, unless_followed: dict[str, str], unless_number: list[str]) -> str:
        """Where an atom may end: a number not inside a longer one or a name, a word at its own end."""
        months = (form for form, kinds in self._exact.items() if kinds.keys() & {"month", "weak_month"})
        dashed = _trie(sorted({form[:3] for form in months if form.isascii()})) or "(?!)"  # "18-Dec"
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
        if "day" in kinds and key[0] in _HAN_NUMBERS:
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
        if not self.spaced:
            for found in re.finditer(_HAN_NUMBER, key):
                shape = key[: found.start()] + "#" + key[found.end() :]
                if shape in self._exact or shape == "#":
                    return han_number(found[0]), shape
        for start, end in _word_spans(key):
            shape = key[:start] + "#" + key[end:]
            if key[start:end] in self._numbers and (shape == "#" or shape in self._exact):
                return self._numbers[key[start:end]], shape
        return 0, key


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


def han_number(word: str) -> int:
    """The number that Chinese digits write: 十五 is 15, 二〇二五 is 2025; `word` holds digits and 十 only."""
    if "十" not in word:
        return int("".join(str(_HAN_DIGITS[c]) for c in word))
    tens, _, ones = word.partition("十")
    return 10 * (_HAN_DIGITS.get(tens[-1:], 1)) + _HAN_DIGITS.get(ones[:1], 0)


def _trie(words: list[str]) -> str:
    """A regex that matches the longest of the words, with common beginnings shared."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    branches = [re.escape(char).replace("\\ ", " ").replace("\\#", "#") + _branch(node[char]) for char in node if char]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" not in node:
        return joined
    return f"(?:{joined})?"


@dataclass(frozen=True, eq=False)
class Phrases:
    """What may stand together: one regex over a string with one character per atom or gap.

    `codes` gives the character of each set of kinds, `senses` the sense of each named group.
    """

    pattern: re.Pattern[str]
    codes: Mapping[frozenset[str], str]
    senses: Mapping[str, str]

    def find(self, coded: str) -> tuple[tuple[int, int, str], ...]:
        """Each phrase in a stretch of the code string without breaks: start, end and sense."""
        return self._remembered(coded) if len(coded) <= _SHORT else self._search(coded)

    @lru_cache(maxsize=4096)  # noqa: B019  (one object per language lives as long as the process)
    def _remembered(self, coded: str) -> tuple[tuple[int, int, str], ...]:
        return self._search(coded)

    def _search(self, coded: str) -> tuple[tuple[int, int, str], ...]:
        return tuple((m.start(), m.end(), self.senses[m.lastgroup or ""]) for m in self.pattern.finditer(coded))


#: What stands for the gaps between atoms: a range word, "and", brackets, and anything else.
TO, AND, OPEN, CLOSE, SLASH, BREAK = "-", "&", "(", ")", "/", " "
_GAPS: Final = {"to": TO, "and": AND, "open": re.escape(OPEN), "close": re.escape(CLOSE), "slash": SLASH}


def _phrases(data: dict[str, Any], words: dict[str, dict[str, Value]]) -> Phrases:
    made = [
        {"numeric"},
        {"number"},
        {"number_word"},
        {"han_day"},
        {"plain_year"},
        {"none"},
        {"month"},
        {"count"},
        {"short_year", "count"},
    ]
    sets = sorted({frozenset(s) for s in (*words.values(), *made)}, key=sorted)
    codes = {kinds: chr(0x4E00 + i) for i, kinds in enumerate(sets)}
    symbols = dict(_GAPS)
    for kind in {kind for kinds in sets for kind in kinds}:
        symbols[kind] = "[" + "".join(code for kinds, code in codes.items() if kind in kinds) + "]"
    for name, pattern in data["macros"].items():
        symbols[name] = f"(?:{_translate(pattern, symbols)})"
    senses, groups = {}, []
    for i, entry in enumerate(data["phrases"]):
        [(sense, pattern)] = entry.items()
        senses[f"p{i}"] = sense
        groups.append(f"(?P<p{i}>{_translate(pattern, symbols)})")
    return Phrases(re.compile("|".join(groups)), codes, senses)


def _translate(pattern: str, symbols: Mapping[str, str]) -> str:
    """A phrase as a regex over codes; a kind that the language does not have matches nothing."""
    grouped = pattern.replace("(", "(?:").replace(" ", "\0")
    translated = re.sub(r"\w+", lambda m: symbols.get(m[0], "(?!)"), grouped).replace("\0", "")
    return re.sub(r"!(\[.*?\])", r"(?!\1)", translated)


@cache
def date_words(language: str) -> DateWords:
    """The compiled lexicon of a language."""
    return DateWords(language)

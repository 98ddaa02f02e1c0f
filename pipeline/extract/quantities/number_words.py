"""The words and digits that numbers are made of: tokens, scale letters, connectors, marks between digits.

What is a number word, a scale or a fraction, and which marks separate digits, stands in
`pipeline/languages/<language>/numbers.yml`. Works on folded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from pipeline.extract.phrases import Phrases, expand, is_arabic, is_latin, starts_of
from pipeline.languages import lexicon
from pipeline.text.fold import fold

Role = Literal[
    "value",
    "spread",
    "scale",
    "dual",
    "stop",
    "plural",
    "several",
    "fraction",
    "ratio",
    "denominator",
    "point",
    "more",
    "literal",
]
#: Where a token ends, what it does in a number, and its value.
Token = tuple[int, Role, float]

_SIGNS: Final = ("$", "€")
_EURO_CENTS: Final = re.compile(r"\d+,\d\d")
_MAX_DIGITS: Final = 40
_MAX_MARKS: Final = 12
_LONGEST_RUN: Final = 15
#: Roles of tokens that multiply what stands before them.
SCALES: Final = ("scale", "dual", "plural")
#: What stands behind units in Arabic, and is glued to them in Persian.
TENS: Final = frozenset(range(20, 100, 10))
#: The groups of the lexicon that hold values with their forms, and the role of each.
_GROUPS: Final[tuple[tuple[str, Role], ...]] = (
    ("denominators", "denominator"),
    ("values", "value"),
    ("regional_multipliers", "scale"),
    ("multipliers", "scale"),
    ("plurals", "plural"),
    ("duals", "dual"),
    ("several", "several"),
    ("fractions", "fraction"),
    ("ratios", "ratio"),
    ("spreads", "spread"),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start:end` of folded text.

    `scale` is what scale words multiplied it by (1 if none), so that "13 to 15 billion" can lend it;
    `literal` tells that it is digits and nothing else; `words` that there is no digit in it; `fraction`
    that it is a bare fraction, of one word that has other meanings ("half") or a ratio ("two-fifths");
    `open_end` that it is an indefinite plural or has 多 in it: at least this many; `weak` that the word
    is often no number; `value_max` is the upper end of 两三百.
    """

    start: int
    end: int
    value: float
    scale: float = 1
    literal: bool = False
    words: bool = False
    fraction: Literal["", "word", "ratio"] = ""
    open_end: bool = False
    weak: bool = False
    value_max: float | None = None


class NumberWords:
    """The number words of one language, and what marks between digits mean in it."""

    def __init__(self, language: str) -> None:
        own, shared = lexicon(language, "numbers"), lexicon("shared", "numbers")
        self._decimal_marks: str = own["decimal_marks"]
        self._group_marks: str = own["group_marks"]
        self._fraction_first: str = fold(own.get("fraction_first", ""))
        #: Whether number words and digits follow each other without a connector (Chinese).
        self.juxtaposed: bool = own.get("juxtaposed", False)
        #: Whether units stand before tens (Arabic).
        self.units_first: bool = own.get("units_first", False)
        self._digits: str = own.get("digits", "")
        proclitics = [form for entry in own.get("proclitics", ()) for form in expand(entry)]
        endings = [form for entry in own.get("endings", ()) for form in expand(entry)]
        words = _roles(own)
        self._words = Phrases(words.items(), endings=endings, proclitics=proclitics)
        self._weak = frozenset(expand(own.get("weak", "")))
        scales = {form for form in words if words[form][0] == "scale"}
        self._articled = frozenset(form for form in scales if form.partition(" ")[2] in scales)
        self._connectors = Phrases((form, True) for form in expand(own.get("connectors", "")))
        self._glued_connectors = tuple(f for f in expand(own.get("connectors", "")) if is_arabic(f[0]))
        self._of = Phrases((form, True) for form in expand(own.get("of", "")))
        self._out_of = Phrases((form, True) for form in expand(own.get("out_of", "")))
        #: Whether digits may stand before an "out of": not in English, where "5 in 2025 models" is none.
        self.out_of_digits: bool = own.get("out_of_digits", False)
        self._slash_of = Phrases((form, True) for form in expand(own.get("slash_of", "")))
        self._parts = Phrases((form, True) for form in expand(own.get("denominator_mark", "")))
        names = [(form, True) for form in expand(own.get("not_numbers", ""))]
        names += [(form, False) for form in expand(own.get("numbers_though", ""))]
        self.not_numbers: Phrases[bool] = Phrases(names)
        self.proclitics = frozenset(proclitics)
        self._accounts = [(float(v), re.compile(regex)) for v, regex in own.get("accounts", {}).items()]
        letters = shared["scale_letters"].items()
        self._letters = Phrases((form, float(v)) for v, entry in letters for form in expand(entry))
        self._spaced_letters = frozenset(expand(shared["spaced_letters"]))
        marks = re.escape("".join(dict.fromkeys(self._decimal_marks + self._group_marks)))
        self.literal = re.compile(rf"(?:\d+(?:[{marks}]\d+){{0,{_MAX_MARKS}}}|\.\d+)")
        starters = [form for form in words if words[form][0] not in ("more", "point", "denominator", "stop")]
        digits = [*"0123456789", *(f".{digit}" for digit in "0123456789")]
        self.starts = starts_of([*starters, *(name for name, _ in names), *self._digits, *digits])

    def token(self, text: str, at: int) -> Token | None:
        """The end, role and value of the number token at `at`."""
        char = text[at : at + 1]
        if char.isdecimal() or (char == "." and text[at + 1 : at + 2].isdecimal()):
            return self.literal_token(text, at)
        found = self._words.after(text, at)
        if char and char in self._digits and not (found and found[1][0] == "fraction"):
            return self._digit_run(text, at)
        return (found[0], *found[1]) if found and found[1][0] != "stop" else None

    def literal_token(self, text: str, at: int) -> Token | None:
        """Digits with their marks; "$3/1M" is no Persian decimal, "22,24,26" a list, "R$99,90" one price."""
        match = self.literal.match(text, at)
        literal = match[0] if match else ""
        value = self._literal_value(literal)
        following = text[at + len(literal) : at + len(literal) + 1]
        if "/" in literal and (value is None or following == "/" or is_latin(following)):
            literal = literal[: literal.index("/")]
            value = self._literal_value(literal)
        if value is None and "," in literal and "," not in self._decimal_marks:
            if _EURO_CENTS.fullmatch(literal) and text[at - 1 : at] in _SIGNS:
                return at + len(literal), "literal", float(literal.replace(",", "."))
            literal = literal[: literal.index(",")]
            value = self._literal_value(literal)
        return (at + len(literal), "literal", value) if value is not None else None

    def _digit_run(self, text: str, at: int) -> Token:
        """Chinese digits read one by one: 二〇二五, 零五; a lone one is a value."""
        end = at + 1
        while end < len(text) and end < at + _LONGEST_RUN and text[end] in self._digits:
            end += 1
        run = text[at:end]
        digits = [max(self._digits.index(c) - 1, 0) for c in run]
        if len(digits) == 2 and 0 < digits[0] == digits[1] - 1 and self._is_scale(text, end):
            return end, "spread", float(digits[0])
        value = float("".join(map(str, digits)))
        return end, "value" if value < 10 else "literal", value

    def _is_scale(self, text: str, at: int) -> bool:
        found = self._words.after(text, at)
        return found is not None and found[1][0] == "scale"

    def zero(self, text: str, at: int) -> int:
        """Behind a filling zero at `at` (一千零五), or `at`."""
        return at + (text[at : at + 1] in self._digits[:2] and text[at + 1 : at + 2].isdecimal())

    def _literal_value(self, literal: str) -> float | None:
        """The value of digits with marks; None where the marks make no number (versions, dates)."""
        if not 0 < len(literal) <= _MAX_DIGITS:
            return None
        if literal.isdecimal():
            return float(literal)
        parts = re.split(r"\D", literal)
        marks = [c for c in literal if not c.isdecimal()]
        if not parts[0]:
            return float("0." + parts[1])
        *inner, last = marks
        grouped = len(parts[0]) <= 3 and not parts[0].startswith("0")
        if inner:
            if len(set(inner)) > 1 or (inner[0] not in self._group_marks and inner[0] != "."):
                return None
            if not grouped or any(len(part) not in (2, 3) for part in parts[1:-1]):
                return None
            if last != inner[0] and last in self._decimal_marks:
                return float("".join(parts[:-1]) + "." + parts[-1])
            return float("".join(parts)) if last == inner[0] and len(parts[-1]) == 3 else None
        if last in self._fraction_first:
            return float(parts[1] + "." + parts[0])
        if last in self._group_marks and grouped and (len(parts[1]) == 3 if last != "." else parts[1] == "000"):
            return float(parts[0] + parts[1])
        return float(parts[0] + "." + parts[1]) if last in self._decimal_marks else None

    def accounts(self, text: str, at: int) -> tuple[int, float] | None:
        """The end and value of a word at `at` that accounts count in: 千元, 百万元."""
        found = ((match, value) for value, regex in self._accounts if (match := regex.match(text, at)))
        return next(((match.end(), value) for match, value in found), None)

    def scale_letter(self, text: str, at: int, *, spaced: bool = False) -> tuple[int, float] | None:
        """The end and value of a Latin scale letter right behind digits that end at `at`.

        `spaced` allows a space before any of them ("$5 M"), not only before bn and the like.
        """
        gap = 1 if text[at : at + 1] in (" ", "-") else 0
        found = self._letters.after(text, at + gap)
        if found is None or (gap and not spaced and text[at + gap : found[0]] not in self._spaced_letters):
            return None
        if gap and found[0] - at == 2 and "-" in (text[at], text[found[0] : found[0] + 1]):
            return None
        return None if text[found[0] : found[0] + 1].isdecimal() else found

    def connector(self, text: str, at: int) -> int | None:
        """Where the next token stands behind a connector at `at` ("and", و glued or free)."""
        at = skip_spaces(text, at)
        for glued in self._glued_connectors:
            if text.startswith(glued, at):
                return skip_spaces(text, at + len(glued))
        found = self._connectors.after(text, at)
        return skip_spaces(text, found[0]) if found else None

    def is_weak(self, form: str) -> bool:
        """Whether the word is a number only before a unit."""
        return form in self._weak

    def is_articled(self, form: str) -> bool:
        """Whether a scale word has its article in front, so that no digits can: "a million"."""
        return form in self._articled

    def of(self, text: str, at: int) -> int:
        """Behind an "of" between two indefinite plurals at `at`, or `at`."""
        found = self._of.after(text, skip_spaces(text, at))
        return skip_spaces(text, found[0]) if found else at

    def parts(self, text: str, at: int) -> int | None:
        """Behind the mark of a denominator at `at` (分之), or None."""
        found = self._parts.after(text, at)
        return found[0] if found else None

    def out_of(self, text: str, at: int) -> int | None:
        """Behind an "out of" at `at` that a whole follows, or None."""
        found = self._out_of.after(text, skip_spaces(text, at))
        return skip_spaces(text, found[0]) if found else None

    def slash(self, text: str, at: int) -> Number | None:
        """The denominator of "1/3 of" whose slash stands at `at`; without an "of" it may be a date or a score."""
        if text[at : at + 1] != "/" or "/" in self._decimal_marks:
            return None
        token = self.literal_token(text, at + 1) if text[at + 1 : at + 2].isdecimal() else None
        if token is None or not self._slash_of.after(text, skip_spaces(text, token[0])):
            return None
        return Number(at + 1, token[0], token[2], literal=True)

    def is_name(self, text: str, at: int) -> bool:
        """Whether a name that is written with numerals begins at `at`."""
        found = self.not_numbers.after(text, at)
        return found is not None and found[1]


def skip_spaces(text: str, at: int) -> int:
    stop = at + 2
    while at < stop and text[at : at + 1] == " ":
        at += 1
    return at


def _roles(own: dict[str, Any]) -> dict[str, tuple[Role, float]]:
    """The role and the value of each form of a number word."""
    words: dict[str, tuple[Role, float]] = {}
    for group, role in _GROUPS:
        for value, entry in own.get(group, {}).items():
            words.update((form, (role, float(value))) for form in expand(str(entry)))
    words.update(_glued_tens(words, fold(own.get("glued_and", ""))))
    for group, role in (("decimal_words", "point"), ("more", "more"), ("stops", "stop")):
        words.update((form, (role, 0.0)) for form in expand(own.get(group, "")))
    return words


def _glued_tens(words: dict[str, tuple[Role, float]], joint: str) -> dict[str, tuple[Role, float]]:
    """بیست‌وپنج: tens and units as one word, with `joint` between them; empty without a joint."""
    values = [(form, value) for form, (role, value) in words.items() if role == "value" and joint]
    tens = [(form, value) for form, value in values if value in TENS]
    units = [(form, value) for form, value in values if 1 <= value <= 9 and value == int(value)]
    return {ten + joint + unit: ("value", high + low) for ten, high in tens for unit, low in units}


def tidy(value: float) -> float:
    """`value` without the noise of binary fractions: 0.07 * 10**6 is 70000."""
    return value if value.is_integer() else float(f"{value:.12g}")

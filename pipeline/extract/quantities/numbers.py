"""Numbers in text: digits of three scripts, number words, scales, fractions and mixtures of them.

One engine for all languages. What is a number word, a scale or a fraction, and which marks separate
digits, stands in `pipeline/languages/<language>/numbers.yml`; the engine only adds and multiplies. Works
on folded text; time is linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from pipeline.extract.phrases import is_arabic, is_latin
from pipeline.extract.quantities.number_words import SCALES, TENS, Number, NumberWords, Role, skip_spaces, tidy

_MAX_TOKENS: Final = 24
_LONGEST_CLITIC: Final = 5
_MYRIAD: Final = 10_000
#: What "one in five" and its like count by.
_WHOLES: Final = (*range(2, 11), 12, 20, 25, 50, 100, 1000)


class NumberReader(NumberWords):
    """Reads the numbers of one language; made once per language by `number_reader`."""

    def find(self, text: str) -> Iterator[Number]:
        """All numbers of folded `text`, in order, none inside another."""
        end = 0
        for match in self.starts.finditer(text):
            start = match.start()
            if start < end:
                continue
            name = self.not_numbers.after(text, start)
            if name is not None and name[1]:
                end = name[0]
                continue
            if not self._begins(text, start):
                continue
            number = self.read(text, start)
            if number is not None:
                yield number
                end = number.end
            elif (literal := self.literal.match(text, start)) is not None:
                end = literal.end()

    def _begins(self, text: str, at: int) -> bool:
        """Whether a number word can begin at `at`: not inside a word, but behind clitics."""
        if at == 0 or not (text[at].isalpha() and text[at - 1].isalpha()):
            return True
        if is_latin(text[at]):
            return not is_latin(text[at - 1])
        if not is_arabic(text[at]):
            return True
        head = at
        while head > 0 and at - head < _LONGEST_CLITIC and is_arabic(text[head - 1]):
            head -= 1
        return text[head:at] in self.proclitics

    def read(self, text: str, at: int) -> Number | None:
        """The number that begins at `at` of folded `text`, or None."""
        if text[at : at + 1].isdecimal():
            token = self.literal_token(text, at)
            if token is None:
                return None
            if not _may_continue(text, token[0]) and text[token[0] : token[0] + 1] != "/":
                return Number(at, token[0], token[2], literal=True)
        return _Reading(self, text, at).number()


def _may_continue(text: str, at: int) -> bool:
    """Whether digits that end at `at` may have a scale word, a connector or another number behind them."""
    following = text[at : at + 1]
    if following == " ":
        following = text[at + 1 : at + 2]
    return following.isalnum() or following in (" ", "-")


@dataclass(slots=True)
class _Term:
    """One addend. A further one must be smaller than `grain`; `before` is where the number ended before it."""

    value: float
    grain: float
    start: int
    before: int
    scale: float = 1


class _Reading:
    """One reading of one number: terms of falling size that a scale word multiplies."""

    def __init__(self, reader: NumberReader, text: str, at: int) -> None:
        self.reader, self.text, self.start = reader, text, at
        self.end = at
        self.terms: list[_Term] = []
        self.tokens = 0
        self.digits = False
        self.open_end = False
        self.last: Role = "value"
        self.joined = False
        self.spread = 0.0

    def number(self) -> Number | None:
        while self.tokens < _MAX_TOKENS and self._step():
            self.tokens += 1
        if not self.terms or self.last == "several":
            return None
        self._loose_ending()
        value = sum(term.value for term in self.terms)
        upper = value * (1 + 1 / self.spread) if self.spread and len(self.terms) == 1 else None
        scale = self.terms[0].scale if len(self.terms) == 1 else 1.0
        number = Number(
            self.start,
            self.end,
            tidy(value),
            scale,
            literal=self.tokens == 1 and self.digits,
            words=not self.digits,
            fraction=self._fraction() if scale == 1 and value < 1 else "",
            open_end=self.open_end,
            weak=self.reader.is_weak(self.text[self.start : self.end]),
            value_max=None if upper is None else tidy(upper),
        )
        return self._ratio(number)

    def _fraction(self) -> Literal["", "word", "ratio"]:
        if self.last == "denominator" or (self.last == "ratio" and self.tokens == 1):
            return "ratio"
        return "word" if self.last == "fraction" and self.tokens == 1 else ""

    def _ratio(self, number: Number) -> Number:
        """三分之一: the number read so far is the denominator."""
        after = self.reader.parts(self.text, self.end)
        upper = self.reader.read(self.text, after) if after is not None else None
        if upper is None or number.value == 0:
            return self._part(number)
        value = tidy(upper.value / number.value)
        return Number(self.start, upper.end, value, words=number.words and upper.words, fraction="ratio")

    def _part(self, number: Number) -> Number:
        """ "one in five", "1/3 of": the number read so far is the numerator."""
        if not 1 <= number.value <= 9 or number.value != int(number.value) or number.scale != 1:
            return number
        whole = self.reader.slash(self.text, self.end) if number.literal else None
        spelled = number.words or self.reader.out_of_digits
        if whole is None and spelled and (after := self.reader.out_of(self.text, self.end)) is not None:
            whole = self.reader.read(self.text, after)
        if whole is None or not number.value < whole.value or whole.value not in _WHOLES:
            return number
        return Number(self.start, whole.end, tidy(number.value / whole.value), words=number.words, fraction="ratio")

    def _step(self) -> bool:
        """Take the next token if it continues the number."""
        at, connected = self._next(), False
        token = self.reader.token(self.text, at)
        if token is None and self.terms:
            if self._letter():
                return True
            joined = self.reader.connector(self.text, self.end)
            if joined is None:
                return False
            at, connected = joined, True
            token = self.reader.token(self.text, at)
        if token is None:
            return False
        end, role, value = token
        if role in SCALES:
            return self._scaled_by(self.reader.accounts(self.text, at)) or self._multiply(
                at, end, role, value, connected
            )
        if role == "point":
            return self._decimals(end)
        if role == "more":
            return self._more(end)
        if role == "denominator":
            return self._divide(end, value)
        return self._add(at, end, role, value, connected)

    def _next(self) -> int:
        if not self.terms:
            return self.start
        at = skip_spaces(self.text, self.end)
        if self.reader.juxtaposed:
            at = self.reader.zero(self.text, at)
        if self.open_end and self.last in ("several", "plural"):
            return self.reader.of(self.text, at)
        if self.text[at : at + 1] == "-" and not self.text[at + 1 : at + 2].isdecimal():
            return at + 1
        return at

    def _letter(self) -> bool:
        """685B, 1.7bn."""
        return self._scaled_by(self.reader.scale_letter(self.text, self.end) if self.last == "literal" else None)

    def _scaled_by(self, found: tuple[int, float] | None) -> bool:
        """Take a scale that counts digits alone: the end and the value of what writes it."""
        if found is None or self.last != "literal" or len(self.terms) != 1:
            return False
        self.end, scale = found
        self.terms[0] = _Term(self.terms[0].value * scale, 0, self.start, self.start, scale)
        self.last = "scale"
        return True

    def _add(self, at: int, end: int, role: Role, value: float, connected: bool) -> bool:
        if self.terms and not self._fits(at, end, role, value, connected):
            return False
        if role in ("fraction", "ratio") and self.terms and not self._scale_follows(end):
            value *= max(self.terms[-1].grain, 1)
        if self._tens_behind_units(role, value, connected):
            self.terms[-1].value += value
        else:
            self.terms.append(_Term(value, _grain(role, value), at, self.end))
        self.digits |= self._is_digits(at, role)
        if role == "spread":
            self.spread = value
        self.open_end |= role == "several"
        self.end, self.last, self.joined = end, role, connected
        return True

    def _is_digits(self, at: int, role: Role) -> bool:
        return role == "literal" and self.text[at] in ".0123456789"

    def _tens_behind_units(self, role: Role, value: float, connected: bool) -> bool:
        """خمسة وعشرون: five and twenty."""
        if not (self.reader.units_first and connected and self.terms and role == "value"):
            return False
        return self.terms[-1].value < 10 and self.terms[-1].grain == 1 and value in TENS

    def _fits(self, at: int, end: int, role: Role, value: float, connected: bool) -> bool:
        last = self.terms[-1]
        if role in ("fraction", "ratio"):
            return connected and last.grain >= 1
        if self._tens_behind_units(role, value, connected):
            return True
        if not value < last.grain:
            return False
        if self._is_digits(at, role):
            joined = connected or (
                self.reader.juxtaposed and at - self.end <= 1 and end - at < len(f"{last.grain:.0f}")
            )
            whole = joined and value == int(value) and self.text[at] != "0"
            return last.grain >= 100 and (whole or self._scale_follows(end))
        if role == "several":
            return self.reader.juxtaposed and self._scale_follows(end)
        if self.digits and role == "value" and not connected and not self.reader.juxtaposed:
            return self._scale_follows(end)  # "$6.9 billion three months before"
        return True

    def _scale_follows(self, end: int) -> bool:
        token = self.reader.token(self.text, skip_spaces(self.text, end))
        return token is not None and token[1] in SCALES

    def _multiply(self, at: int, end: int, role: Role, value: float, connected: bool) -> bool:
        if self.last in ("literal", "value") and self.terms and self.reader.is_articled(self.text[at:end]):
            return False  # "$2 a million tokens"
        terms = self.terms[:]
        popped: list[_Term] = []
        while not connected and terms and (terms[-1].value < value or self._counts_any(at, value)):
            popped.append(terms.pop())
        if self.reader.juxtaposed and value < 10_000 and popped and popped[0].value >= 10:
            return False
        if self.terms and not popped and not connected:
            return False
        # A dual without its nun stands only right before what it counts: "مليارا و250 مليون" is one billion and more.
        more = self.reader.connector(self.text, end) if role == "dual" else None
        two = role == "dual" and (more is None or self.reader.token(self.text, more) is None)
        product = value * (sum(term.value for term in popped) or (2 if two else 1))
        if terms and product >= terms[-1].grain:
            if popped:
                self.terms, self.end = terms, popped[-1].before
            return False
        scale = value * popped[0].scale if len(popped) == 1 else value
        first = popped[-1] if popped else _Term(0, 0, at, self.end)
        self.open_end |= role == "plural" and not self.terms
        self.terms = [*terms, _Term(product, value, first.start, first.before, scale)]
        self.end, self.last = end, role
        return True

    def _counts_any(self, at: int, value: float) -> bool:
        """Whether a scale word counts digits larger than itself: "322 hundred", 12,800万."""
        if len(self.terms) != 1 or self.last != "literal":
            return False
        return value == 100 or (value >= _MYRIAD and not self.reader.is_name(self.text, at))

    def _decimals(self, at: int) -> bool:
        """ "point five", 点五: digits one by one behind a decimal word."""
        if not self.terms:
            return False
        digits, end = "", at
        while len(digits) < 12:
            token = self.reader.token(self.text, skip_spaces(self.text, end))
            if token is None or token[1] not in ("value", "literal") or (digits and token[2] >= 10):
                break
            end = token[0]
            digits += f"{token[2]:.0f}"
            if token[2] >= 20 and (pair := self.reader.read(self.text, skip_spaces(self.text, at))):
                end, digits = pair.end, f"{pair.value:.0f}"
                break
        if not digits:
            return False
        self.terms[-1].value += float("0." + digits)
        self.terms[-1].grain = 0
        self.end, self.last = end, "value"
        return True

    def _more(self, end: int) -> bool:
        """3亿多, 300多万, 十几: the number goes on, and is a lower bound."""
        if not self.terms or self.open_end:
            return False
        self.open_end, self.end = True, end
        return True

    def _divide(self, end: int, value: float) -> bool:
        """ "two-fifths", ثلاثة أرباع."""
        upper = sum(term.value for term in self.terms)
        if upper <= 0 or self.last not in ("value", "literal"):
            return False
        if self.joined and len(self.terms) > 1 and self.terms[-1].value < value:
            self.terms[-1].value *= max(self.terms[-2].scale, 1) / value
            self.terms[-1].grain = 0
        else:
            self.terms = [_Term(upper / value, 0, self.start, self.start)]
        self.end, self.last = end, "denominator"
        return True

    def _loose_ending(self) -> None:
        """三万五 is 35,000: a lone last digit counts the next smaller power."""
        if not self.reader.juxtaposed or len(self.terms) < 2 or self.last != "value" or self.open_end:
            return
        last, previous = self.terms[-1], self.terms[-2]
        if last.value < 10 and previous.grain >= 100 and self.end - last.start == 1:
            last.value *= previous.grain / 10


def _grain(role: Role, value: float) -> float:
    """What a further term must be smaller than: 10 behind twenty, 1 behind seven, 10^9 behind two billion."""
    if role in ("literal", "fraction", "ratio") or value < 20 or value != int(value):
        return 1
    grain = 1.0
    while value % (grain * 10) == 0:
        grain *= 10
    return grain


@cache
def number_reader(language: str) -> NumberReader:
    """The reader of `language` (ar, fa, zh, en), made once; FileNotFoundError for any other language."""
    return NumberReader(language)

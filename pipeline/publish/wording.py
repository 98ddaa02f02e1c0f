"""How claims are said to a reader of the site: values, dates, languages, in plain English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from pipeline.claim import CLAIM_TYPES

LANGUAGE_NAMES: Final = {"ar": "Arabic", "zh": "Chinese", "fa": "Persian", "en": "English"}
DIRECTION: Final = {"ar": "rtl", "fa": "rtl", "zh": "ltr", "en": "ltr"}

TYPE_NAMES: Final = {name: name.replace("_", " ").capitalize() for name in CLAIM_TYPES if name != "license"} | {
    "license": "Licence"
}

STATUS_WORDS: Final = {
    "stated": "Stated as a fact",
    "expected": "Expected or planned",
    "rumoured": "Rumoured",
    "denied": "Denied",
}

#: How the publication date was found, as a half-sentence after "published".
BASIS_WORDS: Final = {
    "jsonld": "from the page's metadata",
    "meta": "from the page's metadata",
    "time": "from the page's time element",
    "visible": "as shown on the page",
    "jalali": "as shown on the page, in the Persian calendar",
    "hijri": "as shown on the page, in the Islamic calendar",
    "relative": "worked out from words like “yesterday”",
    "url": "from the address",
    "feed": "from the feed",
    "none": "",
}

_BOUND_WORDS: Final = {
    "about": "about ",
    "at_least": "at least ",
    "at_most": "up to ",
    "exact": "",
    "range": "",
}
_UNIT_WORDS: Final = {"1M_tokens": "1M tokens", "%": "%"}
_LARGE: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_PART: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?")

Row = Mapping[str, Any]


def number_words(value: float) -> str:
    """671e9 -> "671 billion", 128000 -> "128,000", 0.28 -> "0.28"."""
    for size, word in _LARGE:
        if abs(value) >= size:
            return f"{_plain(value / size)} {word}"
    return _plain(value)


def _plain(value: float) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") or "0"


def value_words(claim: Row) -> str:
    """The typed value of a claim: "USD 0.28 per 1M tokens", "about 35 %", "October 2025", "MIT".

    Never converted, never rounded beyond six decimals; an empty string if the claim has none.
    """
    if claim["value"] is None:
        return claim["text_value"] or (date_words(claim["about_date"]) if claim["about_date"] else "")
    unit, _, per = (claim["unit"] or "").partition("/")
    amount = number_words(claim["value"])
    if claim["value_max"] is not None:
        amount = f"{amount} – {number_words(claim['value_max'])}"
    if claim["claim_type"] == "price_change":
        amount = ("cut of " if claim["value"] < 0 else "rise of ") + _BOUND_WORDS.get(claim["bound"], "")
        ends = [abs(end) for end in (claim["value"], claim["value_max"]) if end is not None]
        return f"{amount}{' – '.join(map(number_words, sorted(ends)))} %"
    amount = _BOUND_WORDS.get(claim["bound"], "") + amount
    if claim["claim_type"] == "ranking":
        return f"rank {amount}"
    if re.fullmatch("[A-Z]{3}", unit):
        amount = f"{amount} {unit}" if claim["value_max"] is not None else _with_currency(amount, unit)
        return f"{amount} per {_UNIT_WORDS.get(per, per.replace('_', ' '))}" if per else amount
    if per:
        return f"{amount} {unit} per {per.replace('_', ' ')}"
    return f"{amount} {unit.replace('_', ' ')}".strip()


def _with_currency(amount: str, code: str) -> str:
    """ "about 0.28" -> "about USD 0.28"."""
    words, _, rest = re.fullmatch(r"((?:[a-z]+ )*)()(.*)", amount).groups()  # type: ignore[union-attr]
    return f"{words}{code} {rest}"


def date_words(text: str | None) -> str:
    """A date, month, quarter, year or interval as people say it; the text itself if it is none of these."""
    if not text:
        return ""
    first, slash, last = text.partition("/")
    if not slash or first == last:
        return _one_date(first)
    whole = _whole_period(first, last)
    if whole:
        return whole
    start, end = _one_date(first).split(), _one_date(last).split()
    shared = 0
    while shared < min(len(start), len(end)) - 1 and start[-1 - shared] == end[-1 - shared]:
        shared += 1
    return f"{' '.join(start[: len(start) - shared])} – {' '.join(end)}"


def _whole_period(first: str, last: str) -> str | None:
    """A month, quarter or year if the two days are its first and last."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if start.day != 1 or (end + timedelta(days=1)).day != 1 or start.year != end.year:
        return None
    months = end.month - start.month + 1
    if months == 1:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if months == 3 and start.month % 3 == 1:
        return f"Q{start.month // 3 + 1} {start.year}"
    return str(start.year) if months == 12 else None


def _one_date(text: str) -> str:
    match = _PART.match(text)
    if not match:
        return text
    year, quarter, month, day = match.groups()
    if quarter:
        return f"Q{quarter} {year}"
    if not month:
        return year
    if not 1 <= int(month) <= 12:
        return text
    name = _MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def slug(name: str) -> str:
    """A subject's name as it stands in addresses: "DeepSeek-V3.2-Exp" -> "deepseek-v3-2-exp".

    Letters of all scripts stay; everything else becomes a hyphen. Not unique by itself.
    """
    return _NOT_WORDS.sub("-", name.lower()).strip("-") or "x"


class Slugs:
    """Gives each name its own slug: the second that would have the same gets a number."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        base, number = slug(name), 1
        candidate = base
        while self._taken.setdefault(candidate, name) != name:
            number += 1
            candidate = f"{base}-{number}"
        return candidate


def unit_words(unit: str) -> str:
    """ "USD/1M_tokens" -> "USD per 1M tokens"."""
    return unit.replace("1M_tokens", "1M tokens").replace("_", " ").replace("/", " per ")


def span_words(row: Row) -> str:
    """The time that the values of a row of `agreement` hold for."""
    return date_words(f"{row['holds_from']}/{row['holds_to'] or row['holds_from']}") if row["holds_from"] else ""


def plural(kind: str) -> str:
    """ "family" -> "families"."""
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def short(text: str | None, longest: int = 160) -> str:
    """`text`, cut if it is longer than any title is."""
    text = text or ""
    return text if len(text) <= longest else f"{text[:longest]}…"

"""Precision and recall of the claims on annotated pages (gold pages), by the rules of data/gold/GUIDE.md.

A found claim matches a gold claim if type, value and unit agree and both point at the same place. Three levels count:
found; subject (found, and of the same subject); full (subject, and aspect, bound, date and status agree too). Gold
claims marked optional are neither rewarded nor punished; nor is a repeat of a matched claim that the page lists.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.claim import CLAIM_TYPES, Claim
from pipeline.extract.dates.dates import day_range

LEVELS: Final = ("found", "subject", "full")

#: Benchmarks with two usual names.
_ALIASES: Final = {"hle": "humanityslastexam", "sweverified": "swebenchverified"}
_TOKEN_ASPECTS: Final = ("input", "output", "cachedinput")
_STRICT_ASPECTS: Final = ("release_date", "context_length", "revenue", "user_count")


class GoldError(ValueError):
    """A gold page that cannot be read; the message names the file and the fault in one line."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """An annotated page: `html` beside the JSON, its language and the claims in the guide's form."""

    name: str
    html: Path
    language: str
    claims: list[dict[str, Any]]


@dataclass(slots=True)
class Tally:
    """How many claims were annotated (`gold`), made (`made`), and right at each level."""

    gold: int = 0
    made: int = 0
    right: Counter[str] = field(default_factory=Counter)

    def scores(self, level: str) -> tuple[float, float, float]:
        """Precision, recall and F1 at a level, each 0..1."""
        precision = self.right[level] / self.made if self.made else 0.0
        recall = self.right[level] / self.gold if self.gold else 0.0
        total = precision + recall
        return precision, recall, 2 * precision * recall / total if total else 0.0


@dataclass(slots=True)
class Report:
    """The result over a set of pages: tallies by key ("all", languages, types, pages) and what was missed or wrong."""

    pages: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    faults: list[str] = field(default_factory=list)


def gold_pages(folder: Path) -> list[GoldPage]:
    """The gold pages in a folder and the folders below it, by name. Raises GoldError."""
    if not folder.is_dir():
        raise GoldError(f"{folder} is no folder; give the folder that holds the annotated pages")
    pages = [_gold_page(path) for path in sorted(folder.rglob("*.json")) if path.with_suffix(".html").exists()]
    if not pages:
        raise GoldError(f"{folder} holds no annotated pages (NAME.html beside NAME.json)")
    return pages


def _gold_page(path: Path) -> GoldPage:
    try:
        document = json.loads(path.read_text("utf-8"))
        return GoldPage(path.stem, path.with_suffix(".html"), str(document["lang"]), list(document["claims"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{path}: not an annotated page ({error})") from error


def evaluate(pages: Iterable[GoldPage], claims_of: Callable[[GoldPage], Sequence[Claim]]) -> Report:
    """Compare what `claims_of` makes of each page with its annotation."""
    report = Report()
    for page in pages:
        report.pages += 1
        _count(page, claims_of(page), report)
    return report


def _count(page: GoldPage, claims: Sequence[Claim], report: Report) -> None:
    pairs, lost, extra = match(page.claims, claims)

    def tallies(kind: str) -> Iterator[Tally]:
        yield from (report.tallies[key] for key in ("all", page.language, kind, page.name))

    for gold, claim in pairs:
        if gold.get("optional"):
            continue
        differing = [name for name, same in _agreement(gold, claim).items() if not same]
        levels = (
            "found",
            *(("subject",) if "subject" not in differing else ()),
            *(("full",) if not differing else ()),
        )
        for tally in tallies(gold["type"]):
            tally.gold += 1
            tally.made += 1
            tally.right.update(levels)
        if differing:
            what = ", ".join(f"{n} {_expected(gold, n)!r}, made {_made(claim, n)!r}" for n in differing)
            report.faults.append(f"{page.name} PART {gold['type']} {gold['value_text']!r}: {what}")
    for gold in lost:
        if not gold.get("optional"):
            for tally in tallies(gold["type"]):
                tally.gold += 1
            report.faults.append(
                f"{page.name} MISSED {gold['type']} {gold['subject']} {gold['value_text']!r} in {gold['quote'][:90]!r}"
            )
    for claim in extra:
        for tally in tallies(claim.claim_type):
            tally.made += 1
        report.faults.append(
            f"{page.name} FALSE {claim.claim_type} {claim.subject} {claim.value_text!r} in {claim.quote[:90]!r}"
        )


def _agreement(gold: dict[str, Any], claim: Claim) -> dict[str, bool]:
    return {
        "subject": same_subject(gold["subject"], claim.subject),
        "aspect": _same_aspect(gold, claim),
        "bound": gold["bound"] == claim.bound,
        "date": _same_date(gold["date"], claim.about_date),
        "status": gold["status"] == claim.status,
    }


def _expected(gold: dict[str, Any], name: str) -> object:
    return gold[name]


def _made(claim: Claim, name: str) -> object:
    return getattr(claim, "about_date" if name == "date" else name)


def match(
    gold: Sequence[dict[str, Any]], claims: Sequence[Claim]
) -> tuple[list[tuple[dict[str, Any], Claim]], list[dict[str, Any]], list[Claim]]:
    """Pair gold claims with made ones, best agreement first: the pairs, what was missed, and what is false."""
    rated = sorted(
        (
            (_likeness(g, c), i, j)
            for i, g in enumerate(gold)
            for j, c in enumerate(claims)
            if c.claim_type == g["type"] and _same_value(g, c) and _same_place(g, c)
        ),
        reverse=True,
    )
    taken_gold: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for _, i, j in rated:
        if i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            pairs.append((gold[i], claims[j]))
    extra = [c for j, c in enumerate(claims) if j not in taken and not any(_repeats(g, c) for g in gold)]
    return pairs, [g for i, g in enumerate(gold) if i not in taken_gold], extra


def _likeness(gold: dict[str, Any], claim: Claim) -> float:
    same = _agreement(gold, claim)
    exact = _fold(gold["value_text"]) == _fold(claim.value_text)
    points = 4 * same["subject"] + 2 * same["aspect"] + same["date"] + same["status"] + 0.5 * exact
    return points - 3 * bool(gold.get("optional"))


def _repeats(gold: dict[str, Any], claim: Claim) -> bool:
    repeats = gold.get("repeats") or []
    return (
        bool(repeats)
        and claim.claim_type == gold["type"]
        and _same_value(gold, claim)
        and same_subject(gold["subject"], claim.subject)
        and any(_fold(claim.value_text) in _fold(quote) for quote in repeats)
    )


def _fold(text: str | None) -> str:
    """Letters and digits alone, in one form: how the guide compares texts."""
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
    return re.sub(r"[\W_]+", "", plain.translate(str.maketrans("يكى", "یکی")))


def _same_number(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is None and b is None
    return abs(a - b) <= 0.005 * max(abs(a), abs(b), 1e-9)


def same_subject(one: str, other: str) -> bool:
    a, b = (re.sub(r"app$", "", _fold(name)) for name in (one, other))
    return bool(a and b) and (a == b or (min(len(a), len(b)) >= 2 and (a.endswith(b) or b.endswith(a))))


def _same_aspect(gold: dict[str, Any], claim: Claim) -> bool:
    g, c = _fold(gold["aspect"]), _fold(claim.aspect)
    if gold["type"] == "parameter_count":
        return (g == "active") == (c == "active")
    if gold["type"] in ("price", "price_change"):
        plans = g not in _TOKEN_ASPECTS and c not in _TOKEN_ASPECTS
        return g == c or (plans and (not g or not c or g in c or c in g))
    g, c = _ALIASES.get(g, g), _ALIASES.get(c, c)
    if gold["type"] in _STRICT_ASPECTS:
        return g == c
    words_g, words_c = (
        set(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold()))
        for text in (gold["aspect"], claim.aspect)
    )
    overlap = 2 * len(words_g & words_c) >= min(len(words_g), len(words_c))
    return g == c or (bool(g and c) and (g in c or c in g or overlap))


def _same_place(gold: dict[str, Any], claim: Claim) -> bool:
    quote, value = _fold(claim.quote), _fold(claim.value_text)
    for text in (gold["quote"], *(gold.get("repeats") or [])):
        q = _fold(text)
        if q and quote and (q in quote or quote in q) and (not value or value in q or value in quote):
            return True
    return False


def _same_value(gold: dict[str, Any], claim: Claim) -> bool:
    kind = gold["type"]
    if kind in ("release_date", "retirement_date"):
        if gold["date"] is None or not claim.about_date:
            g, c = _fold(gold["value_text"]), _fold(claim.value_text)
            return (not claim.about_date and gold["date"] is None) or g in c or c in g
        (a, b), (c0, c1) = day_range(gold["date"]), day_range(claim.about_date)
        return a <= c1 and c0 <= b
    if kind == "license":
        g, c = _fold(gold["text_value"]), _fold(claim.text_value)
        return bool(c) and (g in c or c in g)
    same_unit = (gold["unit"] or "") == claim.unit or gold["value"] == 0 or kind == "benchmark_score"
    return (
        same_unit and _same_number(gold["value"], claim.value) and _same_number(gold.get("value_max"), claim.value_max)
    )


def _same_date(one: str | None, other: str | None) -> bool:
    return (not one and not other) or (bool(one and other) and day_range(str(one)) == day_range(str(other)))


def rows(report: Report, keys: Sequence[str]) -> list[tuple[str, int, int, tuple[tuple[float, float, float], ...]]]:
    """A row per key that occurs: key, annotated, made, and (precision, recall, F1) of each level."""
    return [
        (key, tally.gold, tally.made, tuple(tally.scores(level) for level in LEVELS))
        for key in keys
        if (tally := report.tallies.get(key)) is not None
    ]


def keys_of(report: Report) -> dict[str, list[str]]:
    """The keys of a report in groups: language, type."""
    languages = [key for key in ("ar", "zh", "fa", "en") if key in report.tallies]
    return {"language": ["all", *languages], "type": [key for key in CLAIM_TYPES if key in report.tallies]}

"""Charts as SVG made on the server: no script, they print, and every dot is a link to its claim.

Colours come from the style sheet by the class of a dot's language, and each language has a shape of its own,
so that nothing is told by colour alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from pipeline.publish.wording import LANGUAGE_NAMES, date_words, number_words, value_words

_WIDTH: Final = 560
_HEIGHT: Final = 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 104, 48, 14, 30
_LOG_FROM: Final = 30.0
_RADIUS: Final = 5.0
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


@dataclass(frozen=True, slots=True)
class Dot:
    """One reported value: its day and height, its language, what is told when it is pointed at, where it
    leads.
    """

    day: int
    value: float
    language: str
    title: str
    address: str
    status: str = "stated"
    gone: bool = False


def dot_of(claim: Mapping[str, Any], address: str) -> Dot | None:
    """The dot of a row of `timeline`; None if it has no day or nothing to draw.

    Dated types (release_date, retirement_date) are drawn by the day they were reported against the day they
    name: a date that slips climbs.
    """
    dated = claim["claim_type"] in ("release_date", "retirement_date")
    day = _day(claim["reported"] if dated else claim["at"])
    value = _day(claim["about_from"]) if dated else claim["value"]
    if day is None or value is None or not math.isfinite(value):
        return None
    title = (
        f"{value_words(claim)} ({claim['value_text']}), {claim['source']}, {date_words(claim['reported'])}, "
        f"{LANGUAGE_NAMES.get(claim['language'], claim['language'])}"
    )
    return Dot(
        day=day,
        value=float(value),
        language=claim["language"],
        title=title if claim["status"] == "stated" else f"{title}, {claim['status']}",
        address=address,
        status=claim["status"],
        gone=claim["gone_at"] is not None,
    )


def _day(text: str | None) -> int | None:
    """An ISO day, month or year as a day number."""
    parts = [*(text or "")[:10].split("-"), "01", "01"][:3]
    try:
        return date(*map(int, parts)).toordinal()
    except (ValueError, TypeError):
        return None


def timeline(title: str, dots: Sequence[Dot], *, dated: bool = False, identifier: str = "chart") -> Markup:
    """Values over time, one dot each. The scale is logarithmic where the values span more than a factor of
    30.
    """
    if not dots:
        return Markup("")
    x = _scale([dot.day for dot in dots], _LEFT, _WIDTH - _RIGHT, pad=0.03)
    values = [dot.value for dot in dots]
    log = not dated and min(values) > 0 and max(values) / min(values) > _LOG_FROM
    height = _y_scale(values, log)
    body = [
        _y_axis(values, height, log, dated),
        _x_axis([dot.day for dot in dots], x),
        *_marks([(x(dot.day), height(dot.value), dot) for dot in sorted(dots, key=lambda dot: dot.day)], (6, 0)),
    ]
    return _svg(identifier, title, f"{len(dots)} reported values over time", _WIDTH, _HEIGHT, body)


def _scale(values: Sequence[float], start: float, end: float, pad: float) -> Callable[[float], float]:
    low, high = min(values), max(values)
    if low == high:
        return lambda value: (start + end) / 2
    low, high = low - (high - low) * pad, high + (high - low) * pad
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _y_scale(values: Sequence[float], log: bool) -> Callable[[float], float]:
    if not log:
        return _scale(values, _HEIGHT - _BOTTOM, _TOP, pad=0.08)
    inner = _scale([math.log(value) for value in values], _HEIGHT - _BOTTOM, _TOP, pad=0.08)
    return lambda value: inner(math.log(value))


def _y_axis(values: Sequence[float], height: Callable[[float], float], log: bool, dated: bool) -> Markup:
    ticks = sorted({min(values), max(values)}) if dated or log else _round_ticks(min(values), max(values))
    if log:
        ticks = sorted({*ticks, *(10.0**n for n in range(-6, 16) if min(values) < 10.0**n < max(values))})
    say = (lambda value: date_words(date.fromordinal(int(value)).isoformat())) if dated else number_words
    drawn: list[Markup] = []
    last = math.inf
    for tick in ticks:
        y = height(tick)
        if last - y < 14:
            continue
        last = y
        drawn.append(
            Markup('<path class="grid" d="M{} {:.1f}H{}"/><text class="tick end" x="{}" y="{:.1f}">{}</text>').format(
                _LEFT, y, _WIDTH - _RIGHT, _LEFT - 8, y + 4, say(tick)
            )
        )
    return Markup("").join(drawn)


def _round_ticks(low: float, high: float) -> list[float]:
    """About four round numbers between `low` and `high`, or the one value there is."""
    if low == high:
        return [low]
    step = 10 ** math.floor(math.log10((high - low) / 3))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= 5)
    first = math.ceil(low / step)
    return [n * step for n in range(first, int(high / step + 1e-9) + 1)] or [low, high]


def _x_axis(days: Sequence[int], x: Callable[[float], float]) -> Markup:
    """Months, quarters or years under the chart, so that at most about eight labels stand there."""
    first, last = date.fromordinal(min(days)), date.fromordinal(max(days))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next(step for step in (1, 3, 6, 12, 24, 60, 120, 1200) if months / step <= 8)
    names = _MONTHS.split()
    baseline = _HEIGHT - _BOTTOM
    drawn = [Markup('<path class="axis" d="M{} {}H{}"/>').format(_LEFT, baseline, _WIDTH - _RIGHT)]
    if months == 1:
        ticks = sorted({min(days), max(days)})
        labels = [f"{date.fromordinal(day).day} {names[first.month - 1]} {first.year}" for day in ticks]
    else:
        start = first.year * 12 + (first.month - 1) // every * every
        starts = [date(n // 12, n % 12 + 1, 1) for n in range(start, last.year * 12 + last.month, every)]
        ticks = [day.toordinal() for day in starts]
        labels = [str(day.year) if every >= 12 or day.month == 1 else names[day.month - 1] for day in starts]
        if every < 12 and labels and not labels[0].isdigit():
            labels[0] += f" {starts[0].year}"
    for tick, label in zip(ticks, labels, strict=True):
        at = x(tick)
        if _LEFT - 2 <= at <= _WIDTH - _RIGHT + 2:
            drawn.append(
                Markup(
                    '<path class="axis" d="M{0:.1f} {1}v5"/><text class="tick mid" x="{0:.1f}" y="{2}">{3}</text>'
                ).format(at, baseline, baseline + 19, label)
            )
    return Markup("").join(drawn)


def _marks(placed: Sequence[tuple[float, float, Dot]], apart: tuple[float, float]) -> list[Markup]:
    """The marks of dots; those that would cover each other are moved by `apart`, in a direction that is no value."""
    taken: Counter[tuple[int, int]] = Counter()
    drawn = []
    for x, y, dot in placed:
        place = (round(x / 6), round(y / 6))
        step = taken[place] % 6
        taken[place] += 1
        drawn.append(_mark(dot, x + step * apart[0], y + step * apart[1]))
    return drawn


def _mark(dot: Dot, x: float, y: float) -> Markup:
    classes = " ".join([dot.language, *([] if dot.status == "stated" else ["open"]), *(["gone"] if dot.gone else [])])
    return Markup('<a href="{}" class="dot {}"><title>{}</title>{}</a>').format(
        dot.address, classes, dot.title, shape(dot.language, x, y)
    )


def shape(language: str, x: float, y: float, radius: float = _RADIUS) -> Markup:
    """The mark of a language: circle (English), square (Chinese), triangle (Persian), diamond (Arabic)."""
    if language == "zh":
        side = radius * 1.8
        return Markup('<rect x="{:.1f}" y="{:.1f}" width="{s}" height="{s}"/>').format(
            x - side / 2, y - side / 2, s=f"{side:.1f}"
        )
    if language == "fa":
        return Markup('<path d="M{:.1f} {:.1f}l{:.1f} {:.1f}h{:.1f}z"/>').format(
            x, y - radius * 1.2, radius * 1.15, radius * 2.1, -radius * 2.3
        )
    if language == "ar":
        reach = radius * 1.3
        return Markup('<path d="M{:.1f} {:.1f}l{r} {r}l-{r} {r}l-{r} -{r}z"/>').format(x, y - reach, r=f"{reach:.1f}")
    return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}"/>').format(x, y, radius)


def strips(title: str, rows: Sequence[tuple[str, Sequence[Dot]]], *, identifier: str) -> Markup:
    """One panel of small multiples: a row per name, its reported percentages as dots from 0 to 100."""
    width, label, line = 340, 120, 24
    height = len(rows) * line + 26

    def x(percent: float) -> float:
        return label + max(0.0, min(100.0, percent)) / 100 * (width - label - 24)

    body = [
        Markup('<path class="grid" d="M{0:.1f} 4V{1}"/><text class="tick mid" x="{0:.1f}" y="{2}">{3} %</text>').format(
            x(percent), height - 20, height - 5, percent
        )
        for percent in (0, 50, 100)
    ]
    for index, (name, dots) in enumerate(rows):
        y = 16 + index * line
        short = name if len(name) <= 17 else f"{name[:16]}…"
        body.append(Markup('<text class="name end" x="{}" y="{}">{}</text>').format(label - 10, y + 4, short))
        body += _marks([(x(dot.value), float(y), dot) for dot in dots], (0, -4))
    return _svg(identifier, title, "Reported shares, one row per subject", width, height, body)


def weekly_bars(weeks: Sequence[tuple[str, Mapping[str, int]]], *, identifier: str = "weeks") -> Markup:
    """Claims per week, stacked by language. `weeks` are (Monday, language -> count) in order."""
    if not weeks:
        return Markup("")
    width, height, bottom = 760, 130, 20
    highest = max(sum(counts.values()) for _, counts in weeks) or 1
    slot = width / len(weeks)
    body, labelled = [], -100.0
    for index, (monday, counts) in enumerate(weeks):
        y, x = float(height - bottom), index * slot
        words = ", ".join(f"{LANGUAGE_NAMES.get(lang, lang)} {n:,}" for lang, n in counts.items() if n)
        body.append(Markup("<g><title>Week of {}: {}</title>").format(date_words(monday), words or "none"))
        for language, count in counts.items():
            tall = count / highest * (height - bottom - 6)
            y -= tall
            body.append(
                Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                    language, x + slot * 0.1, y, max(slot * 0.8, 0.5), tall
                )
            )
        body.append(Markup("</g>"))
        day = date.fromisoformat(monday)
        if day.day <= 7 and x - labelled > 110 and x < width - 60:
            labelled = x
            name = f"{_MONTHS.split()[day.month - 1]} {day.year}"
            body.append(Markup('<text class="tick" x="{:.1f}" y="{}">{}</text>').format(x, height - 5, name))
    body.append(Markup('<path class="axis" d="M0 {}H{}"/>').format(height - bottom, width))
    title = "Claims reported each week, by language"
    return _svg(identifier, title, f"{len(weeks)} weeks", width, height, body, role="img")


def _svg(
    identifier: str,
    title: str,
    description: str,
    width: int,
    height: int,
    body: Sequence[Markup],
    role: str = "group",
) -> Markup:
    """A chart; its role is "group" where it holds links, which "img" would hide from screen readers."""
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="{role}" aria-labelledby="{id}-t {id}-d">'
        '<title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>{}</svg>'
    ).format(width, height, title, description, Markup("").join(body), id=identifier, role=role)

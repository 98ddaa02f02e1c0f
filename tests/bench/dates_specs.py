"""Dates against the public specs of microsoft/Recognizers-Text (MIT, not part of this repository).

    python tests/bench/dates_specs.py SPECS_FOLDER [--misses]

SPECS_FOLDER is that project's `Specs` folder. In-domain, decided before any failure was looked at, is every result
of `DateTime/{Chinese,English}/DateTimeModel.json` that
- is a date or a date range (no times of day, durations, recurring sets),
- has an ordinary form: a day, week, month, quarter, half-year, year, or an interval of at most a year that the
  spec resolves to days (no seasons, weekends, weeks of a month, decades, no range open at one end),
- is told with its year, or has a reading that begins on or before the reference day (news tells of the past),
- is no holiday.
It passes if a mention that overlaps it has the same first and last day as one of the spec's readings. Two ways of
writing the same thing count as the same: where the spec counts a span back from the reference day ("the past 3
days") a day more or less at either end, and where it leaves the last day or month out of a range ("from May to
July" ends on 30 June there) our end is the one it leaves out.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.extract.dates.dates import day_range, find_dates

Days = tuple[date, date]

_ORDINARY = re.compile(r"[\dX]{4}(-(\d\d(-\d\d)?|W\d\d|WXX-\d|Q[1-4]|H[12]))?|\([\dX-]+,[\dX-]+,P\d+[DWMY]\)")
_HOLIDAY = re.compile(
    r"christmas|xmas|thanksgiving|easter|new year|halloween|holiday|eve\b|day of|mother|father|labou?r|memorial"
    r"|independence|valentine|martin luther|[节除]夕?|元旦|春节|清明|中秋|weekend|周末|decade|年代|世纪|century",
    re.IGNORECASE,
)


def readings(result: dict[str, Any]) -> list[Days]:
    """The first and last days that the spec allows for a result, if it is in-domain in kind."""
    if result.get("TypeName") not in ("datetimeV2.date", "datetimeV2.daterange") or _HOLIDAY.search(result["Text"]):
        return []
    found = []
    for value in (result.get("Resolution") or {}).get("values", []):
        if not _ORDINARY.fullmatch(value.get("timex", "")) or "Mod" in value:
            continue
        try:
            if value["type"] == "date":
                found.append((date.fromisoformat(value["value"]),) * 2)
            else:
                end = date.fromisoformat(value["end"]) - timedelta(1)
                found.append((date.fromisoformat(value["start"]), end))
        except (KeyError, ValueError):
            continue
    return [days for days in found if days[1] - days[0] <= timedelta(366)]


def in_domain(result: dict[str, Any], reference: date) -> list[Days]:
    """The readings of an in-domain result, else nothing."""
    days = readings(result)
    values = (result.get("Resolution") or {}).get("values", [])
    with_year = any(re.match(r"\(?\d{4}", v.get("timex", "")) for v in values) and re.search(r"\d{2,4}", result["Text"])
    return days if with_year or any(first <= reference for first, _ in days) else []


def passes(result: dict[str, Any], days: list[Days], text: str, reference: date, language: str) -> bool:
    counted = any("P" in v.get("timex", "") for v in result["Resolution"]["values"])
    slack = timedelta(1 if counted else 0)
    for mention in find_dates(text, language, reference, country="US" if language == "en" else "CN"):
        if mention.date and mention.start <= result["End"] and result["Start"] < mention.end:
            first, last = day_range(mention.date)
            left_out = day_range(mention.date.split("/")[-1])[0] - timedelta(1)
            if any(first == a and left_out == b and a != b for a, b in days):
                return True
            if any(abs(first - a) <= slack and abs(last - b) <= slack for a, b in days):
                return True
    return False


def main(folder: Path, show: bool) -> None:
    for name, language in (("Chinese", "zh"), ("English", "en")):
        path = folder / "DateTime" / name / "DateTimeModel.json"
        if not path.exists():
            print(f"{path}: not there; give the Specs folder of microsoft/Recognizers-Text")
            continue
        right = total = 0
        for case in json.loads(path.read_text("utf-8-sig")):
            reference = date.fromisoformat(case.get("Context", {}).get("ReferenceDateTime", "2016-11-07")[:10])
            for result in case["Results"]:
                if not (days := in_domain(result, reference)):
                    continue
                total += 1
                if passes(result, days, case["Input"], reference, language):
                    right += 1
                elif show:
                    told = [m.date for m in find_dates(case["Input"], language, reference, country="US")]
                    print(
                        language,
                        reference,
                        repr(result["Text"]),
                        [f"{a}/{b}" for a, b in days],
                        told,
                        case["Input"][:90],
                    )
        print(f"{language}: {right} of {total} in-domain dates, {right / total:.1%}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), "--misses" in sys.argv)

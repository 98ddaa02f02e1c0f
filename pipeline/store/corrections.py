"""Corrections that people make to claims, in `corrections.yml` beside the database.

    corrections:
      - claim: ov5dp7hsokif66zd
        reject: true
        reason: The number counts graphics cards, not users
        by: A. Reader
        date: 2026-03-01
      - claim: xbbur2ipprzwvdbz
        replace: {value: 0.42, aspect: output}
        reason: ...
        by: ...
        date: ...

A claim keeps its id; what the machine read is kept beside the correction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

import yaml

from pipeline.claim import CLAIM_TYPES, Bound, Status
from pipeline.store.errors import CatalogueError
from pipeline.store.periods import days
from pipeline.store.rows import CORRECTABLE, Row, with_days

_KEYS: Final = frozenset({"claim", "reject", "replace", "reason", "by", "date"})
_CHOICES: Final[dict[str, frozenset[str]]] = {
    "claim_type": frozenset(CLAIM_TYPES),
    "status": frozenset(get_args(Status)),
    "bound": frozenset(get_args(Bound)),
}
_UNCORRECTED: Final[Row] = {"rejected": 0, "correction": None, **{f"extracted_{field}": None for field in CORRECTABLE}}
_NULLABLE: Final = frozenset({"value", "value_max", "text_value", "about_date", "attributed_to"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: the claim is rejected if `replace` is None, else `replace` holds its new values."""

    claim_id: str
    replace: Mapping[str, str | float | None] | None
    reason: str
    by: str
    date: str

    def row(self) -> tuple[str, str, str, str, str, str]:
        """As a row of the table `corrections`."""
        fields = json.dumps(self.replace or {}, ensure_ascii=False, sort_keys=True)
        return (
            self.claim_id,
            "reject" if self.replace is None else "replace",
            fields,
            self.reason,
            self.by,
            self.date,
        )


def load_corrections(path: Path) -> dict[str, Correction]:
    """The corrections in the file at `path` by claim id; none if there is no such file.

    Raises CatalogueError naming the line, the claim and what is wrong.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as fault:
        raise CatalogueError(f"{path}: cannot be read ({fault})") from fault
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as fault:  # ValueError: a day like 2026-02-31
        raise CatalogueError(f"{path}: is not YAML ({' '.join(str(fault).split())})") from fault
    if content is None:
        return {}
    entries = content.get("corrections", ()) if isinstance(content, dict) else None
    if not isinstance(content, dict) or set(content) != {"corrections"} or not isinstance(entries, list | None):
        raise CatalogueError(f"{path}: must hold one list under the key `corrections`")
    corrections: dict[str, Correction] = {}
    lines = _lines(tree)
    for line, entry in zip(lines, entries or (), strict=False):
        try:
            correction = _checked(entry)
            if correction.claim_id in corrections:
                raise ValueError(f"claim {correction.claim_id} is corrected twice")
        except ValueError as fault:
            raise CatalogueError(f"{path}, line {line}: {fault}") from fault
        corrections[correction.claim_id] = correction
    return corrections


def _lines(tree: Any) -> list[int]:
    """The line on which each entry begins."""
    return [
        entry.start_mark.line + 1 for entry in getattr(tree.value[0][1], "value", ()) if hasattr(entry, "start_mark")
    ]


def _checked(entry: object) -> Correction:
    if not isinstance(entry, dict):
        raise ValueError("a correction has the keys claim, reject or replace, reason, by, date")
    unknown = sorted(map(str, set(entry) - _KEYS))
    if unknown:
        raise ValueError(f"there is no key {unknown[0]!r} in a correction")
    claim = entry.get("claim")
    if not isinstance(claim, str) or not claim:
        raise ValueError("`claim` must be the id of a claim")
    for key in ("reason", "by"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ValueError(f"claim {claim}: `{key}` is missing")
    day = entry.get("date")
    try:
        day = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        raise ValueError(f"claim {claim}: `date` must be a day like 2026-03-01") from None
    if ("reject" in entry) == ("replace" in entry) or entry.get("reject", True) is not True:
        raise ValueError(f"claim {claim}: give either `reject: true` or `replace` with fields")
    replace = _checked_fields(claim, entry["replace"]) if "replace" in entry else None
    return Correction(claim, replace, entry["reason"].strip(), entry["by"].strip(), day.isoformat()[:10])


def _checked_fields(claim: str, fields: object) -> dict[str, str | float | None]:
    if not isinstance(fields, dict) or not fields:
        raise ValueError(f"claim {claim}: `replace` must name at least one field")
    checked: dict[str, str | float | None] = {}
    for field, value in fields.items():
        if field not in CORRECTABLE:
            raise ValueError(f"claim {claim}: {field!r} cannot be replaced; possible are {', '.join(CORRECTABLE)}")
        if isinstance(value, date):
            value = value.isoformat()
        if value is None:
            valid = field in _NULLABLE
        elif field in ("value", "value_max"):
            valid = isinstance(value, int | float) and not isinstance(value, bool)
        elif field == "about_date":
            value = str(value)
            valid = days(value)[0] is not None
        else:
            valid = isinstance(value, str) and value in _CHOICES.get(field, (value,))
        if not valid:
            raise ValueError(f"claim {claim}: {value!r} is not a valid {field}")
        checked[field] = value
    return checked


def apply_correction(row: Row, correction: Correction | None) -> Row:
    """The claim row as it is stored: corrected, with what the machine read in `extracted_*`; unchanged
    without one.

    `row` holds what the machine read, without a correction.
    """
    if correction is None:
        return row
    extracted = {f"extracted_{field}": row[field] for field in CORRECTABLE}
    note = f"{correction.reason} ({correction.by}, {correction.date})"
    corrected = {**row, **(correction.replace or {}), **extracted, "correction": note}
    return with_days({**corrected, "rejected": int(correction.replace is None)})


def undo_correction(row: Row) -> Row:
    """What the machine read, without a correction, from a stored row."""
    if row["correction"] is None:
        return row
    return with_days({**row, **{field: row[f"extracted_{field}"] for field in CORRECTABLE}, **_UNCORRECTED})

"""What the sample pages report, as people read them, beside what the catalogue says.

`python tests/sample_truth.py demo/reportedly.db` prints what is missing, wrong or too much after two runs of
the demo. The rows are in `sample_claims.tsv`; a claim is found if its page, type, value and unit agree, and
full if subject, aspect, date and status agree too. Optional rows are neither rewarded nor punished.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_DATED = ("release_date", "retirement_date")
QUERY = (
    "select * from claims_flat where gone_at is null or source = 'rafid' order by article_url, quote_start, value_start"
)


@dataclass(frozen=True)
class Truth:
    """One row of the file."""

    page: str
    claim_type: str
    subjects: tuple[str, ...]
    aspect: str
    value: str
    unit: str
    date: str
    status: str
    optional: bool


@dataclass
class Report:
    """How many claims there are, were found, are fully right; and sentences for people about the rest."""

    wanted: int = 0
    given: int = 0
    found: int = 0
    full: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        figures = (
            f"found: precision {self.found / self.given:.3f}, recall {self.found / self.wanted:.3f}; "
            f"full: precision {self.full / self.given:.3f}, recall {self.full / self.wanted:.3f} "
            f"({self.given} claims, {self.wanted} in the pages)"
        )
        return "\n".join([*self.faults, figures])


def truths() -> list[Truth]:
    """The rows of the file."""
    rows = []
    for line in Path(__file__).with_name("sample_claims.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            page, claim_type, subject, aspect, value, unit, date, status, *rest = line.split("\t")
            rows.append(
                Truth(
                    page,
                    claim_type,
                    tuple(subject.split("|")),
                    aspect,
                    value,
                    unit,
                    date,
                    status,
                    rest == ["optional"],
                )
            )
    return rows


def compare(claims: Iterable[Mapping[str, Any]]) -> Report:
    """Match each claim with at most one row, the best first."""
    open_rows = truths()
    report = Report(wanted=sum(not row.optional for row in open_rows))
    left = []
    for claim in claims:
        rows = [row for row in open_rows if _found(row, claim)]
        if not rows:
            left.append(claim)
            continue
        row = min(rows, key=lambda row: len(_differences(row, claim)))
        open_rows.remove(row)
        if row.optional:
            continue
        report.given += 1
        report.found += 1
        if differences := _differences(row, claim):
            report.faults.append(f"wrong    {_told(claim)}: {'; '.join(differences)}")
        else:
            report.full += 1
    report.given += len(left)
    report.faults += [f"too much {_told(claim)}" for claim in left]
    report.faults += [
        f"missing  {row.page} {row.claim_type} {row.subjects[0]} {row.aspect} {row.value} {row.unit}"
        for row in open_rows
        if not row.optional
    ]
    return report


def _page(claim: Mapping[str, Any]) -> str:
    return str(claim["article_url"]).replace("http://", "").replace(".localhost:8700", "")


def _told(claim: Mapping[str, Any]) -> str:
    value = claim["about_date"] if claim["claim_type"] in _DATED else claim["text_value"] or claim["value"]
    return f"{_page(claim)} {claim['claim_type']} {claim['subject']} {claim['aspect']} {value} {claim['unit']}"


def _found(row: Truth, claim: Mapping[str, Any]) -> bool:
    if (row.page, row.claim_type) != (_page(claim), claim["claim_type"]):
        return False
    if row.claim_type in _DATED:
        return row.value == claim["about_date"]
    if row.claim_type == "license":
        return row.value == claim["text_value"]
    same_unit = row.unit == claim["unit"] or row.claim_type == "benchmark_score"
    return (
        same_unit
        and claim["value"] is not None
        and abs(float(row.value) - claim["value"]) <= 1e-6 * abs(claim["value"])
    )


def _differences(row: Truth, claim: Mapping[str, Any]) -> list[str]:
    wanted = {"status": row.status}
    if row.claim_type not in _DATED:
        wanted["about_date"] = row.date
    if row.claim_type != "parameter_count" or "active" in (row.aspect, claim["aspect"]):
        wanted["aspect"] = row.aspect
    differences = [
        f"{name} should be {value or 'empty'}" for name, value in wanted.items() if (claim[name] or "") != value
    ]
    if claim["subject"].removesuffix(" app") not in {subject.removesuffix(" app") for subject in row.subjects}:
        differences.append(f"subject should be {row.subjects[0]}")
    return differences


def main() -> None:
    connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    print(compare(connection.execute(QUERY)))


if __name__ == "__main__":
    main()

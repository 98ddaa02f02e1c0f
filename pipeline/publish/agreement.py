"""What sources agree on, worked out in one pass over the reports in order.

The views `agreement` and `agreement_reports` of the working database say the same in SQL, for people who query it; by
them a million claims take four times as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from json.encoder import encode_basestring as _json
from operator import attrgetter
from typing import Any, Final, NamedTuple

from pipeline.publish.wording import Slugs
from pipeline.store.views import REPORTS

#: Questions whose values take more characters of JSON are left out: the site could not read the row.
_LONGEST_JSON: Final = 500_000

_DATED: Final = ("release_date", "retirement_date")


class Report(NamedTuple):
    """A claim that counts as a report. `property` begins the id of its question."""

    property: str
    span: str
    holds_from: str | None
    holds_to: str | None
    claim_id: str
    answer: str
    subject: str
    claim_type: str
    aspect: str
    unit: str
    about_from: str | None
    about_to: str | None
    value_text: str
    status: str
    language: str
    reported: str
    first_seen: str
    source: str
    cluster: str


class Question(NamedTuple):
    """A row of `agreement`."""

    agreement_id: str
    subject: str
    claim_type: str
    aspect: str
    unit: str
    holds_from: str | None
    holds_to: str | None
    values: int
    clusters: int
    sources: int
    language_count: int
    languages: str
    first_reported: str
    last_reported: str
    differ: bool | None
    reported_values: str


_IN_ORDER: Final = f"""
    select subject || ' | ' || claim_type || ' | ' || aspect || ' | ' || unit || ' | ' as property,
        {", ".join(Report._fields[1:])}
    from ({REPORTS}) where answer is not null
    order by property, span, holds_from, holds_to, claim_id"""

_first = attrgetter("reported", "first_seen", "claim_id")
_answer, _reported, _cluster, _source = map(attrgetter, ("answer", "reported", "cluster", "source"))
_language, _status, _holds_from, _holds_to = map(attrgetter, ("language", "status", "holds_from", "holds_to"))


def write_agreement(working: sqlite3.Connection, part: sqlite3.Connection) -> None:
    """Make the tables `agreement` and `agreement_claims` of `part` from the working database."""
    questions = ", ".join(f'"{name}"' for name in (*Question._fields, "slug"))
    for table, columns in (("agreement", questions), ("agreement_claims", "agreement_id, answer, claim_id")):
        part.execute(f"drop table if exists {table}")
        part.execute(f"create table {table} ({columns})")
    add_question = f"insert into agreement values ({', '.join('?' * (len(Question._fields) + 1))})"
    part.executemany(add_question, _rows(questions_of(map(Report._make, working.execute(_IN_ORDER))), part))


def _rows(questions: Iterable[tuple[Question, list[Report]]], part: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """The rows of `agreement`; on the way those of `agreement_claims` are added to `part`."""
    slugs = Slugs()
    for question, reports in questions:
        if len(question.reported_values) >= _LONGEST_JSON:
            continue
        if question.values > 1:
            rows = ((question.agreement_id, report.answer, report.claim_id) for report in reports)
            part.executemany("insert into agreement_claims values (?, ?, ?)", rows)
        yield *question, slugs(question.agreement_id)


def questions_of(reports: Iterable[Report]) -> Iterator[tuple[Question, list[Report]]]:
    """Each question with its reports by answer, in the order of its id; `reports` in the order of `_IN_ORDER`."""
    for name, of_property in groupby(reports, attrgetter("property")):
        found = [_question(name + time, reports) for time, reports in _times(of_property)]
        yield from sorted(found, key=lambda question: question[0].agreement_id)


def _times(reports: Iterable[Report]) -> Iterator[tuple[str, list[Report]]]:
    """The reports on a property by the time they hold for: days that overlap, one after another, are one time."""
    for span, of_span in groupby(reports, attrgetter("span")):
        if span != "days":
            yield span, list(of_span)
            continue
        begun, until = "", ""
        found: list[Report] = []
        for report in of_span:
            start, end = str(report.holds_from), str(report.holds_to)
            if found and until < start:
                yield begun, found
                found = []
            if not found:
                begun = start
            found.append(report)
            until = max(until, end)
        yield begun, found


def _question(agreement_id: str, reports: list[Report]) -> tuple[Question, list[Report]]:
    values = [reports]
    if len(reports) > 1:  # few questions have more than one
        reports.sort(key=_answer)
        values = [sorted(found, key=_first) for _, found in groupby(reports, _answer)]
        values.sort(key=lambda found: found[0].reported)
    languages = dict.fromkeys(map(_language, reports))
    some = reports[0]
    return Question(
        agreement_id,
        some.subject,
        some.claim_type,
        some.aspect,
        some.unit,
        min(filter(None, map(_holds_from, reports)), default=None),
        max(filter(None, map(_holds_to, reports)), default=None),
        len(values),
        len(set(map(_cluster, reports))),
        len(set(map(_source, reports))),
        len(languages),
        ",".join(languages),
        min(map(_reported, reports)),
        max(map(_reported, reports)),
        _differ(reports) if some.claim_type in _DATED else len(values) > 1,
        f"[{','.join(map(_told, values))}]",
    ), reports


def _differ(reports: list[Report]) -> bool | None:
    """Whether dates exclude each other: "2025-09" and "2025-09-29" do not."""
    first = [report.about_from for report in reports if report.about_from]
    last = [report.about_to for report in reports if report.about_to]
    return max(first) > min(last) if first and last else None


def _told(reports: list[Report]) -> str:
    """What is told of an answer as JSON, `reports` in the order in which they came."""
    first = reports[0]
    return (
        f'{{"value":{_json(first.answer)},"as_written":{_json(first.value_text)},'
        f'"clusters":{len(set(map(_cluster, reports)))},"sources":{len(set(map(_source, reports)))},'
        f'"languages":{_json(",".join(dict.fromkeys(map(_language, reports))))},'
        f'"statuses":{_json(",".join(dict.fromkeys(map(_status, reports))))},'
        f'"first_reported":{_json(first.reported)},"last_reported":{_json(reports[-1].reported)},'
        f'"first_source":{_json(first.source)},"first_claim_id":{_json(first.claim_id)}}}'
    )

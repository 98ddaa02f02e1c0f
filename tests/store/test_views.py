"""What people read: agreement, conflicts, expectations and timelines, all as reported."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.store.catalogue import Catalogue
from pipeline.store.views import VIEWS
from tests.store.made import Said, released, said, store


def report(
    catalogue: Catalogue, site: str, text: str, *claims: Said, day: str = "2025-10-01", language: Any = "en"
) -> str:
    outcome = store(
        catalogue,
        f"https://{site}.example/{day}",
        (text, claims),
        at=f"{day}T08:00:00Z",
        published=day,
        language=language,
    )
    assert outcome.article_id
    return outcome.article_id


def agreement(catalogue: Catalogue, view: str = "agreement") -> list[dict[str, Any]]:
    rows = catalogue.rows(f"select * from {view} order by agreement_id")
    return [{**row, "reported_values": json.loads(row["reported_values"])} for row in rows]


def values(row: dict[str, Any]) -> list[str]:
    return [value["value"] for value in row["reported_values"]]


def test_an_article_that_contradicts_itself_is_a_conflict(catalogue: Catalogue) -> None:
    store(
        catalogue,
        "https://fa.example/a",
        ("هزینهٔ هر یک میلیون توکن خروجی ۰٫۴۲ دلار است.", [said("۰٫۴۲ دلار", 0.42)]),
        ("این مدل برای خروجی ۳ دلار می‌گیرد.", [said("۳ دلار", 3.0)]),
        language="fa",
    )
    (row,) = agreement(catalogue, "conflicts")
    assert (row["subject"], row["claim_type"], row["aspect"], row["unit"]) == (
        "DeepSeek-V3.2-Exp",
        "price",
        "output",
        "USD/1M_tokens",
    )
    assert (row["holds_from"], row["holds_to"], row["values"], row["clusters"]) == (
        "2025-10-01",
        "2025-10-31",
        2,
        1,
    )
    assert values(row) == ["0.42", "3"]
    assert [value["as_written"] for value in row["reported_values"]] == ["۰٫۴۲ دلار", "۳ دلار"]


def test_copies_count_as_one_report(catalogue: Catalogue) -> None:
    wire = (
        "DeepSeek now charges $0.42 for a million output tokens, the company told its customers in a note on "
        "Monday, less than half of what it had asked for since the summer, and rivals may follow."
    )
    report(catalogue, "wire", wire, said("$0.42", 0.42), day="2025-10-02")
    for number in range(5):
        report(catalogue, f"copy{number}", wire, said("$0.42", 0.42), day="2025-10-03")
    report(catalogue, "own", "We pay $3 for output.", said("$3", 3.0), day="2025-10-05", language="en")
    report(catalogue, "zh", "输出价格为0.42美元。", said("0.42美元", 0.42), day="2025-10-01", language="zh")
    (row,) = agreement(catalogue)
    assert (row["clusters"], row["sources"], row["language_count"], row["values"]) == (3, 8, 2, 2)
    told = {value["value"]: value for value in row["reported_values"]}
    assert (told["0.42"]["clusters"], told["0.42"]["sources"]) == (2, 7)
    assert (told["0.42"]["first_source"], told["0.42"]["first_reported"], told["0.42"]["last_reported"]) == (
        "zh.example",
        "2025-10-01",
        "2025-10-03",
    )
    assert (told["3"]["clusters"], told["3"]["first_source"]) == (1, "own.example")


def test_values_of_different_times_are_no_conflict(catalogue: Catalogue) -> None:
    report(
        catalogue,
        "a",
        "It has 15% now.",
        said("15%", 15, claim_type="market_share", unit="%"),
        day="2025-03-01",
    )
    report(
        catalogue,
        "b",
        "It has 20% now.",
        said("20%", 20, claim_type="market_share", unit="%"),
        day="2025-09-01",
    )
    assert len(agreement(catalogue)) == 2
    assert agreement(catalogue, "conflicts") == []


def test_days_within_a_month_are_one_time_and_a_quarter_is_another(catalogue: Catalogue) -> None:
    for date, value in (("2025-08", 15), ("2025-08-20", 16), ("2025-Q3", 14), ("2025-09-10", 17)):
        share = said(f"{value}%", value, claim_type="market_share", unit="%", about_date=date)
        report(catalogue, f"s{value}", f"It had {value}%.", share)
    assert [values(row) for row in agreement(catalogue)] == [["14"], ["15", "16"], ["17"]]


def test_revenue_of_a_year_does_not_contradict_that_of_its_month(catalogue: Catalogue) -> None:
    for date, value in (("2025", 12e9), ("2025-01", 1e9), ("2025-01", 1.1e9)):
        revenue = said("it", value, claim_type="revenue", unit="USD", about_date=date)
        report(catalogue, f"r{value:.0f}", "Much did it earn.", revenue)
    assert [values(row) for row in agreement(catalogue, "conflicts")] == [["1000000000", "1100000000"]]


def test_lasting_properties_have_no_time(catalogue: Catalogue) -> None:
    for day, value in (("2024-01-01", 671e9), ("2025-12-01", 685e9)):
        size = said("large", value, claim_type="parameter_count", unit="parameters", about_date=day)
        report(catalogue, f"p{value:.0f}", "It is large.", size, day=day)
    (row,) = agreement(catalogue, "conflicts")
    assert values(row) == ["671000000000", "685000000000"]


def test_points_and_percent_are_one_unit_of_a_benchmark(catalogue: Catalogue) -> None:
    for unit in ("%", "points"):
        score = said("85.0", 85.0, claim_type="benchmark_score", unit=unit, aspect="MMLU-Pro")
        report(catalogue, unit.replace("%", "percent"), f"It got 85.0 ({unit}).", score)
    (row,) = agreement(catalogue)
    assert (row["values"], row["clusters"], row["differ"]) == (1, 2, 0)


def test_a_coarse_date_does_not_contradict_a_fine_one(catalogue: Catalogue) -> None:
    report(catalogue, "a", "Out in September.", released("September", "2025-09"))
    report(catalogue, "b", "Out on 29 September.", released("29 September", "2025-09-29"))
    (row,) = agreement(catalogue)
    assert (row["values"], row["differ"]) == (2, 0)
    report(catalogue, "c", "Out on 3 October.", released("3 October", "2025-10-03"))
    (row,) = agreement(catalogue, "conflicts")
    assert sorted(values(row)) == ["2025-09", "2025-09-29", "2025-10-03"]


def test_a_claim_that_an_edit_took_away_agrees_with_nobody(catalogue: Catalogue) -> None:
    store(catalogue, "https://a.example/a", ("It costs $3.", [said("$3", 3.0)]))
    store(
        catalogue,
        "https://a.example/a",
        ("It costs $0.42.", [said("$0.42", 0.42)]),
        at="2025-10-02T08:00:00Z",
    )
    assert agreement(catalogue, "conflicts") == []


def expectations(catalogue: Catalogue) -> list[tuple[object, ...]]:
    rows = catalogue.rows("select * from expectations order by reported, claim_id")
    return [(r["status"], r["about_date"], r["outcome"], r["later_about_date"], r["later_source"]) for r in rows]


def test_a_postponed_release_is_followed_to_its_end(catalogue: Catalogue) -> None:
    report(catalogue, "leak", "May come in May.", released("May", "2025-05", status="rumoured"), day="2025-02-01")
    assert expectations(catalogue) == [("rumoured", "2025-05", "open", None, None)]
    report(
        catalogue,
        "copy",
        "In May, they say.",
        released("May", "2025-05", status="rumoured"),
        day="2025-02-03",
    )
    report(
        catalogue,
        "maker",
        "It will come in August.",
        released("August", "2025-08", status="expected"),
        day="2025-04-01",
    )
    report(catalogue, "news", "It is out since 7 August.", released("7 August", "2025-08-07"), day="2025-08-08")
    assert expectations(catalogue) == [
        ("rumoured", "2025-05", "postponed", "2025-08", "maker.example"),
        ("rumoured", "2025-05", "postponed", "2025-08", "maker.example"),
        ("expected", "2025-08", "stated", "2025-08-07", "news.example"),
    ]


def test_a_denied_rumour_and_a_release_that_comes_early(catalogue: Catalogue) -> None:
    report(catalogue, "leak", "Worth $5 billion.", said("$5 billion", 5e9, status="rumoured"), day="2025-02-01")
    report(catalogue, "boss", "Not worth $5 billion.", said("$5 billion", 5e9, status="denied"), day="2025-02-02")
    report(catalogue, "plan", "Comes in May.", released("May", "2025-05", status="expected"), day="2025-02-03")
    report(
        catalogue,
        "new plan",
        "Comes in March.",
        released("March", "2025-03", status="expected"),
        day="2025-02-04",
    )
    assert [row[2] for row in expectations(catalogue)] == ["denied", "brought forward", "open"]


def test_todays_price_is_no_outcome_of_a_planned_price(catalogue: Catalogue) -> None:
    plan = said("$1", 1.0, status="expected", about_date="2025-11-01")
    report(catalogue, "maker", "It will cost $1.", plan, day="2025-10-01")
    report(catalogue, "news", "It costs $2.", said("$2", 2.0), day="2025-10-10")
    assert [row[2] for row in expectations(catalogue)] == ["open"]
    report(catalogue, "later", "It costs $1.5.", said("$1.5", 1.5), day="2025-11-05")
    (row,) = catalogue.rows("select outcome, later_value, later_reported from expectations")
    assert row == {"outcome": "stated", "later_value": 1.5, "later_reported": "2025-11-05"}


def test_what_is_told_of_the_past_is_no_outcome_of_a_rumour(catalogue: Catalogue) -> None:
    worth = {"claim_type": "valuation", "unit": "USD", "subject": "Moonshot AI", "aspect": ""}
    report(catalogue, "leak", "May be worth $9 billion.", said("$9", 9e9, status="rumoured", **worth), day="2025-05-01")
    past = said("$3", 3e9, about_date="2025-02", **worth)
    report(catalogue, "look back", "In February it was worth $3 billion.", past, day="2025-05-05")
    assert [row[2] for row in expectations(catalogue)] == ["open"]


def test_total_parameters_are_the_parameters(catalogue: Catalogue) -> None:
    for aspect in ("", "total", "active"):
        size = said("large", 671e9, claim_type="parameter_count", unit="parameters", aspect=aspect)
        report(catalogue, f"s{aspect}", f"It is large ({aspect}).", size)
    assert [(row["aspect"], row["clusters"]) for row in agreement(catalogue)] == [("", 2), ("active", 1)]


def test_a_timeline_runs_by_the_days_that_are_spoken_of(catalogue: Catalogue) -> None:
    report(catalogue, "b", "It cost $2 in May.", said("$2", 2.0, about_date="2025-05"), day="2025-12-01")
    report(catalogue, "a", "It costs $1.", said("$1", 1.0), day="2025-10-01")
    rows = catalogue.rows("select at, value, source, language, cluster is not null as c from timeline")
    assert [tuple(row.values()) for row in rows] == [
        ("2025-05-01", 2.0, "b.example", "en", 1),
        ("2025-10-01", 1.0, "a.example", "en", 1),
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_works_on_an_empty_catalogue(catalogue: Catalogue, view: str) -> None:
    assert catalogue.rows(f"select * from {view}") == []

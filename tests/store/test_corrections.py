"""People correct claims in a file; what the machine read stays beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store.catalogue import Catalogue
from pipeline.store.corrections import load_corrections
from pipeline.store.errors import CatalogueError
from tests.store.made import said, store

URL = "https://example.com/a"
LINES = (
    ("It costs $3 or so.", [said("$3", 3.0)]),
    ("It has 20 cards.", [said("20", 20.0, claim_type="user_count")]),
)


def entry(claim: str, change: str) -> str:
    return f"- claim: {claim}\n  {change}\n  reason: Misread\n  by: A. Reader\n  date: 2026-03-01\n"


def write(folder: Path, *entries: str) -> None:
    (folder / "corrections.yml").write_text("corrections:\n" + "".join(entries), "utf-8")


def ids(catalogue: Catalogue) -> list[str]:
    return [row["claim_id"] for row in catalogue.rows("select claim_id from claims order by value_start")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Catalogue.open(tmp_path / "reportedly.db") as catalogue:
        store(catalogue, URL, *LINES)
    return tmp_path


def test_a_corrected_claim_keeps_its_id_and_what_the_machine_read(folder: Path) -> None:
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        price, _ = ids(catalogue)
    write(folder, entry(price, "replace: {value: 0.42, aspect: input, about_date: 2025-09}"))
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        row = catalogue.first("select * from claims_flat where claim_id = ?", price)
        assert row is not None
        assert (row["value"], row["aspect"], row["about_from"], row["about_to"]) == (
            0.42,
            "input",
            "2025-09-01",
            "2025-09-30",
        )
        assert (row["extracted_value"], row["extracted_aspect"], row["extracted_about_date"]) == (
            3.0,
            "output",
            None,
        )
        assert row["correction"] == "Misread (A. Reader, 2026-03-01)"
        assert catalogue.rows("select state, url from (select state, article_url as url from corrections_flat)") == [
            {"state": "applied", "url": URL}
        ]


def test_a_rejected_claim_leaves_the_catalogue_but_not_the_database(folder: Path) -> None:
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        _, users = ids(catalogue)
    write(folder, entry(users, "reject: true"))
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        assert catalogue.rows("select claim_type from claims_flat") == [{"claim_type": "price"}]
        assert catalogue.rows("select claims from articles_flat") == [{"claims": 1}]
        assert catalogue.rows("select count(*) as n from timeline") == [{"n": 1}]
        assert catalogue.rows("select action, state, quote from corrections_flat") == [
            {"action": "reject", "state": "applied", "quote": "It has 20 cards."}
        ]


def test_a_correction_holds_when_the_page_is_stored_again_and_ends_with_its_entry(folder: Path) -> None:
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        price, users = ids(catalogue)
    write(folder, entry(price, "replace: {value: 0.42}"), entry(users, "reject: true"))
    for day in (2, 3):
        with Catalogue.open(folder / "reportedly.db") as catalogue:
            store(catalogue, URL, f"Edited on day {day}.", *LINES, at=f"2025-10-0{day}T08:00:00Z")
            assert catalogue.rows("select value, extracted_value from claims_flat") == [
                {"value": 0.42, "extracted_value": 3.0}
            ]
    write(folder)
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        assert catalogue.rows("select value, extracted_value, correction from claims_flat order by value") == [
            {"value": 3.0, "extracted_value": None, "correction": None},
            {"value": 20.0, "extracted_value": None, "correction": None},
        ]


def test_a_correction_that_meets_no_claim_is_reported(folder: Path) -> None:
    write(folder, entry("nosuchclaim", "reject: true"))
    with Catalogue.open(folder / "reportedly.db") as catalogue:
        assert catalogue.lost_corrections() == ["nosuchclaim"]
        assert catalogue.rows("select claim_id, state from corrections_flat") == [
            {"claim_id": "nosuchclaim", "state": "missing"}
        ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("corrections: [", "is not YAML"),
        ("- 1", "one list under the key"),
        ("corrections:\n" + entry("a", "reject: true").replace("03-01", "02-31"), "is not YAML (day is out of range"),
        ("correction: []", "one list under the key"),
        ("corrections: 5", "one list under the key"),
        ("corrections:\n- 5\n", "line 2: a correction has the keys"),
        ("corrections:\n" + entry("a", "reject: true\n  colour: red"), "line 2: there is no key 'colour'"),
        ("corrections:\n" + entry("''", "reject: true"), "`claim` must be"),
        ("corrections:\n" + entry("a", "reject: no"), "either `reject: true` or `replace`"),
        (
            "corrections:\n" + entry("a", "reject: true\n  replace: {value: 1}"),
            "either `reject: true` or `replace`",
        ),
        ("corrections:\n" + entry("a", "replace: {}"), "at least one field"),
        ("corrections:\n" + entry("a", "replace: {quote: x}"), "'quote' cannot be replaced"),
        ("corrections:\n" + entry("a", "replace: {value: many}"), "'many' is not a valid value"),
        ("corrections:\n" + entry("a", "replace: {value: true}"), "True is not a valid value"),
        ("corrections:\n" + entry("a", "replace: {status: maybe}"), "'maybe' is not a valid status"),
        ("corrections:\n" + entry("a", "replace: {subject: null}"), "None is not a valid subject"),
        ("corrections:\n" + entry("a", "replace: {about_date: soon}"), "'soon' is not a valid about_date"),
        (
            "corrections:\n" + entry("a", "reject: true").replace("2026-03-01", "March"),
            "`date` must be a day",
        ),
        ("corrections:\n" + entry("a", "reject: true").replace("Misread", "''"), "`reason` is missing"),
        ("corrections:\n" + entry("a", "reject: true") * 2, "line 7: claim a is corrected twice"),
    ],
)
def test_a_file_with_a_fault_is_refused_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "corrections.yml").write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as told:
        Catalogue.open(tmp_path / "reportedly.db")
    assert complaint in str(told.value)
    assert "corrections.yml" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["", "corrections:\n", "corrections: []\n", "# none yet\n"])
def test_a_file_without_corrections_is_fine(tmp_path: Path, text: str) -> None:
    (tmp_path / "corrections.yml").write_text(text, "utf-8")
    assert load_corrections(tmp_path / "corrections.yml") == {}

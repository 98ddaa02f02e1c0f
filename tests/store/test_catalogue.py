"""What is stored, what is remembered of edits, and what happens when storing fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipeline.article import NotAnArticle
from pipeline.capture import Capture
from pipeline.extract.names.catalogue import SubjectsError
from pipeline.store.catalogue import Catalogue
from pipeline.store.errors import CatalogueError
from pipeline.store.reading import Reading, reading_of, reading_without
from tests.store.made import article, html, said, store

URL = "https://example.com/a"
OLD = "DeepSeek charges $3 for a million output tokens."
NEW = "DeepSeek charges $0.42 for a million output tokens."
STAYS = "It charges $0.28 for a million input tokens."

CONTRACT = (
    "claim_id claim_type subject subject_type aspect value value_max text_value unit bound "
    "value_text quote quote_start quote_end about_date about_from about_to about_text calendar "
    "status status_cue attributed_to language article_url article_title source published published_basis "
    "fetched_url fetched_at text_sha256 extractor rule first_seen last_seen gone_at cluster"
)


def claims(catalogue: Catalogue, columns: str = "value, first_seen, last_seen, gone_at") -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in catalogue.rows(f"select {columns} from claims_flat order by value")]


def test_claims_flat_has_the_columns_of_the_contract_in_their_order(catalogue: Catalogue) -> None:
    names = [column[1] for column in catalogue.db.conn.execute("pragma table_info(claims_flat)")]
    assert " ".join(names).startswith(CONTRACT + " ")


def test_articles_flat_has_one_row_per_article_with_its_number_of_claims(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3)]), (STAYS, [said("$0.28", 0.28)]))
    store(catalogue, "https://example.com/b", "Nothing with a number.", published=None)
    rows = catalogue.rows("select article_url, claims, published, published_basis from articles_flat order by 1")
    assert [tuple(row.values()) for row in rows] == [
        (URL, 2, "2025-10-01", "jsonld"),
        ("https://example.com/b", 0, None, "none"),
    ]


def test_offsets_count_code_points_of_the_stored_text(catalogue: Catalogue) -> None:
    quote = "قیمت خروجی 🙂 ۰٫۴۲ دلار است."
    store(catalogue, URL, "پیش‌گفتار 🙂", (quote, [said("۰٫۴۲ دلار", 0.42)]), language="fa")
    row = catalogue.first("select * from claims_flat c join texts t on t.text_sha256 = c.text_sha256")
    assert row is not None
    assert row["text"][row["quote_start"] : row["quote_end"]] == row["quote"] == quote
    assert row["text"][row["value_start"] : row["value_end"]] == "۰٫۴۲ دلار"
    assert row["language"] == "fa"


def test_subjects_are_kept_with_their_maker_and_family(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3), said("$3", 3, subject="Quorble 9")]))
    assert [tuple(row.values()) for row in catalogue.rows("select * from subjects order by subject")] == [
        ("DeepSeek-V3.2-Exp", "model", "DeepSeek", "DeepSeek-V3"),
        ("Quorble 9", "model", "", ""),
    ]


def test_the_same_page_again_is_only_seen_again(catalogue: Catalogue) -> None:
    first = store(catalogue, URL, (OLD, [said("$3", 3)]))
    again = store(catalogue, URL, (OLD, [said("$3", 3)]), at="2025-10-02T08:00:00Z")
    assert (first.kind, again.kind, again.article_id) == ("article", "unchanged", first.article_id)
    assert claims(catalogue) == [(3.0, "2025-10-01T08:00:00Z", "2025-10-02T08:00:00Z", None)]
    assert catalogue.rows("select count(*) as n from captures") == [{"n": 1}]


def test_an_edit_keeps_what_stays_and_dates_what_comes_and_goes(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3)]), (STAYS, [said("$0.28", 0.28, aspect="input")]))
    kept = catalogue.first("select claim_id from claims where value = 0.28")
    catalogue.seen(URL, "2025-10-02T08:00:00Z")
    store(
        catalogue,
        URL,
        (NEW, [said("$0.42", 0.42)]),
        (STAYS, [said("$0.28", 0.28, aspect="input")]),
        at="2025-10-03T08:00:00Z",
    )
    assert claims(catalogue) == [
        (0.28, "2025-10-01T08:00:00Z", "2025-10-03T08:00:00Z", None),
        (0.42, "2025-10-03T08:00:00Z", "2025-10-03T08:00:00Z", None),
        (3.0, "2025-10-01T08:00:00Z", "2025-10-02T08:00:00Z", "2025-10-03T08:00:00Z"),
    ]
    assert catalogue.first("select claim_id from claims where value = 0.28") == kept
    assert catalogue.rows(
        "select change, changed_at, old_value, new_value, old_quote, new_quote, article_url from claim_changes"
    ) == [
        {
            "change": "changed",
            "changed_at": "2025-10-03T08:00:00Z",
            "old_value": 3.0,
            "new_value": 0.42,
            "old_quote": OLD,
            "new_quote": NEW,
            "article_url": URL,
        }
    ]


def test_a_claim_in_an_edit_was_reported_on_the_day_of_the_edit(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3)]))
    store(catalogue, URL, (OLD, [said("$3", 3)]), (STAYS, [said("$0.28", 0.28)]), at="2025-12-24T08:00:00Z")
    assert claims(catalogue, "value, reported") == [(0.28, "2025-12-24"), (3.0, "2025-10-01")]
    assert catalogue.rows("select change, new_value from claim_changes") == [{"change": "appeared", "new_value": 0.28}]


def test_an_edit_that_is_taken_back_brings_the_claim_back(catalogue: Catalogue) -> None:
    for day, line in ((1, OLD), (2, NEW), (3, OLD)):
        words = "$3" if line is OLD else "$0.42"
        store(catalogue, URL, (line, [said(words, float(words[1:]))]), at=f"2025-10-0{day}T08:00:00Z")
    assert claims(catalogue) == [
        (0.42, "2025-10-02T08:00:00Z", "2025-10-02T08:00:00Z", "2025-10-03T08:00:00Z"),
        (3.0, "2025-10-01T08:00:00Z", "2025-10-03T08:00:00Z", None),
    ]


def test_a_page_that_is_gone_keeps_its_claims_until_it_returns(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3)]))
    catalogue.gone(URL, "2025-10-04T08:00:00Z")
    catalogue.gone(URL, "2025-10-05T08:00:00Z")
    assert claims(catalogue) == [(3.0, "2025-10-01T08:00:00Z", "2025-10-01T08:00:00Z", "2025-10-04T08:00:00Z")]
    assert catalogue.rows("select change, old_quote from claim_changes") == [{"change": "page gone", "old_quote": OLD}]
    store(catalogue, URL, (OLD, [said("$3", 3)]), at="2025-10-06T08:00:00Z")
    assert claims(catalogue) == [(3.0, "2025-10-01T08:00:00Z", "2025-10-06T08:00:00Z", None)]


def test_a_page_is_found_by_the_address_that_was_asked_for(catalogue: Catalogue) -> None:
    page, said_ = article(URL, (OLD, [said("$3", 3)]))
    catalogue.store_article(page, said_, Capture("https://t.co/x", URL + "?ref=1", "2025-10-01T08:00:00Z", b"x"))
    for url, when in (("https://t.co/x", "2025-10-02T08:00:00Z"), (URL + "?ref=1", "2025-10-03T08:00:00Z")):
        catalogue.seen(url, when)
        assert catalogue.rows("select last_seen from articles") == [{"last_seen": when}]


def test_a_capture_that_arrives_late_takes_its_place_in_the_past(catalogue: Catalogue) -> None:
    store(catalogue, URL, (NEW, [said("$0.42", 0.42)]), at="2025-10-03T08:00:00Z")
    store(catalogue, URL, (OLD, [said("$3", 3)]), at="2025-10-01T08:00:00Z")
    assert claims(catalogue) == [
        (0.42, "2025-10-03T08:00:00Z", "2025-10-03T08:00:00Z", None),
        (3.0, "2025-10-01T08:00:00Z", "2025-10-01T08:00:00Z", "2025-10-03T08:00:00Z"),
    ]
    assert catalogue.rows("select fetched_at from articles_flat") == [{"fetched_at": "2025-10-03T08:00:00Z"}]


def test_the_same_text_from_an_earlier_day_only_moves_the_beginning(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3)]), at="2025-10-03T08:00:00Z")
    assert store(catalogue, URL, (OLD, [said("$3", 3)]), at="2025-10-02T08:00:00Z").kind == "unchanged"
    assert claims(catalogue, "first_seen, last_seen, reported") == [
        ("2025-10-02T08:00:00Z", "2025-10-03T08:00:00Z", "2025-10-01")
    ]
    assert catalogue.rows("select first_seen from articles") == [{"first_seen": "2025-10-02T08:00:00Z"}]


def test_a_page_without_an_article_is_kept_with_the_reason(catalogue: Catalogue) -> None:
    capture = Capture(URL, URL, "2025-10-01T08:00:00Z", b"<html></html>", "text/html")
    outcome = catalogue.write(reading_without(capture, NotAnArticle(URL, "empty", "no text")))
    assert (outcome.kind, outcome.reason, outcome.detail) == ("not-article", "empty", "no text")
    assert catalogue.known(capture) == outcome
    assert catalogue.rows("select * from articles") == []


def test_real_pages_go_through_reading_and_extraction(catalogue: Catalogue) -> None:
    page = html(URL, "Prices of the new model", "2025-10-01T07:00:00Z", *[
        "DeepSeek-V3.2-Exp costs $0.28 per million input tokens, the company said on Wednesday.",
        "The model was released on 29 September 2025 and can be downloaded from the usual places.",
        "Developers who had waited for it since the summer were quick to try it and to write about it.",
    ])  # fmt: skip
    capture = Capture(URL, URL, "2025-10-01T08:00:00Z", page, "text/html", "example")
    assert catalogue.add(capture).kind == "article"
    assert catalogue.add(capture).kind == "unchanged"
    row = catalogue.first("select * from claims_flat where claim_type = 'price'")
    assert row is not None
    assert (row["value"], row["value_text"], row["source"]) == (0.28, "$0.28", "example")
    assert (row["article_url"], row["published"][:10]) == (URL, "2025-10-01")


def test_a_page_that_broke_a_rule_is_kept_and_tried_again(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(article: object) -> None:
        raise IndexError("list index out of range")

    text = "DeepSeek-V3.2-Exp costs $0.28 per million input tokens, the company said on Wednesday. " * 4
    capture = Capture(URL, URL, "2025-10-01T08:00:00Z", html(URL, "Prices", "2025-10-01", text), "text/html")
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.reading.extract", extract)
        outcome = catalogue.add(capture)
    assert (outcome.kind, outcome.reason) == ("not-article", "fault")
    assert outcome.detail == "IndexError: list index out of range"
    assert catalogue.add(capture).kind == "article"


def test_a_list_of_subjects_with_a_fault_stops_before_anything_is_stored(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(article: object) -> None:
        raise SubjectsError("subjects.yml, line 3: there is no key 'makr'")

    monkeypatch.setattr("pipeline.store.reading.extract", extract)
    page = html(URL, "Prices", "2025-10-01", "The model costs $0.28 now, they said. " * 9)
    with pytest.raises(CatalogueError, match=r"subjects\.yml, line 3"):
        catalogue.add(Capture(URL, URL, "2025-10-01T08:00:00Z", page, "text/html"))
    assert catalogue.rows("select * from captures") == []


def broken() -> Reading:
    """An article whose second claim no table takes: its type does not exist."""
    page, made = article(URL, (OLD, [said("$3", 3)]), (STAYS, [said("$0.28", 0.28, claim_type="weather")]))
    return reading_of(page, made, Capture(URL, URL, "2025-10-01T08:00:00Z", b"x"))


def test_an_article_is_stored_whole_or_not_at_all(catalogue: Catalogue) -> None:
    store(catalogue, "https://example.com/b", (NEW, [said("$0.42", 0.42)]))
    with pytest.raises(sqlite3.IntegrityError):
        catalogue.write(broken())
    for table, count in (("articles", 1), ("captures", 1), ("claims", 1), ("texts", 1), ("copy_members", 1)):
        assert catalogue.rows(f"select count(*) as n from {table}") == [{"n": count}], table


def test_a_second_writer_waits_and_both_are_stored(tmp_path: Path) -> None:
    path = tmp_path / "reportedly.db"
    with Catalogue.open(path) as one, Catalogue.open(path) as other:
        store(one, URL, (OLD, [said("$3", 3)]))
        store(other, "https://example.com/b", (NEW, [said("$0.42", 0.42)]))
        assert len(claims(one)) == len(claims(other)) == 2


def test_a_full_disk_is_told_in_one_line_and_loses_nothing(catalogue: Catalogue) -> None:
    store(catalogue, URL, (OLD, [said("$3", 3)]))
    pages = catalogue.db.conn.execute("pragma page_count").fetchone()[0]
    catalogue.db.conn.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(CatalogueError, match=r"reportedly\.db: there is no room left") as told:
        store(catalogue, "https://example.com/b", *[f"{'long ' * 4000}{n}" for n in range(20)])
    assert "\n" not in str(told.value)
    catalogue.db.conn.execute("pragma max_page_count = 1000000")
    store(catalogue, "https://example.com/c", (NEW, [said("$0.42", 0.42)]))
    assert [row[0] for row in claims(catalogue)] == [0.42, 3.0]


def test_a_missing_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no such database"):
        Catalogue.open(tmp_path / "none.db", create=False)


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, not a database. " * 50)
    with pytest.raises(CatalogueError, match="not an SQLite database"):
        Catalogue.open(path)
    assert path.read_text().startswith("These are notes")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogueError, match="file"):
        Catalogue.open(tmp_path / "file" / "reportedly.db")


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reportedly.db"
    Catalogue.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(CatalogueError, match="newer version"):
        Catalogue.open(path)


def test_a_transaction_inside_another_is_a_part_of_it(catalogue: Catalogue) -> None:
    with pytest.raises(ZeroDivisionError), catalogue.transaction():
        store(catalogue, URL, STAYS)
        raise ZeroDivisionError
    assert catalogue.rows("select * from articles") == []
    store(catalogue, URL, STAYS)
    assert len(catalogue.rows("select * from articles")) == 1

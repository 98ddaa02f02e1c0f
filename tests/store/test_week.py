"""A week of crawls, scripted: copies, silent edits, a vanished page, a retraction, a postponed release.

Real pages go through the real reader, extractor and archive; nothing is put into the database by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.capture import Capture
from pipeline.store.archive import ArchiveWriter
from pipeline.store.catalogue import Catalogue, Outcome
from pipeline.store.reextract import reextract
from pipeline.store.verify import verify
from pipeline.text.fold import simplified
from tests.store.made import html

MORE = (
    "Developers who had waited for it since the winter were quick to write about the note and its numbers.",
    "The company has its seat in Hangzhou and gives its models away to everybody who asks for them.",
    "Rivals in Beijing and in California did not want to comment on the matter when they were asked.",
)
CUT = "DeepSeek has cut the price of DeepSeek-V3.2-Exp to $0.42 per million output tokens."
INPUT = "DeepSeek-V3.2-Exp costs $0.28 per million input tokens."
CHINESE = (
    "深度求索宣布，DeepSeek-V3.2-Exp的输出价格降至每百万词元3元。",
    "开发者表示，新的价格比夏天便宜了一半以上，他们已经开始使用这一模型。",
    "分析人士预计，杭州和北京的竞争对手将在本季度内作出回应。",
)


@dataclass
class Week:
    """The catalogue with a crawler's door: `fetch` archives a page and hands it in."""

    catalogue: Catalogue
    archive: ArchiveWriter

    def fetch(self, day: int, url: str, *paragraphs: str, published: int = 0, language: str = "en") -> Outcome:
        at = f"2025-03-{day:02d}T08:00:00Z"
        written = f"2025-03-{published or day:02d}T07:00:00Z"
        page = html(url, "News of the makers of models", written, *paragraphs, language=language)
        source = url.split("/")[2].removesuffix(".example")
        capture = Capture(url, url, at, page, "text/html", source)
        outcome = self.catalogue.add(replace(capture, archive=self.archive.write(capture)))
        assert outcome.kind != "not-article", outcome
        return outcome

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.catalogue.rows(sql)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    folder: Path = tmp_path_factory.mktemp("week")
    with Catalogue.open(folder / "reportedly.db") as catalogue, ArchiveWriter(catalogue.archive) as archive:
        made = Week(catalogue, archive)
        _live(made)
        yield made


def _live(week: Week) -> None:
    traditional = str.maketrans({simple: other for other, simple in simplified().items()})
    # Monday: a wire story and its copies, a Chinese report and its copy in Taiwan, a plan, a rumour.
    week.fetch(3, "https://wire.example/cut", CUT, INPUT, *MORE)
    week.fetch(3, "https://copy.example/cut", "Our partners write:", CUT, INPUT, *MORE)
    week.fetch(3, "https://part.example/cut", CUT, INPUT, MORE[0])
    week.fetch(3, "https://cn.example/cut", *CHINESE, language="zh")
    week.fetch(3, "https://tw.example/cut", *(text.translate(traditional) for text in CHINESE), language="zh")
    week.fetch(3, "https://maker.example/k3", "Moonshot AI plans to release Kimi K3 in May 2025.", *MORE)
    week.fetch(
        3,
        "https://leak.example/money",
        "Moonshot AI is rumoured to raise $5 billion, people close to it said.",
        *MORE[:2],
    )
    # Tuesday: the wire changes its number without a word; one copy is fetched again and is the same.
    week.fetch(4, "https://wire.example/cut", CUT.replace("0.42", "3"), INPUT, *MORE, published=3)
    week.fetch(4, "https://copy.example/cut", "Our partners write:", CUT, INPUT, *MORE, published=3)
    # Wednesday: the release is put off; the rumour is denied.
    week.fetch(
        5,
        "https://maker.example/k3-later",
        "Moonshot AI now plans to release Kimi K3 in August 2025.",
        MORE[1],
    )
    week.fetch(5, "https://maker.example/money", "Moonshot AI denied reports that it raised $5 billion.", MORE[2])
    # Thursday: the site with the excerpt takes it down.
    week.catalogue.gone("https://part.example/cut", "2025-03-06T08:00:00Z")
    # Friday: the one that leaked takes its claim back.
    week.fetch(
        7,
        "https://leak.example/money",
        "We have taken a report back that we could not confirm.",
        *MORE[:2],
        published=3,
    )
    # Saturday: it is out, five months before the new plan.
    week.fetch(8, "https://news.example/k3", "Moonshot AI released Kimi K3 on 7 March 2025.", *MORE)


def test_the_wire_and_its_copies_are_one_report(week: Week) -> None:
    rows = week.rows("select source, cluster from articles_flat where article_url like '%/cut'")
    cluster = {row["source"]: row["cluster"] for row in rows}
    assert cluster["wire"] == cluster["copy"] == cluster["part"]
    assert cluster["cn"] == cluster["tw"] != cluster["wire"]
    (price,) = week.rows("select * from agreement_values where aspect = 'input'")
    assert (price["value"], price["clusters"], price["sources"]) == (0.28, 1, 3)


def test_the_silent_edit_is_shown_with_both_quotes_and_makes_a_conflict(week: Week) -> None:
    (change,) = week.rows("select * from claim_changes where change = 'changed'")
    assert (change["source"], change["old_quote"], change["new_quote"]) == (
        "wire",
        CUT,
        CUT.replace("0.42", "3"),
    )
    assert change["changed_at"] == "2025-03-04T08:00:00Z"
    (conflict,) = week.rows("select * from conflicts where unit = 'USD/1M_tokens'")
    assert (conflict["aspect"], conflict["values"], conflict["clusters"]) == ("output", 2, 1)


def test_what_stayed_was_seen_from_monday_to_tuesday(week: Week) -> None:
    rows = week.rows(
        "select source, first_seen, last_seen, gone_at from claims_flat where value = 0.28 order by source"
    )
    monday, tuesday = "2025-03-03T08:00:00Z", "2025-03-04T08:00:00Z"
    assert [tuple(row.values()) for row in rows] == [
        ("copy", monday, tuesday, None),
        ("part", monday, monday, "2025-03-06T08:00:00Z"),
        ("wire", monday, tuesday, None),
    ]


def test_the_page_that_is_gone_keeps_its_claims(week: Week) -> None:
    rows = week.rows("select source, old_value from claim_changes where change = 'page gone' order by old_value")
    assert rows == [{"source": "part", "old_value": 0.28}, {"source": "part", "old_value": 0.42}]


def test_the_retraction_is_a_vanished_claim(week: Week) -> None:
    (row,) = week.rows("select * from claim_changes where change = 'vanished'")
    assert (row["source"], row["claim_type"], row["old_value"], row["new_quote"]) == (
        "leak",
        "funding",
        5e9,
        None,
    )
    assert row["changed_at"] == "2025-03-07T08:00:00Z"


def test_the_rumour_leads_to_its_denial_and_the_plan_to_the_release(week: Week) -> None:
    rows = week.rows(
        "select subject, status, about_date, outcome, later_about_date from expectations order by reported, 2"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("Kimi K3", "expected", "2025-05", "postponed", "2025-08"),
        ("Moonshot AI", "rumoured", None, "denied", None),
        ("Kimi K3", "expected", "2025-08", "stated", "2025-03-07"),
    ]


def test_the_timeline_tells_the_release_before_the_plans(week: Week) -> None:
    rows = week.rows("select at, status, source from timeline where subject = 'Kimi K3'")
    assert [tuple(row.values()) for row in rows] == [
        ("2025-03-07", "stated", "news"),
        ("2025-05-01", "expected", "maker"),
        ("2025-08-01", "expected", "maker"),
    ]


def test_every_quote_is_read_again_from_the_archive(week: Week) -> None:
    result = verify(week.catalogue)
    assert result.failures == []
    assert result.quotes == week.rows("select count(*) as n from claims")[0]["n"] >= 12


def test_extracting_everything_again_changes_nothing(week: Week) -> None:
    tables = (
        "claims_flat",
        "articles_flat",
        "claim_changes",
        "retired_claims",
        "agreement_values",
        "expectations",
    )
    before = {table: week.rows(f"select * from {table} order by 1, 2") for table in tables}
    result = reextract(week.catalogue, everything=True)
    assert (result.added, result.changed, result.lost, result.unreadable) == ([], [], [], [])
    assert result.captures == 12
    for table in tables:
        assert week.rows(f"select * from {table} order by 1, 2") == before[table], table

"""The demo from end to end, and what a newcomer sees of it."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path

import sample_truth
from commands import Demo, reportedly

#: Numbers that stand only in sidebars, tickers, footers, teasers, comments and counters of the sample pages.
DECOYS = (7.77, 77, 777, 66, 6.6, 88, 8.8e13, 8.8e10, 99, 99.9, 9.98, 19.9, 5000, 2758, 44e6, 91_244, 112_300)


def test_both_runs_say_what_was_crawled_and_catalogued(demo: Demo) -> None:
    assert re.search(r"Crawled 8 sample sites over loopback: \d+ requests, 42 articles new or edited", demo.first)
    assert re.search(r"3 articles new or edited, 39 unchanged, 1 gone", demo.second)
    table = demo.first.split("\n\n")[1].splitlines()
    assert table[0].split() == ["ar", "zh", "fa", "en", "all"]
    assert table[1].split() == ["articles", "10", "9", "10", "13", "42"]
    assert [line.split()[0] for line in table[2:4]] == ["price", "price_change"]
    assert table[-1].split()[0] == "claims" and int(table[-1].split()[-1]) > 200
    assert "Claims since the last crawl:" not in demo.first
    assert re.search(r"Claims since the last crawl: .*\d+ changed, .*\d+ page gone", demo.second)
    assert "reportedly serve --snapshots" in demo.second


def test_a_third_run_finds_nothing_new(demo: Demo, tmp_path: Path) -> None:
    shutil.copytree(demo.folder / "demo", tmp_path / "demo")
    told = reportedly("demo", "--no-serve", cwd=tmp_path)
    assert re.search(r" 0 articles new or edited, 42 unchanged, ", told)
    assert "Claims since the last crawl" not in told


def test_there_are_claims_of_many_types_in_all_four_languages(demo: Demo) -> None:
    languages = demo.rows(
        "select language, count(*) as n, count(distinct claim_type) as types from claims_flat group by 1"
    )
    assert {row["language"] for row in languages} == {"ar", "fa", "zh", "en"}
    for row in languages:
        assert row["n"] >= 20 and row["types"] >= 7, tuple(row)


def test_the_claims_are_those_that_people_read_in_the_pages(demo: Demo) -> None:
    report = sample_truth.compare(demo.rows(sample_truth.QUERY))
    assert report.found / report.given > 0.93, report
    assert report.found / report.wanted > 0.87, report
    assert report.full / report.wanted > 0.70, report


def test_no_claim_comes_from_what_stands_around_the_articles(demo: Demo) -> None:
    marks = ", ".join("?" * len(DECOYS))
    rows = demo.rows(f"select value_text, quote, article_url from claims_flat where value in ({marks})", *DECOYS)
    assert [tuple(row) for row in rows] == []
    assert not demo.rows("select 1 from claims_flat where subject like 'GPT-7%' or subject like 'Grok 9%'")


def test_a_table_on_a_gb18030_page_is_read_right(demo: Demo) -> None:
    rows = demo.rows(
        "select subject, aspect, value, unit, quote from claims_flat where source = 'yuanwang' "
        "and claim_type = 'price' and published like '2026-04-24%' order by subject, value"
    )
    assert [tuple(row) for row in rows] == [
        ("DeepSeek-V4-Flash", "cached_input", 0.2, "CNY/1M_tokens", "DeepSeek-V4-Flash | 0.2 | 1 | 2"),
        ("DeepSeek-V4-Flash", "input", 1.0, "CNY/1M_tokens", "DeepSeek-V4-Flash | 0.2 | 1 | 2"),
        ("DeepSeek-V4-Flash", "output", 2.0, "CNY/1M_tokens", "DeepSeek-V4-Flash | 0.2 | 1 | 2"),
        ("DeepSeek-V4-Pro", "cached_input", 1.0, "CNY/1M_tokens", "DeepSeek-V4-Pro | 1 | 12 | 24"),
        ("DeepSeek-V4-Pro", "input", 12.0, "CNY/1M_tokens", "DeepSeek-V4-Pro | 1 | 12 | 24"),
        ("DeepSeek-V4-Pro", "output", 24.0, "CNY/1M_tokens", "DeepSeek-V4-Pro | 1 | 12 | 24"),
    ]


def test_persian_digits_and_half_spaces_are_kept_and_typed(demo: Demo) -> None:
    rows = demo.rows(
        "select aspect, value, value_text from claims_flat where source = 'hooshnevesht' "
        "and claim_type = 'price' and quote = 'DeepSeek-V3.2-Exp | ۰٫۰۲۸ | ۰٫۲۸ | ۰٫۴۲' order by value"
    )
    assert [tuple(row) for row in rows] == [
        ("cached_input", 0.028, "۰٫۰۲۸"),
        ("input", 0.28, "۰٫۲۸"),
        ("output", 0.42, "۰٫۴۲"),
    ]
    assert demo.rows("select 1 from claims_flat where source = 'fanavaran' and quote like '%دیپ‌سیک%'")


def test_a_body_that_stands_twice_is_catalogued_once(demo: Demo) -> None:
    rows = demo.rows(
        "select aspect, value from claims_flat where source = 'rafid' and claim_type = 'market_share' order by value"
    )
    assert [tuple(row) for row in rows] == [
        ("Zimbabwe", 17.0), ("Ethiopia", 18.0), ("Russia", 43.0), ("Cuba", 49.0), ("Belarus", 56.0),
        ("China", 89.0),
    ]  # fmt: skip


def test_publication_dates_come_from_wherever_the_page_has_them(demo: Demo) -> None:
    rows = demo.rows("select source, published_basis, count(*) from articles_flat group by 1, 2")
    assert {tuple(row) for row in rows} >= {
        ("fanavaran", "jalali", 5), ("meridian", "jsonld", 9), ("taqniat", "jsonld", 5),
        ("hooshnevesht", "meta", 5), ("halyard", "time", 5), ("chaguan", "relative", 1),
    }  # fmt: skip
    thread = demo.rows("select published from articles_flat where article_url like '%/thread-2311-1-1.html'")
    assert thread[0]["published"][:10] == "2026-04-25"
    agency = demo.rows("select published from articles_flat where article_url like '%/news/428106/'")
    assert agency[0]["published"][:10] == "2026-04-25"


def test_copies_are_one_report(demo: Demo) -> None:
    for original, copy in (
        ("%rafid%/17859314", "%taqniat%/deepseek-market-share/"),
        ("%yuanwang%/KLST5R8C05119734.html", "%chaguan%/thread-2160-1-1.html"),
    ):
        clusters = demo.rows(
            "select distinct cluster from articles_flat where article_url like ? or article_url like ?",
            original,
            copy,
        )
        assert len(clusters) == 1
    share = demo.rows(
        "select clusters, sources from agreement where subject = 'DeepSeek' and claim_type = 'market_share' "
        "and aspect = 'Ethiopia'"
    )
    assert [tuple(row) for row in share] == [(1, 2)]


def test_an_edit_shows_both_quotes_and_the_old_claim_stays(demo: Demo) -> None:
    rows = demo.rows(
        "select aspect, old_value, new_value, old_quote, new_quote from claim_changes "
        "where change = 'changed' and source = 'halyard' and claim_type = 'price' order by old_value"
    )
    assert [(row["aspect"], row["old_value"], row["new_value"]) for row in rows] == [
        ("cached_input", 0.145, 0.03625), ("input", 1.74, 0.435), ("output", 3.48, 0.87),
    ]  # fmt: skip
    assert "$1.74" in rows[1]["old_quote"] and "$0.435" in rows[1]["new_quote"]
    gone = demo.rows("select gone_at from claims_flat where source = 'halyard' and value = 1.74")
    assert gone and gone[0]["gone_at"]


def test_a_page_that_vanished_keeps_its_claims(demo: Demo) -> None:
    rows = demo.rows(
        "select claim_type, status, gone_at from claims_flat where article_url like '%rafid%/17861127' "
        "and subject = 'DeepSeek-V4'"
    )
    assert ("release_date", "rumoured") in {(row["claim_type"], row["status"]) for row in rows}
    assert all(row["gone_at"] for row in rows)


def test_a_rumour_is_followed_to_what_became_of_it(demo: Demo) -> None:
    releases = demo.rows(
        "select status, about_date from claims_flat where claim_type = 'release_date' "
        "and subject like 'DeepSeek-V4%' order by published"
    )
    statuses = [row["status"] for row in releases]
    assert statuses[0] in ("rumoured", "expected") and statuses[-1] == "stated"
    assert "2026-04-24" in {row["about_date"] for row in releases}
    assert demo.rows("select 1 from expectations where subject like 'DeepSeek-V4%' and claim_type = 'release_date'")


def test_a_denial_in_three_languages_is_a_denial(demo: Demo) -> None:
    rows = demo.rows(
        "select language, value from claims_flat where claim_type = 'training_cost' and status = 'denied' "
        "and subject = 'Kimi K2 Thinking' order by language"
    )
    assert [tuple(row) for row in rows] == [("ar", 4.6e6), ("fa", 4.6e6), ("zh", 4.6e6)]


def test_disagreements_are_shown_and_not_settled(demo: Demo) -> None:
    sizes = demo.rows(
        "select distinct value from claims_flat where subject = 'DeepSeek-V3.2-Exp' and claim_type = 'parameter_count'"
    )
    assert {row["value"] for row in sizes} == {671e9, 685e9}
    assert demo.rows("select 1 from conflicts where subject = 'DeepSeek-V3.2-Exp' and claim_type = 'parameter_count'")


def test_every_quote_is_read_again_from_the_archive(demo: Demo) -> None:
    assert "100" in reportedly("verify", "--db", "demo/reportedly.db", cwd=demo.folder)


def test_a_taken_port_is_told_before_anything_is_crawled(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = reportedly("demo", "--port", str(port), cwd=tmp_path, code=1)
    assert told.strip() == f"reportedly: port {port} is taken: choose another (make demo PORT=8002)"
    assert not (tmp_path / "demo").exists()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file")
    told = reportedly("demo", "--no-serve", "--folder", "demo/below", cwd=tmp_path, code=1)
    assert told.startswith("reportedly: ") and told.count("\n") == 1

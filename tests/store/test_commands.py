"""The commands over the store, as a person calls them."""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.lock import hold
from pipeline.cli import cli
from tests.store.made import html

URL = "https://example.com/a"
PARAGRAPHS = (
    "DeepSeek has cut the price of DeepSeek-V3.2-Exp to $0.42 per million output tokens.",
    "DeepSeek-V3.2-Exp costs $0.28 per million input tokens.",
    "Developers who had waited for it since the winter were quick to write about the note and its numbers.",
    "Rivals in Beijing and in California did not want to comment on the matter when they were asked.",
)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def complaint(result: Result) -> str:
    """The one line on standard error of a command that failed."""
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("reportedly: ")
    return line


def query(db: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.html").write_bytes(html(URL, "Cheaper", "2025-03-03T07:00:00Z", *PARAGRAPHS))
    other = html(
        "https://example.com/b",
        "Dearer",
        "2025-03-04T07:00:00Z",
        PARAGRAPHS[0].replace("0.42", "3"),
        *PARAGRAPHS[2:],
    )
    (folder / "deep" / "two.htm").write_bytes(other)
    (folder / "notes.json").write_text("{}")
    return folder


@pytest.fixture
def db(tmp_path: Path, pages: Path) -> Path:
    path = tmp_path / "new" / "reportedly.db"
    assert run("import", pages, "--db", path).output == (
        "2 articles with 3 claims, 0 known already, 0 without an article\n"
    )
    return path


def test_import_takes_folders_with_all_pages_below_them(db: Path, pages: Path) -> None:
    assert query(db, "select value, fetched_url, article_url from claims_flat order by value") == [
        (0.28, str(pages / "one.html"), URL),
        (0.42, str(pages / "one.html"), URL),
        (3.0, str(pages / "deep" / "two.htm"), "https://example.com/b"),
    ]


def test_several_processes_import_the_same(db: Path, pages: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "reportedly.db"
    assert run("import", pages, "--db", other, "--jobs", 2).output.startswith("2 articles with 3 claims")
    for table in ("claims", "articles", "texts", "clusters", "copy_keys"):
        assert query(other, f"select * from {table} order by 1, 2") == query(db, f"select * from {table} order by 1, 2")


def test_importing_again_adds_nothing(db: Path, pages: Path) -> None:
    result = run("import", pages, "--db", db)
    assert result.output == "0 articles with 0 claims, 2 known already, 0 without an article\n"
    assert len(list((db.parent / "archive").iterdir())) == 1


def test_the_archive_alone_gives_the_same_database(db: Path) -> None:
    rebuilt = db.parent / "rebuilt.db"
    result = run("import", db.parent / "archive", "--db", rebuilt)
    assert result.output.startswith("2 articles with 3 claims")
    columns = "claim_id, quote, value, article_url, fetched_url, fetched_at, first_seen, text_sha256"
    assert query(rebuilt, f"select {columns} from claims_flat order by 1") == query(
        db, f"select {columns} from claims_flat order by 1"
    )
    assert len(list((db.parent / "archive").iterdir())) == 1
    assert run("verify", "--db", rebuilt).exit_code == 0


def test_a_warc_file_from_elsewhere_is_copied_into_the_archive(db: Path, tmp_path: Path) -> None:
    (warc,) = (db.parent / "archive").iterdir()
    plain = tmp_path / "from-elsewhere.warc"
    plain.write_bytes(gzip.decompress(warc.read_bytes()))
    other = tmp_path / "other" / "reportedly.db"
    assert run("import", plain, "--db", other, "--source", "friend").output.startswith("2 articles with 3 claims")
    plain.unlink()
    assert run("verify", "--db", other).exit_code == 0
    assert query(other, "select distinct source from articles_flat") == [("friend",)]


@pytest.mark.parametrize("cut", [400, 700])
def test_a_torn_warc_file_gives_what_is_whole(db: Path, tmp_path: Path, cut: int) -> None:
    (warc,) = (db.parent / "archive").iterdir()
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(warc.read_bytes()[:-cut])
    result = run("import", torn, "--db", tmp_path / "torn.db")
    assert result.output == "1 articles with 1 claims, 0 known already, 0 without an article\n"


def test_a_record_that_does_not_fit_its_digest_is_left_out(db: Path, tmp_path: Path) -> None:
    (warc,) = (db.parent / "archive").iterdir()
    forged = tmp_path / "forged.warc"
    forged.write_bytes(gzip.decompress(warc.read_bytes()).replace(b"$0.28", b"$9.99"))
    result = run("import", forged, "--db", tmp_path / "forged.db")
    assert result.output == "1 articles with 1 claims, 0 known already, 0 without an article\n"


def test_a_crawl_in_the_archive_tells_what_was_gone(db: Path) -> None:
    body = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:6a1d4a2e-0000-4000-8000-000000000000>\r\n"
        f"WARC-Target-URI: {URL}\r\nWARC-Date: 2099-01-01T00:00:00Z\r\nReportedly-Missing: http-404\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    (db.parent / "archive" / "z.warc").write_bytes(head.encode() + body + b"\r\n\r\n")
    assert run("import", db.parent / "archive", "--db", db).exit_code == 0
    assert query(db, "select article_url, gone_at from articles_flat where gone_at is not null") == [
        (URL, "2099-01-01T00:00:00Z")
    ]


def test_verify_reads_every_quote_again(db: Path) -> None:
    result = run("verify", "--db", db)
    assert (result.exit_code, result.output) == (
        0,
        "3 of 3 quotes stand in the archived pages as stored (100 %)\n",
    )
    assert run("verify", "--db", db, "--jobs", 2).output == result.output


def test_verify_names_what_does_not_stand_in_the_archive(db: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute("update claims set quote = 'Never said.' where value = 0.28")
    connection.execute("update claims set value_start = value_start + 1 where value = 0.42")
    connection.execute("update captures set warc_offset = 999999 where fetched_url like '%two.htm'")
    connection.commit()
    connection.close()
    result = run("verify", "--db", db)
    assert result.exit_code == 1
    assert "the quote is not in the archived page" in result.output
    assert "the value is not where the catalogue says" in result.output
    assert "at byte 999999: cannot be read" in result.output
    assert result.output.endswith("0 of 3 quotes stand in the archived pages as stored (0 %)\n")


def test_verify_notices_another_page_in_the_archive(db: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute("update captures set body_sha256 = 'other' where fetched_url like '%one.html'")
    connection.commit()
    connection.close()
    result = run("verify", "--db", db)
    assert result.output.count("the archived page is not the one that was stored") == 2


def as_an_older_version_left_it(db: Path) -> dict[str, str]:
    """Make the database what a version with poorer rules would have stored; gives the ids by what is."""
    connection = sqlite3.connect(db)
    ids = dict(connection.execute("select value, claim_id from claims").fetchall())
    connection.execute("update captures set extractor = 'older'")
    connection.execute("update claims set extractor = 'older'")
    connection.execute("update claims set aspect = '' where value = 0.28")
    connection.execute("delete from claims where value = 3.0")
    columns = [row[1] for row in connection.execute("pragma table_info(claims)")]
    copied = ", ".join("'nonsense'" if c == "claim_id" else "'weather talk'" if c == "quote" else c for c in columns)
    connection.execute(f"insert into claims select {copied} from claims where value = 0.42")
    connection.commit()
    connection.close()
    return {"changed": ids[0.28], "added": ids[3.0], "kept": ids[0.42]}


@pytest.mark.parametrize("jobs", [1, 2])
def test_extract_tells_what_todays_rules_changed_and_keeps_ids(db: Path, jobs: int) -> None:
    right = query(db, "select * from claims order by claim_id")
    ids = as_an_older_version_left_it(db)
    result = run("extract", "--db", db, "--jobs", jobs)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"added   {ids['added']}  price of DeepSeek-V3.2-Exp: $3",
        f"changed {ids['changed']}  price of DeepSeek-V3.2-Exp: $0.28",
        "lost    nonsense  price of DeepSeek-V3.2-Exp: $0.42",
        "2 pages read: 1 claims added, 1 changed, 1 lost",
    ]
    assert query(db, "select * from claims order by claim_id") == right
    assert query(db, "select claim_id, quote, reason, extractor from retired_claims") == [
        ("nonsense", "weather talk", "today's rules no longer find it on the same text", "older")
    ]
    assert run("extract", "--db", db).output == "0 pages read: 0 claims added, 0 changed, 0 lost\n"
    assert run("extract", "--db", db, "--all").output == "2 pages read: 0 claims added, 0 changed, 0 lost\n"


def test_extract_leaves_alone_what_it_cannot_replay_whole(db: Path) -> None:
    before = query(db, "select * from claims order by claim_id")
    connection = sqlite3.connect(db)
    names = [row[1] for row in connection.execute("pragma table_info(captures)")]
    without = {"capture_id": "99", "fetched_at": "'2025-01-01T00:00:00Z'", "warc_file": "null"}
    copied = ", ".join(without.get(name, name) for name in names)
    connection.execute(f"insert into captures select {copied} from captures where fetched_url like '%one.html'")
    connection.commit()
    connection.close()
    result = run("extract", "--db", db, "--all")
    assert result.exit_code == 1
    assert "one.html: has captures that are not in the archive, or just came" in result.stderr
    assert query(db, "select * from claims order by claim_id") == before


def test_extract_waits_for_its_turn(db: Path) -> None:
    with hold(db):
        result = run("extract", "--db", db)
    assert result.exit_code == 75
    assert result.stderr == f"reportedly: another run is writing to {db}; wait until it has ended\n"


def test_extract_leaves_alone_what_the_archive_has_lost(db: Path) -> None:
    before = query(db, "select * from claims order by claim_id")
    shutil.rmtree(db.parent / "archive")
    result = run("extract", "--db", db, "--all")
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr
    assert query(db, "select * from claims order by claim_id") == before


def test_extract_leaves_alone_a_page_on_which_a_rule_breaks(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(article: object) -> None:
        raise IndexError("list index out of range")

    before = query(db, "select * from claims order by claim_id")
    monkeypatch.setattr("pipeline.store.reading.extract", extract)
    result = run("extract", "--db", db, "--all")
    assert result.exit_code == 1
    assert "one.html: a rule broke on it (IndexError: list index out of range)" in result.stderr
    assert query(db, "select * from claims order by claim_id") == before


def test_extract_reports_corrections_whose_claim_is_lost(db: Path) -> None:
    as_an_older_version_left_it(db)
    (db.parent / "corrections.yml").write_text(
        "corrections:\n- {claim: nonsense, reject: true, reason: Nonsense, by: A. Reader, date: 2026-03-01}\n"
    )
    result = run("extract", "--db", db)
    assert result.stderr == "reportedly: the correction of nonsense meets no claim any more\n"
    assert query(db, "select state from corrections_flat") == [("retired",)]
    assert "The correction of nonsense meets no claim" in run("status", "--db", db).output


def test_status_tells_what_is_there(db: Path) -> None:
    text = run("status", "--db", db).output
    assert text.startswith("3 claims in 2 articles (2 independent reports) from 1 sources; newest article 2025-03-04\n")
    assert "example.com  imported  2         3       2025-03-04" in text
    told = json.loads(run("status", "--db", db, "--json").output)
    assert (told["totals"]["claims"], told["languages"]) == (3, {"en": 3})


def test_status_shows_sources_that_fail_and_the_last_crawls(db: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute("insert into sources values ('feed', 'A feed', '', 'en', 'US', 'news')")
    connection.execute(
        "insert into feeds (url, source, kind, polled_at, failures, reason) "
        "values ('https://feed.example/rss', 'feed', 'feed', '2025-03-05T08:00:00Z', 3, 'HTTP 503')"
    )
    connection.execute("insert into crawls (started, pages) values ('2025-03-05T08:00:00Z', 7)")
    connection.commit()
    connection.close()
    lines = run("status", "--db", db).output.splitlines()
    (feed,) = [line for line in lines if line.startswith("feed ")]
    assert "failing" in feed and feed.endswith("HTTP 503")
    assert any("2025-03-05T08:00:00Z  not finished  7" in line for line in lines)


@pytest.mark.parametrize("command", ["extract", "verify", "status"])
def test_a_missing_database_is_told_in_one_line(command: str, tmp_path: Path) -> None:
    assert "none.db: there is no such database" in complaint(run(command, "--db", tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("extract",), ("verify",), ("status",), ("import", ".")])
def test_a_file_that_is_no_database_is_told_in_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are notes, not a database. " * 50)
    assert "not an SQLite database" in complaint(run(*command, "--db", path))


def test_status_of_another_database_is_refused(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("create table t (x)").connection.close()
    assert "no database of reportedly" in complaint(run("status", "--db", tmp_path / "other.db"))


def test_import_of_bad_files_names_each_and_stores_the_others(pages: Path, tmp_path: Path) -> None:
    (pages / "empty.html").write_bytes(b"")
    (pages / "broken.html").write_bytes(b"<html><p><<<>>\xff\xfe<table><tr><td")
    (pages / "huge.html").write_bytes(b"<p>long</p>" * 2_000_000)
    (pages / "bad.warc.gz").write_bytes(b"no archive")
    result = run("import", pages, tmp_path / "missing.html", "--db", tmp_path / "r.db")
    assert result.exit_code == 1
    assert result.stdout == "2 articles with 3 claims, 0 known already, 3 without an article\n"
    lines = result.stderr.splitlines()
    assert len(lines) == 5
    for name in ("empty.html", "broken.html", "huge.html", "bad.warc.gz", "missing.html"):
        assert sum(name in line for line in lines) == 1, (name, lines)


def test_what_is_no_unicode_does_no_harm(tmp_path: Path) -> None:
    page = html(URL, "Prices \\ud83d &#xD83D;", "2025-03-03", PARAGRAPHS[1] + " &#xDC00; \x00", *PARAGRAPHS[2:])
    data = b"""<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Prices \\ud83d",
        "author": {"name": "Bad \\ud83d name"}, "publisher": {"name": "\\udc00"}}</script></head>"""
    name = os.fsdecode(b"b\xff.html")
    (tmp_path / name).write_bytes(page.replace(b"</head>", data))
    result = run("import", tmp_path, "--db", tmp_path / "r.db")
    assert result.output.startswith("1 articles with 1 claims")
    ((author, fetched),) = query(tmp_path / "r.db", "select author, fetched_url from articles_flat")
    assert (author, fetched) == ("Bad  name", f"{tmp_path}/b\\udcff.html")
    assert run("verify", "--db", tmp_path / "r.db").exit_code == 0


def test_import_of_a_folder_without_pages_is_told(tmp_path: Path) -> None:
    assert "holds no .html or WARC file" in complaint(run("import", tmp_path, "--db", tmp_path / "new" / "r.db"))


def test_a_full_disk_ends_an_import_in_one_line_and_keeps_what_was_stored(db: Path, pages: Path) -> None:
    before = query(db, "select count(*) from claims")
    for number in range(60):
        text = f"Model{number} costs ${number}.5 per million input tokens. "
        text += "".join(
            f"It is said to be {number}.{n} times as fast as those of the year before. " for n in range(300)
        )
        (pages / f"{number}.html").write_bytes(
            html(f"{URL}{number}", f"Price {number}", "2025-03-03", text, *PARAGRAPHS)
        )

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))

    done = subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", "import", pages, "--db", db],
        preexec_fn=limit, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("reportedly: ")
    assert query(db, "pragma integrity_check") == [("ok",)]
    assert query(db, "select count(*) from claims") >= before
    assert run("verify", "--db", db).exit_code == 0


def test_an_import_that_is_killed_loses_nothing_that_was_stored(pages: Path, tmp_path: Path) -> None:
    db = tmp_path / "killed" / "reportedly.db"
    for number in range(80):
        text = f"Model{number} costs ${number}.5 per million input tokens, the company said on Wednesday."
        (pages / f"{number}.html").write_bytes(
            html(f"{URL}{number}", f"Price {number}", "2025-03-03", text, *PARAGRAPHS)
        )
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "import", pages, "--db", db]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while stored(db) < 5 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    assert 5 <= stored(db) < 82
    assert run("verify", "--db", db).exit_code == 0
    assert run("import", pages, "--db", db).exit_code == 0
    assert stored(db) == 82
    assert run("verify", "--db", db).exit_code == 0


def stored(db: Path) -> int:
    """How many articles another process has stored so far."""
    try:
        return int(str(query(db, "select count(*) from articles")[0][0])) if db.exists() else 0
    except sqlite3.OperationalError:
        return 0

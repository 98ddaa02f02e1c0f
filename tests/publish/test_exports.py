"""Exports hold every claim, keep every character, and describe themselves."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from contextlib import closing
from datetime import date
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet
import pytest
import sample
import yaml
from click.testing import CliRunner
from datasette.app import Datasette

from pipeline.cli.export import command
from pipeline.publish.cells import safe_cell
from pipeline.publish.exports import FORMATS, Origin, export
from pipeline.publish.snapshot import Snapshot, publish
from pipeline.publish.tables import described

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return sample.working_database(tmp_path / "working.db")


@pytest.fixture(scope="session")
def exported(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export(Origin(snapshot.path, snapshot.version, snapshot.published_at), folder, FORMATS)
    return folder


def test_csv_jsonl_and_parquet_hold_the_same_claims(exported: Path, snapshot: Snapshot) -> None:
    lines = [json.loads(line) for line in (exported / "claims.jsonl").read_text("utf-8").splitlines()]
    with (exported / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pyarrow.parquet.read_table(exported / "claims.parquet").to_pylist()
    assert len(lines) == len(rows) == snapshot.tables["claims_flat"]
    assert table == lines
    assert list(lines[0]) == list(rows[0]) == list(described()["claims_flat"])
    assert [row["quote"] for row in rows] == [line["quote"] for line in lines]
    assert {type(line["value"]) for line in lines} == {float, type(None)}


def test_the_package_tells_size_hash_and_meaning_of_every_file(exported: Path, snapshot: Snapshot) -> None:
    package = json.loads((exported / "datapackage.json").read_text("utf-8"))
    assert package["version"] == snapshot.version
    for resource in package["resources"]:
        raw = (exported / resource["path"]).read_bytes()
        if resource["format"] != "parquet":
            assert resource["bytes"] == len(raw)
            assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert all(field["description"] for field in resource["schema"]["fields"])
    croissant = json.loads((exported / "croissant.json").read_text("utf-8"))
    for file in croissant["distribution"]:
        assert file["sha256"] == hashlib.sha256((exported / file["contentUrl"]).read_bytes()).hexdigest()
    citation = yaml.safe_load((exported / "CITATION.cff").read_text("utf-8"))
    assert (citation["type"], citation["license"], citation["version"]) == ("dataset", "CC-BY-4.0", snapshot.version)


_TEXTS = (
    *("", "a", "A1", "z=", "~", "7", "1=", "/", "0.5", "<b>", "قیمت", "深度", "「", "é", "🙂", "\x01", "\x7f", "!"),
    *("=1+1", "+1", "-2", "@x", "\t=1", "\r", "\n", "＝1", "＋1", "－1", "＠x", " -1", "\u00a0=1", "\u200b+"),
    *("\ufeff@", "\ufeff \u00a0=", " ", "'", '"=', ",", '","', 'say "no", a\r\nline', "\ufffd", "\x1f"),
    *("nul\x00inside", "=nul\x00", r"\u0000"),
)


@pytest.mark.parametrize("formulas", [False, True])
def test_every_cell_is_read_again_as_it_was(own: Path, tmp_path: Path, formulas: bool) -> None:
    texts = [None, *_TEXTS]
    values = [None, 0.1 + 0.2, 1 / 3, 671e9, 1e300, 5e-324, 0.28, 123456789012345680.0, 1.7976931348623157e308]
    with closing(sqlite3.connect(own)) as connection, connection:
        connection.execute("pragma foreign_keys = off")
        cursor = connection.execute("select * from claims limit 1")
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        for number, (text, value) in enumerate(zip_longest(texts, values)):
            other = {"claim_id": f"own{number:03}", "attributed_to": text, "value": value}
            made = {**row, **other, "value_text": text or ""}
            marks = ", ".join("?" * len(made))
            connection.execute(f"insert into claims ({', '.join(made)}) values ({marks})", [*made.values()])
    snapshot = publish(own, tmp_path / "snapshots", exports=False)
    origin = Origin(snapshot.path, snapshot.version, snapshot.published_at)
    export(origin, tmp_path, ("csv", "jsonl", "parquet"), formulas=formulas)
    lines = [json.loads(line) for line in (tmp_path / "claims.jsonl").read_bytes().split(b"\n")[:-1]]
    with (tmp_path / "claims.csv").open(encoding="utf-8", newline="") as file:
        cells = {cell["claim_id"]: cell for cell in csv.DictReader(file)}
    assert pyarrow.parquet.read_table(tmp_path / "claims.parquet").to_pylist() == lines
    found = {line["claim_id"]: line for line in lines}
    for number, (text, value) in enumerate(zip_longest(texts, values)):
        line, cell = found[f"own{number:03}"], cells[f"own{number:03}"]
        assert (line["attributed_to"], line["value_text"], repr(line["value"])) == (text, text or "", repr(value))
        expected = "" if text is None else text if formulas else safe_cell(text)
        assert (cell["attributed_to"], cell["value_text"]) == (expected, expected)
        assert repr(float(cell["value"]) if cell["value"] else None) == repr(value)


def test_text_that_is_empty_is_told_from_none_in_csv(exported: Path) -> None:
    first = (exported / "claims.csv").read_bytes().split(b"\r\n")[1]
    assert b',"",' in first and b",,," in first and b"\xff" not in first


def test_the_command_writes_what_it_is_asked_for(snapshots: Path, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "out"), "--snapshots", str(snapshots), "--format", "csv", "--bom"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["articles.csv", "claims.csv"]
    assert (tmp_path / "out" / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbfclaim_id,")


def test_without_a_snapshot_it_says_so_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "out"), "--snapshots", str(tmp_path)])
    assert result.exit_code == 1
    assert "run `reportedly publish` first" in result.output
    assert "Traceback" not in result.output


async def test_every_published_file_can_be_downloaded(site: Datasette, snapshot: Snapshot) -> None:
    assert {"claims.csv", "claims.jsonl", "datapackage.json", "croissant.json", "CITATION.cff"} <= set(snapshot.files)
    for name, file in snapshot.files.items():
        response = await site.client.get(f"/download/{name}")
        assert hashlib.sha256(response.content).hexdigest() == file["sha256"]
    latest = (await site.client.get("/download/latest.json")).json()
    assert (await site.client.get(latest["url"])).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/reportedly/claims_flat.atom",
        "/reportedly/claims_flat.atom?language=fa",
        "/reportedly/claims_flat.atom?subject=DeepSeek",
        "/reportedly/claims_flat.atom?claim_type=price&source=keji",
        "/reportedly/claims_flat.atom?_search=%E9%99%8D%E4%BB%B7",
        "/reportedly/claims_since.atom?subject=DeepSeek-V3.2-Exp&since=2025-01-01",
        "/reportedly/first_with_the_news.atom",
    ],
)
async def test_a_feed_has_what_readers_need(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.findtext(f"{ATOM}id", "").endswith(path)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for element in [feed, *entries]:
        assert element.findtext(f"{ATOM}title")
        assert re.match(r"\d{4}-\d\d-\d\dT", element.findtext(f"{ATOM}updated", ""))
    for link in feed.iter(f"{ATOM}link"):
        assert link.get("href", "").startswith("http")


async def test_the_calendar_has_all_day_events_for_releases_and_retirements_alone(site: Datasette) -> None:
    response = await site.client.get("/reportedly/claims_flat.ics")
    text = response.text.replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 4
    event = next(part for part in text.split("BEGIN:VEVENT") if "GPT-4o" in part)
    assert "DTSTART;VALUE=DATE:20260216\r\nDTEND;VALUE=DATE:20260217\r\n" in event
    assert "STATUS:TENTATIVE" in event
    long = next(part for part in text.split("BEGIN:VEVENT") if "20251211" in part)
    days = re.findall(r"VALUE=DATE:(\d{8})", long)
    assert (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days == 10


async def test_pages_describe_themselves_to_machines(site: Datasette) -> None:
    home = (await site.client.get("/")).text
    dataset = json.loads(re.search(r'ld\+json">(.*?)</script>', home, re.DOTALL)[1])  # type: ignore[index]
    assert dataset["@type"] == "Dataset"
    assert dataset["distribution"][0]["contentUrl"] == "/download/reportedly.db"
    rows = (await site.client.get("/reportedly/claims_flat.json?_shape=array&language=fa&_size=1")).json()
    page = (await site.client.get(f"/reportedly/claims_flat/{rows[0]['claim_id']}")).text
    claim = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert claim["@type"] == "Claim"
    assert claim["text"] == rows[0]["quote"]
    assert not {"reviewRating", "claimReviewed", "aggregateRating"} & claim.keys()

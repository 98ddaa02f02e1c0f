"""What a reader sees on each kind of page."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import sample
import yaml
from bs4 import BeautifulSoup
from datasette.app import Datasette

from pipeline.publish.plugin import newest_first
from pipeline.publish.serve import make_site
from pipeline.publish.snapshot import Snapshot, SnapshotError, publish
from pipeline.resources import bundled

QUERIES = yaml.safe_load(bundled("metadata.yml").read_text("utf-8"))["databases"]["reportedly"]["queries"]
ANSWERS = {
    "subject": sample.V32,
    "company": "Moonshot AI",
    "benchmark": "MMLU-Pro",
    "market": "",
    "language": "",
    "currency": "",
    "since": "2025-01-01",
}


async def page(site: Datasette, path: str, status: int = 200) -> BeautifulSoup:
    response = await site.client.get(path)
    assert response.status_code == status, response.text[:300]
    return BeautifulSoup(response.text, "html.parser")


def words(node: Any) -> str:
    return " ".join(node.get_text(" ").split()).replace(" ,", ",")


@pytest.mark.parametrize("name", QUERIES)
async def test_a_question_of_the_query_page_is_explained_and_answered(site: Datasette, name: str) -> None:
    query = QUERIES[name]
    assert query["title"]
    assert query["description"].endswith(".")
    parameters = {parameter: ANSWERS[parameter] for parameter in query.get("params", [])}
    answer = await site.client.get(f"/reportedly/{name}.json", params={**parameters, "_shape": "array"})
    assert answer.status_code == 200
    assert answer.json() or name in ("most_copied",)
    shown = await page(site, f"/reportedly/{name}")
    assert words(shown.h1) == query["title"]


def test_there_are_enough_questions() -> None:
    assert len(QUERIES) >= 15


async def test_a_card_says_value_status_source_and_leads_to_the_exact_place(site: Datasette) -> None:
    card = (await page(site, "/reportedly/claims_flat?subject=Kimi+K3&language=en")).select_one("article.claim")
    assert card is not None
    text = words(card)
    assert "11 – 20 December 2025" in text
    assert "rumoured" in text
    assert "people familiar with the matter" in text
    assert "Model Dispatch, 18 November 2025" in text
    assert "no longer there since 21 November 2025" in text
    link = card.select_one("a.there")
    assert link is not None
    assert link["rel"] == ["nofollow", "noopener", "noreferrer", "external"]
    address, fragment = str(link["href"]).split("#:~:text=")
    assert address == "https://dispatch.example/2025/11/next-models"
    assert unquote(fragment) in words(card.select_one("q"))


async def test_a_row_of_a_table_is_linked_by_its_first_and_last_cell(site: Datasette) -> None:
    card = (await page(site, "/reportedly/claims_flat?aspect=MMLU-Pro")).select_one("article.claim a.there")
    assert card is not None
    assert str(card["href"]).endswith("#:~:text=MMLU%2DPro,89.3")


@pytest.mark.parametrize(
    ("narrowing", "condition"),
    [
        ("", "1"),
        ("language=zh", "language = 'zh'"),
        ("claim_type=price&language=fa", "claim_type = 'price' and language = 'fa'"),
        ("source=keji", "source = 'keji'"),
        ("source=keji&_search=deepseek", "source = 'keji' and subject like 'DeepSeek%'"),
        ("subject=DeepSeek&language=en", "subject = 'DeepSeek' and language = 'en'"),
        ("language=fa&language=zh", "language = 'fa' and language = 'zh'"),
        ("subject=DeepSeek-V3.2-Exp", "subject = 'DeepSeek-V3.2-Exp'"),
        ("value__gt=1", "value > 1"),
        ("_search=deepseek", "claim_id in (select claim_id from claims_flat where subject like 'DeepSeek%')"),
    ],
)
async def test_the_numbers_beside_the_list_are_right(
    site: Datasette, snapshot: Snapshot, narrowing: str, condition: str
) -> None:
    shown = await page(site, f"/reportedly/claims_flat?{narrowing}")
    with sqlite3.connect(f"file:{snapshot.path}?mode=ro", uri=True) as connection:
        total = connection.execute(f"select count(*) from claims_flat where {condition}").fetchone()[0]
        assert words(shown.h1).split()[0] == str(total)
        for column, heading in (("year", "Year"), ("source", "Source"), ("subject", "Subject")):
            if f"{column}=" in narrowing:
                continue
            items = [li for s in shown.select(".facets section") if words(s.h2) == heading for li in s.select("li")]
            found = {words(li.a): int(words(li.span)) for li in items if li.a and li.span}
            expected = connection.execute(
                f"select {column}, count(*) from claims_flat where {condition} group by 1 order by 2 desc, 1 limit 10"
            )
            assert found == {str(value): count for value, count in expected}


async def test_a_subject_has_charts_whose_dots_lead_to_claims_and_a_table_beside(site: Datasette) -> None:
    shown = await page(site, "/subjects/deepseek-v3-2-exp")
    assert "深度求索" in words(shown)
    figure = next(f for f in shown.select("figure") if "Price, output" in words(f.figcaption))
    dots = figure.select("svg a.dot")
    assert len(dots) == len(figure.select("tbody tr")) >= 5
    assert {dot["class"][1] for dot in dots} == {"ar", "zh", "fa", "en"}
    title = figure.select_one("svg > title")
    assert title is not None
    assert words(title) == "Price, output (USD per 1M tokens)"
    for dot in dots:
        assert (await site.client.get(str(dot["href"]))).status_code == 200


async def test_a_disagreement_shows_every_value_and_who_said_it_first(site: Datasette) -> None:
    listed = await page(site, "/disagreements")
    link = next(a for a in listed.select(".question a") if "price" in words(a))
    shown = await page(site, str(link["href"]))
    assert [words(h) for h in shown.select(".side > section > h2")] == ["$0.42", "$1.68", "۳ دلار"]
    assert "first Model Dispatch, 29 September 2025" in words(shown.select_one(".side > section"))
    assert "not for this catalogue to say" in words(shown)


async def test_changes_show_both_quotes(site: Datasette) -> None:
    shown = await page(site, "/changes?change=changed")
    panel = next(p for p in shown.select(".panel") if "38%" in words(p))
    assert "35%" in words(panel.select_one("q.was"))
    assert words(shown.select_one(".filters-row")).count("Page gone") == 1


async def test_an_article_shows_its_claims_in_context_and_its_captures(site: Datasette) -> None:
    rows = (await site.client.get("/reportedly/claims_flat.json?_shape=array&value_text=32%25")).json()
    market = (await site.client.get("/reportedly/claims_flat.json?_shape=array&value_text=38%25")).json()[0]
    shown = await page(site, f"/articles/{rows[0]['article_id']}")
    assert "三季度大模型市场份额出炉" in words(shown.select_one(".context"))
    edited = await page(site, f"/articles/{market['article_id']}")
    assert len(edited.select("table tbody tr")) == 2
    assert "What edits changed" in words(edited)


async def test_a_claim_that_is_no_longer_made_keeps_its_address(tmp_path: Path) -> None:
    working = sample.working_database(tmp_path / "working.db")
    with sqlite3.connect(working) as connection:
        names = [row[1] for row in connection.execute("pragma table_info(retired_claims)")]
        values = {
            "retired_at": "2026-01-01T00:00:00Z",
            "reason": "today's rules no longer find it",
            "claim_id": "gone1",
        }
        row = {name: values.get(name, "x") for name in names}
        marks = ", ".join(f":{name}" for name in names)
        connection.execute(f"insert into retired_claims ({', '.join(names)}) values ({marks})", row)
    publish(working, tmp_path / "snapshots")
    site = make_site(tmp_path / "snapshots")
    await site.invoke_startup()
    shown = await page(site, "/claims/gone1", status=410)
    assert "today's rules no longer find it" in words(shown)
    kept = (await site.client.get("/reportedly/claims_flat.json?_shape=array&_size=1")).json()[0]["claim_id"]
    assert (await site.client.get(f"/claims/{kept}")).headers["location"].endswith(kept)


async def test_the_data_page_tells_every_column_of_every_table(site: Datasette, snapshot: Snapshot) -> None:
    shown = words(await page(site, "/data"))
    with sqlite3.connect(f"file:{snapshot.path}?mode=ro", uri=True) as connection:
        for table in ("claims_flat", "articles_flat", "conflicts", "expectations", "timeline"):
            for column in connection.execute(f"select name from pragma_table_info('{table}')"):
                assert column[0] in shown


@pytest.mark.parametrize(
    "path", ["/subjects/nobody", "/types/nothing", "/sources/none", "/articles/a", "/claims/a", "/x"]
)
async def test_what_is_not_there_is_told_with_a_way_on(site: Datasette, path: str) -> None:
    shown = await page(site, path, status=404)
    assert shown.select_one("form[role=search]") is not None


async def test_visitors_cannot_write_sql_where_that_is_turned_off(snapshots: Path) -> None:
    site = make_site(snapshots, execute_sql=False)
    await site.invoke_startup()
    assert (await site.client.get("/reportedly.json?sql=select+1")).status_code == 403
    assert (await site.client.get("/reportedly/denied.json")).status_code == 200
    assert (await page(site, "/reportedly")).select_one("textarea") is None


@pytest.mark.parametrize(
    "sql",
    ["insert into sources values (1)", "attach 'x' as y", "pragma journal_mode=wal", "select load_extension('x')",
     "select printf('%.400000000c', 'x')", "select hex(zeroblob(400000000))",
     "with recursive r(n) as (select 1 union all select n+1 from r) select count(*) from r"],
)  # fmt: skip
async def test_a_harmful_query_is_refused(site: Datasette, sql: str) -> None:
    response = await site.client.get("/reportedly.json", params={"sql": sql})
    assert response.status_code == 400 or response.json()["rows"] == [[None]]
    assert len(response.content) < 2_000


async def test_robots_may_read_pages_but_not_queries(site: Datasette) -> None:
    text = (await site.client.get("/robots.txt")).text
    assert "Disallow: /reportedly/*?" in text
    assert "Allow: /\n" in text


async def test_behind_a_path_every_link_keeps_it(snapshots: Path) -> None:
    site = make_site(snapshots, base_url="/catalogue/")
    await site.invoke_startup()
    for path in ("/", "/reportedly/claims_flat", "/subjects/deepseek"):
        shown = await page(site, path)
        for link in shown.select("a[href], link[href], form[action]"):
            address = str(link.get("href") or link.get("action"))
            assert address.startswith(("/catalogue/", "#", "http")), address


def test_only_lists_that_name_no_order_get_one() -> None:
    scope = {"type": "http", "path": "/reportedly/claims_flat", "query_string": b"_sort_desc=value&value__gt=1"}
    assert newest_first(scope)["query_string"] == b"_sort_desc=value&value__gt=1"
    scope["query_string"] = b"language=fa"
    assert newest_first(scope)["query_string"] == b"language=fa&_sort=rowid&_nocount=1"
    scope["path"] = "/reportedly/subjects"
    assert newest_first(scope) is scope


def test_a_broken_metadata_file_is_told_in_one_line(snapshots: Path, tmp_path: Path) -> None:
    broken = tmp_path / "metadata.yml"
    broken.write_text("title: [")
    with pytest.raises(SnapshotError, match="cannot be read as YAML") as refused:
        make_site(snapshots, metadata=broken)
    assert "\n" not in str(refused.value)


async def test_a_metadata_file_of_ones_own_changes_what_it_says_and_no_more(snapshots: Path, tmp_path: Path) -> None:
    own = tmp_path / "metadata.yml"
    own.write_text("title: Our catalogue\n")
    site = make_site(snapshots, metadata=own)
    await site.invoke_startup()
    assert site.metadata("title") == "Our catalogue"
    assert (await site.client.get("/reportedly/denied.json")).status_code == 200

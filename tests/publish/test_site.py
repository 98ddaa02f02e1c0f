from __future__ import annotations

import pytest
from datasette.app import Datasette

from pipeline.publish.snapshot import Snapshot


@pytest.mark.parametrize(
    "query", ["قیمت", "降价", "价格", "價格", "أسعار", "اسعار", "دیپ‌سیک", "دیپسیک", "0.28", "۰.۲۸", "$0.42"]
)
async def test_the_search_box_finds(site: Datasette, query: str) -> None:
    response = await site.client.get("/reportedly/claims_flat", params={"_search": query})
    assert response.status_code == 200
    assert '<article class="claim' in response.text


async def test_the_list_shows_the_newest_report_first(site: Datasette) -> None:
    response = await site.client.get("/reportedly/claims_flat")
    assert response.text.index("Kimi K3") < response.text.index("۰٫۲۸ دلار")


async def test_the_download_has_length_tag_and_ranges(site: Datasette, snapshot: Snapshot) -> None:
    whole = await site.client.get("/download/reportedly.db")
    assert whole.content == snapshot.path.read_bytes()
    assert whole.headers["content-length"] == str(snapshot.size)
    assert whole.headers["etag"] == f'"{snapshot.sha256}"'
    part = await site.client.get("/download/reportedly.db", headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{snapshot.size}"
    tail = await site.client.get("/download/reportedly.db", headers={"range": "bytes=-50"})
    assert tail.content == whole.content[-50:]
    beyond = await site.client.get("/download/reportedly.db", headers={"range": f"bytes={snapshot.size}-"})
    assert beyond.status_code == 416
    again = await site.client.get("/download/reportedly.db", headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    dated = await site.client.get(f"/download/reportedly-{snapshot.version}.db")
    assert dated.content == whole.content
    assert "immutable" in dated.headers["cache-control"]
    gone = await site.client.get("/download/reportedly-20200101T000000Z-00000000.db")
    assert gone.status_code == 404


async def test_a_giant_value_is_refused_clearly(site: Datasette) -> None:
    response = await site.client.get("/reportedly.json", params={"sql": "select randomblob(900000000)"})
    assert response.status_code == 400
    assert response.json()["error"] == "string or blob too big"


async def test_health(site: Datasette, snapshot: Snapshot) -> None:
    response = await site.client.get("/-/health")
    assert response.json()["version"] == snapshot.version

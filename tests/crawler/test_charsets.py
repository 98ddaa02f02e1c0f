"""Pages in the encodings that sites really use, declared truly, falsely or not at all: from the server to the text
that is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.run import crawl
from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.read import read
from pipeline.store.catalogue import Catalogue
from pipeline.text.fold import fold
from tests.crawler.world import Answer, World, rss, source

SIMPLIFIED = "这家公司周一宣布，新的大模型每百万词元的输入价格降到两元，开发者下个月起就能按新价格付费。"
RARE = "𠮷田先生说，这家公司的大模型每百万词元只要两元，㐂屋的开发者已经开始使用新的接口。"
TRADITIONAL = "這家公司週一宣布，新的大型語言模型每百萬詞元的輸入價格降到兩元，開發者下個月起就能按新價格付費。"
ARABIC = "أعلنت الشركة يوم الاثنين أن سعر نموذجها اللغوي الجديد سينخفض إلى دولارين لكل مليون رمز من الشهر المقبل."
PERSIAN = "این شرکت روز دوشنبه اعلام کرد که قیمت مدل زبانی تازه‌اش از ماه آینده برای هر میلیون توکن به دو دلار می‌رسد."

#: name -> (language, text, encoding)
TEXTS = {
    "gbk": ("zh", SIMPLIFIED, "gbk"),
    "gb18030": ("zh", RARE, "gb18030"),
    "big5": ("zh", TRADITIONAL, "big5hkscs"),
    "windows-1256-arabic": ("ar", ARABIC, "cp1256"),
    # The code page has no Persian yeh: Persian pages in it use the Arabic one.
    "windows-1256-persian": ("fa", PERSIAN.replace("ی", "ي").replace("ک", "ك"), "cp1256"),
}
LABELS = {"gbk": "gb2312", "gb18030": "gb18030", "big5hkscs": "big5", "cp1256": "windows-1256"}

#: name -> (what the header says, whether the page declares its encoding truly)
DECLARED = {
    "by the header": ("true", False),
    "by the page": ("", True),
    "by nothing": ("", False),
    "falsely as utf-8 by the header": ("utf-8", True),
    "falsely as latin-1 by the header": ("iso-8859-1", True),
    "falsely as utf-8 and not by the page": ("utf-8", False),
}

CASES: dict[str, tuple[str, str, bytes, str]] = {}


def _page(text: str, declared: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    paragraphs = "".join(f"<p>{text}</p>" for _ in range(3))
    return (
        f"<html><head>{meta}<title>{text[:20]}</title></head><body><article><h1>{text[:20]}</h1>{paragraphs}</article>"
    )


for name, (language, text, encoding) in TEXTS.items():
    for how, (header, meta) in DECLARED.items():
        label = LABELS[encoding]
        body = _page(text, label if meta else "").encode(encoding)
        CASES[f"{name} declared {how}"] = (language, text, body, label if header == "true" else header)
CASES["gb18030 declared as gb2312"] = ("zh", RARE, _page(RARE, "gb2312").encode("gb18030"), "")
CASES["utf-8 declared as gbk"] = ("zh", SIMPLIFIED, _page(SIMPLIFIED, "gbk").encode(), "gbk")
CASES["utf-8 with a mark, declared as gbk"] = (
    "zh",
    SIMPLIFIED,
    _page(SIMPLIFIED, "gbk").encode("utf-8-sig"),
    "",
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The stored text of every case."""
    folder: Path = tmp_path_factory.mktemp("charsets")
    world = World()
    sources = []
    for number, (language, _, body, header) in enumerate(CASES.values()):
        host = f"h{number}.example"
        world[f"{host}/feed"] = rss((f"http://{host}/a/1", "GPT"))
        content_type = "text/html" + (f"; charset={header}" if header else "")
        world[f"{host}/a/1"] = Answer(body, headers={"Content-Type": content_type})
        sources.append(source(host, language=language))
    with Catalogue.open(folder / "t.db") as catalogue:
        crawl(
            sources,
            database=folder / "t.db",
            archive=folder / "archive",
            deliver=catalogue.add,
            allow_hosts=world.allow(),
        )
    world.close()
    with sqlite3.connect(folder / "t.db") as db:
        rows = db.execute(
            "select a.source, t.text from articles a join captures using (capture_id) join texts t using (text_sha256)"
        )
        stored = dict(rows.fetchall())
    yield {name: stored.get(f"h{number}", "") for number, name in enumerate(CASES)}


@pytest.mark.parametrize("name", CASES)
def test_charset(texts: dict[str, str], name: str) -> None:
    expected = CASES[name][1]
    assert fold(expected) in fold(texts[name])


def test_the_encoding_of_a_sources_entry_is_believed_before_the_page() -> None:
    """A Big5 page that calls itself GB2312: its bytes are sound in both."""
    body = _page(TRADITIONAL, "gb2312").encode("big5hkscs")
    capture = Capture("http://x.example/", "http://x.example/", "2026-01-01T00:00:00Z", body, "text/html")
    told = read(replace(capture, encoding="big5hkscs"), hint="zh")
    assert isinstance(told, Article) and TRADITIONAL in told.text
    untold = read(capture, hint="zh")
    assert not (isinstance(untold, Article) and TRADITIONAL in untold.text)


def test_there_are_as_many_cases_as_were_promised() -> None:
    assert len(CASES) == 33

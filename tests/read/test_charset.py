"""Charsets: declared right, wrong or not at all; damage is told, not stored."""

# ruff: noqa: E501 (markup and prose stay on one line)
from __future__ import annotations

import pytest

from pipeline.article import Article, NotAnArticle
from pipeline.read.decode import decode
from tests.read.pages import PROSE, outcome, page

HANT = "該公司週一表示，新模型的運行成本低於上一代，開發者在下一張帳單上就能看到差別，不過並未透露更多細節。"


def encoded(language: str, encoding: str, declared: str) -> bytes:
    html = page("", language=language).replace(
        '<meta charset="utf-8">', f'<meta charset="{declared}">' if declared else ""
    )
    return html.encode(encoding, "ignore")


@pytest.mark.parametrize(
    ("language", "encoding", "declared", "header"),
    [
        ("zh", "gbk", "gb2312", ""),
        ("zh", "gbk", "", ""),
        ("zh", "gbk", "", "text/html; charset=utf-8"),
        ("zh", "gb18030", "gb2312", "text/html; charset=ISO-8859-1"),
        ("zh", "gbk", "utf-8", ""),
        ("ar", "cp1256", "windows-1256", ""),
        ("ar", "cp1256", "", ""),
        ("ar", "cp1256", "utf-8", "text/html; charset=utf-8"),
        ("ar", "utf-8", "windows-1256", "text/html; charset=windows-1256"),
        ("fa", "utf-16", "", ""),
        ("zh", "utf-8-sig", "gbk", ""),
        ("en", "cp1252", "", ""),
    ],
)
def test_page_is_read_whatever_it_declares(language: str, encoding: str, declared: str, header: str) -> None:
    found = outcome(encoded(language, encoding, declared), hint=language, content_type=header)
    assert isinstance(found, Article), found
    assert PROSE[language][0] in [block.text for block in found.blocks]


@pytest.mark.parametrize("declared", ["big5", ""])
def test_big5(declared: str) -> None:
    html = f'<html><head><meta charset="{declared}"><title>x</title></head><body><p>{HANT}</p><p>{HANT[::-1]}</p></body></html>'
    found = decode(html.encode("big5hkscs"), "", "zh")
    assert HANT in found.text


def test_a_few_broken_bytes_do_not_cost_the_page() -> None:
    body = page("", language="fa").encode("utf-8") + b"\xff\xc3(" + "پایان".encode()
    assert isinstance(outcome(body), Article)


@pytest.mark.parametrize("language", ["ar", "fa", "zh"])
def test_text_that_was_damaged_before_is_told(language: str) -> None:
    damaged = page("", language=language).encode("utf-8").decode("cp1252", "replace")
    found = outcome(damaged)
    assert isinstance(found, NotAnArticle)
    assert found.reason == "mojibake"


def test_damaged_chinese_is_told() -> None:
    html = page("", language="zh").encode("gbk", "ignore").decode("utf-8", "replace")
    found = outcome(html)
    assert isinstance(found, NotAnArticle)
    assert found.reason == "mojibake"

"""Tables: the grid, its headers, and rows as blocks."""

# ruff: noqa: E501 (markup and prose stay on one line)
from __future__ import annotations

from pipeline.article import Article, Table
from tests.read.pages import article, page, texts


def table(html: str, language: str = "en") -> tuple[Article, Table]:
    found = article(page(html + "<p>That is what the table shows, said the company.</p>", language=language))
    assert len(found.tables) == 1
    return found, found.tables[0]


def grid(of: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in of.rows]


def test_rows_are_blocks_with_cells_in_order() -> None:
    found, of = table(
        "<table><tr><th>Model</th><th>Input</th></tr><tr><td>GPT-5</td><td>$1.25</td></tr><tr><td>o3</td><td>$2</td></tr></table>"
    )
    rows = [b for b in found.blocks if b.kind == "row"]
    assert [b.text for b in rows] == ["Model | Input", "GPT-5 | $1.25", "o3 | $2"]
    assert [(b.table, b.row) for b in rows] == [(0, 0), (0, 1), (0, 2)]
    assert (of.header_rows, of.header_columns) == (1, 1)
    for b in rows:
        for cell in of.rows[b.row]:
            assert b.text[cell.start : cell.start + len(cell.text)] == cell.text


def test_spans_are_resolved() -> None:
    found, of = table(
        "<table><thead><tr><th rowspan=2>Model</th><th colspan=2>Price per 1M tokens</th></tr>"
        "<tr><th>Input</th><th>Output</th></tr></thead>"
        "<tbody><tr><td rowspan=2>GPT-5</td><td>$1.25</td><td>$10</td></tr><tr><td colspan=2>half at night</td></tr></tbody></table>"
    )
    assert grid(of) == [
        ["Model", "Price per 1M tokens", "Price per 1M tokens"],
        ["Model", "Input", "Output"],
        ["GPT-5", "$1.25", "$10"],
        ["GPT-5", "half at night", "half at night"],
    ]
    assert of.header_rows == 2
    assert [b.text for b in found.blocks if b.kind == "row"] == [
        "Model | Price per 1M tokens",
        "Input | Output",
        "GPT-5 | $1.25 | $10",
        "half at night",
    ]
    assert [cell.start for cell in of.rows[3]] == [-1, 0, -1]


def test_caption_and_lead_in_are_kept() -> None:
    found, of = table(
        "<p>Prices in dollars per million tokens:</p><table><caption>List prices, March 2026</caption>"
        "<tr><td>Model</td><td>Price</td></tr><tr><td>GPT-5</td><td>1.25</td></tr><tr><td>o3</td><td>2.00</td></tr></table>"
    )
    assert of.caption == "List prices, March 2026"
    assert found.blocks[of.lead_in].text == "Prices in dollars per million tokens:"
    assert "List prices, March 2026" in texts(found)


def test_header_row_without_header_cells_is_recognised() -> None:
    _, of = table(
        "<table><tr><td><b>سرویس</b></td><td><b>قیمت در ماه</b></td></tr><tr><td>ChatGPT Plus</td><td>۲۰ دلار</td></tr>"
        "<tr><td>Claude Pro</td><td>۱۷ دلار</td></tr></table>",
        "fa",
    )
    assert (of.header_rows, of.header_columns) == (1, 1)


def test_row_that_lacks_its_first_cell_is_shifted() -> None:
    _, of = table(
        "<table><tr><td>Maker</td><td>Model</td><td>Input</td><td>Output</td></tr>"
        "<tr><td>OpenAI</td><td>GPT-5 nano</td><td>$0.05</td><td>$0.40</td></tr>"
        "<tr><td>Gemini 2.5 Flash-Lite</td><td>$0.10</td><td>$0.40</td></tr>"
        "<tr><td>DeepSeek</td><td>V3.2</td><td>$0.28</td><td>$0.42</td></tr></table>"
    )
    assert grid(of)[2] == ["", "Gemini 2.5 Flash-Lite", "$0.10", "$0.40"]


def test_lines_with_pipes_are_a_table() -> None:
    found, of = table("<p>Model | Input | Output |</p><p>GPT-5 | $1.25 | $10 |</p><p>o3 | $2 | $8 |</p>")
    assert [b.text for b in found.blocks if b.kind == "row"] == [
        "Model | Input | Output |",
        "GPT-5 | $1.25 | $10 |",
        "o3 | $2 | $8 |",
    ]
    assert [cell.text for cell in of.rows[1][:3]] == ["GPT-5", "$1.25", "$10"]
    assert of.header_rows == 1


def test_layout_table_is_walked() -> None:
    first = "The board met on Tuesday and agreed to publish the prices of all models, old and new, on one page."
    second = "It is the first time that the company lists them side by side, a spokesman said on the telephone."
    html = f"""<html><head><title>Board publishes prices</title></head><body><table width="960"><tr>
    <td width="180"><b>Sections</b><br><a href="/a">Models</a><br><a href="/b">Chips</a><br>1. GPT-9 costs $99</td>
    <td><h1>Board publishes prices</h1><p>{first}</p><p>{second}</p></td></tr>
    <tr><td colspan="2">Copyright 2004-2026 | Contact</td></tr></table></body></html>"""
    found = article(html)
    assert texts(found) == ["Board publishes prices", first, second]
    assert found.tables == ()


def test_cells_with_blocks_inside_are_one_text() -> None:
    found, _ = table(
        "<table><tr><th>Plan</th><th>Price</th></tr><tr><td><p>Plus</p></td><td><p>$20</p><p>a month</p></td></tr>"
        "<tr><td>Pro</td><td>$200<br>a month</td></tr></table>"
    )
    assert "Plus | $20 a month" in texts(found)
    assert "Pro | $200 a month" in texts(found)


def test_empty_cells_keep_their_place() -> None:
    found, of = table(
        "<table><tr><th>Test</th><th>Old</th><th>New</th></tr><tr><td>AIME</td><td></td><td>89.3</td></tr>"
        "<tr><td>GPQA</td><td>80.7</td><td></td></tr></table>"
    )
    assert "AIME | | 89.3" in texts(found)
    assert "GPQA | 80.7 |" in texts(found)
    assert grid(of)[1] == ["AIME", "", "89.3"]

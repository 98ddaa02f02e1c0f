"""WARC files as Common Crawl's CC-NEWS has them, and readers that poisoned pages do harm to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.capture import Capture
from pipeline.store.reading import Reading, process, reading_of
from tests.store.made import article, html, said

WHEN = "2025-10-02T03:04:05Z"


def news(number: int) -> tuple[str, bytes]:
    """The address of a page and the page, with one price."""
    url = f"https://news{number % 3}.example/{number}"
    return url, html(
        url,
        f"Cheaper by the day: part {number}",
        "2025-10-01T07:00:00Z",
        f"DeepSeek has cut the price of DeepSeek-V3.2-Exp to $0.{number:02} per million output tokens.",
        f"Developers who had waited for it for {number} days were quick to write about the note and its numbers.",
        "Rivals in Beijing and in California did not want to comment on the matter when they were asked about it.",
    )


def write_cc_news(path: Path, pages: Sequence[tuple[str, bytes]]) -> None:
    """Pages as responses of CC-NEWS: with requests and a warcinfo between them, and nothing that only we write."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "StormCrawler"}))
        for url, body in pages:
            asked = StatusAndHeaders("GET / HTTP/1.1", [("User-Agent", "CCBot/2.0")], is_http_request=True)
            answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=UTF-8")], "HTTP/1.1")
            gone = StatusAndHeaders("404 Not Found", [("Content-Type", "text/html")], "HTTP/1.1")
            date = {"WARC-Date": WHEN}
            for record in (
                writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=date),
                writer.create_warc_record(
                    url, "response", payload=BytesIO(body), http_headers=answer, warc_headers_dict=date
                ),
                writer.create_warc_record(
                    url + "/gone", "response", payload=BytesIO(b"gone"), http_headers=gone, warc_headers_dict=date
                ),
            ):
                writer.write_record(record)


def read_slowly(capture: Capture, hint: str) -> Reading:
    """The real reader, slow enough for its worker to be killed in the middle of a file."""
    time.sleep(0.1)
    return process(capture, hint=hint)


def read_poison(capture: Capture, hint: str) -> Reading:
    """One price per page at no cost, but for the pages that kill or hang whoever reads them."""
    if capture.url.endswith("/4"):
        os.kill(os.getpid(), signal.SIGKILL)
    if capture.url.endswith("/8"):
        time.sleep(600)
    price = f"$0.{capture.url.rsplit('/', 1)[1]}"
    page, claims = article(capture.url, (f"It costs {price} now.", [said(price, 1.0)]), at=capture.fetched_at)
    return reading_of(page, claims, capture)

"""A site of many pages on loopback for the crawl benchmarks, quick enough not to be what is measured.

python -m tests.bench.crawl_site      serves until it is ended; prints its port. /version/N changes all pages
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "bench.example"
ROOT = Path(__file__).parents[2]

_PARAGRAPH = (
    "The company said on Monday that the price of DeepSeek-V{n} falls to $0.{n} per million input tokens, "
    "and that developers will see the change from the first day of the month on. "
)


def page(number: int, version: int = 0, paragraphs: int = 58) -> bytes:
    """An article of about 11 KB or as long as wanted, each with a number of its own; its first sentence changes with
    `version`."""
    name = 10_000 + number
    text = f"<p>This is version {version} of what DeepSeek announced.</p>"
    text += "".join(f"<p>{_PARAGRAPH.format(n=name)}</p>" for _ in range(paragraphs))
    head = f"<title>DeepSeek-V{name} becomes cheaper</title><meta charset=utf-8>"
    return f"<!doctype html><html lang=en><head>{head}</head><body><article><h1>DeepSeek-V{name}</h1>{text}".encode()


class _Site(asyncio.Protocol):
    version = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._unread = b""

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            body, headers = self._answer(head.split(b" ", 2)[1].decode(), head)
            status = b"304 Not Modified" if body is None else b"200 OK"
            body = body or b""
            self._transport.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n%sContent-Length: %d\r\n\r\n%s"
                % (status, headers, len(body), body)
            )

    def _answer(self, path: str, head: bytes) -> tuple[bytes | None, bytes]:
        if path == "/robots.txt":
            return b"User-agent: *\nAllow: /\n", b""
        if path.startswith("/map"):
            if b'If-None-Match: "map"' in head:
                return None, b""
            _, _, kind, limits = path.split("/")
            first, _, last = limits.partition("-")
            urls = "".join(f"<url><loc>http://{HOST}/{kind}/{n}</loc></url>" for n in range(int(first), int(last)))
            return f"<urlset>{urls}</urlset>".encode(), b'ETag: "map"\r\n'
        number = int(path.rpartition("/")[2])
        if path.startswith("/version/"):
            _Site.version = number
        return page(number, _Site.version, 2 if path.startswith("/short/") else 58), b""


@contextmanager
def served() -> Iterator[int]:
    """Serve the site from a process of its own; gives its port."""
    command = [sys.executable, "-m", "tests.bench.crawl_site"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def sitemaps(pages: int, kind: str = "long") -> tuple[str, ...]:
    """The addresses of the sitemaps that list the first `pages` pages, long or short ones, a thousand in each."""
    return tuple(f"http://{HOST}/map/{kind}/{first}-{min(first + 1000, pages)}" for first in range(0, pages, 1000))


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Site, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

"""A small web on loopback: many hosts behind one server, each path with the behaviour that a case needs."""

from __future__ import annotations

import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from crawler.intake import Tally
from crawler.run import CrawlSummary, crawl
from crawler.sources import Source
from pipeline.capture import Capture


@dataclass(frozen=True)
class Seen:
    """One request that the world got."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class Answer:
    """What a path answers. With an `etag` or `last_modified` the world answers 304 where that is right."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        self.world.seen.append(Seen(host, self.path, dict(self.headers.items()), time.monotonic()))
        answer = self.world.answers.get((host, self.path))
        if answer is None:
            answer = Answer(b"User-agent: *\nAllow: /\n") if self.path == "/robots.txt" else Answer(b"missing", 404)
        if callable(answer):
            made = answer(self)
            if made is None:
                return
            answer = made
        self.send(answer)

    def send(self, answer: Answer) -> None:
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        status, body = answer.status, answer.body
        if answer.etag:
            headers["ETag"] = answer.etag
        if answer.last_modified:
            headers["Last-Modified"] = answer.last_modified
        same = answer.etag and self.headers.get("If-None-Match") == answer.etag
        same = same or (answer.last_modified and self.headers.get("If-Modified-Since") == answer.last_modified)
        if same:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients that hang up are part of the cases


class World:
    """Serves until `close`. `answers` maps (host, path) to an `Answer` or a function of the handler."""

    def __init__(self, address: str = "127.0.0.1", tls: tuple[Path, Path] | None = None) -> None:
        self.answers: dict[tuple[str, str], Answer | Callable[[_Handler], Answer | None]] = {}
        self.seen: list[Seen] = []
        handler = type("Handler", (_Handler,), {"world": self})
        self._server = _Server((address, 0), handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.address = f"{address}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __setitem__(self, url: str, answer: Answer | bytes | str | Callable[[_Handler], Answer | None]) -> None:
        """`world["news.example/a"] = ...` says what an address answers, over http and https alike."""
        host, _, path = url.partition("/")
        if isinstance(answer, str):
            answer = answer.encode()
        self.answers[host, "/" + path] = Answer(answer) if isinstance(answer, bytes) else answer

    def __delitem__(self, url: str) -> None:
        host, _, path = url.partition("/")
        del self.answers[host, "/" + path]

    def allow(self, *hosts: str) -> frozenset[str]:
        """What a crawl must be told so that these hosts (else: all that answer anything) are this world's."""
        names = hosts or tuple(self.hosts)
        return frozenset(f"{name}={self.address}" for name in names)

    @property
    def hosts(self) -> set[str]:
        """The hosts that answer anything."""
        return {host for host, _ in self.answers}

    def asked(self, host: str, *, robots: bool = False) -> list[str]:
        """The paths that were asked for at a host, in order."""
        return [s.path for s in self.seen if s.host == host and (robots or s.path != "/robots.txt")]


def page(title: str, text: str = "") -> str:
    """A plain article page."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1><p>{text or title}</p></article></body></html>"
    )


def rss(*items: tuple[str, str], dates: Mapping[str, str] | None = None) -> str:
    """An RSS feed of (address, title)."""
    entries = "".join(
        f"<item><title>{title}</title><link>{url}</link><pubDate>{(dates or {}).get(url, '')}</pubDate></item>"
        for url, title in items
    )
    channel = f"<channel><title>x</title>{entries}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'


def sitemap(*urls: str, lastmod: str = "2026-01-01") -> str:
    entries = "".join(f"<url><loc>{url}</loc><lastmod>{lastmod}</lastmod></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def source(host: str, **fields: Any) -> Source:
    """A source at `http://HOST/`, with a feed at /feed unless other places are given."""
    if not {"feeds", "sitemaps", "listings"} & fields.keys():
        fields["feeds"] = (f"http://{host}/feed",)
    known = {
        "id": host.split(".")[0],
        "name": host,
        "home": f"http://{host}/",
        "language": "en",
        "country": "US",
        "kind": "news",
    }
    return Source(**{**known, **fields})


@dataclass(frozen=True)
class Stored:
    kind: str
    claims: int = 0
    reason: str = ""


@dataclass
class Site:
    """A crawler's working folder with a catalogue that only keeps what it is given."""

    folder: Path
    captures: list[Capture] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)

    def deliver(self, capture: Capture) -> Stored:
        self.captures.append(capture)
        return Stored("article", claims=1)

    def crawl(self, *sources: Source, world: World | None = None, **options: Any) -> CrawlSummary:
        options.setdefault("allow_hosts", world.allow() if world else frozenset())
        options.setdefault("deliver", self.deliver)
        return crawl(
            sources,
            database=self.folder / "test.db",
            archive=self.folder / "archive",
            seen=lambda url, when: self.seen.append((url, when)),
            gone=lambda url, when: self.gone.append((url, when)),
            **options,
        )

    @property
    def urls(self) -> list[str]:
        """The addresses of what was delivered, sorted."""
        return sorted(capture.url for capture in self.captures)

    def rows(self, sql: str, *parameters: object) -> list[Any]:
        with sqlite3.connect(self.folder / "test.db") as db:
            return db.execute(sql, parameters).fetchall()

    def run(self, sql: str, *parameters: object) -> None:
        """Change the crawler's memory, as time would."""
        with sqlite3.connect(self.folder / "test.db") as db:
            db.execute(sql, parameters)


class Host:
    """One host of a case: what it answers before a crawl, what became of it after."""

    def __init__(self, world: World, site: Site, name: str) -> None:
        self.world, self.site, self.name = world, site, name
        self.base = f"http://{name}"
        self.source = source(name)
        self.summary: CrawlSummary | None = None

    def __setitem__(self, path: str, answer: Any) -> None:
        self.world[self.name + path] = answer

    def __delitem__(self, path: str) -> None:
        del self.world[self.name + path]

    def has(self, **fields: Any) -> None:
        """Describe the host's source in `sources.yml` terms."""
        self.source = source(self.name, **fields)

    def feed(self, *paths: str, title: str = "GPT", at: str = "/feed", **answer: Any) -> None:
        """Offer pages in the feed, and serve those that answer nothing yet."""
        items = [(self.base + path, f"{title} {path}") for path in paths]
        self[at] = Answer(rss(*items).encode(), **answer)
        for path in paths:
            if (self.name, path) not in self.world.answers:
                self[path] = page(f"{title} {path}")

    # After a crawl

    @property
    def tally(self) -> Tally:
        assert self.summary is not None
        return next(tally for tally in self.summary.sources if tally.source == self.source.id)

    @property
    def captures(self) -> list[Capture]:
        """What was delivered of the source, in order, over all crawls."""
        return [capture for capture in self.site.captures if capture.source == self.source.id]

    @property
    def delivered(self) -> list[str]:
        """The paths (or addresses on other hosts) of what was delivered, sorted."""
        return sorted(capture.url.removeprefix(self.base) for capture in self.captures)

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for since the last crawl began, without robots.txt."""
        return self.world.asked(self.name)

    @property
    def failures(self) -> dict[str, int]:
        return dict(self.tally.failures)

    def outcome(self, path: str) -> Any:
        """(outcome, reason) of the last fetch that was asked for as `path`."""
        rows = self.site.rows(
            "select outcome, reason from fetches where requested_url = ? order by fetch_id desc limit 1",
            self.base + path,
        )
        return rows[0] if rows else None


Script = Callable[[Host], Iterator[None]]


class Cases:
    """Named cases that share crawls: each is a generator that sets its host up, yields for a crawl, looks at
    what became of it, and may yield for further crawls. Every case has a host and a source of its own."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}

    def __call__(self, script: Script) -> Script:
        self.scripts[script.__name__] = script
        return script

    def run(
        self,
        site: Site,
        world: World,
        allow: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
        **options: Any,
    ) -> dict[str, Exception | None]:
        """Play all cases; returns what went wrong with each, None if nothing. `allow` are further loopback
        servers, `without` hosts of the world that only the resolver may lead to."""
        playing: dict[str, tuple[Host, Iterator[None]]] = {}
        for name, script in self.scripts.items():
            host = Host(world, site, f"{name.replace('_', '-')[:60]}.example")
            playing[name] = host, script(host)
        outcome: dict[str, Exception | None] = dict.fromkeys(playing)
        while playing:
            for name, (_, play) in list(playing.items()):
                try:
                    next(play)
                    continue
                except StopIteration:
                    pass
                except Exception as error:
                    outcome[name] = error
                del playing[name]
            if playing:
                world.seen.clear()
                hosts = [host for host, _ in playing.values()]
                summary = site.crawl(
                    *(host.source for host in hosts),
                    allow_hosts=allow | world.allow(*world.hosts - without),
                    **options,
                )
                assert not summary.error, summary.error
                for host in hosts:
                    host.summary = summary
        return outcome

"""The sample sites: small invented sites that look like what the crawler meets, served on loopback.

A site is a folder of `data/sample`: `site.yml` (its name, addresses and habits), templates, and `articles/`,
each a YAML head, a line `---` and the article's HTML. `second-visit/` holds what has changed when the crawler
returns: an article there replaces the one of the same name, is new, or is gone.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

#: The port in the addresses of `data/sample/sources.yml`.
PORT: Final = 8700
_DOMAIN: Final = "localhost"

_TYPES: Final = {".html": "text/html", ".xml": "application/xml", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: body in the site's encoding, Content-Type, and the validators that the site sends."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


#: What one site answers: path -> page.
Site = dict[str, Page]


def load(folder: Path, visit: int = 1) -> dict[str, Site]:
    """The sites of a folder as the crawler finds them on its first or a later visit: host name -> site.

    Raises OSError, yaml.YAMLError or jinja2.TemplateError if a file of the sample is broken.
    """
    changes = folder / "second-visit"
    sites = sorted(path.parent for path in folder.glob("*/site.yml"))
    return {f"{site.name}.{_DOMAIN}": _site(site, changes / site.name, visit) for site in sites}


def _site(folder: Path, changes: Path, visit: int) -> Site:
    about = yaml.safe_load((folder / "site.yml").read_text("utf-8"))
    about["base"] = f"http://{folder.name}.{_DOMAIN}:{PORT}"
    files = {path.name: path for path in (folder / "articles").glob("*.html")}
    if visit > 1:
        files |= {path.name: path for path in (changes / "articles").glob("*.html")}
    heads = [_article(path, about["base"]) for path in files.values()]
    articles = sorted((a for a in heads if "gone" not in a), key=lambda a: a["published"], reverse=True)
    templates = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html", "xml"]),
    )
    templates.filters |= {"rfc822": format_datetime, "html": Markup}
    newest = max(a["modified"] or a["published"] for a in articles)
    site: Site = {}

    def add(path: str, template: str, modified: datetime, **variables: Any) -> None:
        variables |= {"site": about, "articles": articles, "modified": newest}
        text = templates.get_template(template).render(variables)
        site[path] = _page(text, Path(template).suffix, about, modified)

    for path, template in about["pages"].items():
        add(path, template, newest)
    for article in articles:
        add(article["path"], "article.html", article["modified"] or article["published"], article=article)
    for article in heads:
        if "gone" in article:
            site[article["path"]] = _gone(article["gone"])
    return site


def _article(path: Path, base: str) -> dict[str, Any]:
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    article: dict[str, Any] = {"modified": None, **yaml.safe_load(head), "body": Markup(body)}
    return article | {"url": base + article["path"]}


def _page(text: str, suffix: str, about: Mapping[str, Any], modified: datetime) -> Page:
    encoding = about.get("encoding", "utf-8") if suffix == ".html" else "utf-8"
    body = text.encode(encoding)
    charset = about.get("header_charset", encoding) if suffix == ".html" else encoding
    headers = {}
    if "etag" in about["validators"]:
        headers["ETag"] = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if "modified" in about["validators"]:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    return Page(body, _TYPES[suffix] + (f"; charset={charset}" if charset else ""), headers)


def _gone(status: int) -> Page:
    words = f"{status} {HTTPStatus(status).phrase}"
    return Page(f"<html><title>{words}</title><h1>{words}</h1></html>".encode(), "text/html", status=status)


@contextmanager
def serve(sites: Mapping[str, Site], port: int = 0) -> Iterator[int]:
    """Answer for the sites on 127.0.0.1, told apart by the Host header, while the context lasts.

    Gives the port; port 0 takes a free one. Raises OSError if the port is taken.
    """
    server = _Server(("127.0.0.1", port), _Handler)
    server.sites = sites
    thread = threading.Thread(target=server.serve_forever, name="sample sites", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sites: Mapping[str, Site]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        page = self.server.sites.get(host, {}).get(self.path) or _gone(404)
        if page.status == 200 and self._is_known(page):
            self._answer(304, page.headers)
            return
        body = page.body
        headers = {**page.headers, "Content-Type": page.content_type, "Vary": "Accept-Encoding"}
        if re.search(r"\bgzip\b", self.headers.get("Accept-Encoding", "")):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self._answer(page.status, {**headers, "Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _is_known(self, page: Page) -> bool:
        """Whether the asker has this very page; a tag goes before a date (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return page.headers.get("ETag") in re.findall(r'"[^"]*"', tags)
        since, modified = self.headers.get("If-Modified-Since"), page.headers.get("Last-Modified")
        if not since or not modified:
            return False
        try:
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        except ValueError:
            return False

    def _answer(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawl reports what it fetched."""

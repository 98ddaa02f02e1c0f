"""What is never asked for: addresses are checked by their text before a request, and by number before a
connection.

The second check stands in the only place that opens sockets, after the name was resolved and for each address
that would be tried; so redirects, literal addresses in any notation and names that change their answer all
meet it.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers._base_streaming import BaseStreamingDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Headers
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.ssl import _make_ssl_context

from crawler.addresses import ascii_host

#: Ports that any source may use; others only if its entry in sources.yml names them.
_PORTS: Final = {80, 443}

#: Networks that `is_global` lets through and that lead to other addresses: NAT64, 6to4, Teredo, IPv4-compatible.
_TUNNELS: Final = tuple(
    map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)

_NOT_PUBLIC: Final = "not a public address"


class Refused(IgnoreRequest):
    """A request that is not made; `reason` is a word for the record, like `guard-address` or `robots`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_public(address: str) -> bool:
    """Whether a literal IP address can be reached by anyone: no private, local, reserved or tunnelling one.

    Raises ValueError if it is not a literal address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip.is_site_local or any(ip in network for network in _TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _literal(host: str) -> str | None:
    """The IP address that a host is in any notation that resolvers take (2130706433, 0x7f.1, 0177.1), or None."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host else None
    except (OSError, ValueError):
        return None


class Guard:
    """The rules of one crawl.

    `allow_hosts` lets loopback servers through, for tests and the demo: `IP:PORT`, or `NAME=IP:PORT` to have
    a host name answered by a loopback server, whatever port its addresses name. Nothing but loopback is
    accepted. Raises ValueError for anything else.
    """

    def __init__(self, allow_hosts: Iterable[str] = ()) -> None:
        self._names: dict[str, tuple[str, int]] = {}
        self._sockets: set[tuple[str, int]] = set()
        for entry in allow_hosts:
            name, _, target = entry.rpartition("=")
            ip, _, port = target.rpartition(":")
            ip = ip.strip("[]")
            if not ipaddress.ip_address(ip).is_loopback or not 0 < int(port) < 65536:
                raise ValueError(f"{entry!r}: only loopback servers can be allowed, as IP:PORT or NAME=IP:PORT")
            self._sockets.add((ip, int(port)))
            if name:
                self._names[ascii_host(name)] = (ip, int(port))

    def mapped(self, host: str) -> tuple[str, int] | None:
        """The loopback server that answers for a name, if one does."""
        return self._names.get(ascii_host(host))

    def is_local(self, url: str) -> bool:
        """Whether the address is answered by an allowed loopback server."""
        parts = urlsplit(url)
        host = ascii_host(parts.hostname or "")
        return host in self._names or (host, parts.port or 80) in self._sockets

    def refuses(self, url: str, ports: Iterable[int] = ()) -> str | None:
        """Why the text of an address forbids a request (scheme, userinfo, port, address), or None."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return "guard-url"
        if parts.scheme not in ("http", "https"):
            return "guard-scheme"
        if not parts.hostname:
            return "guard-url"
        if parts.username is not None or parts.password is not None:
            return "guard-userinfo"
        if self.is_local(url):
            return None
        if port is not None and port not in _PORTS and port not in ports:
            return "guard-port"
        literal = _literal(parts.hostname)
        if literal is not None and not is_public(literal):
            return "guard-address"
        return None

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make the socket for one resolved address. Raises OSError, before anything is sent, if it is not public."""
        family, kind, proto, _, address = info
        if not ((address[0], address[1]) in self._sockets or is_public(address[0])):
            raise OSError(errno.EACCES, _NOT_PUBLIC)
        return socket.socket(family, kind, proto)


class GuardMiddleware:
    """Refuses requests by their text, and those that leave their source's hosts unless they may go to
    `any_host`; redirects too."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(Guard(crawler.settings["ALLOW_HOSTS"]))

    def process_request(self, request: Request) -> None:
        source = request.meta.get("source")
        reason = self._guard.refuses(request.url, source.ports if source else ())
        stays = source is None or request.meta.get("any_host") or source.owns(request.url)
        if reason is None and not stays:
            reason = "other-host"
        if reason:
            raise Refused(reason)


class _Resolver(AbstractResolver):
    """The system's resolver, except for names that loopback servers stand in for."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        mapped = self._guard.mapped(host)
        if mapped is None:
            return await self._system.resolve(host, port, family)
        ip, local_port = mapped
        version = socket.AF_INET6 if ":" in ip else socket.AF_INET
        return [ResolveResult(hostname=host, host=ip, port=local_port, family=version, proto=0, flags=0)]

    async def close(self) -> None:
        await self._system.close()


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Scrapy's asyncio download handler with the guard where sockets are made."""

    experimental = False

    def __init__(self, crawler: Crawler) -> None:
        # The parent would open a session of its own, without the guard.
        BaseStreamingDownloadHandler.__init__(self, crawler)
        guard = Guard(crawler.settings["ALLOW_HOSTS"])
        self._ssl_context = _make_ssl_context(crawler.settings)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Resolver(guard),
                socket_factory=guard.open_socket,
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=16_384,
            max_field_size=32_768,
            trust_env=False,
        )

    @asynccontextmanager
    async def _make_request(self, request: Request, timeout: float) -> AsyncIterator[_ClientResponse]:
        try:
            async with super()._make_request(request, timeout) as response:
                yield response
        except (DownloadConnectionRefusedError, CannotResolveHostError) as error:
            if _NOT_PUBLIC in str(error):
                raise Refused("guard-address") from error
            raise

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        # The bytes as sent: names and values that are not UTF-8 occur.
        headers = Headers()
        for name, value in response.raw_headers:
            headers.appendlist(name, value)
        return headers


def host_key(request: Request) -> str:
    """What robots.txt and Retry-After hold for: scheme, host and port."""
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}"

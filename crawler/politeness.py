"""How gently hosts are asked: least delays per host, AutoThrottle above them, Retry-After."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any, Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.utils.asyncio import sleep

from crawler.guard import Guard, Refused, host_key

#: A server that asks for a longer pause gets it: its host is left alone for the rest of the crawl.
LONGEST_WAIT: Final = 60.0
#: No entry of sources.yml can ask public hosts more often than this, in seconds.
LEAST_DELAY: Final = 0.5
_MAX_RETRY_AFTER: Final = 7 * 86400.0


class FloorMiddleware:
    """Keeps the least delay of each host in seconds, from its source's entry and from Crawl-delay, and sets it before
    the first request to the host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._guard = Guard(crawler.settings["ALLOW_HOSTS"])
        self._default: float = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._seconds: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FloorMiddleware:
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> FloorMiddleware:
        """The floors of a crawl."""
        floors = crawler.get_downloader_middleware(cls)
        assert floors is not None
        return floors

    def process_request(self, request: Request) -> None:
        source = request.meta.get("source")
        own = source.delay if source else None
        if self._guard.is_local(request.url):
            self.raise_to(request, own or 0.0)
        else:
            self.raise_to(request, self._default if own is None else max(own, LEAST_DELAY))

    def raise_to(self, request: Request, seconds: float) -> None:
        """Let the request's host be asked no more often than every `seconds`."""
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        if seconds <= self._seconds.get(key, -1.0):
            return
        self._seconds[key] = seconds
        downloader.per_slot_settings[key] = {"delay": seconds, "concurrency": 1, "jitter": 0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = max(slot.delay, seconds), 0

    def least(self, key: str | None) -> float:
        """The least delay of a download slot."""
        return self._seconds.get(key or "", self._default)


class FlooredThrottle(AutoThrottle):
    """AutoThrottle whose least delay is the host's own."""

    def _response_downloaded(self, response: Response, request: Request, spider: Any) -> None:
        key, _ = self._get_slot(request, spider)
        self.mindelay = FloorMiddleware.of(self.crawler).least(key)
        if self.mindelay:  # none only for loopback servers, which need no care
            super()._response_downloaded(response, request, spider)


def retry_after(response: Response, now: float | None = None) -> float | None:
    """The seconds that a 429 or 503 asks to wait, by number or date; at most a week; None if it does not say."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        seconds = float(value[:12])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - (time.time() if now is None else now)
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), _MAX_RETRY_AFTER)


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's retries, after the pause that the server asks for; all requests to that host wait."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._closed_until: dict[str, float] = {}

    async def process_request(self, request: Request) -> None:
        until = self._closed_until.get(host_key(request), 0.0)
        wait = until - time.monotonic()
        if wait > LONGEST_WAIT:
            raise Refused("retry-later")
        if wait > 0:
            await sleep(wait)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if response.status in (429, 503):
            wait = retry_after(response)
            if wait is not None:
                host = host_key(request)
                until = time.monotonic() + wait
                self._closed_until[host] = max(self._closed_until.get(host, 0.0), until)
                if wait > LONGEST_WAIT:
                    return response
        answer: Request | Response = super().process_response(request, response)
        return answer

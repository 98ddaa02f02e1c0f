"""robots.txt for every request from the first, closed when it cannot be read (RFC 9309)."""

from __future__ import annotations

import asyncio
from typing import Final

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from crawler.guard import Refused, host_key
from crawler.politeness import FloorMiddleware
from crawler.reasons import reason_of

#: RFC 9309 asks parsers to read at least 500 KiB; a file far beyond it is no robots.txt.
_READ_BYTES: Final = 512 << 10
_MAX_BYTES: Final = 4 << 20
_MAX_CRAWL_DELAY: Final = 60.0


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware answers "allowed" to all but the first two requests that wait for one robots.txt,
    and to every request when the server fails. Here all wait for the same answer; a server error, 429 or an
    unreachable host closes the host for this crawl; and Crawl-delay becomes the host's least delay.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Future[RobotParser | str]] = {}
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_of(request)
        if isinstance(rules, str):
            raise Refused(rules)
        if not rules.allowed(request.url, self._agent):
            raise Refused("robots")

    async def _rules_of(self, request: Request) -> RobotParser | str:
        """The rules of the request's host, or why they cannot be known."""
        host = host_key(request)
        if host not in self._rules:
            self._rules[host] = asyncio.get_running_loop().create_future()
            try:
                rules = await self._fetch(host, request)
            except Exception as error:  # whatever it is, those who wait must have an answer
                rules = reason_of(error)
            self._rules[host].set_result(rules)
        return await self._rules[host]

    async def _fetch(self, host: str, asked_for: Request) -> RobotParser | str:
        request = Request(
            f"{host}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            callback=NO_CALLBACK,
            meta={
                "dont_obey_robotstxt": True,
                "download_maxsize": _MAX_BYTES,
                "max_retry_times": 1,
                "visit": asked_for.meta.get("visit"),
                "source": asked_for.meta.get("source"),
                "any_host": True,
            },
        )
        response = await self.crawler.engine.download_async(request)
        if response.status >= 500 or response.status == 429:
            return "robots-unreachable"
        body = response.body[:_READ_BYTES] if response.status == 200 else b""
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        delay = rules.crawl_delay(self._agent)
        if delay:
            FloorMiddleware.of(self.crawler).raise_to(asked_for, min(delay, _MAX_CRAWL_DELAY))
        return rules

"""Running a spider: Scrapy's process, ended quickly and in order when asked to."""

from __future__ import annotations

import logging
import threading
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from twisted.python.failure import Failure

from crawler.guard import Refused


class _Process(AsyncCrawlerProcess):
    """On SIGTERM or Ctrl-C what is under way is finished; what still waits for its turn is left to the next crawl."""

    async def stop(self) -> None:
        for crawler in self.crawlers:
            _drop_waiting(crawler)
        await super().stop()


def _drop_waiting(crawler: Crawler) -> None:
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, answer = slot.queue.popleft()
            answer.errback(Failure(Refused("shutdown")))  # type: ignore[no-untyped-call]


def run_spider(spider: type[Spider], settings: dict[str, Any], **arguments: Any) -> str:
    """Run a spider, made with `arguments`, to its end; returns why it ended, in Scrapy's words."""
    verbose = settings["LOG_ENABLED"]
    process = _Process(settings)
    # Scrapy lets all its messages through to whatever handler there is; a crawl tells what matters itself.
    logging.getLogger("scrapy").setLevel(logging.INFO if verbose else logging.CRITICAL)
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **arguments)
    process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
    reason: str = crawler.stats.get_value("finish_reason", "error")
    return reason

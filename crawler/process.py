"""Running the spider: Scrapy's process, ended quickly and in order when asked to."""

from __future__ import annotations

import logging
import threading
import warnings
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from twisted.python.failure import Failure

from crawler.guard import Refused
from crawler.spider import Job, SourcesSpider


class _Process(AsyncCrawlerProcess):
    """On SIGTERM or Ctrl-C what is under way is finished; what still waits for its turn is left to the next
    crawl."""

    async def stop(self) -> None:
        for crawler in self.crawlers:
            _drop_waiting(crawler)
        await super().stop()


def _drop_waiting(crawler: Crawler) -> None:
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, answer = slot.queue.popleft()
            answer.errback(Failure(Refused("shutdown")))  # type: ignore[no-untyped-call]


def run_spider(job: Job, settings: dict[str, Any]) -> str:
    """Run the spider to its end; returns why it ended, in Scrapy's words."""
    verbose = settings["LOG_ENABLED"]
    logger = logging.getLogger("scrapy")
    level = logger.level
    if not verbose:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            process = _Process(settings, install_root_handler=verbose)
            crawler = process.create_crawler(SourcesSpider)
            process.crawl(crawler, job=job)
            process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
    finally:
        logger.setLevel(level)
    reason: str = crawler.stats.get_value("finish_reason", "error")
    return reason

"""Scrapy's settings for a crawl: polite, closed to what it does not need, safe against what it meets."""

from __future__ import annotations

from typing import Any, Final

from pipeline import __version__

#: The name that robots.txt may address.
ROBOTS_NAME: Final = "Reportedly"

#: The largest body in bytes, compressed or not; a page with more is no article.
MAX_BODY: Final = 10 << 20


def user_agent(contact: str = "") -> str:
    """The honest name that every request carries; `contact` is the operator's mail or web address."""
    return f"{ROBOTS_NAME}/{__version__}" + (f" (+{contact})" if contact else "")


def settings(allow_hosts: frozenset[str], contact: str, time_limit: float, verbose: bool) -> dict[str, Any]:
    """The settings of one crawl, which ends in order after `time_limit` seconds."""
    return {
        "ALLOW_HOSTS": sorted(allow_hosts),
        "BOT_NAME": "reportedly",
        # Who asks, and how often
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": ROBOTS_NAME,
        "DOWNLOAD_DELAY": 2.0,
        "DOWNLOAD_DELAY_JITTER": 0.25,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 2.0,
        "RETRY_TIMES": 2,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            # What every archive tool can read back; some fail on br and zstd.
            "Accept-Encoding": "gzip, deflate",
        },
        "REFERRER_POLICY": "no-referrer",
        # What is not let in
        "DOWNLOAD_MAXSIZE": MAX_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": 30,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_MAXDELAY": 5,
        "URLLENGTH_LIMIT": 2083,
        "MEMUSAGE_LIMIT_MB": 2048,
        "CLOSESPIDER_TIMEOUT": time_limit,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        # How it runs: on asyncio alone, so that sockets can be guarded and a process can crawl more than once
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.guard.GuardedDownloadHandler",
            "https": "crawler.guard.GuardedDownloadHandler",
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        # One worker per answer instead of a hundred, and no reading of the callbacks' source each time.
        "CONCURRENT_ITEMS": 1,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        # The queue in the database holds each address once; a request dropped as a duplicate would never answer.
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "crawler.guard.GuardMiddleware": 10,
            "crawler.politeness.FloorMiddleware": 20,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.robots.RobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "crawler.politeness.RetryAfterMiddleware": 550,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawler.politeness.FlooredThrottle": 0,
            "scrapy.extensions.logstats.LogStats": None,
        },
        "LOG_LEVEL": "INFO" if verbose else "CRITICAL",
        "LOG_ENABLED": verbose,
        "LOG_INSTALL_ROOT_HANDLER": verbose,
        "STATS_DUMP": verbose,
    }

"""One word for each way in which a request can fail: what the record and the summary say."""

from __future__ import annotations

from aiohttp import ClientSSLError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.guard import Refused


def reason_of(error: BaseException | None) -> str:
    """One word for what went wrong with a request."""
    if isinstance(error, Refused):
        return error.reason
    if isinstance(error, IgnoreRequest):
        return "redirects" if "redirections" in str(error) else "too-large"
    if isinstance(error, DownloadConnectionRefusedError):
        return "tls" if isinstance(error.__cause__, ClientSSLError) else "connection"
    words: dict[type[Exception], str] = {
        DownloadCancelledError: "too-large",
        DownloadTimeoutError: "timeout",
        CannotResolveHostError: "dns",
        ResponseDataLossError: "cut-off",
    }
    return next((word for kind, word in words.items() if isinstance(error, kind)), "broken-answer")

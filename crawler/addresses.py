"""One key per page: the canonical form of an address.

The address that was asked for, the one that answered and the page's own `rel=canonical` are kept apart; what
makes two of them the same page is `canonical()` of each.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import idna
from w3lib.url import canonicalize_url

#: Query parameters that say where a reader came from, never what is shown. Everything else is kept.
_TRACKERS: Final = re.compile(
    r"utm_\w+|(?:fb|g|dc|y|ms|gb|wb|tw|ttc|srs|_kx|vero_)clid|wickedid|igshid|igsh|mc_[ce]id|_hs(?:enc|mi)|mkt_tok"
    r"|spm|scm|_ga|_gl|gaa_\w+|guccounter|guce_\w+|at_(?:medium|campaign|\w+)|xtor|cmpid|ncid|wt[._]mc|ito|ref_?src|ref_url"
    r"|from|ref|share|share_(?:token|from|source|medium|id)|shareid|sharetype|isappinstalled|fr|ocid|cvid|amp|cmp|__twitter_impression|traffic_source",
    re.IGNORECASE,
)

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def ascii_host(host: str) -> str:
    """A host name in lower case and punycode; unchanged where it cannot be put so."""
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def canonical(url: str, keep: Collection[str] = ()) -> str:
    """The key of a page: scheme, host in punycode, no default port, sorted query without trackers, no
    fragment.

    `keep` names parameters that this source needs although they look like trackers. Raises ValueError if
    `url` is not an http or https address with a host.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{url[:200]!r} is not a web address")
    host = ascii_host(parts.hostname)
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, _DEFAULT_PORTS[scheme]) else f":{parts.port}"
    query = "&".join(
        part
        for part in parts.query.split("&")
        if (name := part.partition("=")[0]) in keep or not _TRACKERS.fullmatch(name)
    )
    plain = urlunsplit((scheme, host + port, parts.path, query, ""))
    return str(canonicalize_url(plain))


def host_of(url: str) -> str:
    """The host of an address in punycode, "" if it has none."""
    try:
        return ascii_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""

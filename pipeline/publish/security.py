"""Limits for a site whose visitors may write SQL and whose texts come from strangers."""

from __future__ import annotations

import sqlite3
from typing import Final

#: What a page may load: only this site's own files, no inline script and no inline style.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}

_SQLITE_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_500_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 2_000,
}


def harden(connection: sqlite3.Connection) -> None:
    """Make `connection` unable to write, attach, or build a value of more than 1.5 MB.

    Datasette's own time limit does not end a single function call: without this, `select
    randomblob(900000000)` takes the server's memory.
    """
    connection.execute("pragma query_only = 1")
    connection.execute("pragma trusted_schema = 0")
    for limit, value in _SQLITE_LIMITS.items():
        connection.setlimit(limit, value)

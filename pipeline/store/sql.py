"""Rows as mappings into tables, by plain statements: many times quicker than anything more convenient."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pipeline.store.rows import Row


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row], *, replace_on: str = "") -> None:
    """Insert rows that all have the columns of the first; `replace_on` names the key whose rows take the new values."""
    if not rows:
        return
    columns = list(rows[0])
    conflict = ""
    if replace_on:
        values = ", ".join(f"{column} = excluded.{column}" for column in columns if column != replace_on)
        conflict = f"on conflict ({replace_on}) do update set {values}"
    connection.executemany(
        f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))}) {conflict}",
        [[row[column] for column in columns] for row in rows],
    )


def update(connection: sqlite3.Connection, table: str, key: str, row: Row) -> None:
    """Give the row of `table` whose `key` is that of `row` the other values of `row`."""
    assignments = ", ".join(f"{column} = :{column}" for column in row if column != key)
    connection.execute(f"update {table} set {assignments} where {key} = :{key}", row)

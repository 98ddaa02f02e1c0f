"""The claims as files for other programs: CSV, JSON Lines, Parquet, and the descriptions that go with
them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pipeline.publish import data_package
from pipeline.publish.cells import BYTE_ORDER_MARK, safe_cell
from pipeline.publish.tables import column_type, described

#: File stem -> the table of the snapshot that it is made of.
FILES: Final = {"claims": "claims_flat", "articles": "articles_flat"}

DEFAULT_FORMATS: Final = ("csv", "jsonl", "datapackage")

#: How often an export in the default formats reports progress: after each file of rows.
EXPORT_STEPS: Final = 2 * len(FILES)

_BATCH: Final = 10_000


class ExportError(Exception):
    """An export cannot be written; one line for people."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is exported: a snapshot's file with its version and the time it was made."""

    database: Path
    version: str
    published_at: str


def export(
    origin: Origin,
    folder: Path,
    formats: tuple[str, ...] = DEFAULT_FORMATS,
    *,
    byte_order_mark: bool = False,
    formulas: bool = False,
    beside: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, dict[str, Any]]:
    """Write `origin` into `folder`; gives file name -> its size and sha256.

    `formats` are words of `FORMATS`. CSV cells that would begin a formula get an apostrophe in front unless
    `formulas`. `beside` are files that lie in the folder already and belong into the data package. `progress` is
    told of each file of rows. Raises ExportError if pyarrow is missing for Parquet, OSError if the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    for stem, table in FILES.items():
        for form in formats:
            if form in _WRITERS:
                name = f"{stem}.{form}"
                with closing(_opened(origin.database)) as connection:
                    _WRITERS[form](connection, table, folder / name, byte_order_mark, formulas)
                written.append(name)
                progress(1)
    files = {name: describe_file(folder / name) for name in written}
    if "datapackage" in formats:
        documents = data_package.documents(origin.version, origin.published_at, {**beside, **files})
        for name, text in documents.items():
            (folder / name).write_text(text, "utf-8")
            files[name] = describe_file(folder / name)
    return files


def describe_file(path: Path) -> dict[str, Any]:
    """The size and sha256 of a file."""
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _opened(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _columns(table: str) -> list[str]:
    return list(described()[table])


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(f'"{column}"' for column in _columns(table))
    order = "recency" if table == "claims_flat" else "rowid"
    yield from connection.execute(f"select {names} from {table} order by {order}")


def _write_csv(connection: sqlite3.Connection, table: str, path: Path, mark: bool, formulas: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK if mark else "")
        writer = csv.writer(file)
        writer.writerow(_columns(table))
        rows = _rows(connection, table)
        writer.writerows(rows if formulas else ([safe_cell(cell) for cell in row] for row in rows))


def _write_jsonl(connection: sqlite3.Connection, table: str, path: Path, mark: bool, formulas: bool) -> None:
    columns = _columns(table)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in _rows(connection, table):
            file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")


def _write_parquet(connection: sqlite3.Connection, table: str, path: Path, mark: bool, formulas: bool) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExportError(
            "Parquet needs pyarrow: install it with `pip install 'reportedly[parquet]'`, or leave parquet out"
        ) from None
    kinds = {"real": pyarrow.float64(), "integer": pyarrow.int64(), "text": pyarrow.string()}
    columns = _columns(table)
    schema = pyarrow.schema([(column, kinds[column_type(column)]) for column in columns])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(_rows(connection, table)):
            columns_of = zip(zip(*batch, strict=True), schema, strict=True)
            arrays = [pyarrow.array(values, field.type) for values, field in columns_of]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


_WRITERS: Final[dict[str, Callable[[sqlite3.Connection, str, Path, bool, bool], None]]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
}

#: What `export` can write. "datapackage" is datapackage.json, croissant.json and CITATION.cff.
FORMATS: Final = (*_WRITERS, "datapackage")

"""The claims as files for other programs: CSV, JSON Lines, Parquet, and the descriptions that go with
them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.publish import data_package
from pipeline.publish.cells import BYTE_ORDER_MARK, safe_column
from pipeline.publish.readable import any_text, opened
from pipeline.publish.tables import column_type, described

#: File stem -> the table of the snapshot that it is made of.
FILES: Final = {"claims": "claims_flat", "articles": "articles_flat"}

DEFAULT_FORMATS: Final = ("csv", "jsonl", "datapackage")

#: How often `export_rows` reports progress: after each table.
EXPORT_STEPS: Final = len(FILES)

_BATCH: Final = 10_000


class ExportError(Exception):
    """An export cannot be written; one line for people."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is exported: a snapshot's file with its version and the time it was made."""

    database: Path
    version: str
    published_at: str


@dataclass(frozen=True, slots=True)
class Form:
    """How CSV is written: with a byte order mark, with cells left as they are that would begin a formula."""

    byte_order_mark: bool = False
    formulas: bool = False


#: Some rows of a table, column by column.
Columns = Sequence[Sequence[Any]]


def export(
    origin: Origin,
    folder: Path,
    formats: tuple[str, ...] = DEFAULT_FORMATS,
    *,
    byte_order_mark: bool = False,
    formulas: bool = False,
) -> dict[str, dict[str, Any]]:
    """Write `origin` into `folder`; gives file name -> its size and sha256.

    `formats` are words of `FORMATS`. CSV cells that would begin a formula get an apostrophe in front unless
    `formulas`. Raises ExportError if pyarrow is missing for Parquet, OSError if the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    form = Form(byte_order_mark, formulas)
    with closing(opened(origin.database)) as connection:
        files = any_text(connection, lambda reader: export_rows(reader, folder, formats, form))
    return files | (describe(origin, folder, files) if "datapackage" in formats else {})


def export_rows(
    snapshot: sqlite3.Connection,
    folder: Path,
    formats: tuple[str, ...] = DEFAULT_FORMATS,
    form: Form = Form(),
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, dict[str, Any]]:
    """Write the files of rows among `formats`; gives file name -> its size and sha256.

    `progress` is told of each table, EXPORT_STEPS in all. All files of a table are written in one pass over it, many
    rows at once and column by column: what is done for each cell is done in C.
    """
    kinds = [kind for kind in formats if kind in _WRITERS]
    for stem, table in FILES.items():
        names = list(described()[table])
        with ExitStack() as stack:
            writers = [stack.enter_context(_WRITERS[kind](folder / f"{stem}.{kind}", names, form)) for kind in kinds]
            for columns in _batches(snapshot, table, names):
                for write in writers:
                    write(columns)
        progress(1)
    return {name: describe_file(folder / name) for stem in FILES for name in (f"{stem}.{kind}" for kind in kinds)}


def describe(origin: Origin, folder: Path, files: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Write the documents that describe `files`, which lie in `folder`; gives file name -> its size and sha256."""
    documents = data_package.documents(origin.version, origin.published_at, dict(files))
    for name, text in documents.items():
        (folder / name).write_text(text, "utf-8")
    return {name: describe_file(folder / name) for name in documents}


def describe_file(path: Path) -> dict[str, Any]:
    """The size and sha256 of a file."""
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _batches(snapshot: sqlite3.Connection, table: str, names: list[str]) -> Iterator[Columns]:
    """The rows of `table` in their order, many at once, as columns."""
    selected = ", ".join(f'"{name}"' for name in names)
    rows = snapshot.execute(f"select {selected} from {table} order by rowid")
    while batch := rows.fetchmany(_BATCH):
        yield list(zip(*batch, strict=True))


@contextmanager
def _csv(path: Path, names: list[str], form: Form) -> Iterator[Callable[[Columns], None]]:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK if form.byte_order_mark else "")
        writer = csv.writer(file)
        writer.writerow(names)

        def write(columns: Columns) -> None:
            writer.writerows(zip(*(columns if form.formulas else map(safe_column, columns)), strict=True))

        yield write


#: Values as JSON, one in a line: within a value JSON has no line breaks.
_lines = json.JSONEncoder(ensure_ascii=False, separators=("\n", ": ")).encode


def _json_values(column: Sequence[Any]) -> list[str]:
    """Each value of a column as JSON. Most are the same; each is written once."""
    distinct = list(set(column))
    values = dict(zip(distinct, _lines(distinct)[1:-1].split("\n"), strict=True))
    return [values[value] for value in column]


@contextmanager
def _jsonl(path: Path, names: list[str], form: Form) -> Iterator[Callable[[Columns], None]]:
    row = "{" + ", ".join(f"{json.dumps(name)}: %s" for name in names) + "}\n"
    with path.open("w", encoding="utf-8", newline="\n") as file:

        def write(columns: Columns) -> None:
            file.writelines(map(row.__mod__, zip(*map(_json_values, columns), strict=True)))

        yield write


@contextmanager
def _parquet(path: Path, names: list[str], form: Form) -> Iterator[Callable[[Columns], None]]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExportError(
            "Parquet needs pyarrow: install it with `pip install 'reportedly[parquet]'`, or leave parquet out"
        ) from None
    kinds = {"real": pyarrow.float64(), "integer": pyarrow.int64(), "text": pyarrow.string()}
    schema = pyarrow.schema([(name, kinds[column_type(name)]) for name in names])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:

        def write(columns: Columns) -> None:
            arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))

        yield write


_WRITERS: Final[dict[str, Callable[[Path, list[str], Form], AbstractContextManager[Callable[[Columns], None]]]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
}

#: What `export` can write. "datapackage" is datapackage.json, croissant.json and CITATION.cff.
FORMATS: Final = (*_WRITERS, "datapackage")

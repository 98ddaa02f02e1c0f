"""The claims as files for other programs: CSV, JSON Lines, Parquet, and the descriptions that go with
them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.publish import data_package
from pipeline.publish.cells import BYTE_ORDER_MARK, safe_cell, safe_sql
from pipeline.publish.readable import opened
from pipeline.publish.tables import column_type, described

#: File stem -> the table of the snapshot that it is made of.
FILES: Final = {"claims": "claims_flat", "articles": "articles_flat"}

DEFAULT_FORMATS: Final = ("csv", "jsonl", "datapackage")

#: How often `export_rows` reports progress: after each table.
EXPORT_STEPS: Final = len(FILES)

_BATCH: Final = 500

#: How JSON writes the character at which SQLite's `printf` ends a text.
_NUL: Final = rb"\u0000"

#: A quoted cell that stands for none: a byte that no UTF-8 holds.
_MISSING: Final = b'"\xff"'


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


class Lines(NamedTuple):
    """Some rows of a table as lines of JSON and of CSV, UTF-8."""

    json: bytes
    csv: bytes


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
        files = export_rows(connection, folder, formats, form)
    return files | (describe(origin, folder, files) if "datapackage" in formats else {})


def export_rows(
    snapshot: sqlite3.Connection,
    folder: Path,
    formats: tuple[str, ...] = DEFAULT_FORMATS,
    form: Form = Form(),
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, dict[str, Any]]:
    """Write the files of rows among `formats`; gives file name -> its size and sha256.

    `progress` is told of each table, EXPORT_STEPS in all. All files of a table are written in one pass over it, by
    lines that SQLite makes: a value of a million rows that becomes an object of Python takes longer.
    """
    kinds = [kind for kind in formats if kind in _WRITERS]
    for stem, table in FILES.items():
        names = list(described()[table])
        with ExitStack() as stack:
            writers = [stack.enter_context(_WRITERS[kind](folder / f"{stem}.{kind}", names, form)) for kind in kinds]
            for lines in _lines(snapshot, table, names, form):
                for write in writers:
                    write(lines)
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


def _lines(snapshot: sqlite3.Connection, table: str, names: list[str], form: Form) -> Iterator[Lines]:
    """The rows of `table` in their order, many at once."""
    snapshot.create_function("all_digits", 1, _all_digits, deterministic=True)
    rows = snapshot.execute(f"select {_json_line(names)}, {_csv_line(names, form)} from {table} order by rowid")
    while batch := rows.fetchmany(_BATCH):
        as_json = b"\n".join(json_row for json_row, _ in batch) + b"\n"
        if _NUL in as_json:
            batch = [(line, _csv_by_hand(line, form) if _NUL in line else row) for line, row in batch]
        as_csv = b"\r\n".join(csv_row for _, csv_row in batch) + b"\r\n"
        as_csv = as_csv.replace(_MISSING, b"")
        yield Lines(as_json, as_csv) if _is_utf8(as_json) else Lines(_utf8(as_json), _utf8(as_csv))


def _json_line(names: list[str]) -> str:
    """SQL: a row as an object of JSON."""
    members = ", ".join(f"'{name}', {_value(name, 'json(all_digits({}))')}" for name in names)
    return f"cast(json_object({members}) as blob)"


def _csv_line(names: list[str], form: Form) -> str:
    """SQL: a row as a line of CSV, but for cells of text that are missing, which are `_MISSING`.

    All text is quoted: to look for what must be takes longer, and text that is empty is told from none.
    """
    pattern = ",".join('"%w"' if column_type(name) == "text" else "%s" for name in names)
    return f"cast(printf('{pattern}', {', '.join(_csv_cell(name, form) for name in names)}) as blob)"


def _csv_cell(name: str, form: Form) -> str:
    if column_type(name) != "text":
        return _value(name, "all_digits({})")
    text = f'"{name}"' if form.formulas else safe_sql(f'"{name}"')
    return f"""case when "{name}" is null then cast(x'ff' as text) else {text} end"""


def _value(name: str, all_digits: str) -> str:
    """SQL: the value of a column. SQLite writes 15 digits, by which all but few numbers are read again as they are."""
    column = f'"{name}"'
    if column_type(name) != "real":
        return column
    enough = f"{column} is null or cast(cast({column} as text) as real) = {column}"
    return f"case when {enough} then {column} else {all_digits.format(column)} end"


def _all_digits(number: float) -> str:
    return repr(number).replace("inf", "9e999")  # JSON has no infinity; this is read as one


def _csv_by_hand(line: bytes, form: Form) -> bytes:
    """A line of JSON as one of CSV."""
    values = json.loads(_utf8(line)).values()
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(values if form.formulas else map(safe_cell, values))
    return out.getvalue().encode()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _utf8(raw: bytes) -> bytes:
    """`raw`, with replacement characters for what is no UTF-8, which SQLite can hold."""
    return raw.decode("utf-8", "replace").encode()


@contextmanager
def _csv(path: Path, names: list[str], form: Form) -> Iterator[Callable[[Lines], object]]:
    with path.open("wb") as file:
        head = ",".join(names) + "\r\n"
        file.write((BYTE_ORDER_MARK + head if form.byte_order_mark else head).encode())
        yield lambda lines: file.write(lines.csv)


@contextmanager
def _jsonl(path: Path, names: list[str], form: Form) -> Iterator[Callable[[Lines], object]]:
    with path.open("wb") as file:
        yield lambda lines: file.write(lines.json)


@contextmanager
def _parquet(path: Path, names: list[str], form: Form) -> Iterator[Callable[[Lines], object]]:
    try:
        import pyarrow
        import pyarrow.json
        import pyarrow.parquet
    except ImportError:
        raise ExportError(
            "Parquet needs pyarrow: install it with `pip install 'reportedly[parquet]'`, or leave parquet out"
        ) from None
    kinds = {"real": pyarrow.float64(), "integer": pyarrow.int64(), "text": pyarrow.string()}
    schema = pyarrow.schema([(name, kinds[column_type(name)]) for name in names])
    parsing = pyarrow.json.ParseOptions(explicit_schema=schema)
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:

        def write(lines: Lines) -> None:
            reading = pyarrow.json.ReadOptions(use_threads=False, block_size=len(lines.json))
            writer.write_table(pyarrow.json.read_json(pyarrow.BufferReader(lines.json), reading, parsing))

        yield write


_WRITERS: Final[dict[str, Callable[[Path, list[str], Form], AbstractContextManager[Callable[[Lines], object]]]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
}

#: What `export` can write. "datapackage" is datapackage.json, croissant.json and CITATION.cff.
FORMATS: Final = (*_WRITERS, "datapackage")

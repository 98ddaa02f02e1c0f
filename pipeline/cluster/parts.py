"""Parquet parts: what was read of a stretch of a WARC file, one row per page, and back again.

The columns follow from the dataclasses that the rest of the project uses, so that what comes back is equal to
what was written. A part is named by its file, the bytes that it covers and the version of the rules.
"""

from __future__ import annotations

import os
import re
import types
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow
import pyarrow.parquet

from pipeline.article import Article, NotAnArticle
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.store.archive import Missing
from pipeline.store.copies import unpacked
from pipeline.store.reading import EXTRACTOR, Reading

_SCALARS: Final = {
    str: pyarrow.string(),
    int: pyarrow.int64(),
    float: pyarrow.float64(),
    bool: pyarrow.bool_(),
    bytes: pyarrow.binary(),
}

#: Rows that are held in memory at once when a part is read.
_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One page: a capture with its article or the reason why it holds none, or a page found missing."""

    capture: Capture | None = None
    body_sha256: str = ""
    article: Article | None = None
    not_an_article: NotAnArticle | None = None
    claims: tuple[Claim, ...] = ()
    fingerprint: bytes | None = None
    extractor: str = ""
    missing: Missing | None = None


def part_path(folder: Path, name: str, start: int, end: int) -> Path:
    """Where the part for the bytes from `start` to `end` of the WARC file `name` lies."""
    return folder / f"{name}.{start}-{end}.{EXTRACTOR}.parquet"


def parts_of(folder: Path, name: str) -> list[tuple[Path, int]]:
    """The parts of the WARC file `name` that today's rules made, in order, each with the byte at which it ends.

    Only those that follow on each other from the start of the file.
    """
    pattern = re.compile(rf"{re.escape(name)}\.(\d+)-(\d+)\.{re.escape(EXTRACTOR)}\.parquet")
    by_start = {int(m[1]): (path, int(m[2])) for path in folder.iterdir() if (m := pattern.fullmatch(path.name))}
    chain: list[tuple[Path, int]] = []
    end = 0
    while end in by_start:
        path, after = by_start.pop(end)
        chain.append((path, after))
        end = after
    return chain


def write_part(path: Path, pages: Sequence[Reading | Missing]) -> None:
    """Write a part, whole or not at all. Raises OSError if it cannot be written."""
    table = pyarrow.Table.from_pylist([_plain(_row(page)) for page in pages], schema=schema())
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        pyarrow.parquet.write_table(table, draft, compression="zstd")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_part(path: Path) -> Iterator[Reading | Missing]:
    """What `write_part` wrote, in its order. Raises OSError or pyarrow.ArrowException if it cannot be read."""
    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            for plain in batch.to_pylist():
                yield _page(_typed(Row, plain))


def _row(page: Reading | Missing) -> Row:
    if isinstance(page, Missing):
        return Row(missing=page)
    article = page.article
    return Row(
        page.capture,
        page.body_sha256,
        article if isinstance(article, Article) else None,
        article if isinstance(article, NotAnArticle) else None,
        page.claims,
        None if page.fingerprint is None else page.fingerprint.packed(),
        page.extractor,
    )


def _page(row: Row) -> Reading | Missing:
    if row.missing is not None:
        return row.missing
    article = row.article or row.not_an_article
    assert row.capture is not None and article is not None
    copies = None if row.fingerprint is None else unpacked(row.fingerprint)
    return Reading(row.capture, row.body_sha256, article, row.claims, copies, row.extractor)


# Dataclasses and Arrow


@cache
def schema() -> pyarrow.Schema:
    """The columns of a part."""
    return pyarrow.schema(list(_arrow(Row)))


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _bare(hint: Any) -> Any:
    """A type hint without `| None`; the type of its words for a `Literal`."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
    return str if typing.get_origin(hint) is typing.Literal else hint


def _arrow(hint: Any) -> pyarrow.DataType:
    hint = _bare(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return pyarrow.struct([(name, _arrow(part)) for name, part in _hints(hint).items()])
    if typing.get_origin(hint) is tuple:
        return pyarrow.list_(_arrow(typing.get_args(hint)[0]))
    return _SCALARS[hint]


def _plain(value: Any) -> Any:
    """A value as dicts, lists and scalars."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        kind: type = type(value)
        return {name: _plain(getattr(value, name)) for name in _hints(kind)}
    return value


def _typed(hint: Any, plain: Any) -> Any:
    """The value of type `hint` that `_plain` made `plain` of."""
    hint = _bare(hint)
    if plain is None:
        return None
    if typing.get_origin(hint) is tuple:
        kind = typing.get_args(hint)[0]
        return tuple(_typed(kind, item) for item in plain)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: _typed(part, plain[name]) for name, part in _hints(hint).items()})
    return plain

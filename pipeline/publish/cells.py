"""Cells of CSV files that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

BYTE_ORDER_MARK: Final = "\ufeff"

#: What a spreadsheet takes for the beginning of a formula, also in full width and behind white space.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """`value`, or for text that would begin a formula the text with an apostrophe in front. Numbers stay
    numbers.
    """
    if isinstance(value, str) and value.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA):
        return f"'{value}"
    return value


def safe_column(values: Sequence[Any]) -> Sequence[Any]:
    """`safe_cell` of each of many values: most are the same, and hardly any would begin a formula."""
    changed = {value: safe for value in set(values) if (safe := safe_cell(value)) is not value}
    return [changed.get(value, value) for value in values] if changed else values

"""Cells of CSV files that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import Any, Final

BYTE_ORDER_MARK: Final = "\ufeff"

#: What a spreadsheet takes for the beginning of a formula, also in full width and behind white space.
_FORMULA: Final = "=+@\t\r\n＝＋－＠-"
_WHITE: Final = " \u00a0\u200b\ufeff"

#: From and to: no text between these begins a formula, and nearly all text is between two of them.
_HARMLESS: Final = (("A", "~"), (".", "<"), ("", ""), ("\u3000", "\ud7ff"), ("\u0600", "\u06ff"))


def safe_cell(value: Any) -> Any:
    """`value`, or for text that would begin a formula the text with an apostrophe in front. Numbers stay
    numbers.
    """
    if isinstance(value, str) and value.lstrip(_WHITE).startswith(tuple(_FORMULA)):
        return f"'{value}"
    return value


def safe_sql(text: str) -> str:
    """SQL: the same of an expression `text` whose value is text."""
    harmless = " or ".join(f"{text} between '{first}' and '{last}'" for first, last in _HARMLESS)
    formula = f"ltrim({text}, '{_WHITE}') glob '[{_FORMULA}]*'"
    return f"case when {harmless} then {text} when {formula} then '''' || {text} else {text} end"

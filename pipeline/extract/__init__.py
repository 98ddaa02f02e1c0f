"""From an article to its claims: numbers, quantities, dates, subjects, then claims. Pure; no input or output."""

from pipeline.extract.claims import extract

__all__ = ["extract"]

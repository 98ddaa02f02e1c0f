"""From captured pages to published claims: read, extract, store, publish."""

__version__ = "0.1.0"

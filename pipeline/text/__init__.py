"""Text as it is written: folding for matching, and which language and script it is in."""

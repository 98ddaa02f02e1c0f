"""From an article to its claims. Pure; no input or output.

`claims` conducts: it reads an article sentence by sentence. Below it, each usable by itself: `quantities`, `dates` and
`names` find what a text mentions, `cues` and `patterns` its telling words; `scan` holds all of it for a text,
`sentence` for a sentence. `reference` tells who is meant, `owners` whose a value is. Claims are made by `values`
(numbers), `events` (releases and retirements), `licences`, `rankings` and `tables`; `assertion` gives them their
status, `attribution` their source, `repeats` takes out what is told twice.
"""

from pipeline.extract.claims import extract

__all__ = ["extract"]

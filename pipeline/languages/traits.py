"""How a language is written and built, as far as rules ask for it: `languages/<language>/traits.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.languages import lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The traits of one language; its file answers every one of them.

    `latin`: it is written in Latin letters, among which a model's name does not stand out, and capitals tell names.
    `spaced`: spaces stand between its words. `letters`: how many letters of an alphabet one of its characters counts
    for, in distances. `by_sound`: it writes foreign names by their sound in letters of its own. `verb`: where the verb
    of a plain sentence stands. `needs_subject`: a sentence must have one, so that nothing is carried over to it
    without a word that points back. `drops_topic`: who or what was named is left out over several paragraphs, so that
    a firm that is named again sells what it makes itself. `from_is_of`: the word for "from" is that for "of" too; it
    compares where its number or the date itself follows. `decimal_comma`: a comma stands for the point of a version.
    """

    latin: bool
    spaced: bool
    letters: float
    by_sound: bool
    verb: Literal["first", "middle", "last"]
    needs_subject: bool
    drops_topic: bool
    from_is_of: bool
    decimal_comma: bool


@cache
def traits(language: str) -> Traits:
    """The traits of a language; raises TypeError if its file leaves one out or has one that is not known."""
    return Traits(**lexicon(language, "traits"))

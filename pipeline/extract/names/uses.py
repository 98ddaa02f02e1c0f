"""What each spelling of the catalogue stands for, and how far it may be trusted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.extract.names.catalogue import Catalogue, Entry
from pipeline.extract.names.gazetteer import spellings
from pipeline.languages import LANGUAGES, lexicon
from pipeline.text.fold import fold

#: `sure` names always count, `careful` ones where the text is about AI, `versioned` ones before a version. An
#: `excluded` phrase is something else, a `cue` speaks of AI, a `line` stands without its family's name ("Opus 4.5").
Level = Literal["sure", "careful", "versioned", "excluded", "cue", "line"]


class Use(NamedTuple):
    """What a spelling stands for: an entry (none for a cue) and how much it may be trusted. `capital`: the
    original must begin with a capital; `capitals`: it must be in capitals throughout.
    """

    entry: Entry | None
    level: Level
    capital: bool = False
    capitals: bool = False


def spelling_uses(catalogue: Catalogue) -> dict[str, list[Use]]:
    """Every folded spelling that texts are searched for, with all that it can stand for."""
    families = {entry.name: entry for entry in catalogue.entries if entry.section == "families"}
    uses: dict[str, list[Use]] = defaultdict(list)
    for entry in catalogue.entries:
        for spelling, use in _uses_of(entry):
            if use not in uses[spelling]:
                uses[spelling].append(use)
        if entry.versions:
            for name in entry.sure:
                for spelling in spellings(name):
                    uses[spelling].append(Use(families[entry.versions], "versioned"))
    for language in LANGUAGES:
        for cue in lexicon(language, "subjects")["about"]:
            uses[fold(cue)].append(Use(None, "cue", capitals=str(cue).isupper()))
    return uses


def _uses_of(entry: Entry) -> list[tuple[str, Use]]:
    """The spellings of an entry and what each stands for."""
    found: list[tuple[str, Use]] = []
    levels: tuple[tuple[Level, tuple[str, ...]], ...] = (
        ("sure", entry.sure),
        ("careful", entry.careful),
        ("versioned", entry.versioned),
        ("excluded", entry.excluded),
        ("line", entry.alone),
    )
    for level, names in levels:
        for name in names:
            latin = name.isascii() and name[0].isupper()
            plain = name.istitle() and name.isalpha()  # like an ordinary word: Oracle, Cohere
            use = Use(
                entry,
                level,
                capital=latin and (plain or level in ("careful", "versioned")),
                capitals=name.isascii() and name.isupper() and name.isalpha() and len(name) <= 5,
            )
            if entry.glued and level == "versioned":
                # «أو» is also the word "or": apart from its version it is a name in quotation marks alone.
                joined = [fold(name), *(() if name.isascii() else (f"«{fold(name)} ",))]
                found += [(start + digit, use) for start in joined for digit in "123456789"]
                continue
            others = dict(entry.lines).get(name, ()) if level == "line" else ()
            for other in (name, *others):
                found += [(spelling, use) for spelling in spellings(other) if spelling]
    return found


def sounding_uses(entries: Sequence[Entry]) -> dict[str, list[Use]]:
    """The Latin names of makers, models, products, benchmarks and voices that texts may spell by their sound."""
    uses: dict[str, list[Use]] = defaultdict(list)
    for entry in entries:
        if entry.section in ("places", "lists"):
            continue
        levels: tuple[tuple[Level, tuple[str, ...]], ...] = (
            ("careful", (*entry.sure, *entry.careful)),
            ("versioned", entry.versioned),
        )
        for level, names in levels:
            for name in names:
                if name.isascii() and not name.isupper() and name.replace(" ", "").isalpha() and not entry.glued:
                    uses[name].append(Use(entry, level))
    return dict(uses)

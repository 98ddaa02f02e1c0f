"""The entries of `data/subjects.yml`: read, checked, with errors for the people who edit that file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

_NAMES: Final = ("names", "careful", "versioned", "not")
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "companies": (*_NAMES, "country", "app", "wide", "plans"),
    "families": (
        *(*_NAMES, "maker", "style", "letters", "lines"),
        *("alone", "words", "plans", "app", "sizes", "glued", "line_leads"),
    ),
    "products": (*_NAMES, "maker", "plans", "versions", "wide", "plan_of"),
    "benchmarks": (*_NAMES, "years", "editions"),
    "voices": (*_NAMES, "kind"),
    "places": _NAMES,
    "lists": _NAMES,
}
_TEXTS: Final = frozenset((*_NAMES, "alone", "words", "plans"))
_FLAGS: Final = frozenset(("app", "wide", "sizes", "glued", "years", "editions"))
_LISTS: Final = frozenset(("letters", "lines"))
_VOICES: Final = ("media", "analyst", "person")
_STYLE: Final = re.compile(r"([^\w]?)[A-Za-z]?\d+(?:\.\d+)?[a-z]?([^\w.])\S")


class SubjectsError(ValueError):
    """What is wrong with a subjects file, in one line: file, line, entry, and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; fields that its section does not have are empty.

    `first_joint` stands between a family's name and its version, `joint` between version and words
    ("Qwen3-Max": "" and "-"). `letters`, `lines` and `words` map the canonical spelling to its
    transliterations.
    """

    section: str
    name: str
    line: int
    names: tuple[str, ...] = ()
    careful: tuple[str, ...] = ()
    versioned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    maker: str = ""
    country: str = ""
    kind: str = ""
    versions: str = ""
    plan_of: str = ""
    app: bool = False
    wide: bool = False
    sizes: bool = False
    glued: bool = False
    line_leads: str = ""
    years: bool = False
    editions: bool = False
    first_joint: str = " "
    joint: str = " "
    letters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()
    alone: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    @property
    def sure(self) -> tuple[str, ...]:
        """The spellings that always count: the names, and the entry's own name unless it is listed as
        doubtful.
        """
        if self.name in self.careful or self.name in self.versioned:
            return self.names
        return (self.name, *self.names)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything in the file: `words` and `plans` map a variant word or a plan to its transliterations."""

    words: dict[str, tuple[str, ...]]
    plans: dict[str, tuple[str, ...]]
    entries: tuple[Entry, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Leaves out what kind of value each scalar looks like, a third of the time: all are read as text here."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        return ""

    def descend_resolver(self, current_node: yaml.Node, current_index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class _Reader:
    """Turns YAML nodes into entries; nodes (not values) because they know their lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = ""

    def error(self, node: yaml.Node, message: str) -> SubjectsError:
        where = f"{self.where}: " if self.where else ""
        return SubjectsError(f"{self.path}, line {node.start_mark.line + 1}: {where}{message}")

    def items(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "expected `name: value` pairs")
        seen: set[str] = set()
        for key, value in node.value:
            name = self.text(key)
            if name in seen:
                self.where = self.where or name
                raise self.error(key, "stands here twice; join the two")
            seen.add(name)
            yield name, key, value

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.error(node, "expected a word or name")
        return str(node.value).strip()

    def texts(self, node: yaml.Node) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, "expected a list in brackets: [one, another]")
        return tuple(self.text(item) for item in node.value)

    def lists(self, node: yaml.Node) -> dict[str, tuple[str, ...]]:
        return {name: self.texts(value) for name, _, value in self.items(node)}

    def flag(self, node: yaml.Node) -> bool:
        if self.text(node) not in ("true", "false"):
            raise self.error(node, "expected true or false")
        return self.text(node) == "true"

    def entry(self, section: str, name: str, key: yaml.Node, node: yaml.Node) -> Entry:
        known = _KEYS[section]
        values: dict[str, yaml.Node] = {}
        for field, place, value in self.items(node):
            if field not in known:
                raise self.error(place, f"unknown field {field}; {section} have {', '.join(known)}")
            values[field] = value
        if section in ("families", "products") and "maker" not in values:
            raise self.error(key, "maker is missing")
        if section == "voices" and ("kind" not in values or self.text(values["kind"]) not in _VOICES):
            raise self.error(key, f"kind must be one of {', '.join(_VOICES)}")
        fields: dict[str, Any] = {}
        if section == "families":
            fields["first_joint"], fields["joint"] = self._joints(name, key, values)
        for field, value in values.items():
            if field in _TEXTS:
                fields["excluded" if field == "not" else field] = self.texts(value)
            elif field in _FLAGS:
                fields[field] = self.flag(value)
            elif field in _LISTS:
                fields[field] = tuple(self.lists(value).items())
            elif field != "style":
                fields[field] = self.text(value)
        return Entry(section, name, key.start_mark.line + 1, **fields)

    def _joints(self, name: str, key: yaml.Node, values: dict[str, yaml.Node]) -> tuple[str, str]:
        style = self.text(values["style"]) if "style" in values else ""
        match = _STYLE.match(style, len(name)) if style.startswith(name) else None
        if match is None:
            raise self.error(
                key, f"style must be a model as the maker writes it: {name}, a version, a word ({name}-3-Pro)"
            )
        return match[1], match[2]

    def catalogue(self, root: yaml.Node) -> Catalogue:
        spellings: dict[str, dict[str, tuple[str, ...]]] = {"words": {}, "plans": {}}
        entries: list[Entry] = []
        for section, place, node in self.items(root):
            if section in spellings:
                spellings[section] = self.lists(node)
                continue
            if section not in _KEYS:
                raise self.error(place, f"unknown section {section}; there are words, plans, {', '.join(_KEYS)}")
            for name, key, value in self.items(node):
                self.where = name
                entries.append(self.entry(section, name, key, value))
                self.where = ""
        self._check_references(entries)
        return Catalogue(spellings["words"], spellings["plans"], tuple(entries))

    def _check_references(self, entries: list[Entry]) -> None:
        companies = {entry.name for entry in entries if entry.section == "companies"}
        families = {entry.name for entry in entries if entry.section == "families"}
        for entry in entries:
            at = f"{self.path}, line {entry.line}: {entry.name}: "
            if entry.maker and entry.maker not in companies:
                raise SubjectsError(f"{at}maker {entry.maker} is not among the companies; add it there")
            if entry.section == "products" and entry.versions and entry.versions not in families:
                raise SubjectsError(f"{at}versions names {entry.versions}, which is not among the families")


def read_catalogue(path: Path) -> Catalogue:
    """Read and check a subjects file.

    Raises SubjectsError (one line naming file, line and entry) for anything that people must mend, and
    FileNotFoundError if there is no such file.
    """
    reader = _Reader(path)
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise SubjectsError(f"{path}{line}: {problem}") from None
    except UnicodeDecodeError:
        raise SubjectsError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    if root is None:
        raise SubjectsError(f"{path}: empty file")
    return reader.catalogue(root)

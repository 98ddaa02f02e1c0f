"""The list of sources: `sources.yml` read and checked, every fault with the entry and the line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from crawler.addresses import host_of

KINDS: Final = ("news", "agency", "blog", "vendor", "lab", "forum", "portal", "exchange")
LANGUAGES: Final = ("ar", "fa", "zh", "en")

#: What a reader of each language's pages would send; sites that speak several languages answer by it.
_ACCEPT_LANGUAGE: Final = {
    "ar": "ar,en;q=0.3",
    "fa": "fa,en;q=0.3",
    "zh": "zh-CN,zh;q=0.9,en;q=0.3",
    "en": "en",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of `sources.yml`.

    `articles` and `exclude` are patterns searched in an address: with `articles` given, an address must match
    one of them; it must match none of `exclude`. `topic` keeps only what is about AI models. `delay` is the
    least number of seconds between two requests to one host (None: the crawler's own), `budget` the most
    pages fetched in one crawl. `hosts` are further hosts whose pages belong to the source.
    """

    id: str
    name: str
    home: str
    language: str
    country: str
    kind: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    articles: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    topic: bool = False
    encoding: str = ""
    keep_parameters: frozenset[str] = frozenset()
    accept_language: str = ""
    delay: float | None = None
    budget: int = 200
    hosts: tuple[str, ...] = ()
    _own_hosts: frozenset[str] = field(default=frozenset(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = (host_of(url) for url in (self.home, *self.feeds, *self.sitemaps, *self.listings))
        hosts = {host.removeprefix("www.") for host in (*named, *self.hosts)}
        object.__setattr__(self, "_own_hosts", frozenset(hosts))
        if not self.accept_language:
            object.__setattr__(self, "accept_language", _ACCEPT_LANGUAGE[self.language])

    def owns(self, url: str) -> bool:
        """Whether the address lies on one of the source's hosts or below one."""
        labels = host_of(url).split(".")
        return any(".".join(labels[i:]) in self._own_hosts for i in range(len(labels)))

    def is_article(self, url: str) -> bool:
        """Whether the address looks like one of the source's articles."""
        if not self.owns(url) or any(pattern.search(url) for pattern in self.exclude):
            return False
        return not self.articles or any(pattern.search(url) for pattern in self.articles)

    @property
    def ports(self) -> frozenset[int]:
        """The ports that the entry itself names."""
        urls = (self.home, *self.feeds, *self.sitemaps, *self.listings)
        return frozenset(port for url in urls if (port := urlsplit(url).port))


class SourcesError(ValueError):
    """The list of sources cannot be used. `faults` has one line for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def load_sources(path: Path) -> tuple[Source, ...]:
    """Read and check a list of sources. Raises SourcesError, OSError."""
    return parse_sources(path.read_bytes(), str(path))


def parse_sources(text: bytes | str, name: str = "sources.yml") -> tuple[Source, ...]:
    """Check the text of a list of sources; `name` is what faults call the file. Raises SourcesError."""
    faults: list[str] = []
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourcesError([_yaml_fault(error, name)]) from error
    entries = _entries(root, name)
    sources: list[Source] = []
    lines: dict[str, int] = {}
    for number, node in enumerate(entries, 1):
        values, value_lines = _mapping(node, name, number, faults)
        label = f"source {values['id']!r}" if isinstance(values.get("id"), str) else f"source number {number}"
        line = node.start_mark.line + 1
        checked: dict[str, Any] = {}
        sound = True
        for fault_line, fault in _check(values, value_lines, line, checked):
            faults.append(f"{name}, line {fault_line}: {label}: {fault}")
            sound = False
        if checked.get("id") in lines:
            faults.append(f"{name}, line {line}: {label}: this id is already used in line {lines[checked['id']]}")
        elif sound:
            lines[checked["id"]] = line
            sources.append(Source(**checked))
    if faults:
        raise SourcesError(faults)
    return tuple(sources)


def _entries(root: yaml.Node | None, name: str) -> list[yaml.Node]:
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "sources" and isinstance(value, yaml.SequenceNode) and value.value:
                return list(value.value)
    raise SourcesError([f"{name}: there must be a list of sources under the key 'sources'"])


def _yaml_fault(error: Exception, name: str) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"{name}, line {mark.line + 1}" if mark else name
    return f"{where}: not valid YAML: {getattr(error, 'problem', None) or error}"


def _mapping(node: yaml.Node, name: str, number: int, faults: list[str]) -> tuple[dict[str, Any], dict[str, int]]:
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise SourcesError(
            [f"{name}, line {line}: source number {number}: must be fields with values (id: …, name: …)"]
        )
    constructor = yaml.constructor.SafeConstructor()
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        field_name = str(key.value)
        if field_name in values:
            faults.append(
                f"{name}, line {key.start_mark.line + 1}: source number {number}: '{field_name}' stands twice"
            )
        try:
            values[field_name] = constructor.construct_object(value, deep=True)
        except yaml.YAMLError as error:
            faults.append(f"{_yaml_fault(error, name)} (source number {number})")
            values[field_name] = None
        lines[field_name] = key.start_mark.line + 1
    return values, lines


class _Fault(Exception):
    """Why a value cannot be used."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Fault("must be text")
    return value.strip()


def _identifier(value: Any) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", _text(value)):
        raise _Fault("must be lower-case letters, digits and hyphens")
    return str(value)


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value is False:  # YAML reads a bare `no` as false
            value = "no"
        if value not in choices:
            raise _Fault(f"must be one of {', '.join(choices)}, not {value!r}")
        return str(value)

    return check


def _country(value: Any) -> str:
    if value is False:
        value = "NO"
    if not re.fullmatch(r"[A-Z]{2}", _text(value)):
        raise _Fault("must be a country code of two capital letters (ISO 3166)")
    return str(value)


def _address(value: Any) -> str:
    url = _text(value)
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 80) > 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", url):
        raise _Fault(f"{url!r} is not a web address (http:// or https://)")
    if parts.username or parts.password:
        raise _Fault(f"{parts.hostname}: an address must not carry a user name or password")
    return url


def _pattern(value: Any) -> re.Pattern[str]:
    try:
        return re.compile(_text(value))
    except re.error as error:
        raise _Fault(f"{value!r} is not a regular expression: {error}") from error


def _host(value: Any) -> str:
    if not re.fullmatch(r"[\w.-]+", _text(value)):
        raise _Fault(f"{value!r} is not a host name")
    return host_of(f"http://{value}/")


def _list_of(check: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def checked(value: Any) -> tuple[Any, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            raise _Fault("must be a list (each on its own line behind a hyphen)")
        return tuple(check(item) for item in value)

    return checked


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Fault("must be true or false")
    return value


def _encoding(value: Any) -> str:
    try:
        return codecs.lookup(_text(value)).name
    except LookupError as error:
        raise _Fault(f"{value!r} is not a known encoding") from error


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise _Fault("must be seconds, 0 to 3600")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise _Fault("must be a whole number from 1 to 1000000")
    return value


def _names(value: Any) -> frozenset[str]:
    return frozenset(_list_of(_text)(value))


_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "id": _identifier,
    "name": _text,
    "home": _address,
    "language": _one_of(LANGUAGES),
    "country": _country,
    "kind": _one_of(KINDS),
    "feeds": _list_of(_address),
    "sitemaps": _list_of(_address),
    "listings": _list_of(_address),
    "articles": _list_of(_pattern),
    "exclude": _list_of(_pattern),
    "topic": _boolean,
    "encoding": _encoding,
    "keep_parameters": _names,
    "accept_language": _text,
    "delay": _seconds,
    "budget": _count,
    "hosts": _list_of(_host),
}
_REQUIRED: Final = ("id", "name", "home", "language", "country", "kind")


def _check(
    values: Mapping[str, Any], lines: Mapping[str, int], start: int, checked: dict[str, Any]
) -> Iterable[tuple[int, str]]:
    """Put the sound values into `checked`; yield (line, fault) for the others."""
    for name in _REQUIRED:
        if name not in values:
            yield start, f"'{name}' is missing"
    for name, value in values.items():
        if name not in _CHECKS:
            yield lines[name], f"there is no field '{name}' (fields: {', '.join(_CHECKS)})"
            continue
        try:
            checked[name] = _CHECKS[name](value)
        except _Fault as fault:
            yield lines[name], f"'{name}' {fault}" if str(fault).startswith("must") else f"'{name}': {fault}"
    if not any(values.get(name) for name in ("feeds", "sitemaps", "listings")):
        yield start, "needs at least one of 'feeds', 'sitemaps', 'listings'"


assert set(_CHECKS) == {item.name for item in fields(Source) if not item.name.startswith("_")}

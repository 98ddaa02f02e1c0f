"""The list of sources: what it may say, and what its faults are told as."""

from __future__ import annotations

import pytest

from crawler.sources import SourcesError, parse_sources
from pipeline.resources import bundled

GOOD = """\
sources:
  - id: tech
    name: Tech
    home: https://www.tech.example/
    language: fa
    country: IR
    kind: news
    feeds: [https://feeds.other.example/tech]
    articles: ['/news/\\d+']
    exclude: ['/video/']
    topic: true
    encoding: windows-1256
    keep_parameters: [ref]
    delay: 3
    budget: 50
    hosts: [cdn.example]
"""


def test_an_entry_with_all_fields() -> None:
    (source,) = parse_sources(GOOD)
    assert source.accept_language.startswith("fa")
    assert source.encoding == "cp1256"
    assert source.is_article("https://tech.example/news/1")
    assert source.is_article("https://m.tech.example/news/1")
    assert source.is_article("https://img.cdn.example/news/1")
    assert not source.is_article("https://www.tech.example/about")
    assert not source.is_article("https://www.tech.example/video/news/1")
    assert not source.is_article("https://nottech.example/news/1")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("home: https://www.tech.example/", "home: tech.example"), 4, "'tech.example' is not a web address"),
        (("home: https://www.tech.example/", "home: https://me:pw@x.example/"), 4, "user name or password"),
        (("language: fa", "language: de"), 5, "must be one of ar, fa, zh, en, not 'de'"),
        (("country: IR", "country: Iran"), 6, "two capital letters"),
        (("kind: news", "kind: paper"), 7, "must be one of news, agency"),
        (("feeds: [https://feeds.other.example/tech]", "feeds: https://x.example/f"), 8, "must be a list"),
        (("articles: ['/news/\\d+']", "articles: ['/news/(']"), 9, "not a regular expression"),
        (("topic: true", "topic: maybe"), 11, "must be true or false"),
        (("encoding: windows-1256", "encoding: farsi"), 12, "not a known encoding"),
        (("delay: 3", "delay: -1"), 14, "must be seconds"),
        (("budget: 50", "budget: many"), 15, "must be a whole number"),
        (("budget: 50", "bugdet: 50"), 15, "there is no field 'bugdet'"),
        (("id: tech", "id: Tech!"), 2, "lower-case letters"),
        (("    kind: news\n", ""), 2, "'kind' is missing"),
        (("    feeds: [https://feeds.other.example/tech]\n", ""), 2, "at least one of 'feeds'"),
        (("hosts: [cdn.example]", "hosts: ['a b']"), 16, "not a host name"),
        (("topic: true", "topic: true\n    topic: false"), 12, "'topic' stands twice"),
    ],
)  # fmt: skip
def test_faults_name_the_entry_and_the_line(change: tuple[str, str], line: int, words: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(SourcesError) as caught:
        parse_sources(GOOD.replace(*change), "my.yml")
    (fault,) = caught.value.faults
    assert fault.startswith(f"my.yml, line {line}: source ")
    assert words in fault
    assert "\n" not in fault


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SourcesError) as caught:
        parse_sources(GOOD.replace("language: fa", "language: de").replace("delay: 3", "delay: x"))
    assert len(caught.value.faults) == 2


def test_an_id_is_used_once() -> None:
    twice = GOOD + GOOD.removeprefix("sources:\n")
    with pytest.raises(SourcesError, match=r"line 17: source 'tech': this id is already used in line 2"):
        parse_sources(twice)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a list of sources under the key 'sources'"),
        ("sources: {}", "a list of sources under the key 'sources'"),
        ("sources:\n  - just words", "line 2: source number 1: must be fields"),
        ("sources:\n  - id: [a", "not valid YAML"),
        ("sources:\n  - id: a\n\tname: b", "line 3: not valid YAML"),
    ],
)
def test_files_that_are_no_list(text: str, words: str) -> None:
    with pytest.raises(SourcesError) as caught:
        parse_sources(text, "s.yml")
    assert words in str(caught.value)


def test_a_file_in_another_encoding_is_a_fault_and_no_crash() -> None:
    with pytest.raises(SourcesError):
        parse_sources("sources: [زوميت]".encode("cp1256"), "s.yml")


def test_the_bundled_list_is_sound_and_covers_four_languages() -> None:
    sources = parse_sources(bundled("data/sources.yml").read_bytes())
    per_language = [sum(source.language == language for source in sources) for language in ("ar", "fa", "zh", "en")]
    assert min(per_language) >= 10

"""The subjects file: its errors are for the people who edit it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.extract.names.gazetteer import spellings
from pipeline.extract.names.subjects import SubjectsError, load_subjects
from pipeline.resources import bundled

GOOD = """\
companies:
  Acme AI: {country: FR, names: [أكمي]}
families:
  Rocket: {maker: Acme AI, style: Rocket-3-Pro, words: [Pro, Lite]}
products:
  Acme Chat: {maker: Acme AI, plans: [Plus]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "subjects.yml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    subjects = load_subjects(written(tmp_path, GOOD))
    found = subjects.find_subjects("شركة أكمي تطلق rocket 4 lite مع Acme Chat Plus", "ar")
    assert [m.name for m in found] == ["Acme AI", "Rocket-4-Lite", "Acme Chat Plus"]


BAD = [
    (GOOD.replace("style: Rocket-3-Pro, ", ""), "line 4: Rocket: style must be"),
    (
        GOOD.replace("maker: Acme AI, style", "maker: Acne AI, style"),
        "line 4: Rocket: maker Acne AI is not among",
    ),
    (GOOD.replace("plans: [Plus]", "plans: Plus"), "line 6: Acme Chat: expected a list in brackets"),
    (GOOD.replace("country: FR", "land: FR"), "line 2: Acme AI: unknown field land"),
    (GOOD + "  Acme Chat: {maker: Acme AI}\n", "line 7: Acme Chat: stands here twice"),
    (GOOD + "gadgets:\n  X: {}\n", "line 7: unknown section gadgets"),
    (GOOD + "voices:\n  Bob: {kind: friend}\n", "line 8: Bob: kind must be one of"),
    (GOOD.replace("[Plus]", "[Plus"), "line 6: did not find expected"),
    ("", "empty file"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_errors_name_line_and_entry_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SubjectsError) as caught:
        load_subjects(written(tmp_path, text))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "subjects.yml"
    path.write_bytes(GOOD.encode("cp1256"))
    with pytest.raises(SubjectsError, match="not UTF-8"):
        load_subjects(path)


def test_the_bundled_file_is_read_once() -> None:
    assert load_subjects() is load_subjects(bundled("data/subjects.yml"))


@pytest.mark.parametrize("section", ["companies", "products", "benchmarks"])
def test_no_spelling_names_two_of_a_kind(section: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in load_subjects().entries:
        for name in (*entry.sure, *entry.careful) if entry.section == section else ():
            for spelling in spellings(name):
                owners[spelling].add(entry.name)
    assert {spelling: names for spelling, names in owners.items() if len(names) > 1} == {}

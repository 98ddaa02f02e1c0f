"""Whatever is wrong with what people give: lines that say what, where and what to do, a code, and nothing lost."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from commands import reportedly

PAGE = """<!doctype html><html lang="en"><head><title>DeepSeek cuts prices</title>
<meta property="article:published_time" content="2025-09-30T08:00:00Z"></head><body><article>
<h1>DeepSeek cuts prices</h1>
<p>DeepSeek-V3.2-Exp now costs $0.28 per million input tokens and $0.42 per million output tokens, the company
said in a note to its customers on Tuesday.</p><p>It was published under the MIT license.</p></article></body></html>"""


def faults(told: str) -> list[str]:
    """The lines that are addressed to people; there must be no traceback among what was printed."""
    assert "Traceback" not in told
    return [line for line in told.splitlines() if line.startswith("reportedly: ")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.html", None, "No such file"),
        ("empty.html", b"", "no article was found"),
        ("broken.html", b"<html><body><p>x<table><tr><td><div", "no article was found"),
        ("noise.html", random.Random(7).randbytes(5000), "no article was found"),
        ("noise.warc.gz", random.Random(8).randbytes(5000), "not a WARC file"),
    ],
)
def test_a_page_that_cannot_be_read_is_named_and_the_others_are_stored(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    (tmp_path / "good.html").write_text(PAGE)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    told = reportedly("import", "good.html", name, cwd=tmp_path, code=1)
    assert told.startswith("1 articles with ")
    (line,) = faults(told)
    assert name in line and words in line


def test_a_mistake_in_the_sources_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources:\n  - id: a\n    nmae: A\n    home: ftp://a.example/\n")
    told = reportedly("crawl", cwd=tmp_path, code=1)
    assert "Traceback" not in told
    assert re.search(r"sources\.yml, line 3: .*'nmae'", told)
    assert re.search(r"sources\.yml, line 4: .*'home'", told)
    assert not list(tmp_path.glob("*.warc*"))


def test_a_mistake_in_the_subjects_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "subjects.yml").write_text("companies: [\n")
    (line,) = faults(reportedly("import", "page.html", cwd=tmp_path, code=1))
    assert "subjects.yml, line 2" in line
    (tmp_path / "subjects.yml").unlink()
    assert reportedly("import", "page.html", cwd=tmp_path).startswith("1 articles with ")


@pytest.mark.parametrize("command", ["import page.html", "extract", "verify", "status", "publish"])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, command: str) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "other.db").write_text("my notes")
    (line,) = faults(reportedly(*command.split(), "--db", "other.db", cwd=tmp_path, code=1))
    assert "other.db" in line
    assert (tmp_path / "other.db").read_text() == "my notes"


@pytest.mark.parametrize("command", ["extract", "verify", "status", "publish", "serve", "export out"])
def test_commands_that_need_an_earlier_one_say_which(tmp_path: Path, command: str) -> None:
    (line,) = faults(reportedly(*command.split(), cwd=tmp_path, code=1))
    assert re.search(r"`reportedly (crawl|import|publish)`", line)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into every folder")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    (line,) = faults(reportedly("import", "page.html", "--db", "locked/a.db", cwd=tmp_path, code=1))
    assert "locked" in line


def test_wrong_use_of_the_command_line_is_code_2(tmp_path: Path) -> None:
    assert "No such command" in reportedly("crwal", cwd=tmp_path, code=2)
    assert "No such option" in reportedly("crawl", "--fast", cwd=tmp_path, code=2)

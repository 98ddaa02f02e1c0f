"""What the README tells people to do is done here, as it stands there."""

from __future__ import annotations

import configparser
import importlib
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from commands import REPORTEDLY, Demo, fenced, reportedly

from crawler.sources import load_sources
from pipeline import sample
from pipeline.claim import CLAIM_TYPES
from pipeline.cli import COMMANDS
from pipeline.resources import bundled

TOP = Path(__file__).resolve().parents[1]
README = (TOP / "README.md").read_text("utf-8")


def rows_of(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("query", fenced(README, "sql"))
def test_each_query_finds_something_in_the_demo(demo: Demo, query: str) -> None:
    assert demo.rows(query), query


def test_the_commands_that_need_no_network_work(tmp_path: Path) -> None:
    shutil.copytree(TOP / "data", tmp_path / "data", ignore=shutil.ignore_patterns("archive", "snapshots", "*.db*"))
    (block,) = fenced(README, "run: offline")
    for line in block.splitlines():
        words = shlex.split(line.removeprefix("$ "))
        assert words[0] == ".venv/bin/reportedly"
        assert reportedly(*words[1:], cwd=tmp_path)


def test_each_command_named_has_the_options_that_it_is_given() -> None:
    used: dict[str, set[str]] = {}
    for name, rest in re.findall(r"reportedly (\w+)((?: [^\s`#;>]+)*)", README):
        used.setdefault(name, set()).update(re.findall(r"--[a-z-]+", rest))
    assert set(used) & set(COMMANDS) >= {"crawl", "publish", "serve", "init", "sources", "export", "import", "eval"}
    for name in set(used) & set(COMMANDS):
        command = importlib.import_module(COMMANDS[name][0]).command
        known = {"--help", *(option for parameter in command.params for option in parameter.opts)}
        assert used[name] <= known, name


def test_the_crontab_line_crawls_and_publishes_and_is_silent(tmp_path: Path) -> None:
    (line,) = [line for line in "".join(fenced(README, "crontab")).splitlines() if line]
    *fields, command = line.split(None, 5)
    assert all(re.fullmatch(r"(\*|\d+)(-\d+)?(/\d+)?", field) for field in fields) and int(fields[0]) < 60
    assert "%" not in command, "cron reads % as a line end"
    home = tmp_path / "reportedly"
    (home / "data").mkdir(parents=True)
    shutil.copy(bundled("data/sample/sources.yml"), home / "data" / "sources.yml")
    sites = sample.load(bundled("data/sample"))
    with sample.serve(sites) as port:
        _install(home / ".venv" / "bin" / "reportedly", [f"{host}=127.0.0.1:{port}" for host in sites])
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (home / "data" / "reportedly.db").exists()
    assert list((home / "data" / "snapshots").glob("*/reportedly.db"))


def _install(path: Path, loopback: list[str]) -> None:
    """A console script as pip makes it, except that its crawls may go to the sample sites on this machine."""
    path.parent.mkdir(parents=True)
    allowed = " ".join(f"--allow-loopback {name}" for name in loopback)
    program = " ".join(map(shlex.quote, REPORTEDLY))
    path.write_text(f'#!/bin/sh\ncase $1 in crawl) set -- "$@" {allowed};; esac\nexec {program} "$@"\n')
    path.chmod(0o755)


def test_the_systemd_units_are_sound(tmp_path: Path) -> None:
    for name in ("reportedly.service", "reportedly.timer"):
        (text,) = fenced(README, f"file: {name}")
        program = tmp_path / ".venv/bin/reportedly"
        if not program.exists():
            _install(program, [])
        text = text.replace("/srv/reportedly", str(tmp_path)).replace("User=reportedly\n", "")
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.read_string(text)
        assert unit.sections()[0] == "Unit"
        (tmp_path / name).write_text(text)
        for command in re.findall(r"^Exec\w+=(.*)$", text, re.MULTILINE):
            words = shlex.split(command)
            assert words[0] == str(program) and words[1] in COMMANDS
    if shutil.which("systemd-analyze") is None:
        return
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            str(tmp_path / "reportedly.service"),
            str(tmp_path / "reportedly.timer"),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
        check=False,
    )
    assert not [line for line in done.stderr.splitlines() if "reportedly" in line], done.stderr


def test_the_database_can_be_downloaded_as_told(site: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    (block,) = fenced(README, "serving")
    command = block.strip().removeprefix("$ ")
    assert "http://127.0.0.1:8001/" in command
    subprocess.run(shlex.split(command.replace("http://127.0.0.1:8001", site)), cwd=tmp_path, check=True, timeout=60)
    assert (tmp_path / "reportedly.db").read_bytes().startswith(b"SQLite format 3\0")


def test_the_tables_name_all_claim_types_commands_and_dependencies() -> None:
    assert [row[0].strip("`") for row in rows_of("Claim types")] == list(CLAIM_TYPES)
    assert [row[0].strip("`").split()[1] for row in rows_of("Commands")] == list(COMMANDS)
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    needed = {re.split(r"[<>=\[; ]", name)[0] for name in (*project["dependencies"], *extras)}
    assert {name for row in rows_of("What it stands on") for name in row[0].split(", ")} == needed


def test_numbers_of_sources_are_true() -> None:
    sources = load_sources(TOP / "data" / "sources.yml")
    assert f"list of {len(sources)} sites" in README
    for language in ("ar", "fa", "zh", "en"):
        assert sum(source.language == language for source in sources) >= 10


def test_links_into_the_project_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (TOP / link).exists()] == []


def test_the_make_targets_exist() -> None:
    done = subprocess.run(["make", "-n", "demo", "SERVE=0"], cwd=TOP, capture_output=True, text=True, check=True)
    assert "reportedly demo" in done.stdout and "--no-serve" in done.stdout
    for target in set(re.findall(r"`?make (\w+)", README)):
        assert f"\n{target}:" in (TOP / "Makefile").read_text(), target

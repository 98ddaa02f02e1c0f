"""What a user has after `pip install`: the wheel in a fresh environment and an empty folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]

PAGE = """<!doctype html><html lang="en"><head><title>DeepSeek cuts prices</title>
<meta property="article:published_time" content="2025-09-30T08:00:00Z"></head><body><article>
<h1>DeepSeek cuts prices</h1>
<p>DeepSeek-V3.2-Exp now costs $0.28 per million input tokens and $0.42 per million output tokens, the company
said in a note to its customers on Tuesday, a day after it had released the experimental model.</p>
<p>The model has 685 billion parameters, was published under the MIT license, and takes up to 128K tokens.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def reportedly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script of a built wheel in an environment of its own; its dependencies are this one's."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist"), cwd=TOP)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    purelib = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder / "venv")}))
    run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet",
        "--python", str(folder / "venv" / "bin" / "python"), "install", "--no-deps", "--no-index", str(wheel),
    )  # fmt: skip
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv" / "bin" / "reportedly"


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_is_what_runs(reportedly: Path, tmp_path: Path) -> None:
    python = str(reportedly.parent / "python")
    where = run(python, "-c", "import pipeline, crawler; print(pipeline.__file__, crawler.__file__)", cwd=tmp_path)
    assert str(TOP) not in where
    assert "site-packages/pipeline" in where and "site-packages/crawler" in where


def test_init_writes_files_to_edit_and_leaves_edited_ones(reportedly: Path, tmp_path: Path) -> None:
    run(str(reportedly), "init", cwd=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"sources.yml", "subjects.yml", "metadata.yml"}
    for name, original in (("sources.yml", "data/sources.yml"), ("metadata.yml", "metadata.yml")):
        assert (tmp_path / name).read_bytes() == (TOP / original).read_bytes()
    (tmp_path / "sources.yml").write_text("mine")
    assert "left as it is" in run(str(reportedly), "init", cwd=tmp_path)
    assert (tmp_path / "sources.yml").read_text() == "mine"


def test_every_command_works_in_an_empty_folder(reportedly: Path, tmp_path: Path) -> None:
    command = str(reportedly)
    run(command, "init", cwd=tmp_path)
    (tmp_path / "page.html").write_text(PAGE)
    assert "1 articles with" in run(command, "import", "page.html", cwd=tmp_path)
    assert "100" in run(command, "verify", cwd=tmp_path)
    run(command, "sources", "check", cwd=tmp_path)
    run(command, "extract", cwd=tmp_path)
    run(command, "status", cwd=tmp_path)
    run(command, "publish", cwd=tmp_path)
    run(command, "export", "out", cwd=tmp_path)
    assert list((tmp_path / "out").rglob("*.csv"))
    prices = run(
        sys.executable, "-c",
        "import sqlite3; print(sqlite3.connect('reportedly.db').execute("
        "\"select group_concat(value, ' ') from (select value from claims_flat where claim_type='price' "
        "and subject='DeepSeek-V3.2-Exp' order by value)\").fetchone()[0])",
        cwd=tmp_path,
    )  # fmt: skip
    assert prices.split() == ["0.28", "0.42"]


def test_the_users_own_subjects_are_used(reportedly: Path, tmp_path: Path) -> None:
    command = str(reportedly)
    run(command, "init", cwd=tmp_path)
    subjects = (tmp_path / "subjects.yml").read_text("utf-8")
    assert "Zarrin" not in subjects
    (tmp_path / "page.html").write_text(PAGE.replace("DeepSeek-V3.2-Exp", "Zarrin"))
    (tmp_path / "subjects.yml").write_text(subjects.replace("\nproducts:", "\nproducts:\n  Zarrin: {maker: OpenAI}", 1))
    run(command, "import", "page.html", cwd=tmp_path)
    code = "import sqlite3; print(*{r[0] for r in sqlite3.connect('reportedly.db').execute("
    code += "\"select subject from claims_flat where claim_type='price'\")})"
    assert run(sys.executable, "-c", code, cwd=tmp_path).strip() == "Zarrin"


def test_the_demo_runs_from_the_wheel(reportedly: Path, tmp_path: Path) -> None:
    told = run(str(reportedly), "demo", "--no-serve", cwd=tmp_path)
    assert "Crawled 8 sample sites" in told
    assert (tmp_path / "demo" / "reportedly.db").exists()

"""Where the files lie that come with the project, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The path of a file or folder that comes with the project.

    `name` is its path from the top of a checkout: `data/subjects.yml`, `metadata.yml`, `data/sample`.
    Raises FileNotFoundError if there is no such file.
    """
    for root in (_PACKAGE / "bundled", _PACKAGE.parent):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{name} is missing from this installation of reportedly")


def editable(name: str) -> Path:
    """The copy of a file that `reportedly init` wrote into the current folder, else the bundled one.

    Raises FileNotFoundError if there is neither.
    """
    own = Path.cwd() / Path(name).name
    return own if own.is_file() else bundled(name)

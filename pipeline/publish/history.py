"""What changed between two snapshots, claim by claim."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pipeline.publish.readable import decoded, opened
from pipeline.publish.tables import described

#: The file in a snapshot's folder that lists the changes since the snapshot before.
CHANGES: Final = "changes.jsonl"

#: Columns that change without the claim having changed.
_INCIDENTAL: Final = frozenset({"claim_id", "recency", "last_seen", "copies", "cluster", "extractor"})

_LISTS: Final = {
    "added": """select n.claim_id, {news} from claims_flat n
        where n.claim_id not in (select claim_id from before.claims_flat)""",
    "changed": """select n.claim_id, {news}, {olds} from claims_flat n
        join before.claims_flat o on o.claim_id = n.claim_id where ({news}) is not ({olds})""",
    "removed": """select o.claim_id, {olds} from before.claims_flat o
        where o.claim_id not in (select claim_id from claims_flat)""",
}


def write_changes(before: Path, after: Path, out: Path, version: str, published_at: str) -> dict[str, Any]:
    """Write a line of JSON to `out` for every claim that was added, changed or removed from file `before` to
    `after`.

    Added and removed claims are told whole, changed ones by the old and new values of what changed. Gives
    their numbers with the `version` and time of the earlier snapshot. Raises sqlite3.Error if `before` cannot
    be read or has other columns.
    """
    columns = [column for column in described()["claims_flat"] if column not in _INCIDENTAL]
    names = {side: ", ".join(f"{side[0]}.{column}" for column in columns) for side in ("news", "olds")}
    numbers = dict.fromkeys(_LISTS, 0)
    with closing(opened(after)) as connection:
        connection.text_factory = decoded
        connection.execute("attach ? as before", [f"{before.resolve().as_uri()}?mode=ro"])
        with out.open("w", encoding="utf-8", newline="\n") as file:
            for kind, sql in _LISTS.items():
                for row in connection.execute(sql.format(**names)):
                    numbers[kind] += 1
                    line = {"change": kind, "claim_id": row[0], **_told(kind, columns, row[1:])}
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return {"from": version, "from_published_at": published_at, **numbers}


def _told(kind: str, columns: list[str], values: tuple[Any, ...]) -> dict[str, Any]:
    if kind != "changed":
        return {"claim": dict(zip(columns, values, strict=True))}
    pairs = zip(columns, values[len(columns) :], values[: len(columns)], strict=True)
    return {"fields": {column: {"from": old, "to": new} for column, old, new in pairs if old != new}}

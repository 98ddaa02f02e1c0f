"""Feeds, calendars and exports, read by the tools that people read them with.

python -m venv ENV && ENV/bin/pip install feedparser icalendar "frictionless[json,parquet]" mlcroissant
reportedly export FOLDER && reportedly serve &
ENV/bin/python tests/bench/site_formats.py http://127.0.0.1:8001 FOLDER
"""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

import feedparser
import frictionless
import icalendar
import mlcroissant

FEEDS = (
    "claims_flat.atom",
    "claims_flat.atom?language=fa",
    "denied.atom",
    "first_with_the_news.atom",
    "agreement.atom",
)
CALENDAR = "claims_flat.ics?claim_type__in=release_date,retirement_date"


def read(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        body: bytes = answer.read()
    return body


def main(site: str, folder: Path) -> None:
    for name in FEEDS:
        feed = feedparser.parse(read(f"{site}/reportedly/{name}"))
        assert not feed.bozo, (name, feed.get("bozo_exception"))
        assert all(entry.id and entry.updated_parsed and entry.link.startswith("http") for entry in feed.entries), name
        assert feed.feed.updated_parsed
        print(f"feedparser: {name}: {feed.version}, {len(feed.entries)} entries")
    calendar = icalendar.Calendar.from_ical(read(f"{site}/reportedly/{CALENDAR}"))
    events = list(calendar.walk("VEVENT"))
    assert events and all(not event.errors and event["DTSTART"].params["VALUE"] == "DATE" for event in events)
    print(f"icalendar: {len(events)} all-day events")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]
    print(f"frictionless: valid, {[(task.name, task.stats.get('rows')) for task in report.tasks]}")
    croissant = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    counted = {name: sum(1 for _ in croissant.records(name)) for name in ("claims", "articles")}
    issues = croissant.metadata.ctx.issues
    print(f"mlcroissant: {counted}, errors {len(issues.errors)}, warnings {sorted(issues.warnings)}")
    assert not issues.errors
    lines = (folder / "claims.jsonl").read_text("utf-8").splitlines()
    assert counted["claims"] == len([json.loads(line) for line in lines])


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))

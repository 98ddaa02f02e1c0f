"""A new snapshot is served without a failed request, and never an older one after a newer one."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import urllib.request
from pathlib import Path

import sample
from serving import served

from pipeline.publish.snapshot import current_snapshot, pointer, publish
from pipeline.store.catalogue import Catalogue

PATHS = (
    "/reportedly.json?sql=select+published_at+from+snapshot&_shape=array",
    "/reportedly/claims_flat?_search=deepseek",
    "/subjects",
    "/-/health",
    "/download/reportedly.db",
)


class Reader(threading.Thread):
    """Asks for the pages again and again; notes what fails and every version it sees."""

    def __init__(self, site: str, paths: tuple[str, ...], stop: threading.Event) -> None:
        super().__init__()
        self.site, self.paths, self.stop = site, paths, stop
        self.answers = 0
        self.failures: list[str] = []
        self.seen: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            for path in self.paths:
                try:
                    self._ask(path)
                    self.answers += 1
                except Exception as error:
                    self.failures.append(f"{path}: {error!r}")

    def _ask(self, path: str) -> None:
        with urllib.request.urlopen(self.site + path, timeout=30) as answer:
            body = answer.read()
            tag = answer.headers["etag"]
        if path.startswith("/download"):
            assert f'"{hashlib.sha256(body).hexdigest()}"' == tag
        elif "published_at" in path:
            self.seen.append(json.loads(body)[0]["published_at"])
        elif path == "/-/health":
            self.seen.append(json.loads(body)["published_at"])


def swap(working: Path, snapshots: Path, times: int, readers: int, paths: tuple[str, ...] = PATHS) -> list[Reader]:
    """Publish `times` times while `readers` threads ask; gives the readers, whose claims grew by one each time."""
    publish(working, snapshots)
    stop = threading.Event()
    with served(snapshots) as site:
        threads = [Reader(site, paths, stop) for _ in range(readers)]
        for thread in threads:
            thread.start()
        for number in range(times):
            _add_claim(working, number)
            published = publish(working, snapshots)
            deadline = time.monotonic() + 10
            while json.load(urllib.request.urlopen(f"{site}/-/health"))["version"] != published.version:
                assert time.monotonic() < deadline, "the new snapshot was not served within ten seconds"
                time.sleep(0.05)
        stop.set()
        for thread in threads:
            thread.join()
    return threads


def _add_claim(working: Path, number: int) -> None:
    claim = sample.said(f"{number} USD", "price", "GPT-5", value=float(number), unit="USD/month")
    page = sample.Page(
        f"https://dispatch.example/swap/{number}",
        "dispatch",
        "en",
        "2025-11-20",
        "A price",
        [(f"It costs {number} USD.", [claim])],
    )
    with Catalogue.open(working) as catalogue:
        sample.store(catalogue, page)


def test_snapshots_are_swapped_without_a_failed_request_or_a_step_back(tmp_path: Path) -> None:
    working = sample.working_database(tmp_path / "working.db")
    readers = swap(working, tmp_path / "snapshots", times=4, readers=3)
    assert [failure for reader in readers for failure in reader.failures] == []
    for reader in readers:
        assert reader.answers >= len(PATHS)
        assert reader.seen == sorted(reader.seen)


def test_a_pointer_to_half_a_snapshot_changes_nothing(working: Path, tmp_path: Path) -> None:
    good = publish(working, tmp_path)
    with served(tmp_path) as site:
        pointer(tmp_path).write_text(json.dumps({**good.manifest(), "version": "half", "size": good.size + 1}))
        time.sleep(1.2)
        assert json.load(urllib.request.urlopen(f"{site}/-/health"))["version"] == good.version
        better = publish(working, tmp_path)
        time.sleep(1.2)
        assert json.load(urllib.request.urlopen(f"{site}/-/health"))["version"] == better.version
    assert current_snapshot(tmp_path) == better

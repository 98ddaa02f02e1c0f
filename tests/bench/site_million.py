# ruff: noqa: E501  # generated rows read best in long lines
"""The site at a million claims: pages, search, memory, a CSV of everything.

    python tests/bench/site_million.py [--claims 1000000] [--folder FOLDER] [--keep]

Makes a seeded working database through the project's own tables, publishes it, publishes it again with 200 articles
more, serves it on loopback and measures.
At a million claims it needs about 6 GB of disk and ten minutes.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from pipeline.claim import CLAIM_TYPES
from pipeline.publish.snapshot import publish
from pipeline.store.catalogue import Catalogue

WORDS = {
    "en": [
        "the",
        "model",
        "costs",
        "output",
        "input",
        "tokens",
        "million",
        "price",
        "release",
        "announced",
        "share",
        "market",
        "company",
        "users",
        "score",
    ],
    "zh": [
        "模型",
        "价格",
        "输出",
        "输入",
        "发布",
        "宣布",
        "市场",
        "份额",
        "公司",
        "用户",
        "下调",
        "降价",
        "每百万",
        "大幅",
        "报告",
        "显示",
        "上线",
        "参数",
    ],
    "fa": [
        "قیمت",
        "مدل",
        "خروجی",
        "ورودی",
        "توکن",
        "میلیون",
        "عرضه",
        "اعلام",
        "سهم",
        "بازار",
        "شرکت",
        "کاربر",
        "امتیاز",
        "دلار",
        "هر",
        "تازه",
    ],
    "ar": [
        "سعر",
        "النموذج",
        "المخرجات",
        "المدخلات",
        "رمز",
        "مليون",
        "إطلاق",
        "أعلنت",
        "حصة",
        "السوق",
        "الشركة",
        "مستخدم",
        "نتيجة",
        "دولار",
        "لكل",
        "جديد",
    ],
}
NAMES = {
    "DeepSeek-V3.2-Exp": ("DeepSeek-V3.2", "深度求索", "دیپ‌سیک", "ديب سيك"),
    "GPT-5": ("GPT-5", "GPT-5", "جی‌پی‌تی ۵", "جي بي تي 5"),
    "Qwen3-Max": ("Qwen3-Max", "通义千问", "کوئن", "كوين"),
    "Kimi K2": ("Kimi K2", "月之暗面", "کیمی", "كيمي"),
    "Claude Opus 4.5": ("Claude Opus 4.5", "Claude", "کلود", "كلود"),
}
UNITS = {"price": "USD/1M_tokens", "market_share": "%", "benchmark_score": "points", "price_change": "%"}
PAGES = {
    "home": "/",
    "list": "/reportedly/claims_flat",
    "list, second page": "/reportedly/claims_flat?_sort=recency&_next=30,x",
    "list, language": "/reportedly/claims_flat?language=fa",
    "list, type and language": "/reportedly/claims_flat?claim_type=price&language=zh",
    "list, subject": "/reportedly/claims_flat?subject=DeepSeek-V3.2-Exp",
    "list, year": "/reportedly/claims_flat?year=2025",
    "search 深度求索": f"/reportedly/claims_flat?_search={quote('深度求索')}",
    "search 降价": f"/reportedly/claims_flat?_search={quote('降价')}",
    "search قیمت": f"/reportedly/claims_flat?_search={quote('قیمت')}",
    "search أسعار": f"/reportedly/claims_flat?_search={quote('أسعار')}",
    "search 0.28": "/reportedly/claims_flat?_search=0.28",
    "search rare": "/reportedly/claims_flat?_search=model+1234",
    "search none": "/reportedly/claims_flat?_search=zzzz",
    "search JSON": f"/reportedly/claims_flat.json?_search={quote('价格')}&_size=30",
    "subjects": "/subjects",
    "subject, largest": "/subjects/deepseek-v3-2-exp",
    "type": "/types/price",
    "type, market share": "/types/market_share",
    "sources": "/sources",
    "disagreements": "/disagreements",
    "changes": "/changes",
    "expectations": "/expectations",
    "data": "/data",
    "query": "/reportedly",
}


def identifier(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def working_database(path: Path, claims: int, seed: int = 7) -> None:
    """A working database with `claims` claims, five to an article, in four languages."""
    Catalogue.open(path).close()
    sources = [(f"source{n}", f"Source {n}", f"https://s{n}.example/", "en", "US", "news") for n in range(200)]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("insert into sources values (?,?,?,?,?,?)", sources)
    add_claims(path, 0, claims, seed)


def add_claims(path: Path, first: int, end: int, seed: int) -> None:
    """Add the claims number `first` to `end` (exclusive) with their articles."""
    pick = random.Random(seed)
    subjects = [*NAMES, *(f"Model {n}" for n in range(3000))]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma synchronous = off")
        connection.execute("pragma foreign_keys = off")
        for start in range(first, end, 50_000):
            _insert(connection, pick, subjects, start, min(start + 50_000, end))


def publish_measured(what: str, working: Path, snapshots: Path) -> None:
    """Publish and print what it took; with two free cores the clock on the wall shows little more than half of it."""
    began, worked = time.perf_counter(), time.process_time()
    snapshot = publish(working, snapshots)
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"{what}: {snapshot.size / 1e6:,.0f} MB in {spent:.0f} s, {worked:.0f} s of processor", flush=True)
    if snapshot.changes:
        print(f"{what}, changes: {snapshot.changes}", flush=True)


def _insert(connection: sqlite3.Connection, pick: random.Random, subjects: list[str], start: int, end: int) -> None:
    rows: dict[str, list[dict[str, object]]] = {
        "clusters": [],
        "texts": [],
        "captures": [],
        "articles": [],
        "claims": [],
    }
    for number in range(start, end, 5):
        language = pick.choices(("en", "zh", "fa", "ar"), (35, 30, 20, 15))[0]
        day = f"202{pick.choice('345')}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        key = identifier("article", number)
        sentences = [_claim(pick, subjects, language) for _ in range(min(5, end - number))]
        text = "\n".join(quote for quote, _ in sentences)
        cluster = key if pick.random() < 0.8 or number == start else rows["articles"][-1]["cluster"]
        capture = number // 5 + 1
        rows["texts"].append({"text_sha256": f"{capture:064x}", "text": text})
        if cluster == key:
            rows["clusters"].append({"cluster": key, "merged_into": None, "first_seen": day})
        rows["captures"].append(
            {"capture_id": capture, "article_id": key, "requested_url": f"https://s.example/{key}", "fetched_url": f"https://s.example/{key}",
             "fetched_at": f"{day}T06:00:00Z", "source": "", "content_type": "text/html", "body_sha256": key, "text_sha256": f"{capture:064x}",
             "reason": "", "detail": "", "extractor": "bench"}
        )  # fmt: skip
        rows["articles"].append(
            {"article_id": key, "url": f"https://s.example/{key}", "title": " ".join(pick.choices(WORDS[language], k=6)), "language": language,
             "script": "", "author": "", "site_name": "", "published": day, "published_basis": "jsonld", "published_text": "",
             "source": f"source{pick.randint(0, 199)}", "cluster": cluster, "capture_id": capture, "first_seen": f"{day}T06:00:00Z", "last_seen": f"{day}T06:00:00Z"}
        )  # fmt: skip
        at = 0
        for place, (quote_, claim) in enumerate(sentences):
            rows["claims"].append(
                {**claim, "claim_id": identifier("claim", number, place), "article_id": key, "language": language, "reported": day,
                 "quote": quote_, "quote_start": at, "quote_end": at + len(quote_), "value_start": at + quote_.index(str(claim["value_text"])),
                 "value_end": at + quote_.index(str(claim["value_text"])) + len(str(claim["value_text"])), "capture_id": capture,
                 "first_seen": f"{day}T06:00:00Z", "rule": "bench", "extractor": "bench"}
            )  # fmt: skip
            at += len(quote_) + 1
    for table, many in rows.items():
        if many:
            needed = connection.execute(
                f"select name from pragma_table_info('{table}') where \"notnull\" and dflt_value is null"
            )
            many = [{**{name: "" for (name,) in needed}, **many[0]}, *many[1:]]
            columns = list(many[0])
            for row in many[1:]:
                row.update({name: "" for name in columns if name not in row})
            marks = ", ".join(f":{column}" for column in columns)
            connection.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", many)


def _claim(pick: random.Random, subjects: list[str], language: str) -> tuple[str, dict[str, object]]:
    subject = pick.choice(list(NAMES)) if pick.random() < 0.2 else pick.choice(subjects)
    index = ("en", "zh", "fa", "ar").index(language)
    name = NAMES[subject][index] if subject in NAMES else subject
    claim_type = pick.choice(list(CLAIM_TYPES))
    value = round(pick.choice((0.28, 0.42, 3.0, pick.uniform(0.01, 100))), 2)
    words = " ".join(pick.choices(WORDS[language], k=pick.randint(5, 12)))
    dated = claim_type in ("release_date", "retirement_date")
    day = (
        f"202{pick.choice('456')}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        if dated or pick.random() < 0.3
        else None
    )
    claim: dict[str, object] = {
        "claim_type": claim_type, "subject": subject, "subject_type": "model", "aspect": pick.choice(("", "input", "output", "China")),
        "value": None if dated else value, "value_max": None, "text_value": None, "unit": UNITS.get(claim_type, ""), "bound": "exact",
        "value_text": f"{value}", "about_date": day, "about_from": day, "about_to": day, "about_text": "", "calendar": "gregorian",
        "status": pick.choices(("stated", "expected", "rumoured", "denied"), (90, 6, 3, 1))[0], "status_cue": "", "attributed_to": None,
        "holds_from": day, "holds_to": day,
    }  # fmt: skip
    return f"{name} {words} {value} {pick.choice(WORDS[language])}.", claim


def median_ms(address: str, pid: int, times: int = 5) -> tuple[float, float, int]:
    """The median time of an answer, the median processor time that the server spent on it (ms), its size."""
    spent, worked, size = [], [], 0
    for _ in range(times):
        began, before = time.perf_counter(), processor_ms(pid)
        with urllib.request.urlopen(address, timeout=60) as answer:
            size = len(answer.read())
        spent.append((time.perf_counter() - began) * 1000)
        worked.append(processor_ms(pid) - before)
    return statistics.median(spent), statistics.median(worked), size


def processor_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="site-million-"))
    folder.mkdir(exist_ok=True)
    working = folder / "working.db"
    if not working.exists():
        began = time.perf_counter()
        working_database(working, options.claims)
        print(f"working database: {working.stat().st_size / 1e6:,.0f} MB in {time.perf_counter() - began:.0f} s")
    if not (folder / "snapshots" / "current.json").exists():
        publish_measured("publish", working, folder / "snapshots")
        add_claims(working, options.claims, options.claims + 1_000, seed=8)
        publish_measured("publish after 200 more articles", working, folder / "snapshots")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from pipeline.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--snapshots", str(folder / "snapshots"), "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    site = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{site}/-/health")
                break
            except OSError:
                time.sleep(0.1)
        with urllib.request.urlopen(f"{site}/reportedly/claims_flat.json?_shape=array&_size=1&_col=claim_id") as answer:
            claim = answer.read().decode().split('"')[3]
        for name, path in {**PAGES, "row": f"/reportedly/claims_flat/{claim}"}.items():
            try:
                spent, worked, size = median_ms(site + path, server.pid)
            except urllib.error.HTTPError as error:
                print(f"{name:28} refused: {error.code}, the time limit of two seconds", flush=True)
            else:
                print(f"{name:28} {spent:8.1f} ms {worked:6.0f} ms of processor {size / 1024:6.0f} KB", flush=True)
        print(f"memory, highest: {resident_mb(server.pid):.0f} MB")
        began, lines = time.perf_counter(), 0
        with urllib.request.urlopen(f"{site}/reportedly/claims_flat.csv?_stream=on", timeout=600) as answer:
            for _ in csv.reader(io.TextIOWrapper(answer, "utf-8", newline="")):
                lines += 1
        print(f"CSV of everything: {lines - 1:,} rows in {time.perf_counter() - began:.0f} s")
        print(f"memory, highest: {resident_mb(server.pid):.0f} MB")
    finally:
        server.terminate()
        server.wait()
        if not options.keep and not options.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

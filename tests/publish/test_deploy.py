"""The files for running the site on a server do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import free_port, served

from pipeline.cli import COMMANDS
from pipeline.resources import bundled

DEPLOY = bundled("pipeline/publish/deploy")


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("reportedly*")))
def test_a_unit_runs_commands_that_exist(unit: str) -> None:
    lines = [line for line in (DEPLOY / unit).read_text().splitlines() if line and not line.startswith("#")]
    sections = {line for line in lines if line.startswith("[")}
    assert "[Unit]" in sections
    assert all(line.startswith("[") or re.fullmatch(r"[A-Za-z]+=.+", line) for line in lines)
    for line in lines:
        if line.startswith("ExecStart="):
            assert line.split("/bin/reportedly ")[1].split()[0] in COMMANDS


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed (Debian's package systemd)")
    for unit in DEPLOY.glob("reportedly*"):
        text = re.sub(r"/srv/reportedly/\.venv/bin/reportedly", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    checked = subprocess.run(
        [analyze, "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True, timeout=60
    )
    complaints = [line for line in checked.stderr.splitlines() if str(tmp_path) in line]
    assert complaints == []


@pytest.fixture
def proxied(snapshots: Path, tmp_path: Path) -> Iterator[str]:
    """The site behind nginx with the example's configuration; only ports and paths differ."""
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if nginx is None:
        pytest.skip("nginx is not installed (Debian's package nginx-light)")
    port = free_port()
    with served(snapshots) as site:
        example = (DEPLOY / "nginx.conf").read_text()
        for old, new in {
            "/var/cache/nginx/reportedly": str(tmp_path / "cache"),
            "server 127.0.0.1:8001;": f"server {site.removeprefix('http://')};",
            "listen 80;": f"listen 127.0.0.1:{port};",
        }.items():
            assert example.count(old) == 1
            example = example.replace(old, new)
        temporary = "".join(
            f"{kind}_temp_path {tmp_path}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        configuration = tmp_path / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        configuration.write_text(
            f"{user} pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log; daemon off; worker_processes 1;\n"
            f"events {{ worker_connections 128; }}\nhttp {{ access_log off; {temporary}\n{example}\n}}\n"
        )
        server = subprocess.Popen([nginx, "-c", str(configuration), "-p", str(tmp_path)], stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"{address}/-/health").close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=10)


def test_nginx_caches_pages_limits_queries_and_passes_downloads(proxied: str) -> None:
    def ask(path: str, **headers: str) -> tuple[int, dict[str, str]]:
        request = urllib.request.Request(proxied + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                answer.read()
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}
        except urllib.error.HTTPError as error:
            return error.code, {}

    assert ask("/subjects")[1]["x-cache"] == "MISS"
    assert ask("/subjects")[1]["x-cache"] == "HIT"
    assert "script-src 'self'" in ask("/")[1]["content-security-policy"]
    status, headers = ask("/download/reportedly.db", Range="bytes=0-99")
    assert (status, headers["content-length"]) == (206, "100")
    assert ask("/-/settings.json")[0] == 404
    with ThreadPoolExecutor(8) as pool:
        costly = list(pool.map(lambda n: ask(f"/reportedly.json?sql=select+{n}")[0], range(40)))
        cheap = list(pool.map(lambda n: ask("/subjects")[0], range(20)))
    assert costly.count(200) >= 10
    assert costly.count(429) >= 20
    assert set(costly) <= {200, 429}
    assert cheap == [200] * 20

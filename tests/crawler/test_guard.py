"""What is never asked for. Loopback stands in for the private network: a second server there must see nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.guard import Guard, is_public
from tests.crawler.world import Answer, Cases, Host, Site, World, page, rss

cases = Cases()

#: Names that a hostile or misled name server answers with addresses that are not public.
NAMES = {
    "loopback.invalid-net.example": "127.0.0.9",
    "any.invalid-net.example": "0.0.0.0",
    "private-10.invalid-net.example": "10.0.0.1",
    "private-172.invalid-net.example": "172.16.0.1",
    "private-192.invalid-net.example": "192.168.1.1",
    "link-local.invalid-net.example": "169.254.169.254",
    "shared.invalid-net.example": "100.64.0.1",
    "multicast.invalid-net.example": "224.0.0.1",
    "reserved.invalid-net.example": "240.0.0.1",
    "loopback-6.invalid-net.example": "::1",
    "mapped-6.invalid-net.example": "::ffff:127.0.0.9",
    "nat64.invalid-net.example": "64:ff9b::7f00:9",
    "six-to-four.invalid-net.example": "2002:7f00:9::1",
    "unique-local.invalid-net.example": "fd00::1",
    "link-local-6.invalid-net.example": "fe80::1",
}


class Canary:
    """A listener on loopback that no crawl may reach."""

    def __init__(self, port: int = 0) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.9", port))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


def _refuses(location: str, reason: str) -> Any:
    """A case whose page redirects to `location` (with PORT for the canary's) and must be refused for `reason`."""

    def script(host: Host) -> Iterator[None]:
        port = host.world.canary_port  # type: ignore[attr-defined]
        host["/1"] = Answer(b"", 302, {"Location": location.replace("PORT", str(port))})
        host.feed("/1", "/2")
        host.has(feeds=(host.base + "/feed", f"http://{host.name}:{port}/other"), hosts=("invalid-net.example",))
        host.source = _owns_everything(host.source)
        yield
        assert host.outcome("/1") == ("failed", reason)
        assert host.delivered == ["/2"]
        assert host.site.rows("select next_visit from pages where url = ?", host.base + "/1") == [(None,)]

    return script


def _owns_everything(source: Any) -> Any:
    """The source with its host rule out of the way, so that a case meets the guard alone."""
    object.__setattr__(source, "_own_hosts", frozenset({"", *source._own_hosts, *_EVERY}))
    return source


_EVERY = {
    *(
        "2130706441",
        "0x7f000009",
        "0177.0.0.9",
        "127.9",
        "127.0.0.9",
        "::1",
        "::ffff:127.0.0.9",
        "[::1]",
        "9",
        "1",
    ),
    *("169.254.169.254", "localhost", "10.0.0.1", "::", "0.0.0.0", "0"),
}

for name, location, reason in (
    ("literal_address", "http://127.0.0.9:PORT/", "guard-address"),
    ("decimal_address", "http://2130706441:PORT/", "guard-address"),
    ("hexadecimal_address", "http://0x7f000009:PORT/", "guard-address"),
    ("octal_address", "http://0177.0.0.9:PORT/", "guard-address"),
    ("short_address", "http://127.9:PORT/", "guard-address"),
    ("zero_address", "http://0:PORT/", "guard-address"),
    ("address_6", "http://[::1]:PORT/", "guard-address"),
    ("mapped_address", "http://[::ffff:127.0.0.9]:PORT/", "guard-address"),
    ("metadata_address", "http://169.254.169.254/latest/meta-data/", "guard-address"),
    ("user_and_password", "http://user:pass@invalid-net.example/", "guard-userinfo"),
    ("port_of_another_service", "http://invalid-net.example:6379/", "guard-port"),
    ("other_scheme_file", "file:///etc/passwd", "http-302"),
    ("other_scheme_data", "data:text/html,GPT", "http-302"),
    ("other_scheme_ftp", "ftp://invalid-net.example/x", "http-302"),
    *((host.partition(".")[0].replace("-", "_") + "_by_name", f"http://{host}/", "guard-address") for host in NAMES),
):
    script = _refuses(location, reason)
    script.__name__ = name
    if reason == "http-302":  # Scrapy does not follow those: the page stays a failure that is tried again

        def unfollowed(host: Host, location: str = location) -> Iterator[None]:
            host["/1"] = Answer(b"", 302, {"Location": location})
            host.feed("/1", "/2")
            yield
            assert host.outcome("/1") == ("failed", "http-302")
            assert host.delivered == ["/2"]

        unfollowed.__name__ = name
        script = unfollowed
    cases(script)


@cases
def feed_that_names_other_schemes_yields_nothing(host: Host) -> Iterator[None]:
    host["/feed"] = rss(
        ("file:///etc/passwd", "GPT"),
        ("javascript:alert(1)", "GPT"),
        ("data:text/html,x", "GPT"),
        ("gopher://x/1", "GPT"),
    )
    yield
    assert host.tally.discovered == 0
    assert host.failures == {}


@cases
def page_of_another_host_behind_a_redirect_is_refused(host: Host) -> Iterator[None]:
    host["/1"] = Answer(b"", 302, {"Location": "http://someone-else.example/"})
    host.world["someone-else.example/"] = page("GPT")
    host.feed("/1")
    yield
    assert host.outcome("/1") == ("failed", "other-host")
    assert host.world.asked("someone-else.example", robots=True) == []


@cases
def name_that_changes_its_address_is_refused(host: Host) -> Iterator[None]:
    other = f"rebinding.example:{host.world.canary_port}"  # type: ignore[attr-defined]
    host.feed("/1")
    host.has(feeds=(host.base + "/feed", f"http://{other}/feed"))
    yield
    assert host.site.rows("select reason from feeds where url = ?", f"http://{other}/feed") == [(None,)], (
        "the first answer was allowed"
    )
    NAMES["rebinding.example"] = "127.0.0.9"
    host.site.run("update feeds set next_poll = ''")
    yield
    assert host.site.rows("select reason from feeds where url = ?", f"http://{other}/feed") == [("guard-address",)]


@cases
def name_that_does_not_exist_is_a_failure(host: Host) -> Iterator[None]:
    host.feed("/1")
    host.has(feeds=(host.base + "/feed", "http://nowhere.invalid/feed"))
    yield
    assert host.delivered == ["/1"]
    assert host.failures == {"dns": 1}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Exception | None]]:
    def resolve(name: str, port: Any, *rest: Any, **options: Any) -> list[Any]:
        if name not in NAMES:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        family = socket.AF_INET6 if ":" in NAMES[name] else socket.AF_INET
        return [
            (
                family,
                socket.SOCK_STREAM,
                6,
                "",
                (NAMES[name], int(port or 0), 0, 0)[: 4 if ":" in NAMES[name] else 2],
            )
        ]

    world = World()
    port = int(world.address.rpartition(":")[2])
    canary = Canary(port)
    world.canary_port = port  # type: ignore[attr-defined]
    world["rebinding.example/feed"] = rss()
    NAMES["rebinding.example"] = "127.0.0.1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        allow = frozenset({world.address})
        results = cases.run(
            Site(tmp_path_factory.mktemp("guard")), world, allow, without=frozenset({"rebinding.example"})
        )
    results["no connection was made"] = None if canary.visits == 0 else AssertionError(f"{canary.visits} connections")
    yield results
    canary.close()
    world.close()


@pytest.mark.parametrize("name", [*cases.scripts, "no connection was made"])
def test_guard(outcome: dict[str, Exception | None], name: str) -> None:
    error = outcome[name]
    if error:
        raise error


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("::ffff:10.0.0.1", False),
        ("198.18.0.1", False),
        ("203.0.113.7", False),
        ("255.255.255.255", False),
        ("2001:0:1::1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("entry", ["10.0.0.1:80", "example.org=8.8.8.8:80", "0.0.0.0:80", "localhost:80", "127.0.0.1"])
def test_only_loopback_can_be_allowed(entry: str) -> None:
    with pytest.raises(ValueError):
        Guard([entry])


# --- TLS


def _certificate(folder: Path, name: str, days: int, authority: tuple[Any, Any] | None) -> tuple[Any, Any, Path, Path]:
    """A certificate for a host name, signed by `authority` or by itself: (certificate, key, their files)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    issuer, signer = (authority[0].subject, authority[1]) if authority else (subject, key)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, key, chain, secret


def test_certificates_are_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.crawler.world import source

    authority, authority_key, authority_file, _ = _certificate(tmp_path, "authority.example", 300, None)
    signed = {
        "good.example": _certificate(tmp_path, "good.example", 30, (authority, authority_key)),
        "expired.example": _certificate(tmp_path, "expired.example", -1, (authority, authority_key)),
        "wrong.example": _certificate(tmp_path, "another.example", 30, (authority, authority_key)),
        "self.example": _certificate(tmp_path, "self.example", 30, None),
    }
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    site, worlds, allow = Site(tmp_path), [], set()
    for host, (_, _, chain, secret) in signed.items():
        world = World(tls=(chain, secret))
        world[f"{host}/feed"] = rss((f"https://{host}/1", "GPT"))
        world[f"{host}/1"] = page("GPT")
        allow |= world.allow()
        worlds.append(world)
    sources = [source(host, feeds=(f"https://{host}/feed",)) for host in signed]
    summary = site.crawl(*sources, allow_hosts=frozenset(allow))
    assert site.urls == ["https://good.example/1"]
    failed = {tally.source: dict(tally.failures) for tally in summary.sources if tally.failures}
    assert failed == {name: {"tls": 1} for name in ("expired", "wrong", "self")}
    assert all(not world.seen for world in worlds[1:])
    for world in worlds:
        world.close()

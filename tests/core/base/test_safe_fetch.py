"""SafeFetch: allowed hosts, refused hosts, and limits against a hostile server."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.base.safe_fetch import Refused, SafeFetch, TooLarge, TooSlow, Unreachable
from tests.core.hostile_server import Handler


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


async def to_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.fixture
def fetch(server):
    """Return a function that makes a SafeFetch for good.test and second.test, both on the loopback server."""
    names = [f"{name}:{server.server_port}" for name in ("good.test", "second.test")]

    def make(**options):
        made = {
            "hosts": [],
            "plain_http_hosts": names,
            "resolver": to_loopback,
            "permit": lambda address: True,
            "max_bytes": 1000,
            "seconds": 5,
        }
        return SafeFetch(**{**made, **options})

    return make


@pytest.fixture
def address(server):
    return lambda path, host="good.test": f"http://{host}:{server.server_port}{path}"


def test_an_allowed_host_is_fetched_under_its_own_name(fetch, address, server):
    got = fetch().get(address("/fine"))
    assert (got.status, got.text) == (200, f"hello good.test:{server.server_port}")
    assert got.url == address("/fine")


def test_a_redirect_is_followed_and_checked(fetch, address):
    assert fetch().get(address("/once")).status == 200
    assert fetch().get(address("/away")).url == address("/fine", "second.test")


def test_keys_are_not_sent_to_another_host(fetch, address):
    key = {"Authorization": "Bearer k"}
    assert fetch().get(address("/once"), key).headers["x-seen"] == "Bearer k"
    assert fetch().get(address("/away"), key).headers["x-seen"] == "none"


def test_a_post_is_not_redirected(fetch, address):
    assert fetch().post(address("/once"), content=b"x").status == 302


def test_a_redirect_to_a_host_that_is_not_allowed_is_refused(fetch, address):
    with pytest.raises(Refused):
        fetch().get(address("/inside"))


def test_redirects_are_bounded(fetch, address):
    with pytest.raises(Refused, match="3 redirects"):
        fetch().get(address("/loop"))


@pytest.mark.parametrize("path", ["/large", "/endless", "/bomb"])
def test_size_is_capped_as_sent_and_unpacked(fetch, address, path):
    with pytest.raises(TooLarge):
        fetch(max_bytes=30_000 if path == "/bomb" else 1000).get(address(path))


def test_gzip_is_unpacked(fetch, address):
    assert fetch().get(address("/packed")).content == b"unpacked"


@pytest.mark.parametrize("path", ["/strange", "/damaged", "/cut"])
def test_a_damaged_response_is_reported(fetch, address, path):
    with pytest.raises(Unreachable):
        fetch().get(address(path))


def test_the_total_time_is_limited_for_a_slow_response(fetch, address):
    """The response has no end, and each of its parts arrives soon."""
    with pytest.raises(TooSlow):
        fetch(seconds=0.6).get(address("/drip"))


def test_a_closed_port_is_reported(fetch, server):
    with pytest.raises(Unreachable):
        fetch(plain_http_hosts=["good.test:9"]).get("http://good.test:9/")


@pytest.mark.parametrize(
    "url",
    [
        "http://good.example/",
        "https://evil.example/",
        "https://good.example.evil.example/",
        "https://good.example:8443/",
        "https://user:pass@good.example/",
        "ftp://good.example/",
        "file:///etc/passwd",
        "https:///x",
        "nonsense",
        "https://xgood.example/",
        "https://good.example\x00.evil.example/",
        "",
        "https://good.example@evil.example/",
    ],
)
def test_a_host_not_on_the_list_is_refused_before_any_lookup(url):
    async def never(host, port):
        raise AssertionError("looked up")

    with pytest.raises(Refused):
        SafeFetch(hosts=["good.example", ".below.example"], resolver=never).get(url)


@pytest.mark.parametrize(
    "url", ["https://GOOD.example./x", "https://a.below.example/", "https://good.example:443/"]
)
def test_names_are_compared_as_browsers_do(url):
    assert SafeFetch(hosts=["good.example", ".below.example"]).check(url)


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
        ["::1"],
        ["::ffff:169.254.169.254"],
        ["fe80::1%eth0"],
        ["x"],
    ],
)
def test_a_name_with_any_address_that_is_not_public_is_refused(found):
    async def resolver(host, port):
        return found

    with pytest.raises(Refused):
        SafeFetch(hosts=["good.example"], resolver=resolver).get("https://good.example/")


@pytest.fixture(scope="module")
def secure(tmp_path_factory) -> Iterator[tuple[ThreadingHTTPServer, ssl.SSLContext]]:
    """A TLS server with a certificate for good.test, and a context that trusts its issuer."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "good.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("good.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    (folder / "both.pem").write_bytes(
        pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(folder / "both.pem")
    running.socket = offered.wrap_socket(running.socket, server_side=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running, ssl.create_default_context(cadata=pem.decode())
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    ("host", "trusted", "fine"),
    [("good.test", True, True), ("second.test", True, False), ("good.test", False, False)],
)
def test_the_certificate_is_checked_against_the_host_name(secure, host, trusted, fine):
    server, context = secure
    port = server.server_port
    made = {"certificates": lambda: context} if trusted else {}
    fetch = SafeFetch(
        hosts=[f"{host}:{port}"], resolver=to_loopback, permit=lambda address: True, seconds=5, **made
    )
    if fine:
        assert fetch.get(f"https://{host}:{port}/fine").text == f"hello {host}:{port}"
    else:
        with pytest.raises(Unreachable):
            fetch.get(f"https://{host}:{port}/fine")


def test_a_name_is_resolved_once_and_the_checked_address_is_used(server, address):
    """DNS rebinding: public when checked, loopback when connected. There must be no second lookup."""
    asked = []

    async def rebinding(host, port):
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    fetch = SafeFetch(
        hosts=[],
        plain_http_hosts=[f"good.test:{server.server_port}"],
        resolver=rebinding,
        permit=lambda found: str(found) == "192.0.2.1",
        seconds=0.5,
    )
    with pytest.raises((TooSlow, Unreachable)):
        fetch.get(address("/fine"))
    assert asked == ["good.test"]


def test_the_environments_proxy_is_not_used(fetch, address, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch().get(address("/fine")).status == 200

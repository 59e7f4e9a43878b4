"""deploy/nginx.conf: it sends files only for the site, and passes on the visitor's IP address."""

import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.architecture.files import ROOT
from tests.waiting import wait_for

pytestmark = pytest.mark.services


class Site(BaseHTTPRequestHandler):
    """A replacement for gunicorn: it asks nginx to send a file, or returns what it received."""

    asked = 0

    def do_GET(self) -> None:
        Site.asked += 1
        self.send_response(200)
        if self.path.startswith("/page/"):
            self.send_header("Cache-Control", "public, max-age=0, s-maxage=60")
            self.send_header("Vary", "Cookie, Accept-Encoding")
        if self.path.startswith("/thread/"):
            self.send_header("Cache-Control", "public, no-cache")
        if self.path.startswith("/send/"):
            self.send_header("X-Accel-Redirect", f"/protected/{self.path.removeprefix('/send/')}")
            self.send_header("Cache-Control", "private")
        self.end_headers()
        if not self.path.startswith("/send/"):
            names = ["X-Forwarded-For", "X-Forwarded-Proto", "Host"]
            names += ["Upgrade", "Connection"] if self.path.startswith("/ws/") else []
            self.wfile.write("\n".join(f"{name}={self.headers[name]}" for name in names).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        pass


def port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def adapted(folder: Path, listen: int, upstream: int) -> str:
    """Return our configuration with this test's paths and ports, without TLS."""
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    conf = re.sub(r"^\s*(ssl_\w+ |listen \[::\]).*\n", "", conf, flags=re.M)
    conf = conf.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{listen};")
    conf = conf.replace("listen 80;", f"listen 127.0.0.1:{port()};")
    conf = re.sub(r"unix:/run/commons/\w+\.sock", f"127.0.0.1:{upstream}", conf)
    conf = conf.replace("/var/lib/commons/", f"{folder}/data/")
    conf = conf.replace("/var/cache/commons-pages", f"{folder}/pages")
    temp = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off;\npid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
    return f"{head}http {{\naccess_log off;\n{temp}{conf}\n}}\n"


def answers(number: int) -> bool:
    """Return whether a process listens on the port."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", number), 1):
        return True
    return False


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[str]:
    """Run nginx with our configuration in front of a replacement for the site; yield its URL."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        pytest.skip("nginx is not installed. On Debian: apt install nginx-light")
    for name in ("media/images/a.txt", "private/b.txt", "secret-key", "static/c.txt"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}")
    above = [path for path in tmp_path.parents if path.is_relative_to(tempfile.gettempdir())][:-1]
    for path in (tmp_path, *tmp_path.rglob("*"), *above):
        path.chmod(path.stat().st_mode | 0o055)  # nginx drops the rights of root
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    listen = port()
    conf = tmp_path / "nginx.conf"
    conf.write_text(adapted(tmp_path, listen, site.server_port))
    process = subprocess.Popen([program, "-p", str(tmp_path), "-c", str(conf)], stderr=subprocess.PIPE)
    try:
        wait_for(lambda: process.poll() is not None or answers(listen))
        assert process.poll() is None, process.stderr.read().decode()  # type: ignore[union-attr]
        yield f"http://127.0.0.1:{listen}"
    finally:
        process.terminate()
        process.communicate(timeout=10)
        site.shutdown()
        site.server_close()


def test_nginx_sends_only_the_files_that_the_site_names(nginx: str) -> None:
    with httpx.Client(base_url=nginx, headers={"Host": "commons.example"}) as client:
        sent = client.get("/send/media/images/a.txt")
        assert (sent.status_code, sent.text) == (200, "content of media/images/a.txt")
        assert sent.headers["Cache-Control"] == "private"
        part = client.get("/send/private/b.txt", headers={"Range": "bytes=0-6"})
        assert (part.status_code, part.text) == (206, "content")
        assert client.get("/send/secret-key").status_code == 403
        assert client.get("/send/media/../secret-key").status_code in (400, 403, 404)
        assert client.get("/protected/private/b.txt").status_code == 404
        assert client.get("/static/c.txt").headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_visitor_cannot_forge_an_ip_address(nginx: str) -> None:
    forged = {"Host": "commons.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    said = httpx.get(f"{nginx}/", headers=forged).text.splitlines()
    assert said == ["X-Forwarded-For=127.0.0.1", "X-Forwarded-Proto=http", "Host=commons.example"]


def test_nginx_refuses_huge_bodies(nginx: str) -> None:
    with httpx.Client(base_url=nginx, headers={"Host": "commons.example"}) as client:
        assert client.post("/en/", content=b"x" * 2_500_000).status_code == 413
        assert client.post("/admin/images/add/", content=b"x" * 2_500_000).status_code == 200


def test_a_socket_is_proxied_without_a_body(nginx: str) -> None:
    shake = {"Host": "commons.example", "Connection": "Upgrade", "Upgrade": "websocket"}
    said = httpx.get(
        f"{nginx}/ws/live/", headers=shake | {"X-Forwarded-For": "203.0.113.9"}
    ).text.splitlines()
    assert {"Upgrade=websocket", "Connection=upgrade", "X-Forwarded-For=127.0.0.1"} <= set(said)
    answer = httpx.post(f"{nginx}/ws/live/", content=b"x" * 2000, headers={"Host": "commons.example"})
    assert answer.status_code == 413


def test_new_sockets_are_rate_limited(nginx: str) -> None:
    with httpx.Client(base_url=nginx, headers={"Host": "commons.example"}) as client:
        statuses = [client.get("/ws/live/").status_code for _try in range(900)]
    assert statuses[:400] == [200] * 400
    assert 429 in statuses


def test_public_pages_are_sent_again_but_not_to_members_and_not_discussions(nginx: str) -> None:
    def asked(path: str, **headers: str) -> int:
        """Return how many of three requests reached the site."""
        before = Site.asked
        for _time in range(3):
            assert httpx.get(nginx + path, headers={"Host": "commons.example", **headers}).status_code == 200
        return Site.asked - before

    assert asked("/page/") == 1
    assert asked("/page/?page=2") == 1
    assert asked("/page/", Cookie="__Host-session=abc") == 3
    assert asked("/page/", Cookie="text_language=ar; __Host-session=abc") == 3
    assert asked("/page/") == 0, "what members were sent is not kept"
    assert asked("/thread/") == 3
    assert asked("/other/") == 3

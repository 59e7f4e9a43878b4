"""A hostile server for test_safe_fetch: redirects, slow and broken responses, decompression bombs."""

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

PAGES: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}


def page(path: str) -> Callable:
    def keep(write: Callable) -> Callable:
        PAGES[path] = write
        return write

    return keep


def answer(handler, body=b"", status=200, **headers):
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@page("/fine")
def _fine(handler):
    answer(
        handler,
        f"hello {handler.headers['Host']}".encode(),
        X_Seen=handler.headers.get("Authorization", "none"),
    )


@page("/loop")
def _loop(handler):
    answer(handler, status=302, Location="/loop")


@page("/once")
def _once(handler):
    answer(handler, status=302, Location="/fine")


@page("/away")
def _away(handler):
    answer(handler, status=302, Location=f"http://second.test:{handler.server.server_port}/fine")


@page("/inside")
def _inside(handler):
    answer(handler, status=302, Location=f"http://169.254.169.254:{handler.server.server_port}/latest/")


@page("/large")
def _large(handler):
    answer(handler, b"x" * 5000)


@page("/endless")
def _endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 1000)


@page("/bomb")
def _bomb(handler):
    answer(handler, gzip.compress(b"\0" * 20_000_000), Content_Encoding="gzip")


@page("/packed")
def _packed(handler):
    answer(handler, gzip.compress(b"unpacked"), Content_Encoding="gzip")


@page("/strange")
def _strange(handler):
    answer(handler, b"x", Content_Encoding="br")


@page("/damaged")
def _damaged(handler):
    answer(handler, b"not gzip at all", Content_Encoding="gzip")


@page("/drip")
def _drip(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:  # until the client closes the connection
        handler.wfile.write(b"X-Slow: 1\r\n")
        time.sleep(0.1)


@page("/cut")
def _cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"short")
    handler.close_connection = True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        try:
            PAGES[self.path](self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_POST = do_GET

    def log_message(self, *args: object) -> None:
        pass

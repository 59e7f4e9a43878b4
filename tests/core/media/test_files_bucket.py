"""Files in a bucket: `serve` sends them itself, by the same rules as those on disk."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.http import Http404
from django.test import AsyncRequestFactory, RequestFactory
from storages.backends.s3 import S3Storage

from core.media.files import serve
from core.media.files.views import StoredFile

pytestmark = pytest.mark.django_db  # closing a response ends the request, which uses the database connection

BODY = bytes(range(256)) * 1000  # more than one chunk
KEPT = "documents/guide.pdf"


class Bucket(BaseHTTPRequestHandler):
    """A server with one object: it responds to signed HEAD and GET requests, else with 404."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Log nothing."""

    def do_HEAD(self) -> None:
        """Respond with the object's size, date and ETag."""
        found = self.path == f"/leaves/{KEPT}" and "Authorization" in self.headers
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(BODY) if found else 0))
        self.send_header("Last-Modified", "Fri, 20 Nov 2026 10:00:00 GMT")
        self.send_header("ETag", '"whole"')
        self.end_headers()

    def do_GET(self) -> None:
        """Send the object."""
        self.do_HEAD()
        self.wfile.write(BODY)


@pytest.fixture
def bucket() -> Iterator[S3Storage]:
    """A storage whose bucket is a server of this process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    storage = S3Storage(
        bucket_name="leaves",
        endpoint_url=f"http://127.0.0.1:{server.server_port}",
        access_key="key",
        secret_key="secret",
        region_name="eu-west-1",
        max_memory_size=1024,
    )
    yield storage
    storage.connection.meta.client.close()
    server.shutdown()
    server.server_close()
    thread.join(60)


def test_a_range_of_a_file_in_a_bucket(bucket: S3Storage) -> None:
    request = RequestFactory().get("/", headers={"range": "bytes=5-70000"})
    answer: Any = serve(request, StoredFile(KEPT, bucket), filename="guide.pdf")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, BODY[5:70001])
    answer.close()
    assert answer["Content-Range"] == f"bytes 5-70000/{len(BODY)}"
    assert answer["Last-Modified"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_file_in_a_bucket_is_not_sent_by_nginx(bucket: S3Storage, settings: Any) -> None:
    settings.MEDIA_SENDFILE = "/protected/"
    answer: Any = serve(RequestFactory().get("/"), StoredFile(KEPT, bucket))
    assert "X-Accel-Redirect" not in answer
    assert b"".join(answer.streaming_content) == BODY
    answer.close()


async def test_under_asgi_it_streams(bucket: S3Storage) -> None:
    answer: Any = serve(AsyncRequestFactory().get("/"), StoredFile(KEPT, bucket))
    assert answer.is_async
    assert b"".join([chunk async for chunk in answer.streaming_content]) == BODY
    answer.close()


def test_a_file_missing_in_the_bucket_is_404(bucket: S3Storage) -> None:
    with pytest.raises(Http404):
        serve(RequestFactory().get("/"), StoredFile("documents/gone.pdf", bucket))

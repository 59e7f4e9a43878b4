"""Pages are compressed; files and short responses are not."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.web.middleware import CompressionMiddleware

LONG = "Words about frogs. " * 100


def sent(response, encodings="gzip"):
    request = RequestFactory().get("/", headers={"accept-encoding": encodings})
    return CompressionMiddleware(lambda request: response)(request)


@pytest.mark.parametrize(
    "response", [HttpResponse(LONG), JsonResponse({"html": LONG})], ids=["page", "catch-up"]
)
def test_text_is_compressed(response):
    before = response.content
    answer = sent(response)
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == before
    assert len(answer.content) < len(before) / 4


@pytest.mark.parametrize("encodings", ["gzip, deflate, br", "br;q=0.9, gzip;q=1.0", "BR"])
def test_a_browser_that_accepts_brotli_gets_it(encodings):
    answer = sent(HttpResponse(LONG, headers={"ETag": '"frogs"'}), encodings)
    assert (answer["Content-Encoding"], answer["ETag"], answer["Vary"]) == (
        "br",
        'W/"frogs"',
        "Accept-Encoding",
    )
    assert brotli.decompress(answer.content).decode() == LONG
    assert answer["Content-Length"] == str(len(answer.content))


@pytest.mark.parametrize("encodings", ["gzip, br;q=0", "gzip, br;q=0.0", "gzip, brotli"])
def test_one_that_refuses_brotli_gets_gzip(encodings):
    assert sent(HttpResponse(LONG), encodings)["Content-Encoding"] == "gzip"


def test_without_accept_encoding_there_is_no_compression():
    answer = sent(HttpResponse(LONG), "identity")
    assert not answer.has_header("Content-Encoding")
    assert answer["Vary"] == "Accept-Encoding"


def test_streamed_short_and_binary_responses_are_not_compressed():
    picture, short = HttpResponse(b"x" * 999, content_type="image/png"), HttpResponse("short")
    film = StreamingHttpResponse([b"x" * 999], content_type="text/vtt")
    assert [sent(each).has_header("Content-Encoding") for each in (picture, short, film)] == [False] * 3
    assert [sent(each, "br").has_header("Content-Encoding") for each in (picture, short, film)] == [False] * 3

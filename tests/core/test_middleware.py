"""Pages leave the embedded site compressed, files and short answers as they are."""

import gzip

import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.middleware import CompressionMiddleware

LONG = "Words about frogs. " * 100


def sent(response):
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
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


def test_what_is_streamed_short_or_no_text_is_left_alone():
    picture, short = HttpResponse(b"x" * 999, content_type="image/png"), HttpResponse("short")
    film = StreamingHttpResponse([b"x" * 999], content_type="text/vtt")
    assert [sent(each).has_header("Content-Encoding") for each in (picture, short, film)] == [False] * 3

"""Error pages and bad input: the right status and an explanation, in the reader's language."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from core.base.ratelimit import RateLimited
from core.web import errors

pytestmark = pytest.mark.django_db
RAISED = {
    "bad": BadRequest("x"),
    "suspicious": SuspiciousOperation("x"),
    "denied": PermissionDenied("x"),
    "data": DataError("value too long"),
    "overflow": OverflowError("too large"),
    "nul": ValueError("A string literal cannot contain NUL (0x00) characters."),
    "limited": RateLimited(90),
    "broken": RuntimeError("x"),
}


def _raise(request, kind):
    raise RAISED[kind]


@csrf_exempt
def _echo(request):
    return HttpResponse(",".join(sorted(request.POST)))


urlpatterns = [path("raise/<slug:kind>/", _raise), path("echo/", _echo)]
handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.not_found, errors.server_error


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("bad", 400),
        ("suspicious", 400),
        ("denied", 403),
        ("data", 400),
        ("overflow", 400),
        ("nul", 400),
        ("limited", 429),
        ("broken", 500),
    ],
)
def test_each_kind_of_failure_has_its_status_and_one_heading(client, kind, status):
    answer = client.get(f"/raise/{kind}/")
    assert answer.status_code == status
    assert answer.content.count(b"<h1>") == 1


def test_a_rate_limit_has_retry_after(client):
    assert client.get("/raise/limited/")["Retry-After"] == "90"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Wait 1 minute, then"),
        (60, "Wait 1 minute, then"),
        (61, "Wait 2 minutes, then"),
        (3600, "Wait 60 minutes, then"),
    ],
)
def test_the_page_of_a_rate_limit_shows_how_long_to_wait(seconds, words):
    answer = errors.too_many(RequestFactory().get("/en/"), seconds)
    assert words in answer.content.decode()
    assert "few minutes" not in answer.content.decode()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "دقيقة واحدة"),
        (2, "دقيقتين"),
        (3, "3 دقائق"),
        (10, "10 دقائق"),
        (11, "11 دقيقة"),
        (60, "60 دقيقة"),
        (102, "102 دقيقة"),
    ],
)
def test_the_waiting_time_has_its_arabic_plural(minutes, words):
    assert words in errors.too_many(RequestFactory().get("/ar/"), 60 * minutes).content.decode()


def test_a_rate_limit_without_a_time_shows_a_few_minutes():
    assert "Wait a few minutes" in render_to_string("429.html")


def test_a_nul_in_a_cookie_is_a_bad_request(client):
    answer = client.get("/echo/", headers={"cookie": 'sessionid="\\000abcdefghij"'})
    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["/echo/?q=%00", "/echo/?%00=1", "/echo%00/"])
def test_a_nul_in_an_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_a_body_too_large_is_answered_with_413_and_an_explanation(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/echo/", {"text": "x" * 200})
    assert answer.status_code == 413
    assert b"too large" in answer.content


@pytest.mark.parametrize("method", ["post", "get"])
def test_too_many_fields_answer_413(client, settings, method):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    settings.ROOT_URLCONF = __name__
    answer = client.post("/echo/", {f"f{n}": "1" for n in range(5)})
    assert answer.status_code == 413


def test_a_damaged_multipart_body_answers_400(client):
    answer = client.post("/echo/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=\x01")
    assert answer.status_code == 400


def test_an_unknown_host_is_answered_with_400_in_the_sites_design(client):
    answer = client.get("/echo/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert b"<h1>" in answer.content


def test_a_404_page_is_in_the_language_of_the_url(client):
    answer = client.get("/ar/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Language"] == "ar"
    assert b'dir="rtl"' in answer.content
    assert b'href="/ar/"' in answer.content


def test_a_404_page_without_a_language_takes_the_browsers(client):
    answer = client.get("/nothing/", headers={"accept-language": "fr"})
    assert answer["Content-Language"] == "fr"


def test_error_pages_run_no_query(django_assert_num_queries):
    request = RequestFactory().get("/en/nothing/")
    with django_assert_num_queries(0):
        for page in (errors.bad_request, errors.server_error, errors.unprocessable, errors.csrf_failure):
            page(request)


def test_error_pages_are_not_cached(client):
    assert client.get("/nothing/")["Cache-Control"] == "no-store"


def test_a_form_without_its_csrf_token_explains_what_to_do():
    answer = errors.csrf_failure(RequestFactory().post("/en/"), "no cookie")
    assert answer.status_code == 403
    assert b"has expired" in answer.content


def test_maintenance_answers_503_but_health_checks_pass(client, settings):
    settings.MAINTENANCE = True
    answer = client.get("/fr/anything/")
    assert (answer.status_code, answer["Retry-After"], answer["Content-Language"]) == (503, "600", "fr")
    assert client.get("/healthz").status_code == 404  # not in this URLconf, but not blocked

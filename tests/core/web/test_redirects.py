"""Only redirects to a path of this site are followed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from core.web.redirects import own_path, safe_next_url
from portal.models import HomePage
from tests.factories.accounts import PASSWORD
from tests.factories.portal import AnnouncementFactory, make_home

LONG = "/en/" + "a" * 3000
REFUSED = [
    "",
    "help",
    "healthz",
    "en/help/",
    "?a=1",
    "#main",
    ".",
    "//evil.example/",
    "///evil.example/",
    r"/\evil.example/",
    r"\\evil.example/",
    r"\/evil.example",
    "https:evil.example",
    "https:///evil.example",
    "https://evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "http://testserver//evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "/en/\r\nSet-Cookie: a=b",
    "\t//evil.example",
    "\x01/en/",
    "/\x7f/evil.example",
    "/\ud800",
    "http://[::1",
    "//[",
    "%2F%2Fevil.example",
    "https%3A%2F%2Fevil.example",
    LONG,
    "/" + "é" * 1000,
]
FOLLOWED = {
    "/": "/",
    "/en/help/?page=2#answer": "/en/help/?page=2#answer",
    "/fr/généralités/": "/fr/généralités/",
    "/ar/مساعدة/": "/ar/مساعدة/",
    "/%2F%2Fevil.example": "/%2F%2Fevil.example",
    "/en//evil.example": "/en//evil.example",
    "/en/?next=https://evil.example/": "/en/?next=https://evil.example/",
    "https://testserver/en/help/?a=b": "/en/help/?a=b",
}


@pytest.fixture
def home(db: Any) -> HomePage:
    return make_home()


@pytest.mark.parametrize("asked", REFUSED)
def test_a_url_outside_the_site_is_not_followed(rf: RequestFactory, asked: str) -> None:
    for secure in (False, True):
        request = rf.get("/", secure=secure)
        assert own_path(request, asked) == ""


@pytest.mark.parametrize(("asked", "path"), FOLLOWED.items())
def test_a_path_of_this_site_is_followed(rf: RequestFactory, asked: str, path: str) -> None:
    assert safe_next_url(rf.post("/", {"next": asked}, secure=True), "/en/") == path
    assert safe_next_url(rf.get("/", {"next": asked}, secure=True), "/en/") == path


def test_an_https_page_does_not_redirect_to_http(rf: RequestFactory) -> None:
    assert own_path(rf.get("/"), "http://testserver/en/") == "/en/"
    assert own_path(rf.get("/", secure=True), "http://testserver/en/") == ""


@pytest.mark.parametrize("asked", ["help", "//evil.example/", "/\t/evil.example", LONG])
def test_own_views_ignore_an_invalid_redirect(
    client: Client, home: HomePage, learner: User, asked: str
) -> None:
    password = {"login": learner.email, "password": PASSWORD}
    assert client.post("/en/account/login/", {**password, "next": asked})["Location"] == "/en/"
    consent = client.post("/en/account/consent/", {"consent": "on", "next": asked})
    assert consent["Location"] == "/"
    reading = client.post("/en/account/reading/", {"text_language": "", "pictures": "auto", "next": asked})
    assert reading["Location"] == "/en/account/reading/"
    dismiss = reverse("portal:announcement_dismiss", args=[AnnouncementFactory().public_id])
    assert client.post(dismiss, {"next": asked})["Location"] == "/en/"


@pytest.mark.parametrize("asked", ["help", "//evil.example/", "/\t/evil.example"])
def test_wagtails_views_ignore_an_invalid_redirect(
    as_user: Callable[[User], Client], home: HomePage, editor: User, asked: str
) -> None:
    client = as_user(editor)
    assert client.get("/admin/login/", {"next": asked})["Location"] == "/admin/"
    bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'unpublish'])}?id={home.pk}"
    assert client.post(f"{bulk}&{urlencode({'next': asked})}")["Location"].startswith("/admin/")
    closed = home.view_restrictions.create(restriction_type="password", password="secret")
    enter = reverse("wagtailcore_authenticate_with_password", args=[closed.pk, home.pk])
    assert client.post(enter, {"password": "secret", "return_url": asked})["Location"] == "/"

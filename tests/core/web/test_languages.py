"""Redirects to a URL with a language: for unknown URLs, not for a view's 404."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_url_without_a_language_redirects_to_the_readers(client: Client) -> None:
    answer = client.get("/somewhere/", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/somewhere/")


def test_a_404_of_a_view_is_not_redirected(admin: Any, as_user: Callable[[Any], Client]) -> None:
    answer = as_user(admin).get(reverse("jobs:show", args=[uuid.uuid4()]))
    assert answer.status_code == 404
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize(
    ("before", "leads_to"),
    [
        ("http://testserver/ar/help/", "/ar/account/login/"),
        ("http://testserver/", "/fr/account/login/"),
        ("http://elsewhere.example/ar/help/", "/fr/account/login/"),
        ("http://testserver/tlh/help/", "/fr/account/login/"),
        ("nonsense", "/fr/account/login/"),
    ],
)
def test_a_link_without_a_language_keeps_that_of_its_page(client: Client, before: str, leads_to: str) -> None:
    answer = client.get("/account/login/", headers={"Referer": before, "Accept-Language": "fr"})
    assert answer.url == leads_to

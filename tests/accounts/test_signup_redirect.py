"""After signing up, the link in the mail redirects to the page where the visitor began, and to no other."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from accounts.signup_redirect import SALT
from tests.accounts.conftest import link_in, sign_in
from tests.accounts.test_signup import PASSWORD, URL, filled

pytestmark = pytest.mark.django_db
COURSE = "/en/learn/essentials/?enrol=1"


def redirect_of(answer: Any) -> tuple[str, list[str]]:
    """Return path and `next` of a redirect."""
    parts = urlsplit(answer["Location"])
    return parts.path, parse_qs(parts.query).get("next", [])


def test_the_mail_redirects_to_the_course_of_the_sign_up(client: Client, sent: Callable[[], Any]) -> None:
    """The link may be opened in another browser than the sign-up form."""
    client.post(URL, filled(next=COURSE))
    elsewhere = Client()
    link = link_in(sent()[0])
    page = elsewhere.get(link).content.decode()
    assert f'action="{escape(link)}"' in page
    confirmed = elsewhere.post(link)
    assert redirect_of(confirmed) == ("/en/account/login/", [COURSE])
    user = User.objects.get()
    page = elsewhere.get(confirmed["Location"])
    assert page.context["form"]["login"].value() == user.email
    assert elsewhere.get(confirmed["Location"]).context["form"]["login"].value() is None, "once"
    assert sign_in(elsewhere, user, PASSWORD, next=COURSE)["Location"] == COURSE


def test_a_new_link_from_the_sign_in_page_keeps_the_redirect(client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled())
    sent()
    cache.clear()
    sign_in(client, User.objects.get(), PASSWORD, next=COURSE)
    assert redirect_of(client.post(link_in(sent()[-1]))) == ("/en/account/login/", [COURSE])


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/" + "x" * 400, ""]
)
def test_the_mail_has_no_other_redirect(wanted: str, client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled(next=wanted))
    link = link_in(sent()[0])
    assert "?" not in link
    assert redirect_of(client.post(link)) == ("/en/account/login/", [])


@pytest.mark.parametrize(
    "forged",
    [COURSE, signing.dumps(COURSE), signing.dumps("//evil.example", salt=SALT), "x:y:z"],
    ids=["bare", "other salt", "other site", "nonsense"],  # a signature holds the time
)
def test_an_unsigned_redirect_is_ignored(forged: str, client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled())
    link = f"{link_in(sent()[0])}?{urlencode({'then': forged})}"
    assert redirect_of(client.post(link)) == ("/en/account/login/", [])

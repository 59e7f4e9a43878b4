"""Who makes an account on the way to somewhere gets there, by the link in the mail, and nowhere else."""

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


def ways_on(answer: Any) -> tuple[str, list[str]]:
    """Return path and `next` of where an answer leads."""
    parts = urlsplit(answer["Location"])
    return parts.path, parse_qs(parts.query).get("next", [])


def test_who_came_from_a_course_gets_there_by_the_mail(client: Client, sent: Callable[[], Any]) -> None:
    """The link may be opened in another browser than the one in which the form was sent."""
    client.post(URL, filled(next=COURSE))
    elsewhere = Client()
    link = link_in(sent()[0])
    page = elsewhere.get(link).content.decode()
    assert f'action="{escape(link)}"' in page
    confirmed = elsewhere.post(link)
    assert ways_on(confirmed) == ("/en/account/login/", [COURSE])
    user = User.objects.get()
    page = elsewhere.get(confirmed["Location"])
    assert page.context["form"]["login"].value() == user.email
    assert elsewhere.get(confirmed["Location"]).context["form"]["login"].value() is None, "once"
    assert sign_in(elsewhere, user, PASSWORD, next=COURSE)["Location"] == COURSE


def test_a_new_link_at_the_sign_in_keeps_it_too(client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled())
    sent()
    cache.clear()
    sign_in(client, User.objects.get(), PASSWORD, next=COURSE)
    assert ways_on(client.post(link_in(sent()[-1]))) == ("/en/account/login/", [COURSE])


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/" + "x" * 400, ""]
)
def test_no_other_place_travels_with_the_mail(wanted: str, client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled(next=wanted))
    link = link_in(sent()[0])
    assert "?" not in link
    assert ways_on(client.post(link)) == ("/en/account/login/", [])


@pytest.mark.parametrize(
    "forged",
    [COURSE, signing.dumps(COURSE), signing.dumps("//evil.example", salt=SALT), "x:y:z"],
    ids=["bare", "other salt", "other site", "nonsense"],  # a signature holds the time
)
def test_what_we_did_not_sign_leads_nowhere(forged: str, client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled())
    link = f"{link_in(sent()[0])}?{urlencode({'then': forged})}"
    assert ways_on(client.post(link)) == ("/en/account/login/", [])

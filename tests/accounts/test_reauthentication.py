"""Reauthentication: a mailed code for members without a password; password or second factor for others."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User

ERASE = "/en/account/data/erasure/"
ASK, CONFIRM = "/en/account/reauthenticate/code/", "/en/account/reauthenticate/code/confirm/"


@pytest.fixture
def elsewhere(learner: User) -> User:
    """A member without a password, as after signing in with ORCID."""
    learner.set_unusable_password()
    learner.save()
    return learner


def test_a_mailed_code_reauthenticates(
    client: Client, elsewhere: User, sent: Callable[[], list[Any]]
) -> None:
    client.force_login(elsewhere)
    door = client.post(ERASE)
    assert door["Location"].startswith(ASK)
    assert "Send the code to" in client.get(door["Location"]).content.decode()
    asked = client.post(ASK, {"recipient": elsewhere.email, "next": ERASE})
    assert asked["Location"].startswith(CONFIRM)
    [mail] = sent()
    assert f"Hello {elsewhere.display_name}." in str(mail.body)
    [code] = re.findall(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$", str(mail.body), re.MULTILINE)
    page = client.get(asked["Location"]).content.decode()
    assert elsewhere.email in page
    assert "Code from the mail" in page
    assert client.post(CONFIRM, {"code": "WRONG"}).status_code == 422
    assert client.post(CONFIRM, {"code": code})["Location"] != asked["Location"]
    assert client.get(ERASE).status_code == 200


def test_a_member_with_a_password_is_asked_for_nothing_weaker(
    client: Client, learner: User, sent: Callable[[], list[Any]]
) -> None:
    client.force_login(learner)
    assert client.post(ERASE)["Location"].startswith("/en/account/reauthenticate/?")
    assert "/reauthenticate/code/" not in client.get("/en/account/reauthenticate/").content.decode()
    assert client.post(ASK, {"recipient": learner.email})["Location"].startswith(
        "/en/account/reauthenticate/"
    )
    assert sent() == []


def test_the_last_failed_attempt_counts_too(
    client: Client, elsewhere: User, sent: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The response is a redirect to the page where another code can be requested."""
    monkeypatch.setattr("core.web.secret_attempts.TARGET_RATE", "4/h")
    client.force_login(elsewhere)
    statuses = []
    for _code in range(2):
        client.post(ASK, {"recipient": elsewhere.email})
        answers = [client.post(CONFIRM, {"code": "WRONG"}) for _n in range(3)]
        statuses += [answer.status_code for answer in answers]
    assert statuses == [422, 422, 302, 422, 429, 429]


def test_the_address_is_shown_in_its_own_script(client: Client, elsewhere: User) -> None:
    stored, shown = "ana@xn--80adxhks.example", "ana@москва.example"
    EmailAddress.objects.filter(user=elsewhere).update(email=stored)
    User.objects.filter(pk=elsewhere.pk).update(email=stored)
    client.force_login(elsewhere)
    page = client.get(client.post(ERASE)["Location"]).content.decode()
    assert re.search(rf'<option value="{stored}"[^>]*>{shown}</option>', page)
    page = client.get(client.post(ASK, {"recipient": stored})["Location"]).content.decode()
    assert f"<bdi>{shown}</bdi>" in page
    assert f"We sent a mail to {shown}." in page, "our translated text, in place of allauth's"
    assert stored not in page
    wrong = client.post(ASK, {"recipient": "else@example.org"})
    assert (wrong.status_code, 'aria-invalid="true"' in wrong.content.decode()) == (422, True)

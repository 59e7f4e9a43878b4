"""An open session is not enough to get the copy of all data: the member must authenticate again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import DataExport, User
from tests.accounts.conftest import link_in, sign_in
from tests.accounts.test_passkeys import SITE, Key, add
from tests.accounts.test_second_factor import code_for, protected
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ASK = "/en/account/data/export/"
DOOR = "/en/account/reauthenticate/"


def later(client: Client, user: User) -> None:
    """Return to the site later: still signed in, but without recent authentication."""
    client.logout()
    client.force_login(user)


@pytest.fixture
def link(client: Client, sent: Callable[[], Any]) -> str:
    """The link to the copy of `user`; the client is signed in as at the next visit."""
    user: Any = UserFactory(email="owner@example.org")
    sign_in(client, user)
    client.post(DOOR, {"password": PASSWORD})
    client.post(ASK)
    [message] = sent()
    later(client, user)
    return link_in(message)


def test_a_request_for_a_copy_asks_for_the_password(client: Client) -> None:
    user: Any = UserFactory()
    sign_in(client, user)
    door = client.post(ASK)["Location"]
    assert door.startswith(DOOR)
    assert not DataExport.objects.exists()
    assert client.post(door, {"password": "wrong"}).status_code == 422
    assert not DataExport.objects.exists()
    assert client.post(door, {"password": PASSWORD})["Location"] == "/en/account/data/"
    assert DataExport.objects.get().user == user


def test_a_download_asks_for_the_password(client: Client, link: str) -> None:
    door = client.get(link)["Location"]
    assert door.startswith(DOOR)
    assert client.post(door, {"password": "wrong"}).status_code == 422
    assert client.get(link).status_code == 302
    assert client.post(door, {"password": PASSWORD})["Location"] == link
    answer: Any = client.get(link)
    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_the_link_has_no_download_attribute(client: Client, link: str) -> None:
    page = client.get("/en/account/data/").content.decode()
    assert f'href="{link}">' in page, (
        "with the attribute download, the password page would be saved as the file"
    )


def test_others_cannot_see_that_a_copy_exists(link: str, as_user: Any) -> None:
    assert as_user(UserFactory()).get(link).status_code == 404


def test_a_passkey_is_enough(client: Client, settings: Any) -> None:
    settings.SITE_URL, settings.WEBAUTHN_RP_ID = SITE, ""
    user: Any = UserFactory()
    sign_in(client, user)
    client.post(DOOR, {"password": PASSWORD})
    key = Key()
    add(client, key)
    user.set_unusable_password()
    user.save()
    later(client, user)
    door = client.post(ASK)["Location"]
    assert door.startswith("/en/account/2fa/reauthenticate/")
    assert client.get(door).status_code == 200
    url = door.replace("/2fa/", "/2fa/webauthn/")
    options = client.get(url).context["js_data"]["request_options"]["publicKey"]
    assert client.post(url, {"credential": key.get(options)})["Location"] == "/en/account/data/"
    assert DataExport.objects.get().user == user


def test_a_mailed_code_is_enough_without_a_password(client: Client) -> None:
    user: Any = UserFactory()
    secret = protected(user)
    user.set_unusable_password()
    user.save()
    later(client, user)
    door = client.post(ASK)["Location"]
    client.post(door, {"code": code_for(secret)})
    assert DataExport.objects.get().user == user


def test_a_member_of_another_service_is_asked_for_a_mailed_code(
    client: Client, sent: Callable[[], Any]
) -> None:
    user: Any = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    door = client.post(ASK)["Location"]
    assert door.startswith("/en/account/reauthenticate/code/")
    assert client.get(door).status_code == 200
    assert not DataExport.objects.exists()
    confirm = client.post(door, {"recipient": user.email, "next": ASK})["Location"]
    [mail] = sent()
    [code] = re.findall(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$", str(mail.body), re.MULTILINE)
    client.post(confirm, {"code": code})
    assert DataExport.objects.get().user == user
    *_code, message = sent()
    answer: Any = client.get(link_in(message))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")

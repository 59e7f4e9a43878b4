"""Codes from an app and recovery codes: both work without scripts."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import link_in, sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
STEP = "/en/account/2fa/authenticate/"


def code_for(secret: str) -> str:
    """Return the code an app would show now; it stays valid when the next half minute begins meanwhile."""
    return format_hotp_value(hotp_value(secret, half_minute()))


def half_minute() -> int:
    """Return the number of the present half minute, from which a code is made."""
    return int(time.time()) // 30


def protected(user: User) -> str:
    """Add an app as second factor; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_an_app_is_set_up_and_a_mail_is_sent(
    client: Client, sent: Callable[[], Any], django_capture_on_commit_callbacks: Any
) -> None:
    user = UserFactory(language="fr")
    sign_in(client, user)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/en/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert client.post("/en/account/2fa/totp/activate/", {"code": "000000"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/en/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    codes = client.get(answer["Location"])
    assert codes.status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert {message.extra_headers["Content-Language"] for message in sent()} == {"fr"}


def test_sign_in_with_password_and_code(client: Client) -> None:
    user = UserFactory()
    secret = protected(user)
    assert sign_in(client, user, next="/en/account/data/")["Location"].startswith(STEP)
    assert client.get("/en/account/").status_code == 302, "the password alone is not enough"
    page = client.get(STEP)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    wrong = client.post(STEP, {"code": "000000"})
    assert wrong.status_code == 422
    assert client.post(STEP, {"code": code_for(secret)})["Location"] == "/en/account/data/"
    assert client.get("/en/account/").status_code == 200


def test_a_code_works_once() -> None:
    user = UserFactory()
    code = code_for(protected(user))
    for status in (302, 422):
        client = Client()
        sign_in(client, user)
        assert client.post(STEP, {"code": code}).status_code == status


def test_a_recovery_code_works_once() -> None:
    user = UserFactory()
    protected(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for status in (302, 422):
        client = Client()
        sign_in(client, user)
        assert client.post(STEP, {"code": code}).status_code == status


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.translate({ord(str(n)): chr(0x0660 + n) for n in range(10)}),  # Arabic
        lambda code: code.translate({ord(str(n)): chr(0x06F0 + n) for n in range(10)}),  # Persian
        lambda code: code.translate({ord(str(n)): chr(0x0966 + n) for n in range(10)}),  # Devanagari
        lambda code: code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),  # full width
        lambda code: f"\u200f{code[:3]}\u00a0\u2013 {code[3:]}\u2069",
    ],
)
def test_codes_are_typed_with_any_digits_and_spaces(typed: Callable[[str], str]) -> None:
    user = UserFactory()
    secret = protected(user)
    recovery = RecoveryCodes.activate(user).get_unused_codes()[0]
    for code in (code_for(secret), recovery):
        client = Client()
        sign_in(client, user)
        assert client.post(STEP, {"code": typed(code)}).status_code == 302
    again = client.post(
        "/en/account/2fa/reauthenticate/", {"code": typed(RecoveryCodes.activate(user).get_unused_codes()[0])}
    )
    assert again.status_code == 302


def test_guessing_codes_ends_in_429(client: Client) -> None:
    user = UserFactory()
    protected(user)
    sign_in(client, user)
    statuses = [client.post(STEP, {"code": f"{n:06}"}).status_code for n in range(8)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    cache.clear()


def test_guessing_codes_does_not_block_the_members_own_browser(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/logout/")
    secret = protected(user)
    for address in range(4):
        thief = Client(REMOTE_ADDR=f"203.0.113.{address}")
        sign_in(thief, user)
        for n in range(9):
            thief.post(STEP, {"code": f"{n:06}"})
    sign_in(client, user)
    assert client.post(STEP, {"code": code_for(secret)}).status_code == 302
    assert client.get("/en/account/").status_code == 200


def test_the_members_own_browser_is_limited_too(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/logout/")
    protected(user)
    sign_in(client, user)
    statuses = [client.post(STEP, {"code": f"{n:06}"}).status_code for n in range(8)]
    assert statuses == [422] * 5 + [429] * 3


@pytest.mark.parametrize("code", ["", "x" * 5000, "\x00", "١٢٣٤٥٦"])
def test_a_malformed_code_shows_an_error(code: str, client: Client) -> None:
    user = UserFactory()
    protected(user)
    sign_in(client, user)
    assert client.post(STEP, {"code": code}).status_code == 422


def test_the_app_is_switched_off(client: Client) -> None:
    user = UserFactory()
    secret = protected(user)
    sign_in(client, user)
    client.post(STEP, {"code": code_for(secret)})
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/en/account/2fa/totp/deactivate/").status_code == 200
    assert client.post("/en/account/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(type="totp").exists()


def test_a_member_with_a_second_factor_may_change_the_address(
    client: Client, sent: Callable[[], Any]
) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    protected(user)
    answer = client.post("/en/account/email/", {"email": "new@example.org", "action_add": ""})
    assert answer.status_code == 302
    confirm = link_in(next(mail for mail in sent() if mail.to == ["new@example.org"]))
    assert User.objects.get().email == user.email
    assert client.post(confirm).status_code == 302
    assert User.objects.get().email == "new@example.org"
    assert Authenticator.objects.filter(user=user, type="totp").exists()


@pytest.mark.parametrize(("steps", "is_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute(steps: int, is_in: bool) -> None:
    begun = None
    while begun != half_minute():  # again when the half minute ended meanwhile
        begun, user, client = half_minute(), UserFactory(), Client()
        secret = protected(user)
        sign_in(client, user)
        code = format_hotp_value(hotp_value(secret, begun + steps))
        status = client.post(STEP, {"code": code}).status_code
    assert status == (302 if is_in else 422)
    assert ("_auth_user_id" in client.session) is is_in

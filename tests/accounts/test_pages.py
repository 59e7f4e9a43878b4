"""Every page of allauth and of accounts has our layout, one heading and nothing inline."""

import re
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from accounts.models import User
from tests.accounts.conftest import sign_in
from tests.factories.accounts import PASSWORD, UserFactory
from tests.html import normalise_html

pytestmark = pytest.mark.django_db

OPEN = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
    "socialaccount_login_cancelled",
    "accounts:privacy",
    "accounts:reading_edit",
]
MEMBERS = [
    "accounts:account_show",
    "accounts:profile_edit",
    "accounts:consent_edit",
    "accounts:data_show",
    "accounts:erasure_edit",
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]
PROTECTED = [
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
]
# URLs that show no page in these states, and why.
NO_PAGE = {
    "account_confirm_email": "needs a key; tests/accounts/test_signin.py",
    "account_reset_password_from_key": "needs a key; tests/accounts/test_signin.py",
    "account_set_password": "for members without a password; below",
    "account_request_reauthentication_code": "for members without a password; below",
    "account_confirm_reauthentication_code": "needs a code; tests/accounts/test_reauthentication.py",
    "account_confirm_login_code": "sign-in by mailed code is off",
    "mfa_authenticate": "the second step; tests/accounts/test_second_factor.py",
    "mfa_reauthenticate_webauthn": "needs a key; tests/accounts/test_passkeys.py",
    "mfa_login_webauthn": "JSON; tests/accounts/test_passkeys.py",
    "mfa_edit_webauthn": "needs a key; tests/accounts/test_passkeys.py",
    "mfa_remove_webauthn": "needs a key; tests/accounts/test_passkeys.py",
    "mfa_download_recovery_codes": "a file; below",
    "socialaccount_signup": "needs a service; tests/accounts/test_services.py",
    "openid_connect_login": "needs a service; tests/accounts/test_services.py",
    "openid_connect_callback": "needs a service; tests/accounts/test_services.py",
    "socialaccount_login_error": "answers 401; below",
    "accounts:session_end": "takes a form only",
    "accounts:export_request": "takes a form only",
    "accounts:erasure_cancel": "takes a form only",
    "accounts:export_download": "a file; tests/accounts/test_exports.py",
}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def address(name: str, language: str = "en") -> str:
    """Return the page's address in a language."""
    with translation.override(language):
        return reverse(name)


@pytest.fixture
def reader(client: Client) -> Client:
    """A client signed in with the form, with a recently confirmed password."""
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return client


def assert_page(answer: Any, language: str, status: int = 200) -> None:
    """Fail unless the page is ours: layout, one heading, a title, nothing inline, nothing of allauth's."""
    assert answer.status_code == status
    page = normalise_html(answer.content.decode())
    assert page.count("<h1") == 1, page
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert 'id="main"' in page
    assert re.search(r"<title>\S[^<]* \| KM4B Commons</title>", page)
    assert not INLINE.search(page), INLINE.search(page)
    assert "Menu:" not in page


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", OPEN)
def test_open_pages(name: str, language: str, client: Client) -> None:
    assert_page(client.get(address(name, language)), language)


def test_the_page_of_a_failed_service(client: Client) -> None:
    assert_page(client.get(address("socialaccount_login_error")), "en", status=401)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", MEMBERS)
def test_pages_of_members(name: str, language: str, reader: Client) -> None:
    assert_page(reader.get(address(name, language)), language)


@pytest.mark.parametrize("name", PROTECTED)
def test_pages_of_members_with_a_second_step(name: str, reader: Client) -> None:
    user = User.objects.get()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    assert_page(reader.get(address(name)), "en")


def test_recovery_codes_as_a_file(reader: Client) -> None:
    user = User.objects.get()
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).generate_codes()
    answer = reader.get(address("mfa_download_recovery_codes"))
    assert answer.content.decode().split() == codes
    assert "attachment" in answer["Content-Disposition"]


def test_the_page_of_a_member_without_a_password(reader: Client) -> None:
    user = User.objects.get()
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    door = client.get(address("account_set_password"))["Location"]
    assert door.startswith(address("account_request_reauthentication_code"))
    assert_page(client.get(door), "en")
    assert address("account_set_password") in client.get("/en/account/").content.decode()


def test_every_page_is_tested() -> None:
    known = {*OPEN, *MEMBERS, *PROTECTED, *NO_PAGE}
    prefixes = ("account_", "mfa_", "socialaccount_", "usersessions_", "openid_connect_", "orcid_")
    names = {
        name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(prefixes)
    }
    _path, own = get_resolver().namespace_dict["accounts"]
    names |= {f"accounts:{name}" for name in own.reverse_dict if isinstance(name, str)}
    assert names - known == set()

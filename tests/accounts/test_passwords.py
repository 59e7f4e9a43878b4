"""A password is accepted in every Unicode form in which it is typed, also one that was stored long ago."""

import unicodedata
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.passwords import opaque_string, password_forms
from tests.accounts.conftest import SIGN_IN, sign_in
from tests.accounts.test_signup import URL, CountingHasher, filled
from tests.factories.accounts import UserFactory

COMPOSED = "Đường-về-nhà-xa"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
SPACED = "forêt\u00a0et\u3000rivière"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DECOMPOSED, COMPOSED),
        (SPACED, "forêt et rivière"),
        ("ｗｉｄｅ", "ｗｉｄｅ"),  # width and compatibility letters stay: no NFKC
        ("ﬁne ", "ﬁne "),
    ],
)
def test_the_stored_form_is_opaque_string(typed: str, kept: str) -> None:
    assert opaque_string(typed) == kept == opaque_string(kept)


def test_plain_passwords_have_one_form() -> None:
    assert password_forms("forest-and-river-22") == ["forest-and-river-22"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED), (SPACED, opaque_string(SPACED))]
)
def test_a_password_is_accepted_in_the_other_form(chosen: str, typed: str, client: Client) -> None:
    client.post(URL, filled(password1=chosen))
    user = User.objects.get()
    user.emailaddress_set.update(verified=True)
    assert sign_in(Client(), user, typed).status_code == 302
    assert check_password(opaque_string(chosen), user.password)


@pytest.mark.django_db
@pytest.mark.parametrize("stored", [DECOMPOSED, COMPOSED, SPACED])
def test_an_old_hash_is_accepted_and_keeps_other_sessions(stored: str) -> None:
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(password=make_password(stored))
    typed = stored if stored == SPACED else unicodedata.normalize("NFC", stored)
    first, second = Client(), Client()
    first.force_login(User.objects.get(pk=user.pk))
    assert sign_in(second, user, typed).status_code == 302
    assert [client.get("/en/account/").status_code for client in (first, second)] == [200, 200]


@pytest.mark.django_db
def test_reauthentication_with_an_old_hash_keeps_the_session(client: Client) -> None:
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(password=make_password(DECOMPOSED))
    client.force_login(User.objects.get(pk=user.pk))
    assert client.post("/en/account/reauthenticate/", {"password": COMPOSED}).status_code == 302
    assert client.get("/en/account/").status_code == 200
    answer = client.post(
        "/en/account/password/change/",
        {"oldpassword": DECOMPOSED, "password1": "Mùa-xuân-ở-Huế", "password2": "Mùa-xuân-ở-Huế"},
    )
    assert answer.status_code == 302
    assert check_password(opaque_string("Mùa-xuân-ở-Huế"), User.objects.get(pk=user.pk).password)


@pytest.mark.django_db
def test_wrong_passwords_take_the_same_time_for_unknown_addresses(settings: Any) -> None:
    UserFactory(email="known@example.org")
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    User.objects.update(password=make_password("something-else-1"))
    work = []
    for address in ("known@example.org", "unknown@example.org"):
        CountingHasher.hashed = 0
        assert Client().post(SIGN_IN, {"login": address, "password": COMPOSED + "\u00a0"}).status_code == 422
        work.append(CountingHasher.hashed)
    assert work == [3, 3]


@pytest.mark.django_db
def test_one_attempt_counts_once_for_all_forms() -> None:
    user, client = UserFactory(), Client()
    plain = [sign_in(client, UserFactory(), f"wrong-{n}").status_code for n in range(4)]
    accented = [sign_in(client, user, f"{DECOMPOSED}{n}").status_code for n in range(4)]
    assert plain == accented == [422] * 4


def test_validators_check_the_stored_form() -> None:
    """Nine letters are nine, also when their accents are separate characters."""
    with pytest.raises(ValidationError) as refusal:
        validate_password(unicodedata.normalize("NFD", "ếếếếếếếếế"))
    assert "password_too_short" in {error.code for error in refusal.value.error_list}
    with pytest.raises(ValidationError):
        validate_password(
            unicodedata.normalize("NFD", "Amélie Bélanger"), User(display_name="Amélie Bélanger")
        )

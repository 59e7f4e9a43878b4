"""One normal form of an address: sign-up, sign-in, new password, change, admin, commands."""

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory

from accounts import mails
from accounts.adapters import SocialAccountAdapter
from accounts.checks import addresses_are_normal
from accounts.forms.admin import MemberCreationForm
from accounts.models import Consent, User
from tests.accounts.conftest import sign_in
from tests.accounts.test_signup import SENT, URL, filled
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
MIGRATION = import_module("accounts.migrations.0005_normal_email_addresses")


def store(user: User, address: str) -> None:
    """Store an address without the field's validation, as an old database may have it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = %s WHERE id = %s", [address, user.pk])
        cursor.execute("UPDATE account_emailaddress SET email = %s WHERE user_id = %s", [address, user.pk])


def stored(user: User) -> set[str]:
    """Return the addresses of the member in both tables."""
    return {User.objects.get(pk=user.pk).email, EmailAddress.objects.get(user=user).email}


@pytest.mark.parametrize(
    "typed", ["İstanbul@example.org", "istan\u200bbul@example.org", "istanbul\u202c@example。org"]
)
def test_sign_up_stores_the_normal_form(typed: str, client: Client, sent: Callable[[], Any]) -> None:
    answer = client.post(URL, filled(email=typed))
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    assert stored(User.objects.get()) == {"istanbul@example.org"}
    assert [message.to for message in sent()] == [["istanbul@example.org"]]


@pytest.mark.parametrize(
    "address",
    ["ana@\u0430pple.com", "ana@foo_bar.org", "ana@[127.0.0.1]", "ana@" + "ü" * 70 + ".org", "josé@x.org"],
)
def test_an_invalid_address_is_reported_beside_its_field(address: str, client: Client) -> None:
    answer = client.post(URL, filled(email=address))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"email"})


def test_a_failure_leaves_no_incomplete_account(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OSError("The mail cannot be written.")

    monkeypatch.setattr(mails, "send", fail)
    client = Client(raise_request_exception=False)
    assert client.post(URL, filled()).status_code == 500
    assert [model.objects.count() for model in (User, EmailAddress, Consent)] == [0, 0, 0]
    monkeypatch.undo()
    assert client.post(URL, filled()).status_code == 302
    assert EmailAddress.objects.count() == 1


def test_sign_in_accepts_each_form_of_the_address(client: Client, sent: Callable[[], Any]) -> None:
    user = UserFactory(email="Ana@MÜNCHEN.example")
    assert stored(user) == {"ana@xn--mnchen-3ya.example"}
    for typed in ("ana@münchen.example", "ANA@mu\u0308nchen.example", "ana\u200d@xn--mnchen-3ya.example"):
        assert sign_in(Client(), SimpleNamespace(email=typed)).status_code == 302
        client.post("/en/account/password/reset/", {"email": typed})
    assert {(message.to[0], str(message.subject)) for message in sent()} == {
        ("ana@xn--mnchen-3ya.example", "A new password")
    }
    assert User.objects.get(email="ANA@München.example") == user
    assert User.objects.get_by_natural_key("ana@münchen.example") == user


def test_an_old_invalid_address_can_still_sign_in(client: Client, sent: Callable[[], Any]) -> None:
    user = UserFactory()
    old = "ana@xn--pple-43d.com"  # Cyrillic and Latin letters
    store(user, old)
    assert sign_in(Client(), SimpleNamespace(email="ana@\u0430pple.com")).status_code == 302
    assert client.post("/en/account/password/reset/", {"email": old}).status_code == 302
    assert [message.to for message in sent()] == [[old]]
    [warning] = addresses_are_normal(databases=["default"])
    assert (warning.id, f"[{user.pk}]" in warning.msg) == ("accounts.W002", True)
    client.force_login(UserFactory())
    client.post("/en/account/reauthenticate/", {"password": "a-long-test-password"})
    assert client.post("/en/account/email/", {"email": old, "action_add": ""}).status_code == 422


def test_a_changed_address_is_normal_and_shown_in_its_script(client: Client) -> None:
    client.force_login(UserFactory(email="ana@example.org"))
    client.post("/en/account/reauthenticate/", {"password": "a-long-test-password"})
    client.post("/en/account/email/", {"email": "Ana@МОСКВА.example", "action_add": ""})
    assert EmailAddress.objects.filter(email="ana@xn--80adxhks.example", verified=False).exists()
    assert "ana@москва.example" in client.get("/en/account/email/").content.decode()


def test_admin_and_commands_store_the_same_form(monkeypatch: pytest.MonkeyPatch) -> None:
    data = {"email": "İris@example.org", "display_name": "Iris", "language": "en", "time_zone": "UTC"}
    password = "forest-and-river-22"
    form = MemberCreationForm({**data, "password1": password, "password2": password}, by=UserFactory())
    assert form.is_valid(), form.errors
    assert stored(form.save()) == {"iris@example.org"}
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    call_command(
        "createsuperuser",
        "--noinput",
        "--email",
        "Root\u200b@EXAMPLE.org",
        "--display_name",
        "Root",
        verbosity=0,
    )
    assert User.objects.get(display_name="Root").email == "root@example.org"


def test_a_services_address_is_normal(rf: RequestFactory) -> None:
    login = SocialLogin(user=User(), account=SocialAccount(provider="orcid", uid="1"))
    user = SocialAccountAdapter().populate_user(rf.get("/"), login, {"email": "İris@MÜNCHEN.example"})
    assert user.email == "iris@xn--mnchen-3ya.example"


def test_old_addresses_are_normalised_and_collisions_kept_and_reported() -> None:
    alone, first, second = UserFactory(), UserFactory(email="same@example.org"), UserFactory()
    store(alone, "Al\u200bone@example.org")
    store(second, "sa\u200bme@example.org")
    MIGRATION.normalize(apps, SimpleNamespace(connection=connection))
    assert stored(alone) == {"alone@example.org"}
    assert stored(first) == {"same@example.org"}
    assert stored(second) == {"sa\u200bme@example.org"}
    [warning] = addresses_are_normal(databases=["default"])
    assert (warning.id, f"[{second.pk}]" in warning.msg) == ("accounts.W001", True)


def test_a_warning_of_many_members_is_short() -> None:
    users = UserFactory.create_batch(25)
    for user in users:
        User.objects.filter(pk=user.pk).update(email=f"ana{user.pk}@xn--pple-43d.com")
    [warning] = addresses_are_normal(databases=["default"])
    assert f"members {[user.pk for user in users[:20]]} and more, 25 in all, have" in warning.msg


def test_a_member_with_a_colliding_address_can_change_name_and_password(client: Client) -> None:
    UserFactory(email="same@example.org")
    user = UserFactory()
    store(user, "sa\u200bme@example.org")
    client.force_login(User.objects.get(pk=user.pk))
    profile = {"display_name": "New", "language": "en", "time_zone": "UTC"}
    assert client.post("/en/account/profile/", profile).status_code == 302
    new = "river-and-stone-55"
    asked = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/en/account/password/change/", asked).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.display_name, user.check_password(new)) == ("New", True)
    assert stored(user) == {"sa\u200bme@example.org"}

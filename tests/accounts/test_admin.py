"""The editors' admin: one way to sign in, and members managed with the fields they have."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_admin_sends_to_the_sites_sign_in_and_back(client: Client, editor: Any) -> None:
    answer = client.get("/admin/pages/", follow=True)
    door = urlsplit(answer.redirect_chain[-1][0])
    assert door.path == "/en/account/login/"
    came = sign_in(client, editor, next=parse_qs(door.query)["next"][0])
    assert client.get(came["Location"])["Location"] == "/admin/pages/"


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/x/"]
)
def test_wagtails_own_doors_are_closed(path: str, client: Client) -> None:
    for send in (client.get, client.post):
        assert urlsplit(send(path)["Location"]).path == "/en/account/login/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/"])
def test_next_leads_only_within_the_site(wanted: str, editor: Any, as_user: Any) -> None:
    assert as_user(editor).get("/admin/login/", {"next": wanted})["Location"] == "/admin/"


def test_signing_out_of_the_admin_ends_the_session(client: Client, editor: Any, as_user: Any) -> None:
    client = as_user(editor)
    client.post(reverse("wagtailadmin_logout"))
    assert client.get("/en/account/").status_code == 302


def test_to_a_member_without_the_right_the_admin_is_not_there(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 404
    assert len(answer.redirect_chain) < 4


def test_an_editor_comes_in_by_the_sites_form(client: Client, editor: Any) -> None:
    assert sign_in(client, editor, next="/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/")["Location"] == "/admin/"


def test_members_are_listed_found_and_changed(admin: Any, as_user: Any) -> None:
    client = as_user(admin)
    other = UserFactory(email="other@example.org", display_name="Ngozi")
    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    assert (
        "other@example.org" in client.get(reverse("wagtailusers_users:index") + "?q=Ngozi").content.decode()
    )
    url = reverse("wagtailusers_users:edit", args=[other.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert "first_name" not in page.content.decode()
    data = {
        "email": "Other2@example.org",
        "display_name": "Ngozi A",
        "language": "fr",
        "time_zone": "Africa/Lagos",
        "is_active": "on",
        "password1": "",
        "password2": "",
    }
    assert client.post(url, data).status_code == 302
    other.refresh_from_db()
    assert (other.email, other.display_name, other.language) == ("other2@example.org", "Ngozi A", "fr")
    [address] = EmailAddress.objects.filter(user=other)
    assert (address.email, address.verified, address.primary) == ("other2@example.org", False, True)


def test_a_member_is_made(admin: Any, as_user: Any) -> None:
    client = as_user(admin)
    url = reverse("wagtailusers_users:add")
    assert client.get(url).status_code == 200
    data = {
        "email": "made@example.org",
        "display_name": "Made",
        "language": "en",
        "time_zone": "UTC",
        "password1": "river-and-stone-55",
        "password2": "river-and-stone-55",
    }
    assert client.post(url, data).status_code == 302
    assert User.objects.get(email="made@example.org").check_password("river-and-stone-55")
    again = client.post(url, {**data, "email": "MADE@example.org"})
    assert again.status_code == 200
    assert "email" in again.context["form"].errors


@pytest.mark.parametrize("name", ["", "x" * 81, "a\u202eb"])
def test_names_follow_the_same_rules(name: str, admin: Any, as_user: Any) -> None:
    data = {
        "email": "made@example.org",
        "display_name": name,
        "language": "en",
        "time_zone": "UTC",
        "password1": "river-and-stone-55",
        "password2": "river-and-stone-55",
    }
    answer = as_user(admin).post(reverse("wagtailusers_users:add"), data)
    assert "display_name" in answer.context["form"].errors


def test_a_member_is_shown_before_they_are_deleted(admin: Any, as_user: Any) -> None:
    other = UserFactory()
    url = reverse("wagtailusers_users:delete", args=[other.pk])
    assert as_user(admin).get(url).status_code == 200


def test_an_editor_cannot_manage_members(editor: Any, as_user: Any) -> None:
    assert as_user(editor).get(reverse("wagtailusers_users:index")).status_code == 302


def test_the_admins_own_account_page_works(editor: Any, as_user: Any) -> None:
    assert as_user(editor).get(reverse("wagtailadmin_account")).status_code == 200

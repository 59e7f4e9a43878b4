"""The editors' admin: one sign-in form, and members managed with the fields they have."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client, TestCase
from django.urls import reverse
from wagtail import hooks
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.enums import ExportState
from accounts.models import DataExport, User
from core import mail
from core.base.models import AuditEvent
from core.mail.models import MailMessage
from tests.accounts.conftest import sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_admin_redirects_to_the_sites_sign_in_and_back(client: Client, editor: Any) -> None:
    answer = client.get("/admin/pages/", follow=True)
    door = urlsplit(answer.redirect_chain[-1][0])
    assert door.path == "/en/account/login/"
    came = sign_in(client, editor, next=parse_qs(door.query)["next"][0])
    assert client.get(came["Location"])["Location"] == "/admin/pages/"


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/x/"]
)
def test_wagtails_own_sign_in_pages_are_disabled(path: str, client: Client) -> None:
    for send in (client.get, client.post):
        assert urlsplit(send(path)["Location"]).path == "/en/account/login/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/"])
def test_next_redirects_only_within_the_site(wanted: str, editor: Any, as_user: Any) -> None:
    assert as_user(editor).get("/admin/login/", {"next": wanted})["Location"] == "/admin/"


def test_signing_out_of_the_admin_ends_the_session(client: Client, editor: Any, as_user: Any) -> None:
    client = as_user(editor)
    client.post(reverse("wagtailadmin_logout"))
    assert client.get("/en/account/").status_code == 302


def test_the_admin_answers_404_to_a_member_without_permission(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 404
    assert len(answer.redirect_chain) < 4


def test_an_editor_signs_in_with_the_sites_form(client: Client, editor: Any) -> None:
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


def delete_url(*members: User) -> str:
    """Return the address that deletes one member, or the members ticked in the list."""
    if len(members) == 1:
        return reverse("wagtailusers_users:delete", args=[members[0].pk])
    place = {"app_label": "accounts", "model_name": "user", "action": "delete"}
    ticked = "&".join(f"id={member.pk}" for member in members)
    return f"{reverse('wagtail_bulk_action', kwargs=place)}?{ticked}"


@pytest.mark.parametrize("number", [1, 2])
def test_the_delete_page_explains_the_erasure(number: int, admin: Any, as_user: Any) -> None:
    answer = as_user(admin).get(delete_url(*UserFactory.create_batch(number)))
    assert answer.status_code == 200
    assert "erased at once" in answer.content.decode()


@pytest.mark.parametrize("number", [1, 2])
def test_deleted_members_are_erased_by_the_register(
    number: int, admin: Any, as_user: Any, sent: Callable[[], Any]
) -> None:
    members = UserFactory.create_batch(number, display_name="Ngozi Adeyemi")
    exports = [DataExport.objects.create(user=member, state=ExportState.READY) for member in members]
    for export, member in zip(exports, members, strict=True):
        export.file.save("x.zip", ContentFile(b"PK"))
        log(member, "wagtail.edit", user=admin)
        assert as_user(member).get("/en/account/").status_code == 200
        mail.send_rendered("News", "Dear Ngozi Adeyemi", "", member)
    sent()
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = as_user(admin).post(delete_url(*members))
    assert answer.status_code == 302
    assert list(User.objects.all()) == [admin]
    assert [export for export in exports if export.file.storage.exists(export.file.name)] == []
    assert [row.get_decoded()["_auth_user_id"] for row in Session.objects.all()] == [str(admin.pk)]
    assert not MailMessage.objects.filter(subject="News").exists()
    assert not ModelLogEntry.objects.filter(label__contains="Ngozi").exists()
    assert {message.to[0] for message in sent()} == {member.email for member in members}
    trail = AuditEvent.objects.filter(action="accounts.erased").values_list("actor", "subject_id")
    assert set(trail) == {(admin.pseudonym, str(member.pseudonym)) for member in members}


@pytest.mark.parametrize("hook", ["before_delete_user", "before_bulk_action"])
def test_of_two_administrators_who_erase_each_other_one_stays(hook: str, as_user: Any) -> None:
    one, other = UserFactory.create_batch(2, is_superuser=True)
    members = [other] if hook == "before_delete_user" else [UserFactory(), other]

    def quicker(*args: Any) -> None:
        User.objects.filter(pk=one.pk).update(is_superuser=False)

    with hooks.register_temporarily(hook, quicker):
        answer = as_user(one).post(delete_url(*members))
    assert "last administrator" in "".join(map(str, get_messages(answer.wsgi_request)))
    assert User.objects.filter(pk__in=[member.pk for member in members]).count() == len(members)


def test_no_other_method_deletes_a_member(admin: Any, learner: Any, as_user: Any) -> None:
    for method in ("DELETE", "PUT", "PATCH"):
        assert as_user(admin).generic(method, delete_url(learner)).status_code == 405
    assert User.objects.filter(pk=learner.pk).exists()


def test_a_user_without_permission_erases_nobody(editor: Any, learner: Any, juror: Any, as_user: Any) -> None:
    for url in (delete_url(learner), delete_url(learner, juror)):
        assert as_user(editor).post(url).status_code in (302, 404)
    assert {learner, juror} <= set(User.objects.all())


def test_an_editor_cannot_manage_members(editor: Any, as_user: Any) -> None:
    assert as_user(editor).get(reverse("wagtailusers_users:index")).status_code == 302


def test_editors_choose_the_language_of_the_admin_without_naming_themselves_again(
    editor: Any, as_user: Any
) -> None:
    """Wagtail's form has a first and a last name, which our members do not have; neither is stored."""
    client, address = as_user(editor), reverse("wagtailadmin_account")
    assert b"first_name" not in client.get(address).content
    fields = {"locale-preferred_language": "ar", "theme-theme": "dark", "theme-density": "default"}
    done = client.post(address, fields | {"theme-contrast": "system"})
    assert (done.status_code, done["Location"]) == (302, address)
    assert 'dir="rtl"' in client.get(address).content.decode()

"""Erasure: it can be cancelled for fourteen days; then everything is erased, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageLogEntry

from accounts.enums import ExportState
from accounts.errors import LastAdministrator, NothingToErase
from accounts.models import Consent, DataExport, ErasureRequest, User
from accounts.services import erasures
from core.base import personal_data_registry
from core.base.models import AuditEvent
from core.mail.models import MailMessage
from tests.accounts.conftest import sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ASK = "/en/account/data/erasure/"


@pytest.fixture
def user(client: Client) -> User:
    """A member who signed in by the form."""
    person: User = UserFactory(email="leaver@example.org", display_name="Leaver")
    sign_in(client, person)
    return person


def make_due() -> None:
    """Let the fourteen days pass."""
    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def test_erasure_asks_for_the_password_again(client: Client, user: User) -> None:
    door = client.get(ASK)["Location"]
    assert door.startswith("/en/account/reauthenticate/")
    assert client.post(door, {"password": "wrong"}).status_code == 422
    assert client.get(ASK).status_code == 302
    client.post(door, {"password": PASSWORD})
    assert client.get(ASK).status_code == 200
    assert client.post(ASK)["Location"] == "/en/account/data/"
    assert ErasureRequest.objects.open().get().user == user


def test_a_request_without_the_password_waits_for_it(client: Client, user: User) -> None:
    door = client.post(ASK)["Location"]
    assert door.startswith("/en/account/reauthenticate/")
    assert not ErasureRequest.objects.exists()
    client.post(door, {"password": PASSWORD})
    assert ErasureRequest.objects.open().get().user == user


def test_it_is_due_in_fourteen_days_and_mailed(user: User, sent: Callable[[], Any]) -> None:
    before = timezone.now()
    request = erasures.request_erasure(user)
    assert before + timedelta(days=14) <= request.due_at <= timezone.now() + timedelta(days=14)
    [message] = sent()
    assert message.to == ["leaver@example.org"]
    assert erasures.erase_due() == 0
    assert User.objects.filter(pk=user.pk).exists()


def test_two_erasure_requests_are_one(user: User, sent: Callable[[], Any]) -> None:
    assert erasures.request_erasure(user) == erasures.request_erasure(user)
    assert len(sent()) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.create(user=user, due_at=timezone.now())


def test_an_erasure_can_be_cancelled(client: Client, user: User, sent: Callable[[], Any]) -> None:
    erasures.request_erasure(user)
    assert "Keep my account" in client.get("/en/account/data/").content.decode()
    client.post(ASK + "cancel/")
    make_due()
    assert erasures.erase_due() == 0
    assert [m.to for m in sent()] == [["leaver@example.org"]] * 2
    erasures.request_erasure(user)
    assert ErasureRequest.objects.count() == 2


def test_cancelling_without_a_request_shows_an_error(client: Client, user: User) -> None:
    with pytest.raises(NothingToErase):
        erasures.cancel_erasure(user)
    answer = client.post(ASK + "cancel/", follow=True)
    assert "there was nothing to cancel" in answer.content.decode()


def test_a_reminder_is_mailed_before_the_day(user: User, sent: Callable[[], Any]) -> None:
    erasures.request_erasure(user)
    sent()
    assert erasures.remind_of_erasures() == 0
    ErasureRequest.objects.update(due_at=timezone.now() + timedelta(days=1))
    assert [erasures.remind_of_erasures(), erasures.remind_of_erasures()] == [1, 0]
    assert len(sent()) == 1


def test_nothing_of_the_person_is_left(client: Client, user: User, sent: Callable[[], Any]) -> None:
    pseudonym, key = user.pseudonym, user.pk
    erasures.request_erasure(user)
    make_due()
    assert erasures.erase_due() == 1
    assert not User.objects.filter(pk=key).exists()
    assert not EmailAddress.objects.exists()
    assert not Consent.objects.exists()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert client.get("/en/account/").status_code == 302
    actions = AuditEvent.objects.filter(actor=pseudonym).values_list("action", flat=True)
    assert "accounts.erased" in actions
    goodbye = sent()
    assert [message.to for message in goodbye] == [["leaver@example.org"]]
    assert not MailMessage.objects.exclude(text="").exists()
    assert erasures.erase_due() == 0


def test_files_are_deleted_after_the_commit(user: User) -> None:
    export = DataExport.objects.create(user=user, state=ExportState.READY)
    export.file.save("x.zip", ContentFile(b"zip"))
    storage, name = export.file.storage, export.file.name
    ErasureRequest.objects.create(user=user, due_at=timezone.now())
    with TestCase.captureOnCommitCallbacks() as later:
        erasures.erase_due()
        assert storage.exists(name), "before the commit the file exists: a rollback must lose nothing"
    for callback in later:
        callback()
    assert not storage.exists(name)


def test_a_failure_in_the_middle_erases_nothing(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ErasureRequest.objects.create(user=user, due_at=timezone.now())

    def fail(person: Any) -> None:
        raise RuntimeError("the disk is full")

    last = personal_data_registry.PersonalData(
        Page, personal_data_registry.Retention("", ""), erase=fail, order=999
    )
    monkeypatch.setitem(personal_data_registry.PERSONAL_DATA, Page, last)
    with pytest.raises(RuntimeError):
        erasures.erase_due()
    assert Consent.objects.filter(user=user).count() == 2
    assert EmailAddress.objects.filter(user=user).exists()


def test_one_failure_does_not_delay_other_erasures(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    other = UserFactory()
    for person in (user, other):
        ErasureRequest.objects.create(user=person, due_at=timezone.now())

    def fail(person: Any) -> None:
        if person == user:
            raise RuntimeError("the disk is full")

    last = personal_data_registry.PersonalData(
        Page, personal_data_registry.Retention("", ""), erase=fail, order=999
    )
    monkeypatch.setitem(personal_data_registry.PERSONAL_DATA, Page, last)
    with pytest.raises(RuntimeError):
        erasures.erase_due()
    assert list(User.objects.all()) == [user]


def test_an_editors_pages_are_kept_without_the_name(user: User) -> None:
    page = Page.objects.first()
    Page.objects.filter(pk=page.pk).update(owner=user, locked_by=user)
    revision = page.save_revision(user=user)
    ErasureRequest.objects.create(user=user, due_at=timezone.now())
    erasures.erase_due()
    page.refresh_from_db()
    revision.refresh_from_db()
    assert (page.owner, page.locked_by, revision.user) == (None, None, None)


def test_comments_on_a_draft_are_erased_from_its_copies_too(user: User) -> None:
    other, page = UserFactory(), Page.objects.first()
    own = Comment(user=user, text="own secret", contentpath="title")
    others = Comment(user=other, text="of somebody else", contentpath="title")
    page.wagtail_admin_comments.add(own, others)
    others.replies.add(CommentReply(user=user, text="secret answer"))
    page.save()
    revision = page.save_revision(user=other)
    own.log_create(page_revision=revision, user=user)
    own.log_resolve(page_revision=revision, user=other)
    others.replies.get().log_create(page_revision=revision, user=user)
    Comment.objects.filter(pk=own.pk).delete()
    ErasureRequest.objects.create(user=user, due_at=timezone.now())
    erasures.erase_due()
    revision.refresh_from_db()
    copies = [str(revision.content), *map(str, PageLogEntry.objects.values_list("data", flat=True))]
    assert "secret" not in "".join(copies)
    assert "of somebody else" in copies[0]
    assert Comment.objects.get().text == "of somebody else"


def test_others_stay_as_they_are(user: User) -> None:
    other = UserFactory()
    ErasureRequest.objects.create(user=user, due_at=timezone.now())
    erasures.erase_due()
    assert User.objects.get() == other
    assert Consent.objects.filter(user=other).count() == 2


def test_the_last_administrator_is_not_erased(client: Client) -> None:
    admin = UserFactory(is_superuser=True, is_staff=True)
    with pytest.raises(LastAdministrator):
        erasures.request_erasure(admin)
    sign_in(client, admin)
    client.post(client.get(ASK)["Location"], {"password": PASSWORD})
    answer = client.post(ASK)
    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()
    ErasureRequest.objects.create(user=admin, due_at=timezone.now())
    assert erasures.erase_due() == 0
    UserFactory(is_superuser=True)
    assert erasures.erase_due() == 1


def test_an_account_that_cannot_be_deleted_is_emptied(user: User) -> None:
    from django.db.models import ProtectedError

    def protected(*args: Any, **kwargs: Any) -> Any:
        raise ProtectedError("kept", set())

    delete = User.delete
    User.delete = protected  # type: ignore[method-assign]
    ErasureRequest.objects.create(user=user, due_at=timezone.now())
    try:
        assert erasures.erase_due() == 1
    finally:
        User.delete = delete  # type: ignore[method-assign]
    shell = User.objects.get(pk=user.pk)
    assert shell.email.endswith("@erased.invalid")
    assert shell.display_name == "Erased member"
    assert (shell.pseudonym, shell.public_id) != (user.pseudonym, user.public_id)
    assert not shell.is_active
    assert not shell.has_usable_password()
    assert not ErasureRequest.objects.exists()

"""The copy of one's own data: made once, for its owner only, and deleted when it expires."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.utils import timezone

from accounts.enums import ExportState
from accounts.models import DataExport, User
from accounts.services import exports
from core.base import personal_data_registry
from core.jobs.models import Job
from tests.accounts.conftest import link_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ASK = "/en/account/data/export/"
AGAIN = "/en/account/reauthenticate/"


@pytest.fixture
def owner(client: Client) -> User:
    """A signed-in member who has just confirmed the password."""
    person: User = UserFactory(email="owner@example.org", display_name="ليلى Owner")
    client.force_login(person)
    client.post(AGAIN, {"password": PASSWORD})
    return person


def body(answer: Any) -> bytes:
    """Return the whole answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def archive(client: Client, owner: User, sent: Callable[[], Any]) -> zipfile.ZipFile:
    """The owner's copy: requested, made, mailed and downloaded."""
    assert client.post(ASK)["Location"] == "/en/account/data/"
    [message] = sent()
    answer = client.get(link_in(message))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(body(answer)))


def test_the_copy_holds_a_readme_and_a_file_for_each_kind_of_record(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    assert {"README.txt", "accounts.user.json", "account.emailaddress.json", "accounts.consent.json"} <= names
    registered = {f"{model._meta.label_lower}.json" for model in personal_data_registry.PERSONAL_DATA}
    assert names - registered - {"README.txt"} == set()
    [user] = json.loads(archive.read("accounts.user.json"))
    assert (user["email"], user["display_name"]) == ("owner@example.org", "ليلى Owner")
    readme = archive.read("README.txt").decode()
    assert "ليلى Owner" in readme
    assert all(name in readme for name in names - {"README.txt"})


def test_the_copy_holds_no_secret(archive: zipfile.ZipFile, owner: User) -> None:
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert owner.password.encode() not in everything
    assert b"password" not in everything


def test_the_copy_has_no_second_factors_secret(owner: User) -> None:
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    target = io.BytesIO()
    exports.write_archive(owner, target)
    archive = zipfile.ZipFile(target)
    assert [row["type"] for row in json.loads(archive.read("mfa.authenticator.json"))] == ["totp"]
    assert b"JBSWY3DPEHPK3PXP" not in b"".join(archive.read(name) for name in archive.namelist())


def test_the_copy_holds_nothing_of_others(client: Client, owner: User) -> None:
    UserFactory(email="other@example.org", display_name="Somebody Else")
    target = io.BytesIO()
    exports.write_archive(owner, target)
    archive = zipfile.ZipFile(target)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"other@example.org" not in everything
    assert b"Somebody Else" not in everything


def test_the_readme_is_in_the_members_language(owner: User, client: Client, sent: Callable[[], Any]) -> None:
    User.objects.update(language="fr")
    client.post(ASK)
    [message] = sent()
    assert message.extra_headers["Content-Language"] == "fr"


def test_two_requests_make_one_copy(client: Client, owner: User, sent: Callable[[], Any]) -> None:
    answers = [client.post(ASK) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert DataExport.objects.count() == 1
    assert Job.objects.filter(task="accounts.build_export").count() == 1
    assert len(sent()) == 1


def test_the_database_refuses_a_second_running_copy(owner: User) -> None:
    DataExport.objects.create(user=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(user=owner)
    DataExport.objects.update(state=ExportState.READY)
    DataExport.objects.create(user=owner)


def test_two_workers_keep_one_copy(owner: User, sent: Callable[[], Any]) -> None:
    export = exports.request_export(owner)
    exports.build_export(export.public_id)
    first = DataExport.objects.get()
    exports.build_export(export.public_id)
    assert DataExport.objects.get().file.name == first.file.name
    folder = first.file.storage.listdir("exports")[1]
    assert [name for name in folder if str(export.public_id) in name] == [f"{export.public_id}.zip"]
    assert len(sent()) == 1


def test_the_second_worker_leaves_no_file(owner: User) -> None:
    export = exports.request_export(owner)
    storage = DataExport._meta.get_field("file").storage
    write = exports.write_archive

    def write_after_other_worker(user: User, target: Any) -> None:
        exports.write_archive = write  # type: ignore[assignment]
        exports.build_export(export.public_id)
        write(user, target)

    exports.write_archive = write_after_other_worker  # type: ignore[assignment]
    try:
        exports.build_export(export.public_id)
    finally:
        exports.write_archive = write  # type: ignore[assignment]
    files = [name for name in storage.listdir("exports")[1] if str(export.public_id) in name]
    assert files == [f"{export.public_id}.zip"]


def test_nobody_else_gets_it(client: Client, owner: User, sent: Callable[[], Any], as_user: Any) -> None:
    client.post(ASK)
    [message] = sent()
    link = link_in(message)
    admin = UserFactory(is_superuser=True, is_staff=True)
    for person in (UserFactory(), admin):
        assert as_user(person).get(link).status_code == 404
    assert Client().get(link)["Location"].startswith("/en/account/login/")


def test_a_copy_that_is_not_ready_is_404(client: Client, owner: User) -> None:
    export = exports.request_export(owner)
    assert client.get(f"{ASK}{export.public_id}/").status_code == 404


def test_link_and_file_expire(client: Client, owner: User, sent: Callable[[], Any]) -> None:
    client.post(ASK)
    [message] = sent()
    export = DataExport.objects.get()
    storage, name = export.file.storage, export.file.name
    assert export.expires_at - export.ready_at == timedelta(days=7)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link_in(message)).status_code == 404, "also before the cleanup"
    assert exports.sweep_exports() == 1
    assert not storage.exists(name)
    assert DataExport.objects.get().state == ExportState.EXPIRED
    assert client.get(link_in(message)).status_code == 404
    assert exports.sweep_exports() == 0


def test_an_unfinished_copy_does_not_block_new_ones(owner: User) -> None:
    exports.request_export(owner)
    DataExport.objects.update(requested_at=timezone.now() - timedelta(hours=7))
    exports.sweep_exports()
    assert DataExport.objects.get().state == ExportState.FAILED
    exports.request_export(owner)
    assert DataExport.objects.count() == 2


def test_a_missing_file_does_not_stop_the_copy(owner: User) -> None:
    old = DataExport.objects.create(user=owner, state=ExportState.READY, file="exports/gone.zip")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        exports._add_file(archive, "gone.zip", old.file)
        archive.writestr("after", "x")
    assert "after" in zipfile.ZipFile(target).namelist()


def test_too_many_requests_get_429(client: Client, owner: User) -> None:
    assert [client.post(ASK).status_code for _n in range(11)][-1] == 429


def test_the_page_shows_the_state_of_the_copy(client: Client, archive: zipfile.ZipFile) -> None:
    page = client.get("/en/account/data/").content.decode()
    export = DataExport.objects.get()
    assert f"{ASK}{export.public_id}/" in page
    assert page.count("<h1") == 1
    assert f"(ZIP, {filesizeformat(export.file.size)})" in page


def test_a_copy_without_its_file_has_no_size(client: Client, owner: User) -> None:
    lost = DataExport(user=owner, state=ExportState.READY, expires_at=timezone.now() + timedelta(days=1))
    lost.file.name = "exports/gone.zip"
    lost.save()
    assert lost.weight is None
    assert "(ZIP" not in client.get("/en/account/data/").content.decode()


def test_an_expired_copy_has_no_link_before_the_cleanup(client: Client, archive: zipfile.ZipFile) -> None:
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert DataExport.objects.get().state == ExportState.READY, "no cleanup ran"
    page = client.get("/en/account/data/").content.decode()
    assert f"{ASK}{DataExport.objects.get().public_id}/" not in page
    assert str(ExportState.EXPIRED.label) in page


@pytest.mark.parametrize(
    ("state", "left", "shown"),
    [
        (ExportState.READY, 1, ExportState.READY),
        (ExportState.READY, -1, ExportState.EXPIRED),
        (ExportState.RUNNING, None, ExportState.RUNNING),
        (ExportState.FAILED, None, ExportState.FAILED),
        (ExportState.EXPIRED, -1, ExportState.EXPIRED),
    ],
)
def test_the_state_of_a_copy_depends_on_the_time(
    state: ExportState, left: int | None, shown: ExportState
) -> None:
    ends = None if left is None else timezone.now() + timedelta(minutes=left)
    assert DataExport(state=state, expires_at=ends).state_now == shown


def test_a_file_without_a_row_is_deleted(owner: User, sent: Callable[[], Any]) -> None:
    kept = exports.request_export(owner)
    sent()
    kept.refresh_from_db()
    storage = kept.file.storage
    # What a worker leaves when it is killed after it wrote the file and before it saved the row.
    orphan = storage.save("exports/killed.zip", ContentFile(b"everything about somebody"))
    fresh = storage.save("exports/just-now.zip", ContentFile(b"being written"))
    for name in (kept.file.name, orphan):
        os.utime(storage.path(name), (0, 0))
    assert exports.sweep_exports() == 1
    assert [storage.exists(name) for name in (kept.file.name, orphan, fresh)] == [True, False, True]
    storage.delete(fresh)

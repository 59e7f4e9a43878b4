"""The audit trail: what it records, what it refuses, and that the database refuses it too."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.base import audit
from core.base.append_only import protect, triggers_disabled, unprotect
from core.base.management.commands import flush
from core.base.models import AppendOnly, AuditEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_an_event_names_people_by_pseudonym_only(manager, learner):
    event = audit.record("accounts.suspended", by=manager, subject=learner, detail={"days": 7})
    event.refresh_from_db()
    assert (event.actor, event.subject_type, event.subject_id, event.detail) == (
        manager.pseudonym,
        "accounts.user",
        str(learner.pseudonym),
        {"days": 7},
    )
    assert event.keep_until - event.at == audit.KEEP


def test_an_event_may_have_no_actor_and_no_subject():
    event = audit.record("core.restored")
    assert (event.actor, event.subject_type, event.subject_id) == (None, "", "")


def test_a_subject_that_is_not_saved_is_refused():
    with pytest.raises(ValueError, match="save it first"):
        audit.record("core.tried", subject=AuditEvent())


@pytest.mark.parametrize(
    "detail", [{"name": "x"}, {"a": {"email": 1}}, {"a": ["write to ada@example.org"]}, {"Display_Name": "A"}]
)
def test_names_and_addresses_are_refused(detail):
    with pytest.raises(ValueError, match="keeps no"):
        audit.record("core.tried", detail=detail)
    assert not AuditEvent.objects.exists()


def test_the_model_refuses_change_and_deletion():
    event = audit.record("core.tried")
    event.action = "core.other"
    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(action="x"),
        lambda: AuditEvent.objects.bulk_update([event], ["action"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.parametrize(
    "statement", ["UPDATE base_auditevent SET action = 'x'", "DELETE FROM base_auditevent"]
)
def test_the_database_refuses_change_and_deletion(statement):
    audit.record("core.tried")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["core.tried"]


def test_the_database_refuses_to_replace_an_event():
    audit.record("core.tried")
    names = "id, at, action, actor, subject_type, subject_id, detail, keep_until"
    forged = names.replace("action", "'x'")
    rows = f"base_auditevent ({names}) SELECT {forged} FROM base_auditevent"
    statement = {
        "sqlite": f"INSERT OR REPLACE INTO {rows}",
        "postgresql": f"INSERT INTO {rows} ON CONFLICT (id) DO UPDATE SET action = 'x'",
    }[connection.vendor]
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().action == "core.tried"


def test_control_without_the_triggers_the_database_allows_it():
    audit.record("core.tried")
    unprotect(connection, "base_auditevent")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_auditevent")
    assert not AuditEvent.objects.exists()
    protect(connection, "base_auditevent")


def test_the_cleanup_deletes_only_expired_events():
    now = timezone.now()
    audit.record("core.kept")
    AuditEvent.objects.bulk_create(
        AuditEvent(action="core.old", at=now - timedelta(days=9), keep_until=now - timedelta(days=1))
        for _ in range(5)
    )
    assert audit.delete_expired(batch=2) == 5
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["core.kept"]


def test_an_event_cannot_have_a_negative_retention():
    with pytest.raises(IntegrityError), transaction.atomic():
        audit.record("core.tried", keep=timedelta(days=-1))


def test_the_events_of_one_person_newest_first(manager, learner):
    audit.record("a.one", by=learner)
    audit.record("a.two", by=manager, subject=learner)
    audit.record("a.three", by=manager)
    assert [event.action for event in audit.events_of(learner.pseudonym)] == ["a.two", "a.one"]
    assert not audit.events_of(uuid.uuid4()).exists()


@pytest.mark.django_db(transaction=True)
def test_flushing_the_database_is_possible_and_keeps_the_triggers():
    audit.record("core.tried", by=UserFactory())
    call_command(flush.Command(), interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert not AuditEvent.objects.exists()
    audit.record("core.after")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_auditevent")


@pytest.mark.django_db(transaction=True)
def test_an_error_while_the_triggers_are_disabled_sets_them_again():
    audit.record("core.tried")
    with pytest.raises(RuntimeError), triggers_disabled(connection):
        raise RuntimeError
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_auditevent")

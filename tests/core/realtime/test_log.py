"""Writing to the log: numbered at the end of the transaction, in order, without gaps, all or nothing."""

import threading
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction

from core.realtime import notify
from core.realtime.event_reader import access_changes
from core.realtime.log import access_changed, open_space, sequenced
from core.realtime.models import Event, Space
from tests.core.realtime.conftest import happen


@pytest.fixture
def rung(monkeypatch):
    """The notifications that were sent."""
    heard = []

    def listener(space_id, last):
        heard.append((space_id, last))

    notify.listen(listener)
    yield heard
    notify.ignore(listener)


def written(space):
    return list(Event.objects.filter(space=space).order_by("sequence").values_list("sequence", "subject"))


def test_events_are_numbered_from_one_in_the_order_they_were_added(space):
    happen(space, 7, 8)
    happen(space, 5)
    assert written(space) == [(1, 7), (2, 8), (3, 5)]
    space.refresh_from_db()
    assert space.last == 3


def test_a_change_that_fails_leaves_no_event_and_no_gap(space):
    def fail():
        with sequenced() as log:
            log.add(space, "said", subject=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    happen(space, 2)
    assert written(space) == [(1, 2)]


def test_a_deleted_space_fails_the_whole_transaction(space, rung):
    def write():
        with sequenced() as log:
            log.add(space.pk, "said", subject=1)
            log.add(space.pk + 1000, "said", subject=1)

    with pytest.raises(ObjectDoesNotExist):
        write()
    assert written(space) == []
    assert rung == []


@pytest.mark.django_db(transaction=True)
def test_another_transaction_around_it_is_refused(space):
    with pytest.raises(RuntimeError), transaction.atomic():
        happen(space, 1)
    assert written(space) == []


@pytest.mark.django_db(transaction=True)
def test_each_space_notifies_once_after_the_commit(space, rung):
    other = open_space("test.room", uuid4())
    with sequenced() as log:
        log.add(other, "said", subject=1)
        log.add(space, "said", subject=1)
        log.add(other, "said", subject=2)
        assert rung == []
    assert rung == [(space.pk, 1), (other.pk, 2)]  # in the order of their ids, as they are locked


def test_each_object_has_one_space(space):
    assert open_space(space.kind, space.key) == space
    with pytest.raises(IntegrityError), transaction.atomic():
        Space.objects.create(kind=space.kind, key=space.key)


def test_a_sequence_is_unique(space):
    happen(space, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(space=space, sequence=1, kind="said", subject=1)


def test_lost_access_is_logged_in_the_callers_transaction(learner, juror):
    with transaction.atomic():
        access_changed(learner.pk)
    through, people = access_changes(0)
    assert people == {learner.pk}
    access_changed(juror.pk)
    assert access_changes(through) == (through + 1, {juror.pk})


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_no_gap_and_no_duplicate(space):
    def write():
        for _round in range(10):
            happen(space, 1)
        connection.close()

    threads = [threading.Thread(target=write) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [sequence for sequence, _subject in written(space)] == list(range(1, 81))


def test_a_change_succeeds_without_redis(space, settings, caplog, django_capture_on_commit_callbacks):
    settings.REALTIME_REDIS_URL = "redis://127.0.0.1:1/0"
    with django_capture_on_commit_callbacks(execute=True):
        happen(space, 1)
    assert written(space) == [(1, 1)]
    assert "A notification was not sent" in caplog.text
    notify._paused_until = 0.0

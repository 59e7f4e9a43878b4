"""Retention of the log: its oldest events are deleted, readers get a reset, and nobody sees a gap."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.realtime import cleanup, event_reader
from core.realtime.cleanup import prune, prune_batch
from core.realtime.models import Event, ProcessHeartbeat, Space
from tests.core.realtime.conftest import happen

LONG_AGO = timedelta(days=31)


def grow_old(space, through):
    """Make the events up to `through` older than the retention period."""
    past = timezone.now() - LONG_AGO
    Event.objects.filter(space=space, sequence__lte=through).update(created_at=past)


def kept(space):
    return list(Event.objects.filter(space=space).order_by("sequence").values_list("sequence", flat=True))


def pruned(space):
    return Space.objects.values_list("pruned", flat=True).get(pk=space.pk)


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_expired_events_are_deleted_and_readers_get_a_reset(space, batch):
    happen(space, *range(1, 8))
    grow_old(space, 4)
    assert prune(batch=batch) == 4
    assert (kept(space), pruned(space)) == ([5, 6, 7], 4)
    assert event_reader.read(space.pk, 3).reset
    assert [event.sequence for event in event_reader.read(space.pk, 4).events] == [5, 6, 7]
    assert prune() == 0


def test_recent_events_are_kept_also_between_expired_ones(space):
    happen(space, 1, 2, 3)
    Event.objects.filter(sequence__in=(1, 3)).update(
        created_at=timezone.now() - LONG_AGO
    )  # a clock was wrong
    assert prune() == 1
    assert (kept(space), pruned(space)) == ([2, 3], 1)


def test_a_space_without_events_continues_its_sequence(space):
    happen(space, 1, 2)
    grow_old(space, 2)
    prune()
    happen(space, 3)
    assert (kept(space), pruned(space)) == ([3], 2)
    assert [event.sequence for event in event_reader.read(space.pk, 2).events] == [3]


def test_the_pruned_mark_never_decreases(space):
    """After a restore it is higher than that of existing rows."""
    happen(space, 1, 2, 3)
    Space.objects.filter(pk=space.pk).update(last=1000, pruned=1000)
    grow_old(space, 2)
    assert prune() == 2
    assert pruned(space) == 1000


def test_a_space_deleted_meanwhile_is_skipped(space):
    assert prune_batch(space.pk + 1, timezone.now()) == 0


def test_heartbeats_of_ended_processes_are_deleted_too(db):
    now = timezone.now()
    ProcessHeartbeat.objects.create(process="old", started_at=now, beat_at=now - timedelta(days=2))
    ProcessHeartbeat.objects.create(process="new", started_at=now, beat_at=now)
    assert prune() == 1
    assert list(ProcessHeartbeat.objects.values_list("process", flat=True)) == ["new"]


def elsewhere(function):
    """Run the function with another connection, and wait for it."""

    def alone():
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result(timeout=30)


@contextmanager
def before_the_events_are_read(do):
    """Run a function with another connection between the two queries of a reader."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith("SELECT") and Event._meta.db_table in sql:
            do()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def seen_while_pruning(space, after, prune_now):
    """Return what a reader at `after` gets when the pruning happens between its queries."""
    with before_the_events_are_read(lambda: elsewhere(prune_now)):
        batch = event_reader.read(space.pk, after)
    return batch, [event.sequence for event in batch.events]


def is_whole(batch, sequences):
    """Return whether the reader got all events or a reset."""
    return batch.reset or sequences == list(range(batch.after + 1, batch.through + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("old", "reset"), [(4, True), (2, False)], ids=["past the cursor", "before it"])
def test_pruning_during_a_read_leaves_no_gap(space, old, reset):
    happen(space, *range(1, 8))
    grow_old(space, old)
    batch, sequences = seen_while_pruning(space, 2, prune)
    assert (batch.reset, is_whole(batch, sequences)) == (reset, True)
    assert event_reader.read(space.pk, 2).reset is reset


@pytest.mark.django_db(transaction=True)
def test_pruning_everything_during_a_read_moves_no_cursor(space):
    happen(space, 1, 2, 3)
    grow_old(space, 3)
    batch, sequences = seen_while_pruning(space, 1, prune)
    assert is_whole(batch, sequences)
    assert batch.reset or batch.through == 1
    assert event_reader.read(space.pk, 1).reset


@pytest.mark.django_db(transaction=True)
def test_control_pruning_from_the_middle_leaves_a_gap(space):
    """The control: when all old events are pruned, wherever they are, no reader notices the gap."""
    happen(space, 1, 2, 3)

    def careless():
        Event.objects.filter(space=space, sequence=2).delete()

    batch, sequences = seen_while_pruning(space, 0, careless)
    assert not is_whole(batch, sequences)


@pytest.mark.django_db(transaction=True)
def test_readers_miss_nothing_during_writes_and_pruning(space):
    """A reader continues from its cursor while events are written and pruned: it gets each, or a reset."""
    happen(space, *range(1, 41))
    done, wrong = threading.Event(), []

    def read_on():
        cursor = 0
        while not done.is_set():
            batch = event_reader.read(space.pk, cursor, limit=7)
            if not is_whole(batch, [event.sequence for event in batch.events]):
                wrong.append((batch.after, batch.through, batch.reset))
            cursor = 0 if cursor >= 60 else batch.through

    def write_and_prune():
        for sequence in range(41, 71):
            happen(space, sequence)
            grow_old(space, sequence - 20)
            prune(batch=3)
        done.set()

    with ThreadPoolExecutor(2) as pool:
        reader, writer = (pool.submit(_closing, each) for each in (read_on, write_and_prune))
        writer.result(timeout=60)
        reader.result(timeout=60)
    assert wrong == []
    assert (kept(space), pruned(space)) == (list(range(51, 71)), 50)


def _closing(function):
    try:
        function()
    finally:
        connection.close()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_prunings_wait_for_each_other(space):
    """PostgreSQL: the second waits for the space's lock and prunes the rest."""
    happen(space, *range(1, 7))
    grow_old(space, 6)
    before = timezone.now()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert prune_batch(space.pk, before - cleanup.KEEP_EVENTS, 2) == 2
            second = pool.submit(_second, space.pk, before - cleanup.KEEP_EVENTS)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        assert second.result(timeout=20) == 3
    assert (kept(space), pruned(space)) == ([6], 5)


def _second(space_id, before):
    try:
        return prune_batch(space_id, before, 3)
    finally:
        connection.close()

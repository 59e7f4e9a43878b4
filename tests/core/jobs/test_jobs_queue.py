"""The job table as a queue: one job per key, ordered, with leases, backoff and a last attempt."""

import uuid
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from core.jobs import UnknownJob, enqueue, enqueue_each, job, queue
from core.jobs.models import Job
from core.jobs.registry import HANDLERS, handler
from core.jobs.testing import run_due

pytestmark = pytest.mark.django_db
calls: list[Any] = []


@job("tests.note", max_attempts=3, backoff=timedelta(seconds=10))
def note(word: str) -> str:
    calls.append(word)
    if word == "fail":
        raise RuntimeError("it went wrong")
    if word == "chain":
        enqueue("tests.note", "chained")
    return word.upper()


@pytest.fixture(autouse=True)
def no_calls() -> None:
    calls.clear()


def test_a_job_runs_once_with_its_arguments_and_keeps_its_result() -> None:
    row = enqueue("tests.note", "hello")
    assert [ended.pk for ended in run_due()] == [row.pk]
    row.refresh_from_db()
    assert (calls, row.status, row.result, row.attempts) == (["hello"], "done", "HELLO", 1)
    assert run_due() == []


def test_a_job_enqueued_in_a_failed_transaction_does_not_exist() -> None:
    with transaction.atomic():
        enqueue("tests.note", "never")
        transaction.set_rollback(True)
    assert run_due() == []
    assert Job.objects.count() == 0


def test_jobs_may_enqueue_jobs() -> None:
    enqueue("tests.note", "chain")
    assert [ended.args for ended in run_due()] == [["chain"], ["chained"]]


def test_an_unknown_name_is_refused_at_once() -> None:
    with pytest.raises(UnknownJob, match="nobody"):
        enqueue("tests.nobody", 1)


@pytest.mark.parametrize("value", [object(), {1: 2}, b"bytes", timezone.now(), [set()]])
def test_arguments_are_ids_and_plain_values(value: Any) -> None:
    with pytest.raises(TypeError, match="ids and plain values"):
        enqueue("tests.note", value)


def test_a_uuid_arrives_as_text() -> None:
    key = uuid.uuid4()
    assert enqueue("tests.note", key, [key], {"id": key}).args == [str(key), [str(key)], {"id": str(key)}]


def test_urgent_jobs_run_first_and_then_older_ones() -> None:
    now = timezone.now()
    enqueue("tests.note", "third", run_at=now - timedelta(minutes=1))
    enqueue("tests.note", "second", run_at=now - timedelta(minutes=2))
    enqueue("tests.note", "first", priority=5)
    enqueue("tests.note", "not yet", run_at=now + timedelta(minutes=1))
    run_due()
    assert calls == ["first", "second", "third"]
    run_due(now=now + timedelta(minutes=1))
    assert calls[3:] == ["not yet"]


def test_a_waiting_key_is_not_enqueued_twice() -> None:
    first = enqueue("tests.note", "a", unique_key="k")
    assert enqueue("tests.note", "b", unique_key="k").pk == first.pk
    assert enqueue("tests.note", "c", unique_key="other").pk != first.pk
    run_due()
    assert calls == ["a", "c"]
    assert enqueue("tests.note", "d", unique_key="k").pk != first.pk


def test_an_earlier_time_moves_a_waiting_key_forward() -> None:
    now = timezone.now()
    row = enqueue("tests.note", "a", unique_key="k", run_at=now + timedelta(hours=1))
    enqueue("tests.note", "a", unique_key="k", run_at=now + timedelta(hours=2))
    row.refresh_from_db()
    assert row.run_at == now + timedelta(hours=1)
    enqueue("tests.note", "a", unique_key="k")
    assert len(run_due()) == 1


def test_a_postponed_key_waits_for_the_later_time() -> None:
    now = timezone.now()
    row = enqueue("tests.note", "a", unique_key="k", run_at=now + timedelta(hours=1))
    for hours, expected in ((3, 3), (2, 3)):
        due = now + timedelta(hours=hours)
        assert enqueue("tests.note", "a", unique_key="k", run_at=due, postpone=True).pk == row.pk
        row.refresh_from_db()
        assert row.run_at == now + timedelta(hours=expected)


def test_each_of_many_keys_is_enqueued_or_postponed() -> None:
    now = timezone.now()
    waiting = enqueue("tests.note", 1, unique_key="1", run_at=now + timedelta(hours=3))
    running = enqueue("tests.note", 2, unique_key="2", run_at=now)
    assert queue.claim("one", now) == running
    later = now + timedelta(hours=2)
    enqueue_each("tests.note", [1, 2, 3], run_at=later)
    rows = Job.objects.order_by("unique_key").values_list("unique_key", "args", "status", "run_at", "repeat")
    assert list(rows) == [
        ("1", [1], "ready", waiting.run_at, False),
        ("2", [2], "running", later, True),
        ("3", [3], "ready", later, False),
    ]


@pytest.mark.parametrize("ending", ["done", "failed", "given up", "lost"])
def test_a_key_postponed_while_it_runs_runs_once_more_but_not_before(ending: str) -> None:
    now = timezone.now()
    later = now + timedelta(hours=2)
    row = enqueue("tests.note", "a", unique_key="k", run_at=now)
    running = queue.claim("one", now)
    assert running is not None
    enqueue("tests.note", "a", unique_key="k", run_at=later, postpone=True)
    if ending == "done":
        queue.finish(running)
    elif ending == "lost":
        queue.reclaim(now + timedelta(hours=1))
    else:
        running.attempts = 3 if ending == "given up" else 1
        queue.fail(running, "RuntimeError", "…", handler("tests.note"))
    row.refresh_from_db()
    assert (row.status, row.run_at) == ("ready", later)
    assert run_due(now=later - timedelta(seconds=1)) == []
    assert [ended.pk for ended in run_due(now=later)] == [row.pk]


def test_a_key_enqueued_while_it_runs_runs_once_more() -> None:
    enqueue("tests.note", "a", unique_key="k")
    running = queue.claim("one")
    assert running is not None
    assert enqueue("tests.note", "a", unique_key="k").pk == running.pk
    assert queue.finish(running)
    assert [ended.pk for ended in run_due()] == [running.pk]
    assert run_due() == []


def test_a_key_enqueued_during_its_last_attempt_gets_another() -> None:
    enqueue("tests.note", "a", unique_key="k")
    Job.objects.update(attempts=2)
    running = queue.claim("one")
    assert running is not None
    enqueue("tests.note", "a", unique_key="k")
    queue.fail(running, "RuntimeError", "…", handler("tests.note"))
    assert [ended.status for ended in run_due()] == ["done"]


def test_a_failing_job_waits_longer_each_time_and_then_fails_for_good() -> None:
    row = enqueue("tests.note", "fail")
    for attempt, least, most in ((1, 7.5, 12.5), (2, 15, 25), (3, None, None)):
        before = timezone.now()
        with pytest.raises(RuntimeError):
            run_due(now=before + timedelta(days=1))
        row.refresh_from_db()
        assert row.attempts == attempt
        if least and most:
            assert before + timedelta(seconds=least) <= row.run_at
            assert row.run_at <= timezone.now() + timedelta(seconds=most)
    assert (row.status, row.error_class) == ("dead", "builtins.RuntimeError")
    assert "it went wrong" in row.last_error
    assert run_due(now=timezone.now() + timedelta(days=1)) == []
    assert calls == ["fail"] * 3


def test_the_pause_never_exceeds_an_hour_and_a_quarter() -> None:
    assert queue.pause(timedelta(seconds=10), 500) <= timedelta(minutes=75)


def test_a_job_without_a_handler_fails_at_once() -> None:
    enqueue("tests.note", "x")
    Job.objects.update(task="tests.removed")
    [ended] = run_due(raises=False)
    assert (ended.status, ended.error_class) == ("dead", "core.jobs.registry.UnknownJob")


def test_a_claimed_job_is_not_claimed_again_before_its_lease_expires() -> None:
    enqueue("tests.note", "x")
    first = queue.claim("one")
    assert first is not None
    assert queue.claim("two") is None
    assert queue.reclaim() == 0
    later = first.lease_until + timedelta(seconds=1)  # type: ignore[operator]
    assert queue.reclaim(later) == 1
    second = queue.claim("two", later)
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    # The first worker continues: it cannot renew, finish or fail a job it has lost.
    assert not queue.renew(first, timedelta(minutes=1))
    assert not queue.finish(first)
    assert not queue.fail(first, "X", "…", handler("tests.note"))
    assert queue.finish(second)


def test_a_renewed_lease_does_not_expire() -> None:
    enqueue("tests.note", "x")
    row = queue.claim("one")
    assert row is not None
    soon = row.lease_until + timedelta(seconds=1)  # type: ignore[operator]
    assert queue.renew(row, timedelta(minutes=5))
    assert queue.reclaim(soon) == 0


def test_a_job_that_kills_its_workers_fails_for_good() -> None:
    enqueue("tests.note", "x")
    now = timezone.now()
    for turn in (1, 2, 3):
        now += timedelta(hours=turn)
        assert queue.claim("one", now)
        assert queue.reclaim(now + timedelta(hours=1)) == 1
    row = Job.objects.get()
    assert (row.status, row.error_class, row.lease_token) == ("dead", "WorkerLost", None)


def test_work_with_a_lost_lease_is_rolled_back() -> None:
    @job("tests.usurped")
    def usurped() -> None:
        enqueue("tests.note", "must not stay")
        Job.objects.filter(task="tests.usurped").update(lease_token=uuid.uuid4())

    try:
        enqueue("tests.usurped")
        run_due(raises=False)
    finally:
        del HANDLERS["tests.usurped"]
    assert not Job.objects.filter(task="tests.note").exists()


def test_two_jobs_of_one_name_are_refused() -> None:
    def other() -> None: ...

    other.__module__ = "elsewhere"
    with pytest.raises(ValueError, match=r"tests\.note"):
        job("tests.note")(other)


def test_a_stored_error_has_no_email_address() -> None:
    @job("tests.refused", max_attempts=1)
    def refused() -> None:
        raise SMTPRecipientsRefused({"ada@example.org": (550, b"<ada@example.org>: no such mailbox")})

    row = enqueue("tests.refused")
    run_due(raises=False)
    row.refresh_from_db()
    assert row.status == "dead"
    assert "SMTPRecipientsRefused" in row.last_error
    assert "no such mailbox" in row.last_error
    assert "example.org" not in row.last_error

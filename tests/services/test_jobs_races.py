"""The job table under real concurrency: PostgreSQL, several connections at once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.jobs import enqueue, enqueue_each, job, queue
from core.jobs.models import Job
from tests.waiting import wait_for

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@job("tests.raced")
def raced() -> None:
    """A job that does nothing: these tests check which worker gets it."""


def elsewhere(pool: ThreadPoolExecutor, function: Callable[[], Any]) -> "Future[Any]":
    """Run the function in another thread with its own connection."""

    def alone() -> Any:
        try:
            return function()
        finally:
            connection.close()

    return pool.submit(alone)


WAITING_FOR_US = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


def blocked(future: "Future[Any]") -> bool:
    """Return whether the thread waits for a lock of this connection, as soon as it is known."""

    def waits_for_us() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITING_FOR_US)
            return bool(cursor.fetchone()[0])

    return wait_for(lambda: "done" if future.done() else waits_for_us()) is True


def put_in_race(pool: ThreadPoolExecutor) -> tuple[Job, Job]:
    """Enqueue the same key from two connections, the second before the first has committed."""
    with transaction.atomic():
        first = enqueue("tests.raced", unique_key="k")
        second = elsewhere(pool, lambda: enqueue("tests.raced", unique_key="k"))
        blocked(second)
    return first, second.result(timeout=10)


def test_a_key_is_put_once_in_a_race() -> None:
    """The control: without the constraint, two jobs."""
    with ThreadPoolExecutor() as pool:
        first, second = put_in_race(pool)
        assert first.pk == second.pk
        Job.objects.all().delete()
        constraint = Job._meta.constraints[0]
        with connection.schema_editor() as editor:
            editor.remove_constraint(Job, constraint)
        try:
            first, second = put_in_race(pool)
            assert first.pk != second.pk
        finally:
            Job.objects.all().delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(Job, constraint)


def test_many_workers_run_each_job_once() -> None:
    wanted = {enqueue("tests.raced").pk for _ in range(60)}
    together = threading.Barrier(4, timeout=20)

    def work() -> list[int]:
        together.wait()
        taken = []
        while row := queue.claim("one of four"):
            taken.append(row.pk)
        return taken

    with ThreadPoolExecutor() as pool:
        shares = [future.result(timeout=30) for future in [elsewhere(pool, work) for _ in range(4)]]
    taken = [pk for share in shares for pk in share]
    assert sorted(taken) == sorted(wanted)


def test_a_job_enqueued_again_does_not_start_before_the_commit() -> None:
    row = enqueue("tests.raced", unique_key="k")
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            assert enqueue("tests.raced", unique_key="k").pk == row.pk
            assert elsewhere(pool, lambda: queue.claim("other")).result(timeout=10) is None
        claimed = elsewhere(pool, lambda: queue.claim("other")).result(timeout=10)
    assert claimed.pk == row.pk


def test_a_job_enqueued_again_at_its_end_runs_once_more() -> None:
    enqueue("tests.raced", unique_key="k")
    running = queue.claim("one")
    assert running is not None
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            enqueue("tests.raced", unique_key="k")
            ending = elsewhere(pool, lambda: queue.finish(running))
            assert blocked(ending)
        assert ending.result(timeout=10)
    assert Job.objects.get().status == "ready"


def test_many_keys_from_two_connections_are_put_once_and_postponed() -> None:
    now = timezone.now()
    later = now + timedelta(hours=1)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            enqueue_each("tests.raced", [1, 2], run_at=now)
            second = elsewhere(pool, lambda: enqueue_each("tests.raced", [1, 2, 3], run_at=later))
            assert blocked(second)
        second.result(timeout=10)
    rows = Job.objects.order_by("unique_key").values_list("unique_key", "run_at")
    assert list(rows) == [(key, later) for key in "123"]

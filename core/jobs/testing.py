"""Runs due jobs inside a test, as the worker would."""

from datetime import datetime

from django.db import connection
from django.test import TestCase
from django.utils import timezone

from core.jobs import queue, runner, schedule
from core.jobs.models import Job

MANY = 2000  # loading the demonstration in three languages asks for more than 500


def run_due(*, now: datetime | None = None, raises: bool = True, periodic: bool = False) -> list[Job]:
    """Run all jobs due at `now` (and those they enqueue), in order; return them as they ended.

    A handler's error is raised after it was recorded, unless raises=False. With periodic=True the ticks
    due at `now` are planted first. What handlers leave for `transaction.on_commit` is run although the
    test's own transaction never commits; hooks the test itself made need
    `django_capture_on_commit_callbacks(execute=True)` around the code that makes them.
    """
    if periodic:
        schedule.forget_taken()
        schedule.enqueue_due(now)
    ended: list[Job] = []
    while job := queue.claim("test", now or timezone.now()):
        if connection.in_atomic_block:
            with TestCase.captureOnCommitCallbacks(execute=True):
                error = runner.run_or_report(job)
        else:
            error = runner.run_or_report(job)
        job.refresh_from_db()
        ended.append(job)
        if error and raises:
            raise error
        if len(ended) >= MANY:
            raise AssertionError(f"More than {MANY} jobs ran: do they ask for each other without end?")
    return ended

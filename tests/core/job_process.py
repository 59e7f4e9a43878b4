"""A real process for tests of workers: `python -m tests.core.job_process FUNCTION [ARGUMENT ...]`."""

import sys
import threading
import time
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402

from core.jobs import enqueue, schedule  # noqa: E402
from core.jobs.models import PeriodicTick  # noqa: E402
from tests.core import job_handlers  # noqa: E402


def work(*options: str) -> None:
    """Run the worker of `manage.py run_worker`."""
    call_command("run_worker", *options)


def work_after_errors() -> None:
    """Run a worker whose first queries fail."""
    refusals = iter(range(2))

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if threading.current_thread() is threading.main_thread() and next(refusals, None) is not None:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        work()


def ask(name: str, flag: str) -> None:
    """Enqueue a job, then run the worker."""
    enqueue(name, flag)
    work()


def tick(guarded: str, unguarded: str) -> None:
    """Enqueue the job of each turn at the same times as the other process; print the turns taken.

    The unguarded turns, which come last, are the control: the tick is not taken from the others.
    """
    job_handlers.keep_only_test_schedule()
    PeriodicTick.objects.count()  # so that the connection is open before the first turn
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    start = float(sys.stdin.readline())
    taken = []
    for turn in range(1, int(guarded) + int(unguarded) + 1):
        if turn > int(guarded):
            schedule.take_tick = lambda name, at: True
        job_handlers.TurnSchedule.turn = turn
        while time.time() < start + turn * 0.05:
            time.sleep(0.0005)
        if schedule.enqueue_due():
            taken.append(str(turn))
    sys.stdout.write(" ".join(taken))


if __name__ == "__main__":
    {"work": work, "work_after_errors": work_after_errors, "ask": ask, "tick": tick}[sys.argv[1]](
        *sys.argv[2:]
    )

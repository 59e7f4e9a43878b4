"""Jobs for tests in which real worker processes are killed. Their effects are rows of the table `effect`."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from core.jobs import job
from core.jobs.registry import SCHEDULES, Schedule

LEASE = timedelta(seconds=60)  # tests expire it explicitly, so that nobody waits


def write_effect(word: str) -> None:
    """Insert one row; a repetition would insert a second."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (word) VALUES (%s)", [word])


def wait_to_be_killed(flag: str) -> None:
    """The first time: create a file to show that the task has started, then wait; later return at once."""
    path = Path(flag)
    if not path.exists():
        path.touch()
        time.sleep(120)


@job("tests.marked_with_the_work", lease=LEASE)
def marked_with_the_work(flag: str) -> None:
    """Write the effect in the transaction of the "done" mark."""
    write_effect("atomic")
    wait_to_be_killed(flag)


@job("tests.marked_afterwards", atomic=False, lease=LEASE)
def marked_afterwards(flag: str) -> None:
    """Write the effect before the "done" mark: the control."""
    with transaction.atomic():
        write_effect("control")
    wait_to_be_killed(flag)


@job("tests.tick")
def tick() -> None:
    """Do nothing: the job of the test's schedule."""


class TurnSchedule(Schedule):
    """A schedule whose tick is the test's turn number, so that two processes compete for each one."""

    turn = 0

    def tick(self, now: datetime) -> datetime:
        """Return the time that represents the present turn."""
        return datetime.fromtimestamp(TurnSchedule.turn * 60, UTC)


def keep_only_test_schedule() -> None:
    """Remove all schedules but this one."""
    SCHEDULES.clear()
    SCHEDULES["tests.tick"] = TurnSchedule("tests.tick", timedelta(minutes=1))

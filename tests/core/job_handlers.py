"""Jobs for tests in which real worker processes are killed. Their effects are rows of the table `effect`."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from core.jobs import job
from core.jobs.registry import SCHEDULES, Schedule

LEASE = timedelta(seconds=60)  # tests expire it by hand, so that nobody waits


def write_effect(word: str) -> None:
    """Leave one row that a repetition would double."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (word) VALUES (%s)", [word])


def wait_to_be_killed(flag: str) -> None:
    """The first time: say by a file that we are in mid-task, then wait; later go on at once."""
    path = Path(flag)
    if not path.exists():
        path.touch()
        time.sleep(120)


@job("tests.marked_with_the_work", lease=LEASE)
def marked_with_the_work(flag: str) -> None:
    """Effect and "done" mark are one transaction."""
    write_effect("atomic")
    wait_to_be_killed(flag)


@job("tests.marked_afterwards", atomic=False, lease=LEASE)
def marked_afterwards(flag: str) -> None:
    """The control: the effect is committed before the "done" mark."""
    with transaction.atomic():
        write_effect("control")
    wait_to_be_killed(flag)


@job("tests.tick")
def tick() -> None:
    """What the schedule of the tick test does."""


class TurnSchedule(Schedule):
    """A schedule whose tick is the test's turn number, so that two processes meet at each one."""

    turn = 0

    def tick(self, now: datetime) -> datetime:
        """Return the moment that stands for the present turn."""
        return datetime.fromtimestamp(TurnSchedule.turn * 60, UTC)


def keep_only_test_schedule() -> None:
    """Leave one schedule: ours."""
    SCHEDULES.clear()
    SCHEDULES["tests.tick"] = TurnSchedule("tests.tick", timedelta(minutes=1))

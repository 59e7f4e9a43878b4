"""Schedules: one job for each tick, none for ticks that were missed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core.jobs import periodic, queue, schedule
from core.jobs.models import Job, PeriodicTick
from core.jobs.registry import HANDLERS, SCHEDULES, Schedule
from core.jobs.testing import run_due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hourly() -> Iterator[list[str]]:
    """The only schedule, every hour, and a list of its runs."""
    others, ran = dict(SCHEDULES), []
    SCHEDULES.clear()
    periodic("tests.hourly", every=timedelta(hours=1))(lambda: ran.append("ran"))
    schedule.forget_taken()
    yield ran
    SCHEDULES.clear()
    SCHEDULES.update(others)
    del HANDLERS["tests.hourly"]
    schedule.forget_taken()


def enqueue(now: datetime) -> int:
    """Enqueue due jobs as a worker that has just started."""
    schedule.forget_taken()
    return len(schedule.enqueue_due(now))


def test_a_tick_begins_with_its_period() -> None:
    assert Schedule("x", timedelta(hours=1)).tick(NOON + timedelta(minutes=59)) == NOON
    assert Schedule("x", timedelta(days=1)).tick(NOON) == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_tick_is_enqueued_once(hourly: list[str]) -> None:
    assert [
        enqueue(NOON),
        enqueue(NOON + timedelta(minutes=59)),
        enqueue(NOON),
    ] == [1, 0, 0]
    run_due()
    assert hourly == ["ran"]
    assert enqueue(NOON + timedelta(hours=1)) == 1


def test_missed_ticks_are_not_made_up_for(hourly: list[str]) -> None:
    enqueue(NOON)
    run_due()
    enqueue(NOON + timedelta(hours=10))
    run_due()
    assert hourly == ["ran", "ran"]


def test_a_slow_job_counts_for_the_next_tick_too() -> None:
    enqueue(NOON)
    running = queue.claim("one")
    assert running is not None
    enqueue(NOON + timedelta(hours=1))
    assert queue.finish(running)
    assert list(Job.objects.values_list("status", flat=True)) == ["done"]
    assert PeriodicTick.objects.count() == 2


def test_a_job_that_cannot_be_enqueued_keeps_its_tick() -> None:
    del HANDLERS["tests.hourly"]
    with pytest.raises(LookupError):
        enqueue(NOON)
    assert not PeriodicTick.objects.exists()
    HANDLERS["tests.hourly"] = next(iter(HANDLERS.values()))

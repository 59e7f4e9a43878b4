"""Enqueues the jobs of schedules: one job for each tick, however many workers there are."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.jobs import queue
from core.jobs.models import Job, PeriodicTick
from core.jobs.registry import SCHEDULES

_taken: dict[str, datetime] = {}  # the last tick this process saw taken, to spare the question


def take_tick(name: str, at: datetime) -> bool:
    """Take the tick; False when it was taken before. The unique constraint decides between workers."""
    _row, made = PeriodicTick.objects.get_or_create(name=name, at=at)
    return made


def enqueue_due(now: datetime | None = None) -> list[Job]:
    """Enqueue the job of each schedule's present tick that is not taken; tick and job are one transaction.

    A job of the tick before that is still waiting or running is enough for this tick, too.
    """
    now, planted = now or timezone.now(), []
    for schedule in list(SCHEDULES.values()):
        at = schedule.tick(now)
        if _taken.get(schedule.name) == at:
            continue
        with transaction.atomic():
            if take_tick(schedule.name, at):
                planted.append(queue.put(schedule.name, (), unique_key="tick", again=False))
        _taken[schedule.name] = at
    return planted


def forget_taken() -> None:
    """Forget what this process saw, so that the database is asked again (tests roll it back)."""
    _taken.clear()

"""Removes what is past its time, in batches short enough that no other writer waits."""

import time
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from core.base import audit
from core.jobs.models import Job, JobStatus, PeriodicTick, WorkerHeartbeat
from core.jobs.throttle import yield_to_writers

BATCH = 500
KEEP_DONE = timedelta(days=7)
KEEP_DEAD = timedelta(days=90)
KEEP_TICKS = timedelta(days=90)
KEEP_HEARTBEATS = timedelta(days=1)


def delete_in_batches(rows: QuerySet, size: int = BATCH) -> int:  # type: ignore[type-arg]
    """Delete the rows, `size` in one transaction; return how many rows went."""
    gone, began = 0, time.monotonic()
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:size]):
        rows.model._default_manager.filter(pk__in=keys).delete()
        gone += len(keys)
        yield_to_writers(began)
        began = time.monotonic()
    return gone


def delete_expired() -> int:
    """Remove jobs, ticks, heartbeats and audit events past their time; return how many rows went."""
    now = timezone.now()
    return audit.delete_expired() + sum(
        delete_in_batches(rows)
        for rows in (
            Job.objects.filter(status=JobStatus.DONE, finished_at__lt=now - KEEP_DONE),
            Job.objects.filter(status=JobStatus.DEAD, finished_at__lt=now - KEEP_DEAD),
            PeriodicTick.objects.filter(at__lt=now - KEEP_TICKS),
            WorkerHeartbeat.objects.filter(beat_at__lt=now - KEEP_HEARTBEATS),
        )
    )


def clear_sessions() -> int:
    """Remove sessions that expired; return how many."""
    return delete_in_batches(Session.objects.filter(expire_date__lt=timezone.now()))

"""The job table as a queue: put, claim, renew, finish, fail, reclaim. Every step is one short transaction."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, When
from django.db.models.functions import Greatest
from django.utils import timezone

from core.jobs.models import Job, JobStatus
from core.jobs.registry import DEFAULT_LEASE, HANDLERS, Handler, handler

LONGEST_BACKOFF = timedelta(hours=1)
MANY = 1000  # keys in one query
ERROR_LENGTH = 8000  # characters of a traceback that are kept, its end
NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}
_random = SystemRandom()


def put(
    name: str,
    args: tuple[Any, ...],
    *,
    unique_key: str = "",
    run_at: datetime | None = None,
    priority: int = 0,
    again: bool = True,
    postpone: bool = False,
) -> Job:
    """Write a job row; see `core.jobs.enqueue`. With again=False a running twin is not made to repeat."""
    row = Job(
        task=name,
        args=[_plain(value) for value in args],
        unique_key=unique_key,
        run_at=run_at or timezone.now(),
        priority=priority,
        max_attempts=handler(name).max_attempts,
    )
    if not unique_key:
        row.save(force_insert=True)
        return row
    return _put_once(row, again, postpone)


def _put_once(row: Job, again: bool, postpone: bool) -> Job:
    """Insert the row, or return the active one of its key. The constraint decides a race."""
    refusal: Exception | None = None
    for _turn in range(5):
        with transaction.atomic():
            if twin := _join_twin(row, again, postpone):
                return twin
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                return row
            except IntegrityError as error:  # somebody else's twin was committed in between
                row.pk, refusal = None, error
    raise refusal  # type: ignore[misc]


def put_each(name: str, keys: Iterable[int], *, run_at: datetime) -> None:
    """Write a job for each key, and postpone those that are active; see `core.jobs.enqueue_each`."""
    attempts = handler(name).max_attempts
    rows = [
        Job(task=name, args=[key], unique_key=str(key), run_at=run_at, max_attempts=attempts) for key in keys
    ]
    while rows:  # more than once only where a twin ended in between
        missed = _put_or_postpone(rows[:MANY], run_at)
        rows = missed + rows[MANY:]


def _put_or_postpone(rows: list[Job], run_at: datetime) -> list[Job]:
    """Insert the rows without an active twin, postpone the twins; return the rows that have neither.

    The twins stay locked until the caller's commit.
    """
    with transaction.atomic():
        Job.objects.bulk_create(rows, ignore_conflicts=True)
        twins = Job.objects.active().filter(
            task=rows[0].task, unique_key__in=[row.unique_key for row in rows]
        )
        # In one order, else two changes of the same members could wait for each other.
        found = dict(twins.order_by("pk").select_for_update().values_list("unique_key", "pk"))
        again = Case(When(status=JobStatus.RUNNING, then=True), default=F("repeat"))
        Job.objects.filter(pk__in=found.values()).update(run_at=_not_before(run_at), repeat=again)
    return [row for row in rows if row.unique_key not in found]


def _join_twin(row: Job, again: bool, postpone: bool) -> Job | None:
    """Lock the active job of the same key until the caller's commit; let a running one repeat.

    It starts at the sooner of the two times, or at the later one when the caller postpones it.
    """
    twins = Job.objects.active().filter(task=row.task, unique_key=row.unique_key)
    twin = twins.select_for_update().first()
    if twin is None:
        return None
    twin.repeat = twin.repeat or (again and twin.status == JobStatus.RUNNING)
    twin.run_at = max(twin.run_at, row.run_at) if postpone else min(twin.run_at, row.run_at)
    twin.save(update_fields=["repeat", "run_at"])
    return twin


def _plain(value: Any) -> Any:
    """Return the argument as JSON holds it; TypeError for anything but plain values and UUIDs."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(item) for key, item in value.items()}
    raise TypeError(f"A job takes ids and plain values, not {type(value).__name__}.")


def claim(worker: str, now: datetime | None = None) -> Job | None:
    """Take the most urgent due job for this worker, or None. Costs one read when there is none."""
    now = now or timezone.now()
    due = Job.objects.due(now)
    while (candidate := due.first()) is not None:
        with transaction.atomic():
            if connection.features.has_select_for_update_skip_locked:
                candidate = due.select_for_update(skip_locked=True).first()
                if candidate is None:
                    return None
            known = HANDLERS.get(candidate.task)
            taken = Job.objects.filter(pk=candidate.pk, status=JobStatus.READY).update(
                status=JobStatus.RUNNING,
                repeat=False,
                attempts=F("attempts") + 1,
                worker=worker,
                started_at=now,
                lease_token=uuid.uuid4(),
                lease_until=now + (known.lease if known else DEFAULT_LEASE),
            )
        if taken:
            return Job.objects.get(pk=candidate.pk)
    return None


def renew(job: Job, lease: timedelta) -> bool:
    """Keep the claim for another `lease`; False when the job is no longer ours."""
    return bool(Job.objects.leased_by(job).update(lease_until=timezone.now() + lease))


def finish(job: Job, result: Any = None) -> bool:
    """Mark our claim done (or ready again, when asked for meanwhile); False when it is not ours."""
    now, leased = timezone.now(), Job.objects.leased_by(job)
    ended = NO_LEASE | {"finished_at": now, "result": result, "error_class": "", "last_error": ""}
    return bool(
        leased.filter(repeat=False).update(status=JobStatus.DONE, **ended)
        or leased.update(status=JobStatus.READY, repeat=False, attempts=0, run_at=_not_before(now), **ended)
    )


def fail(job: Job, error_class: str, words: str, of: Handler | None) -> bool:
    """Return our claim to the queue for a later attempt, or mark it failed; False when it is not ours."""
    now, leased = timezone.now(), Job.objects.leased_by(job)
    ended = NO_LEASE | {"error_class": error_class[:200], "last_error": words[-ERROR_LENGTH:]}
    if of is None or job.attempts >= job.max_attempts:
        given_up = leased.filter(repeat=False).update(status=JobStatus.DEAD, finished_at=now, **ended)
        return bool(given_up or leased.update(status=JobStatus.READY, run_at=_not_before(now), **ended))
    due = _not_before(now + pause(of.backoff, job.attempts))
    return bool(leased.update(status=JobStatus.READY, run_at=due, **ended))


def _not_before(moment: datetime) -> Greatest:
    """Return `moment`, or the later time to which the job was postponed while it ran."""
    return Greatest(F("run_at"), moment)


def pause(backoff: timedelta, attempts: int) -> timedelta:
    """Return how long to wait after the n-th failed attempt: doubled each time, a quarter more or less."""
    longest = min(backoff * 2 ** min(attempts - 1, 20), LONGEST_BACKOFF)
    return longest * _random.uniform(0.75, 1.25)


def reclaim(now: datetime | None = None) -> int:
    """Free the jobs whose worker is gone; the attempt counts. Return how many were freed or failed."""
    now = now or timezone.now()
    lost = Job.objects.expired(now)
    if not lost.exists():
        return 0
    words = "The worker stopped or fell silent while it ran this job."
    ended = NO_LEASE | {"error_class": "WorkerLost", "last_error": words}
    with transaction.atomic():
        over = lost.filter(attempts__gte=F("max_attempts"), repeat=False).update(
            status=JobStatus.DEAD, finished_at=now, **ended
        )
        freed = lost.update(status=JobStatus.READY, run_at=_not_before(now), **ended)
    return over + freed

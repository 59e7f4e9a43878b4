"""Retrying jobs that failed."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.base import audit
from core.base.users import AbstractUser
from core.jobs.models import Job, JobStatus


def retry_job(job: Job, *, by: AbstractUser) -> bool:
    """Start a failed job again; return False when it has not failed, or a job of its key is active."""
    given_up = Job.objects.filter(pk=job.pk, status=JobStatus.DEAD)
    fresh = {"attempts": 0, "run_at": timezone.now(), "finished_at": None, "repeat": False}
    try:
        with transaction.atomic():
            if not given_up.update(status=JobStatus.READY, **fresh):
                return False
            audit.record(action="core.job_retried", by=by, subject=job, detail={"task": job.task})
    except IntegrityError:  # the same work is under way already
        return False
    return True

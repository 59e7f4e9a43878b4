"""What operators do with jobs that were given up."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.base import audit
from core.base.users import AbstractUser
from core.jobs.models import Job, JobStatus


def retry_job(job: Job, *, by: AbstractUser) -> bool:
    """Let a job that was given up start afresh; False when it is not given up, or a twin is active."""
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

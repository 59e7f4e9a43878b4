"""What is to be done in the background, which ticks were taken, and who is at work."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    """The status of a job."""

    READY = "ready", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Failed")


ACTIVE = (JobStatus.READY, JobStatus.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Questions the worker and the admin ask."""

    def active(self) -> "JobQuerySet":
        """Jobs that wait or run."""
        return self.filter(status__in=ACTIVE)

    def due(self, now: datetime) -> "JobQuerySet":
        """Jobs that may start at `now`, the most urgent first."""
        return self.filter(status=JobStatus.READY, run_at__lte=now).order_by("-priority", "run_at", "id")

    def expired(self, now: datetime) -> "JobQuerySet":
        """Running jobs whose worker has sent no heartbeat in time."""
        return self.filter(status=JobStatus.RUNNING, lease_until__lt=now)

    def leased_by(self, job: "Job") -> "JobQuerySet":
        """The job while its lease is this one; empty once another worker has it."""
        return self.filter(pk=job.pk, status=JobStatus.RUNNING, lease_token=job.lease_token)


class Job(models.Model):
    """One piece of work. The row is written in the transaction of the change that asks for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(_("task"), max_length=200)
    args = models.JSONField(_("arguments"), default=list)
    unique_key = models.CharField(_("unique key"), max_length=200, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=JobStatus.choices, default=JobStatus.READY)
    repeat = models.BooleanField(default=False)  # asked for again while it ran: runs once more
    priority = models.SmallIntegerField(_("priority"), default=0)
    run_at = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=5)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=64, blank=True, default="")
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    started_at = models.DateTimeField(_("last started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error_class = models.CharField(_("kind of error"), max_length=200, blank=True, default="")
    last_error = models.TextField(_("last error"), blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unique_key"],
                condition=Q(status__in=ACTIVE) & ~Q(unique_key=""),
                name="jobs_job_one_active_per_key",
            ),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="jobs_job_status_known"),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.RUNNING)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="jobs_job_running_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-priority", "run_at", "id"], name="jobs_job_claim"),
            models.Index(fields=["status", "lease_until"], name="jobs_job_expired"),
            models.Index(fields=["status", "finished_at"], name="jobs_job_swept"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"

    @property
    def arguments(self) -> list[Any]:
        """The handler's arguments, as they were given to `enqueue`."""
        return list(self.args)


class PeriodicTick(models.Model):
    """A tick of a schedule that was taken: one row, one job, however many workers there are."""

    name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "at"], name="jobs_tick_taken_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class WorkerHeartbeat(models.Model):
    """A worker and the time of its last heartbeat."""

    worker = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker

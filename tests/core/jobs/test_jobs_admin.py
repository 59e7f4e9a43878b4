"""Background work in the admin: operators see it, others get 404."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.base.models import AuditEvent
from core.jobs import enqueue
from core.jobs.cleanup import delete_expired, delete_in_batches
from core.jobs.models import Job, PeriodicTick
from core.jobs.testing import run_due

pytestmark = pytest.mark.django_db
AsUser = Callable[[Any], Client]


@pytest.fixture
def dead_job() -> Job:
    """A job that has failed for good."""
    row = enqueue("jobs.run_task", "no.such.task", [], {})
    Job.objects.update(attempts=4)
    run_due(raises=False)
    row.refresh_from_db()
    assert row.status == "dead"
    return row


def test_a_job_that_always_fails_is_listed_with_its_error(admin: Any, as_user: AsUser, dead_job: Job) -> None:
    client = as_user(admin)
    listed = client.get(reverse("jobs:index"))
    assert listed.status_code == 200
    assert "Failed: every attempt failed" in " ".join(listed.content.decode().split()), "a legend"
    assert reverse("jobs:show", args=[dead_job.public_id]) in listed.content.decode()
    shown = client.get(reverse("jobs:show", args=[dead_job.public_id])).content.decode()
    assert "Traceback" in shown
    assert reverse("jobs:retry", args=[dead_job.public_id]) in shown


def test_an_operator_restarts_a_failed_job(admin: Any, as_user: AsUser, dead_job: Job) -> None:
    client, address = as_user(admin), reverse("jobs:retry", args=[dead_job.public_id])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    dead_job.refresh_from_db()
    assert (dead_job.status, dead_job.attempts) == ("ready", 0)
    event = AuditEvent.objects.get(action="core.job_retried")
    assert (event.actor, event.subject_id) == (admin.pseudonym, str(dead_job.public_id))
    assert client.post(address).status_code == 302  # a second click changes nothing
    assert AuditEvent.objects.filter(action="core.job_retried").count() == 1


def test_a_failed_job_with_an_active_duplicate_stays_failed(
    admin: Any, as_user: AsUser, dead_job: Job
) -> None:
    Job.objects.update(unique_key="k")
    enqueue("jobs.run_task", "other", [], {}, unique_key="k")
    as_user(admin).post(reverse("jobs:retry", args=[dead_job.public_id]))
    dead_job.refresh_from_db()
    assert dead_job.status == "dead"
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("query", ["?status=done", "?status=nonsense", "?page=999", "?page=x&status=ready"])
def test_any_filter_answers(admin: Any, as_user: AsUser, dead_job: Job, query: str) -> None:
    assert as_user(admin).get(reverse("jobs:index") + query).status_code == 200


@pytest.mark.parametrize("route", ["index", "show", "retry"])
def test_editors_get_404(editor: Any, as_user: AsUser, dead_job: Job, route: str) -> None:
    args = [] if route == "index" else [dead_job.public_id]
    client, address = as_user(editor), reverse(f"jobs:{route}", args=args)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert reverse("jobs:index") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_cleanup_deletes_only_expired_jobs() -> None:
    now = timezone.now()
    ages = {"done": (6, 8), "dead": (89, 91), "ready": (400,)}
    for status, days in ages.items():
        for age in days:
            row = enqueue("mail.send", age)
            moment = now - timedelta(days=age)
            Job.objects.filter(pk=row.pk).update(status=status, finished_at=moment, created_at=moment)
    PeriodicTick.objects.create(name="x", at=now - timedelta(days=91))
    assert delete_expired() == 3
    assert sorted(args[0] for args in Job.objects.values_list("args", flat=True)) == [6, 89, 400]


def test_the_cleanup_continues_over_many_batches() -> None:
    PeriodicTick.objects.bulk_create(
        PeriodicTick(name="x", at=timezone.now() + timedelta(minutes=n)) for n in range(25)
    )
    assert delete_in_batches(PeriodicTick.objects.all(), size=10) == 25

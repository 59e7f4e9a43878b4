"""Permissions of core: health and published files for everyone, background work for operators."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.documents import get_document_model

from core.jobs.models import Job, JobStatus, WorkerHeartbeat
from tests.permissions.matrix import SIGN_IN, Row

# Wagtail redirects others to sign in; an editor who is no operator gets 404.
OPERATORS = {"others": SIGN_IN, "editor": 404, "admin": 200}


def _worker(scenario: Any, role: str) -> None:
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker="matrix", started_at=now - timedelta(minutes=1), beat_at=now)


def _picture(scenario: Any) -> dict[str, Any]:
    return {"name": default_storage.save("images/matrix.png", ContentFile(b"picture"))}


def _document(scenario: Any) -> dict[str, Any]:
    document = get_document_model()(title="Worksheet")
    document.file.save("worksheet.txt", ContentFile(b"words"))
    return {"document_id": document.pk, "document_filename": document.filename}


def _job(scenario: Any) -> dict[str, Any]:
    now = timezone.now()
    job = Job.objects.create(task="jobs.clean_up", status=JobStatus.DEAD, attempts=5, finished_at=now)
    return {"public_id": job.public_id}


ROWS = [
    Row("operations:healthz", expect={"everyone": 200}),
    # The response depends on IP address and token, not on the person: tests/core/operations/test_health.py.
    Row("operations:readyz", expect={"everyone": 200}, before=_worker),
    Row("operations:readyz", expect={"everyone": 503}, state="no worker"),
    Row(
        "operations:metrics_show",
        expect={"others": 404, "admin": 200},
        owner="admin",
        text="commons_jobs_due",
        seen_by=("admin",),
    ),
    Row("media:media_show", expect={"everyone": 200}, make=_picture),
    Row(
        "media:media_show",
        expect={"everyone": 404},
        make=lambda scenario: {"name": "private/x.zip"},
        state="outside",
    ),
    Row("wagtaildocs_serve", expect={"everyone": 200}, make=_document),
    Row("jobs:index", expect=OPERATORS),
    Row("jobs:show", expect=OPERATORS, make=_job),
    Row("jobs:retry", "POST", expect=OPERATORS | {"admin": 302}, make=_job),
]

"""Background work in the admin: what waits, runs, was done or given up; operators may let it start afresh."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.jobs.models import Job, JobStatus, WorkerHeartbeat
from core.jobs.retry import retry_job
from core.web.access import operator

PER_PAGE = 50


def _crumbs(job: Job | None = None) -> list[dict[str, Any]]:
    crumbs = [{"url": reverse("jobs:index"), "label": _("Background work")}]
    return [*crumbs, {"url": "", "label": str(job)}] if job else crumbs


@operator
@require_safe
def jobs_index(request: HttpRequest) -> HttpResponse:
    """List the jobs of `?status=` (those given up, when it is not given), the newest first."""
    counts = dict(Job.objects.values_list("status").annotate(Count("pk")))
    wanted = request.GET.get("status", "")
    status = JobStatus(wanted) if wanted in JobStatus.values else JobStatus.DEAD
    jobs = Job.objects.filter(status=status).order_by("-created_at", "-pk")
    context = {
        "header_title": _("Background work"),
        "breadcrumbs_items": _crumbs(),
        "header_icon": "tasks",
        "page": Paginator(jobs, PER_PAGE).get_page(request.GET.get("page")),
        "status": status,
        "statuses": [(value, label, counts.get(value, 0)) for value, label in JobStatus.choices],
        "workers": WorkerHeartbeat.objects.order_by("-beat_at"),
    }
    return render(request, "core/admin/jobs_index.html", context)


@operator
@require_safe
def job_show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one job with its last error."""
    job = get_object_or_404(Job, public_id=public_id)
    context = {
        "header_title": str(job),
        "breadcrumbs_items": _crumbs(job),
        "header_icon": "tasks",
        "job": job,
        "may_retry": job.status == JobStatus.DEAD,
    }
    return render(request, "core/admin/job_show.html", context)


@operator
@require_POST
def job_retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a job that was given up start afresh, with all its attempts."""
    job = get_object_or_404(Job, public_id=public_id)
    if retry_job(job, by=request.user):
        messages.success(request, _("The job waits for a worker again."))
    else:
        messages.warning(request, _("The job was not given up, or the same work is under way."))
    return redirect("jobs:show", public_id=job.public_id)

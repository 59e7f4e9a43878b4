"""Background work in the admin: jobs that wait, run, are done or failed; operators may retry them."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.jobs.models import Job, JobStatus, WorkerHeartbeat
from core.jobs.retry import retry_job
from core.web.access import operator
from core.web.breadcrumbs import Breadcrumb
from core.web.pagination import page_or_nearest
from core.web.requests import SignedInRequest
from core.web.responses import render_admin_page

PER_PAGE = 50


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], job: Job | None = None
) -> HttpResponse:
    """Render a page of the admin about all jobs, or about one."""
    title = _("Background work")
    breadcrumbs = [Breadcrumb(title, reverse("jobs:index")), *([Breadcrumb(str(job))] if job else [])]
    title = str(job) if job else title
    return render_admin_page(request, template, context, title=title, icon="tasks", breadcrumbs=breadcrumbs)


@operator
@require_safe
def jobs_index(request: HttpRequest) -> HttpResponse:
    """List the jobs of `?status=` (the failed ones without it), the newest first."""
    counts = dict(Job.objects.values_list("status").annotate(Count("pk")))
    wanted = request.GET.get("status", "")
    status = JobStatus(wanted) if wanted in JobStatus.values else JobStatus.DEAD
    jobs = Job.objects.filter(status=status).order_by("-created_at", "-pk")
    context = {
        "page": page_or_nearest(request, jobs, PER_PAGE),
        "status": status,
        "statuses": [(value, label, counts.get(value, 0)) for value, label in JobStatus.choices],
        "workers": WorkerHeartbeat.objects.order_by("-beat_at"),
    }
    return _render(request, "core/admin/jobs_index.html", context)


@operator
@require_safe
def job_show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one job with its last error."""
    job = get_object_or_404(Job, public_id=public_id)
    context = {"job": job, "may_retry": job.status == JobStatus.DEAD}
    return _render(request, "core/admin/job_show.html", context, job)


@operator
@require_POST
def job_retry(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Start a failed job again, with all its attempts."""
    job = get_object_or_404(Job, public_id=public_id)
    if retry_job(job, by=request.user):
        messages.success(request, _("The job is waiting for a worker again."))
    else:
        messages.warning(request, _("The job has not failed, or the same job is already under way."))
    return redirect("jobs:show", public_id=job.public_id)

"""The jobs of core.jobs: tasks of other libraries, and the removal of what is past its time."""

from datetime import timedelta
from typing import Any

from core.jobs import cleanup, job, periodic
from core.jobs.external_tasks import run_external_task
from core.web.caching.versions import sum_up


@job("jobs.run_task", atomic=False)
def run_task(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Run a task another library (Wagtail) declared through the django-tasks API."""
    return run_external_task(module_path, args, kwargs)


@periodic("jobs.clean_up", every=timedelta(hours=1), atomic=False)
def clean_up() -> None:
    """Remove jobs, ticks, heartbeats and audit events that are past their time."""
    cleanup.delete_expired()


@periodic("jobs.clear_sessions", every=timedelta(days=1), atomic=False)
def clear_sessions() -> None:
    """Remove sessions that expired."""
    cleanup.clear_sessions()


@periodic("jobs.sum_up_changes", every=timedelta(minutes=5))
def sum_up_changes() -> None:
    """Keep the rows few that each request sums up to know the versions of content."""
    sum_up()

"""The background work of core itself: mail, other libraries' tasks, sweeping."""

import logging
from datetime import timedelta
from typing import Any

from core import pictures
from core.jobs import job, periodic, sweeps
from core.jobs.foreign import run_foreign_task
from core.mail.outbox import deliver
from core.models import MailMessage
from core.realtime import pruning

logger = logging.getLogger("core.jobs")


@job("core.send_mail", atomic=False, max_attempts=8, backoff=timedelta(seconds=30))
def send_mail(mail_id: int) -> None:
    """Send one mail. At least once: a crash after sending repeats it under the same Message-ID."""
    mail = MailMessage.objects.filter(pk=mail_id, sent_at=None).first()
    if mail is not None:  # else sent already, or erased with its reader
        deliver(mail)


@job("core.run_task", atomic=False)
def run_task(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Run a task another library (Wagtail) declared through the django-tasks API."""
    return run_foreign_task(module_path, args, kwargs)


@job("core.warm_picture", atomic=False)
def warm_picture(image_id: int) -> None:
    """Make the files of an image that pages may ask for."""
    pictures.warm(image_id)


@periodic("core.sweep_jobs", every=timedelta(hours=1), atomic=False)
def sweep_jobs() -> None:
    """Remove jobs, ticks, heartbeats, mails and audit events that are past their time."""
    sweeps.sweep()


@periodic("core.clear_sessions", every=timedelta(days=1), atomic=False)
def clear_sessions() -> None:
    """Remove sessions that expired."""
    sweeps.clear_sessions()


@periodic("core.prune_events", every=timedelta(hours=1), atomic=False)
def prune_events() -> None:
    """Remove events of live discussion that are past their time."""
    pruning.prune()

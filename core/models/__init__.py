"""The tables of core."""

from core.models.jobs import Job, PeriodicTick, WorkerHeartbeat
from core.models.mail import MailAttachment, MailMessage

__all__ = ["Job", "MailAttachment", "MailMessage", "PeriodicTick", "WorkerHeartbeat"]

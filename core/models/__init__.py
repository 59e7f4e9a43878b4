"""The tables of core."""

from core.models.audit import AuditEvent
from core.models.features import FeatureSwitch, UsageDay
from core.models.jobs import Job, PeriodicTick, WorkerHeartbeat
from core.models.mail import MailAttachment, MailMessage

__all__ = [
    "AuditEvent",
    "FeatureSwitch",
    "Job",
    "MailAttachment",
    "MailMessage",
    "PeriodicTick",
    "UsageDay",
    "WorkerHeartbeat",
]

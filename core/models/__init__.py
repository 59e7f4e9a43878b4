"""The tables of core."""

from core.models.audit import AuditEvent
from core.models.features import FeatureSwitch, UsageDay
from core.models.jobs import Job, PeriodicTick, WorkerHeartbeat
from core.models.mail import MailAttachment, MailMessage
from core.models.realtime import Event, HubBeat, Space

__all__ = [
    "AuditEvent",
    "Event",
    "FeatureSwitch",
    "HubBeat",
    "Job",
    "MailAttachment",
    "MailMessage",
    "PeriodicTick",
    "Space",
    "UsageDay",
    "WorkerHeartbeat",
]

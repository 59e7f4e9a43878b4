"""The audit trail: who decided what, append-only.

A row names its actor and a person it concerns by pseudonym only, so that erasure of the account
leaves the trail true and anonymous. The database itself refuses changes and, before `keep_until`,
deletions (triggers in the migrations); `delete_expired` deletes what has passed that date.
"""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.base.models import AuditEvent
from core.base.personal_data_registry import PersonalData, Retention
from core.base.users import AbstractUser

KEEP = timedelta(days=3 * 365)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PERSONAL_KEYS = frozenset(
    {"name", "display_name", "first_name", "last_name", "email", "e_mail", "phone", "address"}
)
BATCH = 500


def record(
    action: str,
    *,
    by: AbstractUser | None = None,
    subject: Any = None,
    detail: dict[str, Any] | None = None,
    keep: timedelta = KEEP,
) -> AuditEvent:
    """Write down that `by` (a user; None is the site itself) did `action` ("accounts.erased") to `subject`.

    `detail` is JSON of codes, counts and identifiers; ValueError when it holds a name's key or an e-mail
    address. The row is written in the caller's transaction and kept for `keep`. Return the AuditEvent.
    """
    kind, identity = identify(subject)
    refuse_personal(detail or {})
    now = timezone.now()
    return AuditEvent.objects.create(
        action=action,
        actor=getattr(by, "pseudonym", None),
        subject_type=kind,
        subject_id=identity,
        detail=detail or {},
        at=now,
        keep_until=now + keep,
    )


def identify(subject: Any) -> tuple[str, str]:
    """Return the subject's type ("accounts.user") and its identity: pseudonym, public id or key."""
    if subject is None:
        return "", ""
    for name in ("pseudonym", "public_id", "pk"):
        if (value := getattr(subject, name, None)) is not None:
            return subject._meta.label_lower, str(value)
    raise ValueError(f"{type(subject).__name__} has no identity yet; save it first.")


def refuse_personal(detail: Any, key: str = "") -> None:
    """Raise ValueError when the detail would keep somebody's name or address for ever."""
    if key.lower() in _PERSONAL_KEYS:
        raise ValueError(f"The audit trail keeps no {key!r}; record an identifier instead.")
    if isinstance(detail, dict):
        for inner, value in detail.items():
            refuse_personal(value, str(inner))
    elif isinstance(detail, list | tuple):
        for value in detail:
            refuse_personal(value)
    elif isinstance(detail, str) and _ADDRESS.search(detail):
        raise ValueError("The audit trail keeps no e-mail addresses.")


def events_of(pseudonym: UUID) -> QuerySet[AuditEvent]:
    """Return the events in which this person acted or was the subject, newest first."""
    return AuditEvent.objects.filter(Q(actor=pseudonym) | Q(subject_id=str(pseudonym))).order_by("-id")


def delete_expired(batch: int = BATCH) -> int:
    """Delete events whose time has passed, `batch` at a time; return how many."""
    total = 0
    while keys := list(
        AuditEvent.objects.filter(keep_until__lt=timezone.now()).values_list("pk", flat=True)[:batch]
    ):
        total += AuditEvent.objects.filter(pk__in=keys)._raw_delete("default")
    return total


def export(user: AbstractUser) -> list[dict[str, Any]]:
    """Return the events of one person as JSON-ready rows, for the export of their data."""
    return [
        {"at": event.at.isoformat(), "action": event.action, "acted": event.actor == user.pseudonym}
        for event in events_of(user.pseudonym)
    ]


EVENTS = PersonalData(
    AuditEvent,
    export=export,
    retention=Retention(
        _("3 years, under a pseudonym that identifies nobody once the account is erased"),
        _("To answer who decided what, and to find misuse."),
    ),
)

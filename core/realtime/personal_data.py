"""What the log of live discussion keeps of a person, for the registry of personal data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.base.personal_data_registry import PersonalData, Retention
from core.base.users import AbstractUser
from core.realtime.models import Event


def export(user: AbstractUser) -> list[dict[str, Any]]:
    """Return when the person did what in which kind of space; their tables export the texts."""
    rows = Event.objects.filter(by=user.pk).select_related("space").order_by("created_at", "pk")
    return [
        {"place": row.space.kind, "event": row.kind, "at": row.created_at.isoformat()}
        for row in rows.iterator(chunk_size=500)
    ]


def erase(user: AbstractUser) -> None:
    """Keep the events, which others' pages need, without the person."""
    Event.objects.filter(by=user.pk).update(by=None)


EVENTS = PersonalData(
    Event,
    export=export,
    erase=erase,
    retention=Retention(
        _("30 days; without your name once your account is erased"),
        _("So that open pages learn what they have missed."),
    ),
)

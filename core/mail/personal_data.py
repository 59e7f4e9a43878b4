"""What core's mails keep of a person, for the registry of personal data."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.base.personal_data_registry import PersonalData, Retention
from core.base.users import AbstractUser
from core.mail.models import MailMessage


def mails_of(user: AbstractUser) -> "QuerySet[MailMessage]":
    """Return the mails kept for a member, also those sent to the bare address."""
    return MailMessage.objects.filter(Q(user=user) | Q(to__iexact=user.email))


def export(user: AbstractUser) -> list[dict[str, Any]]:
    """Return the kept mails as JSON-ready rows."""
    fields = ("public_id", "to", "language", "subject", "text", "created_at", "sent_at")
    return [
        {name: value if value is None else str(value) for name, value in row.items()}
        for row in mails_of(user).order_by("created_at").values(*fields)
    ]


def erase(user: AbstractUser) -> None:
    """Remove the kept mails; one that was not sent yet is not sent any more."""
    mails_of(user).delete()


MAILS = PersonalData(
    MailMessage,
    export=export,
    erase=erase,
    retention=Retention(
        _("30 days; the text only until it is sent"),
        _("To send mail again after a fault, and to answer whether a mail was sent."),
    ),
)

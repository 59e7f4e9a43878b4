"""Sample contexts of the mails of accounts, for the page on which editors read mails before members do."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import DataExport
from core.mail import previews


def export_ready() -> dict[str, Any]:
    """Give an export that exists nowhere."""
    return {"export": DataExport(), "days": settings.EXPORT_DAYS}


def erasure() -> dict[str, Any]:
    """Give a day in two weeks."""
    return {"due_at": timezone.now() + timedelta(days=settings.ERASURE_DAYS)}


def register_all() -> None:
    """Give each mail its sample."""
    previews.register("accounts/export_ready", export_ready)
    for name in ("erasure_requested", "erasure_near", "erasure_cancelled", "erasure_done"):
        previews.register(f"accounts/{name}", erasure)

"""Samples of the mails of accounts, for the page on which editors read mails before members do."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import mails
from accounts.models import DataExport, User
from core.mail.previews import ComposedSample, Sample, TemplateSample

# The mails allauth sends; test_mails.py holds the list against what it can send.
BORROWED = (
    "account/email/account_already_exists",
    "account/email/email_changed",
    "account/email/email_confirm",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/email_deleted",
    "account/email/login_code",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_reset_key",
    "account/email/password_set",
    "account/email/unknown_account",
    "mfa/email/recovery_codes_generated",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
    "socialaccount/email/account_connected",
    "socialaccount/email/account_disconnected",
)


def export_ready() -> dict[str, Any]:
    """Return an export that exists nowhere."""
    return {"export": DataExport(), "days": settings.EXPORT_DAYS}


def erasure() -> dict[str, Any]:
    """Return a day in two weeks."""
    return {"due_at": timezone.now() + timedelta(days=settings.ERASURE_DAYS)}


def borrowed() -> dict[str, Any]:
    """Return the context of allauth's mails, for an invented member. The links lead nowhere."""
    confirm = reverse("account_confirm_email", args=["sample"])
    reset = reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": "sample"})
    return {
        "user": User(display_name="Amina"),
        "email": "amina@example.org",
        "code": "4K7-QX2",
        "activate_url": settings.SITE_URL + confirm,
        "password_reset_url": settings.SITE_URL + reset,
        "from_email": "amina@example.com",
        "to_email": "amina@example.org",
        "deleted_email": "amina@example.com",
        "provider": "ORCID",
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
    }


def _compose(prefix: str) -> tuple[str, str, str]:
    return mails.compose(prefix, borrowed())


SAMPLES: list[Sample] = [
    TemplateSample("accounts/export_ready", export_ready),
    *(
        TemplateSample(f"accounts/{name}", erasure)
        for name in ("erasure_requested", "erasure_near", "erasure_cancelled", "erasure_done")
    ),
    *(ComposedSample(prefix, partial(_compose, prefix)) for prefix in BORROWED),
]

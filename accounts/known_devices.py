"""Browsers a member has signed in from: strangers who guess at an account do not shut its owner out.

Wrong passwords are counted for each account. Without this, anybody could keep a member out by guessing
on purpose. A signed cookie, set by a full sign-in, gives that browser a count of its own; all others
share one, as before. The cookie opens nothing by itself.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from core.base.email_addresses import normalize_email

COOKIE = "known-device"
SALT = "accounts.known_devices"
KEPT = timedelta(days=180)


def _mark(email: str) -> str:
    return salted_hmac(SALT, normalize_email(email), algorithm="sha256").hexdigest()


def remember(response: HttpResponseBase, email: str) -> None:
    """Set the cookie that says: from this browser the owner of `email` has signed in."""
    response.set_cookie(
        COOKIE,
        signing.dumps([_mark(email), secrets.token_hex(8)], salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_device(request: HttpRequest, email: str) -> str:
    """Return the name of the browser if the owner of `email` has signed in from it, else an empty string."""
    try:
        mark, device = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if constant_time_compare(str(mark), _mark(email)) else ""

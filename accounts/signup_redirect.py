"""The page a newcomer wanted when they signed up: signed, it is part of the link in the mail."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.core import signing

from core.web.redirects import is_local_path

FIELD = "then"
SALT = "accounts.signup_redirect"
KEPT = timedelta(days=30)
LONGEST = 300  # characters; a longer address would break the link in the mail


def sign(address: str | None) -> str:
    """Return the signed text for an address on this site (its host was checked); empty when there is none."""
    parts = urlsplit(address or "")
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    return signing.dumps(path, salt=SALT) if is_local_path(path) and len(path) <= LONGEST else ""


def read(signed: str) -> str:
    """Return the path of this site that was signed; empty for anything we did not sign."""
    try:
        path = str(signing.loads(signed, salt=SALT, max_age=KEPT))
    except signing.BadSignature:
        return ""
    return path if is_local_path(path) else ""

"""How long the frame of a page may be remembered, and how it is forgotten when somebody changes it."""

import secrets

from django.core.cache import cache
from django.db import transaction

SECONDS = 60  # at most: other processes without a shared cache see a change after this time
_KEY = "portal.frame.version"


def frame_version() -> str:
    """Return the version under which frames are remembered now."""
    return str(cache.get_or_set(_KEY, lambda: secrets.token_hex(4), SECONDS * 60))


def _renew() -> None:
    cache.set(_KEY, secrets.token_hex(4), SECONDS * 60)


def forget_frames() -> None:
    """Make every remembered frame stale, now and again when the transaction is committed."""
    _renew()
    transaction.on_commit(_renew)

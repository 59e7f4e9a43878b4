"""The cache of headers and footers, and its invalidation when somebody changes them."""

import secrets

from django.core.cache import cache
from django.db import transaction

SECONDS = 60  # at most: other processes without a shared cache see a change after this time
_KEY = "portal.chrome.version"


def chrome_version() -> str:
    """Return the present version of the cached headers and footers."""
    return str(cache.get_or_set(_KEY, lambda: secrets.token_hex(4), SECONDS * 60))


def _renew() -> None:
    cache.set(_KEY, secrets.token_hex(4), SECONDS * 60)


def clear_chrome_cache() -> None:
    """Invalidate all cached headers and footers, now and again when the transaction is committed."""
    _renew()
    transaction.on_commit(_renew)

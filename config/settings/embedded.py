"""The embedded mode of `make run`: SQLite, no services, one uvicorn, demonstration accounts."""

import secrets

from config.env import read

from .base import *
from .base import BASE_DIR, CACHES, STORAGES, VAR_DIR  # noqa: F401
from .sqlite import sqlite

VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds sessions, mails and passwords' hashes


def _own_secret() -> str:
    """Return the secret made once under var/, readable by its owner only."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = read("SECRET_KEY") or _own_secret()
ALLOWED_HOSTS = read("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "packages.localhost"]
DEMO = True
DATABASES = {"default": sqlite(VAR_DIR / "commons.sqlite3")}
CACHES["default"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
EMAIL_BACKEND = "core.mail.backends.FileLinkBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
# http://localhost is the whole of this mode: these wait for the TLS of production.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

"""Tests: the embedded mode, or real services when DATABASE_URL and REDIS_URL are given."""

import tempfile
from pathlib import Path
from typing import Any

import dj_database_url

from config.env import read

from .base import *
from .base import CACHES, INSTALLED_APPS, STORAGES
from .sqlite import sqlite

INSTALLED_APPS = ["tests.quick_flush", *INSTALLED_APPS]
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "portal.example"]
VAR_DIR = Path(tempfile.mkdtemp(prefix="commons-test-"))
MEDIA_ROOT, PRIVATE_ROOT = VAR_DIR / "media", VAR_DIR / "private"
STATIC_ROOT = VAR_DIR / "static"  # empty: tests serve no static files, but WhiteNoise wants the folder
STATIC_ROOT.mkdir()
EMAIL_FILE_PATH = VAR_DIR / "mail"
STORAGES["private"]["OPTIONS"]["location"] = PRIVATE_ROOT  # type: ignore[index]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"

if read("DATABASE_URL"):
    DATABASES: dict[str, Any] = {"default": dj_database_url.parse(read("DATABASE_URL"))}
else:
    # A file, not memory: connections of several threads wait for each other there as in the real site.
    DATABASES = {"default": sqlite(VAR_DIR / "commons.sqlite3")}
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
if read("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": read("REDIS_URL"),
        "KEY_PREFIX": "test",
    }
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
REALTIME_REDIS_URL = read("REDIS_URL")
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

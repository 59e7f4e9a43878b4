"""Production: PostgreSQL, Redis, mail by SMTP or a provider, everything over TLS."""

from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.env import read, require_all

from .base import *
from .base import CACHES, CSRF_TRUSTED_ORIGINS, SITE_URL, STORAGES

require_all()

SECRET_KEY = read("SECRET_KEY")
ALLOWED_HOSTS = read("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL, *CSRF_TRUSTED_ORIGINS]

DATABASES = {"default": dj_database_url.parse(read("DATABASE_URL"), conn_max_age=0)}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}
CACHES["default"] = {
    "BACKEND": "core.base.cache.OptionalRedisCache",
    "LOCATION": read("REDIS_URL"),
    "KEY_PREFIX": "commons",
    "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
REALTIME_REDIS_URL = read("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # redis-py caps async pools at 100 and raises past it: a mass disconnect needs more.
        "CONFIG": {"hosts": [{"address": read("REDIS_URL"), "max_connections": 2000}]},
    }
}

_mail = urlsplit(read("EMAIL_URL"))
if _mail.scheme.startswith("anymail+"):
    EMAIL_BACKEND = f"anymail.backends.{_mail.scheme.removeprefix('anymail+')}.EmailBackend"
    ANYMAIL = read("ANYMAIL_SETTINGS")
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 587
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls", ["1"]) == ["1"]
    EMAIL_TIMEOUT = 20

if read("S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": read("S3_BUCKET"),
            "endpoint_url": read("S3_ENDPOINT_URL") or None,
            # Documents of closed collections and original pictures lie here too: nothing is readable
            # without a signed address, and only renditions are given one. No ACL is sent, because
            # buckets refuse them by default; what is written without one is its owner's alone.
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 3600,
            "signature_version": "s3v4",
            "file_overwrite": False,
            "max_memory_size": 1024 * 1024,
        },
    }

SECURE_SSL_REDIRECT = read("SECURE_SSL_REDIRECT")
# Believed only where a proxy of ours stands before the site and sets it anew.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read("TRUSTED_PROXY_COUNT") else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

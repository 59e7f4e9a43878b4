"""What Wagtail's own project template sets, on the same database server as the site."""

from typing import Any

import dj_database_url

from config.env import read

SECRET_KEY = read("SECRET_KEY")
ALLOWED_HOSTS = ["localhost"]
DEBUG = False
ROOT_URLCONF = "benchmarks.bare.urls"
INSTALLED_APPS = [
    "benchmarks.bare.apps.BareConfig",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
_database: dict[str, Any] = dict(dj_database_url.parse(read("DATABASE_URL"), conn_max_age=0))
DATABASES = {"default": _database | {"OPTIONS": {"pool": {"min_size": 1, "max_size": 8}}}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": read("REDIS_URL"),
                "KEY_PREFIX": "bare"}
}  # fmt: skip
STATIC_URL = "/static/"
USE_TZ = True
WAGTAIL_SITE_NAME = "Bare"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAIL_ENABLE_UPDATE_CHECK = False

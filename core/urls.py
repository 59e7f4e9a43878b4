"""Addresses of core, without a language: files, and what the machines around the site ask."""

from django.urls import URLPattern, URLResolver, path

from core.files import views as files
from core.health import healthz, readyz
from core.metrics import metrics_show

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics_show, name="metrics_show"),
    path("media/<path:name>", files.media_show, name="media_show"),
]

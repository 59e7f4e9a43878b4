"""The URLs that load balancers and monitoring systems ask, without a language."""

from django.urls import URLPattern, URLResolver, path

from core.operations.health import healthz, readyz
from core.operations.metrics import metrics_show

app_name = "operations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics_show, name="metrics_show"),
]

"""The bare app."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    """A site of one page type."""

    name = "benchmarks.bare"
    label = "bare"
    default_auto_field = "django.db.models.BigAutoField"

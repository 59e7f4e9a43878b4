"""The app config of core.base."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "core.base"
    verbose_name = "Base"

    def ready(self) -> None:
        """Register the personal data of the audit trail."""
        from core.base import audit

        audit.declare()

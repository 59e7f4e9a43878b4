"""The app config of core.operations."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "core.operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        """Register the system checks and the health checks."""
        from core.operations import checks, integrations  # noqa: F401

        integrations.register()

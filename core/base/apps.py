"""The app config of core.base."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "core.base"
    verbose_name = "Base"

    def ready(self) -> None:
        """Register what other apps find here."""
        from core.base import integrations

        integrations.register()

"""The app config of core.realtime."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "core.realtime"
    verbose_name = "Live discussion"

    def ready(self) -> None:
        """Register what other apps find here."""
        from core.realtime import integrations

        integrations.register()

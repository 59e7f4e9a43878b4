"""The app config of core.realtime."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "core.realtime"
    verbose_name = "Live discussion"

    def ready(self) -> None:
        """Register the personal data of the event log."""
        from core.realtime import personal_data

        personal_data.declare()

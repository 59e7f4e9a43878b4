"""The core app: no domain of its own; what every other app stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Declare the jobs of all apps, and the personal data core itself keeps."""
        from core import audit, checks  # noqa: F401
        from core.jobs import registry
        from core.mail import personal_data as mails
        from core.realtime import personal_data as live

        registry.discover()
        mails.declare()
        live.declare()
        audit.declare()

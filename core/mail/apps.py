"""The app config of core.mail."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "core.mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        """Register what other apps find here."""
        from core.mail import integrations

        integrations.register()

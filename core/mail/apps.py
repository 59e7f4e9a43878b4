"""The app config of core.mail."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "core.mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        """Register the personal data of mails."""
        from core.mail import personal_data

        personal_data.declare()

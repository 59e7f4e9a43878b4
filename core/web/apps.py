"""The app config of core.web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "core.web"
    verbose_name = "Web"

    def ready(self) -> None:
        """Keep restrictions of pages equal in all languages."""
        from core.web import page_privacy

        page_privacy.connect()

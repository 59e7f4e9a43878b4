"""The app config of core.web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "core.web"
    verbose_name = "Web"

    def ready(self) -> None:
        """Keep restrictions of pages equal in all languages; store facts; record when content changes."""
        from core.web import integrations, page_facts, page_privacy
        from core.web.caching import changes

        page_privacy.connect()
        page_facts.connect()
        integrations.register()
        changes.connect()

"""The app config of core.jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "core.jobs"
    verbose_name = "Background work"

    def ready(self) -> None:
        """Register the jobs of all apps, and what other apps find here."""
        from core.jobs import integrations, registry

        registry.discover()
        integrations.register()

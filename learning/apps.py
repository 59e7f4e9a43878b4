"""The learning app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Register what other apps find here, and listen to publishing."""
        from learning import group_changes, integrations, signals

        integrations.register()
        signals.connect()
        group_changes.connect()

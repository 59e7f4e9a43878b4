"""The learning app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Enter personal data, what carries concepts and lessons with threads; listen to publishing."""
        from cop import thread_sources
        from learning import group_changes, mail_previews
        from learning.concept_listing import register_carriers
        from learning.personal_data import register_personal_data
        from learning.selectors.discussions import LESSON, lesson_origins
        from learning.signals import connect

        register_personal_data()
        register_carriers()
        thread_sources.register(LESSON, lesson_origins)
        mail_previews.register_all()
        connect()
        group_changes.connect()

"""The learning app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Enter personal data, what carries concepts and lessons with threads; listen to publishing."""
        from cop import origins
        from learning import group_changes, mail_previews
        from learning.carrying import register_carriers
        from learning.personal_data import register_personal_data
        from learning.publishing import connect
        from learning.selectors.discussions import LESSON, lesson_origins

        register_personal_data()
        register_carriers()
        origins.register(LESSON, lesson_origins)
        mail_previews.register_all()
        connect()
        group_changes.connect()

"""Communities of practice: where people ask, answer and keep what they learn from each other."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CopConfig(AppConfig):
    name = "cop"
    verbose_name = _("Communities")

    def ready(self) -> None:
        """Enter the thread as a kind of live space, what is kept of people, and what carries concepts."""
        from cop import mail_previews, realtime_space
        from cop.concept_listing import register_carriers
        from cop.personal_data import register_personal_data

        realtime_space.register_all()
        mail_previews.register_all()
        register_personal_data()
        register_carriers()

"""Communities of practice: where people ask, answer and keep what they learn from each other."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CopConfig(AppConfig):
    name = "cop"
    verbose_name = _("Communities")

    def ready(self) -> None:
        """Enter the thread into the kinds of live spaces, and what is kept of people into the register."""
        from cop import live
        from cop.personal_data import register_personal_data

        live.register_all()
        register_personal_data()

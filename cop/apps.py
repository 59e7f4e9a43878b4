"""Communities of practice: where people ask, answer and keep what they learn from each other."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CopConfig(AppConfig):
    name = "cop"
    verbose_name = _("Communities")

    def ready(self) -> None:
        """Register what other apps find here."""
        from cop import integrations

        integrations.register()

"""Controlled vocabularies: what everything on the site is tagged with, found by and named after."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabulariesConfig(AppConfig):
    name = "vocabularies"
    verbose_name = _("Vocabularies")

    def ready(self) -> None:
        """Make the lookup `begins` known to the database layer; register what other apps find here."""
        from vocabularies import integrations, lookups  # noqa: F401

        integrations.register()

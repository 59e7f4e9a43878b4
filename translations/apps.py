"""The translation dashboard: what is new, stale or missing in each language, and the files to work in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    name = "translations"
    verbose_name = _("Translations")

    def ready(self) -> None:
        """Let copies follow when a page moves, and look at overrides before they are saved."""
        from django.db.models.signals import pre_save
        from wagtail.signals import post_page_move
        from wagtail_localize.models import SegmentOverride

        from translations.services.overrides import on_override_saved
        from translations.services.page_moves import on_page_moved

        post_page_move.connect(on_page_moved, dispatch_uid="translations.on_page_moved")
        pre_save.connect(on_override_saved, SegmentOverride, dispatch_uid="translations.on_override_saved")

"""The portal app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Clears cached headers and footers when a page is published, unpublished, moved or made private."""

    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Listen to Wagtail."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, page_unpublished, post_page_move

        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(_page_changed, dispatch_uid="portal.clear_chrome_cache")
        for signal in (post_save, post_delete):
            signal.connect(
                _page_changed, PageViewRestriction, dispatch_uid="portal.clear_chrome_cache_privacy"
            )


def _page_changed(**kwargs: Any) -> None:
    """The navigation may show a page that changed."""
    from portal.models.cache import clear_chrome_cache

    clear_chrome_cache()

"""The portal app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Forgets remembered frames when Wagtail says that a page came, went or moved."""

    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Listen to Wagtail."""
        from wagtail.signals import page_published, page_unpublished, post_page_move

        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(_page_changed, dispatch_uid="portal.forget_frames")


def _page_changed(**kwargs: Any) -> None:
    """The navigation may show a page that changed."""
    from portal.models.freshness import forget_frames

    forget_frames()

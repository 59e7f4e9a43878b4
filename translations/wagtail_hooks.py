"""The translators' desk in the editors' admin."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from translations.rules import may_use_desk


class DeskItem(MenuItem):  # type: ignore[misc]
    """The desk's entry, for those who may translate something."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_use_desk(request.user)


@hooks.register("register_admin_urls", order=-10)
def register_desk_urls() -> list[URLResolver]:
    """Mount the desk at /admin/translations/, and our views before those of wagtail-localize."""
    return [
        path("translations/", include("translations.urls")),
        path("localize/", include("translations.urls_localize")),
    ]


@hooks.register("register_admin_menu_item")
def register_desk_item() -> MenuItem:
    """Show the desk in the menu, below the pages."""
    return DeskItem(
        _("Translators' desk"),
        reverse("translations:desk_show"),
        name="translators-desk",
        icon_name="wagtail-localize-language",
        order=240,
    )

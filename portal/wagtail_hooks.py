"""The editors' admin: announcements in the menu, first steps on its front page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.models import Announcement

ABOUT_WAGTAIL = ("whats-new", "editor-guide")  # links to Wagtail's own site: not this site's help


class AnnouncementViewSet(SnippetViewSet):  # type: ignore[misc]
    """Announcements as a menu item of their own."""

    model = Announcement
    icon = "warning"
    menu_label = _("Announcements")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "kind", "state", "from_at", "until_at", "site"]
    list_filter = ["kind", "site"]
    search_fields = ["name"]
    edit_handler = ObjectList(Announcement.panels)


register_snippet(AnnouncementViewSet)


class FirstSteps(Component):
    """A panel that says what to do, with links to where it is done."""

    order = 50
    template_name = "portal/admin/first_steps.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the site's home page and what this person may do."""
        user, site = self.request.user, Site.find_for_request(self.request)
        home = site.root_page if site else None
        rights = home.permissions_for_user(user) if home else None
        return {
            "home": home,
            "may_edit": bool(rights and rights.can_edit()),
            "may_add": bool(rights and rights.can_add_subpage()),
            "may_publish": bool(rights and rights.can_publish()),
            "may_announce": user.has_perm("portal.add_announcement"),
            "may_edit_chrome": user.has_perm("portal.change_sitechrome"),
            "chrome_url": reverse("wagtailsettings:edit", args=["portal", "sitechrome"]),
        }


@hooks.register("construct_homepage_panels")
def add_first_steps(request: HttpRequest, panels: list[Any]) -> None:
    """Put the first steps on the admin's front page."""
    panels.append(FirstSteps(request))


@hooks.register("construct_help_menu")
def keep_own_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out Wagtail's own news and guide."""
    items[:] = [item for item in items if not item.name.startswith(ABOUT_WAGTAIL)]

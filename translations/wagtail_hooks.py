"""The translation dashboard in the editors' admin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from translations.rules import may_use_dashboard


class DashboardMenuItem(MenuItem):  # type: ignore[misc]
    """The dashboard's entry, for those who may translate something."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_use_dashboard(request.user)


@hooks.register("register_admin_urls", order=-10)
def register_dashboard_urls() -> list[URLResolver]:
    """Mount the dashboard at /admin/translations/, and our views before those of wagtail-localize."""
    return [
        path("translations/", include("translations.urls")),
        path("localize/", include("translations.urls_localize")),
    ]


@hooks.register("register_admin_menu_item")
def register_dashboard_item() -> MenuItem:
    """Show the dashboard in the menu, below the pages."""
    return DashboardMenuItem(
        _("Translations"),
        reverse("translations:dashboard_show"),
        name="translation-dashboard",
        icon_name="wagtail-localize-language",
        order=240,
    )


@hooks.register("before_edit_page", order=-10)
def refuse_to_publish_locked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead back where somebody has locked the page: wagtail-localize's editor would publish it."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    if not page.permissions_for_user(request.user).page_locked():
        return None
    messages.error(
        request, gettext("You may not publish it, or somebody has locked it. Ask who edits the page.")
    )
    return redirect("wagtailadmin_pages:edit", page.pk)

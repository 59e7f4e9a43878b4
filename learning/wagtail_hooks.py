"""Learning in the editors' admin: the report of enrolments, and pages closed to some members."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import PageViewRestriction

from core.rules import is_editor
from learning.admin import enrolments_report
from learning.models import LearningPage

Serve = Callable[..., HttpResponseBase]


class EnrolmentsItem(MenuItem):  # type: ignore[misc]
    """The report's entry, for those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


@hooks.register("register_admin_urls")
def report_address() -> list[URLPattern]:
    """Add the report to the admin's addresses."""
    return [path("reports/enrolments/", enrolments_report, name="learning_enrolments")]


@hooks.register("register_reports_menu_item")
def report_item() -> EnrolmentsItem:
    """Add the report to the menu of reports."""
    return EnrolmentsItem(_("Enrolments"), reverse("learning_enrolments"), icon_name="group", order=900)


@hooks.register("on_serve_page", order=-10)
def nothing_here_for_other_groups(serve: Serve) -> Serve:
    """Answer 404 to a signed-in member outside a page's groups; Wagtail would ask them to sign in again."""

    def guarded(page: Any, request: HttpRequest, *args: Any) -> HttpResponseBase:
        if isinstance(page, LearningPage) and request.user.is_authenticated:
            for restriction in page.get_view_restrictions():
                groups = restriction.restriction_type == PageViewRestriction.GROUPS
                if groups and not restriction.accept_request(request):
                    raise Http404
        return serve(page, request, *args)

    return guarded

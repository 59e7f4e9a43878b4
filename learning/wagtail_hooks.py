"""Learning in the editors' admin: the report of enrolments."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.rules import is_editor
from learning.admin import enrolments_report


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

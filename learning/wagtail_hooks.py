"""Learning in the editors' admin: the report of enrolments, and how links to documents are written."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.rich_text.feature_registry import FeatureRegistry

from core.base.rules import is_editor
from learning.admin import enrolments_report
from learning.rich_text import WeighedDocumentLink


class EnrolmentsItem(MenuItem):  # type: ignore[misc]
    """The report's entry, for those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


@hooks.register("register_rich_text_features", order=1)
def weigh_documents(features: FeatureRegistry) -> None:
    """Make links to documents name their type and size, in place of Wagtail's own rule (order 0)."""
    features.register_link_type(WeighedDocumentLink)


@hooks.register("register_admin_urls")
def report_address() -> list[URLPattern]:
    """Add the report to the admin's addresses."""
    return [path("reports/enrolments/", enrolments_report, name="learning_enrolments")]


@hooks.register("register_reports_menu_item")
def report_item() -> EnrolmentsItem:
    """Add the report to the menu of reports."""
    return EnrolmentsItem(_("Enrolments"), reverse("learning_enrolments"), icon_name="group", order=900)

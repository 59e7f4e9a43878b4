"""The list of background work in Wagtail's admin, for operators."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.base.rules import is_operator
from core.jobs import views

job_urls = [
    path("", views.jobs_index, name="index"),
    path("<uuid:public_id>/", views.job_show, name="show"),
    path("<uuid:public_id>/retry/", views.job_retry, name="retry"),
]


class OperatorsMenuItem(MenuItem):  # type: ignore[misc]
    """A menu item operators see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_operator(request.user)


@hooks.register("register_admin_urls")
def register_job_urls() -> list[URLPattern | URLResolver]:
    """Return the URLs of the job list, below /admin/jobs/."""
    return [path("jobs/", include((job_urls, "jobs")))]


@hooks.register("register_reports_menu_item")
def register_jobs_menu_item() -> MenuItem:
    """Return the item of the job list in the menu Reports."""
    return OperatorsMenuItem(
        _("Background work"),
        reverse("jobs:index"),
        name="background-work",
        icon_name="tasks",
        order=1300,
    )

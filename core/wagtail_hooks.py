"""Background work under Reports in Wagtail's admin, for operators only."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from core.jobs import views
from core.models import FeatureSwitch
from core.rules import is_operator

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
    """Mount the job list at /admin/jobs/."""
    return [path("jobs/", include((job_urls, "core_jobs")))]


@hooks.register("register_reports_menu_item")
def register_jobs_menu_item() -> MenuItem:
    """Show the job list under Reports."""
    return OperatorsMenuItem(
        _("Background work"),
        reverse("core_jobs:index"),
        name="background-work",
        icon_name="tasks",
        order=1300,
    )


class FeatureSwitchViewSet(SnippetViewSet):  # type: ignore[misc]
    """Switches under Settings; whoever has the model's permissions may turn them (superusers, at first)."""

    model = FeatureSwitch
    icon = "cog"
    add_to_settings_menu = True
    list_display = ("name", "on", "note", "changed_at")
    panels = (FieldPanel("name"), FieldPanel("on"), FieldPanel("note"))


register_snippet(FeatureSwitchViewSet)

"""The home page and the standard page."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from core.web.breadcrumbs import Breadcrumb, of_pages
from core.web.pages import ViewPage
from portal.blocks import CALLS_TO_ACTION, PROSE


class HomePage(ViewPage):
    """The home page of a site: what the site is, to visitors; what comes next, to members."""

    view = "portal.views.home_show"
    text_fields = (*ViewPage.text_fields, "heading", "lead", "calls_to_action", "body")

    heading = models.CharField(_("heading"), max_length=120, help_text=_("The first line a visitor reads."))
    lead = models.TextField(
        _("lead"), max_length=600, help_text=_("Two or three sentences: what this site is, and for whom.")
    )
    calls_to_action = StreamField(
        CALLS_TO_ACTION,
        blank=True,
        verbose_name=_("what one can do here"),
        help_text=_("Three to five actions work best."),
    )
    body = StreamField(
        PROSE, blank=True, verbose_name=_("story"), help_text=_("Why this site exists. Shown to visitors.")
    )

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *ViewPage.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("lead")], heading=_("Opening")),
        FieldPanel("calls_to_action"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(ViewPage):
    """A page of prose: about, help, privacy, terms."""

    view = "portal.views.standard_show"
    text_fields = (*ViewPage.text_fields, "lead", "body")

    lead = models.TextField(
        _("lead"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences that say what the page tells."),
    )
    body = StreamField(PROSE, blank=True, verbose_name=_("text"))

    parent_page_types = ["portal.HomePage", "portal.StandardPage"]
    subpage_types = ["portal.StandardPage"]
    content_panels = [*ViewPage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    def breadcrumbs(self, request: HttpRequest) -> list[Breadcrumb]:
        """Return the path from the home page to this page."""
        above = self.get_ancestors().filter(depth__gt=1).live().select_related("locale", "alias_of__locale")
        return of_pages(request, above, self)

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

"""What surrounds every page of a site: its name, navigation and footer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable

from portal.blocks import COLUMNS, LINKS


@register_setting(icon="site", order=100)
class SiteChrome(ClusterableModel, BaseSiteSetting):  # type: ignore[misc]
    """A site's header and footer. Empty navigation shows the pages "in menus" below the home page."""

    navigation = StreamField(
        LINKS,
        blank=True,
        max_num=7,
        verbose_name=_("navigation"),
        help_text=_("Leave empty to show the pages below the home page that are marked “show in menus”."),
    )
    footer = StreamField(COLUMNS, blank=True, max_num=4, verbose_name=_("footer columns"))
    contact_email = models.EmailField(
        _("contact address"), blank=True, help_text=_("Shown in the footer and in security.txt.")
    )

    panels = [
        InlinePanel("texts", heading=_("Name and strapline in each language"), label=_("Language")),
        FieldPanel("navigation"),
        FieldPanel("footer"),
        FieldPanel("contact_email"),
    ]

    class Meta:
        verbose_name = _("site header and footer")
        verbose_name_plural = _("site headers and footers")

    def __str__(self) -> str:
        return str(self.site)


class SiteChromeText(Orderable):  # type: ignore[misc]
    """The texts of the header and footer in one language."""

    chrome = ParentalKey(SiteChrome, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("site title"), max_length=60)
    strapline = models.CharField(_("strapline"), max_length=200, blank=True)
    footer_text = models.CharField(_("footer text"), max_length=400, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["chrome", "language"], name="portal_sitechrometext_language_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

"""One page type, as Wagtail's tutorial makes it: a title and a body."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):  # type: ignore[misc]
    """A page without header, footer and navigation."""

    body = RichTextField()
    template = "bare_page.html"

    class Meta:
        app_label = "bare"

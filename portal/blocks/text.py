"""Running text with headings, lists and links."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(RichTextBlock):  # type: ignore[misc]
    """Rich text with the few features that prose needs."""

    def __init__(self, **options: object) -> None:
        super().__init__(**({"features": FEATURES, "label": _("Text")} | options))

    class Meta:
        icon = "pilcrow"
        template = "portal/blocks/text.html"

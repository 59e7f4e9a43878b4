"""Running text with headings, lists and links."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock

PLAIN = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(RichTextBlock):  # type: ignore[misc]
    """Text; its headings become the sections that a bookmark can name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", ["h2", "h3", *PLAIN, "document-link"])
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "learning/blocks/text.html"

"""Somebody's words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class QuotationBlock(blocks.StructBlock):  # type: ignore[misc]
    """A quotation and its source."""

    text = blocks.TextBlock(rows=3, max_length=1500, label=_("Quotation"))
    source = blocks.CharBlock(max_length=300, label=_("Source"))
    url = blocks.URLBlock(required=False, label=_("Address of the source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "learning/blocks/quotation.html"

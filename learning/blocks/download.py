"""A file to take away."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DownloadBlock(blocks.StructBlock):  # type: ignore[misc]
    """A document, with its form and size said before it is fetched."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        required=False, max_length=160, label=_("Title"), help_text=_("Empty: the document's own title.")
    )
    note = blocks.CharBlock(required=False, max_length=200, label=_("What it is for"))

    class Meta:
        icon = "download"
        label = _("Download")
        template = "learning/blocks/download.html"

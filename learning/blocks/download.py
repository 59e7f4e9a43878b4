"""A file to take away."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

# Forms whose file ending says little to most people; other endings are shown as they are.
FORMS = {
    "csv": _("table (CSV)"),
    "docx": _("Word document"),
    "epub": _("e-book (EPUB)"),
    "md": _("plain text"),
    "txt": _("plain text"),
    "xlsx": _("Excel table"),
}


def form_of(document: Any) -> Any:
    """Return the kind of file a document is, in words."""
    ending = document.file_extension.lower()
    return FORMS.get(ending, ending.upper())


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

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `form`: the kind of file, in words."""
        document = value["document"]
        form = form_of(document) if document else ""
        return super().get_context(value, parent_context) | {"form": form}

"""A passage set apart: a note, a task to try, or a warning."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StructBlock

KINDS = [("note", _("Note")), ("practice", _("Try it")), ("caution", _("Take care"))]


class CalloutBlock(StructBlock):  # type: ignore[misc]
    """A short passage beside the argument, with a kind that says why it is set apart."""

    kind = ChoiceBlock(choices=KINDS, default="note", label=_("Kind"))
    title = CharBlock(max_length=120, required=False, label=_("Title"))
    text = RichTextBlock(features=["bold", "italic", "ol", "ul", "link"], label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "portal/blocks/callout.html"

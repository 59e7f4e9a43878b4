"""Something set apart from the text: a note, a task to try, a caution."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.blocks.text import PLAIN


class CalloutBlock(blocks.StructBlock):  # type: ignore[misc]
    """A note fastened to the page."""

    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("practice", _("Practice")), ("caution", _("Caution"))],
        default="note",
        label=_("Kind"),
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=PLAIN, label=_("Text"))

    class Meta:
        icon = "help"
        label = _("Callout")
        template = "learning/blocks/callout.html"

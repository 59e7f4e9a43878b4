"""The words a lesson introduces."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TermBlock(blocks.StructBlock):  # type: ignore[misc]
    """One term and what it means here."""

    term = blocks.CharBlock(max_length=120, label=_("Term"))
    definition = blocks.TextBlock(rows=2, max_length=600, label=_("Definition"))


class KeyTermsBlock(blocks.ListBlock):  # type: ignore[misc]
    """A list of terms."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(TermBlock(label=_("Term")), min_num=1, **kwargs)

    class Meta:
        icon = "openquote"
        label = _("Key terms")
        template = "learning/blocks/key_terms.html"

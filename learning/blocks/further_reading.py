"""The sources of a lesson, for those who check and those who go on."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SourceBlock(blocks.StructBlock):  # type: ignore[misc]
    """One source."""

    title = blocks.CharBlock(max_length=300, label=_("Title"))
    authors = blocks.CharBlock(required=False, max_length=300, label=_("Authors"))
    year = blocks.CharBlock(required=False, max_length=20, label=_("Year"))
    publisher = blocks.CharBlock(required=False, max_length=300, label=_("Publisher"))
    url = blocks.URLBlock(required=False, label=_("Address"))
    note = blocks.CharBlock(required=False, max_length=400, label=_("What one finds there"))


class FurtherReadingBlock(blocks.ListBlock):  # type: ignore[misc]
    """A list of sources."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(SourceBlock(label=_("Source")), min_num=1, **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Further reading")
        template = "learning/blocks/further_reading.html"

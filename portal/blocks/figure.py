"""A picture with its caption and credit."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageBlock


class FigureBlock(StructBlock):  # type: ignore[misc]
    """An image with the alternative text that ImageBlock asks for, a caption and a credit."""

    image = ImageBlock(label=_("Image"))
    caption = CharBlock(max_length=300, required=False, label=_("Caption"))
    credit = CharBlock(max_length=160, required=False, label=_("Credit"))

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "portal/blocks/figure.html"

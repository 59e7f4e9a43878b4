"""A figure: a drawing of ours or an image, with a caption and a numbered legend."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from core.media.renditions import FILE_NAME, is_file_name, picture_of
from learning import drawings


class FigureBlock(blocks.StructBlock):  # type: ignore[misc]
    """One picture that explains something; the marks in it are worded in the legend."""

    drawing = blocks.ChoiceBlock(
        choices=drawings.choices,
        required=False,
        label=_("Drawing"),
        help_text=_("One of the site's own drawings, or choose an image below."),
    )
    image = ImageChooserBlock(required=False, label=_("Image"))
    alt = blocks.CharBlock(
        max_length=400,
        label=_("Description"),
        help_text=_("What the picture shows, for readers who do not see it."),
    )
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))
    credit = blocks.CharBlock(required=False, max_length=200, label=_("Credit"))
    legend = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("Words for this mark")),
        default=[],
        min_num=0,
        label=_("Legend"),
        help_text=_("Words for the numbered marks in the picture, in their order."),
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "learning/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        """Refuse a figure with two pictures or none, and a file's name in place of a description."""
        cleaned = super().clean(value)
        if bool(cleaned["drawing"]) == bool(cleaned["image"]):
            error = ValidationError(_("Choose either a drawing or an image."))
            raise StructBlockValidationError(block_errors={"drawing": error})
        image = cleaned["image"]
        if (
            image
            and not self.is_deferred_validation
            and is_file_name(cleaned["alt"], image.title, image.file.name)
        ):
            raise StructBlockValidationError(block_errors={"alt": ValidationError(FILE_NAME)})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `picture`: address, size and weight of what is shown (nothing when its file has gone)."""
        drawing = drawings.find(value["drawing"]) if value["drawing"] else None
        picture = drawing or picture_of(value["image"])
        return super().get_context(value, parent_context) | {"picture": picture}

"""A photograph from the image library."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from core.media.renditions import FILE_NAME, is_file_name, picture_of


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """An image with its text alternative, its caption and its credit."""

    image = ImageBlock(
        label=_("Image"),
        help_text=_("Say what the picture shows, for readers who do not see it, or mark it as decorative."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "learning/blocks/image.html"

    def clean(self, value: Any) -> Any:
        """Refuse a file's name where words for the picture are asked."""
        cleaned = super().clean(value)
        image, described = cleaned["image"], self.child_blocks["image"]
        if image is None or image.decorative or described.is_deferred_validation:
            return cleaned
        words = (image.contextual_alt_text or "").strip()
        if not words or is_file_name(words, image.title, image.file.name):
            raise StructBlockValidationError(
                {"image": StructBlockValidationError({"alt_text": ValidationError(FILE_NAME)})}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `picture`: the image's files that are there."""
        return super().get_context(value, parent_context) | {"picture": picture_of(value["image"])}

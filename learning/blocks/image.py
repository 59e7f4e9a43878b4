"""A photograph from the image library."""

import re
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

WIDTHS = (400, 800, 1200)


def renditions(image: Any) -> dict[str, Any]:
    """Give `src`, `srcset`, `width` and `height` of an image in light, modern files."""
    if image is None:
        return {}
    specs = [f"width-{width}|format-webp" for width in WIDTHS]
    made = list({r.width: r for r in image.get_renditions(*specs).values()}.values())
    middle = made[min(1, len(made) - 1)]
    return {
        "src": middle.url,
        "width": middle.width,
        "height": middle.height,
        "srcset": ", ".join(f"{rendition.url} {rendition.width}w" for rendition in made),
    }


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().lower()


def is_file_name(words: str, image: Any) -> bool:
    """Say whether the words are only the name of the image's file, which Wagtail proposes as alt text."""
    stem = PurePath(image.file.name).stem
    return _plain(words) == _plain(image.title) and _plain(stem).startswith(_plain(words))


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """An image with the words that stand for it, its caption and its maker."""

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
        if is_file_name(image.contextual_alt_text or "", image):
            told = _("Say what the picture shows. The name of its file tells nothing to who cannot see it.")
            raise StructBlockValidationError(
                {"image": StructBlockValidationError({"alt_text": ValidationError(told)})}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `picture`: the image's files."""
        return super().get_context(value, parent_context) | {"picture": renditions(value["image"])}

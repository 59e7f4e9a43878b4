"""A photograph from the image library."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
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

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `picture`: the image's files."""
        return super().get_context(value, parent_context) | {"picture": renditions(value["image"])}

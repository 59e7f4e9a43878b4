"""Pictures from the image library, in the sizes and forms that pages ask for.

A page shows existing files and never makes one: `generate_renditions` makes them in the background when
editor puts a picture into the library and when a page with pictures is published.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.models import Page
from willow.image import PNGImageFile
from willow.plugins.pillow import PillowImage

from core.jobs import enqueue

WIDTHS = (400, 800, 1200)
MIDDLE = 800  # the width of the file that is used where only one can be named
FORMATS = {"webp": "image/webp", "avif": "image/avif"}  # webp first: every browser of ours shows it
LONGEST_SIDE = {"webp": 16_383, "avif": 32_768}  # pixels: WebP's own limit, and that of the readers of AVIF
MINUTES = 10 * 60
FILE_NAME = _("Say what the picture shows. The name of its file does not help people who cannot see it.")


@dataclass(frozen=True)
class Picture:
    """An image as a page shows it. `url` is empty while no file of it was made yet.

    `srcset` (WebP) and `avif` are as HTML has them; width and height are those of that file in pixels, and
    `weight` its bytes.
    """

    url: str
    width: int
    height: int
    weight: int = 0
    srcset: str = ""
    avif: str = ""


def specs(image: Any) -> list[str]:
    """Return Wagtail's words for the files of an image; the first one is used where only one can be named."""
    smaller = [width for width in WIDTHS if width < image.width]
    widths = [*smaller, *WIDTHS[len(smaller) : len(smaller) + 1]]  # Wagtail never makes an image larger
    widths.sort(key=lambda width: abs(width - MIDDLE))
    return [
        f"width-{width}|format-{form}" for form in FORMATS for width in widths if _fits(image, width, form)
    ]


def has_sizes(image: Any) -> bool:
    """Return whether any file for pages can be made of an image of this width and height."""
    return bool(specs(image))


def _fits(image: Any, width: int, form: str) -> bool:
    scale = min(1, width / max(1, image.width))  # a new image without a file has no width
    return max(image.width, image.height) * scale <= LONGEST_SIDE[form]


def picture_of(image: Any) -> Picture | None:
    """Return the picture with the files it has by now; None for no image. Makes no file.

    A picture that is whole is remembered for some minutes, so that a page asks the cache and no table.
    """
    if image is None:
        return None
    name, picture = cache.get(_key(image.pk)) or ("", None)
    if picture is not None and name == image.file.name:
        return picture
    wanted = [Filter(spec) for spec in specs(image)]
    found = image.find_existing_renditions(*wanted)
    picture = _composed(image, {form: _of_form(found, wanted, form) for form in FORMATS})
    if len(found) == len(wanted):
        cache.set(_key(image.pk), (image.file.name, picture), MINUTES)
    return picture


def _of_form(found: dict[Filter, Any], wanted: list[Filter], form: str) -> list[Any]:
    return [found[wish] for wish in wanted if wish in found and wish.spec.endswith(form)]


def _composed(image: Any, files: dict[str, list[Any]]) -> Picture:
    if not any(files.values()):
        return Picture("", image.width, image.height)
    middle = (files["webp"] or files["avif"])[0]
    sets = {form: _srcset(ones) for form, ones in files.items()}
    return Picture(middle.url, middle.width, middle.height, _weight(middle), sets["webp"], sets["avif"])


def _srcset(files: list[Any]) -> str:
    return ", ".join(f"{one.url} {one.width}w" for one in sorted(files, key=lambda one: one.width))


def _weight(rendition: Any) -> int:
    try:
        return int(rendition.file.size)
    except OSError:
        return 0  # it has gone; the page says nothing of its weight


def _key(image_id: int) -> str:
    return f"picture-{image_id}"


def open_png(image_file: PNGImageFile) -> PillowImage:
    """Return a PNG as Willow works on it; 16 bits of grey become 8, which Pillow alone would cut to white."""
    opened = PillowImage.open(image_file)
    if opened.image.mode.startswith("I"):
        grey = opened.image.point(lambda value: value * (1 / 257)).convert("L")
        grey.info.pop("transparency", None)  # it named one of the 65,536 greys
        return PillowImage(grey)
    return opened


def generate_renditions(image_id: int) -> int:
    """Make the files of an image that are missing, one after the other; return how many were made."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is None:
        return 0  # deleted meanwhile
    there = image.find_existing_renditions(*map(Filter, specs(image)))
    missing = [spec for spec in specs(image) if Filter(spec) not in there]
    for spec in missing:
        image.get_rendition(spec)
    return len(missing)


def image_saved(instance: Any, raw: bool = False, **told: Any) -> None:
    """Generate the renditions of an image in the background, when an editor saved it (a signal receiver)."""
    if not raw:
        enqueue("media.generate_renditions", instance.pk, unique_key=str(instance.pk))


def rendition_deleted(instance: Any, **told: Any) -> None:
    """Forget the picture whose file was deleted; Django's signal calls it."""
    cache.delete(_key(instance.image_id))


def page_published(instance: Page, **told: Any) -> None:
    """Generate missing renditions of a page's images in the background (a signal receiver)."""
    for image_id in sorted(_images_in(instance)):
        enqueue("media.generate_renditions", image_id, unique_key=str(image_id))


def _images_in(page: Page) -> set[int]:
    """Return the ids of the images in a page's text."""
    images = get_image_model()
    return {
        int(object_id)
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references")
        for model, object_id, *_way in field.extract_references(field.value_from_object(page))
        if model is images
    }


def is_file_name(words: str, title: str, file_name: str) -> bool:
    """Return whether the words are only the name of a picture's file, which Wagtail proposes as its title."""
    said, stem = _plain(words), _plain(PurePath(file_name).name)
    return bool(said) and stem.startswith(said) and said in (_plain(title), stem)


def _plain(name: str) -> str:
    bare = re.sub(r"\.(avif|gif|jpe?g|png|webp)$", "", name.strip(), flags=re.IGNORECASE)
    return re.sub(r"[\W_]+", " ", bare).strip().lower()

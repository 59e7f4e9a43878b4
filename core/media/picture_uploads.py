"""What may be uploaded as a picture: checked as a whole before anything is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from willow.image import Image as WillowImage
from willow.image import UnrecognisedImageFormatError

from core.media.renditions import has_sizes

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")  # what WAGTAILIMAGES_EXTENSIONS names
SEVERAL_STILLS = "MPO"  # a camera's JPEG with a preview or a depth map behind the picture: no animation
TOO_MANY_PIXELS = _(
    "This picture has more than %(limit)d million pixels. Make it smaller on your computer, and upload "
    "it again."
)
ANIMATED = _(
    "This is an animated %(format)s file. Pages show still pictures: save one of its pictures as a PNG or "
    "JPEG file and upload that, or add it as a film."
)
DAMAGED = _(
    "This file is damaged or incomplete: a part of the picture is missing. Save or copy it once more, and "
    "upload the new file."
)
TOO_LONG = _(
    "This picture is %(width)d pixels wide and %(height)d high. No size of it can be made for pages: cut it "
    "into several pictures, or crop it."
)


class PictureField(WagtailImageField):  # type: ignore[misc]
    """Wagtail's field for a picture's file, which reads the whole picture."""

    def to_python(self, data: UploadedFile | None) -> Any:
        """Return the file; ValidationError says in words what is wrong with it and what to do."""
        if data and data.size:
            self.check_image_file_size(data)
            check_picture(data)
        return super().to_python(data)


def check_picture(file: Any) -> None:
    """Raise ValidationError for a picture that is too large, animated, damaged, or too long for every size.

    What is no picture at all is left to Wagtail's own words. The file is read again from its beginning.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            _check_header(picture)
            picture.load()
    except UnidentifiedImageError as error:
        if _claims_format(file):
            raise ValidationError(DAMAGED, code="damaged") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except ValidationError:
        raise
    except Exception as error:  # decoders raise OSError, ValueError, SyntaxError, struct.error and others
        raise ValidationError(DAMAGED, code="damaged") from error
    finally:
        file.seek(0)


def _claims_format(file: Any) -> bool:
    """Return whether the file begins as one of our formats does."""
    file.seek(0)
    try:
        return WillowImage.open(file).format_name.upper() in FORMATS
    except UnrecognisedImageFormatError:
        return False


def _check_header(picture: ImageFile.ImageFile) -> None:
    if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()
    if is_animated(picture):
        raise ValidationError(ANIMATED, code="animated", params={"format": picture.format})
    if not has_sizes(picture):
        size = {"width": picture.width, "height": picture.height}
        raise ValidationError(TOO_LONG, code="too_long", params=size)


def is_animated(picture: ImageFile.ImageFile) -> bool:
    """Return whether the file moves; a PNG that says so and has one frame is taken at its word."""
    if picture.format == SEVERAL_STILLS:
        return False
    return picture.get_format_mimetype() == "image/apng" or bool(getattr(picture, "is_animated", False))


def _too_many_pixels() -> ValidationError:
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return ValidationError(TOO_MANY_PIXELS, code="too_many_pixels", params={"limit": limit})

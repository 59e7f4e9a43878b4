"""A film: a file of ours, or a link to another site; never another site's player in our page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from core.media.renditions import picture_of
from learning.blocks.text import PLAIN

FILMS = {"mp4": "video/mp4", "webm": "video/webm"}


class VideoBlock(blocks.StructBlock):  # type: ignore[misc]
    """A film with its transcript, so that nobody needs the film to follow the lesson."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    file = DocumentChooserBlock(
        required=False, label=_("File"), help_text=_("An MP4 or WebM file, or give a link below.")
    )
    url = blocks.URLBlock(required=False, label=_("Link to the film on another site"))
    poster = ImageChooserBlock(required=False, label=_("Still picture"))
    captions = DocumentChooserBlock(
        required=False, label=_("Captions"), help_text=_("A WebVTT file in the language of the lesson.")
    )
    transcript = blocks.RichTextBlock(
        features=PLAIN,
        label=_("Transcript"),
        help_text=_("Everything that is said in the video, and what is only shown."),
    )
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))
    credit = blocks.CharBlock(required=False, max_length=200, label=_("Credit"))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "learning/blocks/video.html"

    def clean(self, value: Any) -> Any:
        """Refuse a film without a source, with two, or in a form browsers do not play."""
        cleaned, errors = super().clean(value), {}
        if bool(cleaned["file"]) == bool(cleaned["url"]):
            errors["file"] = ValidationError(_("Give either a file or a link."))
        elif cleaned["file"] and cleaned["file"].file_extension not in FILMS:
            errors["file"] = ValidationError(_("Browsers play MP4 and WebM files. Choose one of these."))
        if cleaned["captions"] and cleaned["captions"].file_extension != "vtt":
            errors["captions"] = ValidationError(_("Captions are WebVTT files, whose name ends in .vtt."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `type` (of the film), `weight` (its bytes) and `poster` (its address, once it is made)."""
        film, poster = value["file"], picture_of(value["poster"])
        return super().get_context(value, parent_context) | {
            "type": FILMS.get(film.file_extension, "") if film else "",
            "weight": film.get_file_size() if film else None,
            "poster": poster.url if poster else "",
        }

"""The form by which a picture comes into the image library."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from core.media.picture_uploads import PictureField
from core.media.renditions import FILE_NAME, is_file_name


class DescribedImageForm(BaseImageForm):  # type: ignore[misc]
    """Reads the whole file, and asks for a text alternative.

    The words are proposed wherever the picture is put.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (file := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(label=file.label, required=file.required, widget=file.widget)
        description = self.fields.get("description")
        if description is not None:  # the library changes some fields alone
            description.required = True
            description.error_messages["required"] = _(
                "Say in a sentence what the picture shows, for readers who do not see it."
            )
            description.help_text = _(
                "What the picture shows, for readers who do not see it: proposed wherever it is put. "
                "Where it only decorates, mark it so there."
            )

    def clean_description(self) -> str:
        """Refuse a file's name where words for the picture are asked."""
        words = self.cleaned_data["description"].strip()
        title = self.cleaned_data.get("title", "")
        file = self.cleaned_data.get("file") or self.instance.file
        # Of several uploaded at once only the title, which is the file's name, is known by now.
        if is_file_name(words, title, getattr(file, "name", "") or title):
            raise ValidationError(FILE_NAME)
        return words

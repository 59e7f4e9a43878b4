"""In which language texts come, and when pictures are fetched."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from core.web.reader_preferences import Pictures


class ReadingForm(forms.Form):
    """The choices of `core.web.reader_preferences`, for members and visitors alike."""

    text_language = forms.ChoiceField(
        label=_("Language of texts"),
        required=False,
        help_text=_(
            "Lessons and other long texts come in this language where they exist in it. "
            "Menus and buttons stay in the language of the page."
        ),
    )
    pictures = forms.ChoiceField(
        label=_("Fetch pictures"),
        choices=Pictures.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "For a picture that is not loaded, you see its description, its size and a link. Drawings of a "
            "few kilobytes are always loaded. Nothing else is left out."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        self.fields["text_language"].choices = [  # type: ignore[attr-defined]
            ("", _("the language of the page")),
            *names,
        ]

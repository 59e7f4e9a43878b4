"""Forms of the translation dashboard."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from translations.enums import State
from translations.files import LARGEST


class RowsForm(forms.Form):
    """What a list of pages is narrowed to; what it does not understand it leaves out."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("every state")), *State.choices], required=False
    )
    q = forms.CharField(label=_("Title"), max_length=100, required=False)
    below = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ImportForm(forms.Form):
    """A translators' file to take in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A PO or XLIFF file that was exported from this dashboard and translated."),
        widget=forms.ClearableFileInput(attrs={"accept": ".po,.xlf,.xliff"}),
    )
    publish = forms.BooleanField(
        label=_("Publish the pages at once"),
        help_text=_(
            "Otherwise the texts are kept, and the translation dashboard shows the page as “ready to "
            "publish”."
        ),
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than the dashboard reads."""
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST:
            limit = LARGEST // (1024 * 1024)
            message = _("The file is larger than %(limit)s MB. Export fewer pages.")
            raise forms.ValidationError(message, params={"limit": limit})
        return file

"""Adding and naming vocabularies."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.base.fields import NameFormField, TextFormField
from vocabularies.forms.concepts import languages
from vocabularies.models import Scheme

RESERVED = ("find", "suggest")  # other pages have these addresses (vocabularies.urls)


class SchemeForm(forms.Form):
    """A vocabulary's key (only when it is new), its titles and what it is for, in every language."""

    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        help_text=_(
            "Lower-case letters, digits and hyphens. It cannot be changed later, because it is part of "
            "the address."
        ),
    )
    source = NameFormField(label=_("Source"), max_length=300, required=False)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, data: Any = None, *, scheme: Scheme | None = None) -> None:
        self.scheme = scheme
        now = {"source": scheme.source, "source_url": scheme.source_url} if scheme else {}
        super().__init__(data, initial=now)
        if scheme is not None:
            del self.fields["key"]
        for code, name in languages():
            texts = (scheme.titles, scheme.notes) if scheme else ({}, {})
            attrs = {"lang": code, "dir": "auto"}
            self.fields[f"title_{code}"] = NameFormField(
                label=_("Title (%(language)s)") % {"language": name},
                max_length=120,
                required=code == settings.LANGUAGE_CODE,
                initial=texts[0].get(code, ""),
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"note_{code}"] = TextFormField(
                label=_("What it is for (%(language)s)") % {"language": name},
                max_length=1000,
                required=False,
                initial=texts[1].get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2, **attrs}),
            )

    def clean_key(self) -> str:
        """Return the key in small letters; refuse one that is taken."""
        key = str(self.cleaned_data["key"]).lower()
        if key in RESERVED or Scheme.objects.filter(key__iexact=key).exists():
            raise ValidationError(_("Another vocabulary has this key. Choose another one."))
        return key

    def texts(self, part: str) -> dict[str, str]:
        """Return what was written as titles ("title") or notes ("note"), by language."""
        written = {code: self.cleaned_data[f"{part}_{code}"] for code, _name in languages()}
        return {code: text for code, text in written.items() if text}

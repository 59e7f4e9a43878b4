"""Fields that keep text in one form (`core.text`): names on one line, long texts, for models and forms.

A model's `NameField` and `TextField` bring their form twins along; a plain form uses
`NameFormField` and `TextFormField` itself.
"""

from typing import Any

from django import forms
from django.db import models

from core.text import clean_name, clean_text, has_visible_text, nfc, trim_text


class NameFormField(forms.CharField):
    """A one-line name. The length counts after cleaning; clean_name's refusals become form errors."""

    def to_python(self, value: Any) -> Any:
        """Give the cleaned name; ValidationError says what to change."""
        text = super().to_python(value)
        return clean_name(text) if text else text


class TextFormField(forms.CharField):
    """A long text in a textarea, its line ends and letters in one form.

    With `strip` (the default) a text in which nothing can be seen is empty, and what is trimmed are empty
    lines before it and white space after it: the first line keeps its indent.
    """

    widget = forms.Textarea

    def __init__(self, *, strip: bool = True, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.is_trimmed = strip

    def to_python(self, value: Any) -> Any:
        """Give the cleaned text; ValidationError says what to change."""
        text = super().to_python(value)
        if not text:
            return text
        text = clean_text(text)
        if not self.is_trimmed:
            return text
        return trim_text(text) if has_visible_text(text) else self.empty_value


class NameField(models.CharField):  # type: ignore[type-arg]
    """A name in the database: NFC always, the rest of `clean_name` whenever it is cleaned."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Give the cleaned name; ValidationError says what to change."""
        return super().clean(clean_name(value) if isinstance(value, str) else value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        """Give the NFC form for storing and for looking up."""
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Give a NameFormField."""
        return super().formfield(**{"form_class": NameFormField, **kwargs})


class TextField(models.TextField):  # type: ignore[type-arg]
    """A long text in the database: NFC always, the rest of `clean_text` whenever it is cleaned."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Give the cleaned text; ValidationError says what to change."""
        return super().clean(clean_text(value) if isinstance(value, str) else value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        """Give the NFC form for storing and for looking up."""
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Give a TextFormField."""
        return super().formfield(**{"form_class": TextFormField, **kwargs})

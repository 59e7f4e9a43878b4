"""Fields that keep what people write in one form: names, long texts, e-mail addresses, codes and numbers.

A model's `NameField`, `TextField` and `EmailField` use the form fields of this module; a
plain form uses `NameFormField` and the others itself.
"""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, validate_email
from django.db import models

from core.base.email_addresses import normalize_email, validate_address
from core.base.text_cleaning import ascii_digits, clean_name, clean_text, has_visible_text, nfc, trim_text

# Cleaning makes a text shorter: four characters may become one letter, and white space goes. A text so many
# times longer than is allowed is refused as it came: cleaning it would cost time and not help.
LONGEST_BEFORE_CLEANING = 10


class NameFormField(forms.CharField):
    """A one-line name. The length counts after cleaning; clean_name's refusals become form errors."""

    def to_python(self, value: Any) -> Any:
        """Return the cleaned name; ValidationError says what to change."""
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
        """Return the cleaned text; ValidationError says what to change."""
        text = super().to_python(value)
        if not text:
            return text
        if self.max_length is not None and len(text) > LONGEST_BEFORE_CLEANING * self.max_length:
            MaxLengthValidator(self.max_length)(text)
        text = clean_text(text)
        if not self.is_trimmed:
            return text
        return trim_text(text) if has_visible_text(text) else self.empty_value


class EmailFormField(forms.EmailField):
    """An e-mail address in the form that is stored and looked up."""

    default_validators = [validate_address]

    def to_python(self, value: Any) -> Any:
        """Return the normalised address."""
        return normalize_email(value) if isinstance(value, str) else super().to_python(value)


class KnownEmailFormField(EmailFormField):
    """An address by which an account is looked up: it may be one that no new account could have."""

    default_validators = [validate_email]


class CodeFormField(forms.CharField):
    """A code that was sent or shown, typed with any digits, spaces and dashes."""

    def to_python(self, value: Any) -> Any:
        """Return the letters and digits only, the digits as 0 to 9."""
        text = super().to_python(value)
        return "".join(filter(str.isalnum, ascii_digits(text))) if text else text


class WholeNumberFormField(forms.IntegerField):
    """A whole number, typed with the digits of any script.

    The widget is a text input: browsers refuse all other digits in an input of type number.
    """

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attribute with which phones show the keyboard for digits."""
        return {"inputmode": "numeric"}

    def to_python(self, value: Any) -> Any:
        """Return the number; ValidationError for anything else."""
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class NameField(models.CharField):  # type: ignore[type-arg]
    """A name in the database: NFC always, the rest of `clean_name` whenever it is cleaned."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the cleaned name; ValidationError says what to change."""
        return super().clean(clean_name(value) if isinstance(value, str) else value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        """Return the NFC form for storing and for looking up."""
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Return a NameFormField."""
        return super().formfield(**{"form_class": NameFormField, **kwargs})


class TextField(models.TextField):  # type: ignore[type-arg]
    """A long text in the database: NFC always, the rest of `clean_text` whenever it is cleaned."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the cleaned text; ValidationError says what to change."""
        return super().clean(clean_text(value) if isinstance(value, str) else value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        """Return the NFC form for storing and for looking up."""
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Return a TextFormField."""
        return super().formfield(**{"form_class": TextFormField, **kwargs})


class EmailField(models.EmailField):  # type: ignore[type-arg]
    """An e-mail address in the database: normalised whenever it is cleaned, stored or looked up."""

    default_validators = [validate_address]

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the normalised address; ValidationError says what to change."""
        return super().clean(normalize_email(value) if isinstance(value, str) else value, model_instance)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Return what is stored, and set it on the instance too."""
        setattr(model_instance, self.attname, self.get_prep_value(getattr(model_instance, self.attname)))
        return super().pre_save(model_instance, add)

    def get_prep_value(self, value: Any) -> Any:
        """Return the normalised address for storing and for looking up."""
        value = super().get_prep_value(value)
        return normalize_email(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """Return an EmailFormField."""
        return super().formfield(**{"form_class": EmailFormField, **kwargs})

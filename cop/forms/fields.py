"""Fields in which people write at length, and the key that lets a form be sent twice and count once."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cop.errors import CopError, EmptyText
from cop.models.posts import BODY_LIMIT
from cop.services.validation import PostBody, clean_body

MARKDOWN_HINT = _(
    "**bold**, *italic*, - list, > quotation, [text](address). A blank line starts a new paragraph."
)


def writing_area(rows: int) -> forms.Textarea:
    """Return a large field whose text finds its own direction."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class BodyField(forms.CharField):
    """The text of a post, cleaned once, as the services keep it."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        widget = writing_area(rows)
        widget.attrs["maxlength"] = BODY_LIMIT
        errors = {"required": EmptyText.message}
        super().__init__(help_text=MARKDOWN_HINT, strip=False, widget=widget, error_messages=errors, **kwargs)

    def clean(self, value: Any) -> PostBody:
        """Return the text and its HTML; what the services refuse is an error of the field."""
        try:
            return clean_body(super().clean(value))
        except CopError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class KeyField(forms.UUIDField):
    """The key a form was made with; one that is missing or damaged becomes a new one."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        """Return the key."""
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()
